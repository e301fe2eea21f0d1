"""A random sample of a plan, taken in first: what may be said of the rest before it is done.

Accuracy is told only after people have named enough of the sample without sight of the machine's
name; before that, only how far the pictures lie from those the release was trained on, and how many
get a name (users: 7).
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median, quantiles
from typing import Any
from uuid import UUID, uuid5

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.answer import Candidate, Scores
from insecta.domain.collection import Collection, Principal, Role
from insecta.domain.interval import in_words, wilson
from insecta.domain.release import Release
from insecta.domain.run import Run, RunItem
from insecta.domain.specimen import Identification, RegionToLookAt
from insecta.domain.statements import ACCEPT, CORRECT, act_of, undone
from insecta.ports import ObjectStore
from insecta.services.access import require
from insecta.services.answers import scores_from_json, shown_answer
from insecta.services.blind import agrees
from insecta.services.bulk.ledger import LINK
from insecta.services.bulk.manifest import Manifest, pictures_of, read_part
from insecta.services.ceilings import holding
from insecta.services.verified import REVIEWED, Verified

SAMPLE = 200
ENOUGH = 50
"""Blind identifications from which an expected accuracy is told."""
PILOT = "pilot"


def begin(
    catalogue: Catalogue,
    store: ObjectStore,
    principal: Principal,
    code: str,
    manifest: Manifest,
    release: str,
    size: int = SAMPLE,
    link: str | None = None,
    **defaults: object,
) -> tuple[Collection, Run]:
    """The pilot's run with its items; the same plan and release draw the same sample."""
    chosen = _drawn(store, manifest, size)
    with catalogue.writing() as tx:
        if principal.administrator:
            collection = tx.collections.ensure(code, **defaults)
        else:
            collection = tx.collections.get(code)
        require(tx, principal, collection.collection_id, Role.CONTRIBUTOR)
        key = pilot_id(collection.collection_id, release, manifest.digest)
        report = {"release": release, "manifest": manifest.digest}
        report |= {LINK: link} if link else {}
        tx.runs.add(
            Run(
                key, collection.collection_id, f"{manifest.source} (pilot)", "open", planned=True,
                started=tx.at, kind=PILOT, report=report,
            )
        )  # fmt: skip
        tx.runs.add_items(_item(key, number, row) for number, row in chosen)
        return collection, tx.runs.get(key)


def pilot_id(collection: UUID, release: str, manifest: str) -> UUID:
    return uuid5(collection, f"pilot:{release}:{manifest}")


def _drawn(
    store: ObjectStore, manifest: Manifest, size: int
) -> list[tuple[int, Mapping[str, Any]]]:
    """(ordinal, row) of a random sample; only parts that hold some of it are read."""
    numbers = range(manifest.pictures)
    drawn = sorted(random.Random(manifest.digest).sample(numbers, min(size, len(numbers))))
    starts = [part.first for part in manifest.parts]
    by_part: dict[int, list[int]] = {}
    for number in drawn:
        by_part.setdefault(bisect_right(starts, number) - 1, []).append(number)
    found: list[tuple[int, Mapping[str, Any]]] = []
    for place, wanted in by_part.items():
        rows = pictures_of(read_part(store, manifest.parts[place].key))
        found += [(number, rows[number - starts[place]]) for number in wanted]
    return found


def _item(run: UUID, number: int, row: Mapping[str, Any]) -> RunItem:
    return RunItem(
        run, number, row["item"]["user_name"], row["item"]["source_key"],
        "pending" if row["stopped"] is None else "rejected", row["stopped"], body=row["item"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """What the sample shows, of `seen` pictures of `specimens`, whose views count together.

    `named`: how many got a name, by rank; `abstained` by reason. `novelty`: the release's measure of it,
    median and upper tenth; `unlike` of `seen` lie beyond the
    release's cut. `verified` were named blind by people, `right` of the named ones agree.
    """

    pictures: int
    states: Mapping[str, int]
    seen: int
    specimens: int = 0
    named: Mapping[str, int] = field(default_factory=dict)
    abstained: Mapping[str, int] = field(default_factory=dict)
    novelty: Mapping[str, float] = field(default_factory=dict)
    unlike: int = 0
    verified: int = 0
    answered: int = 0
    right: int = 0

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "said": list(self.said())}

    def said(self) -> tuple[str, ...]:
        """What may be claimed, in sentences."""
        named = sum(self.named.values())
        if not self.seen:
            return ("No picture of the sample could be identified; nothing can be expected.",)
        low, high = wilson(named, self.specimens)
        coverage = f"{named} of {self.specimens} specimens get a name ({100 * low:.0f}–{100 * high:.0f} %)."
        return (coverage, self._distance(), self._accuracy())

    def _distance(self) -> str:
        if "cut" not in self.novelty:
            return "The release does not measure how strange a picture is to it."
        low, high = wilson(self.unlike, self.seen)
        return (
            f"{self.unlike} of {self.seen} pictures ({100 * low:.0f}–{100 * high:.0f} %) lie beyond "
            f"what the release was trained on (by its own measure the median is "
            f"{self.novelty['median']:.2f}, and above {self.novelty['cut']:.2f} nothing is known)."
        )

    def _accuracy(self) -> str:
        if self.verified < ENOUGH:
            return (
                f"Accuracy is not known here: {self.verified} specimens of the sample were named blind by "
                f"people, {ENOUGH} are needed."
            )
        return f"Checked here: {in_words(self.right, self.answered)} of the names it gave."


def report(catalogue: Catalogue, run: UUID, release: Release) -> Report:
    """The sample as it stands now; verified pictures count as soon as they are."""
    with catalogue.reading() as tx:
        items = tx.runs.items(run)
        states = tx.runs.counts(run)
        collection = tx.collections.by_id(tx.runs.get(run).collection_id)
        ceilings = holding(tx, release)
        judged = list(_judged(tx, release, items))
    answers = [
        shown_answer(release, one.scores, collection, one.stated, ceilings) for one in judged
    ]
    every = [scores for one in judged for scores in one.scores]
    distances = [scores.novelty for scores in every if scores.novelty is not None]
    cut = release.novelty.get("cut")
    verdicts = [
        _verdict(release, answer.answer, one.blind) if answer.answer else None
        for answer, one in zip(answers, judged, strict=True)
        if one.blind is not None
    ]
    return Report(
        len(items),
        states,
        len(every),
        len(judged),
        dict(Counter(a.answer.rank for a in answers if a.answer)),
        dict(Counter(a.abstention.value for a in answers if a.abstention)),
        _spread(distances, cut),
        sum(1 for one in distances if cut is not None and one > cut),
        len(verdicts),
        sum(1 for one in verdicts if one is not None),
        sum(1 for one in verdicts if one),
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """A specimen of the sample: what the release saw in its pictures, and its name given blind."""

    scores: Sequence[Scores]
    blind: Identification | None
    stated: Mapping[str, Any]


def _judged(tx: Transaction, release: Release, items: Sequence[RunItem]) -> Iterator[_Judged]:
    """Every specimen once: five pictures of one are no five trials (users: 7)."""
    regions = [item.region_id for item in items if item.region_id is not None]
    living = tx.images.to_look_at(regions)
    parts = sorted({(one.sha256, one.box) for one in living})
    scores = tx.identifications.scores(release.digest, parts)
    statements = tx.identifications.of_specimens([one.specimen_id for one in living])
    seen: dict[UUID, dict[UUID, RegionToLookAt]] = {}
    for one in living:
        if (one.sha256, one.box) in scores:
            seen.setdefault(one.specimen_id, {})[one.region_id] = one
    for specimen, views in seen.items():
        found = [
            scores_from_json({**scores[one.sha256, one.box], "view": one.view})
            for one in views.values()
        ]
        stated = next(iter(views.values())).stated
        yield _Judged(found, _blind(statements.get(specimen, [])), stated)


def _blind(statements: Sequence[Identification]) -> Identification | None:
    """The latest standing name that a person gave without sight of the machine's; no second look, which
    is not left to chance."""
    gone = undone(statements)
    found = [
        one
        for one in statements
        if one.kind == "person"
        and act_of(one) in (ACCEPT, CORRECT)
        and one.body.get("blind")
        and not one.body.get("second")
        and one.body.get("examined", True)
        and one.identification_id not in gone
    ]
    return found[-1] if found else None


def _verdict(release: Release, answer: Candidate, blind: Identification) -> bool | None:
    """Whether the machine's name is the person's, or a name above it; None where nobody can tell."""
    truth = Verified(blind, REVIEWED, blind=True)
    return agrees(release, answer.scientific_name, answer.rank, truth)


def _spread(distances: Sequence[float], cut: float | None) -> dict[str, float]:
    if not distances or cut is None:
        return {}
    tenth = quantiles(distances, n=10)[-1] if len(distances) > 1 else distances[0]
    return {"median": round(median(distances), 4), "upper_tenth": round(tenth, 4), "cut": cut}
