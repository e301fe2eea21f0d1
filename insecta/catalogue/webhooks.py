"""Whom to tell of events, and what has still to be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, case, delete, func, insert, select, update

from insecta.catalogue.rows import as_row, as_things
from insecta.catalogue.statements import insert_or_ignore
from insecta.catalogue.tables import deliveries, webhooks

KEEP = timedelta(days=7)
"""As long as events are kept."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """`events`: names that are told, none for all. `dead`: why nothing is told any more."""

    webhook_id: UUID
    principal_id: UUID
    url: str
    secret: str
    events: tuple[str, ...] = ()
    dead: str | None = None
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    delivery_id: UUID
    target: str
    event_id: UUID
    body: str
    due: datetime
    attempts: int = 0
    delivered: datetime | None = None
    last_error: str | None = None


class Webhooks:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def add(self, new: Webhook) -> None:
        self._connection.execute(insert(webhooks), [as_row(webhooks, new, created=self._at)])

    def all(self) -> list[Webhook]:
        rows = self._connection.execute(select(webhooks).order_by(webhooks.c.created))
        return as_things(Webhook, rows)

    def live(self) -> list[Webhook]:
        return [one for one in self.all() if one.dead is None]

    def remove(self, key: UUID) -> None:
        self._connection.execute(delete(deliveries).where(deliveries.c.target == str(key)))
        self._connection.execute(delete(webhooks).where(webhooks.c.webhook_id == key))

    def set_dead(self, key: UUID, reason: str | None) -> None:
        self._connection.execute(
            update(webhooks).where(webhooks.c.webhook_id == key).values(dead=reason)
        )

    def add_deliveries(self, new: Sequence[DeliveryRow]) -> int:
        return insert_or_ignore(
            self._connection, deliveries, [as_row(deliveries, one) for one in new]
        )

    def due(self, target: UUID, limit: int) -> list[DeliveryRow]:
        """What one subscriber is to be told now, what failed before first: the rest waits behind it."""
        rows = self._connection.execute(
            select(deliveries)
            .where(deliveries.c.target == str(target), deliveries.c.delivered.is_(None))
            .order_by(deliveries.c.attempts == 0, deliveries.c.due, deliveries.c.delivery_id)
            .limit(limit)
        )
        found = as_things(DeliveryRow, rows)
        if found and found[0].attempts and found[0].due > self._at:
            return []
        return [one for one in found if one.due <= self._at]

    def next_due(self) -> datetime | None:
        """When a living subscriber is to be told something next."""
        failed = case((deliveries.c.attempts > 0, deliveries.c.due))
        rows = self._connection.execute(
            select(func.min(failed), func.min(deliveries.c.due))
            .where(
                deliveries.c.delivered.is_(None),
                deliveries.c.target.in_([str(one.webhook_id) for one in self.live()]),
            )
            .group_by(deliveries.c.target)
        )
        return min((again or first for again, first in rows), default=None)

    def of(self, target: UUID, limit: int) -> list[DeliveryRow]:
        """The newest deliveries of a subscriber."""
        rows = self._connection.execute(
            select(deliveries)
            .where(deliveries.c.target == str(target))
            .order_by(deliveries.c.due.desc(), deliveries.c.delivery_id)
            .limit(limit)
        )
        return as_things(DeliveryRow, rows)

    def told(self, key: UUID) -> None:
        self._connection.execute(
            update(deliveries)
            .where(deliveries.c.delivery_id == key)
            .values(delivered=self._at, attempts=deliveries.c.attempts + 1, last_error=None)
        )

    def failed(self, key: UUID, error: str, due: datetime) -> None:
        self._connection.execute(
            update(deliveries)
            .where(deliveries.c.delivery_id == key)
            .values(attempts=deliveries.c.attempts + 1, last_error=error, due=due)
        )

    def again(self, target: UUID) -> None:
        """What was not told is due now, with all attempts anew."""
        self._connection.execute(
            update(deliveries)
            .where(deliveries.c.target == str(target), deliveries.c.delivered.is_(None))
            .values(due=self._at, attempts=0)
        )

    def sweep(self) -> int:
        """Delete deliveries that were due more than a week ago; how many."""
        old = deliveries.c.due < self._at - KEEP
        return self._connection.execute(delete(deliveries).where(old)).rowcount
