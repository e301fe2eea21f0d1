"""A tiny network through export, folder and classifier: int8 LiteRT says what Keras says."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from insecta.errors import BadRelease
from insecta.services.pull import pull
from insecta.vision.classifier import NetworkClassifier, calibrated, unit
from insecta.vision.preprocess import PREPROCESSING, prepare
from insecta.vision.release_folder import FORMAT, MANIFEST, default_release, read_release
from model.backbone import WEIGHTS_SHA256, load_backbone, normalised, weights_digest
from model.export import assemble, full_integer
from model.heads import principal_projection, train_head
from model.negatives import drawn
from model.release_writer import write_release
from model.tree import LABEL_ONLY, NOT_AN_INSECT, OUTSIDE, build_tree, taxon_id

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
SIDE = 48


@dataclass
class Trained:
    keras: Any
    litert: bytes
    pictures: NDArray[np.uint8]
    is_label: NDArray[np.bool_]


@pytest.fixture(scope="module")
def trained() -> Iterator[Trained]:
    """Labels against sheets and objects, on an untrained convolution: minutes become seconds."""
    import keras

    keras.utils.set_random_seed(4)
    samples = drawn(72, 9)
    pictures = np.stack([prepare(s.pixels, SIDE) for s in samples])
    entry = keras.Input((SIDE, SIDE, 3))
    layer = keras.layers.Conv2D(24, 5, strides=2, padding="same")(entry)
    layer = keras.layers.ReLU(6.0)(layer)
    layer = keras.layers.Conv2D(48, 3, strides=2, padding="same")(layer)
    pooled = keras.layers.GlobalAveragePooling2D()(keras.layers.ReLU(6.0)(layer))
    backbone = keras.Model(entry, pooled)
    features = backbone.predict(normalised(pictures), verbose=0)
    is_label = np.array([s.lineage == LABEL_ONLY for s in samples])
    allowed = np.stack([is_label, ~is_label], axis=1)
    head = train_head(features, allowed, np.ones(72, np.float32), seed=1, epochs=200, rate=0.02)
    whole = assemble(backbone, head, principal_projection(features, 8))
    yield Trained(whole, full_integer(whole, pictures), pictures, is_label)
    keras.backend.clear_session()


def description(dimensions: int = 8) -> dict[str, Any]:
    return {
        "format": FORMAT, "name": "tiny", "version": "0", "created": "2026-11-23", "side": SIDE,
        "dimensions": dimensions, "space": "0" * 64, "preprocessing": PREPROCESSING,
        "outputs": {"leaves": [2], "embedding": [dimensions]}, "licence": "test", "banner": "",
        "limit_line": "Tells labels from sheets.", "thresholds": {}, "novelty": {"cut": 2.0},
        "temperature": 1.5,
    }  # fmt: skip


def write(folder: Path, trained: Trained, **changes: Any) -> str:
    tree = build_tree([])
    lineages = [line for line in tree.lineages if line in {LABEL_ONLY, NOT_AN_INSECT}]
    leaves = {LABEL_ONLY[-1]: 0, NOT_AN_INSECT[-1]: 1}
    taxa = type(tree)(tuple(lineages), leaves).taxa({}, {}, [])
    outside = {taxon_id(step): OUTSIDE[step] for step in leaves}
    texts = {"card.md": "Tells labels from sheets.\n", "LICENSE": "test\n"}
    means = np.eye(8, dtype=np.float32)[:2]
    return write_release(
        folder, {**description(), **changes}, trained.litert, taxa, outside, means, texts
    )


def test_int8_agrees_with_keras_through_a_release_folder(trained: Trained, tmp_path: Path) -> None:
    digest = write(tmp_path / "tiny", trained)
    classifier = NetworkClassifier.open(tmp_path / "tiny")
    assert classifier.release.digest == digest
    seen = classifier.see(trained.pictures)
    outputs = trained.keras.predict(normalised(trained.pictures), verbose=0)
    floats = calibrated(outputs["leaves"], 1.5)
    ours = np.stack([one.leaves for one in seen])
    assert np.abs(ours - floats).max() < 0.16
    assert np.abs(ours - floats).mean() < 0.04
    sure = floats.max(axis=1) > 0.7
    assert sure.sum() > 20
    assert (ours.argmax(axis=1) == floats.argmax(axis=1))[sure].all()
    assert ((ours[:, 0] > 0.5) == trained.is_label).mean() > 0.7
    cosines = (np.stack([one.embedding for one in seen]) * unit(outputs["embedding"])).sum(axis=1)
    assert np.median(cosines) > 0.98


def test_written_twice_it_is_the_same_release(trained: Trained, tmp_path: Path) -> None:
    assert write(tmp_path / "one", trained) == write(tmp_path / "two", trained)


def test_a_manifest_that_does_not_fit_the_network_is_never_left_behind(
    trained: Trained, tmp_path: Path
) -> None:
    write(tmp_path / "tiny", trained)
    with pytest.raises(BadRelease, match="do not fit"):
        write(tmp_path / "tiny", trained, outputs={"leaves": [5], "embedding": [8]})
    assert not (tmp_path / "tiny" / MANIFEST).exists()


class Killed(BaseException):
    """In place of SIGKILL: nothing of the writer may catch it."""


@pytest.mark.parametrize("files", [0, 1, 4, 7])
@pytest.mark.parametrize("stop", [OSError(errno.ENOSPC, "No space left on device"), Killed()])
def test_an_export_that_stops_in_the_middle_leaves_no_release_and_can_be_run_again(
    trained: Trained,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stop: BaseException,
    files: int,
) -> None:
    """After every file, over a release that was there before: release.json is written last."""
    whole = write(tmp_path / "whole", trained)
    shutil.copytree(tmp_path / "whole", tmp_path / "out")
    room, write_bytes = [files], Path.write_bytes

    def limited(path: Path, data: bytes) -> int:
        room[0] -= 1
        if room[0] < 0:
            write_bytes(path, data[: len(data) // 2])
            raise stop
        return write_bytes(path, data)

    monkeypatch.setattr(Path, "write_bytes", limited)
    with pytest.raises(type(stop)):
        write(tmp_path / "out", trained)
    monkeypatch.undo()
    with pytest.raises(BadRelease):
        read_release(tmp_path / "out")
    assert write(tmp_path / "out", trained) == whole


def test_normalisation_is_the_quantisation_of_the_input(trained: Trained) -> None:
    from ai_edge_litert.interpreter import Interpreter

    (entry,) = Interpreter(model_content=trained.litert).get_input_details()
    assert entry["quantization"] == (1 / 128, 128)
    assert entry["dtype"] is np.uint8
    assert entry["shape_signature"].tolist() == [-1, SIDE, SIDE, 3]


def test_what_was_pulled_is_the_backbone_to_the_last_bit(shared: Path, tmp_path: Path) -> None:
    """So everybody can train: the float file is nowhere to be downloaded, the public network is."""
    models = shared / "models"
    pull("inat-insects", tmp_path / "pulled", models)
    kept = load_backbone(models / "mobilenet_v2_inat_insect_float.keras")
    made = load_backbone(tmp_path / "pulled")
    assert weights_digest(kept) == weights_digest(made) == WEIGHTS_SHA256
    names = [[layer.name for layer in one.layers if layer.weights] for one in (kept, made)]
    assert names[0] == names[1]
    shown = normalised(np.random.default_rng(2).integers(0, 256, (1, 224, 224, 3), dtype=np.uint8))
    found = [np.asarray(one(shown, training=False)) for one in (kept, made)]
    np.testing.assert_allclose(found[0], found[1], atol=1e-5)
    with pytest.raises(BadRelease, match="cannot be read: No such file"):
        load_backbone(tmp_path / "nowhere.keras")
    with pytest.raises(BadRelease, match=r"model\.tflite: is not the backbone .*pull inat-insects"):
        load_backbone(default_release())


def test_another_backbone_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.keras"
    other.write_bytes(json.dumps({"model": "another"}).encode())
    with pytest.raises(BadRelease, match=r"other\.keras: is not the backbone"):
        load_backbone(other)
    assert not (tmp_path / MANIFEST).exists()
