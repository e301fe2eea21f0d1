"""The float network of a release in a browser: does LiteRT.js say what LiteRT and Keras say?

    python -m tests.app.float_equality --shared ../shared --work WORK --release releases/starter --out FILE

WORK is that of `model.starter_release`, which keeps the trained network. The runtime is the one that
the exported app has, in a real Chromium; pictures are those of `model.equality`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.vision.preprocess import prepare
from insecta.vision.release_folder import ReleaseFolder, read_release
from model.equality import Outputs, apart, pictures
from model.export import float32, with_heat, write_bytes
from model.network import seen_by
from model.release_writer import run_network
from model.starter_release import PRESETS, run_folder
from model.train import read_trained
from tests.end_to_end.browser import a_browser, npm, with_node
from tests.end_to_end.platform import ROOT

FORMAT = "insecta-browser-equality-1"
APP = ROOT / "mobile"


def in_browser(
    model: bytes, shown: NDArray[np.uint8], place: Path, environment: Mapping[str, str]
) -> Outputs:
    """Outputs of a network for one picture at a time; `shown` uint8 [n, side, side, 3]."""
    (place / "model.tflite").write_bytes(model)
    (place / "shown.bin").write_bytes(np.ascontiguousarray(shown).tobytes())
    told = {"side": shown.shape[1], "pictures": len(shown)}
    (place / "index.json").write_text(json.dumps(told))
    surroundings = {**environment, **a_browser(environment)}
    npm(["node", "e2e/network.mjs", str(place)], APP, surroundings, 1_200)
    found = json.loads((place / "outputs.json").read_text(encoding="utf-8"))
    leaves, embedding = (
        np.array([_named(one, name) for one in found], dtype=np.float32)
        for name in ("leaves", "embedding")
    )
    return leaves, embedding


def _named(outputs: Mapping[str, Sequence[float]], name: str) -> Sequence[float]:
    (found,) = [values for key, values in outputs.items() if name in key]
    return found


def measured(
    network: Any, folder: ReleaseFolder, data: Path, environment: Mapping[str, str]
) -> dict[str, Any]:
    """Keras and LiteRT float32 against the same network in a browser, on pictures of every folder."""
    side = folder.release.side
    names, renditions = zip(*pictures(data), strict=True)
    shown = np.stack([prepare(pixels, side) for pixels in renditions])
    whole = with_heat(network, side)
    with tempfile.TemporaryDirectory() as place:
        browser = in_browser(float32(whole, side, 1), shown, Path(place), environment)
    keras = seen_by(network, shown)
    litert = run_network(float32(whole, side), shown)
    return {
        "format": FORMAT, "release": folder.release.digest,
        "folders": {f: sum(n.startswith(f"{f}/") for n in names) for f in sorted({n.split("/")[0] for n in names})},
        "keras": apart(folder, renditions, (keras["leaves"], keras["embedding"]), browser),
        "litert_float32": apart(folder, renditions, litert, browser),
    }  # fmt: skip


def require(found: Mapping[str, Any]) -> None:
    """Issue's bounds: the same name, rank and reason on 200 pictures or more, |Δp| ≤ 1e-3."""
    for form in ("keras", "litert_float32"):
        one = found[form]
        assert one["pictures"] >= 200
        assert one["same_name_rank_and_reason"] == one["pictures"], one
        assert one["largest_difference"] <= 1e-3, one


def main(argv: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.app.float_equality", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/")
    parser.add_argument("--work", type=Path, required=True, help="of model.starter_release")
    parser.add_argument("--release", type=Path, required=True, help="the release that came of it")
    parser.add_argument("--out", type=Path, required=True, help="JSON file to write")
    args = parser.parse_args(argv)
    trained = read_trained(run_folder(args.work, PRESETS[-1], held_out=False, refit=True))
    told = measured(trained.whole, read_release(args.release), args.shared / "data", with_node())
    require(told)
    write_bytes(args.out, (json.dumps(told, indent=1) + "\n").encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
