"""Events shuffled and repeated ten times change nothing; nothing but poison opens the circuit."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert

from insecta.adapters.table_log import TableLog
from insecta.catalogue.tables import outbox
from insecta.domain.events import TOPICS, ImageReceived
from insecta.errors import Fault
from insecta.services.identify import identify
from insecta.services.index import index
from insecta.services.log_care import MOST_UNREADABLE
from tests.event_logs import KafkaLogs
from tests.faults.conftest import Tally
from tests.faults.house import Embedded
from tests.services.house import House, jpeg

PICTURES, TIMES = 30, 10


def test_events_shuffled_and_repeated_ten_times(tmp_path: Path, tally: Tally) -> None:
    house = House(tmp_path)
    for number in range(PICTURES):
        house.take(jpeg(30 + 6 * number, number), catalog_number=f"S-{number // 2}")
    before = _everything(house)
    events = [
        dataclasses.replace(event, id=uuid4()) for event in house.events() for _ in range(TIMES)
    ]
    random.Random(3).shuffle(events)
    for start in range(0, len(events), 50):
        batch = events[start : start + 50]
        identify(house.catalogue, house.store, house.classifier, batch, house.other)
        index(house.catalogue, house.index, house.release, batch)
    assert _everything(house) == before
    tally.tell(
        "repeats", f"{len(events)} events, ×{TIMES} and shuffled: no row, no document changed"
    )


def _everything(house: House) -> Any:
    raw = Embedded(house.settings.data)
    tables = ("images", "specimens", "regions", "scores", "identifications", "outbox")
    return (
        {name: raw.rows(f"SELECT * FROM {name} ORDER BY 1, 2, 3") for name in tables},
        raw.documents("specimens"),
    )


def test_nothing_but_poison_in_the_outbox_stops_the_reader(tmp_path: Path) -> None:
    house = House(tmp_path)
    with house.catalogue.writing() as tx:
        rows = [
            {
                "event_id": uuid4(), "topic": ImageReceived.topic, "key": "x", "body": "poison",
                "created": tx.at,
            }
            for _ in range(3 * MOST_UNREADABLE)
        ]  # fmt: skip
        tx.connection.execute(insert(outbox), rows)
    for _ in range(3):  # started again and again
        log = TableLog(house.catalogue, "identify")
        with pytest.raises(Fault, match="in a row"):
            _drain(lambda log=log: log.poll(TOPICS, 8, 0.1))  # type: ignore[misc]
        log.close()
    with house.catalogue.reading() as tx:
        assert len(tx.letters.dead()) <= MOST_UNREADABLE + 8


@pytest.mark.server
def test_nothing_but_poison_in_kafka_stops_the_reader(kafka_server: str) -> None:
    logs = KafkaLogs(kafka_server)
    reader = logs.make("poisoned")
    poison = b"poison", b"one key, one partition"
    logs.send_raw(ImageReceived.topic, *poison, times=3 * MOST_UNREADABLE)
    with pytest.raises(Fault, match="in a row"):
        _drain(lambda: reader.poll((ImageReceived.topic,), 500, 2.0))
    logs.close()


def _drain(poll: Callable[[], list[Any]]) -> None:
    for _ in range(200):
        poll()
    raise AssertionError("the reader went on")
