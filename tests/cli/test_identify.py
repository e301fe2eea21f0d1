"""`insecta identify` with the shipped release: formats, folders, faults, exit codes."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from insecta.cli.identify import _checked, _decided
from insecta.cli.main import main
from insecta.cli.reasons import ABSTENTIONS, LIMITS, is_experiment, why
from insecta.domain.answer import Abstention, Answer, Candidate, Limit
from insecta.vision.release_folder import default_release, read_release
from tests.scripted_classifier import scripted_release


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two good pictures (one with an odd name, in a sub-folder), one broken, one to leave alone."""
    made = tmp_path / "pictures"
    (made / "Schublade ä").mkdir(parents=True)
    golden = default_release() / "golden.png"
    shutil.copy(golden, made / "ant.png")
    shutil.copy(golden, made / "Schublade ä" / "=evil (1).PNG")
    (made / "broken.jpg").write_bytes(golden.read_bytes()[:500])
    (made / "notes.txt").write_text("no picture")
    return made


def test_json_lines_hold_what_was_promised(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["identify", "--format", "jsonl", str(folder)]) == 1
    out, err = capsys.readouterr()
    rows = [json.loads(line) for line in out.splitlines()]
    assert [Path(row["file"]).name for row in rows] == ["ant.png", "=evil (1).PNG"]
    assert "broken.jpg: truncated" in err
    assert "1 of 3 pictures" in err
    release = read_release(default_release()).release
    parents = {t.scientific_name: t.parent_id for t in release.taxa}
    for row in rows:
        assert list(row)[:3] == ["file", "release", "answer"]
        assert row["release"] == release.digest
        assert (row["answer"] is None) != (row["abstention"] is None)
        assert row["abstention"] is None or row["abstention"] in {a.value for a in Abstention}
        assert (row["checked"] is None) == (row["answer"] is None)
        assert bool(row["why"]) == bool(row["abstention"] or row["limit"])
        assert (row["note"], row["needsView"]) == ("", None)
        ranks: dict[str, int] = defaultdict(int)
        held = {c["scientificName"]: c["confidence"] for c in row["candidates"]}
        for candidate in row["candidates"]:
            assert set(candidate) == {"scientificName", "taxonRank", "confidence", "answerable"}
            ranks[candidate["taxonRank"]] += 1
            parent = parents[candidate["scientificName"]]
            if parent is not None:
                name = release.by_id[parent].scientific_name
                assert held[name] >= candidate["confidence"]
        assert ranks["species"] >= 5
        assert ranks["genus"] >= 5
        assert ranks["order"] == 2
        assert "none" not in ranks


def test_csv_is_a_table_no_spreadsheet_can_be_hurt_by(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder / "Schublade ä")
    assert main(["identify", "--format", "csv", "=evil (1).PNG"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows[0]["file"] == "'=evil (1).PNG"
    assert rows[0]["scientificName"] or rows[0]["abstention"]
    assert bool(rows[0]["testing"]) == bool(rows[0]["scientificName"])
    assert bool(rows[0]["why"]) == bool(rows[0]["abstention"] or rows[0]["limit"])
    assert rows[0]["bestAnswerable"] in {"true", "false"}


def test_the_table_begins_with_the_limit(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["identify", str(folder / "ant.png")]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert out.startswith(read_release(default_release()).release.limit_line[:40])
    assert "ant.png" in out


def test_a_file_named_by_itself_is_looked_at_whatever_its_suffix(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["identify", "--format", "jsonl", str(folder / "notes.txt")]) == 1
    assert "not_a_picture" in capsys.readouterr().err


def test_missing_paths_and_empty_folders_fail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["identify", str(tmp_path / "gone.jpg")]) == 1
    assert "gone.jpg: unreadable" in capsys.readouterr().err
    assert main(["identify", str(tmp_path)]) == 1
    assert "no pictures found" in capsys.readouterr().err


def test_a_folder_that_is_no_release_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["identify", "--release", str(tmp_path), str(folder)])
    assert code == 2
    assert "release.json: cannot be read" in capsys.readouterr().err


def test_a_target_that_is_no_share_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["identify", "--target", "95", "x.jpg"])
    assert caught.value.code == 2
    assert "not between 0.5 and 1" in capsys.readouterr().err


def test_every_answer_says_how_it_was_checked() -> None:
    """Users: 7. A moth has fewer than ten test pictures, the ants together have more."""
    release = read_release(default_release()).release
    moth = next(t for t in release.taxa if t.rank == "species" and t.leaf is not None)
    ants = next(t for t in release.taxa if t.scientific_name == "Formicidae")
    for taxon, together in ((moth, True), (ants, False)):
        surest = Candidate(taxon.taxon_id, taxon.scientific_name, taxon.rank, 1.0)
        told = _checked(surest, release)
        assert (told["training"], told["testing"]) == (taxon.training, taxon.testing)
        assert told["together"] is together
        assert told["likeThis"]["right"] <= told["likeThis"]["cases"]
    barely = Candidate(moth.taxon_id, moth.scientific_name, moth.rank, 0.3)
    assert _checked(barely, release)["likeThis"] is None, "nobody counted such answers"


def test_a_target_that_was_never_measured_is_told_as_such(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Users: 7. Nothing is promised there, and the picture is not what is undecided."""
    assert (
        main(["identify", "--target", "0.995", "--format", "jsonl", str(folder / "ant.png")]) == 0
    )
    row = json.loads(capsys.readouterr().out)
    assert row["abstention"] is not None
    if row["abstention"] == "undecided":
        assert "never measured at a target of 0.995" in row["why"]
        assert "the highest was 0.99:" in row["why"]


def test_reasons_are_told_in_words_with_the_note_and_the_view_that_helps() -> None:
    release = scripted_release()
    candidates = tuple(
        Candidate(key, release.by_id[key].scientific_name, release.by_id[key].rank, share)
        for key, share in (
            ("family:Formicidae", 0.99), ("genus:Pheidole", 0.92), ("genus:Camponotus", 0.07),
        )
    )  # fmt: skip
    ants = candidates[0]
    below = Answer(ants, None, Limit.UNDECIDED_BELOW, candidates)
    told = _decided(below, release, 0.95)
    assert (
        told["why"]
        == "names below this rank are an experiment of this release, and never an answer"
    )
    assert [one["answerable"] for one in told["candidates"]] == [True, False, True]
    assert is_experiment(release, "genus:Pheidole")
    assert not is_experiment(release, "class:Insecta"), "above all that is answered, no experiment"
    unsure = Answer(
        ants, None, Limit.UNDECIDED_BELOW, (ants, replace(candidates[2], confidence=0.95))
    )
    assert "several names fit" in why(unsure, release, 0.95)
    none = Answer(None, Abstention.UNDECIDED, None, candidates)
    assert "several names fit" in why(none, release, 0.95)
    assert "the highest was 0.99:" in why(none, release, 0.995)
    unknown = Answer(None, Abstention.UNKNOWN_TAXON, None, candidates)
    assert why(unknown, release, 0.95) == "none of the 7 taxa this release knows"
    capped = Answer(ants, None, Limit.NEEDS_OTHER_VIEW, candidates, "the petiole", "profile")
    told = _decided(capped, release, 0.95)
    assert (told["note"], told["needsView"]) == ("the petiole", "profile")
    assert {*ABSTENTIONS, *LIMITS} == {*Abstention, *Limit}
