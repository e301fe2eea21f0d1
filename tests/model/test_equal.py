"""The same pictures get the same answers from every copy: Keras, LiteRT, Python, TypeScript."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from insecta.toolchain import node
from insecta.vision.classifier import GOLDEN_TOLERANCE, unit
from insecta.vision.preprocess import prepare
from insecta.vision.release_folder import ReleaseFolder, default_release, read_release
from model.equality import answers, pictures, said
from model.negatives import drawn
from model.release_writer import run_network
from model.runtimes import measured

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "webportal" / "packages" / "decision" / "src"
KEPT = ROOT / "model" / "proofs" / "equality.json"
RUNTIMES = ROOT / "model" / "proofs" / "runtimes.json"

Rendition = NDArray[np.uint8]


def unlike(folder: ReleaseFolder, renditions: Sequence[Rendition], place: Path) -> list[str]:
    """Where TypeScript shows the network other bytes than Python, or answers otherwise."""
    side = folder.release.side
    shown = np.stack([prepare(pixels, side) for pixels in renditions])
    outputs = run_network(folder.model, shown)
    for name in ("release.json", "taxa.csv"):
        shutil.copy(folder.folder / name, place)
    sizes = [{"width": p.shape[1], "height": p.shape[0]} for p in renditions]
    told = {"side": side, "temperature": folder.release.temperature, "pictures": sizes}
    (place / "index.json").write_text(json.dumps(told))
    (place / "prototypes.json").write_text(json.dumps(folder.prototypes.tolist()))
    both = [
        {"logits": one.tolist(), "embedding": two.tolist()}
        for one, two in zip(outputs[0], unit(outputs[1]), strict=True)
    ]
    (place / "outputs.json").write_text(json.dumps(both))
    for number, pixels in enumerate(renditions):
        (place / f"{number}.rgb").write_bytes(np.ascontiguousarray(pixels).tobytes())
    ended = subprocess.run(
        [node(place / "cache"), "--no-warnings", "--experimental-transform-types",
         Path(__file__).with_name("equal.mjs"), SOURCES, place],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr[-2000:]
    ours = zip(shown, answers(folder, renditions, outputs), strict=True)
    wrong = []
    for number, ((picture, answer), theirs) in enumerate(
        zip(ours, json.loads(ended.stdout), strict=True)
    ):
        keys = ("answer", "rank", "abstention", "limit")
        if theirs["shown"] != hashlib.sha256(picture.tobytes()).hexdigest():
            wrong.append(f"{number}: shown other bytes")
        if said(answer) != tuple(theirs[key] for key in keys):
            wrong.append(f"{number}: {said(answer)} / {theirs}")
    return wrong


def test_typescript_answers_drawings_as_python_does(tmp_path: Path) -> None:
    renditions = [sample.pixels for sample in drawn(12, 21)]
    renditions += [renditions[0][:200, :97], renditions[5][::3, ::2]]
    assert not unlike(
        read_release(default_release()),
        list(map(np.ascontiguousarray, renditions)),
        tmp_path,
    )


@pytest.mark.long
def test_typescript_answers_two_hundred_pictures_as_python_does(
    shared: Path, tmp_path: Path
) -> None:
    renditions = [pixels for _, pixels in pictures(shared / "data")]
    assert len(renditions) >= 200
    assert not unlike(read_release(default_release()), renditions, tmp_path)


def test_the_shipped_network_was_held_to_keras() -> None:
    """`python -m model.equality` wrote the file for exactly this release, and it keeps its bounds."""
    told = json.loads(KEPT.read_text(encoding="utf-8"))
    assert told["release"] == read_release(default_release()).release.digest
    floats, test = told["litert_float32"], told["best_leaf_right_on_the_test"]
    assert floats["pictures"] >= 200
    assert floats["same_name_rank_and_reason"] == floats["pictures"]
    assert floats["largest_difference"] <= 1e-3
    assert (
        told["int8_one_at_a_time"]["same_name_rank_and_reason"]
        == told["int8_one_at_a_time"]["pictures"]
    )
    assert test["keras"] - test["litert_int8"] <= 0.005 * test["pictures"]


def test_both_runtimes_were_held_to_each_other() -> None:
    """`python -m model.runtimes` wrote the file for exactly this release: of 200 pictures OpenVINO names
    at most one otherwise than LiteRT, and no more than LiteRT's own other kernels do."""
    told = json.loads(RUNTIMES.read_text(encoding="utf-8"))
    assert told["release"] == read_release(default_release()).release.digest
    openvino, plain = told["ways"].values()
    assert openvino["pictures"] >= 200
    assert openvino["same_name_and_rank"] >= openvino["pictures"] * 199 / 200
    assert openvino["same_name_rank_and_reason"] >= plain["same_name_rank_and_reason"]
    differ = openvino["pictures"] - openvino["same_name_rank_and_reason"]
    assert len(openvino["other_answers"]) == differ <= openvino["pictures"] / 100
    assert openvino["golden_off"] <= GOLDEN_TOLERANCE["openvino"]


@pytest.mark.long
def test_two_hundred_pictures_get_the_names_on_openvino_that_were_counted(shared: Path) -> None:
    kept = json.loads(RUNTIMES.read_text(encoding="utf-8"))
    found = measured(read_release(default_release()), shared / "data")
    way = next(iter(found["ways"]))
    assert found["ways"][way]["same_name_and_rank"] >= found["ways"][way]["pictures"] * 199 / 200
    assert found["folders"] == kept["folders"]
