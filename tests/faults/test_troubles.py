"""Servers emptied and frozen, rebalances, poison: each under load, each judged like the storm."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from insecta.adapters import kafka_topics
from insecta.domain.events import ImageReceived
from insecta.servers import fleet
from insecta.settings import load
from tests.end_to_end.platform import COMMAND, RunningPlatform
from tests.faults.checker import ReleaseFiles
from tests.faults.conftest import Tally
from tests.faults.house import Servers
from tests.faults.ledger import Ledger
from tests.faults.storm import Storm

pytestmark = [pytest.mark.slow, pytest.mark.server, pytest.mark.timeout(600)]
FROZEN_S = 14.0
"""Longer than a lease (10 s) and than a consumer's session (10 s)."""
STILL_S = 75.0
"""Longer than the minute after which a worker that makes no progress ends."""
REBALANCE_S, REBALANCES_FOR_S = 5.0, float(os.environ.get("INSECTA_FAULTS_REBALANCE_S", "60"))
POISON = 3
EMPTIED = 40
"""Uploads around the loss of a server: some before, some while it is away, some after."""


@pytest.fixture(scope="module")
def storm(
    tmp_path_factory: pytest.TempPathFactory, own_servers: Path, first_release: ReleaseFiles
) -> Iterator[Storm]:
    """One platform on the four servers for all troubles of this module; its ledger grows."""
    folder = tmp_path_factory.mktemp("troubles")
    cache = load().cache
    settings = {
        name: value
        for server in fleet.start(own_servers, cache).values()
        for name, value in server.settings.items()
    }
    settings |= _own(settings)
    told = {"INSECTA_DATA": str(folder / "data"), "INSECTA_PORT": "0", **settings}
    platform = RunningPlatform(told, folder / "up.log")
    platform.start()
    yield Storm(
        platform, Servers(settings), Ledger(folder / "ledger"), first_release, 7, own_servers, cache
    )
    if platform.process is not None and platform.process.poll() is None:
        platform.stop()


def _own(settings: dict[str, str]) -> dict[str, str]:
    """A database, a prefix of the bucket and of the indexes that no other test uses."""
    import psycopg

    base = settings["INSECTA_CATALOGUE_URL"]
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute("CREATE DATABASE troubles")
    return {
        "INSECTA_CATALOGUE_URL": base.rsplit("/", 1)[0] + "/troubles",
        "INSECTA_OBJECT_STORE_URL": settings["INSECTA_OBJECT_STORE_URL"] + "/troubles",
        "INSECTA_SEARCH_INDEX_URL": settings["INSECTA_SEARCH_INDEX_URL"] + "/troubles-",
    }


def _told(
    storm: Storm, tally: Tally, part: str, before: int, more: str = "", kills: int = 0
) -> None:
    verdict = storm.judge()
    verdict.expected -= before
    tally.add(part, verdict, kills, more)


@contextmanager
def another(storm: Storm, role: str) -> Iterator[subprocess.Popen[bytes]]:
    """A second worker of a role, beside the platform's own."""
    with storm.platform.log.open("ab") as log:
        process = subprocess.Popen(
            [*COMMAND, "child", role], env=storm.platform.environment, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def test_frozen_past_lease_and_session(storm: Storm, tally: Tally) -> None:
    """SIGSTOP of a relay, an identify and an index worker while others stand by, then SIGCONT."""
    before = len(storm.ledger)
    roles = ("relay", "identify", "index")
    with another(storm, "relay"), another(storm, "identify"), another(storm, "index"):
        with storm.load(60):
            time.sleep(2)
            frozen = [storm.platform.child(role) for role in roles]
            for one in frozen:
                one.suspend()
            time.sleep(FROZEN_S)
            for one in frozen:
                with _may_be_gone():
                    one.resume()
        storm.quiet()
    _told(storm, tally, f"frozen for {FROZEN_S:.0f} s", before, "(relay, identify, index)")


@contextmanager
def _may_be_gone() -> Iterator[None]:
    try:
        yield
    except psutil.NoSuchProcess:
        return


@pytest.mark.long
@pytest.mark.parametrize("name", ["kafka", "elasticsearch", "s3"])
def test_a_server_that_stands_still(storm: Storm, tally: Tally, name: str) -> None:
    """SIGSTOP of a server for longer than any request waits: who needs it waits too, and goes on."""
    before, stops = len(storm.ledger), storm.stops
    with storm.load(40):
        time.sleep(2)
        server = storm.server(name)
        server.suspend()
        time.sleep(STILL_S)
        server.resume()
    _told(storm, tally, f"{name} still for {STILL_S:.0f} s", before)
    assert storm.stops == stops, "the platform gave up"


def test_a_rebalance_every_five_seconds(storm: Storm, tally: Tally) -> None:
    """Workers join and leave all the time; no partition stays behind, and no worker ends by it."""
    before, joined, stops = len(storm.ledger), 0, storm.stops
    end = time.monotonic() + REBALANCES_FOR_S
    while time.monotonic() < end:
        with another(storm, ("identify", "index")[joined % 2]), storm.load(12):
            time.sleep(REBALANCE_S)
        joined += 1
    _told(storm, tally, "rebalances", before, f"({2 * joined} in {REBALANCES_FOR_S:.0f} s)")
    assert storm.stops == stops, "the platform gave up"


def test_elasticsearch_emptied_in_the_middle(storm: Storm, tally: Tally) -> None:
    """The index worker finds its indexes gone and makes them again, with nobody's help."""
    before = len(storm.ledger)
    with storm.load(EMPTIED):
        time.sleep(2)
        storm.lose_server("elasticsearch", also="data")
    _told(storm, tally, "Elasticsearch emptied", before, "(no command was given)", kills=1)
    storm.platform.command("reconcile")  # ends with 1 where anything disagrees


def test_kafka_emptied_in_the_middle(storm: Storm, tally: Tally) -> None:
    """What Kafka held is lost with it; the rows know what is still to be done."""
    before = len(storm.ledger)
    with storm.load(EMPTIED):
        time.sleep(2)
        storm.lose_server("kafka", also="data")
    storm.platform.command("events", "init")
    for role in ("relay", "identify", "index", "notify"):
        storm.platform.child(role).send_signal(signal.SIGTERM)
    time.sleep(5)
    storm.platform.command("reconcile", "--repair", "--log-lost", code=None)
    told = "(then events init, reconcile --repair --log-lost)"
    _told(storm, tally, "Kafka emptied", before, told, kills=1)


def test_one_poisoned_event_in_a_hundred(storm: Storm, tally: Tally) -> None:
    """Each becomes a dead letter with its reason; no picture waits behind one."""
    from kafka import KafkaProducer

    before = len(storm.ledger)
    producer = KafkaProducer(
        bootstrap_servers=kafka_topics.brokers(storm.platform.environment["INSECTA_EVENT_LOG_URL"])
    )
    with storm.load(POISON * 30):
        for number in range(POISON):
            producer.send(ImageReceived.topic, b"poison %d" % number, b"%d" % number).get(10)
            time.sleep(0.5)
    producer.close()
    verdict = storm.judge()
    letters = storm.platform.command("dead-letters", "list", "--json", code=1).splitlines()
    of_poison = [line for line in letters if "poison" in line]
    assert len(of_poison) == 3 * POISON, "identify, index and notify read the topic"
    verdict.expected -= before
    tally.add("1 % poison", verdict, 0, f"({POISON} events, {len(of_poison)} dead letters)")
