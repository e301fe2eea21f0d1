"""The event log without a server: every group reads the outbox itself.

A group's position is the sequence number up to which everything is done. It moves after the
effects, in a transaction of its own (docs/decisions/0006), and only while this consumer holds the
lease `group:<name>`: of several processes of one group one reads, the others stand by.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from insecta import wire
from insecta.catalogue.letters import Retry
from insecta.catalogue.statements import chunks
from insecta.catalogue.tables import outbox
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.events import Event
from insecta.errors import Fault, Invalid
from insecta.ports import Delivery
from insecta.services.keeping import KeptLease
from insecta.services.log_care import Unreadable
from insecta.services.waking import SLOWEST, Waker, waker

LOOK = 1.0
"""Seconds after which poll looks again unasked: for retries that became due, and a free lease."""
QUICK = {"identify": 0.025}
"""Groups that somebody waits for, with the seconds between looks while nothing happens."""
ALERT = 1.0
"""Seconds for which those look as often as they can after an event."""


class TableLog:
    """`Delivery.position` is the outbox's sequence number, None for a retry."""

    def __init__(self, catalogue: Catalogue, group: str) -> None:
        self._catalogue = catalogue
        self._group = group
        self._lease = KeptLease(catalogue, f"group:{group}")
        self._waker: Waker | None = None
        self._cursor: int | None = None
        self._open: set[int] = set()
        self._retrying: set[UUID] = set()
        self._unreadable = Unreadable(group)

    def publish(self, events: Sequence[Event]) -> None:
        """Into the outbox; events that are there already stay as they are."""
        with self._catalogue.writing() as tx:
            known = _known(tx, [event.id for event in events])
            tx.emit_all([event for event in events if event.id not in known])

    def poll(self, topics: Sequence[str], limit: int, timeout: float) -> list[Delivery]:
        end = time.monotonic() + timeout
        while True:
            leading = self._lead()
            found = self._read(topics, limit) if leading else []
            left = end - time.monotonic()
            if found or left <= 0:
                return found
            woken = self._wait(min(left, LOOK), leading=leading)
            if leading and not woken and left <= LOOK:
                return []  # nothing was committed; what became due is seen by the next poll

    def _lead(self) -> bool:
        if self._lease.held:
            return True
        self._cursor = None
        self._open.clear()
        self._retrying.clear()
        return self._lease.take()

    def _wait(self, seconds: float, *, leading: bool) -> bool:
        """Whether an event was committed meanwhile."""
        if not leading:
            time.sleep(seconds)
            return False
        if self._waker is None:
            self._waker = waker(self._catalogue, *self._pace())
        return self._waker.wait(seconds)

    def _pace(self) -> tuple[float, float]:
        return (QUICK[self._group], ALERT) if self._group in QUICK else (SLOWEST, 0.0)

    def _read(self, topics: Sequence[str], limit: int) -> list[Delivery]:
        with self._catalogue.reading() as tx:
            cursor = self._cursor
            if cursor is None:
                cursor = tx.letters.position(self._group)
            due = self._due(tx, topics, limit)
            room = limit - len(due)
            fresh = tx.outbox.after(cursor, topics, room) if room else []
            # What other topics hold is passed over at once, instead of on every look.
            end = fresh[-1][0] if len(fresh) == room and fresh else max(cursor, tx.outbox.last())
        if not room:
            end = cursor
        self._cursor = cursor
        again = [Delivery(wire.decode(r.body), r.topic, None, r.attempt) for r in due]
        new = self._fresh(fresh, end)
        self._open |= {delivery.position for delivery in new}
        self._retrying |= {delivery.event.id for delivery in again}
        return again + new

    def _due(self, tx: Transaction, topics: Sequence[str], limit: int) -> list[Retry]:
        """At most half of a batch, so that retries and new events both go on."""
        found = tx.letters.due(self._group, topics, limit + len(self._retrying))
        waiting = [retry for retry in found if retry.event_id not in self._retrying]
        return waiting[: max(1, limit // 2)]

    def _fresh(self, rows: Iterable[tuple[int, str, str]], end: int) -> list[Delivery]:
        """Deliveries of rows in order; the cursor ends behind them, or before one too new for us."""
        found: list[Delivery] = []
        for seq, topic, body in rows:
            try:
                found.append(Delivery(wire.decode(body), topic, seq))
                self._unreadable.good()
            except Invalid as error:
                self._bury_unreadable(seq, topic, body, str(error))
                self._unreadable.bad()
            except Fault:
                if not found:
                    raise
                self._cursor = seq - 1
                return found
        self._cursor = end
        return found

    def _bury_unreadable(self, seq: int, topic: str, body: str, reason: str) -> None:
        with self._catalogue.writing() as tx:
            self._lease.check(tx)
            tx.letters.bury(self._group, tx.outbox.event_id(seq), topic, body, reason)

    def commit(self, deliveries: Sequence[Delivery]) -> None:
        if not deliveries:
            return
        done = {one.position for one in deliveries if one.position is not None}
        still_open = self._open - done
        again = [one for one in deliveries if one.position is None]
        with self._catalogue.writing() as tx:
            self._lease.check(tx)
            for one in again:
                tx.letters.retried(self._group, one.event.id, one.attempt)
            position = min(still_open) - 1 if still_open else self._cursor
            tx.letters.move(self._group, position or 0)
        self._open = still_open
        self._retrying -= {one.event.id for one in again}

    def retry(self, delivery: Delivery, not_before: datetime) -> None:
        with self._catalogue.writing() as tx:
            self._lease.check(tx)
            tx.letters.retry(
                self._group,
                delivery.event.id,
                delivery.topic,
                wire.encode(delivery.event).decode(),
                delivery.attempt + 1,
                not_before,
            )

    def dead(self, delivery: Delivery, reason: str) -> None:
        body = wire.encode(delivery.event).decode()
        with self._catalogue.writing() as tx:
            self._lease.check(tx)
            tx.letters.bury(self._group, delivery.event.id, delivery.topic, body, reason)

    def close(self) -> None:
        """Give up the lease, so that another consumer of the group goes on at once."""
        self._lease.close()
        if self._waker is not None:
            self._waker.close()
            self._waker = None


def open_log(url: str, catalogue: Catalogue, group: str) -> TableLog:
    """The log that `table:` names: the catalogue's own outbox."""
    return TableLog(catalogue, group)


def _known(tx: Transaction, ids: Sequence[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    for part in chunks(ids):
        rows = tx.connection.execute(select(outbox.c.event_id).where(outbox.c.event_id.in_(part)))
        found |= set(rows.scalars())
    return found
