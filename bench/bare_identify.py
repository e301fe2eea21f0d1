"""The peer of `insecta identify`: `python -m bench.bare_identify FOLDER`; JSON lines on stdout.

What one writes in an afternoon: each picture opened by Pillow at full size, letterboxed, shown
to the same network alone. No quality, no limits, no threads, no decision; a softmax is printed.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from insecta.vision.preprocess import prepare
from insecta.vision.release_folder import default_release


def main(folder: Path) -> None:
    from ai_edge_litert.interpreter import Interpreter

    release = default_release()
    manifest = json.loads((release / "release.json").read_text())
    with (release / "taxa.csv").open(newline="") as table:
        named = {row["leaf"]: row["scientificName"] for row in csv.DictReader(table)}
    network = Interpreter(str(release / "model.tflite"), num_threads=1)
    runner = network.get_signature_runner("serving_default")
    for path in sorted(folder.rglob("*.jpg")):
        with Image.open(path) as opened:
            picture = np.asarray(ImageOps.exif_transpose(opened).convert("RGB"))
        shown = prepare(picture, manifest["side"])
        logits = runner(pictures=shown[np.newaxis])["leaves"][0] / manifest["temperature"]
        raised = np.exp(logits - logits.max())
        scores = (raised / raised.sum()).tolist()
        leaves = {named[str(leaf)]: round(score, 6) for leaf, score in enumerate(scores)}
        print(json.dumps({"file": str(path), "leaves": leaves}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
