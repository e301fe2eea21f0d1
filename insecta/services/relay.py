"""From the outbox to another event log, in order, under one leader.

The leader hands events over before it marks them, so a crash repeats some and loses none. Two
relays for a moment (one was frozen past its lease) may repeat events; they never skip one. A row
that holds no event becomes a dead letter of the group `relay`; what follows goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from insecta import meters, tracing, wire
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.events import TOPICS, Event
from insecta.errors import Fault, Invalid
from insecta.ports import EventLog
from insecta.services.keeping import KeptLease
from insecta.services.log_care import Unreadable

BATCH = 500
LEASE = "relay"
Row = tuple[int, str, str]
"""(seq, topic, body) of the outbox."""

log = logging.getLogger(__name__)


class Relay:
    """Belongs to one thread."""

    def __init__(self, catalogue: Catalogue, log: EventLog) -> None:
        self._catalogue = catalogue
        self._log = log
        self._lease = KeptLease(catalogue, LEASE)
        self._done: int | None = None
        self._unreadable = Unreadable(LEASE)

    def lead(self) -> bool:
        """Become or stay the leader; False while another is."""
        if not self._lease.held:
            self._done = None
        return self._lease.take()

    def step(self, limit: int = BATCH) -> int:
        """Hand over the next events; how many. Raises LeaseLost, Unavailable, Fault."""
        with self._catalogue.reading() as tx:
            self._lease.check(tx)
            if self._done is None:
                waiting = tx.outbox.not_relayed(1)
                self._done = waiting[0][0] - 1 if waiting else tx.outbox.last()
            rows = tx.outbox.after(self._done, TOPICS, limit)
        if not rows:
            return 0
        events: list[Event] = []
        poison: list[tuple[Row, str]] = []
        for row in rows:
            try:
                events.append(wire.decode(row[2]))
            except Invalid as error:
                poison.append((row, str(error)))
            except Fault:
                if not events:
                    raise
                rows = rows[: rows.index(row)]  # what comes before it is handed over first
                break
        with meters.stage("publish"), tracing.handling(LEASE, events):
            self._log.publish(events)
        meters.BATCHES.observe(len(rows))
        with self._catalogue.writing() as tx:
            self._lease.check(tx)
            for (seq, topic, body), reason in poison:
                tx.letters.bury(LEASE, tx.outbox.event_id(seq), topic, body, reason)
            tx.outbox.mark_relayed([seq for seq, _, _ in rows])
        self._done = rows[-1][0]
        self._count(len(events), [reason for _, reason in poison])
        return len(rows)

    def _count(self, good: int, reasons: Sequence[str]) -> None:
        """Raises Fault where nothing but poison comes: then its writer is bad."""
        if good:
            self._unreadable.good()
            meters.EVENTS.labels("done").inc(good)
        for reason in reasons:
            meters.EVENTS.labels("dead").inc()
            log.warning("relay: dead letter: %s", reason)
            self._unreadable.bad()

    def close(self) -> None:
        """Let a stand-by lead at once."""
        self._lease.close()


def sweep(catalogue: Catalogue, groups: Sequence[str] = ()) -> int:
    """Delete events that were handed over more than a week ago; how many.

    With `groups`, the consumers read the outbox itself: what all of them have passed counts as
    handed over. Small batches, each its own transaction.
    """
    gone = 0
    while True:
        with catalogue.writing() as tx:
            if groups:
                passed = min(tx.letters.position(group) for group in groups)
                tx.outbox.mark_relayed_up_to(passed)
            part = tx.outbox.sweep()
        gone += part
        if not part:
            return gone
