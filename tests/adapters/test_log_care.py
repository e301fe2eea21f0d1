"""Care for both logs: made once, dead letters are read without being taken, replayed as a retry."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

import pytest

from insecta.adapters import kafka_care, table_care
from insecta.adapters.table_log import open_log
from insecta.catalogue.letters import DeadLetter
from insecta.catalogue.schema import migrate
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.events import GROUPS, SpecimenChanged
from insecta.errors import Fault, NotFound
from insecta.ports import Delivery, EventLog
from insecta.services.log_care import (
    MOST_UNREADABLE,
    Backlog,
    LogCare,
    Unreadable,
    find,
    replay,
)
from tests.event_logs import KafkaLogs

TOPIC = SpecimenChanged.topic


def test_unreadable_events_stop_a_reader_only_when_nothing_else_comes() -> None:
    counted = Unreadable("index")
    for _ in range(2):
        for _ in range(MOST_UNREADABLE - 1):
            counted.bad()
        counted.good()
    for _ in range(MOST_UNREADABLE - 1):
        counted.bad()
    with pytest.raises(Fault, match=f"{MOST_UNREADABLE} events in a row cannot be read by index"):
        counted.bad()


@dataclass
class Bench:
    """A log of one group, and who looks after it."""

    group: str
    care: LogCare
    log: EventLog
    catalogue: Catalogue

    def letters(self) -> list[DeadLetter]:
        return [one for one in self.care.letters() if one.group == self.group]

    def backlog(self) -> Backlog:
        """Of a group of this test alone, as the platform asks for its own."""
        with patch.dict(GROUPS, {self.group: (TOPIC,)}, clear=True):
            return self.care.backlogs()[self.group]

    def next(self) -> Delivery:
        end = time.monotonic() + 20
        while time.monotonic() < end:
            for delivery in self.log.poll([TOPIC], 1, 1.0):
                return delivery
        raise AssertionError("nothing was delivered within 20 s")


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    made = Catalogue(f"sqlite:///{folder / 'catalogue.db'}")
    migrate(made)
    yield made
    made.close()


@pytest.fixture(params=["table", pytest.param("kafka", marks=pytest.mark.server)])
def bench(request: pytest.FixtureRequest, tmp_path: Path, catalogue: Catalogue) -> Iterator[Bench]:
    if request.param == "table":
        log = open_log("table:", catalogue, "index")
        yield Bench("index", table_care.open_care("table:", catalogue), log, catalogue)
        log.close()
        return
    url = request.getfixturevalue("kafka_server")
    logs = KafkaLogs(url)
    group = logs.group("index")
    yield Bench(group, kafka_care.open_care(url, catalogue), logs.make("index"), catalogue)
    logs.close()


def changed() -> SpecimenChanged:
    return SpecimenChanged(id=uuid4(), time=datetime.now(UTC), specimen_id=uuid4())


def bury(bench: Bench, reason: str) -> Delivery:
    delivery = bench.next()
    bench.log.dead(delivery, reason)
    bench.log.commit([delivery])
    return delivery


def test_what_is_there_stays_and_is_told(bench: Bench) -> None:
    first = bench.care.prepare({bench.group: (TOPIC,), f"{bench.group}x": (TOPIC,)})
    assert any(first.values())
    again = bench.care.prepare({bench.group: (TOPIC,), f"{bench.group}x": (TOPIC,)})
    assert list(again) == list(first)
    assert not any(again.values())


def test_a_dead_letter_is_read_without_being_taken(bench: Bench) -> None:
    event = changed()
    bench.log.publish([event])
    bury(bench, "no such collection; Müller")
    for _ in range(2):
        (letter,) = bench.letters()
        assert (letter.event_id, letter.topic) == (event.id, TOPIC)
        assert (letter.reason, letter.replayed) == ("no such collection; Müller", None)
        assert abs((letter.at - datetime.now(UTC)).total_seconds()) < 60


def test_replayed_is_delivered_once_more_and_never_twice(bench: Bench) -> None:
    event = changed()
    bench.log.publish([event])
    bury(bench, "bad")
    assert [reason for _, reason in replay(bench.care, bench.letters())] == [None]
    delivery = bench.next()
    assert (delivery.event, delivery.topic, delivery.attempt) == (event, TOPIC, 1)
    bench.log.commit([delivery])
    ((letter, reason),) = replay(bench.care, bench.letters())
    assert letter.replayed is not None
    assert reason is not None
    assert "already" in reason
    assert bench.log.poll([TOPIC], 10, 1.5) == []


def test_one_that_dies_again_waits_again(bench: Bench) -> None:
    bench.log.publish([changed()])
    bury(bench, "first")
    first = bench.letters()[0].letter_id
    replay(bench.care, bench.letters())
    bury(bench, "second")
    (letter,) = bench.letters()
    assert (letter.reason, letter.replayed) == ("second", None)
    assert letter.letter_id != first
    assert [reason for _, reason in replay(bench.care, [letter])] == [None]


def test_what_a_group_has_to_do_is_known_exactly(bench: Bench) -> None:
    before = bench.backlog()
    assert before.behind == before.dead == 0
    bench.log.publish([changed(), changed(), changed()])
    assert bench.backlog().behind == 3
    first = bury(bench, "bad")
    assert (bench.backlog().behind, bench.backlog().dead) == (2, 1)
    second = bench.next()
    assert second.event.id != first.event.id
    bench.log.retry(second, datetime.now(UTC) + timedelta(hours=1))
    bench.log.commit([second])
    bench.log.commit([bench.next()])
    assert bench.backlog().behind == 1, "the retry"
    replay(bench.care, bench.letters())
    assert (bench.backlog().behind, bench.backlog().dead) == (2, 0)


@pytest.mark.server
def test_what_the_relay_could_not_read_is_among_the_letters(
    kafka_server: str, catalogue: Catalogue
) -> None:
    care = kafka_care.open_care(kafka_server, catalogue)
    with catalogue.writing() as tx:
        tx.letters.bury("relay", uuid4(), TOPIC, "poison", "not an event")
    (letter,) = [one for one in care.letters() if one.group == "relay"]
    ((_, reason),) = replay(care, [letter])
    assert reason is not None
    assert "no event" in reason


def test_what_nobody_can_read_is_refused_and_does_not_stop_the_rest(catalogue: Catalogue) -> None:
    care = table_care.open_care("table:", catalogue)
    with catalogue.writing() as tx:
        tx.letters.bury("index", uuid4(), TOPIC, "{}", "not an event")
    ((_, reason),) = replay(care, care.letters())
    assert reason is not None
    assert "no event" in reason
    with catalogue.reading() as tx:
        assert tx.letters.due("index", [TOPIC], 10) == []


def test_a_letter_is_found_by_the_beginning_of_its_id(catalogue: Catalogue) -> None:
    care = table_care.open_care("table:", catalogue)
    with catalogue.writing() as tx:
        tx.letters.bury("index", uuid4(), TOPIC, "{}", "not an event")
    letters = care.letters()
    assert find(letters, [str(letters[0].letter_id)[:6].upper()]) == letters
    with pytest.raises(NotFound, match="zz"):
        find(letters, ["zz"])
