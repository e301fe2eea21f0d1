"""The one loop of every consumer: poll, handle, commit last.

`Unavailable` may pass: the event is delivered again later, and a dependency that is down for all
opens the circuit (wait and probe) instead of filling the retries. `Invalid` never passes: dead
letter, with the reason. Anything else stops the process. Effects are idempotent and come before
the commit, so a crash repeats work and loses none. So does a partition or lease that another
consumer has taken over meanwhile: what we did of it, it does again.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, runtime_checkable

from insecta import meters, tracing
from insecta.domain.events import Event
from insecta.errors import Fault, Invalid, LeaseLost, Unavailable
from insecta.picture_log import PICTURES, about_event
from insecta.ports import Delivery, EventLog
from streaming.process import Shell

log = logging.getLogger(__name__)

POLL = 1.0
"""Seconds a poll waits: how long draining takes at most while idle."""
GLANCE = 0.01
"""Seconds a poll waits while there is spare work."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 5.0


@dataclass(frozen=True, slots=True)
class Policy:
    """`attempts` deliveries before a dead letter; waits of `first_wait` · 2^n seconds between.

    `dead_in_a_row`: dead letters without one success between after which the circuit stops the
    process: then not the events are bad, but a release or this program.
    """

    attempts: int = 8
    first_wait: float = 1.0
    longest_wait: float = 600.0
    dead_in_a_row: int = 100


@dataclass(frozen=True, slots=True)
class Consumer:
    """`handle` is idempotent; `probe` raises Unavailable while something it needs is down.

    `spare` does a small piece of work that may wait, while no event does; whether there is more.
    `rest`: seconds between batches that were not full, so that what comes meanwhile is one batch.
    """

    group: str
    topics: Sequence[str]
    batch: int
    handle: Callable[[Sequence[Event]], None]
    probe: Callable[[], None]
    spare: Callable[[], bool] = lambda: False
    rest: float = 0.0


class Worker:
    """Runs a consumer over an event log inside a shell."""

    def __init__(
        self, consumer: Consumer, events: EventLog, shell: Shell, policy: Policy | None = None
    ) -> None:
        self._consumer = consumer
        self._events = events
        self._shell = shell
        self._policy = policy or Policy()
        self._dead_in_a_row = 0

    def run(self) -> None:
        """Until asked to stop; the batch in hand is finished first. Raises Fault."""
        more = False
        while not self._shell.stopping:
            self._shell.turn()
            wait = GLANCE if more else POLL
            try:
                batch = self._events.poll(self._consumer.topics, self._consumer.batch, wait)
            except Unavailable as error:
                log.warning("%s cannot poll: %s", self._consumer.group, error)
                self._shell.pause(FIRST_PAUSE)
                continue
            if batch:
                self.process(batch)
                if len(batch) < self._consumer.batch:
                    self._shell.pause(self._consumer.rest)
            else:
                more = self._spare()

    def _spare(self) -> bool:
        """What can't be done now is tried again later: spare work is found anew every time."""
        try:
            return self._consumer.spare()
        except (Unavailable, Invalid) as error:
            log.warning("%s leaves its spare work for now: %s", self._consumer.group, error)
            return False

    def process(self, batch: Sequence[Delivery]) -> None:
        """Handle a batch whole; where that fails, each event alone. Then commit."""
        if len(batch) > 1 and self._try_whole(batch):
            self._dead_in_a_row = 0
            self._persist(lambda: self._events.commit(batch))
            return
        for delivery in batch:
            if self._shell.stopping or not self._one(delivery):
                return
            self._persist(lambda d=delivery: self._events.commit([d]))  # type: ignore[misc]

    def _try_whole(self, batch: Sequence[Delivery]) -> bool:
        try:
            self._handle(batch)
        except (Unavailable, Invalid) as error:
            log.info("%s: batch of %d: %s", self._consumer.group, len(batch), error)
            return False
        return True

    def _handle(self, batch: Sequence[Delivery]) -> None:
        events = [delivery.event for delivery in batch]
        with tracing.handling(self._consumer.group, events):
            self._consumer.handle(events)
        now = datetime.now(UTC)
        meters.BATCHES.observe(len(events))
        meters.EVENTS.labels("done").inc(len(events))
        for event in events:
            name = type(event).__name__
            meters.AGE.labels(name).observe(max(0.0, (now - event.time).total_seconds()))
            PICTURES.info("%s: %s done", self._consumer.group, name, extra=about_event(event))

    def _one(self, delivery: Delivery) -> bool:
        """Handle, retry later or bury one event; False when asked to stop before that."""
        while True:
            self._shell.turn()
            try:
                self._handle([delivery])
            except Unavailable as error:
                waited = self._wait_while_down()
                if self._shell.stopping:
                    return False
                if waited:
                    continue
                self._later(delivery, error)
            except Invalid as error:
                self._bury(delivery, f"{type(error).__name__}: {error}")
            else:
                self._dead_in_a_row = 0
            return True

    def _wait_while_down(self) -> bool:
        """The circuit: wait and probe while a dependency is down for all; whether one was."""
        waited, pause = False, FIRST_PAUSE
        while not self._shell.stopping:
            try:
                self._consumer.probe()
            except Unavailable as error:
                log.warning("%s waits %.1f s: %s", self._consumer.group, pause, error)
                self._shell.pause(pause)
                waited, pause = True, min(pause * 2, LONGEST_PAUSE)
            else:
                break
        return waited

    def _later(self, delivery: Delivery, error: Unavailable) -> None:
        if delivery.attempt >= self._policy.attempts:
            self._bury(delivery, f"{delivery.attempt} attempts, the last: {error}")
            return
        due = datetime.now(UTC) + timedelta(seconds=self._wait_of(delivery.attempt))
        self._persist(lambda: self._events.retry(delivery, due))
        meters.EVENTS.labels("retried").inc()

    def _wait_of(self, attempt: int) -> float:
        """Exponential, with a quarter of jitter so that retries do not march in step."""
        wait: float = min(self._policy.first_wait * 2.0 ** (attempt - 1), self._policy.longest_wait)
        return wait * random.uniform(0.75, 1.25)

    def _bury(self, delivery: Delivery, reason: str) -> None:
        self._persist(lambda: self._events.dead(delivery, reason))
        meters.EVENTS.labels("dead").inc()
        log.warning(
            "%s: dead letter %s: %s",
            self._consumer.group,
            delivery.event.id,
            reason,
            extra=about_event(delivery.event),
        )
        self._dead_in_a_row += 1
        if self._dead_in_a_row >= self._policy.dead_in_a_row:
            raise Fault(
                f"{self._dead_in_a_row} dead letters of {self._consumer.group} in a row",
                hint="look at their reasons and at the newest release, then start again",
            )

    def _persist(self, step: Callable[[], None]) -> None:
        """Carry a step of the log through; while the log is down, wait, until asked to stop."""
        pause = FIRST_PAUSE
        while True:
            self._shell.turn()
            try:
                step()
            except Unavailable as error:
                if self._shell.stopping:
                    raise
                log.warning("%s waits for its log: %s", self._consumer.group, error)
                self._shell.pause(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except LeaseLost as error:
                log.info("%s: %s", self._consumer.group, error)
                return
            else:
                return


@runtime_checkable
class Closable(Protocol):
    """An event log that holds something to give back: a lease, a connection."""

    def close(self) -> None: ...


def run_consumer(consumer: Consumer, events: EventLog, shell: Shell) -> None:
    """Work until asked to stop, then let another consumer of the group go on at once."""
    try:
        Worker(consumer, events, shell).run()
    finally:
        if isinstance(events, Closable):
            events.close()
