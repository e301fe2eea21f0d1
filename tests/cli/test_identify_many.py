"""`insecta identify --many`: a drawer's specimens one by one, by the shipped release."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from insecta.cli.main import main
from insecta.teaching.label import code_label
from insecta.vision.many import Kind
from model.drawn_drawers import Drawer, draw_drawer


@pytest.fixture(scope="module")
def drawer() -> Drawer:
    drawn = draw_drawer(202)
    drawn.picture.paste(code_label("TEACH0000202", ("Malaysia: Ulu",)), (1_000, 1_640))
    return drawn


@pytest.fixture
def picture(drawer: Drawer, tmp_path: Path) -> Path:
    path = tmp_path / "drawer.png"
    drawer.picture.save(path)
    return path


def test_every_specimen_has_a_line_with_its_box_and_its_answer(
    drawer: Drawer, picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["identify", "--many", "--format", "jsonl", str(picture)]) == 0
    out, err = capsys.readouterr()
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["region"] for row in rows] == list(range(1, len(rows) + 1))
    specimens = [row for row in rows if row["kind"] == Kind.SPECIMEN]
    assert abs(len(specimens) - drawer.specimens) <= 0.1 * drawer.specimens
    assert f"{len(specimens)} × specimen" in err
    for row in specimens:
        left, top, wide, high = row["box"]
        assert 0 <= left < left + wide <= 1
        assert 0 <= top < top + high <= 1
        assert (row["answer"] is None) != (row["abstention"] is None)
    others = [row for row in rows if row["kind"] != Kind.SPECIMEN]
    assert {row["kind"] for row in others} >= {"label", "scale"}
    assert all("answer" not in row for row in others)
    codes = [code for row in rows for code in row["codes"]]
    assert codes == ["TEACH0000202"]


def test_a_sheet_of_regions_and_a_table(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(picture.read_bytes()[:3_000])
    assert main(["identify", "--many", "--format", "csv", str(picture), str(broken)]) == 1
    out, err = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(out)))
    assert "broken.png: truncated" in err
    assert "1 of 2 pictures" in err
    assert {row["file"] for row in rows} == {str(picture)}
    named = [row for row in rows if row["kind"] == "specimen"]
    assert all(row["scientificName"] or row["abstention"] for row in named)
    assert main(["identify", "--many", str(picture)]) == 0
    assert "x y width height" in capsys.readouterr().out
