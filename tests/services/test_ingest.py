"""What becomes of every picture of a source, the first time and again."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from insecta.errors import NotFound
from insecta.services.access import ANONYMOUS
from insecta.services.ingest.run import open_items, retry_failed
from insecta.services.show.images import find_image
from tests.services.house import House, jpeg

pytestmark = pytest.mark.seconds


def test_every_picture_ends_in_one_state_under_its_own_name(house: House, pictures: Path) -> None:
    (pictures / "CASENT0101134_h.jpg").write_bytes(jpeg(40, 1))
    (pictures / "ünï cödé (1).jpg").write_bytes(jpeg(60, 2))
    (pictures / "empty.jpg").write_bytes(b"")
    (pictures / "page.jpg").write_bytes(b"<html>not found</html>")
    (pictures / "notes.txt").write_text("nothing to see")
    run = house.take_in(pictures)
    states = house.states(run)
    assert set(states) == {"CASENT0101134_h.jpg", "ünï cödé (1).jpg", "empty.jpg", "page.jpg"}
    assert states["empty.jpg"][0] == states["page.jpg"][0] == "rejected"
    assert states["empty.jpg"][2].startswith("empty: ")  # type: ignore[union-attr]
    assert states["CASENT0101134_h.jpg"][:2] == ("done", "new")
    assert run.finished is not None
    assert open_items(house.catalogue, run.run_id) == 0
    assert run.report["counts"]["not_a_picture"] == 1


def test_the_same_source_again_is_equal_and_writes_nothing(house: House, pictures: Path) -> None:
    for number in range(3):
        (pictures / f"CASENT010113{number}_h.jpg").write_bytes(jpeg(40, number))
    house.take_in(pictures)
    versions = {hit.id: hit.fields for hit in house.search().hits}
    with house.catalogue.reading() as tx:
        before = tx.outbox.last()
    again = house.take_in(pictures)
    assert {outcome for _, outcome, _ in house.states(again).values()} == {"equal"}
    assert house.counts(again) == {"done": 3}
    with house.catalogue.reading() as tx:
        assert tx.outbox.last() == before
    assert {hit.id: hit.fields for hit in house.search().hits} == versions


def test_changed_moved_and_absent_pictures_are_told_apart(house: House, pictures: Path) -> None:
    for name, seed in (("a.jpg", 1), ("b.jpg", 2), ("c.jpg", 3)):
        (pictures / name).write_bytes(jpeg(40, seed))
    house.take_in(pictures)
    (pictures / "a.jpg").write_bytes(jpeg(40, 11))
    (pictures / "b.jpg").rename(pictures / "renamed.jpg")
    (pictures / "c.jpg").unlink()
    run = house.take_in(pictures)
    assert house.states(run)["a.jpg"][1] == "updated"
    assert house.states(run)["renamed.jpg"][1] == "moved"
    assert run.outcomes == {"updated": 1, "moved": 1, "absent": 1}
    assert run.report["absent"] == ["c.jpg"]
    assert house.search().total == 3, "an absent picture is told, never deleted"


def test_equal_bytes_are_a_duplicate_unless_the_numbers_differ(
    house: House, pictures: Path
) -> None:
    (pictures / "one.jpg").write_bytes(jpeg(40, 1))
    (pictures / "two.jpg").write_bytes(jpeg(40, 1))
    (pictures / "CASENT0000001_h.jpg").write_bytes(jpeg(60, 2))
    (pictures / "CASENT0000002_h.jpg").write_bytes(jpeg(60, 2))
    run = house.take_in(pictures)
    assert house.counts(run) == {"done": 3, "duplicate": 1}
    conflicts = house.search("note:same_bytes_other_number")
    assert {hit.fields["catalog_number"] for hit in conflicts.hits} == {
        "CASENT0000001",
        "CASENT0000002",
    }


def test_an_interrupted_ingest_goes_on_where_it_was(house: House, pictures: Path) -> None:
    for number in range(90):
        (pictures / f"{number:03}.jpg").write_bytes(jpeg(40, number, (64, 48)))

    class Killed(Exception):
        pass

    def kill(stage: str, done: int, total: int | None) -> None:
        if stage == "taking in" and done >= 64:
            raise Killed

    with pytest.raises(Killed):
        house.only_take_in(pictures, progress=kill)
    run = house.take_in(pictures)
    assert house.counts(run)["done"] == 90
    with house.catalogue.reading() as tx:
        assert len(tx.runs.newest(None)) == 1
        assert all(item.attempts == 1 for item in tx.runs.items(run.run_id))
    assert house.search().total == 90


def test_a_sheet_gives_records_to_pictures_and_keeps_what_changes(
    house: House, pictures: Path
) -> None:
    (pictures / "x1.jpg").write_bytes(jpeg(40, 1))
    sheet = pictures / "sheet.csv"
    head = "catalogNumber,scientificName,country,eventDate,associatedMedia\n"
    sheet.write_text(
        head + "CASENT0101134,Camponotus maculatus,Madagascar,12.VII.1923,x1.jpg\n"
        "CASENT0101135,Pheidole,Madagascar,1987-03,\n"
    )
    run = house.take_in(sheet)
    found = house.search("camponotus madagascar").hits
    assert [hit.fields["catalogued_name"] for hit in found] == ["Camponotus maculatus"]
    assert found[0].fields["event_start"] == "1923-07-12"
    assert run.report["counts"]["record_without_picture"] == 1
    assert house.search("note:no_picture").total == 1

    sheet.write_text(
        head + "CASENT0101134,Camponotus hova,Madagascar,12.VII.1923,x1.jpg\n"
        "CASENT0101135,Pheidole,Madagascar,1987-03,\n"
    )
    again = house.take_in(sheet)
    assert again.outcomes == {"updated": 1, "absent": 0}
    (hit,) = house.search("hova").hits
    with house.catalogue.reading() as tx:
        (specimen,) = tx.specimens.by_number(run.collection_id, ["CASENT0101134"]).values()
        names = [
            one.scientific_name
            for one in tx.identifications.of_specimens([specimen.specimen_id])[specimen.specimen_id]
            if one.kind == "catalogue"
        ]
    assert names == ["Camponotus maculatus", "Camponotus hova"]
    assert specimen.former[0]["record"]["scientificName"] == "Camponotus maculatus"
    assert hit.id == str(specimen.specimen_id)


def test_two_individuals_on_one_pin_are_two_specimens_in_one_picture(
    house: House, pictures: Path
) -> None:
    (pictures / "pin.jpg").write_bytes(jpeg(40, 1))
    sheet = pictures / "sheet.csv"
    sheet.write_text('catalogNumber,lifeStageSex,associatedMedia\nCASENT0101134,"1w, 1m",pin.jpg\n')
    house.take_in(sheet)
    castes = {hit.fields["caste"] for hit in house.search().hits}
    assert castes == {"worker", "male"}
    with house.catalogue.reading() as tx:
        assert tx.images.count() == 1
        assert tx.specimens.count() == 2


def test_a_named_picture_that_is_not_there_is_rejected_and_its_record_kept(
    house: House, pictures: Path
) -> None:
    sheet = pictures / "sheet.csv"
    sheet.write_text("catalogNumber,associatedMedia\nCASENT0101134,lost.jpg\n")
    run = house.take_in(sheet)
    assert house.states(run)["lost.jpg"][0] == "rejected"
    assert "missing_picture" in house.states(run)["lost.jpg"][2]  # type: ignore[operator]
    assert house.search("casent0101134").total == 1


def test_failed_pictures_are_tried_again_and_nothing_else_is(house: House, pictures: Path) -> None:
    (pictures / "good.jpg").write_bytes(jpeg(40, 1))
    gone = pictures / "gone.jpg"
    gone.write_bytes(jpeg(40, 2))

    def vanish(stage: str, done: int, total: int | None) -> None:
        if stage == "reading the source":
            gone.unlink(missing_ok=True)

    run = house.only_take_in(pictures, progress=vanish)
    house.take_in(pictures)
    assert house.states(run)["gone.jpg"][0] == "failed"
    gone.write_bytes(jpeg(40, 2))
    assert retry_failed(house.catalogue, run.run_id) == 1
    again = house.take_in(pictures)
    assert again.run_id == run.run_id
    assert house.counts(again) == {"done": 2}
    with house.catalogue.reading() as tx:
        assert {i.user_name: i.attempts for i in tx.runs.items(run.run_id)} == {
            "good.jpg": 1,
            "gone.jpg": 2,
        }


def test_processes_give_the_same_rows_as_one(house: House, pictures: Path) -> None:
    for number in range(40):
        (pictures / f"{number:03}.jpg").write_bytes(jpeg(40, number, (64, 48)))
    run = house.take_in(pictures, workers=2)
    assert house.counts(run) == {"done": 40}
    with house.catalogue.reading() as tx:
        with pytest.raises(NotFound):
            tx.images.blob("0" * 64)
        assert tx.images.count() == 40


def test_reading_a_source_goes_on_where_it_was_interrupted(house: House, pictures: Path) -> None:
    """More pictures than one batch of planning holds, and the end comes between two batches."""
    for number in range(450):
        (pictures / f"{number:03}.jpg").write_bytes(b"not a picture")

    class Killed(Exception):
        pass

    def kill(stage: str, done: int, total: int | None) -> None:
        if stage == "reading the source" and done >= 200:
            raise Killed

    with pytest.raises(Killed):
        house.only_take_in(pictures, progress=kill)
    run = house.only_take_in(pictures)
    assert house.counts(run) == {"rejected": 450}
    assert list(house.states(run)) == [f"{number:03}.jpg" for number in range(450)]


def test_a_licence_that_the_source_takes_back_no_longer_lets_strangers_see(
    house: House, pictures: Path
) -> None:
    (pictures / "x1.jpg").write_bytes(jpeg(40, 1))
    sheet = pictures / "sheet.csv"
    head = "catalogNumber,license,associatedMedia\n"
    sheet.write_text(head + "A1,CC BY 4.0,x1.jpg\n")
    house.take_in(sheet)
    (hit,) = house.search("a1").hits
    by = "https://creativecommons.org/licenses/by/4.0/"
    assert hit.fields["licence"] == [by]
    with house.catalogue.reading() as tx:
        ((_, _, image),) = tx.images.regions_of([UUID(hit.id)])
    sheet.write_text(head + "A1,,x1.jpg\n")
    again = house.take_in(sheet)
    assert again.outcomes == {"updated": 1, "absent": 0}
    assert again.report["counts"]["no_licence"] == 1
    assert house.image(image.image_id).licence is None
    former = house.specimen(UUID(hit.id)).former
    assert any(one["verbatim"].get("license") == by for one in former)
    with house.catalogue.writing() as tx:
        tx.collections.change(image.collection_id, {"public": True})
    with house.catalogue.reading() as tx, pytest.raises(NotFound):
        find_image(tx, ANONYMOUS, image.image_id)
