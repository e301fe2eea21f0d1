"""The snapshot that the starter release is trained from: ../shared/data by the frozen split.

    python -m model.starter_snapshot --shared ../shared --out SNAPSHOT [--held-out]

With `--held-out`, 20 genera and 20 species are only in the parts `unseen_genus` and
`unseen_species`; without, every label is known.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from model import frozen_split
from model.negatives import label_photographs
from model.samples import Sample, real_samples
from model.snapshot import write_snapshot
from model.split import split
from model.tree import NOT_AN_INSECT, taxon_id

LABEL_CROPS = 5
_PARTS = {"training": "training", "calibration": "calibration", "testing": "test"}


def arachnids(data: Path) -> list[Sample]:
    """Eleven arachnids in a dish, one specimen each: near insects, and none. Training only."""
    folder = data / "many_specimens"
    boxes = json.loads((folder / "flatbug_ALUS_multi.boxes.json").read_text())["boxes"]
    with Image.open(folder / "flatbug_ALUS_multi.jpg") as dish:
        whole = np.asarray(dish.convert("RGB"))
    made = []
    for number, (left, top, right, bottom) in enumerate(boxes):
        cut = whole[max(0, top - 12) : bottom + 12, max(0, left - 12) : right + 12]
        name = f"arachnid-{number:02d}"
        made.append(
            Sample(name, "arachnids", name, NOT_AN_INSECT, cut, part="training", group=name)
        )
    return made


def samples_of(data: Path, *, held_out: bool) -> list[Sample]:
    """All samples with their part; pictures that are in no part are left out."""
    places = frozen_split.read()
    found = []
    for sample in real_samples(data):
        place = places[sample.source, sample.name]
        part = place.part if held_out else place.part_all
        if part != "left_out":
            found.append(replace(sample, part=part, group=place.group))
    labels = label_photographs(data, LABEL_CROPS, 7)
    parts = split(labels, frozen_split.SEED)
    found += [
        replace(sample, part=_PARTS[part], group=sample.specimen)
        for sample, part in zip(labels, parts, strict=True)
    ]
    return [*found, *arachnids(data)]


def make(shared: Path, out: Path, *, held_out: bool) -> str:
    """Write the snapshot; its digest."""
    samples = samples_of(shared / "data", held_out=held_out)
    steps = {step for sample in samples for step in sample.lineage}
    about = {
        "seed": frozen_split.SEED,
        "sources": dict(Counter(sample.source for sample in samples)),
        "counts": dict(Counter(sample.part for sample in samples)),
        "split": frozen_split.SHA256,
    }
    return write_snapshot(out, samples, {step: taxon_id(step) for step in steps}, about)


def main(argv: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m model.starter_snapshot", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--held-out", action="store_true")
    args = parser.parse_args(argv)
    print(make(args.shared, args.out, held_out=args.held_out))
    return 0


if __name__ == "__main__":
    sys.exit(main())
