"""`insecta ingest --many`: a drawer's picture becomes a region and a record for each specimen found."""

from __future__ import annotations

from pathlib import Path

import pytest

from insecta.domain.identity import detail_key
from insecta.vision.many import METHOD
from model.drawn_drawers import draw_drawer
from tests.cli.inside import Inside

pytestmark = pytest.mark.seconds


@pytest.fixture(scope="module")
def drawers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drawer with its name in a list, and an empty one."""
    folder = tmp_path_factory.mktemp("drawers")
    draw_drawer(203).picture.resize((1_200, 900)).save(folder / "drawer-7.jpg", quality=90)
    draw_drawer(203).picture.crop((0, 1_500, 60, 1_560)).resize((600, 600)).save(
        folder / "empty.png"
    )
    (folder / "list.csv").write_text(
        "file,catalogNumber,scientificName,country\n"
        "drawer-7.jpg,DRAWER-7,Camponotus sp.,Malaysia\nempty.png,DRAWER-8,,\n"
    )
    return folder


def test_each_specimen_found_is_a_record_with_its_own_answer(drawers: Path, tmp_path: Path) -> None:
    house = Inside(tmp_path / "data")
    words = ("ingest", drawers / "list.csv", "--collection", "TRAYS", "--many", "--json")
    first = house.run(*words)
    assert first.code == 0, first.err
    opened = house.opened()
    with opened.catalogue.reading() as tx:
        collection = tx.collections.get("TRAYS")
        known = tx.images.by_source_keys(collection.collection_id, _keys(opened, first.json["run"]))
        drawer = next(one for one in known.values() if one.user_name == "drawer-7.jpg")
        empty = next(one for one in known.values() if one.user_name == "empty.png")
        regions = tx.images.regions_in(drawer.image_id)
        shown = tx.images.specimens_of([one.region_id for one in regions])
        specimens = tx.specimens.find([one for ids in shown.values() for one in ids])
        said = tx.identifications.of_specimens(list(specimens))
        assert [one.box for one in tx.images.regions_in(empty.image_id)] == ["whole"]
    there = draw_drawer(203).specimens
    found = [one for one in regions if one.kind == "specimen"]
    assert abs(len(found) - there) <= 0.1 * there
    assert len(specimens) == len(found)
    assert {one.proposed_by for one in regions} == {METHOD}
    assert {one.kind for one in regions} > {"specimen"}
    assert {one.catalog_number for one in specimens.values()} == {None}
    assert {one.record["storage"] for one in specimens.values()} == {"DRAWER-7"}
    assert {one.record["country"] for one in specimens.values()} == {"Malaysia"}
    for statements in said.values():
        assert {one.kind for one in statements} == {"machine", "catalogue"}
    assert not drawer.waiting
    assert any(f"{len(found)} × specimen" in note["text"] for note in drawer.notes)
    assert opened.store.size(detail_key(drawer.sha256))
    opened.close()

    report = house.done("drawers", "report", "--collection", "TRAYS", "--json")
    assert report.json["pins"] == report.json["proposed"] == len(found)
    assert report.json["names"] == [{"scientificName": "Camponotus", "pins": len(found)}]
    assert report.json["storage"] == "DRAWER-7"
    sheet = house.done("drawers", "report", "--collection", "TRAYS", "--csv").out.splitlines()
    assert sheet[1].startswith(f"DRAWER-7,drawer-7.jpg,Camponotus,{len(found)},")
    table = house.done("drawers", "report", "--collection", "TRAYS")
    assert f"1 drawers, {len(found)} pins" in table.err
    assert house.run("drawers", "report", "--collection", "NONE").code == 1

    again = house.run(*words[:-2], "--json")
    assert again.code == 0, again.err
    assert again.json["outcomes"]["equal"] == 2
    opened = house.opened()
    with opened.catalogue.reading() as tx:
        assert {one.region_id for one in tx.images.regions_in(drawer.image_id)} == {
            one.region_id for one in regions
        }
    opened.close()

    opened = house.opened()
    with opened.catalogue.writing() as tx:
        for one in regions:
            tx.images.remove_region(one.region_id)
    opened.close()
    emptied = house.run(*words[:-2], "--json")
    assert emptied.code == 0, emptied.err
    opened = house.opened()
    with opened.catalogue.reading() as tx:
        assert tx.images.regions_in(drawer.image_id) == [], "people said that nothing is in it"
    opened.close()

    draw_drawer(204).picture.resize((1_200, 900)).save(drawers / "drawer-7.jpg", quality=90)
    other = house.run(*words[:-2], "--json")
    assert other.code == 1
    assert other.json["counts"]["rejected"] == 1
    failures = house.done("runs", "failures", other.json["run"])
    assert "regions_would_be_lost" in failures.out


def _keys(opened: object, run: str) -> list[str]:
    from uuid import UUID

    with opened.catalogue.reading() as tx:  # type: ignore[attr-defined]
        return [item.source_key for item in tx.runs.items(UUID(run))]
