"""`insecta labels`: words and codes of labels, as a proposal; and what it says without its extra."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import pytest
from PIL import Image

from insecta.cli.main import main
from insecta.teaching.label import code_label, text_label
from insecta.vision.label_text import Line, in_order


@pytest.fixture
def label(tmp_path: Path) -> Path:
    """A printed label with a data matrix code below."""
    sheet = Image.new("RGB", (640, 420), (120, 120, 118))
    sheet.paste(text_label(("Madagascar: Isalo", "leg. M. Sepia, 1923"), 40), (40, 30))
    code = code_label("TEACH0000301", ())
    sheet.paste(code.resize((code.width * 2, code.height * 2)), (40, 220))
    path = tmp_path / "label.png"
    sheet.save(path)
    return path


def test_print_is_read_with_boxes_and_codes(
    label: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["labels", "--json", str(label)]) == 0
    read = json.loads(capsys.readouterr().out)
    assert "Madagascar" in read["proposal"]["verbatimLabel"]
    assert "1923" in read["proposal"]["verbatimLabel"]
    assert read["readBy"].startswith("RapidOCR ")
    assert [code["text"] for code in read["codes"]] == ["TEACH0000301"]
    first = read["lines"][0]
    assert "Isalo" in first["text"]
    assert 0.5 < first["confidence"] <= 1
    left, top, wide, high = first["box"]
    assert 0.05 < left < 0.15
    assert 0.05 < top < 0.2
    assert left + wide <= 1
    assert high < 0.2


def test_a_sheet_to_correct_leaves_broken_pictures_out(
    label: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (label.parent / "broken.png").write_bytes(label.read_bytes()[:300])
    assert main(["labels", "--csv", str(label.parent)]) == 1
    out, err = capsys.readouterr()
    (row,) = csv.DictReader(io.StringIO(out))
    assert "Madagascar" in row["verbatimLabel"]
    assert row["codes"] == "TEACH0000301"
    assert 0 < float(row["leastConfidence"]) <= 1
    assert "broken.png: truncated" in err
    assert main(["labels", str(label)]) == 0
    assert "to be checked" in capsys.readouterr().out


def test_the_extra_is_named_where_it_is_missing(
    label: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    assert main(["labels", str(label)]) == 1
    assert 'pip install "insecta[ocr]"' in capsys.readouterr().err


def test_a_real_label_gives_its_printed_name(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = shared / "data" / "ant_labels" / "CASENT0102128_lg.jpg"
    assert main(["labels", "--json", str(picture)]) == 0
    text = json.loads(capsys.readouterr().out)["proposal"]["verbatimLabel"]
    assert "Melissotarsus" in text
    assert "0102128" in text


def test_lines_of_one_height_go_from_left_to_right() -> None:
    def line(text: str, left: float, top: float) -> Line:
        return Line(text, 1.0, (left, top, 0.2, 0.1))

    mixed = [line("d", 0.5, 0.52), line("b", 0.6, 0.12), line("a", 0.1, 0.1), line("c", 0.1, 0.5)]
    assert [one.text for one in in_order(mixed)] == ["a", "b", "c", "d"]
