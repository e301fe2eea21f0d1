"""By which name, and which ORCID, a person is credited in exports, pages and reports (users: 28)."""

from __future__ import annotations

import re
from dataclasses import replace

from insecta.catalogue.forgetting import Forgetting
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Principal
from insecta.errors import Invalid
from insecta.services.versions import tell_changed

LONGEST = 200
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")


def set_credit(
    catalogue: Catalogue, principal: Principal, credit: str | None, orcid: str | None
) -> None:
    """From now on and for what they said before; None gives the name of their key. Raises Invalid."""
    name, number = (credit or "").strip() or None, (orcid or "").strip() or None
    if name is not None and len(name) > LONGEST:
        raise Invalid(f"a name to be credited has at most {LONGEST} characters")
    if number is not None and not is_orcid(number):
        raise Invalid(
            f"{number!r} is no ORCID",
            hint="four times four digits, the last may be X, as on orcid.org",
        )
    with catalogue.writing() as tx:
        kept = tx.principals.find(principal.principal_id)
        if kept is not None and (kept.credit, kept.orcid) == (name, number):
            return
        tx.principals.add(replace(principal, roles={}))
        tx.principals.credit(principal.principal_id, name, number)
        keys = Forgetting(tx.connection, tx.at).named_by(principal.principal_id)
        tell_changed(tx, keys)
        tx.journal.add(principal, "credit", str(principal.principal_id), {})


def credit_of(catalogue: Catalogue, principal: Principal) -> tuple[str | None, str | None]:
    """(name to be credited, ORCID) as they are kept."""
    with catalogue.reading() as tx:
        kept = tx.principals.find(principal.principal_id) or principal
    return kept.credit, kept.orcid


def is_orcid(text: str) -> bool:
    """Four groups of digits whose check digit fits (ISO 7064 11-2)."""
    if not _ORCID.fullmatch(text):
        return False
    digits = text.replace("-", "")
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return digits[-1] == ("X" if check == 10 else str(check))
