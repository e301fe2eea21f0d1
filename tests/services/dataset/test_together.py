"""What stays in one part: an individual of several sources, shared pictures, one photograph."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from insecta.errors import Invalid
from insecta.services.dataset import from_sources, together
from insecta.services.dataset.build import Recipe, Snapshot, build
from insecta.services.dataset.kept import kept
from insecta.services.dataset.labelled import Findings, Labelled
from insecta.services.dataset.opened import Opened, agreed, strictest
from insecta.services.sources.record import ReadOptions
from tests.services.dataset.drawn import moths, picture, sheet
from tests.services.dataset.test_split import ant


def seen(label: Labelled, sha256: str) -> Opened:
    return Opened(label, sha256, 0, 96, 80, np.zeros(70, np.float32))


def test_equal_bytes_keep_what_each_specimen_is_for_and_how_it_was_named() -> None:
    """The first label's role stood for both, with the other's name."""
    genus = ant(1, "Lasius")
    frozen = replace(ant(2), role="frozen", part="test", blind=False, weight=0.5)
    both = agreed([seen(genus, "aa"), seen(frozen, "aa")], Findings())
    assert [one.label.lineage[-1] for one in both] == [("species", "Lasius niger")] * 2
    assert [one.label.blind for one in both] == [False, False]
    assert [one.label.role for one in both] == ["", "frozen"]
    assert both[0].label.weight == 0.5
    assert [both[n].label.role for n in strictest(both)] == ["frozen"]


def test_specimens_that_share_a_picture_stay_together_with_all_their_pictures() -> None:
    a, b = ant(1), ant(2)
    pictures = [seen(a, "aa"), seen(b, "bb"), seen(b, "aa"), seen(ant(3), "cc")]
    assert together.groups(pictures) == [0, 0, 0, 1]


def test_insects_of_one_photograph_stay_together_unless_they_were_parted_before() -> None:
    boxes = [replace(ant(n), box=f"0.{n},0.1,0.1,0.1") for n in (1, 2, 3)]
    assert together.groups([seen(one, "aa") for one in boxes]) == [0, 0, 0]
    pins = [replace(ant(n), ids=("pin",), letter=str(n)) for n in (1, 2)]
    assert together.groups([seen(one, one.name) for one in pins]) == [0, 0]
    assert len({one.specimen for one in together.recognised(pins)}) == 2
    pins = [replace(one, role=role) for one, role in zip(pins, ("training", "frozen"), strict=True)]
    assert together.groups([seen(one, one.name) for one in pins]) == [0, 1]
    parted = [replace(boxes[0], role="training"), replace(boxes[1], role="frozen"), boxes[2]]
    assert together.groups([seen(one, "aa") for one in parted]) == [0, 1, 2]


def read(folder: Path, rows: list[dict[str, str]], start: int) -> list[Labelled]:
    folder.mkdir()
    for n, row in enumerate(rows):
        row["file"] = f"{n}.png"
        (folder / row["file"]).write_bytes(picture(start + n))
    names = sorted({name for row in rows for name in row})
    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    (folder / "list.csv").write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")
    labels = from_sources.labels(folder / "list.csv", ReadOptions(), Findings(), folder.name)
    return together.recognised(list(labels))


def test_one_specimen_of_two_lists_is_one_and_a_number_of_two_museums_is_two(
    tmp_path: Path,
) -> None:
    name = {"genus": "Lasius"}
    archive = read(
        tmp_path / "a",
        [
            {
                **name,
                "occurrenceID": "urn:x:1",
                "catalogNumber": "ANT0001",
                "institutionCode": "MfN",
            },
            {**name, "catalogNumber": "12", "institutionCode": "MfN"},
        ],
        0,
    )
    other = read(
        tmp_path / "b",
        [
            {**name, "catalogNumber": "ANT0001"},
            {**name, "catalogNumber": "12", "institutionCode": "NHM"},
            {**name, "catalogNumber": "ANT0001", "institutionCode": "mfn"},
        ],
        10,
    )
    labels = together.recognised([*archive, *other])
    pictures = [seen(one, str(n)) for n, one in enumerate(labels)]
    assert together.groups(pictures) == [0, 1, 0, 2, 0]
    assert len({one.specimen for one in labels}) == 3
    assert {labels[n].specimen for n in (0, 2, 4)} == {"urn:x:1"}


def test_individuals_on_one_pin_are_several_specimens_in_one_part(tmp_path: Path) -> None:
    pin = {"genus": "Lasius", "institutionCode": "MfN"}
    rows = [{**pin, "catalogNumber": f"CASENT0913399{letter}"} for letter in ("a", "b", "a", "")]
    labels = read(tmp_path / "a", rows, 0)
    assert len({one.specimen for one in labels}) == 3
    assert labels[0].specimen == labels[2].specimen
    assert set(together.groups([seen(one, str(n)) for n, one in enumerate(labels)])) == {0}


def made(labels: list[Labelled], out: Path) -> tuple[Snapshot, dict[str, object]]:
    snapshot = build(labels, out, Recipe(), Findings())
    return snapshot, json.loads((out / "snapshot.json").read_text())


def test_a_specimen_that_is_seen_on_anothers_picture_alone_has_its_part_too(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    found = list(from_sources.labels(sheet(folder, moths(folder)), ReadOptions(), Findings()))
    found.append(replace(found[0], specimen="beside", name="beside.png"))
    snapshot, about = made(found, tmp_path / "out")
    part = snapshot.parts[found[0].specimen]
    assert snapshot.parts["beside"] == part
    assert about["shown_with_others"] == {"beside": part}
    again = kept(tmp_path / "out")
    assert (again.parts, again.held_out) == (snapshot.parts, {"genera": [], "species": []})
    document = {key: value for key, value in about.items() if key != "shown_with_others"}
    document.pop("held_out_names")
    (tmp_path / "out" / "snapshot.json").write_text(json.dumps(document))
    before = kept(tmp_path / "out")
    assert (before.held_out, "beside" in before.parts) == (None, False)


def test_bytes_that_trained_under_one_specimen_do_not_test_another(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    found = list(from_sources.labels(sheet(folder, moths(folder)), ReadOptions(), Findings()))
    frozen = replace(found[0], role="frozen", part="test")
    trained = replace(found[0], specimen="beside", name="beside.png", role="training", part="train")
    snapshot, _ = made([frozen, trained, *found[1:]], tmp_path / "out")
    assert frozen.specimen not in snapshot.parts
    assert snapshot.report["counts"]["trained_before"] == 1


def test_two_sources_of_one_folder_name_are_told_apart(tmp_path: Path) -> None:
    sources = []
    for year in ("2023", "2024"):
        folder = tmp_path / year / "pictures"
        folder.mkdir(parents=True)
        rows = moths(folder)
        for n, row in enumerate(rows):
            (folder / row["file"]).write_bytes(picture(n + 2000 * (year == "2024")))
        sources.append(sheet(folder, rows))
    names = from_sources.told_apart([*sources, tmp_path])
    assert names == {
        sources[0]: "2023/pictures/labels.csv",
        sources[1]: "2024/pictures/labels.csv",
        tmp_path: tmp_path.name,
    }
    labels = [
        label
        for source in sources
        for label in from_sources.labels(source, ReadOptions(), Findings(), names[source])
    ]
    snapshot, about = made(labels, tmp_path / "out")
    assert sum(snapshot.counts.values()) == len(labels) == len(snapshot.parts)
    assert about["sources"] == {names[source]: 96 for source in sources}
    alike = [
        label
        for source in sources
        for label in from_sources.labels(source, ReadOptions(), Findings())
    ]
    with pytest.raises(Invalid, match=r"two pictures are both called 'labels\.csv/m0\.png'"):
        made(alike, tmp_path / "alike")
    assert not (tmp_path / "alike").exists()
