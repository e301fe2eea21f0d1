"""Positions, retries and dead letters of consumers that read the outbox itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, func, select, update

from insecta.catalogue.rows import as_things
from insecta.catalogue.statements import insert_or_ignore, upsert
from insecta.catalogue.tables import consumer_offsets, dead_letters, retries


@dataclass(frozen=True, slots=True)
class DeadLetter:
    letter_id: UUID
    group: str
    topic: str
    event_id: UUID
    body: str
    reason: str
    at: datetime
    replayed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    event_id: UUID
    topic: str
    body: str
    attempt: int


class Letters:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def position(self, group: str) -> int:
        """Last sequence number a group has finished; 0 before the first."""
        found = self._connection.execute(
            select(func.max(consumer_offsets.c.seq)).where(consumer_offsets.c.group == group)
        ).scalar()
        return int(found or 0)

    def move(self, group: str, seq: int) -> None:
        """A position only grows."""
        if seq > self.position(group):
            row = {"group": group, "topic": "*", "seq": seq}
            upsert(self._connection, consumer_offsets, [row], ("group", "topic"))

    def retry(
        self, group: str, event_id: UUID, topic: str, body: str, attempt: int, due: datetime
    ) -> None:
        row = {
            "group": group,
            "event_id": event_id,
            "topic": topic,
            "body": body,
            "attempt": attempt,
            "due": due,
        }
        upsert(self._connection, retries, [row], ("group", "event_id"))

    def due(self, group: str, topics: Sequence[str], limit: int) -> list[Retry]:
        rows = self._connection.execute(
            select(retries)
            .where(
                retries.c.group == group,
                retries.c.topic.in_(topics),
                retries.c.due <= self._at,
            )
            .order_by(retries.c.due, retries.c.event_id)
            .limit(limit)
        )
        return as_things(Retry, rows)

    def retried(self, group: str, event_id: UUID, attempt: int) -> None:
        """A retry was handled: forget it, unless a later attempt has been asked for meanwhile."""
        self._connection.execute(
            delete(retries).where(
                retries.c.group == group,
                retries.c.event_id == event_id,
                retries.c.attempt <= attempt,
            )
        )

    def bury(self, group: str, event_id: UUID, topic: str, body: str, reason: str) -> None:
        row = {
            "letter_id": uuid4(),
            "group": group,
            "topic": topic,
            "event_id": event_id,
            "body": body,
            "reason": reason,
            "at": self._at,
            "replayed": None,
        }
        upsert(self._connection, dead_letters, [row], ("group", "event_id"))

    def dead(self, *, replayed: bool = False) -> list[DeadLetter]:
        query = select(dead_letters).order_by(dead_letters.c.at)
        if not replayed:
            query = query.where(dead_letters.c.replayed.is_(None))
        return as_things(DeadLetter, self._connection.execute(query))

    def retrying(self) -> dict[str, int]:
        """How many events each group will try again."""
        return self._counted(select(retries.c.group, func.count()).group_by(retries.c.group))

    def buried(self, *, replayed: bool = False) -> dict[str, int]:
        """How many dead letters of each group wait for a person, or were replayed."""
        query = select(dead_letters.c.group, func.count()).group_by(dead_letters.c.group)
        is_replayed = dead_letters.c.replayed.is_not(None)
        return self._counted(query.where(is_replayed if replayed else ~is_replayed))

    def _counted(self, query: Any) -> dict[str, int]:
        return {str(group): int(n) for group, n in self._connection.execute(query)}

    def mark_replayed(self, letter: UUID) -> None:
        self._connection.execute(
            update(dead_letters).where(dead_letters.c.letter_id == letter).values(replayed=self._at)
        )

    def ensure_groups(self, groups: Sequence[str]) -> None:
        """Groups exist from the start, so that none begins in the middle."""
        rows = [{"group": group, "topic": "*", "seq": 0} for group in groups]
        insert_or_ignore(self._connection, consumer_offsets, rows)
