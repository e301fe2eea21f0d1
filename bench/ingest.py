"""`insecta ingest` against a bare loop of two processes: `python -m bench ingest [--small]`.

Both commands run as a user would start them, start-up included, in turn on the same pictures. What
they stored is compared, byte for byte, before their times count. Ours also writes the rows of the
catalogue and reads the codes on labels; 0.6 of the bare loop's speed is asked of it. Memory of all
processes together must not grow with the number of pictures (aim: 1/1.2 of ten times fewer).
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from pathlib import Path

from bench.bare_ingest import PROCESSES
from bench.pictures import draw_many
from bench.processes import INSECTA, Cost, cost
from bench.record import Measure, higher_is_better, lower_is_better

PEER = "bare loop of two processes"
FULL = (1_000, 10_000)
RUNS = 3


def main(*, small: bool, full: tuple[int, int] = FULL) -> list[Measure]:
    few, many = (30, 100) if small else full
    runs = 1 if small else RUNS
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        draw_many(place / "few", few)
        draw_many(place / "many", many, seed=2)
        pairs = [_pair(place, place / "few", n) for n in range(runs)]
        large = _pair(place, place / "many", runs)
    return [
        *_speed(few, pairs),
        *_speed(many, [large]),
        lower_is_better(
            f"peak memory of ingest, {many:,} pictures",
            "MiB",
            [large[0].peak],
            f"ours, {few:,} pictures",
            statistics.median(ours.peak for ours, _ in pairs),
            aim=round(1 / 1.2, 3),
        ),
    ]


def _speed(number: int, pairs: list[tuple[Cost, Cost]]) -> list[Measure]:
    name = f"ingest of {number:,} synthetic 2 MP JPEGs"
    bare = [theirs for _, theirs in pairs]
    clock, processor = (
        statistics.median(number / theirs.seconds for theirs in bare),
        statistics.median(number / theirs.processor for theirs in bare),
    )
    return [
        higher_is_better(
            name, "pictures/s", [number / ours.seconds for ours, _ in pairs], PEER, clock, 0.6
        ),
        higher_is_better(
            name,
            "pictures/s of processor",
            [number / ours.processor for ours, _ in pairs],
            PEER,
            processor,
            0.6,
        ),
    ]


def _pair(place: Path, source: Path, run: int) -> tuple[Cost, Cost]:
    """(ours, the peer's) on the same pictures, in folders of their own; outputs are compared."""
    data, bare = place / f"data-{run}", place / f"bare-{run}"
    ours = cost(
        [*INSECTA, "ingest", str(source), "--collection", "BENCH", "--detach", "--json"],
        {"INSECTA_DATA": str(data), "INSECTA_WORKERS": str(PROCESSES)},
    )
    theirs = cost([sys.executable, "-m", "bench.bare_ingest", str(source), str(bare)])
    _compare(data / "objects", bare, json.loads(ours.out), len(list(source.iterdir())))
    return ours, theirs


def _compare(objects: Path, bare: Path, told: dict[str, dict[str, int]], number: int) -> None:
    """Every picture taken in as new, and the same objects with the same bytes in both folders."""
    if told["counts"] != {"working": number} or told["outcomes"].get("new") != number:
        raise SystemExit(f"not every picture was taken in: {told}")
    expected = sorted(path.relative_to(bare) for path in bare.rglob("*") if path.is_file())
    found = sorted(
        path.relative_to(objects)
        for top in ("blobs", "renditions")
        for path in (objects / top).rglob("*")
        if path.is_file()
    )
    if found != expected or len(found) != 2 * number:
        raise SystemExit("the object store does not hold what the bare loop wrote")
    for path in expected:
        if (objects / path).read_bytes() != (bare / path).read_bytes():
            raise SystemExit(f"{path} differs from the bare loop's")
