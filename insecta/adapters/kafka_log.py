"""The event log on Kafka, one consumer group per instance.

Offsets are committed last and never pass a delivery that is still open. A retry waits in the
group's own topic; one that is not due yet is kept in memory, so that neither later retries nor new
events wait behind it, and is read again after a restart. Order holds per key, but for retries.

Whoever has a partition that lags and stands still for `STALL` seconds is told so by a Fault, and so
is who polls that long while Kafka does not count it among the group: a consumer that silently
stopped fetching, or was put out of the group and does not join again, would else look idle for ever.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from insecta import wire
from insecta.adapters import kafka_topics
from insecta.adapters.kafka_positions import Partition, Position, Positions
from insecta.adapters.kafka_sender import KafkaSender, Message
from insecta.domain.events import Event
from insecta.errors import Fault, Invalid, LeaseLost
from insecta.ports import Delivery
from insecta.services.log_care import Unreadable

COMMIT_MS = 10_000
SESSION_MS = 10_000
"""A consumer silent for so long has died: its partitions go to others."""
STALL = 60.0
LOOK = 5.0
"""Seconds between looks whether Kafka answers and partitions move, while nothing comes."""
HELD = 1_000
"""Retries kept in memory at most; more stay in Kafka until some are due."""


def open_log(url: str, catalogue: object, group: str) -> KafkaLog:
    """The log a `kafka://` URL names; nothing is sent before it is used."""
    kafka_topics.brokers(url)
    return KafkaLog(url, group)


class KafkaLog:
    """`EventLog` on Kafka; used by one thread. `Delivery.position` is a `Position`."""

    def __init__(self, url: str, group: str, *, stall: float = STALL) -> None:
        self._url = url
        self._group = group
        self._stall = stall
        self._sender = KafkaSender(url)
        self._consumer: Any = None
        self._topics: tuple[str, ...] = ()
        self._unreadable = Unreadable(group)
        self._reset()

    def publish(self, events: Sequence[Event]) -> None:
        self._sender.send(
            [Message(event.topic, event.key.encode(), wire.encode(event)) for event in events]
        )

    def poll(self, topics: Sequence[str], limit: int, timeout: float) -> list[Delivery]:
        end = time.monotonic() + timeout
        with kafka_topics.explained():
            consumer = self._subscribed(tuple(topics))
            while True:
                found = self._due(limit)
                wait = 0.0 if found else self._wait(end)
                if room := limit - len(found):
                    found = [*found, *self._fetched(consumer, wait, room, found)]
                if found:
                    self._looked = time.monotonic()
                    return found
                self._look(consumer)
                if time.monotonic() >= end:
                    return []

    def commit(self, deliveries: Sequence[Delivery]) -> None:
        """What is still ours is committed, whatever was taken away. Raises LeaseLost for the rest."""
        self._forget_lost()
        positions: list[Position] = [delivery.position for delivery in deliveries]
        lost = self._positions.lost(positions)
        self._move(self._positions.done(positions))
        if lost:
            names = ", ".join(f"{one.topic}/{one.number}" for one in lost)
            raise LeaseLost(f"{names} now belongs to another consumer of the group")

    def retry(self, delivery: Delivery, not_before: datetime) -> None:
        due = int(not_before.timestamp() * 1000)
        headers = [("attempt", b"%d" % (delivery.attempt + 1)), ("not-before", b"%d" % due)]
        self._put_aside(kafka_topics.retry_topic(delivery.topic, self._group), delivery, headers)

    def dead(self, delivery: Delivery, reason: str) -> None:
        headers = [("attempt", b"%d" % delivery.attempt), ("reason", reason.encode())]
        self._put_aside(kafka_topics.dead_topic(delivery.topic, self._group), delivery, headers)

    def close(self) -> None:
        """Leave the group, so that others take over at once, and let go of the connections."""
        if self._consumer is not None:
            self._consumer.close(autocommit=False, timeout_ms=5_000)
            self._consumer = None
        self._sender.close()

    def _reset(self) -> None:
        self._positions = Positions()
        self._held: list[tuple[float, int, Delivery]] = []
        self._order = itertools.count()
        self._lost: list[Partition] = []
        self._lock = threading.Lock()
        self._looked = time.monotonic()
        self._standing: dict[Partition, tuple[int, float]] = {}
        self._asked = time.monotonic()
        self._outside: float | None = None

    def _put_aside(self, topic: str, delivery: Delivery, headers: list[tuple[str, bytes]]) -> None:
        event = delivery.event
        self._sender.send([Message(topic, event.key.encode(), wire.encode(event), headers)])

    # Receiving

    def _fetched(
        self, consumer: Any, wait: float, room: int, due: Sequence[Delivery]
    ) -> list[Delivery]:
        """New deliveries; where there are none to give, the retries that go with them stay due."""
        try:
            self._hold_back(consumer)
            records = consumer.poll(timeout_ms=int(wait * 1000), max_records=room)
            self._forget_lost()
            return self._take(list(itertools.chain.from_iterable(records.values())))
        except BaseException:
            for delivery in due:
                heapq.heappush(self._held, (0.0, next(self._order), delivery))
            raise

    def _subscribed(self, topics: tuple[str, ...]) -> Any:
        if self._consumer is not None and topics == self._topics:
            return self._consumer
        kafka_topics.create_topics(self._url, {self._group: topics})
        if self._consumer is None:
            self._consumer = self._consuming()
        self._reset()
        self._topics = topics
        self._from_retry = {kafka_topics.retry_topic(topic, self._group): topic for topic in topics}
        self._consumer.subscribe([*topics, *self._from_retry], listener=self._listener())
        return self._consumer

    def _consuming(self) -> Any:
        from kafka import KafkaConsumer

        return KafkaConsumer(
            bootstrap_servers=kafka_topics.brokers(self._url),
            bootstrap_timeout_ms=kafka_topics.BOOTSTRAP_MS,
            group_id=self._group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=SESSION_MS,
            heartbeat_interval_ms=SESSION_MS // 3,
            request_timeout_ms=COMMIT_MS,
            reconnect_backoff_max_ms=1_000,
            allow_auto_create_topics=False,
        )

    def _listener(self) -> Any:
        from kafka import ConsumerRebalanceListener

        log = self

        class Listener(ConsumerRebalanceListener):  # type: ignore[misc]
            def on_partitions_revoked(self, revoked: Iterable[Any]) -> None:
                with log._lock:  # called on the driver's own thread
                    log._lost += [Partition(each.topic, each.partition) for each in revoked]

            def on_partitions_assigned(self, assigned: Iterable[Any]) -> None:
                pass

        return Listener()

    def _forget_lost(self) -> None:
        with self._lock:
            lost, self._lost = set(self._lost), []
        if lost:
            self._positions.forget(lost)
            self._held = [row for row in self._held if row[2].position.partition not in lost]
            heapq.heapify(self._held)
            self._standing.clear()

    def _due(self, limit: int) -> list[Delivery]:
        """Retries whose time has come, at most half of a batch: retries and new events go on."""
        found: list[Delivery] = []
        while self._held and self._held[0][0] <= time.time() and len(found) < max(1, limit // 2):
            found.append(heapq.heappop(self._held)[2])
        return found

    def _wait(self, end: float) -> float:
        left = max(0.0, min(end - time.monotonic(), LOOK))
        return max(0.0, min(left, self._held[0][0] - time.time())) if self._held else left

    def _hold_back(self, consumer: Any) -> None:
        """Leave further retries in Kafka while too many wait in memory."""
        retries = [each for each in consumer.assignment() or () if each.topic in self._from_retry]
        if len(self._held) >= HELD:
            consumer.pause(*retries)
        elif paused := [each for each in retries if each in consumer.paused()]:
            consumer.resume(*paused)

    def _take(self, records: list[Any]) -> list[Delivery]:
        """Deliveries in order. One too new for us ends the batch before it, or raises Fault."""
        found: list[Delivery] = []
        for number, record in enumerate(records):
            position = Position(Partition(record.topic, record.partition), record.offset)
            try:
                delivery = self._read(record, position)
            except Invalid as error:
                try:
                    self._positions.given(position)
                    self._bury(record, position, str(error))
                except Exception:  # the log is down: it is read again, and so is what follows
                    self._rewind(records[number:])
                    if found:
                        return found
                    raise
                self._unreadable.bad()
                continue
            except Fault:
                self._rewind(records[number:])
                if found:
                    return found
                raise
            self._unreadable.good()
            self._positions.given(position)
            due = _number(record, "not-before", 0) / 1000
            if due > time.time():
                heapq.heappush(self._held, (due, next(self._order), delivery))
            else:
                found.append(delivery)
        return found

    def _read(self, record: Any, position: Position) -> Delivery:
        topic = self._from_retry.get(record.topic, record.topic)
        return Delivery(wire.decode(record.value), topic, position, _number(record, "attempt", 1))

    def _bury(self, record: Any, position: Position, reason: str) -> None:
        """Bytes that are no event go to the dead letters as they are."""
        topic = kafka_topics.dead_topic(
            self._from_retry.get(record.topic, record.topic), self._group
        )
        self._sender.send(
            [Message(topic, record.key, record.value or b"", [("reason", reason.encode())])]
        )
        self._move(self._positions.done([position]))

    def _rewind(self, records: Sequence[Any]) -> None:
        from kafka import TopicPartition

        first: dict[Any, int] = {}
        for record in records:
            first.setdefault(TopicPartition(record.topic, record.partition), record.offset)
        for partition, offset in first.items():
            self._consumer.seek(partition, offset)

    def _move(self, offsets: dict[Partition, int]) -> None:
        from kafka import OffsetAndMetadata, TopicPartition

        if not offsets:
            return
        with kafka_topics.explained(), _taken_over():
            self._consumer.commit(
                {
                    TopicPartition(partition.topic, partition.number): OffsetAndMetadata(offset, "")
                    for partition, offset in offsets.items()
                },
                timeout_ms=COMMIT_MS,
            )

    # Watching

    def _look(self, consumer: Any) -> None:
        """While nothing comes: is Kafka there, are we in the group, do partitions move?"""
        now = time.monotonic()
        if now - self._looked < min(LOOK, self._stall / 4):
            return
        self._looked = now
        kafka_topics.reach(self._url)
        if now - self._asked >= self._stall / 4:
            self._asked = now
            members = kafka_topics.members(self._url, self._group)
            self._belong(consumer.group_metadata().member_id in members, now)
        partitions = [each for each in consumer.assignment() or () if each not in self._waiting()]
        ends = consumer.end_offsets(partitions) if partitions else {}
        for each, last in ends.items():
            self._watch(Partition(each.topic, each.partition), consumer.position(each), last, now)

    def _belong(self, inside: bool, now: float) -> None:
        """A member without partitions is at ease; one that Kafka does not know gets nothing."""
        if inside:
            self._outside = None
        elif self._outside is None:
            self._outside = now
        elif now - self._outside > self._stall:
            raise Fault(
                f"Kafka has not counted us among the group {self._group} for"
                f" {now - self._outside:.0f} s, though we poll",
                hint="start the worker again; tell us if it comes back",
            )

    def _waiting(self) -> set[Any]:
        if len(self._held) < HELD:
            return set()
        return {each for each in self._consumer.paused() if each.topic in self._from_retry}

    def _watch(self, partition: Partition, at: int | None, last: int, now: float) -> None:
        stood, since = self._standing.get(partition, (-1, now))
        if at is None or at >= last or at != stood:
            self._standing[partition] = (-1 if at is None else at, now)
        elif now - since > self._stall:
            raise Fault(
                f"{partition.topic}/{partition.number} stands at {at} of {last} for"
                f" {now - since:.0f} s, though it is ours",
                hint="start the worker again; tell us if it comes back",
            )


@contextmanager
def _taken_over() -> Iterator[None]:
    from kafka import errors

    try:
        yield
    except (
        errors.CommitFailedError,
        errors.IllegalGenerationError,
        errors.UnknownMemberIdError,
        errors.RebalanceInProgressError,
        errors.FencedInstanceIdError,
    ) as error:
        raise LeaseLost(f"another consumer of the group has taken over: {error!r}") from error


def _number(record: Any, name: str, default: int) -> int:
    for key, value in record.headers:
        if key == name:
            return int(value)
    return default
