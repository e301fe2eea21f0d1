"""What an audit asks of the catalogue: pages in primary-key order, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, or_, select, tuple_, update

from insecta.catalogue.rows import as_things
from insecta.catalogue.statements import chunks
from insecta.catalogue.tables import (
    blobs,
    consumer_offsets,
    identifications,
    images,
    outbox,
    region_specimens,
    regions,
    retries,
    run_items,
    runs,
    scores,
    specimens,
)
from insecta.domain.identity import VISITORS_ID
from insecta.domain.run import RunItem


@dataclass(frozen=True, slots=True)
class Waiting:
    """A living region of a picture that nobody has looked at."""

    region_id: UUID
    image_id: UUID
    specimen_id: UUID
    sha256: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a document's version should be; `living` where there should be one at all."""

    specimen_id: UUID
    version: int
    living: bool


class Audits:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def blobs(self, after: str, limit: int) -> list[tuple[str, int]]:
        """(digest, pixels) of blobs past a digest."""
        rows = self._connection.execute(
            select(blobs.c.sha256, blobs.c.width * blobs.c.height)
            .where(blobs.c.sha256 > after)
            .order_by(blobs.c.sha256)
            .limit(limit)
        )
        return [(str(digest), int(pixels)) for digest, pixels in rows]

    def waiting(self, after: UUID | None, limit: int) -> list[Waiting]:
        """Regions that wait to be identified, by region id."""
        return self._regions(images.c.waiting, after, limit)

    def living(self, region_ids: Sequence[UUID]) -> dict[UUID, Waiting]:
        """Those of some regions that are alive, waiting or not."""
        found: dict[UUID, Waiting] = {}
        for part in chunks(list(region_ids)):
            rows = self._regions(regions.c.region_id.in_(part), None, None)
            found |= {one.region_id: one for one in rows}
        return found

    def _regions(self, condition: Any, after: UUID | None, limit: int | None) -> list[Waiting]:
        query = (
            select(
                regions.c.region_id,
                images.c.image_id,
                images.c.sha256,
                func.min(region_specimens.c.specimen_id).label("specimen_id"),
            )
            .join(images, images.c.image_id == regions.c.image_id)
            .join(region_specimens, region_specimens.c.region_id == regions.c.region_id)
            .where(
                condition,
                regions.c.deleted_at.is_(None),
                images.c.deleted_at.is_(None),
                region_specimens.c.until.is_(None),
            )
            .group_by(regions.c.region_id, images.c.image_id, images.c.sha256)
            .order_by(regions.c.region_id)
            .limit(limit)
        )
        if after is not None:
            query = query.where(regions.c.region_id > after)
        return as_things(Waiting, self._connection.execute(query))

    def unseen(self, sha256: str) -> list[UUID]:
        """Living images of a blob that no release has seen."""
        seen = select(scores.c.sha256).where(
            scores.c.sha256 == images.c.sha256, scores.c.box == regions.c.box
        )
        rows = self._connection.execute(
            select(images.c.image_id)
            .distinct()
            .join(regions, regions.c.image_id == images.c.image_id)
            .where(images.c.sha256 == sha256, images.c.deleted_at.is_(None), ~seen.exists())
        )
        return list(rows.scalars())

    def wait_again(self, image_ids: Sequence[UUID]) -> None:
        for part in chunks(list(image_ids)):
            self._connection.execute(
                update(images).where(images.c.image_id.in_(part)).values(waiting=True)
            )

    def on_their_way(
        self, group: str, keys: Sequence[UUID], handed_over: datetime | None
    ) -> list[str]:
        """Bodies of events with these keys that a group has still to handle.

        Where groups read the outbox, those past the group's position. Elsewhere, with
        `handed_over`, those that were not handed over before that moment.
        """
        if handed_over is None:
            position = (
                select(func.coalesce(func.max(consumer_offsets.c.seq), 0))
                .where(consumer_offsets.c.group == group)
                .scalar_subquery()
            )
            under_way: Any = outbox.c.seq > position
        else:
            under_way = or_(outbox.c.relayed.is_(None), outbox.c.relayed > handed_over)
        found: list[str] = []
        for part in chunks([str(key) for key in keys]):
            rows = self._connection.execute(
                select(outbox.c.body).where(under_way, outbox.c.key.in_(part))
            )
            found += rows.scalars()
        rows = self._connection.execute(select(retries.c.body).where(retries.c.group == group))
        return found + list(rows.scalars())

    def working(self, after: tuple[UUID, int] | None, limit: int) -> list[RunItem]:
        """Items that wait for the answer to a region, by run and number."""
        key = tuple_(run_items.c.run_id, run_items.c.item_no)
        query = (
            select(run_items)
            .where(run_items.c.state == "working")
            .order_by(run_items.c.run_id, run_items.c.item_no)
            .limit(limit)
        )
        if after is not None:
            query = query.where(key > tuple_(str(after[0]), after[1]))
        return as_things(RunItem, self._connection.execute(query))

    def not_taken_in(self) -> list[tuple[UUID, str, datetime, int]]:
        """(run, source, started, pictures) of runs with pictures that were never taken in."""
        rows = self._connection.execute(
            select(runs.c.run_id, runs.c.source, runs.c.started, func.count())
            .join(run_items, run_items.c.run_id == runs.c.run_id)
            .where(run_items.c.state == "pending")
            .group_by(runs.c.run_id, runs.c.source, runs.c.started)
            .order_by(runs.c.started)
        )
        return [(row[0], row[1], row[2], row[3]) for row in rows]

    def last_answers(self, region_ids: Sequence[UUID]) -> dict[UUID, Mapping[str, Any]]:
        """The newest machine identification's body of each region that has one."""
        found: dict[UUID, Mapping[str, Any]] = {}
        for part in chunks(list(region_ids)):
            rows = self._connection.execute(
                select(identifications.c.region_id, identifications.c.body)
                .where(identifications.c.region_id.in_(part), identifications.c.kind == "machine")
                .order_by(identifications.c.created)
            )
            found |= {row.region_id: row.body for row in rows}
        return found

    def versions(self, after: UUID | None, limit: int) -> list[Standing]:
        """Every specimen's version, in primary-key order."""
        query = self._standing().order_by(specimens.c.specimen_id).limit(limit)
        if after is not None:
            query = query.where(specimens.c.specimen_id > after)
        return self._standings(query)

    def versions_of(self, keys: Sequence[UUID]) -> dict[UUID, Standing]:
        """Versions of some specimens that have a row."""
        found: dict[UUID, Standing] = {}
        for part in chunks(list(keys)):
            query = self._standing().where(specimens.c.specimen_id.in_(part))
            found |= {one.specimen_id: one for one in self._standings(query)}
        return found

    def _standing(self) -> Any:
        return select(
            specimens.c.specimen_id,
            specimens.c.version,
            specimens.c.collection_id,
            specimens.c.deleted_at,
            specimens.c.merged_into,
        )

    def _standings(self, query: Any) -> list[Standing]:
        return [
            Standing(row.specimen_id, row.version, _is_found(row))
            for row in self._connection.execute(query)
        ]

    def lift(self, key: UUID, above: int) -> None:
        """Raise a version above one that the index has seen: a restored catalogue is behind it."""
        self._connection.execute(
            update(specimens)
            .where(specimens.c.specimen_id == key, specimens.c.version <= above)
            .values(version=above + 1)
        )


def _is_found(row: Any) -> bool:
    """Whether a search may find it: it lives, and no visitor sent it."""
    living = row.deleted_at is None and not row.merged_into
    return living and row.collection_id != VISITORS_ID
