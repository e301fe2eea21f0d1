"""Whose record a row is: individuals on one pin stay apart, and nothing changes where nothing did."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from insecta.domain.run import Run, RunItem
from insecta.domain.specimen import Identification, Specimen
from insecta.services.darwin_core import archive
from insecta.services.darwin_core.rows import Entry
from insecta.services.documents import read_rows
from insecta.services.ingest.plan import plan
from insecta.services.sources import table
from tests.services.house import House, jpeg

pytestmark = pytest.mark.seconds


def sheet(path: Path, head: str, *rows: str) -> Path:
    path.write_text("\n".join([head, *rows, ""]), "utf-8")
    return path


def specimens(house: House, code: str = "ANTS") -> list[Specimen]:
    with house.catalogue.reading() as tx:
        collection = tx.collections.get(code).collection_id
        found = tx.specimens.find(tx.specimens.page(None, 100))
    return [one for one in found.values() if one.collection_id == collection]


def by_occurrence(house: House, code: str = "ANTS") -> dict[str | None, Specimen]:
    """By occurrenceID; one without any stands under None."""
    with house.catalogue.reading() as tx:
        ids = {
            one.specimen_id: [
                value
                for kind, value, _ in tx.specimens.source_ids(one.specimen_id)
                if kind == "occurrenceID"
            ]
            for one in specimens(house, code)
        }
    return {
        value: one for one in specimens(house, code) for value in ids[one.specimen_id] or [None]
    }


def determinations(house: House, specimen: Specimen) -> list[Identification]:
    with house.catalogue.reading() as tx:
        found = tx.identifications.of_specimens([specimen.specimen_id])[specimen.specimen_id]
    return [one for one in found if one.kind == "catalogue"]


def exported(house: House, path: Path, code: str = "ANTS") -> Path:
    """All of a collection as a Darwin Core Archive of ours."""
    keys = [one.specimen_id for one in specimens(house, code)]
    with house.catalogue.reading() as tx:
        rows = list(read_rows(tx, keys, house.release))
        given = tx.specimens.given_ids("occurrenceID", keys)
    about = archive.About("ants", "somebody", "2026-11-27", "", "https://museum.example/sets/1")
    target = BytesIO()
    entries = [Entry(one, given.get(one.specimen.specimen_id)) for one in rows]
    archive.write(target, entries, about, "https://museum.example")
    path.write_bytes(target.getvalue())
    return path


PIN = "occurrenceID,catalogNumber,materialEntityID,caste,scientificName"


@pytest.mark.parametrize("pin", ["X1", ""])
def test_two_rows_of_one_pin_are_two_specimens(house: House, pictures: Path, pin: str) -> None:
    source = sheet(
        pictures / "pin.csv", PIN, f"U1,X1,{pin},worker,Pheidole", f"U2,X1,{pin},queen,Pheidole"
    )
    house.only_take_in(source)
    assert {key: one.record["caste"] for key, one in by_occurrence(house).items()} == {
        "U1": "worker",
        "U2": "queen",
    }
    before, event = by_occurrence(house), house.last_event()
    house.only_take_in(source)
    assert (by_occurrence(house), house.last_event()) == (before, event)


def test_two_rows_with_pictures_too(house: House, pictures: Path) -> None:
    for name, seed in (("worker.jpg", 1), ("queen.jpg", 2)):
        (pictures / name).write_bytes(jpeg(40, seed))
    source = sheet(
        pictures / "pin.csv", f"{PIN},picture", "U2,X1,X1,queen,Pheidole,queen.jpg",
        "U1,X1,X1,worker,Pheidole,worker.jpg",
    )  # fmt: skip
    house.take_in(source)
    again = house.take_in(source)
    assert {outcome for _, outcome, _ in house.states(again).values()} == {"equal"}
    found = by_occurrence(house)
    assert {key: one.record["caste"] for key, one in found.items()} == {
        "U1": "worker",
        "U2": "queen",
    }
    assert not any(one.former for one in found.values())


def test_an_individual_that_comes_later_is_another_wherever_its_row_stands(
    house: House, pictures: Path
) -> None:
    """The source still states the first one, in a row that is read a batch later."""
    others = [f"V{n},Y{n},,worker,Pheidole" for n in range(250)]
    first = "U1,X1,X1,worker,Pheidole"
    house.only_take_in(sheet(pictures / "pin.csv", PIN, *others[:1], first))
    known = by_occurrence(house)["U1"]
    house.only_take_in(
        sheet(pictures / "pin.csv", PIN, "U2,X1,X1,queen,Pheidole", *others[:240], first)
    )
    with house.catalogue.reading() as tx:
        now = tx.specimens.by_source_id(known.collection_id, "occurrenceID", ["U1", "U2"])
        kept = tx.specimens.get(known.specimen_id)
    assert now["U1"] == known.specimen_id != now["U2"]
    assert (kept.record["caste"], kept.former) == ("worker", ())


def test_a_later_occurrence_id_of_a_known_number_is_the_same_specimen(
    house: House, pictures: Path
) -> None:
    house.only_take_in(sheet(pictures / "pin.csv", "catalogNumber,caste", "X1,worker"))
    (first,) = specimens(house)
    for occurrence in ("U1", "U2"):
        house.only_take_in(sheet(pictures / "pin.csv", PIN, f"{occurrence},X1,,worker,Pheidole"))
        (now,) = specimens(house)
        assert now.specimen_id == first.specimen_id
    assert set(by_occurrence(house)) == {"U1", "U2"}


@pytest.mark.parametrize("head", ["occurrenceID,", ""])
def test_individuals_of_a_pin_keep_letter_and_caste_through_an_archive(
    house: House, pictures: Path, head: str
) -> None:
    first = "U1," if head else ""
    source = sheet(pictures / "pin.csv", f"{head}catalogNumber,LifeStageSex", f'{first}X1,"1w, 1q"')
    house.only_take_in(source)
    before = specimens(house)
    written = exported(house, pictures / "ours.zip")
    house.only_take_in(written, code="OTHER")
    known = {(one.letter, one.record["caste"]) for one in specimens(house, "OTHER")}
    assert known == {("a", "worker"), ("b", "queen")}
    ids = {one.specimen_id for one in before}
    house.only_take_in(written)
    assert {one.specimen_id for one in specimens(house)} == ids, "its own archive adds nothing"
    again = exported(house, pictures / "again.zip", "OTHER")
    assert _column(written, "occurrenceID") == _column(again, "occurrenceID")


def _column(path: Path, term: str) -> set[str]:
    with zipfile.ZipFile(path) as found:
        rows = csv.DictReader(found.read("occurrence.csv").decode().splitlines())
        return {row[term] for row in rows}


VIEWS = "catalogNumber,scientificName,picture,view,license,photographer"
ROWS = (
    "CASENT0101134,Pheidole,h.jpg,head,CC BY 4.0,A. Bee",
    "CASENT0101134,Pheidole,p.jpg,profile,CC0,C. Dee",
    "CASENT0101134,Pheidole,d.jpg,dorsal,CC BY 4.0,A. Bee",
)


def test_a_row_for_each_picture_changes_nothing_when_it_comes_again(
    house: House, pictures: Path
) -> None:
    for seed, name in enumerate(("h.jpg", "p.jpg", "d.jpg")):
        (pictures / name).write_bytes(jpeg(40, seed))
    source = sheet(pictures / "views.csv", VIEWS, *ROWS)
    house.take_in(source)
    for _ in range(2):
        again = house.take_in(source)
        assert {outcome for _, outcome, _ in house.states(again).values()} == {"equal"}
    (specimen,) = specimens(house)
    assert specimen.former == ()
    assert specimen.verbatim == {"catalogNumber": "CASENT0101134", "scientificName": "Pheidole"}
    with house.catalogue.reading() as tx:
        cells = {
            image.user_name: image.verbatim["photographer"]
            for _, _, image in tx.images.regions_of([specimen.specimen_id])
        }
    assert cells == {"h.jpg": "A. Bee", "p.jpg": "C. Dee", "d.jpg": "A. Bee"}


def test_cells_of_a_picture_that_change_are_its_own(house: House, pictures: Path) -> None:
    for seed, name in enumerate(("h.jpg", "p.jpg", "d.jpg")):
        (pictures / name).write_bytes(jpeg(40, seed))
    house.take_in(sheet(pictures / "views.csv", VIEWS, *ROWS))
    changed = ROWS[0].replace("A. Bee", "E. Eff")
    again = house.take_in(sheet(pictures / "views.csv", VIEWS, changed, *ROWS[1:]))
    outcomes = {name: outcome for name, (_, outcome, _) in house.states(again).items()}
    assert outcomes == {"h.jpg": "updated", "p.jpg": "equal", "d.jpg": "equal"}
    (specimen,) = specimens(house)
    assert specimen.former == ()


def test_a_record_without_its_picture_keeps_the_picture_s_cells(
    house: House, pictures: Path
) -> None:
    house.only_take_in(sheet(pictures / "views.csv", VIEWS, ROWS[0]))
    (specimen,) = specimens(house)
    assert specimen.verbatim["license"] == "CC BY 4.0"


def test_another_reading_of_the_same_label_is_another_determination(
    house: House, pictures: Path
) -> None:
    head = "catalogNumber,scientificName,verbatimIdentification"
    for name in ("Camponotus maculatus", "Camponotus hova", "Camponotus hova"):
        source = sheet(pictures / "names.csv", head, f"X1,{name},Formica maculata F.")
        house.only_take_in(source)
    (specimen,) = specimens(house)
    found = determinations(house, specimen)
    assert [one.scientific_name for one in found] == ["Camponotus maculatus", "Camponotus hova"]
    assert {one.verbatim for one in found} == {"Formica maculata F."}


def test_a_group_that_left_as_its_genus_comes_back_as_a_group(house: House, pictures: Path) -> None:
    rows = 'X2,Camponotus,genus,"Camponotus, maculatus group"'
    head = "catalogNumber,scientificName,taxonRank,verbatimIdentification"
    house.only_take_in(sheet(pictures / "ours.csv", head, rows), code="OTHER")
    (specimen,) = specimens(house, "OTHER")
    (name,) = determinations(house, specimen)
    assert (name.scientific_name, name.taxon_rank) == ("Camponotus", "genus")
    assert name.body == {"group": "maculatus group"}


def test_the_basis_follows_its_source(house: House, pictures: Path) -> None:
    head = "catalogNumber,basisOfRecord"
    seen = []
    for basis in ("HUMAN_OBSERVATION", "HumanObservation", "PRESERVED_SPECIMEN", "", "Photograph"):
        house.only_take_in(sheet(pictures / "basis.csv", head, f"X1,{basis}"))
        (specimen,) = specimens(house)
        seen.append(specimen.basis_of_record)
    kept = "PreservedSpecimen"
    assert seen == ["HumanObservation", "HumanObservation", kept, kept, "Occurrence"]
    assert specimen.verbatim["basisOfRecord"] == "Photograph"
    assert [one["code"] for one in specimen.problems] == ["unknown_basis", "record_without_picture"]


def _planned(house: House, run: Run, source: Path) -> Sequence[RunItem]:
    with house.catalogue.writing() as tx:
        collection = tx.collections.ensure("ANTS")
        tx.runs.add(run)
    plan(house.catalogue, collection, run, _Records(source), "", lambda done: None)
    with house.catalogue.reading() as tx:
        return tx.runs.items(run.run_id)


class _Records:
    def __init__(self, source: Path) -> None:
        self.source = source

    def __iter__(self) -> Iterator[table.SourceRecord]:
        return table.read(self.source)


def test_planning_again_leaves_items_as_they_are(house: House, pictures: Path) -> None:
    (pictures / "pin.jpg").write_bytes(jpeg(40, 1))
    source = sheet(
        pictures / "pin.csv", "scientificName,picture,catalogNumber", "Pheidole,pin.jpg,X1",
        "Tetramorium,pin.jpg,X2",
    )  # fmt: skip
    with house.catalogue.writing() as tx:
        key: UUID = tx.collections.ensure("ANTS").collection_id
        started = tx.at
    run = Run(uuid4(), key, "pin.csv", "open", planned=False, started=started)
    first = _planned(house, run, source)
    assert len(first[0].body["specimens"]) == 2
    assert _planned(house, run, source) == first
