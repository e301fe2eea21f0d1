"""Saved sets: a frozen list of specimens, with what each was called when it was saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from insecta.catalogue.rows import as_row, as_thing, as_things
from insecta.catalogue.tables import set_members, specimen_sets, specimens
from insecta.errors import NotFound


@dataclass(frozen=True, slots=True)
class SavedSet:
    """`query`: the search it was saved from, None where it was a list of numbers; `missing`: numbers
    of that list which nobody bore."""

    set_id: UUID
    principal_id: UUID
    saved_by: str
    title: str
    note: str = ""
    query: str | None = None
    missing: tuple[str, ...] = ()
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """`named`: `scientificName`, `taxonRank`, `trust` and `release` as they stood then."""

    place: int
    specimen_id: UUID
    named: Mapping[str, Any] = field(default_factory=dict)


class Sets:
    """`seen`, everywhere: the collections whose specimens count; None for all."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def add(self, new: SavedSet, members: Sequence[Member]) -> None:
        row = as_row(specimen_sets, new, created=self._at)
        self._connection.execute(insert(specimen_sets), [row])
        rows = [as_row(set_members, one, set_id=new.set_id) for one in members]
        self._connection.execute(insert(set_members), rows)

    def get(self, key: UUID) -> SavedSet:
        """Raises NotFound."""
        row = self._connection.execute(
            select(specimen_sets).where(specimen_sets.c.set_id == key)
        ).one_or_none()
        if row is None:
            raise NotFound("there is no such set")
        return as_thing(SavedSet, row)

    def count(self, principal: UUID) -> int:
        """How many a person has saved."""
        query = (
            select(func.count())
            .select_from(specimen_sets)
            .where(specimen_sets.c.principal_id == principal)
        )
        return int(self._connection.execute(query).scalar_one())

    def of(self, principal: UUID, after: int, limit: int) -> list[SavedSet]:
        """A person's own, newest first, without the first `after`."""
        rows = self._connection.execute(
            select(specimen_sets)
            .where(specimen_sets.c.principal_id == principal)
            .order_by(specimen_sets.c.created.desc(), specimen_sets.c.set_id)
            .offset(after)
            .limit(limit)
        )
        return as_things(SavedSet, rows)

    def sizes(self, keys: Sequence[UUID], seen: Collection[UUID] | None) -> dict[UUID, int]:
        """How many specimens of each set there are to be seen."""
        rows = self._connection.execute(
            select(set_members.c.set_id, func.count())
            .join(specimens, specimens.c.specimen_id == set_members.c.specimen_id)
            .where(set_members.c.set_id.in_(keys), *_seen(seen))
            .group_by(set_members.c.set_id)
        )
        return {key: int(number) for key, number in rows}

    def releases(self, key: UUID, seen: Collection[UUID] | None) -> list[str]:
        """Digests of the releases whose names stood in the set."""
        rows = self._connection.execute(
            select(set_members.c.named)
            .join(specimens, specimens.c.specimen_id == set_members.c.specimen_id)
            .where(set_members.c.set_id == key, *_seen(seen))
            .distinct()
        )
        return sorted({named["release"] for named in rows.scalars() if named.get("release")})

    def page(
        self, key: UUID, seen: Collection[UUID] | None, after: int, limit: int
    ) -> list[Member]:
        """Members in their order, without the first `after` of those seen."""
        rows = self._connection.execute(
            select(set_members.c.place, set_members.c.specimen_id, set_members.c.named)
            .join(specimens, specimens.c.specimen_id == set_members.c.specimen_id)
            .where(set_members.c.set_id == key, *_seen(seen))
            .order_by(set_members.c.place)
            .offset(after)
            .limit(limit)
        )
        return as_things(Member, rows)

    def drop(self, key: UUID) -> None:
        for table in (set_members, specimen_sets):
            self._connection.execute(delete(table).where(table.c.set_id == key))


def _seen(collections: Collection[UUID] | None) -> list[ColumnElement[bool]]:
    """A specimen is judged where it is now: one that moved into a private collection is gone."""
    return [] if collections is None else [specimens.c.collection_id.in_(collections)]
