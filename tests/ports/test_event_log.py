"""The contract of EventLog, on every adapter: all it needs is a fixture that makes logs by group."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

import pytest

from insecta.adapters import kafka_log, kafka_topics
from insecta.adapters.kafka_positions import Partition, Position, Positions
from insecta.domain.events import Event, SpecimenChanged, SpecimenEvent
from insecta.errors import BadSettings, Fault, Unavailable
from insecta.ports import Delivery, EventLog
from insecta.servers import fleet
from insecta.settings import load
from tests.event_logs import KafkaLogs, table_logs

CHANGED = SpecimenChanged.topic
PATIENCE = 20.0


class ClosableLog(EventLog, Protocol):
    def close(self) -> None: ...


MakeLog = Callable[[str], ClosableLog]


@pytest.fixture
def kafka_logs(kafka_server: str) -> Iterator[KafkaLogs]:
    logs = KafkaLogs(kafka_server)
    yield logs
    logs.close()


@pytest.fixture(params=["table", pytest.param("kafka", marks=pytest.mark.server)])
def make_log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeLog]:
    """Each call is another process of a group; the log holds no event yet."""
    if request.param == "table":
        yield from table_logs(tmp_path)
    else:
        yield from request.getfixturevalue("kafka_logs").makers()


def changed(specimen: UUID | None = None) -> SpecimenChanged:
    return SpecimenChanged(id=uuid4(), time=datetime.now(UTC), specimen_id=specimen or uuid4())


def poll_until(
    log: EventLog, count: int, limit: int = 100, seconds: float = PATIENCE
) -> list[Delivery]:
    found: list[Delivery] = []
    end = time.monotonic() + seconds
    while len(found) < count and time.monotonic() < end:
        found += log.poll([CHANGED], limit, 0.5)
    return found


def nothing_comes(log: EventLog, seconds: float = 0.7) -> bool:
    return log.poll([CHANGED], 10, seconds) == []


def ids(found: Sequence[Delivery] | Sequence[Event]) -> set[UUID]:
    return {one.event.id if isinstance(one, Delivery) else one.id for one in found}


def test_what_is_published_arrives_whole_and_in_order_of_its_key(make_log: MakeLog) -> None:
    specimens = [uuid4() for _ in range(7)]
    events = [changed(specimens[n % 7]) for n in range(70)]
    log = make_log("index")
    log.publish(events[:30])
    log.publish(events[30:])
    found = poll_until(log, 70)
    assert all(delivery.topic == CHANGED and delivery.attempt == 1 for delivery in found)
    for specimen in specimens:
        mine = [event for event in events if event.specimen_id == specimen]
        seen = [d.event for d in found if isinstance(d.event, SpecimenEvent)]
        assert [event for event in seen if event.specimen_id == specimen] == mine


def test_polling_on_without_commit_does_not_repeat(make_log: MakeLog) -> None:
    log = make_log("index")
    events = [changed() for _ in range(10)]
    log.publish(events)
    first = poll_until(log, 4, limit=4)
    assert len(first) <= 4
    rest = poll_until(log, 10 - len(first), limit=4)
    assert ids(first) | ids(rest) == ids(events)
    assert len(first) + len(rest) == 10
    assert nothing_comes(log)


def test_never_more_than_the_limit(make_log: MakeLog) -> None:
    log = make_log("index")
    log.publish([changed() for _ in range(30)])
    sizes = [len(log.poll([CHANGED], 3, 1.0)) for _ in range(8)]
    assert max(sizes) <= 3
    assert sum(sizes) > 3


def test_a_restart_begins_after_the_last_commit(make_log: MakeLog) -> None:
    log = make_log("index")
    events = [changed() for _ in range(6)]
    log.publish(events[:3])
    log.commit(poll_until(log, 3))
    log.publish(events[3:])
    assert ids(poll_until(log, 3)) == ids(events[3:])
    log.close()

    again = make_log("index")
    found = poll_until(again, 3)
    assert ids(found) == ids(events[3:])
    again.commit(found)
    again.close()
    assert nothing_comes(make_log("index"), 1.5)


def test_committing_a_later_one_does_not_lose_an_earlier(make_log: MakeLog) -> None:
    specimen = uuid4()
    events = [changed(specimen) for _ in range(3)]
    log = make_log("index")
    log.publish(events)
    found = poll_until(log, 3)
    assert [delivery.event for delivery in found] == events
    log.commit(found[2:])
    log.close()
    again = make_log("index")
    assert {events[0].id, events[1].id} <= ids(poll_until(again, 2))


def test_committing_one_by_one_moves_on(make_log: MakeLog) -> None:
    specimen = uuid4()
    events = [changed(specimen) for _ in range(3)]
    log = make_log("index")
    log.publish(events)
    found = poll_until(log, 3)
    log.commit(found[:1])
    log.commit(found[1:2])
    log.close()
    assert ids(poll_until(make_log("index"), 1)) == {events[2].id}


def test_groups_do_not_disturb_each_other(make_log: MakeLog) -> None:
    events = [changed() for _ in range(5)]
    one, other = make_log("index"), make_log("notify")
    one.publish(events)
    one.commit(poll_until(one, 5))
    assert ids(poll_until(other, 5)) == ids(events)


def test_other_topics_are_not_delivered(make_log: MakeLog) -> None:
    log = make_log("identify")
    log.publish([changed()])
    assert log.poll(["images.received"], 10, 1.0) == []


def test_an_empty_poll_waits_its_time_and_no_longer(make_log: MakeLog) -> None:
    log = make_log("index")
    log.poll([CHANGED], 1, 2.0)  # joining the group takes its own time
    began = time.monotonic()
    assert log.poll([CHANGED], 1, 0.5) == []
    assert 0.4 < time.monotonic() - began < 2.0


def test_a_poll_wakes_up_soon_after_something_is_published(make_log: MakeLog) -> None:
    log = make_log("index")
    log.poll([CHANGED], 1, 2.0)
    event = changed()
    make_log("other").publish([event])
    began = time.monotonic()
    assert ids(log.poll([CHANGED], 1, 10.0)) == {event.id}
    assert time.monotonic() - began < 2.0


def test_a_retry_comes_back_when_due_and_counts(make_log: MakeLog) -> None:
    log, other = make_log("index"), make_log("notify")
    event = changed()
    log.publish([event])
    (delivery,) = poll_until(log, 1)
    due = datetime.now(UTC) + timedelta(seconds=1.5)
    log.retry(delivery, due)
    log.commit([delivery])
    (again,) = poll_until(log, 1)
    assert datetime.now(UTC) >= due - timedelta(milliseconds=50)
    assert (again.event, again.topic, again.attempt) == (event, CHANGED, 2)
    log.retry(again, datetime.now(UTC))
    log.commit([again])
    (third,) = poll_until(log, 1)
    assert third.attempt == 3
    log.commit([third])
    assert nothing_comes(log)
    assert [d.attempt for d in poll_until(other, 2, seconds=3)] == [1]


def test_a_retry_far_away_holds_up_neither_new_events_nor_sooner_retries(
    make_log: MakeLog,
) -> None:
    specimen = uuid4()
    events = [changed(specimen) for _ in range(3)]
    log = make_log("index")
    log.publish(events[:2])
    late, soon = poll_until(log, 2)
    log.retry(late, datetime.now(UTC) + timedelta(hours=1))
    log.retry(soon, datetime.now(UTC) + timedelta(seconds=0.5))
    log.commit([late, soon])
    log.publish(events[2:])
    found = poll_until(log, 2)
    assert ids(found) == ids(events[1:])
    log.commit(found)
    assert nothing_comes(log)


def test_a_waiting_retry_survives_a_restart(make_log: MakeLog) -> None:
    log = make_log("index")
    event = changed()
    log.publish([event])
    (delivery,) = poll_until(log, 1)
    due = datetime.now(UTC) + timedelta(seconds=2)
    log.retry(delivery, due)
    log.commit([delivery])
    assert nothing_comes(log)
    log.close()
    (again,) = poll_until(make_log("index"), 1)
    assert (again.event, again.attempt) == (event, 2)
    assert datetime.now(UTC) >= due - timedelta(milliseconds=50)


def test_the_dead_do_not_come_back(make_log: MakeLog) -> None:
    log = make_log("index")
    event, next_one = changed(), changed()
    log.publish([event])
    (delivery,) = poll_until(log, 1)
    log.dead(delivery, "BadPicture: truncated")
    log.commit([delivery])
    log.close()
    again = make_log("index")
    again.publish([next_one])
    assert ids(poll_until(again, 1)) == {next_one.id}


def test_of_two_consumers_of_a_group_one_takes_over_from_the_other(make_log: MakeLog) -> None:
    """How they share may differ; together they see all, and after a leave the other sees the rest."""
    one, other = make_log("index"), make_log("index")
    one.poll([CHANGED], 1, 3.0)
    events = [changed() for _ in range(20)]
    one.publish(events[:10])
    seen: set[UUID] = set()
    end = time.monotonic() + PATIENCE
    while seen < ids(events[:10]) and time.monotonic() < end:
        for log in (one, other):
            found = log.poll([CHANGED], 10, 0.3)
            seen |= ids(found)
            log.commit(found)
    assert seen == ids(events[:10])
    one.close()
    other.publish(events[10:])
    rest: set[UUID] = set()
    while rest < ids(events[10:]) and time.monotonic() < end:
        found = other.poll([CHANGED], 10, 0.5)
        rest |= ids(found)
        other.commit(found)
    assert rest == ids(events[10:])


# Kafka alone


@pytest.mark.server
def test_bytes_that_are_no_event_are_put_aside_and_the_rest_goes_on(kafka_logs: KafkaLogs) -> None:
    log = kafka_logs.make("index")
    event = changed()
    log.poll([CHANGED], 1, 1.0)
    kafka_logs.send_raw(CHANGED, b"not an event", key=b"k")
    log.publish([event])
    found = poll_until(log, 1)
    assert ids(found) == {event.id}
    log.commit(found)
    (letter,) = kafka_logs.read(kafka_topics.dead_topic(CHANGED, kafka_logs.group("index")), 1)
    assert letter.value == b"not an event"
    assert "CloudEvents" in dict(letter.headers)["reason"].decode()
    log.close()
    assert nothing_comes(kafka_logs.make("index"), 2.0)


@pytest.mark.server
def test_what_was_read_with_poison_while_the_log_was_down_is_read_again(
    kafka_logs: KafkaLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = kafka_logs.make("index")
    event = changed()
    kafka_logs.send_raw(CHANGED, b"not an event", key=event.key.encode())
    log.publish([event])
    failed: list[str] = []

    def down(self: object, record: object, position: object, reason: str) -> None:
        failed.append(reason)
        raise Unavailable("no broker")

    with monkeypatch.context() as patch:
        patch.setattr(kafka_log.KafkaLog, "_bury", down)
        end = time.monotonic() + PATIENCE
        while not failed and time.monotonic() < end:
            with suppress(Unavailable):
                assert log.poll([CHANGED], 10, 0.5) == []
    assert failed
    found = poll_until(log, 1)
    assert ids(found) == {event.id}
    log.commit(found)
    (letter,) = kafka_logs.read(kafka_topics.dead_topic(CHANGED, kafka_logs.group("index")), 1)
    assert letter.value == b"not an event"
    log.close()


@pytest.mark.server
def test_an_event_from_the_future_stops_the_reader_and_is_not_lost(kafka_logs: KafkaLogs) -> None:
    log = kafka_logs.make("index")
    before = changed()
    log.publish([before])
    newer = b'{"specversion":"1.0","id":"%s","time":"2030-01-01T00:00:00+00:00","type":"insecta.SpecimenChanged.v9","data":{}}'
    kafka_logs.send_raw(CHANGED, newer % str(uuid4()).encode(), key=before.key.encode())
    log.commit(poll_until(log, 1, limit=1))
    for _ in range(2):  # and stays there, however often one tries
        with pytest.raises(Fault, match="unknown event"):
            poll_until(log, 1)


@pytest.mark.server
def test_a_dead_letter_tells_event_attempt_and_reason(kafka_logs: KafkaLogs) -> None:
    log = kafka_logs.make("index")
    event = changed()
    log.publish([event])
    (delivery,) = poll_until(log, 1)
    log.dead(delivery, "BadPicture: zu kurz, abgeschnitten é")
    log.commit([delivery])
    (letter,) = kafka_logs.read(kafka_topics.dead_topic(CHANGED, kafka_logs.group("index")), 1)
    assert dict(letter.headers) == {
        "attempt": b"1",
        "reason": "BadPicture: zu kurz, abgeschnitten é".encode(),
    }
    assert letter.key == event.key.encode()


@pytest.mark.server
def test_topics_are_made_once_and_kept(kafka_server: str) -> None:
    group = f"g{uuid4().hex}"
    first = kafka_topics.create_topics(kafka_server, {group: [CHANGED]})
    assert {f"{CHANGED}.{group}.retry", f"{CHANGED}.{group}.dead"} <= set(first)
    assert kafka_topics.create_topics(kafka_server, {group: [CHANGED]}) == []


@pytest.mark.server
def test_a_partition_that_stands_still_is_a_fault(kafka_logs: KafkaLogs) -> None:
    log = kafka_logs.make("index", stall=1.0)
    log.poll([CHANGED], 1, 3.0)
    log._consumer.pause(*log._consumer.assignment())  # the driver stops fetching behind our back
    log.publish([changed()])
    with pytest.raises(Fault, match="stands at"):
        poll_until(log, 1, seconds=10)


@pytest.mark.server
def test_who_fell_out_of_the_group_and_does_not_join_again_is_told(
    kafka_logs: KafkaLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kafka_log, "SESSION_MS", 6_000)  # the least that Kafka allows
    log = kafka_logs.make("index", stall=1.0)
    log.poll([CHANGED], 1, 3.0)
    log._consumer._coordinator._close_heartbeat()  # the driver beats no more
    with pytest.raises(Fault, match="not counted us among the group"):
        poll_until(log, 1, seconds=30)
    assert log._consumer.assignment(), "it believes that it still has its partitions"


@pytest.mark.server
def test_a_member_that_got_no_partition_is_at_ease(kafka_logs: KafkaLogs) -> None:
    logs = [kafka_logs.make("index", stall=1.0) for _ in range(kafka_topics.PARTITIONS + 1)]
    with ThreadPoolExecutor(len(logs)) as threads:
        found = list(threads.map(lambda log: poll_until(log, 1, seconds=15), logs))
    assert found == [[]] * len(logs)
    assert [] in [list(log._consumer.assignment()) for log in logs]


@pytest.mark.server
def test_more_retries_than_fit_in_memory_wait_in_kafka(
    kafka_logs: KafkaLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kafka_log, "HELD", 5)
    log = kafka_logs.make("index")
    events = [changed() for _ in range(12)]
    log.publish(events)
    found = poll_until(log, 12)
    due = datetime.now(UTC) + timedelta(seconds=2)
    for delivery in found:
        log.retry(delivery, due)
    log.commit(found)
    again = poll_until(log, 12, limit=4)
    assert ids(again) == ids(events)
    assert {delivery.attempt for delivery in again} == {2}


@pytest.mark.server
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_kafka_goes_and_comes_back_and_nothing_is_lost(tmp_path: Path) -> None:
    cache = load().cache
    folder = tmp_path / "servers"
    url = fleet.start(folder, cache, ["kafka"])["kafka"].settings["INSECTA_EVENT_LOG_URL"]
    log = kafka_log.open_log(url, None, "index")
    try:
        events = [changed() for _ in range(3)]
        log.publish(events[:1])
        assert len(poll_until(log, 1)) == 1
        fleet.stop(folder)
        with pytest.raises(Unavailable):
            poll_until(log, 1, seconds=30)
        with pytest.raises(Unavailable):
            log.publish(events[1:2])
        assert fleet.start(folder, cache, ["kafka"])["kafka"].settings == {
            "INSECTA_EVENT_LOG_URL": url
        }
        log.publish(events[1:])
        assert ids(_patiently(log, 2)) >= ids(events[1:])
        log.close()
        log = kafka_log.open_log(url, None, "index")  # and nothing was committed
        assert ids(poll_until(log, 3)) == ids(events)
    finally:
        fleet.stop(folder)
        log.close()
        gc.collect()  # kafka-python leaks a socket per refused connection: let it warn here


def _patiently(log: EventLog, count: int) -> list[Delivery]:
    """As a worker does: while Kafka does not answer, ask again."""
    found: list[Delivery] = []
    end = time.monotonic() + 3 * PATIENCE
    while len(found) < count and time.monotonic() < end:
        with suppress(Unavailable):
            found += log.poll([CHANGED], 10, 0.5)
    return found


@pytest.mark.parametrize("url", ["kafka://", "kafka://host", "kafka://host:1,", "kafka://:9092"])
def test_a_wrong_address_names_the_setting(url: str) -> None:
    with pytest.raises(BadSettings, match="INSECTA_EVENT_LOG_URL"):
        kafka_log.open_log(url, None, "index")


def test_positions_never_pass_what_is_open() -> None:
    positions = Positions()
    partition = Partition("t", 0)
    given = [Position(partition, offset) for offset in (5, 6, 9)]
    for position in given:
        positions.given(position)
    assert positions.done([given[1]]) == {partition: 5}
    assert positions.done([given[0]]) == {partition: 9}
    assert positions.done([given[2]]) == {partition: 10}
    positions.forget([partition])
    assert positions.lost([given[2]]) == [partition]
    assert positions.done([given[2]]) == {}


def test_what_was_not_taken_away_is_finished_all_the_same() -> None:
    positions = Positions()
    ours, theirs = Position(Partition("t", 0), 5), Position(Partition("t", 1), 7)
    for position in (ours, theirs):
        positions.given(position)
    positions.forget([theirs.partition])
    assert positions.lost([theirs, ours]) == [theirs.partition]
    assert positions.done([theirs, ours]) == {ours.partition: 6}
