"""Generations of search indexes (contract: Generations)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, or_, select, update

from insecta.catalogue.rows import as_things
from insecta.catalogue.statements import insert_or_ignore
from insecta.catalogue.tables import index_generations

KEEP_FORMER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GenerationRow:
    """`lacking`: its server lost it, and not every document is written again yet."""

    name: str
    kind: str
    space: str | None
    dimensions: int | None
    state: str
    changed: datetime
    lacking: bool = False


class Generations:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def proposed(self, kind: str, space: str | None, dimensions: int | None) -> GenerationRow:
        """A building generation under the next number, which nobody knows of yet."""
        number = self._connection.execute(
            select(func.count())
            .select_from(index_generations)
            .where(index_generations.c.kind == kind)
        ).scalar_one()
        middle = f"-{space[:8]}" if space else ""
        name = f"{kind}{middle}-{number + 1}"
        return GenerationRow(name, kind, space, dimensions, "building", self._at)

    def add(self, proposed: GenerationRow) -> bool:
        """From the end of this transaction index workers write to it; False where one has its name.

        It has to be open in the index before.
        """
        row = {**asdict(proposed), "created": self._at, "changed": self._at}
        return insert_or_ignore(self._connection, index_generations, [row]) == 1

    def written(self) -> list[GenerationRow]:
        """Those that index workers write to: building, live, and former ones of the last day."""
        rows = self._connection.execute(
            select(index_generations)
            .where(
                or_(
                    index_generations.c.state.in_(("building", "live")),
                    (index_generations.c.state == "former")
                    & (index_generations.c.changed > self._at - KEEP_FORMER),
                )
            )
            .order_by(index_generations.c.name)
        )
        return as_things(GenerationRow, rows)

    def live(self, kind: str, space: str | None = None) -> GenerationRow | None:
        query = select(index_generations).where(
            index_generations.c.kind == kind, index_generations.c.state == "live"
        )
        if space is not None:
            query = query.where(index_generations.c.space == space)
        found = as_things(GenerationRow, self._connection.execute(query))
        return found[0] if found else None

    def set_state(self, name: str, state: str) -> None:
        self._connection.execute(
            update(index_generations)
            .where(index_generations.c.name == name)
            .values(state=state, changed=self._at)
        )

    def set_lacking(self, name: str, lacking: bool) -> None:
        self._connection.execute(
            update(index_generations)
            .where(index_generations.c.name == name)
            .values(lacking=lacking)
        )

    def all(self) -> list[GenerationRow]:
        rows = self._connection.execute(
            select(index_generations).order_by(index_generations.c.created)
        )
        return as_things(GenerationRow, rows)
