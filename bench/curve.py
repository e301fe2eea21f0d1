"""What a whole bulk run costs as collections grow, and what it costs again: `python -m bench curve`.

Each size is planned and committed by the ordinary commands on embedded defaults, in a data folder of
its own, with drawn pictures of 512 × 384. Measured: processor time of all processes, most memory held,
then the same plan again (which must make no shard, load no network and no row), and a list with one
percent more rows. The straight line in the logarithms of pictures and processor time has the slope that
is told; its peer is 1, cost that grows with the number of pictures.

    python -m bench.curve artifacts/curve 30000 300000

adds sizes: the folder keeps the figures of each, broken off it goes on, and the line goes through all.
"""

from __future__ import annotations

import csv
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any

from bench.pictures import draw_many
from bench.processes import INSECTA, Cost, cost
from bench.record import Measure, lower_is_better, report

SIZE = (512, 384)
SIZES = (2_000, 5_000, 10_000)
SMALL = (20,)
"""One size has no slope; of it, what is done again is looked at."""
SLOPE = 1.03
MORE = 0.01


@dataclass(frozen=True, slots=True)
class Point:
    """Figures of one size; seconds of `processor` are those of plan and commit together.

    `again`: the same plan once more. `more`: a list with one percent more rows, of whose pictures
    `prepared` were packed again, since they share the last part with the new ones.
    """

    pictures: int
    seconds: float
    processor: float
    peak: float
    steps: dict[str, float]
    again: float
    more: float
    prepared: int
    shard_bytes: int
    index_bytes: int
    catalogue_bytes: int


def main(*, small: bool) -> list[Measure]:
    if not small:
        return measures(_measured(Path("artifacts") / "curve", SIZES))
    with tempfile.TemporaryDirectory() as name:
        return measures(_measured(Path(name), SMALL, more=0.0))


def _measured(folder: Path, sizes: Sequence[int], more: float = MORE) -> list[Point]:
    """All points that the folder holds in the end; those that it holds already are not measured again."""
    folder.mkdir(parents=True, exist_ok=True)
    for size in sizes:
        kept = folder / f"{size}.json"
        if not kept.is_file():
            kept.write_text(json.dumps(asdict(_measure(folder / f"{size}", size, more)), indent=1))
            shutil.rmtree(folder / f"{size}")
    found = [Point(**json.loads(kept.read_text())) for kept in folder.glob("*.json")]
    return sorted(found, key=lambda point: point.pictures)


def _measure(place: Path, size: int, more: float) -> Point:
    shutil.rmtree(place, ignore_errors=True)  # of a measurement that was broken off
    files = draw_many(place / "files", size + round(size * more), size=SIZE)
    names = [file.name for file in files]
    for file in files[size:]:  # a list takes in what lies beside it, too
        file.rename(place / file.name)
    settings = {"INSECTA_DATA": str(place / "data")}
    cost([*INSECTA, "up", "--prepare"], settings)
    first, told = _run(place, settings, names[:size])
    again, nothing = _run(place, settings, names[:size])
    if _made(nothing):
        raise SystemExit(f"a plan that was done was worked on again: {nothing['steps']}")
    for name in names[size:]:
        (place / name).rename(place / "files" / name)
    longer, fresh = _run(place, settings, names) if more else (again, nothing)
    if more and fresh["outcomes"].get("new") != len(names) - size:
        raise SystemExit(f"of {len(names) - size} new pictures {fresh['outcomes']} were taken in")
    data = place / "data"
    return Point(
        size,
        first.seconds,
        first.processor,
        first.peak,
        {step: figures["seconds"] for step, figures in told["steps"].items()},
        again.processor,
        longer.processor,
        fresh["steps"]["preparing"]["pictures"],
        _bytes(data / "objects" / "bulk" / "prepared"),
        sum(file.stat().st_size for file in data.glob("index.db*")),
        sum(file.stat().st_size for file in data.glob("catalogue.db*")),
    )


def _run(
    place: Path, settings: dict[str, str], names: Sequence[str]
) -> tuple[Cost, dict[str, Any]]:
    """Plan and commit a list; what both cost together, and what the commit told."""
    with (place / "files" / "list.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("file", "catalogNumber", "genus"))
        writer.writerows((name, Path(name).stem, "Lasius") for name in names)
    source = str(place / "files" / "list.csv")
    planned = cost([*INSECTA, "bulk", "plan", source, "--json"], settings)
    manifest = json.loads(planned.out.splitlines()[-1])["manifest"]
    words = ["bulk", "commit", manifest, "--collection", "ANTS", "--ledger", "--json"]
    done = cost([*INSECTA, *words, "--master", "local[2]"], settings)
    both = Cost(
        planned.seconds + done.seconds, planned.processor + done.processor,
        max(planned.peak, done.peak), "",
    )  # fmt: skip
    return both, json.loads(done.out.splitlines()[-1])


def _made(told: dict[str, Any]) -> int:
    """Shards, networks and groups of rows that a run made or loaded."""
    steps = told["steps"]
    looked = sum(
        steps[name]["shards"] + steps[name]["loads"] for name in ("preparing", "identifying")
    )
    return int(looked + steps["loading"]["groups"])


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def slope(points: Sequence[Point]) -> float:
    """Of the straight line through the logarithms, by least squares."""
    x = [log(one.pictures) for one in points]
    y = [log(one.processor) for one in points]
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    over = sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True))
    return over / sum((a - middle_x) ** 2 for a in x)


def measures(points: Sequence[Point]) -> list[Measure]:
    """What is told of the largest size alone, and where there are several, how costs grow."""
    large = points[-1]
    name = f"{large.pictures:,} pictures"
    again = lower_is_better(
        f"{name} again, nothing new", "s of processor", [large.again], "the first run",
        large.processor, 20.0,
    )  # fmt: skip
    return [again, *_grown(points, name)] if len(points) > 1 else [again]


def _grown(points: Sequence[Point], name: str) -> list[Measure]:
    small, large = points[0], points[-1]
    each = [(b.processor - a.processor) / (b.pictures - a.pictures) for a, b in pairwise(points)]
    fixed = max(0.0, small.processor - each[0] * small.pictures)
    allowed = 0.015 * large.processor + fixed + each[-1] * large.prepared
    return [
        lower_is_better(
            f"slope of processor time, {small.pictures:,} to {name}", "of the logarithms",
            [slope(points)], "grows with the pictures", 1.0, round(1 / SLOPE, 3),
        ),
        lower_is_better(
            "processor time of one more picture", "ms", [1_000 * each[-1]],
            "one more at the smaller sizes", 1_000 * each[0], 0.9,
        ),
        lower_is_better(
            f"{name} and 1 % more", "s of processor", [large.more],
            "1.5 % of the first run, a start, and the last part packed again", allowed,
        ),
        lower_is_better(
            f"most memory held, {name}", "MiB", [large.peak], f"{small.pictures:,} pictures",
            small.peak, 0.8,
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    report(measures(_measured(Path(sys.argv[1]), [int(word) for word in sys.argv[2:]])))
