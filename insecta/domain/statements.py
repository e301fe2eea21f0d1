"""What people say of a specimen, and which of it stands (users: 5).

Statements are appended and never changed: undoing one is a statement of its own, and may itself be
undone. A machine's identification stays as it is, whatever people say of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from insecta.domain.specimen import VALIDATED, Identification

ACCEPT, CORRECT, REJECT, DISPUTE, UNDO = "accept", "correct", "reject", "dispute", "undo"
ACTS = (ACCEPT, CORRECT, REJECT, DISPUTE, UNDO)
BASES = ("picture", "specimen", "microscope", "dna")
"""What was looked at (dwc:identificationType): a picture of it, the specimen in hand …"""


@dataclass(frozen=True, slots=True)
class Said:
    """`named`: the latest name given by a person; `refused`: names that people took back from it.

    `disputed` by the last statement that is about a name.
    """

    named: Identification | None = None
    refused: frozenset[str] = frozenset()
    disputed: Identification | None = None


def act_of(statement: Identification) -> str:
    """A person's statement without an act gives a name."""
    return str(statement.body.get("act", CORRECT))


def undone(statements: Sequence[Identification]) -> frozenset[UUID]:
    """Those that no longer stand. `statements`: oldest first, as the catalogue lists them."""
    gone: set[UUID] = set()
    for one in reversed(statements):
        if one.kind == "person" and act_of(one) == UNDO and one.identification_id not in gone:
            gone |= {one.based_on} if one.based_on else set()
    return frozenset(gone)


def said(statements: Sequence[Identification]) -> Said:
    """What people's standing statements come to. `statements`: oldest first."""
    gone = undone(statements)
    named: Identification | None = None
    disputed: Identification | None = None
    refused: set[str] = set()
    for one in statements:
        if one.kind != "person" or one.identification_id in gone:
            continue
        act = act_of(one)
        if act in (ACCEPT, CORRECT):
            named, disputed = one, None
        elif act == DISPUTE:
            disputed = one
        elif act == REJECT:
            refused.add(str(one.body.get("refused", "")))
    return Said(named, frozenset(refused), disputed)


def names_by_person(statements: Sequence[Identification]) -> dict[UUID, Identification]:
    """Each person's latest standing name, given after looking at it. `statements`: oldest first."""
    gone = undone(statements)
    return {
        one.principal_id: one
        for one in statements
        if one.kind == "person"
        and one.principal_id is not None
        and act_of(one) in (ACCEPT, CORRECT)
        and one.body.get("examined") is not False
        and one.identification_id not in gone
    }


def independent(statements: Sequence[Identification]) -> dict[UUID, Identification]:
    """Of these, the first person's, and those of others who did not see what was said before them."""
    each = names_by_person(statements)
    first = next(iter(each), None)
    return {
        person: one
        for person, one in each.items()
        if person == first
        or one.body.get("second")
        or one.body.get("settles")
        or one.trust == VALIDATED
    }
