"""`insecta fixity`, `backup`, `rebuild`: originals are proved, mended, and come back with everything."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Drawn
from tests.cli.inside import Inside
from tests.cli.teaching_house import KEPT, SPLIT, names

pytestmark = pytest.mark.slow

PICTURES = SPLIT + KEPT


def originals(insecta: Inside) -> list[Path]:
    return sorted(path for path in (insecta.data / "objects/blobs").rglob("*") if path.is_file())


def test_a_rotten_original_is_told_and_mended_from_a_second_store(
    drawn: Drawn, tmp_path: Path
) -> None:
    insecta = drawn.insecta
    second = shutil.copytree(insecta.data / "objects", tmp_path / "second")
    whole = insecta.done("fixity", "--json").json
    assert (whole["checked"], whole["whole"]) == (PICTURES, True)
    rotten, gone = originals(insecta)[:2]
    kept = rotten.read_bytes()
    rotten.chmod(0o644)
    rotten.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    gone.unlink()
    told = insecta.run("fixity", "--json")
    assert told.code == 1
    assert (told.json["changed"], told.json["missing"]) == ([rotten.name], [gone.name])
    assert not told.json["whole"]
    mended = insecta.done("fixity", "--json", "--mend-from", second.as_uri()).json
    assert sorted(mended["mended"]) == sorted([rotten.name, gone.name])
    assert rotten.read_bytes() == kept
    table = insecta.done("fixity").out
    assert "checked" in table
    assert str(PICTURES) in table


def test_each_original_is_read_on_one_day_of_a_rotation(drawn_once: Drawn) -> None:
    days = [
        drawn_once.insecta.done("fixity", "--days", "3", "--day", str(day), "--json").json
        for day in range(3)
    ]
    assert sum(day["checked"] for day in days) == PICTURES


def test_a_house_comes_back_from_its_backup(drawn: Drawn, tmp_path: Path) -> None:
    made = drawn.insecta.done("backup", "--json").json
    assert made["tables"]["images"] == PICTURES
    store = (drawn.insecta.data / "objects").as_uri()
    assert any((drawn.insecta.data / "objects/backups").rglob(f"*{made['stamp']}*"))
    again = Inside(tmp_path / "again")
    told = again.done("rebuild", "--from", store, "--json").json
    assert told["documents"] == PICTURES
    assert names(again) == names(drawn.insecta)
    assert again.done("fixity", "--json").json["checked"] == PICTURES
    counts = again.done("runs", "show", drawn.run[:8], "--json").json["counts"]
    assert counts == {"done": PICTURES}
    full = again.run("rebuild", "--from", store)
    assert full.code == 1, "a house with something in it is left alone"
