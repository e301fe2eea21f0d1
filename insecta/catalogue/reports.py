"""What a collection's report counts: pictures that came, and what people said, in a period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Text, case, func, select, type_coerce

from insecta.catalogue.identifications import credited
from insecta.catalogue.rows import as_things
from insecta.catalogue.tables import identifications, images, specimens
from insecta.domain.identity import VISITORS_ID
from insecta.domain.specimen import SUPERSEDED, Identification, Specimen

PAGE = 1_000
_RETAKEN = f'%"code":"{SUPERSEDED}"%'


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in UTC, both ends included."""

    first: date
    last: date

    @property
    def ends(self) -> tuple[datetime, datetime]:
        """From the first moment on, and before the second."""
        start, end = (datetime.combine(day, time(), UTC) for day in (self.first, self.last))
        return start, end + timedelta(days=1) if self.last < date.max else datetime.max.replace(
            tzinfo=UTC
        )


@dataclass(frozen=True, slots=True)
class Came:
    """Pictures of one day (`YYYY-MM-DD`) and station; `retaken` of them were replaced by a retake."""

    day: str
    station: str | None
    pictures: int
    retaken: int


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture that came."""

    image_id: UUID
    user_name: str
    created: datetime
    station: str | None
    retaken: bool
    waiting: bool


class Reports:
    """All of it reads; nothing here is ever written."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def came(self, collection: UUID, period: Period) -> list[Came]:
        """By day and station, in their order."""
        # By its name: PostgreSQL does not take two expressions with parameters for the same one.
        day = func.substr(type_coerce(images.c.created, Text), 1, 10).label("day")
        rows = self._connection.execute(
            select(day, images.c.station, func.count(), func.sum(_is_retaken()))
            .where(*_came(collection, period))
            .group_by("day", images.c.station)
            .order_by("day", images.c.station)
        )
        return [Came(day, station, int(n), int(again)) for day, station, n, again in rows]

    def pictures(self, collection: UUID, period: Period) -> Iterator[Picture]:
        """One by one, as they came."""
        rows = self._connection.execute(
            select(
                images.c.image_id, images.c.user_name, images.c.created, images.c.station,
                _is_retaken(), images.c.waiting,
            )
            .where(*_came(collection, period))
            .order_by(images.c.created, images.c.image_id)
        )  # fmt: skip
        for key, name, created, station, again, waiting in rows:
            yield Picture(key, name, created, station, bool(again), bool(waiting))

    def waiting(self, collection: UUID) -> int:
        """Pictures that the machine has not looked at yet."""
        query = select(func.count()).where(
            images.c.collection_id == collection,
            images.c.waiting,
            images.c.deleted_at.is_(None),
        )
        return int(self._connection.execute(query).scalar_one())

    def said(self, collection: UUID, period: Period) -> list[Identification]:
        """What people said of the collection's living specimens in the period, oldest first."""
        start, end = period.ends
        rows = self._connection.execute(
            credited()
            .join(specimens, specimens.c.specimen_id == identifications.c.specimen_id)
            .where(
                specimens.c.collection_id == collection,
                specimens.c.deleted_at.is_(None),
                identifications.c.kind == "person",
                identifications.c.created >= start,
                identifications.c.created < end,
            )
            .order_by(identifications.c.created, identifications.c.identification_id)
        )
        return as_things(Identification, rows)

    def taken_in(self, collection: UUID, period: Period, most: int) -> list[Specimen]:
        """Up to so many living specimens that came in the period, by their ids: as good as at random."""
        start, end = period.ends
        rows = self._connection.execute(
            select(specimens)
            .where(
                specimens.c.collection_id == collection,
                specimens.c.deleted_at.is_(None),
                specimens.c.merged_into.is_(None),
                specimens.c.created >= start,
                specimens.c.created < end,
            )
            .order_by(specimens.c.specimen_id)
            .limit(most)
        )
        return as_things(Specimen, rows)

    def first_day(self, collection: UUID) -> date | None:
        """When its first specimen came."""
        query = select(func.min(specimens.c.created)).where(
            specimens.c.collection_id == collection, specimens.c.deleted_at.is_(None)
        )
        found: datetime | None = self._connection.execute(query).scalar_one()
        return found.date() if found else None


def _came(collection: UUID, period: Period) -> tuple[ColumnElement[bool], ...]:
    start, end = period.ends
    return (
        images.c.collection_id == collection,
        images.c.collection_id != VISITORS_ID,
        images.c.deleted_at.is_(None),
        images.c.created >= start,
        images.c.created < end,
    )


def _is_retaken() -> ColumnElement[Any]:
    return case((type_coerce(images.c.notes, Text).like(_RETAKEN), 1), else_=0)
