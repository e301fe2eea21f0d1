"""What a release does on frozen specimens: predictions, figures by rank, and where it fails.

`evaluate` looks at a snapshot's parts through the exported network and the decision, exactly as
serving does. `predictions.csv` and `evaluation.json` are what releases are compared by.
"""

from __future__ import annotations

import csv
import io
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.domain.answer import Abstention, Answer, Candidate, Scores, Subject
from insecta.domain.decision import NO_RANK, best_path, candidates_from, decide, fuse
from insecta.domain.ranks import FINEST, depth
from insecta.domain.release import Release
from insecta.domain.traits import Trait, traits_of
from insecta.vision.classifier import calibrated, unit
from insecta.vision.novelty import novelty
from insecta.vision.preprocess import prepare
from insecta.vision.quality import measure
from insecta.vision.release_folder import ReleaseFolder
from model.calibrate import calibration_error
from model.judge import judged
from model.release_writer import run_network, run_outputs
from model.samples import Sample
from model.shares import Share, area_under_roc
from model.tree import Step, taxon_id

FORMAT = "insecta-evaluation-1"
TARGET = 0.95
PREDICTION_COLUMNS = (
    "sample_id", "part", "specimen", "group", "source", "view", "caste", "institution", "true_taxon_id",
    "true_rank", "answer_taxon_id", "answer_rank", "confidence", "abstention", "limit", "answer_right",
    "novelty", "best", "best_confidence", "right_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """One picture: `truth` (taxon ids of its lineage), the names on the best path, the answer, what
    extra heads say, and of each name on the path whether it is right: None where nobody knows."""

    sample: Sample
    truth: tuple[str, ...]
    path: tuple[Candidate, ...]
    answer: Answer
    novelty: float
    candidates: tuple[Candidate, ...] = ()
    traits: tuple[Trait, ...] = ()
    right: Mapping[str, bool | None] = field(default_factory=dict)
    scores: Scores | None = None
    """What was seen in it, to be fused with other views."""

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(name.taxon_id for name in self.path)

    @property
    def is_right(self) -> bool:
        """The answered name is that of the label, or lies above it."""
        return self.answer.answer is not None and bool(self.right[self.answer.answer.taxon_id])

    @property
    def is_unknown(self) -> bool:
        """The answer is finer than a label that it fits: nobody knows."""
        return self.answer.answer is not None and self.right[self.answer.answer.taxon_id] is None

    def true_at(self, ranks: Sequence[str]) -> str | None:
        """Taxon id of the label at one of the ranks, None where it does not reach there."""
        steps = zip(self.sample.lineage, self.truth, strict=True)
        return next((i for (rank, _), i in steps if rank in ranks), None)


def outcomes(
    release: Release, prototypes: NDArray[np.float32], samples: Sequence[Sample],
    logits: NDArray[np.float32], embeddings: NDArray[np.float32], target: float = TARGET,
    ids: Mapping[Step, str] | None = None, extra: Mapping[str, NDArray[np.float32]] | None = None,
) -> list[Outcome]:  # fmt: skip
    """Decide every picture exactly as serving does. `ids`: taxon ids of the samples' steps; `extra`:
    outputs of extra heads by name."""
    known = ids or {}
    heads = {
        term: calibrated(values, release.heads[term].temperature)
        for term, values in (extra or {}).items()
    }
    probabilities = calibrated(logits, release.temperature)
    new = novelty(release.measure, release.temperature, logits, unit(embeddings), prototypes)
    found = []
    for n, (sample, row, away) in enumerate(zip(samples, probabilities, new, strict=True)):
        candidates = candidates_from(release, row.tolist())
        told = {term: values[n].tolist() for term, values in heads.items()}
        traits = traits_of(release.heads, told) if heads else ()
        quality = measure(sample.pixels)
        view = sample.view or None
        scores = Scores(release.digest, candidates, quality, float(away), traits=traits)
        path = tuple(best_path(release, scores))
        truth = tuple(_id_of(release, step, known) for step in sample.lineage)
        answer = decide(release, scores, target, subject=subject_of(sample))
        right = {name.taxon_id: judged(release, name.taxon_id, sample.lineage) for name in path}
        seen = replace(scores, view=view)
        found.append(
            Outcome(sample, truth, path, answer, float(away), candidates, traits, right, seen)
        )
    return found


def _id_of(release: Release, step: Step, ids: Mapping[Step, str]) -> str:
    """The release's own id of a name, by rank and spelling; else the snapshot's, unless the release means
    another name by it: authorities number differently."""
    rank, name = step
    taxon = release.named(name, rank)
    if taxon is not None:
        return taxon.taxon_id
    stated = ids.get(step, taxon_id(step))
    return taxon_id(step) if stated in release.by_id else stated


def subject_of(sample: Sample) -> Subject:
    """What is known of the individual apart from the picture, as a record would say it."""
    return Subject(sample.caste or None, sample.sex or None, sample.life_stage or None)


def look(
    folder: ReleaseFolder, samples: Sequence[Sample], ids: Mapping[Step, str] | None = None,
    changed: Callable[[NDArray[np.uint8]], NDArray[np.uint8]] | None = None,
) -> list[Outcome]:  # fmt: skip
    """Outcomes of samples; `changed`: what is done to each rendition before."""
    if not samples:
        return []
    release = folder.release
    renditions = [changed(s.pixels) if changed else s.pixels for s in samples]
    pictures = np.stack([prepare(pixels, release.side) for pixels in renditions])
    outputs = run_outputs(folder.model, pictures, 1)
    return outcomes(
        release, folder.prototypes, samples, outputs["leaves"], outputs["embedding"], ids=ids,
        extra={term: outputs[term] for term in release.heads},
    )  # fmt: skip


def share(told: Sequence[tuple[bool, Outcome]]) -> Share:
    """How many of some pictures, and of how many specimens they are."""
    return Share(
        sum(is_so for is_so, _ in told), len(told), len({o.sample.specimen for _, o in told})
    )


def fused(release: Release, found: Sequence[Outcome]) -> dict[str, Any]:
    """Answers of specimens with several pictures, fused as serving does, beside those of their single ones."""
    pictures: dict[str, list[Outcome]] = defaultdict(list)
    for o in found:
        if o.scores is not None:
            pictures[o.sample.specimen].append(o)
    several = [of for of in pictures.values() if len(of) > 1]
    whole = [_fused(release, of) for of in several]
    single = [o for of in several for o in of]
    return {
        "specimens": len(whole),
        "answered": answered(whole).as_json, "answers_right": precision(whole).as_json,
        "single": {"answered": answered(single).as_json, "answers_right": precision(single).as_json},
    }  # fmt: skip


def _fused(release: Release, views: Sequence[Outcome]) -> Outcome:
    """One specimen; its label is the finest that a picture bears."""
    scores = fuse([o.scores for o in views if o.scores is not None])
    best = max(views, key=lambda o: len(o.truth))
    answer = decide(release, scores, TARGET, subject=subject_of(best.sample))
    path = tuple(best_path(release, scores))
    away = scores.novelty or 0.0
    right = {name.taxon_id: judged(release, name.taxon_id, best.sample.lineage) for name in path}
    return Outcome(best.sample, best.truth, path, answer, away, scores.candidates, right=right)


def forced(found: Sequence[Outcome], *ranks: str) -> Share:
    """Is the name at a rank on the best path right, whatever its probability?"""
    cases = [(o.true_at(ranks), o) for o in found]
    told = [(truth, o) for truth, o in cases if truth is not None]
    return share([(truth in o.ids, o) for truth, o in told])


def among(found: Sequence[Outcome], count: int, *ranks: str) -> Share:
    """Is the true name among the best `count` candidates of a rank?"""
    told = []
    for o in found:
        truth = o.true_at(ranks)
        if truth is not None:
            best = sorted((c for c in o.candidates if c.rank in ranks), key=lambda c: -c.confidence)
            told.append((truth in {c.taxon_id for c in best[:count]}, o))
    return share(told)


def macro(found: Sequence[Outcome], *ranks: str) -> float | None:
    """Mean over names of the share of their pictures whose name is right."""
    by_name: dict[str, list[bool]] = defaultdict(list)
    for o in found:
        truth = o.true_at(ranks)
        if truth is not None:
            by_name[truth].append(truth in o.ids)
    return float(np.mean([np.mean(right) for right in by_name.values()])) if by_name else None


def answered(found: Sequence[Outcome]) -> Share:
    """How many got an answer at all."""
    return share([(o.answer.answer is not None, o) for o in found])


def precision(found: Sequence[Outcome]) -> Share:
    """How many answers are right, of those that can be checked."""
    checked = [o for o in found if o.answer.answer is not None and not o.is_unknown]
    return share([(o.is_right, o) for o in checked])


def answered_at(found: Sequence[Outcome], ranks: Sequence[str]) -> Share:
    """How many got an answer at one of the ranks."""
    return share(
        [(o.answer.answer is not None and o.answer.answer.rank in ranks, o) for o in found]
    )


def precision_at(found: Sequence[Outcome], ranks: Sequence[str]) -> Share:
    """How many answers at one of the ranks are right, of those that can be checked."""
    return precision([o for o in found if o.answer.answer and o.answer.answer.rank in ranks])


def told_apart(found: Sequence[Outcome], ids: set[str]) -> Share:
    """Right answers at or below one of `ids`; an abstention or a coarser answer counts as wrong."""

    def is_told(o: Outcome) -> bool:
        named = o.answer.answer
        return (
            o.is_right
            and named is not None
            and bool(ids & set(o.ids[: o.ids.index(named.taxon_id) + 1]))
        )

    return share([(is_told(o), o) for o in found])


REFUSALS = {
    Abstention.LABEL_ONLY, Abstention.NOT_AN_INSECT, Abstention.OUTSIDE_SCOPE,
    Abstention.UNLIKE_TRAINING, Abstention.POOR_PICTURE,
}  # fmt: skip


def refused(found: Sequence[Outcome]) -> Share:
    """How many were refused as no insect, label, outside scope, unlike training or poor."""
    return share([(o.answer.abstention in REFUSALS, o) for o in found])


def abstained(found: Sequence[Outcome]) -> Share:
    """How many got no answer for any reason."""
    return share([(o.answer.answer is None, o) for o in found])


def reasons(found: Sequence[Outcome]) -> str:
    """Counts by abstention code, most frequent first."""
    counts = Counter(o.answer.abstention.value for o in found if o.answer.abstention)
    return ", ".join(f"{code} {count}" for code, count in counts.most_common()) or "none"


def by_source(found: Sequence[Outcome], *sources: str) -> list[Outcome]:
    """Outcomes of pictures from the named folders."""
    return [o for o in found if o.sample.source in sources]


def coverage_at(found: Sequence[Outcome], target: float, *ranks: str) -> float:
    """Largest share of pictures that may be answered with their finest name so that `target` of
    them are right, by the confidence of that name: a figure about the ranking, without thresholds."""
    cases = []
    for o in found:
        truth = o.true_at(ranks)
        best = next((c for c in reversed(o.path) if c.rank in ranks), None)
        if truth is not None:
            cases.append(
                (best.confidence if best else 0.0, best is not None and best.taxon_id == truth)
            )
    right, most = 0, 0
    for number, (_, is_right) in enumerate(sorted(cases, key=lambda c: -c[0]), start=1):
        right += is_right
        if right / number >= target:
            most = number
    return most / len(cases) if cases else 0.0


def rank_groups(release: Release) -> dict[str, tuple[str, ...]]:
    """Ranks of the release, fine to coarse; the finest ones count together as `species`."""
    present = {t.rank for t in release.taxa if t.rank != NO_RANK}
    groups = {"species": tuple(r for r in FINEST if r in present)} if present & set(FINEST) else {}
    for rank in sorted(present - set(FINEST), key=depth, reverse=True):
        groups[rank] = (rank,)
    return groups


def cases_of(found: Sequence[Outcome], ranks: Sequence[str]) -> list[tuple[float, bool]]:
    """(confidence, right) of the name of a rank on the best path, where the label can tell."""
    cases = []
    for o in found:
        best = next((c for c in reversed(o.path) if c.rank in ranks), None)
        if best is not None and o.truth[-1].split(":")[0] != "outside":
            right = o.right[best.taxon_id]
            if right is not None:
                cases.append((best.confidence, right))
    return cases


def of_rank(found: Sequence[Outcome], ranks: Sequence[str]) -> dict[str, Any]:
    """Figures of one rank over pictures of known taxa."""
    cases = cases_of(found, ranks)
    mean = macro(found, *ranks)
    return {
        "top1": forced(found, *ranks).as_json,
        "top3": among(found, 3, *ranks).as_json,
        "macro": None if mean is None else round(mean, 4),
        "calibration_error": round(calibration_error(cases), 4) if cases else None,
        "coverage_at_95": round(coverage_at(found, 0.95, *ranks), 4),
        "answered": answered_at(found, ranks).as_json,
        "answers_right": precision_at(found, ranks).as_json,
    }


def confusions(found: Sequence[Outcome], most: int = 20) -> list[dict[str, Any]]:
    """Pairs of names that are taken for each other most, at the finest rank of the label, and whether
    they are sisters: names of one parent."""
    pairs: Counter[tuple[str, str, bool]] = Counter()
    for o in found:
        named, truth = finest_of(o), o.true_at(FINEST)
        if truth is not None and named is not None and named != truth:
            pairs[truth, named, _above(o.truth, truth) == _above(o.ids, named)] += 1
    return [
        {"true": true, "named": named, "pictures": count, "sisters": sisters}
        for (true, named, sisters), count in pairs.most_common(most)
    ]


def finest_of(outcome: Outcome) -> str | None:
    """Taxon id of the finest name on the best path, where it is as fine as `FINEST`."""
    best = next((c for c in reversed(outcome.path) if c.rank in FINEST), None)
    return best.taxon_id if best else None


def _above(ids: Sequence[str], taxon_id: str) -> str | None:
    """What lies above a name on its path."""
    place = ids.index(taxon_id)
    return ids[place - 1] if place else None


def unseen(found: Sequence[Outcome], known: Sequence[Outcome]) -> dict[str, Any]:
    """Pictures of taxa that the release does not have: is it right as far as it goes?"""
    away = area_under_roc([o.novelty for o in known], [o.novelty for o in found])
    unsure = area_under_roc([1 - surest(o) for o in known], [1 - surest(o) for o in found])
    return {
        "pictures": len(found),
        "genus_forced": forced(found, "genus").as_json,
        "family_forced": forced(found, "family").as_json,
        "answered": answered(found).as_json,
        "answers_right": precision(found).as_json,
        "named_finer_than_possible": answered_at(found, FINEST).as_json,
        "roc_of_novelty": None if away is None else round(away, 4),
        "roc_of_confidence": None if unsure is None else round(unsure, 4),
        "reasons": reasons(found),
    }


def surest(outcome: Outcome) -> float:
    """Confidence of the deepest name on the best path."""
    return outcome.path[-1].confidence if outcome.path else 0.0


def grouped(found: Sequence[Outcome], field: str) -> dict[str, Any]:
    """Answers and their precision by view, caste, institution or source, where that is known."""
    by_value: dict[str, list[Outcome]] = defaultdict(list)
    for o in found:
        if value := getattr(o.sample, field):
            by_value[value].append(o)
    return {
        value: {"answered": answered(of).as_json, "answers_right": precision(of).as_json}
        for value, of in sorted(by_value.items())
    }


def predictions_csv(release: Release, found: Sequence[Outcome]) -> bytes:
    """One line a picture, for comparing releases on the same specimens."""
    groups = rank_groups(release)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(PREDICTION_COLUMNS)
    for o in found:
        s, answer = o.sample, o.answer.answer
        right_at = [
            f"{name}={int(truth in o.ids)}"
            for name, ranks in groups.items()
            if (truth := o.true_at(ranks)) is not None
        ]
        is_right = "" if answer is None or o.is_unknown else int(o.is_right)
        writer.writerow(
            [
                s.name, s.part, s.specimen, s.group, s.source, s.view, s.caste, s.institution,
                o.truth[-1], s.lineage[-1][0], answer.taxon_id if answer else "",
                answer.rank if answer else "", f"{answer.confidence:.6f}" if answer else "",
                o.answer.abstention.value if o.answer.abstention else "",
                o.answer.limit.value if o.answer.limit else "", is_right, f"{o.novelty:.6f}",
                o.ids[-1] if o.ids else "", f"{surest(o):.6f}", " ".join(right_at),
            ]
        )  # fmt: skip
    return out.getvalue().encode()


def speed(folder: ReleaseFolder, pictures: int = 48) -> float:
    """Pictures per second of the network alone, one thread, batches of one."""
    side = folder.release.side
    shown = np.random.default_rng(1).integers(0, 256, (pictures, side, side, 3), dtype=np.uint8)
    run_network(folder.model, shown[:2], 1)
    started = time.perf_counter()
    run_network(folder.model, shown, 1)
    return pictures / (time.perf_counter() - started)
