"""Training on drawn beetles: it learns, goes on after a kill, and stops on a loss that is no number."""

from __future__ import annotations

import io
import json
import resource
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import insecta
from insecta.cli.identify import record
from insecta.cli.main import main
from insecta.errors import BadSettings, BadSource, Invalid
from insecta.services.look import look
from insecta.vision.classifier import NetworkClassifier, calibrated, unit
from insecta.vision.novelty import novelty
from insecta.vision.preprocess import prepare
from insecta.vision.release_folder import ReleaseFolder, read_release
from model import report
from model.branches import Branch, evened, fold
from model.card import counted
from model.finish import (
    LEAST_FOR_FINEST,
    Draft,
    Refusals,
    calibrate,
    description,
    draft,
    novelty_cuts,
    write,
)
from model.heads import Linear
from model.network import build, seen_by
from model.preset import load_preset
from model.recalibrate import measured
from model.release_writer import run_network
from model.snapshot import Snapshot, read_snapshot
from model.train import DONE, TrainingStopped, read_trained, train
from model.tree import OUTSIDE
from tests.model import drawn_collection as beetles

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


class Killed(BaseException):
    """In place of SIGKILL: nothing of the trainer may catch it."""


def quietly(_: str) -> None:
    pass


def weights(folder: Path) -> list[np.ndarray]:
    return list(read_trained(folder).whole.get_weights())


def test_a_killed_training_goes_on_and_ends_as_if_nothing_had_been(tmp_path: Path) -> None:
    snapshot = beetles.snapshot(tmp_path / "snapshot", beetles.samples(5))
    preset = beetles.preset(stages=(beetles.Stage(32, 3),), side=32, drawn=12, head_views=1)
    nowhere = tmp_path / "no backbone"
    train(snapshot, preset, nowhere, tmp_path / "whole", quietly, beetles.trunk())

    def dies(text: str) -> None:
        if text.startswith("epoch 2"):
            raise Killed

    with pytest.raises(Killed):
        train(snapshot, preset, nowhere, tmp_path / "killed", dies, beetles.trunk())
    assert not (tmp_path / "killed" / DONE).exists()
    with pytest.raises(TrainingStopped, match="no finished training"):
        read_trained(tmp_path / "killed")
    said: list[str] = []
    train(snapshot, preset, nowhere, tmp_path / "killed", said.append, beetles.trunk())
    assert [text.split(":")[0] for text in said if text.startswith("epoch")] == [
        "epoch 2 of 3",
        "epoch 3 of 3",
    ]
    for one, other in zip(weights(tmp_path / "whole"), weights(tmp_path / "killed"), strict=True):
        np.testing.assert_allclose(one, other, atol=2e-4)


@pytest.mark.long
def test_the_same_seed_gives_the_same_network_to_the_last_bit(tmp_path: Path) -> None:
    """On one machine, heads and fine-tuning, without TensorFlow's op determinism (decision 0126)."""
    snapshot = beetles.snapshot(tmp_path / "snapshot", beetles.samples(5))
    preset = beetles.preset(drawn=12, head_views=1)
    for name in ("one", "two"):
        train(snapshot, preset, tmp_path, tmp_path / name, quietly, beetles.trunk())
    for one, two in zip(weights(tmp_path / "one"), weights(tmp_path / "two"), strict=True):
        np.testing.assert_array_equal(one, two)
    other = replace(preset, seed=preset.seed + 1)
    train(snapshot, other, tmp_path, tmp_path / "other", quietly, beetles.trunk())
    assert any(
        (one != two).any()
        for one, two in zip(weights(tmp_path / "one"), weights(tmp_path / "other"), strict=True)
    )


def test_a_loss_that_is_no_number_stops_and_keeps_the_last_good_epoch(tmp_path: Path) -> None:
    snapshot = beetles.snapshot(tmp_path / "snapshot")
    wild = beetles.preset(rate=1e30, head_rate=1e30)
    with pytest.raises(TrainingStopped, match="not a number at step"):
        train(snapshot, wild, tmp_path, tmp_path / "run", quietly, beetles.trunk())
    assert not (tmp_path / "run" / DONE).exists()


def test_a_backbone_that_gives_no_numbers_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    snapshot = beetles.snapshot(tmp_path / "snapshot", beetles.samples(5))
    broken = beetles.trunk()
    broken.set_weights([np.full_like(w, np.nan) for w in broken.get_weights()])
    with pytest.raises(TrainingStopped, match="the heads cannot begin: the loss is not a number"):
        train(snapshot, beetles.preset(head_views=1), tmp_path, tmp_path / "run", quietly, broken)
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["run.json"]


def test_a_full_disk_stops_training_in_a_sentence_and_it_goes_on_when_there_is_room(
    tmp_path: Path,
) -> None:
    """The system refuses files of that length: as on a full disk, the checkpoint cannot be written."""
    snapshot = beetles.snapshot(tmp_path / "snapshot", beetles.samples(5))
    preset = beetles.preset(stages=(beetles.Stage(32, 3),), side=32, drawn=12, head_views=1)
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fills(text: str) -> None:
        if text.startswith("epoch 2"):
            resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, usual[1]))

    try:
        with pytest.raises(
            TrainingStopped, match=r"checkpoint of epoch 2 cannot be written: .*large"
        ):
            train(snapshot, preset, tmp_path, tmp_path / "run", fills, beetles.trunk())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert not (tmp_path / "run" / DONE).exists()
    said: list[str] = []
    train(snapshot, preset, tmp_path, tmp_path / "run", said.append, beetles.trunk())
    assert [text.split(":")[0] for text in said if text.startswith("epoch")] == [
        "epoch 2 of 3",
        "epoch 3 of 3",
    ]
    assert read_trained(tmp_path / "run").about["leaves"]


def test_from_pictures_to_a_release_that_knows_them(tmp_path: Path) -> None:
    """Enough epochs to learn it; then the folder answers like the network, and is evaluated."""
    snapshot = beetles.snapshot(tmp_path / "snapshot", beetles.samples(30))
    preset = beetles.preset(stages=(beetles.Stage(48, 10),), mixing=0.0, rate=0.004)
    trained = train(snapshot, preset, tmp_path, tmp_path / "run", quietly, beetles.trunk())
    prototypes = np.load(tmp_path / "run" / "prototypes.npy")
    made = calibrate(
        draft(trained, snapshot, prototypes, [], "beetles", "1"), snapshot, Refusals(0.05, 0.05)
    )
    _the_outermost_tenth_gets_no_species(made, snapshot)
    told = description(trained, made, limit_line="Beetles.", licence="test", created="2026-11-26")
    version, digest = told["code"].split("+")
    assert (version, len(digest)) == (insecta.__version__, 12)
    assert told["training_code"] == told["code"]
    assert told["outputs"]["heat"] == [12, 12, len(trained.tree.leaf_of)]
    digest = write(
        tmp_path / "release", trained, made, {"card.md": "Beetles.\n", "LICENSE": "x"}, told
    )
    folder = read_release(tmp_path / "release")
    figures, found = report.evaluate(folder, snapshot)
    assert figures["release"] == digest
    assert figures["ranks"]["genus"]["top1"]["share"] > 0.9
    assert figures["ranks"]["species"]["top1"]["share"] > 0.8
    assert {"as it is", "a quarter turn"} <= set(figures["robustness"])
    report.write(tmp_path / "report", folder, figures, found)
    assert json.loads((tmp_path / "report" / "evaluation.json").read_text())["release"] == digest
    page = (tmp_path / "report" / "report.html").read_text()
    assert page.count("<svg") == 2
    assert page.count("<img") == page.count('src="data:image/jpeg;base64,') == page.count("src=")
    card = (tmp_path / "report" / "card.md").read_text()
    assert card.startswith("Beetles.\n\n# beetles 1, evaluated\n")
    for words in (
        digest,
        snapshot.digest,
        "## Changed pictures",
        "| a quarter turn |",
        "- seed: 3",
    ):
        assert words in card
    assert f"| species | {counted(figures['ranks']['species']['top1'])} |" in card
    _another_house_calibrates_it(folder, tmp_path)
    lines = (tmp_path / "report" / "predictions.csv").read_text().splitlines()
    assert len(lines) == 1 + len(snapshot.part("test"))


def test_view_and_caste_are_learned_where_they_are_stated(tmp_path: Path) -> None:
    """Beside the names, from two pictures in three; a release suggests them."""
    snapshot = beetles.snapshot(tmp_path / "snapshot", beetles.samples(30, told=True))
    heads = {"view": 0.5, "caste": 0.5, "sex": 0.5}
    preset = beetles.preset(stages=(beetles.Stage(48, 1),), heads=heads)
    said: list[str] = []
    trained = train(snapshot, preset, tmp_path, tmp_path / "run", said.append, beetles.trunk())
    assert [text.split(":")[0] for text in said if text.startswith("no head")] == [
        "no head for sex"
    ]
    assert read_trained(tmp_path / "run").heads == {
        "view": ("dorsal", "profile"), "caste": ("major", "minor"),
    }  # fmt: skip
    prototypes = np.load(tmp_path / "run" / "prototypes.npy")
    made = calibrate(draft(trained, snapshot, prototypes, [], "beetles", "1"), snapshot)
    told = description(trained, made, limit_line="Beetles.", licence="test", created="2026-11-27")
    write(tmp_path / "release", trained, made, {"card.md": "Beetles.\n", "LICENSE": "x"}, told)
    folder = read_release(tmp_path / "release")
    figures, _ = report.evaluate(folder, snapshot, hard=False)
    _view_and_caste_are_suggested(folder, figures, snapshot)
    _the_command_goes_on_with_one_head(tmp_path)


def test_a_branch_is_folded_into_the_last_layer() -> None:
    """The network then says what `evened` makes of its logits; nothing else of it changes."""
    branch = Branch(("order", "Coleoptera"), (0, 2), 1.5, -0.25)
    network = build(
        beetles.trunk(),
        *(Linear(np.random.default_rng(n).normal(size=(48, 4)).astype(np.float32), np.ones(4, np.float32)) for n in (1, 2)),
    )  # fmt: skip
    pictures = np.random.default_rng(3).integers(0, 256, (5, 32, 32, 3), dtype=np.uint8)
    before = seen_by(network.whole, pictures)
    fold(network.whole, [branch])
    after = seen_by(network.whole, pictures)
    np.testing.assert_allclose(after["leaves"], evened(before["leaves"], [branch]), atol=1e-4)
    np.testing.assert_array_equal(after["embedding"], before["embedding"])


def test_a_folder_belongs_to_one_snapshot_and_preset(tmp_path: Path) -> None:
    snapshot = beetles.snapshot(tmp_path / "snapshot")
    only_heads = beetles.preset(stages=())
    train(snapshot, only_heads, tmp_path, tmp_path / "run", quietly, beetles.trunk())
    with pytest.raises(TrainingStopped, match="another snapshot, preset or start"):
        train(snapshot, beetles.preset(), tmp_path, tmp_path / "run", quietly, beetles.trunk())


def test_a_killed_training_goes_on_from_where_it_started_only(tmp_path: Path) -> None:
    snapshot = beetles.snapshot(tmp_path / "snapshot")
    only_heads = beetles.preset(stages=())
    first = {"snapshot": "a", "preset_digest": "b", "seed": 1, "seconds": 1}
    train(snapshot, only_heads, tmp_path, tmp_path / "run", quietly, beetles.trunk(), after=first)
    with pytest.raises(TrainingStopped, match="another snapshot, preset or start"):
        train(snapshot, only_heads, tmp_path, tmp_path / "run", quietly, beetles.trunk())


def test_a_loss_that_stays_up_stops_the_training_for_good(tmp_path: Path) -> None:
    """Also where it is killed between the last epoch and its end: what was given up is not trained on."""
    snapshot = beetles.snapshot(tmp_path / "snapshot")
    preset = beetles.preset(stages=(beetles.Stage(32, 8),), side=32, drawn=6, head_views=1,
                            patience=1)  # fmt: skip
    said: list[str] = []
    whole = train(snapshot, preset, tmp_path, tmp_path / "run", said.append, beetles.trunk())
    reached = len(whole.about["history"])
    assert said[-1].startswith("no better calibration loss")
    assert reached == 5, (
        "the look after epoch 4 is the best until the next one, which patience does not await"
    )
    (tmp_path / "run" / DONE).unlink()
    again = train(snapshot, preset, tmp_path, tmp_path / "run", quietly, beetles.trunk())
    assert len(again.about["history"]) == reached


def test_what_teaches_nothing_is_refused(tmp_path: Path) -> None:
    one_kind = [s for s in beetles.samples() if s.name.startswith("0-1")]
    snapshot = beetles.snapshot(tmp_path / "snapshot", one_kind)
    with pytest.raises(Invalid, match="classes have enough specimens"):
        train(snapshot, beetles.preset(), tmp_path, tmp_path / "run", quietly, beetles.trunk())


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))


def test_an_edited_snapshot_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "snapshot"
    beetles.snapshot(folder)
    edit(folder, "samples.csv", ",test,", ",training,")
    with pytest.raises(
        BadSource, match=r"samples\.csv: is not the file that snapshot\.json promises"
    ):
        read_snapshot(folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"part": "exam"}, r"samples\.csv, line 2: part 'exam' is none of"),
        ({"specimen": "0-3"}, "specimen '0-3' is in calibration and training"),
    ],
)
def test_a_snapshot_that_does_not_fit_is_refused(
    tmp_path: Path, change: dict[str, str], message: str
) -> None:
    made = beetles.samples()
    made[0] = replace(made[0], **change)
    with pytest.raises(BadSource, match=message):
        beetles.snapshot(tmp_path, made)


def test_presets_are_data_and_misspelt_fields_are_named(tmp_path: Path) -> None:
    assert load_preset("starter").epochs > 0
    assert load_preset("features").epochs == 0
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"about": "x", "epoch": 3}')
    with pytest.raises(BadSettings, match="epoch"):
        load_preset(str(wrong))
    with pytest.raises(BadSettings, match="no preset 'stater'"):
        load_preset("stater")


def _the_outermost_tenth_gets_no_species(made: Draft, snapshot: Snapshot) -> None:
    held = [s for s in snapshot.part("calibration") if s.lineage[-1] not in OUTSIDE] * 4
    assert len(held) >= LEAST_FOR_FINEST
    shown = np.stack([prepare(s.pixels, made.release.side) for s in held])
    logits, embeddings = run_network(made.litert, shown)
    seen = calibrated(logits, made.release.temperature)
    release = made.release
    away = novelty(release.measure, release.temperature, logits, unit(embeddings), made.prototypes)
    cuts, _ = novelty_cuts(made, held, seen, away, Refusals())
    assert 0.02 < float((away > cuts["cut:species"]).mean()) < 0.18
    few = LEAST_FOR_FINEST - 1
    cuts, _ = novelty_cuts(made, held[:few], seen[:few], away[:few], Refusals())
    assert set(cuts) == {"cut", "outside"}, "of so few an outermost tenth says nothing"


def _view_and_caste_are_suggested(
    folder: ReleaseFolder, figures: dict[str, Any], snapshot: Snapshot
) -> None:
    """By name in the exported network, with a calibration of their own, and in every answer."""
    heads = folder.release.heads
    assert {term: head.values for term, head in heads.items()} == {
        "view": ("dorsal", "profile"), "caste": ("major", "minor"),
    }  # fmt: skip
    assert all(head.cases == 12 and head.temperature != 1.0 for head in heads.values())
    assert heads["view"].training == {"dorsal": 18, "profile": 18}
    assert figures["heads"]["view"]["right"]["share"] > 0.9
    assert figures["heads"]["view"]["right"]["cases"] == 12, "a third of the pictures state nothing"
    assert set(figures["by"]["view"]) == {"dorsal", "profile"}
    one = next(s for s in snapshot.part("test") if s.view == "profile")
    (seen,) = look(NetworkClassifier(folder), [("one.png", _png(one.pixels))])
    assert seen.scores is not None
    assert sum(t.confidence for t in seen.scores.traits if t.term == "caste") == pytest.approx(1)
    best = max((t for t in seen.scores.traits if t.term == "view"), key=lambda t: t.confidence)
    assert best.value == "profile"
    assert "suggested" in record(seen, folder.release, 0.95)


def _the_command_goes_on_with_one_head(work: Path) -> None:
    """From the finished training, on what it learned; without a GPU in single precision, and told so."""
    told = {**asdict(beetles.preset(stages=(), head_views=1)), "about": "heads only"}
    (work / "heads.json").write_text(json.dumps(told))
    words = ["--preset", str(work / "heads.json"), "--after", str(work / "run"), "--heads", "caste"]
    ended = main(
        ["model", "train", str(work / "snapshot"), "--out", str(work / "on"), *words, "--precision", "mixed_bfloat16"]
    )  # fmt: skip
    assert ended == 0
    assert read_trained(work / "on").heads == {"caste": ("major", "minor")}
    assert main(["model", "train", str(work / "snapshot"), "--out", str(work / "no"), *words[:4], "--heads", "colour"]) == 1  # fmt: skip


def _png(pixels: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def _another_house_calibrates_it(folder: ReleaseFolder, work: Path) -> None:
    """Its numbers are measured anew on specimens that the network never saw; names that it does not
    know are wrong, and too few known ones are refused."""
    others = [
        replace(s, specimen=f"n{s.specimen}", group=f"n{s.group}")
        for s in beetles.samples(44)
        if int(s.name.split("-")[1]) >= 30
    ]
    unknown = [
        replace(s, lineage=(*s.lineage[:-1], ("species", "Longa nova"))) for s in others[-6:]
    ]
    beetles.snapshot(work / "house", [*others[:-6], *unknown])
    assert main(
        ["model", "calibrate", str(folder.folder), str(work / "house"), "--out", str(work / "own")]
    ) == 0  # fmt: skip
    own = read_release(work / "own")
    assert own.release.digest != folder.release.digest
    assert own.model == folder.model
    assert own.release.reliability == {}
    assert "its numbers hold for pictures like those" in own.release.limit_line
    assert (work / "own" / "card.md").read_text().startswith(own.release.limit_line)
    assert own.release.thresholds["0.95"]["genus"] >= 0.5
    assert json.loads((work / "own" / "release.json").read_text())["calibration"]["release"] == (
        folder.release.digest
    )
    few = beetles.snapshot(work / "few", others[:12])
    with pytest.raises(Invalid, match="labelled pictures bear a name"):
        measured(folder, few)
