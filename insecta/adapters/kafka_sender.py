"""Sending to Kafka: a batch is durable when `send` returns, or nobody is told that it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from insecta.adapters import kafka_topics

DELIVERY_MS = 10_000
"""How long one message may take; then the whole batch fails and is sent again by its owner."""


@dataclass(frozen=True, slots=True)
class Message:
    topic: str
    key: bytes | None
    value: bytes
    headers: list[tuple[str, bytes]] = field(default_factory=list)


class KafkaSender:
    """One producer: idempotent, acknowledged by all replicas in sync, order kept per key."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._producer: Any = None

    def send(self, messages: Sequence[Message]) -> None:
        """Returns when all are durable. Raises Unavailable; then begin again with a new batch."""
        if not messages:
            return
        with kafka_topics.explained():
            producer = self._opened()
            waiting: list[Any] = []
            try:
                waiting += [
                    producer.send(one.topic, value=one.value, key=one.key, headers=one.headers)
                    for one in messages
                ]
                for each in waiting:
                    each.get(timeout=DELIVERY_MS / 1000 + 5)
            except BaseException:
                self._abandon(waiting)
                raise

    def close(self) -> None:
        if self._producer is not None:
            self._producer.close(timeout=5)
            self._producer = None

    def _abandon(self, waiting: Sequence[Any]) -> None:
        """After a failure the next batch gets a new producer, and nothing late from this one."""
        from kafka.errors import KafkaError

        for each in waiting:  # the producer can be closed only when it knows the fate of all
            try:
                each.get(timeout=DELIVERY_MS / 1000 + 5)
            except KafkaError:
                continue
        self.close()

    def _opened(self) -> Any:
        if self._producer is None:
            from kafka import KafkaProducer

            kafka_topics.create_topics(self._url)
            self._producer = KafkaProducer(
                bootstrap_servers=kafka_topics.brokers(self._url),
                acks="all",
                enable_idempotence=True,
                linger_ms=2,
                request_timeout_ms=DELIVERY_MS // 2,
                delivery_timeout_ms=DELIVERY_MS,
                max_block_ms=DELIVERY_MS,
                allow_auto_create_topics=False,
            )
        return self._producer
