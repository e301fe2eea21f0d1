"""The outbox as an event log: order, positions, leases, retries, wake-up, on both engines."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psutil
import pytest

from insecta.adapters.table_log import TableLog, open_log
from insecta.catalogue.schema import migrate
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.events import ImageReceived, SpecimenChanged
from insecta.errors import Fault, LeaseLost, Unavailable
from insecta.ports import Delivery

TOPICS = (SpecimenChanged.topic,)
GROUP = "index"


def event() -> SpecimenChanged:
    return SpecimenChanged(id=uuid4(), time=datetime.now(UTC), specimen_id=uuid4())


def ids(deliveries: Sequence[Delivery]) -> list[UUID]:
    return [one.event.id for one in deliveries]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.server)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'catalogue.db'}"


@pytest.fixture
def catalogue(url: str) -> Iterator[Catalogue]:
    made = Catalogue(url)
    migrate(made)
    yield made
    made.close()


@pytest.fixture
def log(catalogue: Catalogue) -> Iterator[TableLog]:
    made = open_log("table:", catalogue, GROUP)
    yield made
    made.close()


def test_position_stops_before_the_first_that_is_not_done(
    catalogue: Catalogue, log: TableLog
) -> None:
    events = [event() for _ in range(4)]
    log.publish(events)
    got = log.poll(TOPICS, 10, 1)
    log.commit([got[0], got[2], got[3]])
    log.close()
    again = TableLog(catalogue, GROUP)
    assert ids(again.poll(TOPICS, 10, 1)) == ids(got[1:])
    again.close()


def test_topics_of_others_are_passed_over_and_stay_passed(
    catalogue: Catalogue, log: TableLog
) -> None:
    other = ImageReceived(
        id=uuid4(),
        time=datetime.now(UTC),
        specimen_id=uuid4(),
        image_id=uuid4(),
        region_id=uuid4(),
        sha256="0" * 64,
    )
    mine = event()
    log.publish([mine, other])
    log.commit(log.poll(TOPICS, 10, 1))
    with catalogue.reading() as tx:
        assert tx.letters.position(GROUP) == tx.outbox.last() == 2


def test_a_full_batch_of_retries_skips_nothing_new(log: TableLog) -> None:
    first, second = event(), event()
    log.publish([first, second])
    (got,) = log.poll(TOPICS, 1, 1)
    log.retry(got, datetime.now(UTC))
    log.commit([got])
    (retried,) = log.poll(TOPICS, 1, 1)
    assert (retried.event.id, retried.attempt) == (first.id, 2)
    (fresh,) = log.poll(TOPICS, 1, 1)
    assert (fresh.event.id, fresh.attempt) == (second.id, 1)


def test_one_consumer_of_a_group_reads_and_a_stand_by_goes_on_when_it_closes(
    catalogue: Catalogue, log: TableLog
) -> None:
    log.publish([event(), event()])
    first, second = log.poll(TOPICS, 10, 1)
    log.commit([first])
    stand_by = TableLog(catalogue, GROUP)
    assert stand_by.poll(TOPICS, 10, 0) == []
    log.close()
    assert ids(stand_by.poll(TOPICS, 10, 5)) == [second.event.id]
    stand_by.close()


def test_an_old_fencing_number_commits_nothing(catalogue: Catalogue, log: TableLog) -> None:
    log.publish([event()])
    got = log.poll(TOPICS, 10, 1)
    with catalogue.writing() as tx:
        held = tx.leases.get(f"group:{GROUP}")
        assert held is not None
        tx.leases.release(held)
        assert tx.leases.take(f"group:{GROUP}", "another") is not None
    for act in (
        lambda: log.commit(got),
        lambda: log.dead(got[0], "no"),
        lambda: log.retry(got[0], datetime.now(UTC)),
    ):
        with pytest.raises(LeaseLost, match=GROUP):
            act()
    with catalogue.reading() as tx:
        assert tx.letters.position(GROUP) == 0
        assert tx.letters.dead() == []


def test_an_event_of_a_newer_program_stops_the_reader_after_what_came_before(
    catalogue: Catalogue, log: TableLog
) -> None:
    log.publish([event()])
    from insecta.catalogue.tables import outbox

    with catalogue.writing() as tx:
        row = {"event_id": uuid4(), "topic": TOPICS[0], "key": "k", "created": tx.at}
        newer = f'{{"type":"insecta.SpecimenChanged.v9","id":"{uuid4()}","time":"x","data":{{}}}}'
        tx.connection.execute(outbox.insert(), [row | {"body": newer}])
    got = log.poll(TOPICS, 10, 1)
    assert len(got) == 1
    log.commit(got)
    with pytest.raises(Fault, match="unknown event"):
        log.poll(TOPICS, 10, 0)
    with catalogue.reading() as tx:
        assert tx.letters.position(GROUP) == 1


def test_a_row_that_is_no_event_becomes_a_dead_letter(catalogue: Catalogue, log: TableLog) -> None:
    from insecta.catalogue.tables import outbox

    with catalogue.writing() as tx:
        row = {"event_id": uuid4(), "topic": TOPICS[0], "key": "k", "created": tx.at}
        tx.connection.execute(outbox.insert(), [row | {"body": "{"}])
        tx.emit(SpecimenChanged, specimen_id=uuid4())
    assert len(log.poll(TOPICS, 10, 1)) == 1
    with catalogue.reading() as tx:
        (letter,) = tx.letters.dead()
        assert "CloudEvents" in letter.reason


def test_a_waiting_reader_wakes_up_on_a_commit(catalogue: Catalogue, log: TableLog) -> None:
    assert log.poll(TOPICS, 10, 0) == []
    woken: list[float] = []

    def read() -> None:
        got = log.poll(TOPICS, 10, 10)
        woken.extend(time.monotonic() for _ in got)

    reader = threading.Thread(target=read)
    reader.start()
    time.sleep(0.3)  # the reader is in its wait, as far as one can tell from outside
    with catalogue.writing() as tx:
        tx.emit(SpecimenChanged, specimen_id=uuid4())
    written = time.monotonic()
    reader.join()
    assert len(woken) == 1
    assert woken[0] - written < 0.4, "it woke up by looking, not by being told"


def test_a_due_retry_arrives_while_nothing_else_happens(log: TableLog) -> None:
    log.publish([event()])
    got = log.poll(TOPICS, 10, 1)
    log.retry(got[0], datetime.now(UTC) + timedelta(seconds=0.2))
    log.commit(got)
    assert [one.attempt for one in log.poll(TOPICS, 10, 5)] == [2]


KILLED = """
import sys
from insecta.adapters.table_log import TableLog
from insecta.catalogue.unit_of_work import Catalogue
log = TableLog(Catalogue(sys.argv[1]), "index")
print(len(log.poll(["specimens.changed"], 10, 1)), flush=True)
sys.stdin.read()
"""


def test_a_killed_reader_is_followed_at_once_and_its_work_repeated(
    catalogue: Catalogue, log: TableLog
) -> None:
    events = [event(), event()]
    log.publish(events)
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, catalogue.url],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "2\n"
        assert log.poll(TOPICS, 10, 0) == []
        reader.kill()
        reader.wait()
    started = time.monotonic()
    assert ids(log.poll(TOPICS, 10, 5)) == ids_of(events)
    assert time.monotonic() - started < 3


def ids_of(events: Sequence[SpecimenChanged]) -> list[UUID]:
    return [one.id for one in events]


@pytest.mark.server
def test_events_of_transactions_committed_in_the_opposite_order_are_not_skipped(
    postgres_url: str,
) -> None:
    """The second to add its event waits for the first: a number is never visible before a smaller."""
    made = Catalogue(postgres_url)
    migrate(made)
    log = TableLog(made, GROUP)
    early, late = event(), event()
    first_added, go = threading.Event(), threading.Event()
    second_done = threading.Event()

    def first() -> None:
        with made.writing() as tx:
            tx.emit_all([early])
            first_added.set()
            go.wait(10)

    def second() -> None:
        with made.writing() as tx:
            tx.emit_all([late])
        second_done.set()

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    first_added.wait(10)
    threads[1].start()
    overtook = second_done.wait(0.5)
    seen_early = ids(log.poll(TOPICS, 10, 0))
    go.set()
    for thread in threads:
        thread.join()
    seen = seen_early + ids(log.poll(TOPICS, 10, 5))
    assert not overtook
    assert seen == [early.id, late.id]
    log.close()
    made.close()


@pytest.mark.server
def test_connections_that_the_server_drops_are_made_again(postgres_url: str) -> None:
    import psycopg

    made = Catalogue(postgres_url)
    migrate(made)
    log = TableLog(made, GROUP)
    assert log.poll(TOPICS, 10, 0.1) == []
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    sent = event()
    writer = Catalogue(postgres_url)
    TableLog(writer, "writer").publish([sent])
    writer.close()
    found: list[Delivery] = []
    refused = 0
    while not found:
        try:
            found = log.poll(TOPICS, 10, 1)
        except Unavailable:
            refused += 1
            assert refused < 5
    assert ids(found) == [sent.id]
    log.commit(found)
    log.close()
    made.close()


def test_an_idle_reader_costs_next_to_nothing(catalogue: Catalogue, log: TableLog) -> None:
    log.poll(TOPICS, 10, 0.2)
    process = psutil.Process()
    before = sum(process.cpu_times()[:2])
    log.poll(TOPICS, 10, 2)
    used = (sum(process.cpu_times()[:2]) - before) / 2
    assert used < 0.03, f"{used:.1%} of a core"
