"""The outbox: events written in the transaction that made them true.

`seq` becomes visible in commit order: on PostgreSQL an advisory lock is held from just before the
insert to the commit; SQLite has one writer anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, text, update

from insecta import tracing, wire
from insecta.catalogue.statements import chunks
from insecta.catalogue.tables import outbox
from insecta.domain.events import Event

KEEP = timedelta(days=7)
CHANNEL = "insecta_outbox"
"""PostgreSQL's NOTIFY channel: something was added."""
_LOCK = 0x1A5EC7A


class Outbox:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def add(self, events: Sequence[Event]) -> None:
        if not events:
            return
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        for part in chunks([_traced(event) for event in events], 100):
            rows = [
                {
                    "event_id": event.id,
                    "topic": event.topic,
                    "key": event.key,
                    "body": wire.encode(event).decode(),
                    "created": self._at,
                }
                for event in part
            ]
            self._connection.execute(insert(outbox), rows)
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text(f"NOTIFY {CHANNEL}"))

    def after(self, seq: int, topics: Sequence[str], limit: int) -> list[tuple[int, str, str]]:
        """(seq, topic, body) past a position, in order."""
        rows = self._connection.execute(
            select(outbox.c.seq, outbox.c.topic, outbox.c.body)
            .where(outbox.c.seq > seq, outbox.c.topic.in_(topics))
            .order_by(outbox.c.seq)
            .limit(limit)
        )
        return [(row.seq, row.topic, row.body) for row in rows]

    def event_id(self, seq: int) -> UUID:
        """Of the event with this number, whatever its body holds."""
        found: UUID = self._connection.execute(
            select(outbox.c.event_id).where(outbox.c.seq == seq)
        ).scalar_one()
        return found

    def waiting(self, after: int, topics: Sequence[str]) -> int:
        """How many events of some topics lie past a position."""
        query = (
            select(func.count())
            .select_from(outbox)
            .where(outbox.c.seq > after, outbox.c.topic.in_(topics))
        )
        return int(self._connection.execute(query).scalar_one())

    def not_relayed(self, limit: int) -> list[tuple[int, str]]:
        """(seq, body) of events no relay has handed over yet, in order."""
        rows = self._connection.execute(
            select(outbox.c.seq, outbox.c.body)
            .where(outbox.c.relayed.is_(None))
            .order_by(outbox.c.seq)
            .limit(limit)
        )
        return [(row.seq, row.body) for row in rows]

    def count_not_relayed(self) -> int:
        query = select(func.count()).select_from(outbox).where(outbox.c.relayed.is_(None))
        return int(self._connection.execute(query).scalar_one())

    def mark_relayed(self, numbers: Sequence[int]) -> None:
        for part in chunks(list(numbers)):
            self._connection.execute(
                update(outbox).where(outbox.c.seq.in_(part)).values(relayed=self._at)
            )

    def mark_relayed_up_to(self, seq: int) -> None:
        self._connection.execute(
            update(outbox)
            .where(outbox.c.seq <= seq, outbox.c.relayed.is_(None))
            .values(relayed=outbox.c.created)
        )

    def last(self) -> int:
        return int(self._connection.execute(select(func.max(outbox.c.seq))).scalar() or 0)

    def sweep(self, limit: int = 1_000) -> int:
        """Delete some events that were relayed longer than a week ago; how many."""
        old = (
            select(outbox.c.seq)
            .where(outbox.c.relayed < self._at - KEEP)
            .order_by(outbox.c.seq)
            .limit(limit)
        )
        return self._connection.execute(delete(outbox).where(outbox.c.seq.in_(old))).rowcount


def _traced(event: Event) -> Event:
    trace = event.trace or tracing.leading_to(event.key)
    return event if trace == event.trace else replace(event, trace=trace)
