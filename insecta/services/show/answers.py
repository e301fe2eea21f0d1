"""Answers as people read them: every candidate with its parent, so that a tree can be drawn."""

from __future__ import annotations

from dataclasses import dataclass

from insecta.domain.answer import Answer, Candidate
from insecta.domain.promise import is_checked_together
from insecta.domain.release import Release
from insecta.domain.traits import Suggestion


@dataclass(frozen=True, slots=True)
class ShownCandidate:
    """A name with its calibrated probability; `parent_id` is the taxon above it in the release."""

    taxon_id: str
    scientific_name: str
    taxon_rank: str
    confidence: float
    parent_id: str | None = None


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A release's answer under a collection's target precision. `together`: the name had fewer than
    ten test specimens, so it was checked only together with the others (users: 7). `suggested`: caste,
    sex, stage and view as the release guesses them, where it has outputs for them."""

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
    )


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
    )
