"""What a release does on the frozen test: counts that the card and the limit line are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from insecta.domain.answer import Abstention, Answer, Quality, Scores
from insecta.domain.decision import best_path, candidates_from, decide
from insecta.domain.release import Release
from insecta.vision.litert_classifier import calibrated, novelty, unit
from insecta.vision.quality import measure
from model.calibrate import wilson
from model.samples import Sample
from model.taxonomy import taxon_id


@dataclass(frozen=True, slots=True)
class Share:
    """`right` of `cases`, printed with its Wilson interval; below 30 cases without a percentage."""

    right: int
    cases: int

    def __str__(self) -> str:
        low, high = wilson(self.right, self.cases)
        if self.cases < 30:
            return f"{self.right} of {self.cases} (too few to say)"
        share = self.right / self.cases
        return f"{self.right} of {self.cases} ({share:.1%}, interval {low:.0%}–{high:.0%})"

    @property
    def brief(self) -> str:
        """For a sentence: `43 of 49 right, 76–94 %`."""
        if self.cases < 30:
            return f"{self.right} of {self.cases} right: too few to say"
        low, high = wilson(self.right, self.cases)
        return f"{self.right} of {self.cases} right, {100 * low:.0f}–{100 * high:.0f} %"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test picture: the names on its best path, and the decided answer."""

    sample: Sample
    truth: tuple[str, ...]
    path: tuple[str, ...]
    answer: Answer

    @property
    def is_right(self) -> bool:
        """The answered name is on the true lineage."""
        return self.answer.answer is not None and self.answer.answer.taxon_id in self.truth

    @property
    def is_unknown(self) -> bool:
        """The answer is finer than a label that it fits: nobody knows."""
        return not self.is_right and self.answer.answer is not None and self.truth[-1] in self.path


def outcomes(
    release: Release,
    prototypes: NDArray[np.float32],
    samples: Sequence[Sample],
    logits: NDArray[np.float32],
    embeddings: NDArray[np.float32],
    target: float = 0.95,
) -> list[Outcome]:
    """Decide every picture exactly as serving does."""
    probabilities = calibrated(logits, release.temperature)
    new = novelty(unit(embeddings), prototypes)
    found = []
    for sample, row, away in zip(samples, probabilities, new, strict=True):
        quality: Quality = measure(sample.pixels)
        candidates = candidates_from(release, row.tolist())
        scores = Scores(release.digest, candidates, quality, float(away))
        path = tuple(name.taxon_id for name in best_path(release, scores))
        truth = tuple(taxon_id(step) for step in sample.lineage)
        found.append(Outcome(sample, truth, path, decide(release, scores, target)))
    return found


def forced(found: Sequence[Outcome], rank: str) -> Share:
    """Is the name at a rank on the best path right, whatever its probability?"""
    cases = [o for o in found if any(step[0] == rank for step in o.sample.lineage)]
    truths = [next(i for i in o.truth if i.startswith(rank.replace(" ", "-") + ":")) for o in cases]
    return Share(sum(t in o.path for t, o in zip(truths, cases, strict=True)), len(cases))


def answered(found: Sequence[Outcome]) -> Share:
    """How many got an answer at all."""
    return Share(sum(o.answer.answer is not None for o in found), len(found))


def precision(found: Sequence[Outcome]) -> Share:
    """How many answers are right, of those that can be checked."""
    checked = [o for o in found if o.answer.answer is not None and not o.is_unknown]
    return Share(sum(o.is_right for o in checked), len(checked))


def answered_at(found: Sequence[Outcome], ranks: set[str]) -> Share:
    """How many got an answer at one of the ranks."""
    named = sum(o.answer.answer is not None and o.answer.answer.rank in ranks for o in found)
    return Share(named, len(found))


def told_apart(found: Sequence[Outcome], ids: set[str]) -> Share:
    """Right answers at or below one of `ids`; an abstention or a coarser answer counts as wrong."""
    right = sum(
        o.is_right and bool(ids & set(o.path[: o.path.index(o.answer.answer.taxon_id) + 1]))
        for o in found
        if o.answer.answer is not None
    )
    return Share(right, len(found))


_REFUSALS = {
    Abstention.LABEL_ONLY, Abstention.NOT_AN_INSECT, Abstention.OUTSIDE_SCOPE,
    Abstention.UNLIKE_TRAINING, Abstention.POOR_PICTURE,
}  # fmt: skip


def refused(found: Sequence[Outcome]) -> Share:
    """How many were refused as no insect, label, outside scope, unlike training or poor."""
    return Share(sum(o.answer.abstention in _REFUSALS for o in found), len(found))


def abstained(found: Sequence[Outcome]) -> Share:
    """How many got no answer for any reason."""
    return Share(sum(o.answer.answer is None for o in found), len(found))


def reasons(found: Sequence[Outcome]) -> str:
    """Counts by abstention code, most frequent first."""
    counts = Counter(o.answer.abstention.value for o in found if o.answer.abstention)
    return ", ".join(f"{code} {count}" for code, count in counts.most_common()) or "none"


@dataclass(frozen=True)
class Report:
    """All figures of a release, and lines for its card."""

    shares: Mapping[str, Share]
    lines: tuple[str, ...]
    metrics: Mapping[str, float] = field(default_factory=dict)


def by_source(found: Sequence[Outcome], *sources: str) -> list[Outcome]:
    """Outcomes of pictures from the named folders."""
    return [o for o in found if o.sample.source in sources]


def report(found: Sequence[Outcome], strangers: Sequence[Outcome]) -> Report:
    """Figures on the frozen test, and on `strangers` (no insects, never trained on)."""
    moths = by_source(found, "moths")
    field_pictures = by_source(found, "ants_bees_field")
    museum = by_source(found, "ant_specimens", "ant_specimen_tiles")
    nothing = by_source(found, "drawn", "ant_labels")
    insects = [*moths, *field_pictures, *museum]
    hymenoptera = {"family:Formicidae", "epifamily:Anthophila"}
    leaf_ranks = {"species", "species complex"}
    shares = {
        "moth_species_forced": forced(moths, "species"),
        "moth_genus_forced": forced(moths, "genus"),
        "moth_family_forced": forced(moths, "family"),
        "moth_answered": answered(moths),
        "moth_species_answered": answered_at(moths, leaf_ranks),
        "moth_precision": precision(moths),
        "field_told_apart": told_apart(field_pictures, hymenoptera),
        "museum_ants": told_apart(museum, {"family:Formicidae"}),
        "ant_genus_forced": forced(museum, "genus"),
        "insects_precision": precision(insects),
        "insects_refused": refused(insects),
        "nothing_abstained": abstained(nothing),
        "strangers_abstained": abstained(strangers),
    }
    words = {
        "moth_species_forced": "Moths, best species whatever its score",
        "moth_genus_forced": "Moths, best genus whatever its score",
        "moth_family_forced": "Moths, best family whatever its score",
        "moth_answered": "Moths that get an answer at target 95 %",
        "moth_species_answered": "Moths that get an answer at species (or complex)",
        "moth_precision": "Answers on moths that are right",
        "field_told_apart": "Field pictures told as ant or bee, abstentions counted as wrong",
        "museum_ants": "Museum ants answered as ants, abstentions counted as wrong",
        "ant_genus_forced": "Museum ants, best genus whatever its score (candidates only)",
        "insects_precision": "Answers on all insects that are right",
        "insects_refused": "True insects refused (no insect, label, outside scope, unlike training)",
        "nothing_abstained": "Drawn sheets, objects and labels that get no answer",
        "strangers_abstained": "Pictures of other things (never trained on) that get no answer",
    }
    lines = [f"{words[key]}: {share}" for key, share in shares.items()]
    for kind in sorted({o.sample.specimen for o in strangers}):
        of_kind = [o for o in strangers if o.sample.specimen == kind]
        lines.append(f"– {kind}: {abstained(of_kind)}; reasons: {reasons(of_kind)}")
    return Report(shares, tuple(lines))
