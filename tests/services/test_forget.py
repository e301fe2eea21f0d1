"""Forgetting: a picture or a person leaves every store, and comes back with no backup."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from insecta.catalogue import tables
from insecta.catalogue.ceilings import CeilingRow
from insecta.catalogue.forgetting import NOBODY
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.cli.main import main
from insecta.domain.collection import Role
from insecta.domain.identity import blob_key, rendition_key
from insecta.domain.specimen import Image
from insecta.errors import Forbidden, NotFound
from insecta.services import forget
from insecta.services.access import LOCAL_ADMINISTRATOR, authenticate
from insecta.services.amend import amend
from insecta.services.audit.objects import ASIDE
from insecta.services.backup import back_up, rebuild
from insecta.services.bulk import ledger, prepare, see
from insecta.services.bulk.load import Loading, load
from insecta.services.bulk.manifest import write_manifest
from insecta.services.determine import Act, determine, list_expert
from insecta.services.ingest.run import close
from insecta.services.keys import create_key
from insecta.services.number_patterns import named_pattern
from insecta.services.receive import Received
from insecta.services.region_pixels import ensure_detail
from insecta.services.regions import add_region
from insecta.services.show.images import rendition
from insecta.services.sources import reading
from insecta.vision.decode import Picture as DecodedPicture
from insecta.vision.decode import decode
from insecta.vision.many import Kind
from tests.services.house import House, jpeg


def stores(house: House) -> forget.House:
    return forget.House(house.catalogue, house.store, house.index, house.settings.max_pixels_staff)


def everywhere(house: House, text: str) -> list[str]:
    """Tables of the catalogue in which some cell holds a text."""
    with house.catalogue.reading() as tx:
        return [
            table.name
            for table in tables.metadata.sorted_tables
            if text in str(tx.connection.execute(select(table)).all())
        ]


def digest_of(house: House, found: Received) -> str:
    return house.image(found.image_id).sha256


def test_a_picture_leaves_catalogue_objects_and_index(house: House) -> None:
    kept = house.take(jpeg(40, 1), "kept.jpg", catalog_number="A1")
    found = house.take(jpeg(41, 2), "private.jpg", catalog_number="A2")
    sha = digest_of(house, found)
    told = forget.forget_picture(stores(house), LOCAL_ADMINISTRATOR, found.image_id)
    house.catch_up()
    assert told.catalogue["images"] == 1
    assert told.objects == [blob_key(sha), rendition_key(sha)]
    assert told.index == 1
    assert everywhere(house, sha) == []
    assert everywhere(house, "private.jpg") == []
    assert house.store.size(blob_key(sha)) is None
    assert house.search("a2").hits[0].fields.get("scientific_name") is None
    assert house.search("a1").hits[0].fields["scientific_name"] == "Camponotus a"
    assert house.image(kept.image_id)


def test_bytes_that_another_owner_has_stay_for_that_one(house: House) -> None:
    mine = house.take(jpeg(40), collection="ANTS")
    house.take(jpeg(40), collection="OTHERS")
    sha = digest_of(house, mine)
    told = forget.forget_picture(stores(house), LOCAL_ADMINISTRATOR, mine.image_id)
    assert told.objects == []
    assert any("another picture" in one for one in told.left)
    assert house.store.size(blob_key(sha)) is not None


def test_broken_off_after_the_rows_it_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = house.take(jpeg(40))
    sha = digest_of(house, found)
    with monkeypatch.context() as broken:
        broken.setattr(type(house.store), "delete", _stop)
        with pytest.raises(KeyboardInterrupt):
            forget.forget_picture(stores(house), LOCAL_ADMINISTRATOR, found.image_id)
    assert house.store.size(blob_key(sha)) is not None
    told = forget.forget_picture(stores(house), LOCAL_ADMINISTRATOR, found.image_id)
    assert blob_key(sha) in told.objects


def bulk_run(house: House, source: Path) -> list[Path]:
    """A finished bulk run of a folder, as Spark's tasks make one; its packed files."""
    made = write_manifest(house.store, str(source), "any", reading.read(source))
    digest = house.classifier.release.digest
    collection, run = ledger.begin(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", made, digest, None)
    ledger.write_items(house.catalogue, house.store, collection, run, made)
    pixels = house.settings.max_pixels_staff
    sources = prepare.Sources(None, pixels, 50_000_000)
    loading = Loading(
        house.catalogue, house.store, collection, named_pattern("any"), run,
        house.classifier.release,
    )  # fmt: skip
    for part in made.parts:
        packed, _ = prepare.prepare(
            house.store, part.key, prepare.digest_of(part.reads, pixels), sources
        )
        seen, _ = see.see(
            house.store, house.classifier, packed["key"], see.digest_of(packed["sha256"], digest)
        )
        load(loading, part, packed, seen)
    close(house.catalogue, collection, run)
    house.catch_up()
    folder = house.settings.data / "objects" / "bulk"
    return [path for path in folder.rglob("*") if path.suffix in (".parquet", ".gz")]


def rows_of(path: Path) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    found: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return found


def text_of(path: Path) -> str:
    """Everything that a packed file or a part of a plan holds."""
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes()).decode()
    return str(rows_of(path))


def test_a_picture_leaves_packed_shards_and_plans(house: House, tmp_path: Path) -> None:
    source = tmp_path / "drawer"
    source.mkdir()
    for n in range(3):
        (source / f"MUS{n}.jpg").write_bytes(jpeg(60 + 40 * n, n))
    packed = bulk_run(house, source)
    with house.catalogue.reading() as tx:
        collection = tx.collections.get("ANTS").collection_id
        images = tx.images.by_source_keys(collection, ["MUS0.jpg", "MUS1.jpg", "MUS2.jpg"])
    gone, kept = images["MUS1.jpg"], images["MUS2.jpg"]
    assert sum(gone.sha256 in text_of(path) for path in packed) == 2
    told = forget.forget_picture(stores(house), LOCAL_ADMINISTRATOR, gone.image_id)
    assert len(told.shards) == len(packed) + 1 == 4  # and what the plan found odd
    for path in packed:
        assert gone.sha256 not in text_of(path)
        assert "MUS1" not in text_of(path)
    assert sum(kept.sha256 in text_of(path) for path in packed) == 2
    assert everywhere(house, gone.sha256) == everywhere(house, "MUS1.jpg") == []
    rows = [len(rows_of(path)) for path in packed if path.suffix == ".parquet"]
    assert rows == [3, 3]
    assert forget.forget_picture(stores(house), LOCAL_ADMINISTRATOR, gone.image_id).shards == []


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_person_leaves_and_what_they_said_stands(house: House) -> None:
    found = house.take(jpeg(40))
    anna = house.member("Anna Ameise", ANTS=Role.IDENTIFIER)
    list_expert(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", "Anna Ameise", ["Formicidae"])
    act = Act("correct", scientific_name="Lasius niger")
    determine(house.catalogue, anna, found.specimen_id, act, house.release)
    told = forget.forget_person(stores(house), LOCAL_ADMINISTRATOR, "Anna Ameise")
    house.catch_up()
    assert everywhere(house, "Anna Ameise") == []
    assert told.catalogue["identifications"] == told.catalogue["principals"] == 1
    fields = house.search().hits[0].fields
    assert (fields["scientific_name"], fields["identified_by"]) == ("Lasius niger", NOBODY)
    with house.catalogue.reading() as tx:
        assert tx.collections.get("ANTS").rules["experts"] == {}


def test_a_key_of_somebody_forgotten_opens_nothing(house: House) -> None:
    with house.catalogue.writing() as tx:
        tx.collections.ensure("ANTS")
    create_key(house.catalogue, LOCAL_ADMINISTRATOR, "Bo", {"ANTS": Role.VIEWER})
    forget.forget_person(stores(house), LOCAL_ADMINISTRATOR, "Bo")
    with house.catalogue.reading() as tx:
        assert tx.principals.keys() == []


def test_a_rebuild_from_an_older_backup_forgets_again(house: House, tmp_path: Path) -> None:
    found = house.take(jpeg(40), "private.jpg")
    sha = digest_of(house, found)
    back_up(house.catalogue, house.store, LOCAL_ADMINISTRATOR)
    told = forget.forget_picture(stores(house), LOCAL_ADMINISTRATOR, found.image_id)
    assert len(told.backups) == 1
    new = House.__new__(House)
    new.__dict__.update(house.__dict__)
    new.catalogue = Catalogue(f"sqlite:///{tmp_path / 'new.db'}")
    rebuilt = rebuild(new.catalogue, house.store, None, LOCAL_ADMINISTRATOR)
    assert rebuilt.missing == (sha,)
    assert everywhere(new, sha) != []
    assert forget.forget_again(stores(new), LOCAL_ADMINISTRATOR) == 1
    assert everywhere(new, sha) == []
    assert forget.forgotten_bytes(house.store) == {sha}
    new.catalogue.close()


def test_only_administrators_forget_and_only_what_there_is(house: House) -> None:
    found = house.take(jpeg(40))
    curator = house.member("curator", ANTS=Role.CURATOR)
    with pytest.raises(Forbidden):
        forget.forget_picture(stores(house), curator, found.image_id)
    with pytest.raises(NotFound):
        forget.forget_picture(stores(house), LOCAL_ADMINISTRATOR, found.specimen_id)
    with pytest.raises(NotFound):
        forget.forget_person(stores(house), LOCAL_ADMINISTRATOR, "Nobody")


def test_the_command_wants_to_be_sure_and_reports(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = house.take(jpeg(40))
    house.member("Bo", ANTS=Role.VIEWER)
    monkeypatch.setenv("INSECTA_DATA", str(house.settings.data))
    monkeypatch.setattr(
        "insecta.services.index.catch_up", lambda *_: None
    )  # its release is scripted
    assert main(["forget", "picture", str(found.image_id)]) == 1
    assert "--yes" in capsys.readouterr().err
    assert main(["forget", "picture", str(found.image_id), "--yes", "--json"]) == 0
    assert '"images": 1' in capsys.readouterr().out
    assert main(["forget", "person", "Bo", "--yes"]) == 0
    assert "Left to people" in capsys.readouterr().err
    assert main(["forget", "picture", "x", "--yes"]) == 1


def test_a_person_s_name_leaves_where_no_id_stands_beside_it(house: House) -> None:
    """Who drew a region, corrected a record, promoted a release or set a ceiling."""
    found = house.take(jpeg(40), catalog_number="A1")
    anna = house.member("Anna Ameise", ANTS=Role.CURATOR)
    amend(house.catalogue, anna, found.specimen_id, None, {"country": "Peru"})
    part = (0.1, 0.1, 0.3, 0.3)
    add_region(house.catalogue, house.store, anna, found.image_id, part, Kind.SPECIMEN, None)
    with house.catalogue.writing() as tx:
        tx.ceilings.add(CeilingRow(uuid4(), "Lasius", "genus", "no picture shows it", by=anna.name))
        tx.connection.execute(update(tables.promotions).values(by=anna.name))
    assert {"regions", "specimens", "promotions", "ceilings"} <= set(everywhere(house, anna.name))
    before = house.specimen(found.specimen_id).version, house.image(found.image_id).version
    told = forget.forget_person(stores(house), LOCAL_ADMINISTRATOR, anna.name)
    assert everywhere(house, anna.name) == []
    assert told.catalogue["regions"] == told.catalogue["specimens"] == 1
    assert house.specimen(found.specimen_id).former[0]["by"] == NOBODY
    after = house.specimen(found.specimen_id).version, house.image(found.image_id).version
    assert all(now > then for now, then in zip(after, before, strict=True))


def test_a_new_key_of_a_forgotten_name_is_another_persons(house: House) -> None:
    found = house.take(jpeg(40))
    with house.catalogue.writing() as tx:
        tx.collections.ensure("ANTS")
    roles = {"ANTS": Role.IDENTIFIER}
    first = create_key(house.catalogue, LOCAL_ADMINISTRATOR, "Anna Ameise", roles)
    with house.catalogue.reading() as tx:
        anna = authenticate(tx, first)
    act = Act("correct", scientific_name="Lasius niger")
    determine(house.catalogue, anna, found.specimen_id, act, house.release)
    forget.forget_person(stores(house), LOCAL_ADMINISTRATOR, "Anna Ameise")
    second = create_key(house.catalogue, LOCAL_ADMINISTRATOR, "Anna Ameise", roles)
    with house.catalogue.reading() as tx:
        namesake = authenticate(tx, second)
        said = tx.identifications.of_specimens([found.specimen_id])[found.specimen_id]
    assert namesake.principal_id != anna.principal_id
    assert not [one for one in said if one.principal_id == namesake.principal_id]
    assert namesake.name not in {one.identified_by for one in said}
    third = create_key(house.catalogue, LOCAL_ADMINISTRATOR, "Anna Ameise", roles)
    with house.catalogue.reading() as tx:
        assert authenticate(tx, third).principal_id == namesake.principal_id


def left_of(house: House, sha: str) -> list[str]:
    """Keys that hold a digest, but for the memory of what was forgotten."""
    keys = [key for key in house.store.keys("") if not key.startswith(forget.PREFIX)]
    return [key for key in keys if sha in key]


def test_a_picture_forgotten_while_copies_are_made_stays_away(house: House) -> None:
    found = house.take(jpeg(40, size=(900, 700)))
    sha = digest_of(house, found)

    def decode_late(data: bytes, **more: Any) -> DecodedPicture:
        made = decode(data, **more)
        forget.forget_picture(stores(house), LOCAL_ADMINISTRATOR, found.image_id)
        return made

    house.store.put(ASIDE + blob_key(sha), [b"set aside"])
    rendition(
        house.catalogue, house.store, LOCAL_ADMINISTRATOR, found.image_id, "large", decode_late
    )
    assert left_of(house, sha) == []

    again = house.take(jpeg(41, 1, size=(900, 700)))
    other = digest_of(house, again)

    def decode_later(data: bytes, **more: Any) -> DecodedPicture:
        made = decode(data, **more)
        forget.forget_picture(stores(house), LOCAL_ADMINISTRATOR, again.image_id)
        return made

    ensure_detail(house.store, other, 50_000_000, decode_later)
    assert left_of(house, other) == []


def test_a_picture_s_name_leaves_those_that_met_its_bytes(house: House, pictures: Path) -> None:
    for name in ("CASENT0000001_h.jpg", "CASENT0000002_h.jpg", "copy/CASENT0000001_h.jpg"):
        (pictures / name).parent.mkdir(exist_ok=True)
        (pictures / name).write_bytes(jpeg(60, 2))
    run = house.take_in(pictures)
    assert house.counts(run)["duplicate"] == 1
    gone = "CASENT0000001_h.jpg"
    with house.catalogue.reading() as tx:
        found = {one.user_name: one for one in _pictures(tx, run.collection_id)}
    assert "images" in everywhere(house, f"also filed as {gone}")
    twin = found["CASENT0000002_h.jpg"]
    forget.forget_picture(stores(house), LOCAL_ADMINISTRATOR, found[gone].image_id)
    assert everywhere(house, gone) == []
    after = house.image(twin.image_id)
    assert after.version > twin.version
    assert after.notes[-1]["text"] == "also filed as forgotten"


def _pictures(tx: Transaction, collection: UUID) -> list[Image]:
    keys = tx.connection.execute(
        select(tables.images.c.image_id).where(tables.images.c.collection_id == collection)
    ).scalars()
    return list(tx.images.find(list(keys)).values())
