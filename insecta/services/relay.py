"""From the outbox to another event log, in order, under one leader.

The leader hands events over before it marks them, so a crash repeats some and loses none. Two
relays for a moment (one was frozen past its lease) may repeat events; they never skip one.
"""

from __future__ import annotations

from collections.abc import Sequence

from insecta import wire
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.events import TOPICS
from insecta.ports import EventLog
from insecta.services.keeping import KeptLease

BATCH = 500
LEASE = "relay"


class Relay:
    """Belongs to one thread."""

    def __init__(self, catalogue: Catalogue, log: EventLog) -> None:
        self._catalogue = catalogue
        self._log = log
        self._lease = KeptLease(catalogue, LEASE)
        self._done: int | None = None

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
        self._log.publish([wire.decode(body) for _, _, body in rows])
        with self._catalogue.writing() as tx:
            self._lease.check(tx)
            tx.outbox.mark_relayed([seq for seq, _, _ in rows])
        self._done = rows[-1][0]
        return len(rows)

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
