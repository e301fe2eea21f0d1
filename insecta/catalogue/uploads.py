"""Uploads that come in parts: how far each is, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, update

from insecta.catalogue.rows import as_row, as_thing, as_things
from insecta.catalogue.statements import chunks
from insecta.catalogue.tables import uploads


@dataclass(frozen=True, slots=True)
class UploadRow:
    """`parts`: (key, bytes) in order. Of `image_id` and `refused` one is set when it is over."""

    upload_id: UUID
    principal_id: UUID
    length: int
    body: Mapping[str, Any]
    expires: datetime
    direct: bool = False
    received: int = 0
    parts: tuple[Sequence[Any], ...] = ()
    image_id: UUID | None = None
    refused: Mapping[str, str] | None = None
    created: datetime | None = None


class Uploads:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def add(self, new: UploadRow) -> None:
        self._connection.execute(insert(uploads), [as_row(uploads, new, created=self._at)])

    def find(self, key: UUID) -> UploadRow | None:
        """The upload, unless its time is over."""
        row = self._connection.execute(
            select(uploads).where(uploads.c.upload_id == key, uploads.c.expires > self._at)
        ).one_or_none()
        return None if row is None else as_thing(UploadRow, row)

    def advance(self, known: UploadRow, part: tuple[str, int]) -> bool:
        """Add a part behind those known; False where another was quicker."""
        changed = self._connection.execute(
            update(uploads)
            .where(
                uploads.c.upload_id == known.upload_id,
                uploads.c.received == known.received,
                uploads.c.image_id.is_(None),
            )
            .values(
                received=known.received + part[1],
                parts=[*(list(one) for one in known.parts), list(part)],
            )
        )
        return changed.rowcount == 1

    def settle(
        self, key: UUID, image_id: UUID | None, refused: Mapping[str, str] | None = None
    ) -> None:
        """It became this picture, or was refused for a reason."""
        self._connection.execute(
            update(uploads)
            .where(uploads.c.upload_id == key, uploads.c.image_id.is_(None))
            .values(image_id=image_id, refused=dict(refused) if refused else None)
        )

    def unfinished(self, principal: UUID) -> tuple[int, int]:
        """How many uploads of a principal are not over yet, and the bytes they announced."""
        table = uploads
        query = select(func.count(), func.coalesce(func.sum(table.c.length), 0)).where(
            table.c.principal_id == principal,
            table.c.expires > self._at,
            table.c.image_id.is_(None),
            table.c.refused.is_(None),
        )
        number, announced = self._connection.execute(query).one()
        return int(number), int(announced)

    def delete(self, key: UUID) -> None:
        self._connection.execute(delete(uploads).where(uploads.c.upload_id == key))

    def expired(self, limit: int) -> list[UploadRow]:
        rows = self._connection.execute(
            select(uploads).where(uploads.c.expires <= self._at).limit(limit)
        )
        return as_things(UploadRow, rows)

    def known(self, keys: Sequence[UUID]) -> set[UUID]:
        """Those of some uploads that have a row."""
        found: set[UUID] = set()
        for part in chunks(list(keys)):
            rows = self._connection.execute(
                select(uploads.c.upload_id).where(uploads.c.upload_id.in_(part))
            )
            found |= set(rows.scalars())
        return found
