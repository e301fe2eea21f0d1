"""What a specimen is called by somebody who may be believed (contract: Answers, users: 5)."""

from __future__ import annotations

from collections.abc import Sequence
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


def verified(statements: Sequence[Identification]) -> Verified | str:
    """The identification to believe, or why there is none: `disputed` or `not_verified`.

    `statements`: oldest first. A person who repeats the museum's own name adds nothing to it.
    """
    people = said(statements)
    if people.disputed is not None or any(one.trust == DISPUTED for one in statements[-1:]):
        return "disputed"
    museum = [one for one in statements if one.kind == "catalogue" and one.scientific_name]
    if people.named is not None and people.named.scientific_name:
        one = people.named
        blind = bool(one.body.get("blind"))
        if not blind and any(m.scientific_name == one.scientific_name for m in museum):
            return Verified(one, MUSEUM, blind=True)
        return Verified(one, EXPERT if one.trust == VALIDATED else REVIEWED, blind)
    standing = [one for one in museum if one.scientific_name not in people.refused]
    if not standing:
        return "not_verified"
    return Verified(standing[-1], MUSEUM, blind=True)
