"""Each thing broken by hand is reported, left alone without repair, mended with it, and then whole."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Executable, delete, select, update

from insecta import wire
from insecta.adapters.sqlite_index import open_index
from insecta.adapters.table_care import open_care
from insecta.catalogue.tables import identifications, images, outbox, regions, run_items, scores
from insecta.domain.events import ImageReceived, SpecimenChanged
from insecta.domain.identity import (
    blob_key,
    close_view_key,
    detail_key,
    rendition_key,
    thumbnail_key,
)
from insecta.domain.run import Run
from insecta.ports import Document
from insecta.services.audit import documents, objects, work
from insecta.services.audit.finding import Finding
from insecta.services.audit.finding import House as Audited
from insecta.services.reconcile import reconcile
from tests.services.house import House, jpeg

pytestmark = pytest.mark.seconds

LONG_AGO = time.time() - 25 * 3600


class Whole:
    """A house with three identified pictures, every event of which was handled."""

    def __init__(self, house: House, pictures: Path) -> None:
        self.house = house
        for number in range(3):
            (pictures / f"ANT{number}.jpg").write_bytes(jpeg(60 + 50 * number, seed=number))
        self.run: Run = house.take_in(pictures)
        self.handled()
        self.done_before: datetime | None = None

    def handled(self) -> None:
        with self.house.catalogue.writing() as tx:
            for group in ("identify", "index"):
                tx.letters.move(group, tx.outbox.last())

    def look(self, *, repair: bool = False) -> list[Finding]:
        audited = Audited(
            self.house.catalogue,
            self.house.store,
            self.house.index,
            self.house.release,
            open_care("table:", self.house.catalogue),
            self.done_before,
        )
        return list(reconcile(audited, repair=repair))

    def seen(self, *, repair: bool = False) -> list[tuple[str, str]]:
        return sorted((one.kind, one.state) for one in self.look(repair=repair))

    def digests(self) -> list[str]:
        with self.house.catalogue.reading() as tx:
            return sorted(tx.connection.execute(select(images.c.sha256)).scalars())

    def specimens(self) -> list[UUID]:
        with self.house.catalogue.reading() as tx:
            return tx.specimens.page(None, 10)

    def execute(self, statement: Executable) -> None:
        with self.house.catalogue.writing() as tx:
            tx.connection.execute(statement)

    def age(self, key: str) -> None:
        os.utime(self.house.store.root / key, (LONG_AGO, LONG_AGO))

    def asked_for(self) -> list[UUID]:
        """Regions in the events that `identify` has still to handle."""
        with self.house.catalogue.reading() as tx:
            rows = tx.outbox.after(tx.letters.position("identify"), [ImageReceived.topic], 100)
        events = [wire.decode(body) for _, _, body in rows]
        return [one.region_id for one in events if isinstance(one, ImageReceived)]


@pytest.fixture
def whole(house: House, pictures: Path) -> Whole:
    made = Whole(house, pictures)
    assert made.look() == []
    return made


def mends(whole: Whole, *kinds: str) -> None:
    """Reported twice alike without repair, mended once, and then everything agrees."""
    assert whole.seen() == sorted((kind, "wrong") for kind in kinds)
    assert whole.seen() == sorted((kind, "wrong") for kind in kinds)
    assert whole.seen(repair=True) == sorted((kind, "repaired") for kind in kinds)
    assert whole.seen() == []


def test_a_rendition_is_made_again_from_its_original(whole: Whole) -> None:
    key = rendition_key(whole.digests()[1])
    before = whole.house.store.read(key)
    whole.house.store.delete(key)
    mends(whole, "rendition_missing")
    assert whole.house.store.read(key) == before


def test_an_original_cannot_be_made_again(whole: Whole) -> None:
    digest = whole.digests()[0]
    whole.house.store.delete(blob_key(digest))
    whole.house.store.delete(rendition_key(digest))
    told = [("original_missing", "wrong"), ("rendition_missing", "wrong")]
    assert whole.seen() == told
    assert whole.seen(repair=True) == told


def test_a_picture_that_failed_for_its_rendition_is_asked_for_again(whole: Whole) -> None:
    digest = whole.digests()[0]
    whole.house.store.delete(rendition_key(digest))
    for table in (identifications, scores):
        whole.execute(delete(table))
    whole.look(repair=True)
    with whole.house.catalogue.reading() as tx:
        query = select(regions.c.region_id).join(images).where(images.c.sha256 == digest)
        (region,) = tx.connection.execute(query).scalars()
    assert whole.asked_for() == [region]


def test_an_orphan_goes_after_two_days_and_comes_back_if_it_was_needed(whole: Whole) -> None:
    store = whole.house.store
    for name in ("0" * 64, "f" * 64):
        store.put(blob_key(name), [b"nobody's"])
    young = [("orphan_object", "noted")] * 2
    assert whole.seen() == whole.seen(repair=True) == young
    for name in ("0" * 64, "f" * 64):
        whole.age(blob_key(name))
    mends(whole, "orphan_object", "orphan_object")
    aside = objects.ASIDE + blob_key("0" * 64)
    assert (store.size(blob_key("0" * 64)), store.size(aside)) == (None, 8)
    whole.age(aside)
    assert whole.seen(repair=True) == []
    assert list(store.keys(objects.ASIDE)) == [objects.ASIDE + blob_key("f" * 64)]


def test_copies_of_what_nobody_has_go_at_once(whole: Whole) -> None:
    store, gone, kept = whole.house.store, "0" * 64, whole.digests()[0]
    for name in (gone, kept):
        for key in (close_view_key(name), detail_key(name), thumbnail_key(name)):
            store.put(key, [b"a copy"])
    assert whole.seen() == [], "they are young"
    for key in (close_view_key(gone), detail_key(gone), thumbnail_key(gone)):
        whole.age(key)
    mends(whole, "orphan_object", "orphan_object", "orphan_object")
    assert not [key for key in store.keys("") if gone in key]
    assert store.size(close_view_key(kept)) is not None


def test_an_orphan_set_aside_while_an_upload_met_it_is_taken_back(whole: Whole) -> None:
    store, key = whole.house.store, blob_key(whole.digests()[2])
    store.put(objects.ASIDE + key, [store.read(key)])
    store.delete(key)
    mends(whole, "original_missing")
    assert list(store.keys(objects.ASIDE)) == []


def test_a_rendition_taken_back_is_looked_at_again(whole: Whole) -> None:
    store, digest = whole.house.store, whole.digests()[0]
    key = rendition_key(digest)
    store.put(objects.ASIDE + key, [store.read(key)])
    store.delete(key)
    for table in (identifications, scores):
        whole.execute(delete(table))
    whole.look(repair=True)
    assert store.size(key) is not None
    assert len(whole.asked_for()) == 1


def test_a_waiting_picture_without_an_event_is_asked_for_again(whole: Whole) -> None:
    whole.execute(update(images).values(waiting=True))
    mends(whole, "not_looked_at", "not_looked_at", "not_looked_at")
    assert len(whole.asked_for()) == 3
    whole.house.identify(whole.asked_for())
    whole.handled()
    assert whole.look() == []


def test_an_event_on_its_way_is_nothing_wrong(whole: Whole, pictures: Path) -> None:
    (pictures / "ANT9.jpg").write_bytes(jpeg(200, seed=9))
    whole.house.only_take_in(pictures)
    assert [one.kind for one in whole.look()] == []
    with whole.house.catalogue.writing() as tx:
        tx.letters.move("identify", tx.outbox.last())
    assert "not_looked_at" in {one.kind for one in whole.look()}


def test_on_kafka_an_event_counts_unless_it_was_handed_over_before_all_was_done(
    whole: Whole,
) -> None:
    whole.execute(update(images).values(waiting=True))
    with whole.house.catalogue.writing() as tx:
        whole.done_before = tx.at - timedelta(minutes=15)
    assert whole.seen() == [], "nothing was handed over yet"
    whole.execute(update(outbox).values(relayed=whole.done_before + timedelta(minutes=1)))
    assert whole.seen() == []
    whole.execute(update(outbox).values(relayed=whole.done_before - timedelta(minutes=1)))
    assert whole.seen() == [("not_looked_at", "wrong")] * 3


def test_a_dead_letter_is_for_a_person(whole: Whole) -> None:
    with whole.house.catalogue.writing() as tx:
        (_, _, body) = tx.outbox.after(0, [ImageReceived.topic], 1)[0]
        event = wire.decode(body)
        assert isinstance(event, ImageReceived)
        tx.letters.bury("identify", event.id, event.topic, body, "bad")
        tx.connection.execute(
            update(images).where(images.c.image_id == event.image_id).values(waiting=True)
        )
    assert whole.seen(repair=True) == [("not_looked_at", "wrong")]
    assert "dead-letters" in whole.look()[0].text
    assert whole.asked_for() == []


def test_an_item_is_settled_by_the_answer_there_is(whole: Whole) -> None:
    before = whole.house.states(whole.run)
    whole.execute(update(run_items).values(state="working", reason=None))
    mends(whole, "run_item_open", "run_item_open", "run_item_open")
    assert whole.house.states(whole.run) == before


def test_an_item_whose_picture_is_gone_fails_and_its_run_ends(whole: Whole) -> None:
    with whole.house.catalogue.writing() as tx:
        tx.connection.execute(update(run_items).values(state="working"))
        tx.connection.execute(update(images).values(deleted_at=tx.at))
        tx.runs.change(whole.run.run_id, finished=None, state="open")
    mends(whole, "run_item_open", "run_item_open", "run_item_open")
    assert set(whole.house.counts(whole.run)) == {"failed"}
    with whole.house.catalogue.reading() as tx:
        assert tx.runs.get(whole.run.run_id).finished is not None


def test_a_run_that_nobody_takes_in_is_told_after_a_day(whole: Whole) -> None:
    whole.execute(update(run_items).values(state="pending"))
    assert whole.seen(repair=True) == [("run_item_open", "noted")]
    with whole.house.catalogue.writing() as tx:
        tx.runs.change(whole.run.run_id, started=tx.at - timedelta(hours=25))
    assert whole.seen(repair=True) == [("run_item_open", "wrong")]
    assert "give the ingest again" in whole.look()[0].text


def _write(whole: Whole, document: Document) -> None:
    with whole.house.catalogue.reading() as tx:
        names = [one.name for one in tx.generations.written() if one.kind == "specimens"]
    whole.house.index.write(names, [document])


def test_a_stale_document_is_written_again(whole: Whole) -> None:
    with whole.house.catalogue.writing() as tx:
        tx.specimens.change(whole.specimens()[0], catalog_number="NEW-1")
    mends(whole, "document_stale")
    assert whole.house.search("NEW-1").total == 1


def test_a_change_whose_event_is_on_its_way_is_not_stale(whole: Whole) -> None:
    with whole.house.catalogue.writing() as tx:
        tx.specimens.touch(whole.specimens()[:1])
        tx.emit(SpecimenChanged, specimen_id=whole.specimens()[0])
    assert whole.seen() == []
    whole.handled()
    assert whole.seen() == [("document_stale", "wrong")]


def test_a_catalogue_behind_its_index_gets_ahead_of_it(whole: Whole) -> None:
    key = whole.specimens()[1]
    _write(whole, Document(str(key), 77, {"catalog_number": "FROM-THE-FUTURE"}))
    assert whole.house.search("catalog_number:FROM-THE-FUTURE").total == 1
    mends(whole, "document_stale")
    assert whole.house.search("catalog_number:FROM-THE-FUTURE").total == 0


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_missing_document_is_written(whole: Whole, place: int) -> None:
    key = whole.specimens()[place]
    with whole.house.catalogue.reading() as tx:
        version = tx.specimens.find([key])[key].version
    _write(whole, Document(str(key), version, {}, deleted=True))
    assert whole.house.search().total == 2
    mends(whole, "document_missing")
    assert whole.house.search().total == 3


@pytest.mark.parametrize("name", [UUID(int=0), UUID(int=2**127), UUID(int=2**128 - 1)])
def test_a_document_of_no_specimen_is_no_longer_found(whole: Whole, name: UUID) -> None:
    _write(whole, Document(str(name), 5, {"catalog_number": "GHOST"}))
    assert whole.house.search().total == 4
    mends(whole, "document_orphaned")
    assert whole.house.search().total == 3


def test_a_deleted_specimen_is_no_longer_found(whole: Whole) -> None:
    with whole.house.catalogue.writing() as tx:
        tx.specimens.change(whole.specimens()[0], deleted_at=tx.at)
    mends(whole, "document_orphaned")
    assert whole.house.search().total == 2


def test_an_index_that_is_gone_is_rebuilt(whole: Whole, tmp_path: Path) -> None:
    whole.house.index = open_index(f"sqlite:///{tmp_path / 'new.db'}")
    assert whole.seen() == [("index_missing", "wrong")]
    assert whole.seen(repair=True) == [("index_missing", "repaired")]
    assert whole.seen() == []
    assert whole.house.search().total == 3


def test_pages_join_without_a_gap(whole: Whole, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (objects, work, documents):
        monkeypatch.setattr(module, "PAGE", 1)
    assert whole.seen() == []
    whole.execute(update(images).values(waiting=True))
    mends(whole, *["not_looked_at"] * 3)
    whole.house.identify(whole.asked_for())
    whole.execute(update(run_items).values(state="working"))
    whole.handled()
    with whole.house.catalogue.writing() as tx:
        tx.specimens.touch(whole.specimens())
    mends(whole, *["run_item_open"] * 3, *["document_stale"] * 3)
