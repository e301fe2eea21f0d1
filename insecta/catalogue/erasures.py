"""Rows that are removed for good, not marked as deleted: for what was promised to be gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    delete,
    exists,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.sql.selectable import Select

from insecta.catalogue.statements import chunks
from insecta.catalogue.tables import (
    blobs,
    collections,
    embeddings,
    identifications,
    images,
    region_specimens,
    regions,
    scores,
    source_ids,
    specimens,
)


class Erasures:
    """Belongs to one transaction. Erased specimens must not be on any list of learning."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def due(self, collection: UUID, before: datetime, limit: int) -> list[UUID]:
        """Specimens of a collection that came before a time, merged and deleted ones included."""
        query = (
            select(specimens.c.specimen_id)
            .where(specimens.c.collection_id == collection, specimens.c.created <= before)
            .order_by(specimens.c.created)
            .limit(limit)
        )
        return list(self._connection.execute(query).scalars())

    def erase(self, keys: Sequence[UUID], *, leave_specimens: bool = False) -> list[str]:
        """Remove specimens with their pictures and all that was said of them.

        `leave_specimens`: their own rows stay, as those of merged ones do. The answer is the digests
        that no row names any more: their bytes may go.
        """
        nameless: list[str] = []
        for part in chunks(list(keys)):
            nameless += self._erase(part, leave_specimens=leave_specimens)
        return nameless

    def _erase(self, keys: Sequence[UUID], *, leave_specimens: bool) -> list[str]:
        run = self._connection.execute
        shown: list[UUID] = list(run(_regions_of(keys)).scalars())
        seen: list[UUID] = list(run(_images_of(shown)).scalars())
        run(
            delete(identifications).where(
                or_(
                    identifications.c.specimen_id.in_(keys),
                    identifications.c.region_id.in_(shown),
                )
            )
        )
        run(delete(region_specimens).where(region_specimens.c.region_id.in_(shown)))
        run(delete(regions).where(regions.c.region_id.in_(shown)))
        latest_first = (
            select(images.c.sha256, images.c.created)
            .where(images.c.image_id.in_(seen))
            .order_by(images.c.created.desc())
        )
        came: dict[str, datetime] = dict(run(latest_first).all())
        run(delete(images).where(images.c.image_id.in_(seen)))
        if not leave_specimens:
            run(delete(source_ids).where(source_ids.c.specimen_id.in_(keys)))
            run(delete(specimens).where(specimens.c.specimen_id.in_(keys)))
        return [digest for digest in sorted(came) if self._forget_blob(digest, came[digest])]

    def _forget_blob(self, digest: str, came: datetime) -> bool:
        """Remove what is known of bytes that no picture has or had; False where one does.

        Only bytes that were here before `came` can be the former ones of another picture.
        """
        if self._is_there(_has(digest)):
            return False
        is_older = (blobs.c.sha256 == digest) & (blobs.c.created < came)
        if self._is_there(is_older) and self._is_there(_had(digest)):
            return False
        self._connection.execute(delete(blobs).where(blobs.c.sha256 == digest))
        for table in (scores, embeddings):
            self._connection.execute(delete(table).where(table.c.sha256 == digest))
        return True

    def _is_there(self, condition: ColumnElement[bool]) -> bool:
        return bool(self._connection.execute(select(exists().where(condition))).scalar())


def _regions_of(keys: Sequence[UUID]) -> Select[UUID]:
    query: Select[UUID] = (
        select(region_specimens.c.region_id)
        .where(region_specimens.c.specimen_id.in_(keys))
        .distinct()
    )
    return query


def _images_of(shown: Sequence[UUID]) -> Select[UUID]:
    query: Select[UUID] = (
        select(regions.c.image_id).where(regions.c.region_id.in_(shown)).distinct()
    )
    return query


def _has(digest: str) -> ColumnElement[bool]:
    """A picture whose bytes these are, found by the index that begins with the collection."""
    every = select(collections.c.collection_id)
    return (images.c.collection_id.in_(every)) & (images.c.sha256 == digest)


def _had(digest: str) -> ColumnElement[bool]:
    """A picture whose bytes these were before its source changed them."""
    return type_coerce(images.c.former_blobs, Text).like(f"%{digest}%")
