"""The peer of `insecta identify`: `python -m bench.bare_identify FOLDER`; JSON lines on stdout.

What one writes in an afternoon: each picture opened by Pillow at full size, made small, letterboxed, shown
to the same network alone. No quality, no limits, no threads, no decision; a softmax is printed.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from insecta.vision.decode import SHORT_SIDE
from insecta.vision.preprocess import prepare
from insecta.vision.release_folder import default_release


def _named(rows: list[dict[str, str]], taxon_id: str) -> list[str]:
    """Names at and above a leaf that may be an answer: what is only a candidate promises nothing."""
    by_id = {row["taxon_id"]: row for row in rows}
    found = []
    while taxon_id:
        row = by_id[taxon_id]
        if row["answerable"] == "true":
            found.append(row["scientificName"])
        taxon_id = row["parent_id"]
    return found


def main(folder: Path) -> None:
    from ai_edge_litert.interpreter import Interpreter

    release = default_release()
    manifest = json.loads((release / "release.json").read_text())
    with (release / "taxa.csv").open(newline="") as table:
        rows = list(csv.DictReader(table))
    lines = {row["leaf"]: _named(rows, row["taxon_id"]) for row in rows if row["leaf"]}
    network = Interpreter(str(release / "model.tflite"), num_threads=1)
    runner = network.get_signature_runner("serving_default")
    for path in sorted(folder.rglob("*.jpg")):
        with Image.open(path) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGB")
            ratio = min(1.0, SHORT_SIDE / min(upright.size))
            size = (round(upright.width * ratio), round(upright.height * ratio))
            picture = np.asarray(upright.resize(size, Image.Resampling.BILINEAR))
        shown = prepare(picture, manifest["side"])
        logits = runner(pictures=shown[np.newaxis])["leaves"][0] / manifest["temperature"]
        raised = np.exp(logits - logits.max())
        scores = (raised / raised.sum()).tolist()
        sums: dict[str, float] = defaultdict(float)
        for leaf, score in enumerate(scores):
            for name in lines[str(leaf)]:
                sums[name] += score
        leaves = {name: round(score, 6) for name, score in sums.items()}
        print(json.dumps({"file": str(path), "leaves": leaves}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
