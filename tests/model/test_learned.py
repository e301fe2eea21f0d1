"""A release tells what it learned from, and that tests and calibrates nothing of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from insecta.cli.main import main
from insecta.domain.learned import CALIBRATED, TRAINED, Learned, from_bytes, to_bytes
from insecta.errors import BadRelease, Invalid
from insecta.vision.release_folder import MANIFEST, ReleaseFolder, default_release, read_release
from model import learned, report
from model.recalibrate import measured
from model.release_writer import write_release
from model.samples import Sample
from model.snapshot import Snapshot
from tests.model import drawn_collection as beetles


def released(out: Path, told: Learned | None) -> ReleaseFolder:
    """The shipped network, as if it had learned from something else."""
    shipped = read_release(default_release())
    described = json.loads((shipped.folder / MANIFEST).read_bytes())
    del described["files"]
    texts = {"card.md": "Drawn.\n", "LICENSE": "x"}
    write_release(
        out, described, shipped.model, shipped.release.taxa, shipped.release.outside,
        shipped.prototypes, texts, learned=told,
    )  # fmt: skip
    return read_release(out)


def dealt_anew(made: list[Sample]) -> list[Sample]:
    """The same collection in another snapshot: other parts, other names of groups."""
    turned = {"training": "test", "calibration": "training", "test": "training"}
    return [replace(one, part=turned[one.part], group=f"new {one.group}") for one in made]


def test_what_a_release_learned_from_is_left_out_of_its_tests_and_counted(tmp_path: Path) -> None:
    first = beetles.snapshot(tmp_path / "first", beetles.samples(10))
    folder = released(tmp_path / "release", learned.of(first))
    assert folder.learned == learned.of(first)
    told, found = report.evaluate(folder, first, hard=False)
    assert told["learned"] == {"pictures": 0, "specimens": 0}
    assert len(found) == len(first.part("test"))
    fresh = [replace(one, specimen=f"f{one.specimen}", group=f"f{one.group}") for one in _others()]
    second = beetles.snapshot(tmp_path / "second", [*dealt_anew(beetles.samples(10)), *fresh])
    told, found = report.evaluate(folder, second, hard=False)
    assert {o.sample.specimen for o in found} == {s.specimen for s in fresh if s.part == "test"}
    assert told["learned"] == {"pictures": 18, "specimens": 18}
    report.write(tmp_path / "report", folder, told, found)
    page = (tmp_path / "report" / "report.html").read_text()
    assert "18 pictures of 18 specimens that it learned from are left out" in page


def test_a_release_that_does_not_tell_is_read_and_said_so(tmp_path: Path) -> None:
    snapshot = beetles.snapshot(tmp_path / "snapshot")
    folder = released(tmp_path / "release", None)
    assert folder.learned is None
    told, found = report.evaluate(folder, snapshot, hard=False)
    assert told["learned"] is None
    assert "is not known beyond its own snapshot" in report.page(folder, told, found)


def test_where_everything_was_learned_there_is_no_test(tmp_path: Path) -> None:
    first = beetles.snapshot(tmp_path / "first")
    folder = released(tmp_path / "release", learned.of(first))
    again = [one for one in dealt_anew(beetles.samples()) if one.part == "test"]
    again += [replace(one, part="training") for one in _others()]
    with pytest.raises(Invalid, match="has learned from all 18 test pictures"):
        report.evaluate(folder, beetles.snapshot(tmp_path / "second", again), hard=False)


def test_a_picture_under_another_number_and_what_looks_like_it_are_known(tmp_path: Path) -> None:
    made = beetles.samples(5)
    one, other, third = made[:3]
    digests = learned.digests_of([one])
    renamed = replace(one, specimen="another number", group="pair")
    beside = replace(other, group="pair")
    assert learned.known_from([renamed, beside, third], digests) == {
        "another number",
        other.specimen,
    }
    view = replace(third, specimen=one.specimen, pixels=np.zeros_like(one.pixels))
    assert learned.known_from([view], digests) == {one.specimen}


def test_nothing_is_calibrated_on_what_it_was_trained_on(tmp_path: Path) -> None:
    snapshot = beetles.snapshot(tmp_path / "snapshot", beetles.samples(10))
    folder = released(tmp_path / "release", learned.of(snapshot))
    with pytest.raises(Invalid, match="labelled pictures bear a name"):
        measured(folder, snapshot)  # it gets as far as looking at the calibration part
    training = [s for s in beetles.samples(10) if s.part == "training"]
    alone = beetles.snapshot(tmp_path / "alone", training)
    with pytest.raises(Invalid, match="18 pictures left out that it learned from"):
        measured(folder, alone)
    own = json.loads((folder.folder / MANIFEST).read_bytes())["snapshot"]
    silent = released(tmp_path / "silent", None)
    with pytest.raises(Invalid, match="was trained on this very snapshot"):
        measured(silent, replace(snapshot, digest=own))


def test_a_list_that_is_none_is_refused(tmp_path: Path) -> None:
    told = Learned(frozenset({b"12345678"}), frozenset())
    folder = released(tmp_path / "release", told).folder
    (folder / TRAINED).write_bytes(b"1234567")
    with pytest.raises(BadRelease, match=r"trained\.bin"):
        read_release(folder)
    for wrong in (b"1234567", b"2" * 8 + b"1" * 8, b"1" * 16):
        with pytest.raises(ValueError, match="no sorted digests"):
            from_bytes(wrong)
    assert to_bytes([b"2" * 8, b"1" * 8, b"2" * 8]) == b"1" * 8 + b"2" * 8


def test_a_training_that_went_on_tells_what_the_first_one_learned_from(tmp_path: Path) -> None:
    first, second = (_of(tmp_path / name, seed) for name, seed in (("first", 0), ("second", 10)))
    after = {"after": {"snapshot": first.digest}}
    runs = [tmp_path / f"run{n}" for n in range(2)]
    for run in runs:
        run.mkdir()
    learned.keep(runs[0], {"after": None}, first, None)
    learned.keep(runs[1], after, second, runs[0])
    both = learned.of_training(after, second, runs[1])
    assert both == learned.of(first).with_(learned.of(second))
    assert learned.of_training(after, second) is None, "not known"
    assert learned.of_training({"after": {"snapshot": second.digest}}, second) == learned.of(second)
    (runs[0] / CALIBRATED).unlink()
    (runs[1] / CALIBRATED).unlink()
    learned.keep(runs[1], after, second, runs[0])
    assert learned.read(runs[1]) is None


def test_an_export_overwrites_no_release(tmp_path: Path) -> None:
    folder = released(tmp_path / "release", None).folder
    before = (folder / MANIFEST).read_bytes()
    words = ["--name", "n", "--licence", "l", "--limit-line", "x", "--out", str(folder)]
    assert main(["model", "export", str(tmp_path), str(tmp_path), *words]) == 1
    assert (folder / MANIFEST).read_bytes() == before


def _others() -> list[Sample]:
    return [one for one in beetles.samples(20) if int(one.name.split("-")[1]) >= 10]


def _of(folder: Path, least: int) -> Snapshot:
    made = [s for s in beetles.samples(20) if least <= int(s.name.split("-")[1]) < least + 10]
    return beetles.snapshot(folder, made)
