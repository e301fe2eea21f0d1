"""One network in four forms: does Keras say what LiteRT says, name for name?

    python -m model.equality --shared ../shared --work WORK --release releases/starter --out FILE

Pictures of every folder of ../shared/data, evenly taken. TypeScript's copy of the steps before and
after the network is held to Python's by `tests/model/test_equal.py`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.domain.answer import Answer, Scores
from insecta.domain.decision import candidates_from, decide
from insecta.errors import BadPicture
from insecta.vision.classifier import calibrated, unit
from insecta.vision.decode import decode
from insecta.vision.novelty import novelty
from insecta.vision.preprocess import prepare
from insecta.vision.quality import measure
from insecta.vision.release_folder import ReleaseFolder, read_release
from model.evaluate import TARGET
from model.export import float32, with_heat, write_bytes
from model.network import seen_by
from model.release_writer import ONE, run_network
from model.snapshot import Snapshot, read_snapshot
from model.starter_release import PRESETS, run_folder
from model.train import Trained, read_trained

FORMAT = "insecta-equality-1"
EACH = 30
"""Pictures of a folder."""
_SUFFIXES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".tif", ".tiff", ".bmp"}
Outputs = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Logits [n, leaves] and embeddings [n, dimensions]."""


def pictures(data: Path, each: int = EACH) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """(folder/file, rendition) of up to `each` readable pictures of every folder, evenly taken."""
    for folder in sorted(path for path in data.iterdir() if path.is_dir()):
        files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in _SUFFIXES)
        files = [p for p in files if p.stat().st_size < 8_000_000]
        for path in files[:: max(1, len(files) // each)][:each]:
            try:
                yield f"{folder.name}/{path.name}", decode(path.read_bytes()).pixels
            except BadPicture:
                continue


def answers(
    folder: ReleaseFolder, renditions: Sequence[NDArray[np.uint8]], outputs: Outputs
) -> list[Answer]:
    """The decision on each picture from one form's outputs, as serving makes it."""
    release = folder.release
    probabilities = calibrated(outputs[0], release.temperature)
    away = novelty(
        release.measure, release.temperature, outputs[0], unit(outputs[1]), folder.prototypes
    )
    found = []
    for pixels, row, new in zip(renditions, probabilities, away, strict=True):
        candidates = candidates_from(release, row.tolist())
        scores = Scores(release.digest, candidates, measure(pixels), float(new))
        found.append(decide(release, scores, TARGET))
    return found


def said(answer: Answer) -> tuple[str | None, str | None, str | None, str | None]:
    """Name, rank, abstention and limit: what has to be equal."""
    name = answer.answer
    return (
        name.taxon_id if name else None, name.rank if name else None,
        answer.abstention.value if answer.abstention else None,
        answer.limit.value if answer.limit else None,
    )  # fmt: skip


def apart(
    folder: ReleaseFolder, renditions: Sequence[NDArray[np.uint8]], one: Outputs, other: Outputs
) -> dict[str, Any]:
    """How far two forms are from each other: probabilities, and answers that are the same."""
    temperature = folder.release.temperature
    worst = np.abs(calibrated(one[0], temperature) - calibrated(other[0], temperature)).max(axis=1)
    told = [[said(a) for a in answers(folder, renditions, of)] for of in (one, other)]
    same = sum(a == b for a, b in zip(*told, strict=True))
    return {
        "pictures": len(renditions), "same_name_rank_and_reason": same,
        "largest_difference": float(f"{worst.max():.3g}"),
        "median_difference": float(f"{np.median(worst):.3g}"),
    }  # fmt: skip


def measured(
    trained: Trained, folder: ReleaseFolder, snapshot: Snapshot, data: Path
) -> dict[str, Any]:
    """Keras against LiteRT float32 and int8, and int8 for one picture against int8 for many."""
    side = folder.release.side
    names, renditions = zip(*pictures(data), strict=True)
    shown = np.stack([prepare(pixels, side) for pixels in renditions])
    keras = _keras(trained, shown)
    many = run_network(folder.model, shown)
    floats = run_network(float32(with_heat(trained.whole, side), side), shown)
    one = _one_by_one((folder.folder / ONE).read_bytes(), shown)
    return {
        "format": FORMAT, "release": folder.release.digest,
        "folders": {f: sum(n.startswith(f"{f}/") for n in names) for f in sorted({n.split("/")[0] for n in names})},
        "litert_float32": apart(folder, renditions, keras, floats),
        "litert_int8": apart(folder, renditions, keras, many),
        "int8_one_at_a_time": apart(folder, renditions, many, one),
        "best_leaf_right_on_the_test": _right(trained, folder, snapshot),
    }  # fmt: skip


def _keras(trained: Trained, shown: NDArray[np.uint8]) -> Outputs:
    found = seen_by(trained.whole, shown)
    return found["leaves"], found["embedding"]


def _one_by_one(model: bytes, shown: NDArray[np.uint8]) -> Outputs:
    from ai_edge_litert.interpreter import Interpreter

    runner = Interpreter(model_content=model, num_threads=2).get_signature_runner()
    found = [runner(pictures=shown[n : n + 1]) for n in range(len(shown))]
    return tuple(np.concatenate([part[name] for part in found]) for name in ("leaves", "embedding"))  # type: ignore[return-value]


def _right(trained: Trained, folder: ReleaseFolder, snapshot: Snapshot) -> dict[str, Any]:
    """Test pictures whose best leaf the label allows, in Keras and in int8."""
    samples = [s for s in snapshot.part("test") if trained.tree.deepest(s.lineage) >= 0]
    shown = np.stack([prepare(s.pixels, folder.release.side) for s in samples])
    forms: dict[str, Callable[[], NDArray[np.float32]]] = {
        "keras": lambda: _keras(trained, shown)[0],
        "litert_int8": lambda: run_network(folder.model, shown)[0],
    }
    told: dict[str, Any] = {"pictures": len(samples)}
    for name, run in forms.items():
        best = run().argmax(axis=1)
        told[name] = sum(
            int(leaf) in trained.tree.leaves_of(s.lineage)
            for s, leaf in zip(samples, best, strict=True)
        )
    return told


def main(argv: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m model.equality", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/")
    parser.add_argument("--work", type=Path, required=True, help="of model.starter_release")
    parser.add_argument("--release", type=Path, required=True, help="the release that came of it")
    parser.add_argument("--out", type=Path, required=True, help="JSON file to write")
    args = parser.parse_args(argv)
    trained = read_trained(run_folder(args.work, PRESETS[-1], held_out=False, refit=True))
    snapshot = read_snapshot(args.work / "snapshot-all")
    told = measured(trained, read_release(args.release), snapshot, args.shared / "data")
    write_bytes(args.out, (json.dumps(told, indent=1) + "\n").encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
