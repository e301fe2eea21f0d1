"""Collections and memberships."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update

from insecta.catalogue.rows import as_row, as_thing, as_things
from insecta.catalogue.statements import insert_or_ignore
from insecta.catalogue.tables import collections, promotions
from insecta.domain.collection import Collection
from insecta.domain.identity import collection_id
from insecta.errors import NotFound


class Collections:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def ensure(self, code: str, **defaults: Any) -> Collection:
        """The collection of this code; made with `defaults` where there is none."""
        new = Collection(collection_id(code), code, **defaults)
        insert_or_ignore(
            self._connection, collections, [as_row(collections, new, created=self._at)]
        )
        return self.get(code)

    def get(self, code: str) -> Collection:
        row = self._connection.execute(
            select(collections).where(collections.c.code == code)
        ).one_or_none()
        if row is None:
            raise NotFound(f"there is no collection {code!r}", hint="`insecta ingest` makes one")
        return as_thing(Collection, row)

    def held(self, code: str) -> Collection:
        """`get`, and nobody else changes it before the end of this transaction. Raises NotFound."""
        self._connection.execute(
            select(collections.c.collection_id).where(collections.c.code == code).with_for_update()
        ).all()
        return self.get(code)

    def by_id(self, key: UUID) -> Collection:
        row = self._connection.execute(
            select(collections).where(collections.c.collection_id == key)
        ).one_or_none()
        if row is None:
            raise NotFound("there is no such collection")
        return as_thing(Collection, row)

    def all(self) -> list[Collection]:
        rows = self._connection.execute(select(collections).order_by(collections.c.code))
        return as_things(Collection, rows)

    def keep_shown(self, key: UUID, promotion: int) -> None:
        """Stay with a promotion's answers, where none is kept yet."""
        table = collections
        self._connection.execute(
            update(table)
            .where(table.c.collection_id == key, table.c.shown_promotion.is_(None))
            .values(shown_promotion=promotion)
        )

    def move_shown(self, release: str, promotion: int) -> None:
        """Every collection that shows a release's answers shows those of a promotion instead."""
        of_release = select(promotions.c.number).where(promotions.c.release == release)
        self._connection.execute(
            update(collections)
            .where(collections.c.shown_promotion.in_(of_release))
            .values(shown_promotion=promotion)
        )

    def change(self, key: UUID, values: Mapping[str, Any]) -> None:
        self._connection.execute(
            update(collections).where(collections.c.collection_id == key).values(**values)
        )
