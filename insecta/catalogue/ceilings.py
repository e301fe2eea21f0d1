"""What no picture can tell apart: stated and withdrawn, never changed in place (users: 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from insecta.catalogue.rows import as_row, as_thing, as_things
from insecta.catalogue.tables import ceilings
from insecta.errors import NotFound


@dataclass(frozen=True, slots=True)
class CeilingRow:
    """`scientific_name` of `taxon_rank` is the finest that pictures (of `view`, if given) can tell.

    `authority`: the taxonomy and version it speaks of. `withdrawn`: since when it no longer holds.
    """

    ceiling_id: UUID
    scientific_name: str
    taxon_rank: str
    reason: str
    reference: str = ""
    authority: str = ""
    view: str | None = None
    needs_view: str | None = None
    by: str = ""
    created: datetime | None = None
    withdrawn: datetime | None = None


class Ceilings:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def add(self, one: CeilingRow) -> None:
        self._connection.execute(insert(ceilings).values(as_row(ceilings, one, created=self._at)))

    def holding(self) -> list[CeilingRow]:
        """Those that hold now, by name."""
        query = (
            select(ceilings)
            .where(ceilings.c.withdrawn.is_(None))
            .order_by(ceilings.c.scientific_name, ceilings.c.ceiling_id)
        )
        return as_things(CeilingRow, self._connection.execute(query))

    def withdraw(self, key: UUID) -> CeilingRow:
        """It holds no longer; the row stays. Raises NotFound."""
        table = ceilings
        row = self._connection.execute(
            select(table).where(table.c.ceiling_id == key, table.c.withdrawn.is_(None))
        ).one_or_none()
        if row is None:
            raise NotFound("there is no such ceiling, or it was withdrawn before")
        self._connection.execute(
            update(table).where(table.c.ceiling_id == key).values(withdrawn=self._at)
        )
        return as_thing(CeilingRow, row)
