"""The same training once more on the calibration part too: other weights, the numbers of the first."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path

import pytest

from insecta.cli.main import main
from insecta.domain.learned import Learned
from insecta.vision.release_folder import read_release
from model.learned import digests_of, files
from model.preset import Stage
from model.snapshot import Snapshot, read_snapshot
from model.train import Trained, read_trained, train
from tests.model import drawn_collection as beetles

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

WORDS = ["--name", "beetles", "--licence", "test", "--limit-line", "Beetles."]


def quietly(_: str) -> None:
    pass


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `snapshot`, the training `run` and its repetition `again`."""
    folder = tmp_path_factory.mktemp("refit")
    snapshot = beetles.snapshot(folder / "snapshot", beetles.samples(30))
    first = trained(folder / "run", snapshot, None)
    trained(folder / "again", snapshot, first)
    return folder


def trained(folder: Path, snapshot: Snapshot, earlier: Trained | None, seed: int = 3) -> Trained:
    preset = beetles.preset(stages=(Stage(32, 2),), side=32, seed=seed, head_views=1)
    nowhere = folder.parent / "no backbone"
    return train(snapshot, preset, nowhere, folder, quietly, beetles.trunk(), earlier=earlier)


def test_it_learns_from_both_parts_and_bears_the_numbers_of_the_first(work: Path) -> None:
    out = [work / "release-1", work / "release-2"]
    run, again, snapshot = (str(work / name) for name in ("run", "again", "snapshot"))
    assert main(["model", "export", run, snapshot, "--out", str(out[0]), *WORDS]) == 0
    told = ["model", "export", again, snapshot, "--measured-by", run, "--out", str(out[1]), *WORDS]
    assert main(told) == 0
    first, second = (read_release(folder).release for folder in out)
    assert second.digest != first.digest
    numbers = ("temperature", "thresholds", "novelty", "measure")
    assert [getattr(second, n) for n in numbers] == [getattr(first, n) for n in numbers]
    names = {taxon.taxon_id: taxon for taxon in first.taxa}
    assert set(names) == {taxon.taxon_id for taxon in second.taxa}
    (order,) = (taxon for taxon in second.taxa if taxon.rank == "order")
    learned = {s.specimen for s in beetles.samples(30) if s.part in ("training", "calibration")}
    assert order.training == len(learned) > names[order.taxon_id].training
    lineage = json.loads((out[1] / "release.json").read_text())["refit"]
    assert lineage["preset"] == read_trained(work / "run").about["preset_digest"]


def test_what_it_learned_from_never_calibrates_it(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again, snapshot, out = (str(work / name) for name in ("again", "snapshot", "never"))
    assert main(["model", "export", again, snapshot, "--out", out, *WORDS]) == 1
    assert "has learned from the calibration part" in capsys.readouterr().err
    assert not Path(out).exists()


def test_another_training_does_not_calibrate_it(
    work: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = trained(
        tmp_path / "other", beetles.snapshot(tmp_path / "s", beetles.samples(30)), None, 4
    )
    assert other.about["snapshot"] == read_trained(work / "run").about["snapshot"]
    told = ["model", "export", str(work / "again"), str(work / "snapshot"), *WORDS]
    words = [*told, "--measured-by", str(tmp_path / "other"), "--out", str(tmp_path / "never")]
    assert main(words) == 1
    assert "does not repeat the training" in capsys.readouterr().err


def test_a_repetition_of_another_preset_is_refused_by_the_command(
    work: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    preset = {**asdict(beetles.preset(stages=(), head_views=1)), "about": "heads only"}
    (tmp_path / "heads.json").write_text(json.dumps(preset))
    told = ["--preset", str(tmp_path / "heads.json"), "--after", str(work / "run")]
    ended = main(
        ["model", "train", str(work / "snapshot"), "--out", str(tmp_path / "no"), *told, "--refit", str(work / "run")]
    )  # fmt: skip
    assert ended == 1
    assert "of another snapshot or preset" in capsys.readouterr().err


def test_what_an_earlier_training_learned_from_calibrates_nothing(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A list that says that all was learned, as after `--after` a training that saw other parts."""
    again = work / "after"
    shutil.copytree(work / "run", again)
    snapshot = read_snapshot(work / "snapshot")
    told = Learned(digests_of(snapshot.part("training", "calibration")), frozenset())
    for name, data in files(told).items():
        (again / name).write_bytes(data)
    words = [
        "model",
        "export",
        str(again),
        str(work / "snapshot"),
        "--out",
        str(work / "no"),
        *WORDS,
    ]
    assert main(words) == 1
    assert "learned from every specimen of the calibration part" in capsys.readouterr().err
