"""How many of the insects in one picture are found: sticky traps, drawn drawers, staged pictures.

    python -m model.many --shared ../shared --out model/proofs/many.json

The method's sizes were chosen on the traps of one part of model/splits/many.json; what is reported
are the others, and drawers of other seeds. A box counts as found where it shares half of the union
with a true one; each true box is found once. Intervals are Wilson's, as if boxes were independent.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from insecta.domain.interval import wilson
from insecta.vision.decode import decode
from insecta.vision.gaps import gaps
from insecta.vision.many import DETAIL_SIDE, METHOD, Kind, Part, find_parts
from insecta.vision.region import Box
from model.drawn_drawers import HEIGHT, WIDTH, draw_drawer

FORMAT = "insecta-many-1"
SPLIT = Path(__file__).parent / "splits" / "many.json"
SAME = 0.5
"""Share of the union of two boxes that they have in common at least."""
Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Case:
    """A picture with the true boxes in it. `free`: middles of free places between pins, as fractions."""

    name: str
    pixels: Pixels
    truth: tuple[tuple[Kind, Box], ...]
    free: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """True boxes, boxes found, and pairs of both."""

    true: int
    found: int
    pairs: int

    def figures(self) -> dict[str, Any]:
        return {
            "true": self.true,
            "found": self.found,
            "pairs": self.pairs,
            "recall": _share(self.pairs, self.true),
            "precision": _share(self.pairs, self.found),
        }


def _share(part: int, whole: int) -> list[float] | None:
    """[share, lower end, upper end]; None of nothing."""
    if not whole:
        return None
    low, high = wilson(part, whole)
    return [round(part / whole, 4), round(low, 4), round(high, 4)]


def overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes."""
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    both = max(0.0, wide) * max(0.0, high)
    return both / (one[2] * one[3] + other[2] * other[3] - both)


def pairs(true: Sequence[Box], found: Sequence[Box], same: float = SAME) -> int:
    """How many boxes are in both, best overlaps first, each box once."""
    table = sorted(
        ((overlap(t, f), i, j) for i, t in enumerate(true) for j, f in enumerate(found)),
        reverse=True,
    )
    done_true, done_found = set[int](), set[int]()
    for share, i, j in table:
        if share >= same and i not in done_true and j not in done_found:
            done_true.add(i)
            done_found.add(j)
    return len(done_true)


def count(case: Case, parts: Sequence[Part], kind: Kind) -> Count:
    true = [box for one, box in case.truth if one is kind]
    found = [part.box for part in parts if part.kind is kind]
    return Count(len(true), len(found), pairs(true, found))


def free_places(case: Case, parts: Sequence[Part]) -> Count | None:
    """Free places told from the specimens found, right where the true middle lies in the box; None where
    the pins stand too unevenly to tell."""
    told = gaps([one.box for one in parts if one.kind is Kind.SPECIMEN])
    if told is None:
        return None
    left = list(case.free)
    for box in told:
        inside = [p for p in left if all(box[n] <= p[n] <= box[n] + box[2 + n] for n in (0, 1))]
        for one in inside[:1]:
            left.remove(one)
    return Count(len(case.free), len(told), len(case.free) - len(left))


def _sum(counts: Sequence[Count]) -> Count:
    return Count(
        *(sum(getattr(one, name) for one in counts) for name in ("true", "found", "pairs"))
    )


def traps(folder: Path, part: str) -> Iterator[Case]:
    """Sticky traps of one part of the split, with the boxes of their annotations."""
    notes = json.loads((folder / "_annotations.coco.json").read_text(encoding="utf-8"))
    wanted = set(json.loads(SPLIT.read_text(encoding="utf-8"))["traps"][part])
    for image in sorted(notes["images"], key=lambda one: str(one["file_name"])):
        if image["file_name"].split(".")[0] not in wanted:
            continue
        wide, high = image["width"], image["height"]
        boxes = [one["bbox"] for one in notes["annotations"] if one["image_id"] == image["id"]]
        truth = tuple(
            (Kind.SPECIMEN, (x / wide, y / high, w / wide, h / high)) for x, y, w, h in boxes
        )
        yield Case(image["file_name"].split(".")[0], _pixels(folder / image["file_name"]), truth)


def stages(folder: Path) -> Iterator[Case]:
    """Staged pictures with boxes that were drawn by hand, to about one hundredth of the picture."""
    for name, things in json.loads(SPLIT.read_text(encoding="utf-8"))["stages"].items():
        truth = tuple((Kind(kind), (box[0], box[1], box[2], box[3])) for kind, box in things)
        yield Case(name, _pixels(folder / name), truth)


def drawers(seeds: Sequence[int]) -> Iterator[Case]:
    for seed in seeds:
        drawn = draw_drawer(seed)
        truth = tuple(
            (one.kind, (x / WIDTH, y / HEIGHT, (x1 - x) / WIDTH, (y1 - y) / HEIGHT))
            for one in drawn.truth
            for x, y, x1, y1 in (one.frame,)
        )
        free = tuple((x / WIDTH, y / HEIGHT) for x, y in drawn.free)
        yield Case(f"drawer {seed}", np.asarray(drawn.picture), truth, free)


def _pixels(path: Path) -> Pixels:
    return decode(path.read_bytes(), max_pixels=200_000_000, short_side=3_000).pixels


def measured(cases: Iterator[Case]) -> dict[str, Any]:
    """Figures of each kind over all pictures, and specimens by picture."""
    by_kind: dict[Kind, list[Count]] = {kind: [] for kind in Kind}
    pictures, free, silent = [], list[Count](), 0
    seconds = 0.0
    for case in cases:
        began = time.process_time()
        parts = find_parts(case.pixels)
        seconds += time.process_time() - began
        for kind in Kind:
            by_kind[kind].append(count(case, parts, kind))
        if case.free:
            places = free_places(case, parts)
            silent += len(case.free) if places is None else 0
            free += [] if places is None else [places]
        one = by_kind[Kind.SPECIMEN][-1]
        pictures.append(
            {"picture": case.name, "true": one.true, "found": one.found, "pairs": one.pairs}
        )
        print(
            f"{case.name}: {one.true} there, {one.found} found, {one.pairs} of them right",
            flush=True,
        )
    return {
        "kinds": {kind.value: _sum(found).figures() for kind, found in by_kind.items()},
        **({"freePlaces": {**_sum(free).figures(), "notTold": silent}} if free or silent else {}),
        "pictures": pictures,
        "secondsAPicture": round(seconds / max(1, len(pictures)), 2),
    }


_LARGE = """
import re, sys, time
from pathlib import Path
from insecta.vision.decode import decode
from insecta.vision.many import DETAIL_SIDE, find_parts
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
data = sys.stdin.buffer.read()
before, began = peak(), time.process_time()
picture = decode(data, max_pixels=200_000_000, short_side=DETAIL_SIDE)
parts = find_parts(picture.pixels)
print(round(time.process_time() - began, 2), (peak() - before) // 1024, len(parts))
"""
"""In a process of its own: its peak of memory is that of nothing else."""


def large() -> dict[str, Any]:
    """A drawer of 100 megapixels from JPEG bytes: seconds, and by how much memory grew at its peak."""
    buffer = BytesIO()
    drawn = draw_drawer(1).picture.resize((11_547, 8_660), Image.Resampling.BICUBIC)
    drawn.save(buffer, "JPEG", quality=85)
    done = subprocess.run(
        [sys.executable, "-c", _LARGE], input=buffer.getvalue(), capture_output=True, check=True
    )
    seconds, grown, parts = done.stdout.split()
    return {
        "megapixels": 100,
        "detailShortSide": DETAIL_SIDE,
        "processorSeconds": float(seconds),
        "memoryMiB": int(grown),
        "parts": int(parts),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m model.many")
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    folder = chosen.shared / "data" / "many_specimens"
    split = json.loads(SPLIT.read_text(encoding="utf-8"))
    report = {
        "format": FORMAT,
        "method": METHOD,
        "sameBox": SAME,
        "traps": {
            part: measured(traps(folder / "yellow_traps", part)) for part in ("tuned", "reported")
        },
        "drawers": {
            part: measured(drawers(split["drawers"][part])) for part in ("tuned", "reported")
        },
        "stages": measured(stages(folder)),
        "large": large(),
    }
    chosen.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
