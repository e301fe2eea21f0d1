"""The ledger of a bulk run: one item for every picture of the plan, however often it is written."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from insecta.domain.collection import Role
from insecta.domain.events import ImageReceived, ReleasePromoted, SpecimenChanged
from insecta.domain.run import Run
from insecta.errors import Conflict, Forbidden, NotFound
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.bulk.ledger import begin, manifests_of, write_items
from insecta.services.bulk.load import _Quiet
from insecta.services.bulk.manifest import Manifest, read_manifest, write_manifest
from insecta.services.bulk.prepare import _Marker
from insecta.services.ingest.source import open_source
from insecta.services.number_patterns import named_pattern
from insecta.services.sources.record import ReadOptions
from tests.services.house import House, jpeg

PICTURES = 5
RELEASE = "5c" * 32


@pytest.fixture
def manifest(house: House, pictures: Path) -> Manifest:
    """Pictures with their records, one named twice, one record without a picture."""
    with (pictures / "list.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("file", "catalogNumber", "genus"))
        for n in range(PICTURES):
            (pictures / f"a{n}.jpg").write_bytes(jpeg(40, n, (48, 32)))
            rows.writerow((f"a{n}.jpg", f"MUS{n:04}", "Lasius"))
        rows.writerow(("a0.jpg", "MUS0000", "Lasius"))
        rows.writerow(("", "MUS9999", "Formica"))
    return planned(house, pictures / "list.csv")


def planned(house: House, source: Path) -> Manifest:
    options = ReadOptions(named_pattern("any"))
    opened, _ = open_source(str(source), options, lambda url: None)  # type: ignore[arg-type, return-value]
    return write_manifest(house.store, opened.name, "any", opened.records(), opened.key_prefix)


def items(house: House, run: Run) -> list[tuple[int, str, str]]:
    with house.catalogue.reading() as tx:
        return [(one.item_no, one.user_name, one.state) for one in tx.runs.items(run.run_id)]


def test_the_same_source_gives_the_same_plan_and_it_is_read_back(
    house: House, manifest: Manifest, pictures: Path
) -> None:
    assert planned(house, pictures / "list.csv") == manifest
    assert read_manifest(house.store, manifest.digest) == manifest
    assert (manifest.pictures, manifest.sized) == (PICTURES, PICTURES)
    (pictures / "a0.jpg").write_bytes(jpeg(40, 99, (48, 32)))
    assert planned(house, pictures / "list.csv").digest != manifest.digest


def test_every_picture_has_one_item_however_often_it_is_written(
    house: House, manifest: Manifest
) -> None:
    collection, run = begin(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", manifest, RELEASE)
    expected = [(n, f"a{n}.jpg", "pending") for n in range(PICTURES)]
    for _ in range(2):  # as if the first had broken off just before its end
        write_items(house.catalogue, house.store, collection, run, manifest)
        assert items(house, run) == expected
    with house.catalogue.reading() as tx:
        planned_run = tx.runs.get(run.run_id)
    assert planned_run.planned
    told: list[int] = []
    write_items(house.catalogue, house.store, collection, planned_run, manifest, told.append)
    assert told == [], "a planned run is left alone"
    assert begin(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", manifest, RELEASE)[1].run_id == (
        run.run_id
    )
    house.catch_up()
    (bare,) = house.search("mus9999").hits
    assert "record_without_picture" in bare.fields["note"]
    assert manifests_of(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS") == [manifest.digest]


def test_only_contributors_begin_and_a_cancelled_run_says_what_takes_it_up(
    house: House, manifest: Manifest
) -> None:
    viewer = house.member("viewer", ANTS=Role.VIEWER)
    with pytest.raises(Forbidden):
        begin(house.catalogue, viewer, "ANTS", manifest, RELEASE)
    with pytest.raises(NotFound, match="not made by a bulk run"):
        manifests_of(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS")
    helper = house.member("helper", ANTS=Role.CONTRIBUTOR)
    _, run = begin(house.catalogue, helper, "ANTS", manifest, RELEASE)
    with house.catalogue.writing() as tx:
        tx.runs.cancel(run.run_id)
    with pytest.raises(Conflict, match="was cancelled") as told:
        begin(house.catalogue, helper, "ANTS", manifest, RELEASE)
    assert f"`insecta runs resume {str(run.run_id)[:8]}`" in str(told.value)


def test_a_shard_keeps_to_itself_what_its_own_event_tells(house: House) -> None:
    shown, other = (house.receive(jpeg(40, n)).specimen_id for n in range(2))
    before = house.last_event()
    with house.catalogue.writing() as tx:
        quiet = _Quiet(tx.connection, tx.at)
        quiet.emit(SpecimenChanged, specimen_id=shown)
        quiet.emit(SpecimenChanged, specimen_id=other)
        quiet.emit(
            ImageReceived, specimen_id=shown, image_id=shown, region_id=shown, sha256="0" * 64
        )
        quiet.emit(ReleasePromoted, number=7, release=RELEASE)
        quiet.tell_others({shown})
    told = house.events(before)
    assert [type(one) for one in told] == [ReleasePromoted, SpecimenChanged]
    assert isinstance(told[1], SpecimenChanged)
    assert told[1].specimen_id == other


def test_the_picture_under_way_is_remembered_and_nothing_is_left_open(tmp_path: Path) -> None:
    path = tmp_path / "marker"
    before = len(os.listdir("/proc/self/fd"))
    with _Marker(path) as first:
        first.at(7)
        kept = path.read_text()
    assert not path.exists()
    assert len(os.listdir("/proc/self/fd")) == before
    path.write_text(kept)  # its process was killed
    with _Marker(path) as second:
        assert (second.killed_by(7), second.killed_by(8)) == (True, False)
