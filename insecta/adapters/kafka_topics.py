"""Names of Kafka topics, and making them where they are missing.

`<topic>` holds events, `<topic>.<group>.retry` what one group will try again (header `not-before`),
`<topic>.<group>.dead` what it put aside for a person (header `reason`), kept for ever.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from insecta.domain.events import TOPICS
from insecta.errors import BadSettings, Fault, Unavailable

PARTITIONS = 4
"""Consumers of one group that can share a topic; more need more partitions."""
BOOTSTRAP_MS = 5_000
RETENTION_MS = 7 * 24 * 3_600_000
"""Events and retries are kept as long as the outbox keeps them: signals, never the record."""


def retry_topic(topic: str, group: str) -> str:
    return f"{topic}.{group}.retry"


def dead_topic(topic: str, group: str) -> str:
    return f"{topic}.{group}.dead"


def brokers(url: str) -> list[str]:
    """`kafka://HOST:PORT[,HOST:PORT]` as a list. Raises BadSettings."""
    hosts = urlsplit(url).netloc.split(",")
    for host in hosts:
        name, colon, port = host.rpartition(":")
        if not (name and colon and port.isdigit()):
            raise BadSettings(
                f"INSECTA_EVENT_LOG_URL {url}: {host!r} is no HOST:PORT",
                hint="use kafka://HOST:PORT[,HOST:PORT]",
            )
    return hosts


def reach(url: str) -> None:
    """Raises Unavailable unless one of the brokers takes a connection."""
    for broker in brokers(url):
        host, _, port = broker.rpartition(":")
        with suppress(OSError), socket.create_connection((host.strip("[]"), int(port)), 2):
            return
    raise Unavailable(f"Kafka does not answer at {url}")


def create_topics(
    url: str, groups: Mapping[str, Sequence[str]] | None = None, partitions: int = PARTITIONS
) -> list[str]:
    """Make every event's topic, and the retry and dead topics of these groups; returns the new.

    `groups` tells which topics each group reads. What exists stays as it is. Raises Unavailable,
    BadSettings (not allowed to).
    """
    passing = {"num_partitions": partitions, "configs": {"retention.ms": str(RETENTION_MS)}}
    wanted: dict[str, dict[str, Any]] = dict.fromkeys(TOPICS, passing)
    for group, topics in (groups or {}).items():
        for topic in topics:
            wanted[retry_topic(topic, group)] = passing
            wanted[dead_topic(topic, group)] = {
                "num_partitions": 1,
                "configs": {"retention.ms": "-1"},
            }
    return ensure(url, wanted)


def members(url: str, group: str) -> set[str]:
    """Ids of the consumers that Kafka counts among a group, joining ones too."""
    with _administering(url) as admin:
        return {each["member_id"] for each in admin.describe_groups([group])[group]["members"]}


def behind(url: str, groups: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How many messages each group has not committed, of its topics and of its own retries.

    `groups` tells which topics each reads. Positions are asked for before the ends, so that 0 means:
    all that was sent before this call is done.
    """
    reach(url)
    with _administering(url) as admin:
        done = admin.list_group_offsets(dict.fromkeys(groups))
        wanted = {
            group: [*topics, *(retry_topic(topic, group) for topic in topics)]
            for group, topics in groups.items()
        }
        first, last = _ends(admin, {name for names in wanted.values() for name in names})
    return {
        group: sum(
            max(0, end - _done(done.get(group, {}), part, first[part]))
            for part, end in last.items()
            if part.topic in names
        )
        for group, names in wanted.items()
    }


def held(url: str, topics: Iterable[str]) -> dict[str, int]:
    """How many messages each topic holds; 0 for one that is not there."""
    reach(url)
    names = set(topics)
    with _administering(url) as admin:
        first, last = _ends(admin, names)
    counts = dict.fromkeys(names, 0)
    for part, end in last.items():
        counts[part.topic] += end - first[part]
    return counts


def _ends(admin: Any, topics: set[str]) -> tuple[dict[Any, int], dict[Any, int]]:
    """First and next offset of every partition of those of these topics that exist."""
    from kafka import TopicPartition
    from kafka.admin import OffsetSpec

    parts = [
        TopicPartition(topic["name"], part["partition_index"])
        for topic in admin.describe_topics(sorted(topics & set(admin.list_topics())))
        for part in topic["partitions"]
    ]
    if not parts:
        return {}, {}
    first, last = (
        admin.list_partition_offsets(dict.fromkeys(parts, spec))
        for spec in (OffsetSpec.EARLIEST, OffsetSpec.LATEST)
    )
    return {part: found.offset for part, found in first.items()}, {
        part: found.offset for part, found in last.items()
    }


def _done(committed: Mapping[Any, Any], part: Any, first: int) -> int:
    """Where a group stands; one that never committed here begins with what there is."""
    found = committed.get(part)
    return first if found is None or found.offset < first else int(found.offset)


def ensure(url: str, wanted: Mapping[str, dict[str, Any]]) -> list[str]:
    """Make those of these topics that are missing; returns them."""
    reach(url)
    with _administering(url) as admin:
        there = set(admin.list_topics())
        missing = {name: how for name, how in wanted.items() if name not in there}
        if missing:
            answer = admin.create_topics(missing, raise_errors=False, wait_for_metadata=True)
            _check(answer["topics"])
        return sorted(missing)


@contextmanager
def _administering(url: str) -> Iterator[Any]:
    from kafka import KafkaAdminClient

    with explained():
        admin = KafkaAdminClient(bootstrap_servers=brokers(url), bootstrap_timeout_ms=BOOTSTRAP_MS)
        try:
            yield admin
        finally:
            admin.close()


def _check(answers: Iterable[Mapping[str, Any]]) -> None:
    from kafka.errors import NoError, TopicAlreadyExistsError, for_code

    for answer in answers:
        error = for_code(answer["error_code"])
        if error not in (NoError, TopicAlreadyExistsError):  # another process was quicker
            raise error(answer.get("error_message") or answer["name"])


@contextmanager
def explained() -> Iterator[None]:
    """Turn the driver's errors into ours."""
    from kafka import errors

    try:
        yield
    except (errors.AuthorizationError, errors.SaslAuthenticationFailedError) as error:
        raise BadSettings(
            f"Kafka refuses: {error}", hint="the platform must read, write and create its topics"
        ) from error
    except errors.KafkaError as error:
        if error.retriable or isinstance(error, errors.BrokerNotAvailableError):
            raise Unavailable(f"Kafka does not answer: {error!r}") from error
        raise Fault(f"Kafka: {error!r}") from error
