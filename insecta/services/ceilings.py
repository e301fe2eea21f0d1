"""Ceilings that curators set: what no picture can tell apart caps every answer (users: 4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from insecta.catalogue.ceilings import CeilingRow
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.catalogue.versions import raise_seen_by
from insecta.domain.catalogue_number import VIEWS
from insecta.domain.collection import Principal, Role
from insecta.domain.decision import Ceiling
from insecta.domain.ranks import RANKS
from insecta.domain.release import Release
from insecta.errors import Forbidden, Invalid
from insecta.services.promote import champion, show_again


def of_release(rows: Sequence[CeilingRow], release: Release) -> tuple[Ceiling, ...]:
    """Ceilings on names that the release knows."""
    found = []
    for row in rows:
        taxon = release.named(row.scientific_name, row.taxon_rank)
        if taxon is not None:
            reason = f"{row.reason} ({row.reference})" if row.reference else row.reason
            found.append(Ceiling(taxon.taxon_id, reason, row.view, row.needs_view))
    return tuple(found)


def in_force(
    catalogue: Catalogue, release: Callable[[str], Release]
) -> list[tuple[CeilingRow, bool]]:
    """Ceilings that hold, by name, and whether the release in force knows the name by rank and spelling;
    where it does not, one caps nothing."""
    with catalogue.reading() as tx:
        rows, promotion = tx.ceilings.holding(), tx.releases.promotion()
    known = release(promotion.release) if promotion else None
    return [
        (row, known is not None and known.named(row.scientific_name, row.taxon_rank) is not None)
        for row in rows
    ]


def holding(tx: Transaction, release: Release) -> tuple[Ceiling, ...]:
    """Ceilings in force for a release."""
    return of_release(tx.ceilings.holding(), release)


def state_ceiling(catalogue: Catalogue, principal: Principal, wanted: CeilingRow) -> UUID:
    """Set a ceiling; shown answers follow. Raises Invalid, Forbidden. Returns its id."""
    _require_curator(principal)
    if wanted.taxon_rank not in RANKS:
        raise Invalid(f"{wanted.taxon_rank!r} is no rank", hint=f"use one of {', '.join(RANKS)}")
    if not wanted.reason.strip():
        raise Invalid("a ceiling needs its reason", hint="say why, with a reference")
    known = set(VIEWS.values())
    for view in (wanted.view, wanted.needs_view):
        if view is not None and view not in known:
            raise Invalid(f"{view!r} is no view", hint=f"use one of {', '.join(sorted(known))}")
    one = replace(wanted, ceiling_id=uuid4(), by=principal.name)
    champion(catalogue)
    with catalogue.writing() as tx:
        releases = _in_use(tx)
        tx.ceilings.add(one)
        for digest in releases:
            raise_seen_by(tx.connection, digest)
        body = {"name": one.scientific_name, "rank": one.taxon_rank, "reason": one.reason}
        tx.journal.add(principal, "ceiling.state", str(one.ceiling_id), body)
    for digest in releases:
        show_again(catalogue, digest)
    return one.ceiling_id


def withdraw_ceiling(catalogue: Catalogue, principal: Principal, key: UUID) -> None:
    """The ceiling holds no longer; shown answers follow. Raises NotFound, Forbidden."""
    _require_curator(principal)
    champion(catalogue)
    with catalogue.writing() as tx:
        releases = _in_use(tx)
        tx.ceilings.withdraw(key)
        for digest in releases:
            raise_seen_by(tx.connection, digest)
        tx.journal.add(principal, "ceiling.withdraw", str(key), {})
    for digest in releases:
        show_again(catalogue, digest)


def _in_use(tx: Transaction) -> list[str]:
    """Digests of every release that answers somewhere, or did: collections may show any that was promoted."""
    return sorted({one.release for one in tx.releases.promotions()})


def _require_curator(principal: Principal) -> None:
    if not principal.administrator and Role.CURATOR not in principal.roles.values():
        raise Forbidden("ceilings hold for the whole house: this needs a curator")
