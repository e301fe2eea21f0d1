"""A picture that is forgotten leaves every packed file, and no later release brings it back."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, update

from insecta.catalogue.tables import images, run_items, run_shards
from insecta.domain.specimen import Image
from insecta.services import forget, forget_packed
from insecta.services.access import LOCAL_ADMINISTRATOR
from tests.scripted_classifier import ScriptedClassifier, scripted_release
from tests.services.bulk.work import Bulk, packed
from tests.services.house import House, jpeg

NAMES = ["MUS0.jpg", "MUS1.jpg", "MUS2.jpg"]


@pytest.fixture
def source(pictures: Path) -> Path:
    for number, name in enumerate(NAMES):
        (pictures / name).write_bytes(jpeg(60 + 40 * number, number))
    return pictures


@pytest.fixture
def second(house: House) -> ScriptedClassifier:
    """Another release, known but not promoted."""
    made = ScriptedClassifier(release=scripted_release(digest="2d" * 32, version="2"))
    house.know(made)
    return made


def forgotten(house: House, image: Image) -> forget.Told:
    stores = forget.House(
        house.catalogue, house.store, house.index, house.settings.max_pixels_staff
    )
    return forget.forget_picture(stores, LOCAL_ADMINISTRATOR, image.image_id)


def image_of(house: House, bulk: Bulk, name: str) -> Image:
    query = select(images.c.image_id).where(
        images.c.collection_id == bulk.collection.collection_id,
        images.c.source_key.like(f"%{name}"),
    )
    with house.catalogue.reading() as tx:
        (key,) = tx.connection.execute(query).scalars()
        return tx.images.find([key])[key]


def holding(house: House, text: str) -> list[Path]:
    """Files below bulk/ that hold a text."""
    import pyarrow.parquet as pq

    def told(path: Path) -> str:
        if path.suffix == ".parquet":
            return str(pq.read_table(path).to_pylist())
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()

    return [path for path in packed(house, (".parquet", ".gz", ".json")) if text in told(path)]


def numbers(house: House) -> tuple[int, set[int]]:
    """Images there are, and how many rows the shards of renditions have."""
    import pyarrow.parquet as pq

    with house.catalogue.reading() as tx:
        there = len(tx.connection.execute(select(images.c.image_id)).all())
    shards = [path for path in packed(house, (".parquet",)) if "prepared" in path.parts]
    return there, {pq.read_table(path).num_rows for path in shards}


def test_a_copy_beside_the_picture_goes_with_it_and_does_not_come_back(
    house: House, source: Path, second: ScriptedClassifier
) -> None:
    (source / "copies").mkdir()
    (source / "copies" / "MUS1.jpg").write_bytes((source / "MUS1.jpg").read_bytes())
    bulk = Bulk(house, source)
    bulk.work()
    twins = {name: state for name, state in bulk.states().items() if "MUS1" in name}
    assert "duplicate" in twins.values()
    image = image_of(house, bulk, "MUS1.jpg")
    forgotten(house, image)
    assert holding(house, image.sha256) == holding(house, "MUS1") == []
    with house.catalogue.reading() as tx:
        items = tx.connection.execute(select(run_items)).all()
    assert "MUS1" not in str(items)
    assert image.sha256 not in str(items)
    again = Bulk(house, source, classifier=second)
    again.work()
    assert numbers(house) == (2, {4})
    with house.catalogue.reading() as tx:
        states = [one.state for one in tx.runs.items(again.run.run_id)]
    assert states.count("rejected") == 2


def test_a_shard_is_found_whatever_the_pixel_limit_is_by_now(house: House, source: Path) -> None:
    bulk = Bulk(house, source)
    bulk.work()
    image = image_of(house, bulk, "MUS1.jpg")
    with house.catalogue.writing() as tx:
        tx.collections.change(bulk.collection.collection_id, {"max_pixels": 1_000_000})
    house.settings = house.settings.model_copy(update={"max_pixels_staff": 2_000_000})
    told = forgotten(house, image)
    assert holding(house, image.sha256) == []
    assert forget_packed.UNKNOWN not in told.left


def test_a_shard_that_no_run_names_any_more_is_told(house: House, source: Path) -> None:
    bulk = Bulk(house, source)
    bulk.work()
    image = image_of(house, bulk, "MUS1.jpg")
    with house.catalogue.writing() as tx:  # as a run of an earlier version left it
        tx.connection.execute(update(run_shards).values(prepared=None))
        tx.collections.change(bulk.collection.collection_id, {"max_pixels": 1_000_000})
    house.settings = house.settings.model_copy(update={"max_pixels_staff": 2_000_000})
    assert forget_packed.UNKNOWN in forgotten(house, image).left


def test_what_releases_saw_after_a_first_forgetting_is_found_by_the_second(
    house: House, source: Path, second: ScriptedClassifier
) -> None:
    bulk = Bulk(house, source)
    bulk.work()
    first, other = (image_of(house, bulk, name) for name in NAMES[:2])
    forgotten(house, first)
    bulk.work()  # nothing is loaded, but the release looked at the shard that is another now
    Bulk(house, source, classifier=second).work()
    assert len(holding(house, other.sha256)) == 4  # the shard, and what was seen of it, three times
    forgotten(house, other)
    assert holding(house, other.sha256) == []
    third = ScriptedClassifier(release=scripted_release(digest="3e" * 32, version="3"))
    house.know(third)
    Bulk(house, source, classifier=third).work()
    last = image_of(house, bulk, NAMES[2])
    forgotten(house, last)
    assert holding(house, last.sha256) == []


def test_what_another_collection_took_from_the_same_source_stays_there(
    house: House, source: Path, second: ScriptedClassifier
) -> None:
    mine, theirs = Bulk(house, source), Bulk(house, source, code="OTHERS")
    for bulk in (mine, theirs):
        bulk.work()
    image = image_of(house, mine, "MUS1.jpg")
    told = forgotten(house, image)
    assert forget_packed.HELD in told.left
    assert told.shards == []
    again = Bulk(house, source, code="OTHERS", classifier=second)
    again.work()
    assert again.states() == theirs.states()
    assert "rejected" not in again.states().values()
    forgotten(house, image_of(house, theirs, "MUS1.jpg"))
    assert holding(house, image.sha256) == holding(house, "MUS1") == []


@pytest.mark.parametrize("kind", ["prepared", "seen", "plans"])
def test_a_shard_outlives_a_forgetting_that_was_broken_off(
    house: House, source: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk = Bulk(house, source)
    bulk.work()
    image = image_of(house, bulk, "MUS1.jpg")
    put = type(house.store).put

    def killed(store: object, key: str, chunks: Iterable[bytes]) -> bool:
        if key.startswith(f"bulk/{kind}/"):
            raise KeyboardInterrupt
        return put(store, key, chunks)  # type: ignore[arg-type]

    before = len(packed(house))
    with monkeypatch.context() as broken:
        broken.setattr(type(house.store), "put", killed)
        with pytest.raises(KeyboardInterrupt):
            forgotten(house, image)
    assert len(packed(house)) == before - 1
    forgotten(house, image)
    assert len(packed(house)) == before
    assert list(house.store.keys(forget_packed.STAGED)) == []
    assert holding(house, image.sha256) == []
    assert numbers(house) == (2, {3})


def test_an_older_memory_is_read() -> None:
    body = {"collection_id": str(UUID(int=1)), "manifest": "m", "item_no": 3, "key": "k"}
    (place,) = forget_packed.places_of({"shards": [body]})
    assert (place.item_no, place.prepared, place.run_id) == (3, None, None)
    assert forget_packed.places_of({"shards": [place.as_json]}) == [place]
