"""Event logs for the contract: a fresh outbox, or the run's Kafka seen by groups of one test."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from insecta.adapters import kafka_topics, table_log
from insecta.adapters.kafka_log import KafkaLog
from insecta.catalogue.schema import migrate
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.events import TOPICS


def table_logs(folder: Path) -> Iterator[Callable[[str], table_log.TableLog]]:
    """Logs on one new catalogue."""
    catalogue = Catalogue(f"sqlite:///{folder / 'catalogue.db'}")
    migrate(catalogue)
    logs: list[table_log.TableLog] = []

    def make(group: str) -> table_log.TableLog:
        logs.append(table_log.open_log("table:", catalogue, group))
        return logs[-1]

    yield make
    for log in logs:
        log.close()
    catalogue.close()


class KafkaLogs:
    """Groups get names of their own and begin behind what other tests have published."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._own = uuid4().hex[:8]
        self._logs: list[KafkaLog] = []
        self._ends = self._all_ends()
        self._begun: set[str] = set()

    def group(self, name: str) -> str:
        return f"{name}-{self._own}"

    def make(self, name: str, *, stall: float = 60.0) -> KafkaLog:
        group = self.group(name)
        if group not in self._begun:
            self._begin_at_end(group)
        self._logs.append(KafkaLog(self.url, group, stall=stall))
        return self._logs[-1]

    def makers(self) -> Iterator[Callable[[str], KafkaLog]]:
        yield self.make

    def send_raw(self, topic: str, value: bytes, key: bytes, times: int = 1) -> None:
        from kafka import KafkaProducer

        producer = KafkaProducer(bootstrap_servers=kafka_topics.brokers(self.url))
        for sent in [producer.send(topic, value=value, key=key) for _ in range(times)]:
            sent.get(timeout=10)
        producer.close()

    def read(self, topic: str, count: int) -> list[Any]:
        consumer = self._reader([topic])
        consumer.seek_to_beginning()
        found: list[Any] = []
        end = time.monotonic() + 10
        while len(found) < count and time.monotonic() < end:
            for records in consumer.poll(500).values():
                found += records
        consumer.close()
        return found

    def since_begun(self, topic: str) -> list[bytes]:
        """Everything that came to a topic since these logs were made, in the order of each partition."""
        consumer = self._reader([topic])
        parts = list(consumer.assignment())
        for part in parts:
            consumer.seek(part, self._ends[part])
        ends = consumer.end_offsets(parts)
        found: list[bytes] = []
        while any(consumer.position(part) < ends[part] for part in parts):
            for records in consumer.poll(500).values():
                found += [record.value for record in records]
        consumer.close()
        return found

    def close(self) -> None:
        for log in self._logs:
            log.close()

    def _reader(self, topics: list[str]) -> Any:
        from kafka import KafkaConsumer, TopicPartition

        consumer = KafkaConsumer(bootstrap_servers=kafka_topics.brokers(self.url))
        consumer.assign(
            [
                TopicPartition(topic, number)
                for topic in topics
                for number in consumer.partitions_for_topic(topic)
            ]
        )
        return consumer

    def _all_ends(self) -> dict[Any, int]:
        kafka_topics.create_topics(self.url)
        consumer = self._reader(list(TOPICS))
        ends: dict[Any, int] = consumer.end_offsets(list(consumer.assignment()))
        consumer.close()
        return ends

    def _begin_at_end(self, group: str) -> None:
        from kafka import KafkaConsumer, OffsetAndMetadata

        consumer = KafkaConsumer(
            bootstrap_servers=kafka_topics.brokers(self.url),
            group_id=group,
            enable_auto_commit=False,
        )
        consumer.assign(list(self._ends))
        consumer.commit({part: OffsetAndMetadata(end, "") for part, end in self._ends.items()})
        consumer.close(autocommit=False)
        self._begun.add(group)
