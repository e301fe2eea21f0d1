"""What a specimen is called by somebody who may be believed (contract: Answers, users: 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insecta.domain.specimen import DISPUTED, VALIDATED, Identification
from insecta.domain.statements import said

MUSEUM, EXPERT, REVIEWED = "museum determination", "ValidatedByExpert", "ReviewedByHuman"


@dataclass(frozen=True, slots=True)
class Verified:
    """`blind`: the name was given without sight of the machine's."""

    statement: Identification
    basis: str
    blind: bool


def verified(statements: Sequence[Identification], record: Mapping[str, object]) -> Verified | str:
    """The identification to believe, or why there is none: `disputed` or `not_verified`.

    `statements`: oldest first; `record`: the specimen's own. Of the museum's names the one counts that
    its record bears now. A person who repeats it adds nothing to it. It is blind only where it was
    given before a machine's first (users: 5).
    """
    people = said(statements)
    if people.disputed is not None or any(one.trust == DISPUTED for one in statements[-1:]):
        return "disputed"
    borne = record.get("scientificName")
    museum = [
        one
        for one in statements
        if one.kind == "catalogue" and one.scientific_name and one.scientific_name == borne
    ]
    if people.named is not None and people.named.scientific_name:
        one = people.named
        blind = bool(one.body.get("blind"))
        repeated = [m for m in museum if m.scientific_name == one.scientific_name]
        if not blind and repeated:
            return Verified(one, MUSEUM, _precedes(repeated[-1], statements))
        return Verified(one, EXPERT if one.trust == VALIDATED else REVIEWED, blind)
    standing = [one for one in museum if one.scientific_name not in people.refused]
    if not standing:
        return "not_verified"
    return Verified(standing[-1], MUSEUM, _precedes(standing[-1], statements))


def _precedes(name: Identification, statements: Sequence[Identification]) -> bool:
    """Whether a museum's name was given before a machine said anything: recorded, or dated, earlier."""
    machine = [one.created for one in statements if one.kind == "machine" and one.created]
    if not machine or name.created is None or name.created <= min(machine):
        return True
    dated = name.date_identified or ""
    return dated[:4].isdigit() and dated[:10] < min(machine).date().isoformat()
