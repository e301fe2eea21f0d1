"""The loop's judgement: what passes, what comes again, what is put aside, what stops."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from insecta.adapters.table_log import TableLog
from insecta.catalogue.releases import Promotion
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.events import Event, SpecimenChanged
from insecta.errors import BadRelease, Fault, Invalid, Unavailable
from streaming.identify import Champion
from streaming.process import Shell
from streaming.worker import Consumer, Policy, Worker
from tests.scripted_classifier import ScriptedClassifier, scripted_release
from tests.streaming.conftest import EVENTS

GROUP = "index"
TOPICS = (SpecimenChanged.topic,)
QUICK = Policy(attempts=3, first_wait=0.01)


class Scripted:
    """A handler that fails as it is told, and remembers what it did."""

    def __init__(self) -> None:
        self.done: list[UUID] = []
        self.calls: list[int] = []
        self.fails: dict[UUID, list[Exception]] = {}
        self.down = 0
        """How many more probes find the dependency down."""

    def handle(self, events: Sequence[Event]) -> None:
        self.calls.append(len(events))
        if self.down:
            raise Unavailable("the store does not answer")
        for event in events:
            if self.fails.get(event.id):
                raise self.fails[event.id].pop(0)
        self.done += [event.id for event in events]

    def probe(self) -> None:
        if self.down:
            self.down -= 1
            raise Unavailable("the store does not answer")


@pytest.fixture
def script() -> Scripted:
    return Scripted()


@pytest.fixture
def log(catalogue: Catalogue) -> Iterator[TableLog]:
    made = TableLog(catalogue, GROUP)
    yield made
    made.close()


def work(catalogue: Catalogue, log: TableLog, script: Scripted, policy: Policy = QUICK) -> Worker:
    consumer = Consumer(GROUP, TOPICS, 10, script.handle, script.probe)
    return Worker(consumer, log, Shell(catalogue, GROUP), policy)


def drain(worker: Worker, log: TableLog, catalogue: Catalogue) -> None:
    """Poll and process until nothing is left, retries included."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        batch = log.poll(TOPICS, 10, 0.05)
        if batch:
            worker.process(batch)
            continue
        with catalogue.reading() as tx:
            if not tx.letters.due(GROUP, TOPICS, 1) and tx.letters.position(GROUP) == EVENTS:
                return
    raise AssertionError("it never came to an end")


def letters(catalogue: Catalogue) -> dict[UUID, str]:
    with catalogue.reading() as tx:
        return {letter.event_id: letter.reason for letter in tx.letters.dead()}


def test_one_bad_event_fails_alone(
    catalogue: Catalogue, events: list[UUID], log: TableLog, script: Scripted
) -> None:
    script.fails[events[13]] = [Invalid("not a picture")] * 9
    drain(work(catalogue, log, script), log, catalogue)
    assert sorted(script.done) == sorted(set(events) - {events[13]})
    assert letters(catalogue) == {events[13]: "Invalid: not a picture"}


def test_what_may_pass_comes_again_and_passes(
    catalogue: Catalogue, events: list[UUID], log: TableLog, script: Scripted
) -> None:
    script.fails[events[5]] = [Unavailable("busy")] * 3  # whole batch, alone, first retry
    drain(work(catalogue, log, script), log, catalogue)
    assert sorted(script.done) == sorted(events)
    assert letters(catalogue) == {}


def test_what_never_passes_is_put_aside_after_its_attempts(
    catalogue: Catalogue, events: list[UUID], log: TableLog, script: Scripted
) -> None:
    script.fails[events[5]] = [Unavailable("busy")] * 99
    drain(work(catalogue, log, script), log, catalogue)
    assert letters(catalogue) == {events[5]: "3 attempts, the last: busy"}
    assert sorted(script.done) == sorted(set(events) - {events[5]})


def test_while_a_dependency_is_down_nothing_is_retried_or_put_aside(
    catalogue: Catalogue,
    events: list[UUID],
    log: TableLog,
    script: Scripted,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("streaming.worker.FIRST_PAUSE", 0.01)
    script.down = 4
    worker = work(catalogue, log, script)
    worker.process(log.poll(TOPICS, 10, 1))
    assert script.calls[:3] == [10, 1, 1], "whole, one, and that one again when it came back"
    assert script.done == events[:10]
    with catalogue.reading() as tx:
        assert tx.letters.position(GROUP) == 10
        assert tx.letters.due(GROUP, TOPICS, 10) == []
    assert letters(catalogue) == {}


@pytest.mark.parametrize("error", [Fault("another schema"), ZeroDivisionError("a mistake")])
def test_the_unknown_is_neither_retried_nor_committed(
    catalogue: Catalogue,
    events: list[UUID],
    log: TableLog,
    script: Scripted,
    error: Exception,
) -> None:
    script.fails[events[0]] = [error]
    with pytest.raises(type(error)):
        work(catalogue, log, script).process(log.poll(TOPICS, 10, 1))
    with catalogue.reading() as tx:
        assert tx.letters.position(GROUP) == 0
    assert letters(catalogue) == {}


def test_a_flood_of_dead_letters_stops_the_process(
    catalogue: Catalogue, events: list[UUID], log: TableLog, script: Scripted
) -> None:
    script.fails = {event: [Invalid("no")] * 9 for event in events}
    worker = work(catalogue, log, script, Policy(dead_in_a_row=15))
    with pytest.raises(Fault, match="15 dead letters of index in a row"):
        drain(worker, log, catalogue)
    assert len(letters(catalogue)) == 15


def test_a_success_between_closes_the_count(
    catalogue: Catalogue, events: list[UUID], log: TableLog, script: Scripted
) -> None:
    script.fails = {event: [Invalid("no")] * 9 for event in events if event != events[12]}
    worker = work(catalogue, log, script, Policy(dead_in_a_row=48))
    drain(worker, log, catalogue)
    assert len(letters(catalogue)) == EVENTS - 1


def promoted(catalogue: Catalogue, digest: str) -> Promotion:
    with catalogue.writing() as tx:
        tx.releases.add(digest=digest, name="r", version="1", space="s", folder="f")
        return tx.releases.promote(digest, "me")


def test_a_promotion_is_followed_between_batches_and_a_bad_one_is_not(
    catalogue: Catalogue,
) -> None:
    loaded: list[str] = []

    def load(digest: str) -> ScriptedClassifier:
        loaded.append(digest[0])
        if digest[0] == "b":
            raise BadRelease("golden picture")
        return ScriptedClassifier(release=scripted_release(digest=digest))

    current = Champion(catalogue, load)
    with pytest.raises(Fault, match="no release has been promoted"):
        current.classifier()
    promoted(catalogue, "1" * 64)
    first = current.classifier()
    assert current.classifier() is first, "loaded once per promotion"
    promoted(catalogue, "2" * 64)
    assert current.classifier().release.digest == "2" * 64
    promoted(catalogue, "1" * 64)
    assert current.classifier().release.digest == "1" * 64
    promoted(catalogue, "b" * 64)
    with pytest.raises(BadRelease):
        current.classifier()
    assert loaded == ["1", "2", "1", "b"]


def test_an_event_of_now_is_handled_by_a_running_loop(
    catalogue: Catalogue, log: TableLog, script: Scripted
) -> None:
    shell = Shell(catalogue, GROUP)

    class Once(Scripted):
        def handle(self, events: Sequence[Event]) -> None:
            super().handle(events)
            shell._stop.set()

    once = Once()
    event = SpecimenChanged(id=uuid4(), time=datetime.now(UTC), specimen_id=uuid4())
    log.publish([event])
    Worker(Consumer(GROUP, TOPICS, 10, once.handle, once.probe), log, shell).run()
    assert once.done == [event.id]


def test_an_event_alone_is_not_committed_before_it_is_handled(
    catalogue: Catalogue, events: list[UUID], log: TableLog, script: Scripted
) -> None:
    script.fails[events[0]] = [ZeroDivisionError()]
    with pytest.raises(ZeroDivisionError):
        work(catalogue, log, script).process(log.poll(TOPICS, 1, 1))
    with catalogue.reading() as tx:
        assert tx.letters.position(GROUP) == 0


def test_what_another_consumer_has_taken_over_stops_nobody(
    catalogue: Catalogue, events: list[UUID], log: TableLog, script: Scripted
) -> None:
    """The lease moved while a batch was handled: it is not committed here, and the process goes on."""
    batch = log.poll(TOPICS, 10, 1.0)
    with catalogue.writing() as tx:
        held = tx.leases.get(f"group:{GROUP}")
        assert held is not None
        tx.leases.release(held)
        assert tx.leases.take(held.name, "another") is not None
    work(catalogue, log, script).process(batch)
    assert script.done
    with catalogue.reading() as tx:
        assert tx.letters.position(GROUP) == 0
        assert tx.letters.dead() == []
