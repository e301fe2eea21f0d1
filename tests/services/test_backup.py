"""A platform out of nothing but its object store; originals read again, and mended."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from insecta.adapters.folder_store import open_store
from insecta.adapters.sqlite_index import open_index
from insecta.catalogue import export, schema
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Role
from insecta.domain.identity import blob_key
from insecta.errors import Conflict, Fault, Forbidden, NotFound
from insecta.ports import ObjectStore, SearchRequest
from insecta.services import backup, fixity, index
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.determine import Act, determine
from insecta.services.search_language import parse
from insecta.settings import load
from tests.services.house import House, jpeg

pytestmark = pytest.mark.seconds

ADMIN = LOCAL_ADMINISTRATOR


def fill(house: House, number: int = 3) -> None:
    for seed in range(number):
        found = house.take(jpeg(40, seed), f"{seed}.jpg", catalog_number=f"MUS{seed}")
    determine(house.catalogue, ADMIN, found.specimen_id, Act("accept"), house.release)
    house.catch_up()


def plain(catalogue: Catalogue) -> dict[str, list[object]]:
    with catalogue.reading() as tx:
        return {
            table.name: [row for page in export.rows(tx.connection, table) for row in page]
            for table in export.tables()
        }


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Catalogue]:
    made = Catalogue(f"sqlite:///{tmp_path / 'new.db'}")
    yield made
    made.close()


def second_store(tmp_path: Path, name: str = "second") -> ObjectStore:
    settings = load(data=tmp_path / name)
    return open_store(settings.object_store, settings)


def of_house(house: House, digest: str) -> Path:
    found: Path = house.settings.data / "objects" / blob_key(digest)
    return found


def test_everything_comes_back(house: House, empty: Catalogue, tmp_path: Path) -> None:
    fill(house)
    made = backup.back_up(house.catalogue, house.store, ADMIN)
    assert made.tables["images"] == 3
    assert backup.backups(house.store) == [made.stamp]
    late = house.take(jpeg(40, 9), "late.jpg")
    found = backup.rebuild(empty, house.store, None, ADMIN)
    assert (found.blobs, found.missing, found.changed) == (3, (), ())
    assert list(found.younger) == [house.image(late.image_id).sha256]
    ours, theirs = plain(house.catalogue), plain(empty)
    assert len(ours["images"]) == 4
    kept = {row["image_id"] for row in theirs["images"]}  # type: ignore[index]
    assert [row for row in ours["images"] if row["image_id"] in kept] == theirs["images"]  # type: ignore[index]
    assert theirs["scores"]
    assert theirs["embeddings"]
    fresh = open_index(f"sqlite:///{tmp_path / 'index.db'}")
    index.ensure(empty, fresh, house.classifier.release)
    assert index.fill(empty, fresh, house.release) == 3
    hits = fresh.search("specimens", SearchRequest(parse("mus1"), None)).hits
    assert [hit.fields["catalog_number"] for hit in hits] == ["MUS1"]


def test_a_rebuilt_catalogue_goes_on(house: House, empty: Catalogue) -> None:
    fill(house, 1)
    backup.back_up(house.catalogue, house.store, ADMIN)
    last = house.last_event()
    backup.rebuild(empty, house.store, None, ADMIN)
    with empty.writing() as tx:
        tx.releases.promote(house.classifier.release.digest, "somebody")
        assert tx.outbox.last() == last


def test_objects_are_copied_to_another_store(
    house: House, empty: Catalogue, tmp_path: Path
) -> None:
    fill(house)
    backup.back_up(house.catalogue, house.store, ADMIN)
    other = second_store(tmp_path)
    found = backup.rebuild(empty, house.store, other, ADMIN)
    assert found.copied >= 6
    assert list(other.keys("blobs/")) == list(house.store.keys("blobs/"))


def test_what_is_missing_or_changed_is_told(house: House, empty: Catalogue) -> None:
    fill(house)
    backup.back_up(house.catalogue, house.store, ADMIN)
    first, second, _ = backup.digests(house.catalogue)
    of_house(house, first).unlink()
    of_house(house, second).write_bytes(b"rotten")
    found = backup.rebuild(empty, house.store, None, ADMIN)
    assert (found.missing, found.changed) == ((first,), (second,))


def test_a_rebuild_is_into_nothing_and_from_something_whole(house: House, empty: Catalogue) -> None:
    with pytest.raises(NotFound, match="no backup"):
        backup.rebuild(empty, house.store, None, ADMIN)
    fill(house, 1)
    made = backup.back_up(house.catalogue, house.store, ADMIN)
    with pytest.raises(NotFound, match="no backup 1999"):
        backup.rebuild(empty, house.store, None, ADMIN, "1999")
    with pytest.raises(Conflict, match="not empty"):
        backup.rebuild(house.catalogue, house.store, None, ADMIN)
    broken = next(file for file in made.files if file["table"] == "images")
    (house.settings.data / "objects" / broken["key"]).write_bytes(b"PAR1")
    with pytest.raises(Fault, match="not what was written"):
        backup.rebuild(empty, house.store, None, ADMIN)
    with empty.reading() as tx:
        assert export.is_empty(tx.connection)


@pytest.mark.parametrize("where", ["_copy", "_prove"])
def test_a_rebuild_that_broke_off_goes_on(
    house: House, empty: Catalogue, tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(house)
    house.store.put("evaluations/r/s/evaluation.json", [b"{}"])
    made = backup.back_up(house.catalogue, house.store, ADMIN)
    other = second_store(tmp_path)
    told: list[str] = []

    def call() -> backup.Rebuilt:
        return backup.rebuild(
            empty, house.store, other, ADMIN, forget=lambda: told.append(str(images(empty)))
        )

    with monkeypatch.context() as broken:
        broken.setattr(backup, where, _killed)
        with pytest.raises(KeyboardInterrupt):
            call()
    assert told == (["3"] if where == "_prove" else []), "forgotten before anything is proved"
    found = call()
    assert (found.blobs, found.missing, found.changed) == (3, (), ())
    assert told[-1] == "3"
    assert images(empty) == 3
    assert other.size("evaluations/r/s/evaluation.json") == 2
    backup.finish(empty, ADMIN, made.stamp)
    with pytest.raises(Conflict, match="not empty"):
        call()


def test_a_rebuild_goes_on_only_with_its_own_backup(house: House, empty: Catalogue) -> None:
    fill(house, 1)
    first = backup.back_up(house.catalogue, house.store, ADMIN)
    backup.rebuild(empty, house.store, None, ADMIN)
    backup.back_up(house.catalogue, house.store, ADMIN)
    with pytest.raises(Conflict, match="not empty"):
        backup.rebuild(empty, house.store, None, ADMIN)
    assert backup.rebuild(empty, house.store, None, ADMIN, first.stamp).blobs == 1


def images(catalogue: Catalogue) -> int:
    return len(plain(catalogue)["images"])


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_backup_without_its_manifest_is_none(house: House) -> None:
    fill(house, 1)
    made = backup.back_up(house.catalogue, house.store, ADMIN)
    shutil.copytree(
        house.settings.data / "objects" / "backups" / made.stamp,
        house.settings.data / "objects" / "backups" / "20990101T000000000000Z",
    )
    (house.settings.data / "objects/backups/20990101T000000000000Z/manifest.json").unlink()
    assert backup.backups(house.store) == [made.stamp]


def test_fixity_tells_and_mends(house: House, tmp_path: Path) -> None:
    fill(house, 4)
    copy = second_store(tmp_path)
    for key in list(house.store.keys("blobs/")):
        copy.put(key, [house.store.read(key)])
    assert fixity.check(house.catalogue, house.store, ADMIN).is_whole
    first, second, third, _ = backup.digests(house.catalogue)
    of_house(house, first).unlink()
    of_house(house, second).write_bytes(b"rotten")
    of_house(house, third).write_bytes(of_house(house, third).read_bytes()[:-1])
    copy.delete(blob_key(third))
    house.store.put(blob_key("f" * 64), [b"nobody's"])
    told = fixity.check(house.catalogue, house.store, ADMIN)
    assert (told.missing, sorted(told.changed)) == ([first], sorted([second, third]))
    assert told.untracked == [blob_key("f" * 64)]
    assert not told.is_whole
    mended = fixity.check(house.catalogue, house.store, ADMIN, second=copy)
    assert sorted(mended.mended) == sorted([first, second])
    assert mended.lost == [third]
    again = fixity.check(house.catalogue, house.store, ADMIN)
    assert again.missing == []
    assert again.changed == [third]


def test_a_rotation_reads_every_original_once(house: House) -> None:
    fill(house, 5)
    days = [fixity.check(house.catalogue, house.store, ADMIN, days=7, day=day) for day in range(7)]
    assert sum(one.checked for one in days) == 5
    assert max(one.checked for one in days) < 5


def test_only_an_administrator(house: House) -> None:
    fill(house, 1)
    curator = house.member("curator", ANTS=Role.CURATOR)
    with pytest.raises(Forbidden):
        backup.back_up(house.catalogue, house.store, curator)
    with pytest.raises(Forbidden):
        fixity.check(house.catalogue, house.store, curator)


def test_another_revision_is_refused(
    house: House, empty: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(house, 1)
    backup.back_up(house.catalogue, house.store, ADMIN)
    monkeypatch.setattr(schema, "revision", lambda _: "9999")
    with pytest.raises(Fault, match="revision"):
        backup.rebuild(empty, house.store, None, ADMIN)
