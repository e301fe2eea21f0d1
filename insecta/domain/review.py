"""What a person's look at a specimen is worth, and which specimens are kept for blind ones.

The queue is ordered by the chance that looking changes the name that is shown. Probabilities of a
release are calibrated, so `1 - confidence` is that chance where nothing else speaks against it.

A share of each collection, drawn by the specimens' ids, is kept for reviewers who do not see the
machine's name. It is drawn before anybody looks and whatever the answers are: what is verified in
it measures the release on this collection (users: 5, 7).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from insecta.domain.answer import Abstention, Answer
from insecta.domain.specimen import VALIDATED, Identification
from insecta.domain.statements import independent, said

DISPUTED, CONTRADICTS, NO_NAME, UNSURE, UNCHECKED = (
    "disputed", "contradicts_catalogue", "no_name", "unsure", "unchecked",
)  # fmt: skip
SECOND, DISAGREE = "second", "disagree"
"""One person has named it and the collection asks for two; two did, and gave different names."""
WHYS = (DISPUTED, CONTRADICTS, NO_NAME, UNSURE, UNCHECKED, SECOND, DISAGREE)
SURE = 0.9
"""From this confidence on a name counts as sure, and is merely unchecked."""
UNNAMEABLE = {
    Abstention.POOR_PICTURE, Abstention.LABEL_ONLY, Abstention.NOT_AN_INSECT, Abstention.DAMAGED,
}  # fmt: skip
"""Reasons which a person who sees the same picture shares, most often."""
BLIND_SHARE = "blind_share"
"""Rule of a collection: the share of its specimens that is kept for blind looks."""
SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Worth:
    """`value`: 0 to 1, larger first. `why`: one of WHYS."""

    value: float
    why: str


def worth(
    statements: Sequence[Identification],
    answer: Answer | None,
    named: Mapping[str, str],
    catalogued: Mapping[str, str],
    two: frozenset[str] = frozenset(),
) -> Worth | None:
    """None where nobody has to look: a person has spoken, or no release has seen it yet.

    `named`, `catalogued`: names by rank that the machine's answer and the museum's own name lie in.
    `two`: ranks at which the collection asks for two independent answers.
    """
    people = said(statements)
    if people.disputed is not None:
        return Worth(1.0, DISPUTED)
    if people.named is not None:
        return _once_more(statements, people.named, two)
    if people.refused or answer is None:
        return None
    if answer.answer is None:
        hopeless = answer.abstention in UNNAMEABLE or catalogued
        return Worth(0.05 if hopeless else 0.5, NO_NAME)
    sure = answer.answer.confidence
    if contradict(named, catalogued):
        return Worth(round(0.75 + 0.2 * sure, 6), CONTRADICTS)
    doubt = (1 - sure) * (0.5 if catalogued else 1.0)
    return Worth(round(max(0.0, doubt), 6), UNCHECKED if sure >= SURE else UNSURE)


def _once_more(
    statements: Sequence[Identification], named: Identification, two: frozenset[str]
) -> Worth | None:
    """What a second person's look is worth; None where none is asked for, two agree, or an expert or
    curator has decided."""
    if named.trust == VALIDATED or named.body.get("settles"):
        return None
    each = independent(statements).values()
    if not two & {named.taxon_rank, *(one.taxon_rank for one in each)}:
        return None
    names = Counter(one.scientific_name for one in each)
    if names and max(names.values()) > 1:
        return None
    return Worth(0.95, DISAGREE) if names.total() > 1 else Worth(0.6, SECOND)


def contradict(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """At some rank the two give different names; a coarser name contradicts no finer one below it."""
    return any(one[rank] != other[rank] for rank in one.keys() & other.keys())


def draw(specimen_id: UUID) -> float:
    """The specimen's number in the drawing, 0 to 1, evenly spread and fixed for ever."""
    return int.from_bytes(hashlib.sha256(specimen_id.bytes).digest()[:4]) / 2**32


def share_of(rules: Mapping[str, object]) -> float:
    """The share that a collection keeps for blind looks."""
    given = rules.get(BLIND_SHARE, SHARE)
    return float(given) if isinstance(given, (int, float)) else SHARE
