"""Originals that stay in their owner's bucket: read there, proved by their digest, never touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from insecta.adapters.folder_store import FolderStore
from insecta.adapters.left_in_place import following
from insecta.domain.identity import blob_key, link_key, rendition_key
from insecta.errors import NotFound
from insecta.ports import ObjectStore
from insecta.services import forget
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.backup import verify
from insecta.services.bulk import prepare
from insecta.services.bulk.manifest import Manifest, read_part, write_manifest
from insecta.services.sources import objects
from tests.services.house import House, jpeg

NAMES = ("a/MUS1.jpg", "a/MUS2.jpg")


@dataclass
class Left:
    """A house that prepared a bucket's pictures and left them there."""

    house: House
    bucket: FolderStore
    store: ObjectStore
    manifest: Manifest
    shas: dict[str, str]


def planned(house: House, bucket: FolderStore) -> Manifest:
    listing = [(key, 0) for key in bucket.keys("")]
    return write_manifest(house.store, "s3://museum", "any", objects.read(listing, bucket.read))


def prepared(house: House, bucket: FolderStore, manifest: Manifest, stays: str) -> dict[str, str]:
    """Name → SHA-256 of what was packed."""
    sources = prepare.Sources(bucket, 50_000_000, 50_000_000, stays=stays)
    found = {}
    for part in manifest.parts:
        digest = prepare.digest_of(part.reads, 50_000_000)
        receipt, _ = prepare.prepare(house.store, part.key, digest, sources)
        names = [row["item"]["source_key"] for row in read_part(house.store, part.key)]
        found |= dict(zip(names, rows_of(house, receipt["key"]), strict=True))
    return found


def rows_of(house: House, key: str) -> list[str]:
    import pyarrow.parquet as pq

    path = house.settings.data / "objects" / key
    shas: list[str] = pq.read_table(path, columns=["sha256"]).column("sha256").to_pylist()
    return shas


@pytest.fixture
def left(house: House, tmp_path: Path) -> Left:
    bucket = FolderStore(tmp_path / "museum")
    for n, name in enumerate(NAMES):
        bucket.put(name, [jpeg(40 + n, n)])
    manifest = planned(house, bucket)
    shas = prepared(house, bucket, manifest, "s3://museum")
    return Left(house, bucket, following(house.store, opener(bucket)), manifest, shas)


def opener(bucket: FolderStore) -> Callable[[str], ObjectStore]:
    def opened(url: str) -> ObjectStore:
        assert url == "s3://museum"
        return bucket

    return opened


def test_only_renditions_are_stored_and_originals_are_read_where_they_lie(left: Left) -> None:
    assert list(left.house.store.keys("blobs/")) == []
    assert len(list(left.house.store.keys("renditions/"))) == len(NAMES)
    for name in NAMES:
        key, data = blob_key(left.shas[name]), left.bucket.read(name)
        assert left.store.read(key) == data
        assert left.store.read(key, 4, 10) == data[4:14]
        assert left.store.size(key) == len(data)
        assert verify(left.store, left.shas[name]) == "whole"
    with pytest.raises(NotFound):
        left.store.read(blob_key("0" * 64))
    assert left.store.size(blob_key("0" * 64)) is None


def test_copied_or_left_their_shards_are_the_same(left: Left, tmp_path: Path) -> None:
    other = House(tmp_path / "other")
    assert prepared(other, left.bucket, planned(other, left.bucket), "") == left.shas
    assert len(list(other.store.keys("blobs/"))) == len(NAMES)
    other.catalogue.close()


def test_one_that_its_owner_changed_or_took_away_is_missing(left: Left) -> None:
    first, second = NAMES
    left.bucket.delete(first)
    left.bucket.delete(second)
    left.bucket.put(second, [jpeg(200, 9)])
    for name in NAMES:
        assert verify(left.store, left.shas[name]) == "missing"
    with pytest.raises(NotFound, match="is no longer what it was"):
        left.store.read(blob_key(left.shas[second]))


def test_deleting_one_forgets_where_it_lies_and_touches_no_bucket(left: Left) -> None:
    name = NAMES[0]
    key = blob_key(left.shas[name])
    left.store.delete(key)
    assert left.store.size(key) is None
    assert left.bucket.size(name) is not None
    left.store.put(key, [left.bucket.read(name)])  # somebody uploads the same bytes
    assert left.house.store.size(key) == left.bucket.size(name)


def test_a_picture_that_is_forgotten_names_the_original_that_people_have_to_delete(
    left: Left,
) -> None:
    house = left.house
    found = house.take(left.bucket.read(NAMES[0]), "ant.jpg", catalog_number="A1")
    sha = house.image(found.image_id).sha256
    house.store.delete(blob_key(sha))
    stores = forget.House(house.catalogue, left.store, house.index, 50_000_000)
    told = forget.forget_picture(stores, LOCAL_ADMINISTRATOR, found.image_id)
    assert f"the original {NAMES[0]} in s3://museum, where it was left" in told.left
    assert told.objects == [rendition_key(sha)]
    assert house.store.size(link_key(sha)) is None
    assert left.bucket.size(NAMES[0]) is not None
