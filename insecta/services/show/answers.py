"""Answers as people read them: every candidate with its parent, so that a tree can be drawn, and what
the release's own test says of answers like the one given."""

from __future__ import annotations

from dataclasses import dataclass

from insecta.domain.answer import Answer, Candidate
from insecta.domain.promise import Basis, Promise, counted_by, is_checked_together, promise
from insecta.domain.release import Release
from insecta.domain.traits import Suggestion


@dataclass(frozen=True, slots=True)
class ShownCandidate:
    """A name with its calibrated probability; `parent_id` is the taxon above it in the release.

    `answerable`: False where the release never answers with the name, however probable it is.
    """

    taxon_id: str
    scientific_name: str
    taxon_rank: str
    confidence: float
    parent_id: str | None = None
    answerable: bool = True


@dataclass(frozen=True, slots=True)
class ShownPromise:
    """What a number beside an answer may promise, with its 95 % interval; None where nobody counted."""

    basis: Basis
    target: float
    together: bool
    right: int | None = None
    cases: int | None = None
    low: float | None = None
    high: float | None = None
    enough: bool | None = None


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A release's answer under a collection's target precision. `together`: the name had fewer than
    ten test specimens, so it was checked only together with the others (users: 7). `suggested`: caste,
    sex, stage and view as the release guesses them, where it has outputs for them. `promise`: what its
    own test says of such an answer; None without one. `measured`: the highest target that the release
    ever measured; at a higher one it names nothing. `taxa`: how many names it can give."""

    release: str
    target: float
    answer: ShownCandidate | None
    abstention: str | None
    limit: str | None
    note: str
    candidates: tuple[ShownCandidate, ...]
    needs_view: str | None = None
    together: bool = False
    suggested: tuple[Suggestion, ...] = ()
    promise: ShownPromise | None = None
    measured: float = 0.0
    taxa: int = 0


def shown(answer: Answer, release: Release, target: float) -> ShownAnswer:
    return ShownAnswer(
        release.digest,
        target,
        _candidate(answer.answer, release) if answer.answer else None,
        answer.abstention.value if answer.abstention else None,
        answer.limit.value if answer.limit else None,
        answer.note,
        tuple(_candidate(one, release) for one in answer.candidates),
        answer.needs_view,
        _is_checked_together(answer, release),
        answer.suggested,
        _promise(answer, release, target),
        release.measured_to,
        release.names,
    )


def shown_promise(told: Promise) -> ShownPromise:
    count = told.count
    if count is None:
        return ShownPromise(told.basis, told.target, told.together)
    low, high = count.interval
    return ShownPromise(
        told.basis, told.target, told.together, count.right, count.cases, round(low, 6),
        round(high, 6), count.is_enough,
    )  # fmt: skip


def _promise(answer: Answer, release: Release, target: float) -> ShownPromise | None:
    """Of the release's own test: what was checked in a collection stands in its evidence."""
    taxon = release.by_id.get(answer.answer.taxon_id) if answer.answer else None
    if answer.answer is None or taxon is None:
        return None
    like_this = counted_by(release, answer.answer)
    return shown_promise(promise(taxon, target, here=None, like_this=like_this, is_unlike=False))


def _is_checked_together(answer: Answer, release: Release) -> bool:
    taxon = release.by_id.get(answer.answer.taxon_id) if answer.answer else None
    return taxon is not None and is_checked_together(taxon)


def _candidate(candidate: Candidate, release: Release) -> ShownCandidate:
    taxon = release.by_id.get(candidate.taxon_id)
    return ShownCandidate(
        candidate.taxon_id,
        candidate.scientific_name,
        candidate.rank,
        round(candidate.confidence, 6),
        taxon.parent_id if taxon else None,
        taxon is None or taxon.answerable,
    )
