"""The index is a projection that can be made again at any time, and nobody notices."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

import pytest
from sqlalchemy import insert

from insecta.adapters.sqlite_index import open_index
from insecta.catalogue.tables import outbox
from insecta.domain.events import Event, ReleasePromoted, RunShardLoaded, SpecimenChanged
from insecta.domain.run import Run, RunItem
from insecta.errors import Conflict, Unavailable
from insecta.ports import Document, Generation
from insecta.services import index
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.find import find
from insecta.services.index import (
    catalogue_digest,
    catch_up,
    ensure,
    images_alias,
    intact,
    rebuild,
    recover,
    refilling,
)
from tests.scripted_classifier import scripted_release
from tests.services.house import House, jpeg
from tests.services.test_documents import delete, delete_image, identify_by_person, merge, similar


def agree(house: House) -> bool:
    """Whether the live generation holds what the catalogue does: (id, version), digested."""
    with house.catalogue.reading() as tx:
        live = tx.generations.live("specimens")
    assert live is not None
    digest, versions = catalogue_digest(house.catalogue)
    summary = house.index.refresh(live.name)
    return (summary.count, summary.digest) == (len(versions), digest)


def test_index_and_catalogue_agree_after_everything_that_can_happen(house: House) -> None:
    found = [house.take(jpeg(40, n, (48, 32)), catalog_number=f"A{n}") for n in range(4)]
    delete(house, found[0])
    merge(house, found[1], found[2])
    identify_by_person(house, found[3])
    assert not agree(house)
    house.catch_up()
    assert agree(house)


def test_a_rebuild_finds_what_was_found_before(house: House) -> None:
    found = [house.take(jpeg(40, n, (48, 32)), catalog_number=f"A{n}") for n in range(3)]
    delete(house, found[0])
    house.catch_up()
    before = house.search().hits
    count, name = rebuild(house.catalogue, house.index, house.release)
    assert (count, name) == (2, "specimens-2")
    assert agree(house)
    assert sorted(map(str, house.search().hits)) == sorted(map(str, before))


def test_a_rebuild_makes_a_lost_index_again(house: House) -> None:
    house.take(jpeg(40), catalog_number="A1")
    with house.catalogue.reading() as tx:
        live = tx.generations.live("specimens")
        specimen = tx.specimens.page(None, 1)[0]
    assert live is not None
    house.index.write([live.name], [Document(str(specimen), 10_000, {}, deleted=True)])
    assert house.search().total == 0
    rebuild(house.catalogue, house.index, house.release)
    assert house.search().total == 1


def test_the_generation_before_is_written_to_for_a_day_more(house: House) -> None:
    rebuild(house.catalogue, house.index, house.release)
    house.take(jpeg(40), catalog_number="A1")
    with house.catalogue.reading() as tx:
        states = {one.name: one.state for one in tx.generations.all() if one.kind == "specimens"}
    assert states == {"specimens-1": "former", "specimens-2": "live"}
    house.index.point("specimens", "specimens-1")
    assert house.search("a1").total == 1, "going back is one call"


def test_what_is_deleted_while_the_index_is_rebuilt_is_not_in_it(house: House) -> None:
    found = [house.take(jpeg(40, n, (48, 32)), catalog_number=f"A{n}") for n in range(3)]

    def meanwhile(done: int, total: int) -> None:
        if house.specimen(found[0].specimen_id).deleted_at is None:
            delete(house, found[0])
            identify_by_person(house, found[1])

    rebuild(house.catalogue, house.index, house.release, meanwhile)
    assert agree(house)
    assert house.search().total == 2
    assert house.search("lasius").total == 1


def test_index_workers_write_to_the_generation_that_is_being_built(house: House) -> None:
    found = house.take(jpeg(40), catalog_number="A1")
    built: list[tuple[int, str]] = []

    def meanwhile(done: int, total: int) -> None:
        identify_by_person(house, found)
        house.catch_up()
        summary = house.index.refresh("specimens-2")
        built.append((summary.count, summary.digest))

    rebuild(house.catalogue, house.index, house.release, meanwhile)
    assert built == [(1, catalogue_digest(house.catalogue)[0])]


def failed_search(house: House, at_least: int) -> list[str]:
    try:
        total = house.search("ants").total
    except Exception as error:
        return [repr(error)]
    return [] if total >= at_least else [f"{total} found"]


def test_a_rebuild_while_others_write_fails_no_search(house: House) -> None:
    for number in range(6):
        house.take(jpeg(40, number, (48, 32)), catalog_number=f"A{number}")
    over = threading.Event()
    problems: list[str] = []

    def search() -> None:
        while not over.is_set():
            problems.extend(failed_search(house, at_least=6))

    def write() -> None:
        for number in range(100, 112):
            house.take(jpeg(40, number, (48, 32)), catalog_number=f"A{number}")

    threads = [threading.Thread(target=search), threading.Thread(target=write)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(3):
            rebuild(house.catalogue, house.index, house.release)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    house.catch_up()
    assert problems == []
    assert agree(house)


def _building(house: House) -> list[str]:
    with house.catalogue.reading() as tx:
        return [one.name for one in tx.generations.all() if one.state == "building"]


def test_a_rebuild_that_is_broken_off_leaves_nothing_to_write_to(house: House) -> None:
    house.take(jpeg(40), catalog_number="A1")

    def broken_off(done: int, total: int) -> None:
        with pytest.raises(Conflict, match="already"):
            rebuild(house.catalogue, house.index, house.release)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(house.catalogue, house.index, house.release, broken_off)
    assert _building(house) == []


def test_the_next_rebuild_gives_up_what_a_killed_one_was_filling(house: House) -> None:
    house.take(jpeg(40), catalog_number="A1")
    with house.catalogue.reading() as tx:
        proposed = tx.generations.proposed("specimens", None, None)
    house.index.open(Generation(proposed.name, "specimens", None))
    with house.catalogue.writing() as tx:
        assert tx.generations.add(proposed)
    assert _building(house) == [proposed.name]
    rebuild(house.catalogue, house.index, house.release)
    assert _building(house) == []
    assert house.search().total == 1


def test_a_rebuild_that_never_agrees_leaves_what_was_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.take(jpeg(40), catalog_number="A1")
    write = house.index.write

    def lossy(generations: Sequence[str], documents: Sequence[Document]) -> None:
        if "specimens-2" not in generations:
            write(generations, documents)

    monkeypatch.setattr(house.index, "write", lossy)
    with pytest.raises(Unavailable, match="never agreed"):
        rebuild(house.catalogue, house.index, house.release)
    assert house.search().total == 1
    with house.catalogue.reading() as tx:
        live = tx.generations.live("specimens")
        assert live is not None
        assert live.name == "specimens-1"
        assert "specimens-2" not in {one.name for one in tx.generations.written()}


def test_catching_up_reads_no_event_twice(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.take(jpeg(40), catalog_number="A1")

    def never(*_: object) -> None:
        raise AssertionError("nothing is new")

    monkeypatch.setattr(index, "write", never)
    catch_up(house.catalogue, house.index, house.release)


def test_catching_up_puts_aside_what_is_no_event(house: House) -> None:
    with house.catalogue.writing() as tx:
        row = {
            "event_id": uuid4(), "topic": SpecimenChanged.topic, "key": "x", "body": "poison",
            "created": tx.at,
        }  # fmt: skip
        tx.connection.execute(insert(outbox), [row])
    house.receive(jpeg(40), catalog_number="A1")
    catch_up(house.catalogue, house.index, house.release)
    with house.catalogue.reading() as tx:
        (letter,) = tx.letters.dead()
    assert (letter.group, letter.body) == ("index", "poison")
    house.catch_up()
    assert house.search().total == 1


def test_what_could_not_be_indexed_is_indexed_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.receive(jpeg(40), catalog_number="A1")

    def down(generations: Sequence[str], documents: Sequence[Document]) -> None:
        raise Unavailable("no index")

    with monkeypatch.context() as patch:
        patch.setattr(house.index, "write", down)
        with pytest.raises(Unavailable):
            house.catch_up()
    assert house.search().total == 0
    house.catch_up()
    assert house.search().total == 1


def test_a_promotion_opens_the_vectors_of_its_space(house: House) -> None:
    second = scripted_release(digest="e2" * 32, space="cd" * 32)
    event = ReleasePromoted(id=uuid4(), time=_now(house), number=2, release=second.digest)
    for _ in range(2):
        index.index(house.catalogue, house.index, lambda digest: second, [event])
    assert similar(house, second.space) == ()
    with house.catalogue.reading() as tx:
        spaces = [one.space for one in tx.generations.all() if one.kind == "images"]
    assert sorted(map(str, spaces)) == ["ab" * 32, "cd" * 32]
    assert images_alias(second.space) != images_alias("ab" * 32)


def _now(house: House) -> datetime:
    with house.catalogue.reading() as tx:
        return tx.at


def test_one_event_indexes_a_whole_shard_and_only_that(house: House) -> None:
    found = [house.receive(jpeg(40, n, (48, 32)), catalog_number=f"A{n}") for n in range(3)]
    run = uuid4()
    with house.catalogue.writing() as tx:
        collection = tx.collections.get("ANTS").collection_id
        tx.runs.add(Run(run, collection, "bulk", "running", True, tx.at, kind="bulk"))
        tx.runs.add_items(
            RunItem(run, n, f"{n}", f"{n}", "done", region_id=house.region(one))
            for n, one in enumerate(found)
        )
        for shard, items in enumerate([range(2), range(2, 3)]):
            tx.runs.add_shard(run, shard, f"shards/{shard}", f"{shard}" * 64, items)
    event: Event = RunShardLoaded(id=uuid4(), time=_now(house), run_id=run, shard_no=0)
    index.index(house.catalogue, house.index, house.release, [event])
    numbers = {hit.fields["catalog_number"] for hit in house.search().hits}
    assert numbers == {"A0", "A1"}
    assert house.search(f"run:{run}").total == 2


def test_filling_tells_how_far_it_is(house: House) -> None:
    for seed in range(3):
        house.receive(jpeg(40, seed, (48, 32)), catalog_number=f"A{seed}")
    told: list[tuple[int, int]] = []
    assert index.fill(house.catalogue, house.index, house.release, lambda *n: told.append(n)) == 3
    assert told[-1] == (3, 3)


def test_ensuring_again_changes_nothing(house: House) -> None:
    house.take(jpeg(40), catalog_number="A1")
    ensure(house.catalogue, house.index, house.classifier.release)
    with house.catalogue.reading() as tx:
        assert len(tx.generations.all()) == 2
    assert house.search().total == 1


def test_a_deleted_picture_leaves_no_vector_behind_after_a_rebuild(house: House) -> None:
    found = house.take(jpeg(40), catalog_number="A1")
    delete_image(house, found)
    house.catch_up()
    rebuild(house.catalogue, house.index, house.release)
    assert similar(house) == ()
    assert agree(house)


def lose(house: House) -> None:
    """What is left of an index whose server was emptied: nothing, under a catalogue that knows it."""
    house.index.close()
    for path in house.settings.data.glob("index.db*"):
        path.unlink()
    house.index = open_index(house.settings.search_index)


def total_and_complete(house: House) -> tuple[int, bool]:
    found = find(house.catalogue, house.index, LOCAL_ADMINISTRATOR, "")
    return found.total, found.complete


def test_a_lost_index_is_made_again_while_the_catalogue_remembers_what_it_lacks(
    house: House,
) -> None:
    found = [house.take(jpeg(40, n, (48, 32)), catalog_number=f"A{n}") for n in range(3)]
    delete(house, found[0])
    house.catch_up()
    rebuild(house.catalogue, house.index, house.release)
    assert intact(house.catalogue, house.index)
    lose(house)
    assert not intact(house.catalogue, house.index)
    with pytest.raises(Unavailable, match="was lost"):
        find(house.catalogue, house.index, LOCAL_ADMINISTRATOR, "")
    ensure(house.catalogue, house.index, house.classifier.release)
    assert total_and_complete(house) == (0, False)
    assert not intact(house.catalogue, house.index), "it is there, and not filled"
    recover(house.catalogue, house.index)
    next(refilling(house.catalogue, house.index, house.release))  # broken off after a page
    assert not intact(house.catalogue, house.index)
    assert list(refilling(house.catalogue, house.index, house.release)) == [3]
    assert intact(house.catalogue, house.index)
    assert agree(house)
    assert total_and_complete(house) == (2, True)
    assert len(similar(house)) == 2, "vectors too"
    with house.catalogue.reading() as tx:
        states = {one.name: one.state for one in tx.generations.all()}
    assert states["specimens-1"] == "dropped", "a former one that is gone is given up"
    assert list(refilling(house.catalogue, house.index, house.release)) == []
