"""Pictures: blobs, images, regions and whose specimen each region shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, or_, select, update

from insecta.catalogue.rows import as_row, as_thing, as_things
from insecta.catalogue.statements import chunks, insert_or_ignore
from insecta.catalogue.tables import (
    blobs,
    identifications,
    images,
    region_specimens,
    regions,
    scores,
    specimens,
)
from insecta.domain.sensitive import LABEL
from insecta.domain.specimen import Blob, Image, Region, RegionToLookAt
from insecta.errors import NotFound

REMOVED = "removed"
"""Why a region no longer shows a specimen: somebody removed it."""
SPECIMEN = "specimen"
"""Kind of a region that shows one; any other shows a thing beside it."""


class Images:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def add_blobs(self, new: Iterable[Blob]) -> None:
        rows = [as_row(blobs, blob, created=self._at) for blob in new]
        insert_or_ignore(self._connection, blobs, rows)

    def blob(self, sha256: str) -> Blob:
        row = self._connection.execute(select(blobs).where(blobs.c.sha256 == sha256)).one_or_none()
        if row is None:
            raise NotFound("there is no such blob")
        return as_thing(Blob, row)

    def blobs(self, digests: Sequence[str]) -> dict[str, Blob]:
        found: dict[str, Blob] = {}
        for part in chunks(list(digests)):
            rows = self._connection.execute(select(blobs).where(blobs.c.sha256.in_(part)))
            found |= {blob.sha256: blob for blob in as_things(Blob, rows)}
        return found

    def add(self, new: Iterable[Image]) -> int:
        rows = [as_row(images, image, created=self._at) for image in new]
        return insert_or_ignore(self._connection, images, rows)

    def add_regions(self, new: Iterable[tuple[Region, UUID]]) -> None:
        """Regions with the specimen that each shows from now on; known pairs stay as they are."""
        pairs = list(new)
        insert_or_ignore(
            self._connection,
            regions,
            [as_row(regions, region, created=self._at) for region, _ in pairs],
        )
        shown = self.specimens_of([region.region_id for region, _ in pairs])
        fresh = [
            {"region_id": region.region_id, "specimen_id": specimen, "since": self._at}
            for region, specimen in pairs
            if specimen not in shown.get(region.region_id, ())
        ]
        insert_or_ignore(self._connection, region_specimens, fresh)

    def add_parts(self, new: Iterable[Region]) -> None:
        """Regions that show no specimen: labels, colour charts, scales."""
        rows = [as_row(regions, region, created=self._at) for region in new]
        insert_or_ignore(self._connection, regions, rows)

    def revive_region(self, region: Region) -> None:
        """A region that was removed stands again, as who draws it now says."""
        self._connection.execute(
            update(regions)
            .where(regions.c.region_id == region.region_id, regions.c.deleted_at.is_not(None))
            .values(deleted_at=None, kind=region.kind, proposed_by=region.proposed_by)
        )

    def remove_region(self, key: UUID) -> None:
        """The region no longer stands; its row and what it showed are history."""
        self._connection.execute(
            update(regions).where(regions.c.region_id == key).values(deleted_at=self._at)
        )
        self._connection.execute(
            update(region_specimens)
            .where(region_specimens.c.region_id == key, region_specimens.c.until.is_(None))
            .values(until=self._at, reason=REMOVED)
        )

    def shown_before(self, region: UUID) -> UUID | None:
        """The specimen that a removed region showed last."""
        return self._connection.execute(
            select(region_specimens.c.specimen_id)
            .where(region_specimens.c.region_id == region, region_specimens.c.reason == REMOVED)
            .order_by(region_specimens.c.until.desc())
            .limit(1)
        ).scalar_one_or_none()

    def ever_shown(self, region_ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
        """Every specimen that regions show or ever showed."""
        found: dict[UUID, set[UUID]] = {}
        table = region_specimens
        for part in chunks(list(region_ids)):
            query = select(table.c.region_id, table.c.specimen_id)
            for row in self._connection.execute(query.where(table.c.region_id.in_(part))):
                found.setdefault(row.region_id, set()).add(row.specimen_id)
        return found

    def move_region(self, region: UUID, to: UUID, reason: str) -> None:
        """From now on the region shows another specimen; what it showed before is history."""
        self._connection.execute(
            update(region_specimens)
            .where(
                region_specimens.c.region_id == region,
                region_specimens.c.until.is_(None),
                region_specimens.c.specimen_id != to,
            )
            .values(until=self._at, reason=reason)
        )
        row = {"region_id": region, "specimen_id": to, "since": self._at}
        if to not in self.specimens_of([region]).get(region, ()):
            insert_or_ignore(self._connection, region_specimens, [row])

    def specimens_of(self, region_ids: Sequence[UUID]) -> dict[UUID, tuple[UUID, ...]]:
        """The specimens that regions show at present."""
        found: dict[UUID, list[UUID]] = {}
        for part in chunks(list(region_ids)):
            rows = self._connection.execute(
                select(region_specimens.c.region_id, region_specimens.c.specimen_id).where(
                    region_specimens.c.region_id.in_(part), region_specimens.c.until.is_(None)
                )
            )
            for row in rows:
                found.setdefault(row.region_id, []).append(row.specimen_id)
        return {region: tuple(ids) for region, ids in found.items()}

    def get(self, key: UUID) -> Image:
        row = self._connection.execute(
            select(images).where(images.c.image_id == key, images.c.deleted_at.is_(None))
        ).one_or_none()
        if row is None:
            raise NotFound("there is no such picture")
        return as_thing(Image, row)

    def by_source_keys(self, collection: UUID, keys: Sequence[str]) -> dict[str, Image]:
        """Living images of a collection under their source keys."""
        found: dict[str, Image] = {}
        for part in chunks(list(keys)):
            rows = self._connection.execute(
                select(images).where(
                    images.c.collection_id == collection,
                    images.c.source_key.in_(part),
                    images.c.deleted_at.is_(None),
                )
            )
            found |= {image.source_key: image for image in as_things(Image, rows)}
        return found

    def find(self, keys: Sequence[UUID]) -> dict[UUID, Image]:
        found: dict[UUID, Image] = {}
        for part in chunks(list(keys)):
            rows = self._connection.execute(select(images).where(images.c.image_id.in_(part)))
            found |= {image.image_id: image for image in as_things(Image, rows)}
        return found

    def with_bytes(self, collection: UUID, digests: Sequence[str]) -> list[Image]:
        """Living images of a collection that hold one of these blobs."""
        found: list[Image] = []
        for part in chunks(list(digests)):
            rows = self._connection.execute(
                select(images)
                .where(
                    images.c.collection_id == collection,
                    images.c.sha256.in_(part),
                    images.c.deleted_at.is_(None),
                )
                .order_by(images.c.created, images.c.image_id)
            )
            found += as_things(Image, rows)
        return found

    def change(self, key: UUID, **values: Any) -> None:
        """Change columns and raise the version."""
        self._connection.execute(
            update(images)
            .where(images.c.image_id == key)
            .values(version=images.c.version + 1, **values)
        )

    def keep_cells(self, key: UUID, cells: Mapping[str, str]) -> None:
        """A source's cells for a picture that had none: nothing that its documents show has changed."""
        self._connection.execute(
            update(images).where(images.c.image_id == key).values(verbatim=dict(cells))
        )

    def touch(self, keys: Sequence[UUID]) -> None:
        for part in chunks(list(keys)):
            self._connection.execute(
                update(images)
                .where(images.c.image_id.in_(part))
                .values(version=images.c.version + 1)
            )

    def regions_of(self, specimen_ids: Sequence[UUID]) -> list[tuple[UUID, Region, Image]]:
        """(specimen, region, image) of every living region that shows one of the specimens."""
        found: list[tuple[UUID, Region, Image]] = []
        for part in chunks(list(specimen_ids)):
            rows = self._connection.execute(
                select(
                    region_specimens.c.specimen_id,
                    regions.c.region_id,
                    regions.c.box,
                    regions.c.kind,
                    regions.c.proposed_by,
                    images,
                )
                .select_from(
                    region_specimens.join(
                        regions, regions.c.region_id == region_specimens.c.region_id
                    ).join(images, images.c.image_id == regions.c.image_id)
                )
                .where(
                    region_specimens.c.specimen_id.in_(part),
                    region_specimens.c.until.is_(None),
                    regions.c.deleted_at.is_(None),
                    images.c.deleted_at.is_(None),
                )
                .order_by(images.c.user_name, regions.c.region_id)
            )
            found += [
                (
                    row.specimen_id,
                    Region(row.region_id, row.image_id, row.box, row.kind, row.proposed_by),
                    as_thing(Image, row),
                )
                for row in rows
            ]
        return found

    def removed_from(self, specimen_ids: Sequence[UUID]) -> list[tuple[UUID, UUID, int]]:
        """(specimen, region, version of its image) of regions of specimens that show none any more.

        Deleted ones, those of deleted images, and boxes that a person drew again as something else.
        """
        found: list[tuple[UUID, UUID, int]] = []
        for part in chunks(list(specimen_ids)):
            rows = self._connection.execute(
                select(
                    region_specimens.c.specimen_id, region_specimens.c.region_id, images.c.version
                )
                .select_from(
                    region_specimens.join(
                        regions, regions.c.region_id == region_specimens.c.region_id
                    ).join(images, images.c.image_id == regions.c.image_id)
                )
                .where(
                    region_specimens.c.specimen_id.in_(part),
                    or_(region_specimens.c.until.is_(None), region_specimens.c.reason == REMOVED),
                    or_(
                        regions.c.deleted_at.is_not(None),
                        images.c.deleted_at.is_not(None),
                        regions.c.kind != SPECIMEN,
                    ),
                )
                .order_by(region_specimens.c.region_id)
            )
            found += [(row.specimen_id, row.region_id, row.version) for row in rows]
        return found

    def has_parts(self, image: UUID) -> bool:
        """Whether parts of the picture are or were regions: then it is one of many specimens."""
        row = self._connection.execute(
            select(regions.c.region_id)
            .where(regions.c.image_id == image, regions.c.proposed_by.is_not(None))
            .limit(1)
        ).first()
        return row is not None

    def in_parts(self, collection: UUID) -> list[Image]:
        """Living pictures of a collection that are divided into parts, by name."""
        divided = select(regions.c.image_id).where(
            regions.c.proposed_by.is_not(None), regions.c.image_id == images.c.image_id
        )
        rows = self._connection.execute(
            select(images)
            .where(
                images.c.collection_id == collection,
                images.c.deleted_at.is_(None),
                divided.exists(),
            )
            .order_by(images.c.user_name, images.c.image_id)
        )
        return as_things(Image, rows)

    def regions_in(self, image: UUID) -> list[Region]:
        rows = self._connection.execute(
            select(regions)
            .where(regions.c.image_id == image, regions.c.deleted_at.is_(None))
            .order_by(regions.c.region_id)
        )
        return as_things(Region, rows)

    def drawn_before(self, images: Sequence[UUID]) -> dict[UUID, list[Region]]:
        """Regions of pictures that were removed."""
        found: dict[UUID, list[Region]] = {}
        for part in chunks(list(images)):
            removed = regions.c.image_id.in_(part), regions.c.deleted_at.is_not(None)
            rows = self._connection.execute(
                select(regions).where(*removed).order_by(regions.c.region_id)
            )
            for one in as_things(Region, rows):
                found.setdefault(one.image_id, []).append(one)
        return found

    def with_labels(self, keys: Sequence[UUID]) -> set[UUID]:
        """Those of some pictures in which a label was found."""
        found: set[UUID] = set()
        for part in chunks(list(keys)):
            rows = self._connection.execute(
                select(regions.c.image_id)
                .where(
                    regions.c.image_id.in_(part),
                    regions.c.kind == LABEL,
                    regions.c.deleted_at.is_(None),
                )
                .distinct()
            )
            found |= set(rows.scalars())
        return found

    def beside(self, region_ids: Sequence[UUID]) -> list[UUID]:
        """Other living regions of the same pictures that show specimens, picture by picture."""
        given = set(region_ids)
        found: list[UUID] = []
        for part in chunks(list(region_ids)):
            of_pictures = select(regions.c.image_id).where(regions.c.region_id.in_(part))
            rows = self._connection.execute(
                select(regions.c.region_id)
                .where(
                    regions.c.image_id.in_(of_pictures),
                    regions.c.deleted_at.is_(None),
                    regions.c.kind == "specimen",
                )
                .order_by(regions.c.image_id, regions.c.region_id)
            )
            found += [key for key in rows.scalars() if key not in given]
        return list(dict.fromkeys(found))

    def to_look_at(self, region_ids: Sequence[UUID]) -> list[RegionToLookAt]:
        """Living regions of these, in no particular order; a region on two specimens comes twice."""
        found: list[RegionToLookAt] = []
        for part in chunks(list(region_ids)):
            found += self._living(regions.c.region_id.in_(part), limit=None)
        return found

    def without_scores(
        self, release: str, limit: int, after: UUID | None = None
    ) -> list[RegionToLookAt]:
        """Living regions that a release has not seen, by region id (re-identification)."""
        unseen = (
            ~select(scores.c.sha256)
            .where(
                scores.c.sha256 == images.c.sha256,
                scores.c.box == regions.c.box,
                scores.c.release == release,
            )
            .exists()
        )
        condition = and_(unseen, regions.c.region_id > after) if after is not None else unseen
        return self._living(condition, limit)

    def _living(self, condition: Any, limit: int | None) -> list[RegionToLookAt]:
        rows = self._connection.execute(
            select(
                regions.c.region_id,
                regions.c.box,
                images.c.image_id,
                images.c.collection_id,
                images.c.sha256,
                images.c.view,
                images.c.waiting,
                specimens.c.specimen_id,
                specimens.c.record.label("stated"),
            )
            .select_from(
                regions.join(images, images.c.image_id == regions.c.image_id)
                .join(region_specimens, region_specimens.c.region_id == regions.c.region_id)
                .join(specimens, specimens.c.specimen_id == region_specimens.c.specimen_id)
            )
            .where(
                condition,
                region_specimens.c.until.is_(None),
                regions.c.deleted_at.is_(None),
                images.c.deleted_at.is_(None),
            )
            .order_by(regions.c.region_id)
            .limit(limit)
        )
        return as_things(RegionToLookAt, rows)

    def count(self, collection: UUID | None = None) -> int:
        query = select(func.count()).select_from(images).where(images.c.deleted_at.is_(None))
        if collection is not None:
            query = query.where(images.c.collection_id == collection)
        return int(self._connection.execute(query).scalar_one())

    def waiting(self) -> int:
        """Pictures that nobody has looked at yet; answered from an index of just those."""
        query = (
            select(func.count())
            .select_from(images)
            .where(images.c.waiting, images.c.deleted_at.is_(None))
        )
        return int(self._connection.execute(query).scalar_one())

    def waiting_among(self, keys: Set[UUID]) -> set[UUID]:
        """Those of some living pictures that nobody has looked at yet."""
        found: set[UUID] = set()
        for part in chunks(sorted(keys)):
            query = select(images.c.image_id).where(
                images.c.image_id.in_(part), images.c.waiting, images.c.deleted_at.is_(None)
            )
            found |= set(self._connection.execute(query).scalars())
        return found

    def oldest_waiting(self) -> datetime | None:
        """When the picture that has waited longest came in."""
        query = select(func.min(images.c.created)).where(
            images.c.waiting, images.c.deleted_at.is_(None)
        )
        found: datetime | None = self._connection.execute(query).scalar_one()
        return found

    def looked_at(self, keys: Sequence[UUID], *, some_failed: bool = False) -> None:
        """These no longer wait, where each of their regions that shows a specimen has an answer.

        `some_failed`: even where some have none, since they could not be looked at.
        """
        answered = (
            select(identifications.c.identification_id)
            .where(
                identifications.c.region_id == regions.c.region_id,
                identifications.c.kind == "machine",
            )
            .exists()
        )
        still_open = (
            select(regions.c.region_id)
            .join(region_specimens, region_specimens.c.region_id == regions.c.region_id)
            .where(
                regions.c.image_id == images.c.image_id,
                regions.c.deleted_at.is_(None),
                region_specimens.c.until.is_(None),
                ~answered,
            )
            .exists()
        )
        for part in chunks(sorted(set(keys))):
            query = update(images).where(images.c.image_id.in_(part))
            if not some_failed:
                query = query.where(~still_open)
            self._connection.execute(query.values(waiting=False))
