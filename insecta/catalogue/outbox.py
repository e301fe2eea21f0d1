"""The outbox: events written in the transaction that made them true.

`seq` becomes visible in commit order: on PostgreSQL an advisory lock is held from just before the
insert to the commit; SQLite has one writer anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, text, update

from insecta import wire
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
        for part in chunks(list(events), 100):
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

    def not_relayed(self, limit: int) -> list[tuple[int, str]]:
        """(seq, body) of events no relay has handed over yet, in order."""
        rows = self._connection.execute(
            select(outbox.c.seq, outbox.c.body)
            .where(outbox.c.relayed.is_(None))
            .order_by(outbox.c.seq)
            .limit(limit)
        )
        return [(row.seq, row.body) for row in rows]

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
