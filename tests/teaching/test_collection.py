"""The collection on disk: pictures, then the manifest; the same again, and nothing half."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

from insecta.teaching import collection
from insecta.teaching.plan import PLACES, Plan
from tests.teaching.conftest import Drawn

pytestmark = pytest.mark.slow


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / collection.MANIFEST).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_manifest_names_every_file_once_and_no_other(made: Plan, written: Path) -> None:
    files = {path.name for path in written.iterdir()} - {collection.MANIFEST}
    named = [file for row in rows(written) for file in row["associatedMedia"].split(" | ")]
    assert len(named) == len(set(named)) == 302
    assert set(named) == files == {picture.file for picture in made.pictures}


def test_records_say_what_the_plan_says(made: Plan, written: Path) -> None:
    records = {row["catalogNumber"]: row for row in rows(written)}
    assert len(records) == 100
    assert len({row["occurrenceID"] for row in records.values()}) == 100
    assert len({row["materialEntityID"] for row in records.values()}) == 99
    a, b = made.planted.one_pin
    assert records[a]["materialEntityID"] == records[b]["materialEntityID"]
    assert {row["license"] for row in records.values()} == {collection.LICENCE}
    assert {row["country"] for row in records.values()} <= {place.country for place in PLACES}
    assert records[made.planted.misfiled]["scientificName"] == "Kind B2"
    assert records[made.planted.misfiled]["genus"] == "Group B"


def test_equal_bytes_are_the_planted_duplicate_only(made: Plan, written: Path) -> None:
    by_digest: dict[str, set[str]] = {}
    for picture in made.pictures:
        digest = hashlib.sha256((written / picture.file).read_bytes()).hexdigest()
        by_digest.setdefault(digest, set()).add(picture.file)
    equal = [files for files in by_digest.values() if len(files) > 1]
    assert equal == [{made.planted.duplicate_file, made.planted.duplicate_of}]


def test_other_processes_draw_the_same_bytes_as_this_one(
    made: Plan, written: Path, drawn: Drawn
) -> None:
    for picture in made.pictures[::37]:
        if picture.copy_of is None:
            assert (written / picture.file).read_bytes() == drawn(picture.file)


def test_an_interrupted_write_leaves_no_manifest(tmp_path: Path) -> None:
    class Interrupted(Exception):
        pass

    seen: list[tuple[int, int]] = []

    def stop_after_three(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 3:
            raise Interrupted

    with pytest.raises(Interrupted):
        collection.write(tmp_path, progress=stop_after_three, workers=1)
    assert seen == [(1, 302), (2, 302), (3, 302)]
    assert not (tmp_path / collection.MANIFEST).exists()
    assert len(list(tmp_path.iterdir())) == 3
