"""Specimens and the identifiers that sources give them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, select, update

from insecta.catalogue.rows import as_row, as_thing, as_things
from insecta.catalogue.statements import chunks, insert_or_ignore
from insecta.catalogue.tables import (
    images,
    region_specimens,
    regions,
    scores,
    source_ids,
    specimens,
)
from insecta.domain.identity import VISITORS_ID
from insecta.domain.specimen import Specimen
from insecta.errors import NotFound


class Specimens:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def add(self, new: Iterable[Specimen]) -> int:
        rows = [as_row(specimens, specimen, created=self._at) for specimen in new]
        return insert_or_ignore(self._connection, specimens, rows)

    def add_source_ids(
        self, specimen: Specimen, ids: Iterable[tuple[str, str]], stated_by: UUID | None = None
    ) -> None:
        """Identifiers as the source gave them; the first ever given to a specimen is primary.

        `stated_by`: the run that reads the source.
        """
        given = list(ids)
        if not given:
            return
        has_one = self._connection.execute(
            select(source_ids.c.value).where(source_ids.c.specimen_id == specimen.specimen_id)
        ).first()
        rows = [
            {
                "collection_id": specimen.collection_id,
                "kind": kind,
                "value": value,
                "specimen_id": specimen.specimen_id,
                "is_primary": has_one is None and place == 0,
                "stated_by": stated_by,
            }
            for place, (kind, value) in enumerate(given)
        ]
        insert_or_ignore(self._connection, source_ids, rows)

    def by_source_id(self, collection: UUID, kind: str, values: Sequence[str]) -> dict[str, UUID]:
        found: dict[str, UUID] = {}
        for part in chunks(list(values)):
            rows = self._connection.execute(
                select(source_ids.c.value, source_ids.c.specimen_id).where(
                    source_ids.c.collection_id == collection,
                    source_ids.c.kind == kind,
                    source_ids.c.value.in_(part),
                )
            )
            found |= {row.value: row.specimen_id for row in rows}
        return found

    def state(self, collection: UUID, run: UUID, kind: str, values: Sequence[str]) -> None:
        """The source of a run states these identifiers; those not known yet are passed over."""
        for part in chunks(list(values)):
            self._connection.execute(
                update(source_ids)
                .where(
                    source_ids.c.collection_id == collection,
                    source_ids.c.kind == kind,
                    source_ids.c.value.in_(part),
                )
                .values(stated_by=run)
            )

    def states(self, specimen: UUID, run: UUID, kind: str) -> bool:
        """Whether the source of a run states an identifier of that kind of the specimen."""
        query = select(source_ids.c.value).where(
            source_ids.c.specimen_id == specimen,
            source_ids.c.kind == kind,
            source_ids.c.stated_by == run,
        )
        return self._connection.execute(query).first() is not None

    def source_ids(self, specimen: UUID) -> list[tuple[str, str, bool]]:
        rows = self._connection.execute(
            select(source_ids)
            .where(source_ids.c.specimen_id == specimen)
            .order_by(source_ids.c.kind, source_ids.c.value)
        )
        return [(row.kind, row.value, row.is_primary) for row in rows]

    def given_ids(self, kind: str, keys: Sequence[UUID]) -> dict[UUID, str]:
        """One identifier of a kind by specimen: the primary one, else the first in order."""
        found: dict[UUID, str] = {}
        for part in chunks(list(keys)):
            rows = self._connection.execute(
                select(source_ids.c.specimen_id, source_ids.c.value)
                .where(source_ids.c.kind == kind, source_ids.c.specimen_id.in_(part))
                .order_by(source_ids.c.is_primary, source_ids.c.value.desc())
            )
            found |= {row.specimen_id: row.value for row in rows}
        return found

    def by_number(
        self, collection: UUID, numbers: Sequence[str]
    ) -> dict[tuple[str, str], Specimen]:
        """Living specimens by (normal form of catalogNumber, letter)."""
        found: dict[tuple[str, str], Specimen] = {}
        for part in chunks(list(numbers)):
            rows = self._connection.execute(
                select(specimens)
                .where(
                    specimens.c.collection_id == collection,
                    specimens.c.number_normal.in_(part),
                    specimens.c.deleted_at.is_(None),
                    specimens.c.merged_into.is_(None),
                )
                .order_by(specimens.c.created.desc(), specimens.c.specimen_id.desc())
            )
            for specimen in as_things(Specimen, rows):
                found[specimen.number_normal or "", specimen.letter] = specimen
        return found

    def get(self, key: UUID) -> Specimen:
        """The specimen, following merges. Raises NotFound."""
        row = self._connection.execute(
            select(specimens).where(specimens.c.specimen_id == key)
        ).one_or_none()
        if row is None or row.deleted_at is not None:
            raise NotFound("there is no such specimen")
        return as_thing(Specimen, row) if row.merged_into is None else self.get(row.merged_into)

    def held(self, key: UUID) -> Specimen:
        """`get`, and nobody else changes it before the end of this transaction.

        PostgreSQL locks the row; SQLite has one writer anyway. Raises NotFound.
        """
        present = self.get(key).specimen_id
        self._connection.execute(
            select(specimens.c.specimen_id)
            .where(specimens.c.specimen_id == present)
            .with_for_update()
        ).all()
        return self.get(present)

    def find(self, keys: Sequence[UUID]) -> dict[UUID, Specimen]:
        """Rows as they are, deleted and merged ones included."""
        found: dict[UUID, Specimen] = {}
        for part in chunks(list(keys)):
            rows = self._connection.execute(
                select(specimens).where(specimens.c.specimen_id.in_(part))
            )
            found |= {specimen.specimen_id: specimen for specimen in as_things(Specimen, rows)}
        return found

    def page(self, after: UUID | None, limit: int, collection: UUID | None = None) -> list[UUID]:
        """Keys in primary-key order, of one collection or all: how a rebuild walks through them."""
        query = select(specimens.c.specimen_id).order_by(specimens.c.specimen_id).limit(limit)
        if collection is not None:
            query = query.where(specimens.c.collection_id == collection)
        if after is not None:
            query = query.where(specimens.c.specimen_id > after)
        return list(self._connection.execute(query).scalars())

    def seen_by(self, release: str, after: UUID | None, limit: int) -> list[UUID]:
        """Keys of specimens with a living picture that a release has seen, in key order."""
        query = (
            select(region_specimens.c.specimen_id)
            .distinct()
            .join(regions, regions.c.region_id == region_specimens.c.region_id)
            .join(images, images.c.image_id == regions.c.image_id)
            .join(scores, and_(scores.c.sha256 == images.c.sha256, scores.c.box == regions.c.box))
            .where(
                scores.c.release == release,
                region_specimens.c.until.is_(None),
                regions.c.deleted_at.is_(None),
                images.c.deleted_at.is_(None),
            )
            .order_by(region_specimens.c.specimen_id)
            .limit(limit)
        )
        if after is not None:
            query = query.where(region_specimens.c.specimen_id > after)
        return list(self._connection.execute(query).scalars())

    def versions(self, after: UUID | None, limit: int) -> list[tuple[UUID, int, bool]]:
        """(key, version, living) in primary-key order: what an index is compared with.

        What visitors send is never in an index.
        """
        query = select(
            specimens.c.specimen_id,
            specimens.c.version,
            specimens.c.deleted_at.is_(None)
            & specimens.c.merged_into.is_(None)
            & (specimens.c.collection_id != VISITORS_ID),
        )
        if after is not None:
            query = query.where(specimens.c.specimen_id > after)
        rows = self._connection.execute(query.order_by(specimens.c.specimen_id).limit(limit))
        return [(key, version, bool(living)) for key, version, living in rows]

    def change(self, key: UUID, **values: Any) -> None:
        """Change columns and raise the version."""
        self._connection.execute(
            update(specimens)
            .where(specimens.c.specimen_id == key)
            .values(version=specimens.c.version + 1, **values)
        )

    def show(self, keys: Sequence[UUID], release: str | None) -> None:
        """These show a release's answers, whatever the rest of their collection shows; None ends that."""
        for part in chunks(list(keys)):
            self._connection.execute(
                update(specimens)
                .where(specimens.c.specimen_id.in_(part))
                .values(shown_release=release)
            )

    def show_as_collection(self, collection: UUID) -> None:
        """All of a collection show again what it does."""
        self._connection.execute(
            update(specimens)
            .where(specimens.c.collection_id == collection, specimens.c.shown_release.is_not(None))
            .values(shown_release=None)
        )

    def shown_apart(self, collection: UUID) -> int:
        """How many of a collection show a release by themselves."""
        query = (
            select(func.count())
            .select_from(specimens)
            .where(
                specimens.c.collection_id == collection,
                specimens.c.shown_release.is_not(None),
                specimens.c.deleted_at.is_(None),
                specimens.c.merged_into.is_(None),
            )
        )
        return int(self._connection.execute(query).scalar_one())

    def move_shown(self, instead_of: str, release: str) -> None:
        """All that show one release by themselves show another."""
        self._connection.execute(
            update(specimens)
            .where(specimens.c.shown_release == instead_of)
            .values(shown_release=release)
        )

    def touch(self, keys: Sequence[UUID]) -> None:
        """Raise versions: something that their documents show has changed."""
        for part in chunks(list(keys)):
            self._connection.execute(
                update(specimens)
                .where(specimens.c.specimen_id.in_(part))
                .values(version=specimens.c.version + 1)
            )

    def count(self, collection: UUID | None = None) -> int:
        """How many are alive: neither deleted nor merged into another."""
        living = (specimens.c.deleted_at.is_(None), specimens.c.merged_into.is_(None))
        query = select(func.count()).select_from(specimens).where(*living)
        if collection is not None:
            query = query.where(specimens.c.collection_id == collection)
        return int(self._connection.execute(query).scalar_one())
