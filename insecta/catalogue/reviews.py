"""The review queue's own rows: who has which specimen before them, and who put which aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, or_, select, update

from insecta.catalogue.rows import as_thing
from insecta.catalogue.statements import chunks, insert_or_ignore
from insecta.catalogue.tables import review_holds, review_skips, specimens

HELD = timedelta(minutes=2)
"""A page renews what it holds every thirty seconds; closed ones let go after this."""
REMEMBERED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hold:
    """`blind`: shown without the machine's name. It is over at `expires`, and kept a day longer."""

    specimen_id: UUID
    principal_id: UUID
    blind: bool
    since: datetime
    expires: datetime


class Reviews:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def take(self, specimen: UUID, principal: UUID, *, blind: bool) -> Hold | None:
        """The specimen is now this person's; None while another has it."""
        row = {
            "specimen_id": specimen, "principal_id": principal, "blind": blind,
            "since": self._at, "expires": self._at + HELD,
        }  # fmt: skip
        if not insert_or_ignore(self._connection, review_holds, [row]):
            changed = self._connection.execute(
                update(review_holds)
                .where(
                    review_holds.c.specimen_id == specimen,
                    or_(
                        review_holds.c.expires <= self._at,
                        review_holds.c.principal_id == principal,
                    ),
                )
                .values({key: value for key, value in row.items() if key != "specimen_id"})
            )
            if changed.rowcount != 1:
                return None
        return Hold(specimen, principal, blind, self._at, self._at + HELD)

    def of(self, specimen: UUID) -> Hold | None:
        """The last hold on the specimen, over or not."""
        row = self._connection.execute(
            select(review_holds).where(review_holds.c.specimen_id == specimen)
        ).one_or_none()
        return None if row is None else as_thing(Hold, row)

    def held_by(self, principal: UUID, collection: UUID) -> Hold | None:
        """What the person has before them in a collection."""
        row = self._connection.execute(
            select(review_holds)
            .join(specimens, specimens.c.specimen_id == review_holds.c.specimen_id)
            .where(
                review_holds.c.principal_id == principal,
                review_holds.c.expires > self._at,
                specimens.c.collection_id == collection,
                specimens.c.deleted_at.is_(None),
                specimens.c.merged_into.is_(None),
            )
            .order_by(review_holds.c.since.desc())
            .limit(1)
        ).one_or_none()
        return None if row is None else as_thing(Hold, row)

    def renew(self, held: Hold) -> bool:
        """Two minutes more; a look that was over begins anew. False where another came meanwhile."""
        since = held.since if held.expires > self._at else self._at
        changed = self._connection.execute(
            update(review_holds)
            .where(
                review_holds.c.specimen_id == held.specimen_id,
                review_holds.c.principal_id == held.principal_id,
            )
            .values(since=since, expires=self._at + HELD)
        )
        return changed.rowcount == 1

    def let_go_others(self, held: Hold) -> None:
        """A person looks at one at a time."""
        self._connection.execute(
            update(review_holds)
            .where(
                review_holds.c.principal_id == held.principal_id,
                review_holds.c.specimen_id != held.specimen_id,
                review_holds.c.expires > self._at,
            )
            .values(expires=self._at)
        )

    def let_go(self, specimen: UUID, principal: UUID) -> None:
        """Others may have it at once."""
        self._connection.execute(
            update(review_holds)
            .where(review_holds.c.specimen_id == specimen, review_holds.c.principal_id == principal)
            .values(expires=self._at)
        )

    def with_others(self, keys: Sequence[UUID], principal: UUID) -> set[UUID]:
        """Those of some specimens that somebody else has before them."""
        found: set[UUID] = set()
        for part in chunks(list(keys)):
            rows = self._connection.execute(
                select(review_holds.c.specimen_id).where(
                    review_holds.c.specimen_id.in_(part),
                    review_holds.c.principal_id != principal,
                    review_holds.c.expires > self._at,
                )
            )
            found |= set(rows.scalars())
        return found

    def forget_old(self) -> None:
        self._connection.execute(
            delete(review_holds).where(review_holds.c.expires < self._at - REMEMBERED)
        )

    def skip(self, specimen: UUID, principal: UUID) -> None:
        """The person is not asked about it again; others are."""
        row = {"principal_id": principal, "specimen_id": specimen, "at": self._at}
        insert_or_ignore(self._connection, review_skips, [row])

    def take_back_skip(self, specimen: UUID, principal: UUID) -> None:
        self._connection.execute(
            delete(review_skips).where(
                review_skips.c.specimen_id == specimen, review_skips.c.principal_id == principal
            )
        )

    def skipped(self, keys: Sequence[UUID], principal: UUID) -> set[UUID]:
        """Those of some specimens that the person put aside."""
        found: set[UUID] = set()
        for part in chunks(list(keys)):
            rows = self._connection.execute(
                select(review_skips.c.specimen_id).where(
                    review_skips.c.specimen_id.in_(part),
                    review_skips.c.principal_id == principal,
                )
            )
            found |= set(rows.scalars())
        return found
