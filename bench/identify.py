"""`insecta identify` against a plain loop of Pillow and the interpreter: `python -m bench identify`.

Both commands look at the same drawn 2 MP pictures, start-up included, in turn. Their scores are
compared before times count: Pillow decodes at full size and ours at a fraction of it, so a score
may differ by 0.1; where more than one picture in ten differs by more, there is no result.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from pathlib import Path

from bench.pictures import draw_scenes
from bench.processes import INSECTA, Cost, cost
from bench.record import Measure, higher_is_better

PEER = "loop of Pillow and interpreter"
AGREEMENT = 0.9
NEAR = 0.1


def main(*, small: bool) -> list[Measure]:
    number, runs = (10, 1) if small else (300, 3)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        draw_scenes(folder, number)
        pairs = [_pair(folder, number) for _ in range(runs)]
    title = f"identify {number:,} drawn 2 MP JPEGs"
    ours, theirs = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    clock = statistics.median(number / one.seconds for one in theirs)
    processor = statistics.median(number / one.processor for one in theirs)
    return [
        higher_is_better(title, "pictures/s", [number / one.seconds for one in ours], PEER, clock),
        higher_is_better(
            title,
            "pictures/s of processor",
            [number / one.processor for one in ours],
            PEER,
            processor,
        ),
    ]


def _pair(folder: Path, number: int) -> tuple[Cost, Cost]:
    """(ours, the peer's), once their names agree."""
    ours = cost([*INSECTA, "identify", str(folder), "--format", "jsonl"])
    theirs = cost([sys.executable, "-m", "bench.bare_identify", str(folder)])
    found = {row["file"]: row["candidates"] for row in map(json.loads, ours.out.splitlines())}
    plain = {row["file"]: row["leaves"] for row in map(json.loads, theirs.out.splitlines())}
    if found.keys() != plain.keys() or len(found) != number:
        raise SystemExit("not every picture was looked at by both")
    alike = sum(_agree(found[name], plain[name]) for name in found)
    if alike < AGREEMENT * number:
        raise SystemExit(f"the scores agree in {alike} of {number} pictures only")
    return ours, theirs


def _agree(candidates: list[dict[str, str | float]], leaves: dict[str, float]) -> bool:
    """Every candidate that may be an answer has nearly the plain loop's score."""
    shared = [one for one in candidates if one["scientificName"] in leaves]
    return bool(shared) and all(
        abs(float(one["confidence"]) - leaves[str(one["scientificName"])]) <= NEAR for one in shared
    )
