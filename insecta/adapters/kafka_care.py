"""Care for Kafka: topics are made, dead letters read from `<topic>.<group>.dead`, offsets untouched.

Kafka's messages can't be marked, so the catalogue's table dead_letters remembers the replayed
ones. A letter's id is made from topic, partition and offset: an event that dies again after its
replay is a new letter.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from insecta import wire
from insecta.adapters import kafka_topics
from insecta.adapters.kafka_sender import KafkaSender, Message
from insecta.catalogue.letters import DeadLetter
from insecta.catalogue.statements import upsert
from insecta.catalogue.tables import dead_letters
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.events import GROUPS, TOPICS
from insecta.domain.identity import NAMESPACE
from insecta.errors import Fault, Invalid, Unavailable
from insecta.services.log_care import Backlog
from insecta.services.relay import LEASE as RELAY

READ_SECONDS = 30.0
"""How long the dead letters may stand still while they are read."""


class KafkaCare:
    """`LogCare` on Kafka's topics."""

    def __init__(self, url: str, catalogue: Catalogue) -> None:
        self._url = url
        self._catalogue = catalogue

    def prepare(self, groups: Mapping[str, Sequence[str]]) -> dict[str, bool]:
        made = set(kafka_topics.create_topics(self._url, groups))
        names = list(TOPICS)
        for group, topics in groups.items():
            names += [kafka_topics.retry_topic(topic, group) for topic in topics]
            names += [kafka_topics.dead_topic(topic, group) for topic in topics]
        return {name: name in made for name in names}

    def letters(self) -> list[DeadLetter]:
        last: dict[tuple[str, UUID], DeadLetter] = {}
        for record in _records(self._url):
            letter = _letter(record)
            last[letter.group, letter.event_id] = letter
        with self._catalogue.reading() as tx:
            marked = {one.letter_id: one for one in tx.letters.dead(replayed=True)}
        found = [marked.get(letter.letter_id, letter) for letter in last.values()]
        # What the relay could not read never came to Kafka: its letters are rows.
        found += [one for one in marked.values() if one.group == RELAY]
        return sorted(found, key=lambda letter: (letter.at, letter.letter_id))

    def backlogs(self) -> dict[str, Backlog]:
        behind = kafka_topics.behind(self._url, GROUPS)
        of_group = {
            group: [kafka_topics.dead_topic(topic, group) for topic in topics]
            for group, topics in GROUPS.items()
        }
        held = kafka_topics.held(self._url, [name for names in of_group.values() for name in names])
        with self._catalogue.reading() as tx:
            replayed = tx.letters.buried(replayed=True)
        return {
            group: Backlog(
                behind[group], max(0, sum(held[name] for name in names) - replayed.get(group, 0))
            )
            for group, names in of_group.items()
        }

    def replay(self, letter: DeadLetter) -> None:
        """Sent first, marked then: a crash in between lets it be sent again, and loses nothing."""
        event = wire.decode(letter.body)
        topic = kafka_topics.retry_topic(letter.topic, letter.group)
        sender = KafkaSender(self._url)
        try:
            sender.send(
                [Message(topic, event.key.encode(), letter.body.encode(), [("attempt", b"1")])]
            )
        finally:
            sender.close()
        with self._catalogue.writing() as tx:
            row = {
                "letter_id": letter.letter_id,
                "group": letter.group,
                "topic": letter.topic,
                "event_id": letter.event_id,
                "body": letter.body,
                "reason": letter.reason,
                "at": letter.at,
                "replayed": tx.at,
            }
            upsert(tx.connection, dead_letters, [row], ("group", "event_id"))


def open_care(url: str, catalogue: Catalogue) -> KafkaCare:
    """Care for the Kafka that a `kafka://` URL names."""
    kafka_topics.brokers(url)
    return KafkaCare(url, catalogue)


def _records(url: str) -> Iterator[Any]:
    """Every record of every dead-letter topic, in the order of each partition; nothing is committed."""
    from kafka import KafkaConsumer, TopicPartition

    kafka_topics.reach(url)
    with kafka_topics.explained():
        consumer = KafkaConsumer(
            bootstrap_servers=kafka_topics.brokers(url),
            bootstrap_timeout_ms=kafka_topics.BOOTSTRAP_MS,
            enable_auto_commit=False,
            allow_auto_create_topics=False,
        )
        try:
            parts = [
                TopicPartition(topic, number)
                for topic in sorted(consumer.topics())
                if _place(topic) is not None
                for number in sorted(consumer.partitions_for_topic(topic) or ())
            ]
            if parts:
                consumer.assign(parts)
                consumer.seek_to_beginning(*parts)
                yield from _to_the_end(consumer, consumer.end_offsets(parts))
        finally:
            consumer.close(autocommit=False)


def _to_the_end(consumer: Any, ends: dict[Any, int]) -> Iterator[Any]:
    moved = time.monotonic()
    while any(consumer.position(part) < end for part, end in ends.items()):
        for records in consumer.poll(timeout_ms=500).values():
            yield from records
            moved = time.monotonic()
        if time.monotonic() - moved > READ_SECONDS:
            raise Unavailable(f"Kafka gave no dead letter for {READ_SECONDS:.0f} s")


def _place(topic: str) -> tuple[str, str] | None:
    """(topic, group) whose dead letters a topic holds; None where it holds other things."""
    for name in TOPICS:
        if topic.startswith(f"{name}.") and topic.endswith(".dead"):
            return name, topic[len(name) + 1 : -len(".dead")]
    return None


def _letter(record: Any) -> DeadLetter:
    place = _place(record.topic)
    if place is None:
        raise ValueError(f"{record.topic} is no topic of dead letters")
    topic, group = place
    letter_id = uuid5(NAMESPACE, f"letter:{record.topic}:{record.partition}:{record.offset}")
    reason = next((value.decode() for key, value in record.headers if key == "reason"), "")
    body = (record.value or b"").decode(errors="replace")
    at = datetime.fromtimestamp(record.timestamp / 1000, UTC)
    return DeadLetter(letter_id, group, topic, _event_id(body, letter_id), body, reason, at)


def _event_id(body: str, letter_id: UUID) -> UUID:
    """The event's id; bytes that are no event, or a newer one, stand for themselves."""
    try:
        return wire.decode(body).id
    except (Invalid, Fault):
        return letter_id
