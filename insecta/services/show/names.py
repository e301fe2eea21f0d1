"""Whose names a collection shows, and what a curator has said about that (users: 23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from insecta.catalogue.journal import Entry
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Collection, Principal, Role
from insecta.services.access import named
from insecta.services.approve_part import Part, kept_rule
from insecta.services.bound import answering, newest_for

APPROVED = "collection.show"
PART_APPROVED = "collection.show_part"


@dataclass(frozen=True, slots=True)
class Approval:
    """`specimens`: of a part; None where all of the collection was approved."""

    at: datetime
    by: str
    release: str
    before: str | None
    specimens: int | None
    part: Part | None


@dataclass(frozen=True, slots=True)
class ShownNames:
    """Digests. `release` is shown; `proposed` waits for approval; `apart`: specimens that show another
    release before the rest of their collection; `former`: the release that was shown before the last
    approval of all, where there was one. `approvals`: newest first, the last twenty.
    """

    release: str | None
    proposed: str | None
    former: str | None
    apart: int
    rule: Part | None
    approvals: tuple[Approval, ...]


MOST = 20


def show_names(catalogue: Catalogue, principal: Principal, code: str) -> ShownNames:
    """Raises NotFound, Forbidden."""
    with catalogue.reading() as tx:
        collection = named(tx, principal, code, Role.CURATOR)
        shown, newest = answering(tx, collection), newest_for(tx, collection)
        apart = tx.specimens.shown_apart(collection.collection_id)
        said = _approvals(tx, collection)
    former = next((one.before for one in said if one.specimens is None), None)
    return ShownNames(
        shown,
        newest if newest != shown else None,
        former if former != shown else None,
        apart,
        kept_rule(collection),
        tuple(said[:MOST]),
    )


def _approvals(tx: Transaction, collection: Collection) -> list[Approval]:
    found = [_approval(one) for one in tx.journal.of(collection.code) if _tells(one)]
    return found[::-1]


def _tells(entry: Entry) -> bool:
    """A part that nothing fell into changed nothing."""
    whole = entry.action == APPROVED
    return whole or (entry.action == PART_APPROVED and bool(entry.body.get("specimens")))


def _approval(entry: Entry) -> Approval:
    body = entry.body
    part = body.get("part")
    return Approval(
        entry.at,
        str(body.get("name", "")),
        str(body["release"]),
        body.get("before"),
        body.get("specimens"),
        Part.of_json(part) if part else None,
    )
