"""A release is read only if every byte is what release.json promises; each misfit is named."""

from __future__ import annotations

import hashlib
import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from insecta.errors import BadRelease
from insecta.vision.classifier import NetworkClassifier
from insecta.vision.release_folder import MANIFEST, canonical, default_release, read_release
from insecta.vision.runtime import Runtime

Manifest = dict[str, object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(default_release(), tmp_path / "release"))


def resign(folder: Path, change: Callable[[Manifest], None] = lambda manifest: None) -> None:
    """Write release.json anew, with the digests of the files as they are."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    for name in manifest["files"]:
        data = (folder / name).read_bytes()
        manifest["files"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    change(manifest)
    (folder / MANIFEST).write_bytes(canonical(manifest))


def test_the_shipped_release_is_whole_small_and_says_what_it_cannot() -> None:
    folder = default_release()
    release = read_release(folder).release
    assert release.digest == hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 7_000_000
    assert (folder / "card.md").read_text(encoding="utf-8").splitlines()[0] == release.limit_line
    assert "cannot name ant species" in release.limit_line
    assert "evaluation and research" in (folder / "LICENSE").read_text(encoding="utf-8")
    ants = [
        t
        for t in release.taxa
        if "family:Formicidae" in {a.taxon_id for a in release.lineage(t.taxon_id)}
    ]
    assert {t.rank for t in ants} == {"family", "subfamily", "genus"}
    assert [t.scientific_name for t in ants if t.answerable] == ["Formicidae"]
    assert len([t for t in release.leaves if t.rank in {"species", "species complex"}]) == 161


def test_a_changed_byte_is_found(folder: Path) -> None:
    model = bytearray((folder / "model.tflite").read_bytes())
    model[len(model) // 2] ^= 1
    (folder / "model.tflite").write_bytes(model)
    with pytest.raises(BadRelease, match=r"model\.tflite.*not what release\.json promises"):
        read_release(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "taxa.csv").unlink()
    with pytest.raises(BadRelease, match=r"taxa\.csv: cannot be read"):
        read_release(folder)


def test_no_folder_at_all(tmp_path: Path) -> None:
    with pytest.raises(BadRelease, match=r"release\.json: cannot be read"):
        read_release(tmp_path / "nowhere")


def test_an_edited_manifest_is_found(folder: Path) -> None:
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    (folder / MANIFEST).write_text(text.replace('","', '", "', 1), encoding="utf-8")
    with pytest.raises(BadRelease, match="not canonical"):
        read_release(folder)
    (folder / MANIFEST).write_text("{", encoding="utf-8")
    with pytest.raises(BadRelease, match="no JSON"):
        read_release(folder)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("format", "insecta-release-9", "this Insecta reads"),
        ("side", "224", "'side' is missing or of a wrong type"),
        ("outputs", {"leaves": [3], "embedding": [128]}, "do not fit"),
        ("files", {}, "does not list"),
        ("reliability", {"species": [[0.9, 31]]}, "'reliability' is not rank"),
        ("reliability", {"species": [[0.9, 31, 30]]}, "'species' does not fit"),
        ("reliability", {"kind": [[0.9, 30, 30]]}, "'kind' does not fit"),
        ("temperature", 0, "'temperature' is 0, not above 0"),
        ("temperature", -1.3, "'temperature' is -1.3, not above 0"),
        ("temperature", math.nan, "'temperature' is nan, not above 0"),
        ("thresholds", {"0.95": {"genus": math.nan}}, "genus nan is no rank with a probability"),
        ("thresholds", {"0.95": {"genus": -math.inf}}, "genus -inf is no rank"),
        ("thresholds", {"0.95": {"kind": 0.9}}, "kind 0.9 is no rank"),
        ("thresholds", {"0.95": 0.9}, "'0.95' is no target"),
        ("thresholds", {"often": {}}, "'often' is no target"),
        ("novelty", {"cut": math.nan}, "'novelty': cut is nan"),
        ("novelty", {"cut": "0.5"}, "'novelty': cut is '0.5'"),
    ],
)
def test_a_manifest_that_does_not_fit(
    folder: Path, field: str, value: object, message: str
) -> None:
    resign(folder, lambda manifest: manifest.update({field: value}))
    with pytest.raises(BadRelease, match=message):
        read_release(folder)


MEASURED = "insecta-release-2"


@pytest.mark.parametrize(
    "change",
    [
        {"format": "insecta-release-1", "novelty_measure": {"energy": 1.0}},
        {"format": MEASURED, "novelty_measure": None},
        {"format": MEASURED, "novelty_measure": {}},
        {"format": MEASURED, "novelty_measure": {"entropy": 1.0}},
        {"format": MEASURED, "novelty_measure": {"energy": "1"}},
    ],
)
def test_a_measure_of_novelty_that_does_not_fit(folder: Path, change: dict[str, object]) -> None:
    """A reader of the first format would compare the distance with the cuts of another measure."""
    resign(folder, lambda manifest: manifest.update(change))
    with pytest.raises(BadRelease, match="novelty_measure"):
        read_release(folder)


def test_the_measure_that_a_release_names_is_what_its_pictures_get(folder: Path) -> None:
    shown = np.random.default_rng(1).integers(0, 256, (2, 224, 224, 3), dtype=np.uint8)
    far, loose, both = (
        [float(one.extras["novelty"][0]) for one in measured(folder, weights).see(shown)]
        for weights in ({"distance": 1.0}, {"energy": 1.0}, {"distance": 1.0, "energy": 0.5})
    )
    assert far != loose
    assert both == pytest.approx([one + 0.5 * two for one, two in zip(far, loose, strict=True)])


def measured(folder: Path, weights: dict[str, float]) -> NetworkClassifier:
    resign(folder, lambda manifest: manifest.update(format=MEASURED, novelty_measure=weights))
    return NetworkClassifier.open(folder)


@pytest.mark.parametrize(
    ("means", "message"),
    [
        (np.zeros((0, 128), np.float16), "0 class means of float16"),
        (np.full((2, 128), np.nan, np.float16), "2 class means of float16"),
        (np.ones((2, 128), np.int8), "2 class means of int8"),
    ],
)
def test_class_means_that_nothing_can_be_near_are_refused(
    folder: Path, means: np.ndarray, message: str
) -> None:
    np.save(folder / "prototypes.npy", means, allow_pickle=False)
    resign(folder)
    with pytest.raises(BadRelease, match=message):
        read_release(folder)


def test_a_manifest_cannot_point_elsewhere(folder: Path) -> None:
    def outside(manifest: Manifest) -> None:
        files = manifest["files"]
        assert isinstance(files, dict)
        files["../elsewhere"] = {"sha256": "0" * 64, "bytes": 1}

    resign(folder, outside)
    with pytest.raises(BadRelease, match="no plain file name"):
        read_release(folder)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "order:Lepidoptera,Lepidoptera,order",
            "order:Lepidoptera,Lepidoptera,ordr",
            "rank 'ordr'",
        ),
        (
            "order:Lepidoptera,Lepidoptera,order,class:Insecta",
            "order:Lepidoptera,Lepidoptera,order,class:Gone",
            "parent class:Gone",
        ),
        ("taxon_id,", "taxonid,", "columns are not"),
        (",not_an_insect\n", ",no_insect\n", "abstention 'no_insect'"),
        (
            ",epifamily,order:Hymenoptera,",
            ",epifamily,order:Hymenoptera,9",
            "leaves are not|order:Hymenoptera",
        ),
    ],
)
def test_labels_that_do_not_fit(folder: Path, old: str, new: str, message: str) -> None:
    text = (folder / "taxa.csv").read_text(encoding="utf-8")
    assert old in text
    (folder / "taxa.csv").write_text(text.replace(old, new), encoding="utf-8")
    resign(folder)
    with pytest.raises(BadRelease, match=message):
        read_release(folder)


@pytest.mark.parametrize("runtime", ["litert", "openvino"])
def test_another_answer_to_the_golden_picture_is_refused(folder: Path, runtime: Runtime) -> None:
    golden = json.loads((folder / "golden.json").read_bytes())
    golden["leaves"] = golden["leaves"][::-1]
    (folder / "golden.json").write_bytes(canonical(golden))
    resign(folder)
    with pytest.raises(BadRelease, match=r"golden picture is off .*(LiteRT|OpenVINO) \d"):
        NetworkClassifier.open(folder, runtime)


@pytest.mark.parametrize("runtime", ["litert", "openvino"])
def test_bytes_that_are_no_network_are_refused(folder: Path, runtime: Runtime) -> None:
    (folder / "model.tflite").write_bytes(b"TFL3 nothing")
    resign(folder)
    with pytest.raises(BadRelease, match=f"{runtime} cannot load it"):
        NetworkClassifier.open(folder, runtime)
