"""Every durable step of upload, relay, identify and index: die before it, die after it, go on."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from insecta import wire
from insecta.adapters.folder_store import open_store
from insecta.adapters.kafka_log import KafkaLog
from insecta.adapters.sqlite_index import open_index
from insecta.adapters.table_log import TableLog
from insecta.catalogue.schema import migrate
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.events import TOPICS, Event, SpecimenChanged
from insecta.services import uploads
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.identify import identify
from insecta.services.index import index
from insecta.services.receive import Limits, Received, Upload
from insecta.services.relay import Relay
from insecta.settings import load
from streaming.identify import TOPICS as IDENTIFY_TOPICS
from streaming.process import Shell
from streaming.worker import Consumer, Worker
from tests.event_logs import KafkaLogs
from tests.faults.checker import ReleaseFiles, Verdict, check, settled
from tests.faults.conftest import Tally
from tests.faults.crash_points import FAILED, THROUGH, Point, When, begun, dies_at, ended
from tests.faults.house import Embedded
from tests.faults.ledger import Entry, Ledger
from tests.scripted_classifier import ScriptedClassifier, scripted_release
from tests.services.house import House, jpeg

PICTURES = [jpeg(40 + 30 * number, number) for number in range(4)]
NUMBERS = [None, "P-1", "P-1", None]
"""The second and third picture show one specimen: its answer is fused, the later updates it."""
BATCHES = (10, 2)
"""Every point is tried with each of these batch sizes."""
SIDES: tuple[When, When] = ("before", "after")


def scripted_files() -> ReleaseFiles:
    known = scripted_release()
    taxa = {
        t.taxon_id: {
            "scientificName": t.scientific_name,
            "taxonRank": t.rank,
            "parent_id": t.parent_id or "",
        }
        for t in known.taxa
    }
    return ReleaseFiles(known.digest, f"{known.name} {known.version}", taxa, known)


def life(house: House, ledger: Ledger, batch: int) -> None:
    """Upload, identify, index: what a platform does, once, until nothing is left."""
    for number, data in enumerate(PICTURES):
        received = _sent(house, number, data)
        digest = hashlib.sha256(data).hexdigest()
        ledger.acknowledged(
            Entry(
                number, digest, len(data), str(received.image_id), str(received.specimen_id),
                NUMBERS[number], "parts" if number == 3 else "raw",
            )
        )  # fmt: skip
    _work(
        house, "identify", IDENTIFY_TOPICS, batch,
        lambda events: identify(
            house.catalogue, house.store, house.classifier, events, house.other
        ),
    )  # fmt: skip
    _work(
        house, "index", TOPICS, batch,
        lambda events: index(house.catalogue, house.index, house.release, events),
    )  # fmt: skip


def _sent(house: House, number: int, data: bytes) -> Received:
    if number != 3:
        return house.receive(data, f"{number}.jpg", catalog_number=NUMBERS[number])
    upload = Upload(f"{number}.jpg", "ANTS")
    catalogue, store = house.catalogue, house.store
    known = uploads.begin(catalogue, LOCAL_ADMINISTRATOR, upload, len(data), Limits())
    for part in (data[:3_000], data[3_000:]):
        known = uploads.append(catalogue, store, known, [part], len(part))
    return uploads.complete(catalogue, store, LOCAL_ADMINISTRATOR, known, Limits())


def _work(
    house: House,
    group: str,
    topics: tuple[str, ...],
    batch: int,
    handle: Callable[[list[Event]], None],
) -> None:
    log = TableLog(house.catalogue, group)
    consumer = Consumer(group, topics, batch, handle, lambda: None)  # type: ignore[arg-type]
    worker = Worker(consumer, log, Shell(house.catalogue, group))
    while found := log.poll(topics, batch, 0.05):
        worker.process(found)
    log.close()


def _opened(folder: Path) -> House:
    """The house in a folder that was made before: nothing is promoted again."""
    house = House.__new__(House)
    house.folder = folder
    house.classifier = ScriptedClassifier()
    house.classifiers = {house.classifier.release.digest: house.classifier}
    house.settings = load(data=folder / "data")
    house.catalogue = Catalogue(house.settings.catalogue)
    house.store = open_store(house.settings.object_store, house.settings)
    house.index = open_index(house.settings.search_index)
    return house


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A house with a promoted release and open indexes, made by a child of its own."""
    folder = tmp_path / "template"
    folder.mkdir()

    def make() -> None:
        house = House(folder)
        house.catalogue.close()
        house.index.close()

    assert dies_at(Point(0, "before"), make) == THROUGH
    return folder


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("batch", BATCHES)
def test_upload_identify_index(template: Path, tmp_path: Path, tally: Tally, batch: int) -> None:
    whole = Verdict(0)
    runs, number, through = 0, 0, False
    while not through:
        number += 1
        lives = {when: _life_in(template, tmp_path / f"{number}-{when}", batch) for when in SIDES}
        dying = {when: begun(Point(number, when), lives[when]) for when in SIDES}
        codes = {when: ended(child) for when, child in dying.items()}
        assert FAILED not in codes.values(), "a fault in the life itself"
        through = THROUGH in codes.values()
        if through:
            break
        again = {when: begun(Point(0, "before"), lives[when]) for when in SIDES}
        for when, child in again.items():
            assert ended(child) == THROUGH, f"{when} {number}: cannot go on"
        for when in SIDES:
            runs += 1
            _judge(tmp_path / f"{number}-{when}", whole, f"{when} step {number}")
            shutil.rmtree(tmp_path / f"{number}-{when}")
    assert number > 25, "fewer durable steps than there must be"
    told = f"({number - 1} steps, both sides; scripted network, not in the last line)"
    tally.add(f"crash points, batches of {batch}", whole, runs, told, counted=False)


def _life_in(template: Path, folder: Path, batch: int) -> Callable[[], None]:
    """A life in a copy of the house; both sides of a step are tried at once."""
    shutil.copytree(template, folder)
    return lambda: life(_opened(folder), Ledger(folder / "ledger"), batch)


def _judge(folder: Path, whole: Verdict, where: str) -> None:
    raw, ledger = Embedded(folder / "data"), Ledger.read(folder / "ledger")
    left = settled(raw, list(ledger.entries.values()), scripted_files())
    found = check(raw, ledger, scripted_files())
    whole.expected += found.expected
    whole.lost += [f"{where}: {one}" for one in found.lost]
    whole.doubled += [f"{where}: {one}" for one in found.doubled]
    whole.violations += [
        f"{where}: {one}" for one in [*found.violations, *([left] if left else [])]
    ]


@pytest.mark.slow
@pytest.mark.server
@pytest.mark.timeout(300)
def test_relay(tmp_path: Path, kafka_server: str, tally: Tally) -> None:
    """Every event of the outbox reaches Kafka, in its order but for repeats of a broken-off batch."""
    runs, number, through = 0, 0, False
    while not through:
        number += 1
        for when in SIDES:
            url = f"sqlite:///{tmp_path / f'{number}-{when}.db'}"
            sent = _outbox(url)

            def hand_over(url: str = url) -> None:
                catalogue = Catalogue(url)
                relay = Relay(catalogue, KafkaLog(kafka_server, "relay"))
                assert relay.lead()
                while relay.step(3):
                    pass
                relay.close()

            logs = KafkaLogs(kafka_server)
            code = dies_at(Point(number, when), hand_over)
            assert code != FAILED
            through = code == THROUGH
            if not through:
                runs += 1
                assert dies_at(Point(0, "before"), hand_over) == THROUGH
            got = [wire.decode(body).id for body in logs.since_begun(SpecimenChanged.topic)]
            first_seen = list(dict.fromkeys(got))
            assert first_seen == sent, f"{when} step {number}: {len(got)} came of {len(sent)}"
            if through:
                break
    tally.tell("crash points, relay", f"{runs} deaths at {number - 1} steps, none lost, order kept")


def _outbox(url: str) -> list[UUID]:
    catalogue = Catalogue(url)
    migrate(catalogue)
    specimen = uuid4()
    with catalogue.writing() as tx:
        made = [SpecimenChanged(id=uuid4(), time=tx.at, specimen_id=specimen) for _ in range(8)]
        tx.emit_all(made)
    catalogue.close()
    return [one.id for one in made]
