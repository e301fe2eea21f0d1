"""A house that teaching-1 answers for, with a few drawn specimens of the teaching collection."""

from __future__ import annotations

import csv
from pathlib import Path

from insecta.teaching.collection import draw_picture
from insecta.teaching.kinds import KINDS
from insecta.teaching.plan import Specimen, plan
from tests.cli.inside import Inside

ROOT = Path(__file__).resolve().parents[2]
FIRST, SECOND = (ROOT / "releases" / name for name in ("teaching-1", "teaching-2"))
CODE = "DRAWN"
SPLIT, KEPT = 3, 2
"""Specimens of the group whose kinds only teaching-2 tells apart, and of another group."""


def specimens() -> list[Specimen]:
    """Some that teaching-2 names otherwise, then some that both name alike."""
    every = [one for one in plan().specimens if one.kind == one.catalogued]
    split = [one for one in every if KINDS[one.kind].group == "Group D"]
    kept = [one for one in every if KINDS[one.kind].group == "Group A"]
    return split[:SPLIT] + kept[:KEPT]


def drawer(folder: Path) -> Path:
    """A list of the specimens with one picture of each."""
    folder.mkdir()
    made = plan()
    with (folder / "list.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("file", "catalogNumber"))
        for one in specimens():
            picture = made.of(one)[0]
            (folder / picture.file).write_bytes(draw_picture(made, picture))
            rows.writerow((picture.file, one.catalog_number))
    return folder / "list.csv"


def filled(folder: Path) -> tuple[Inside, Path, str]:
    """The house, its source, and the run that took it in."""
    source = drawer(folder / "drawer")
    house = Inside(folder / "data")
    words = ("ingest", source, "--collection", CODE, "--pattern", "antweb", "--json")
    done = house.done(*words, INSECTA_RELEASE=str(FIRST))
    return house, source, str(done.json["run"])


def names(house: Inside) -> dict[str, str | None]:
    """Shown name by catalogue number."""
    page = house.done("search", f"collection:{CODE}", "--limit", "100", "--json").json
    return {
        one.get("catalog_number", one["id"]): one.get("scientific_name") for one in page["items"]
    }
