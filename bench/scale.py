"""The cost model of docs/scale.md: its figures from bench/results, its line beside the measured curve.

    python -m bench.scale artifacts/curve

keeps the points that `bench.curve` measured (`bench/points/curve.json`) and writes the page's section
again; `python -m bench page` writes it from what was kept. Nothing is measured here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.curve import Point, slope
from bench.record import RESULTS

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "scale.md"
POINTS = ROOT / "bench" / "points" / "curve.json"
BEGIN, END = "<!-- made by `python -m bench page` -->", "<!-- end of what is made -->"
NOT_YET = (
    "The model's line beside the measured curve: not yet, `make bench NAME=curve` and then "
    "`python -m bench.scale artifacts/curve`."
)
HEAD = (
    "| pictures (arithmetic) | shards | first run of 12 MP originals, 2 cores "
    "| the next release, 2 cores | the next release, 64 cores | it reads |"
)
SIZES = (100_000, 1_000_000, 10_000_000, 100_000_000)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: where it stands, and what the model makes of it."""

    what: str
    bench: str
    measure: str
    """How the measure's name begins."""
    unit: str
    value: Callable[[float], float] = lambda ours: ours
    of_unit: str = ""
    """Unit of the measure, where the same name is measured in several."""


def _one_in_ms(rate: float) -> float:
    return 1_000 / rate


ORIGINAL = Figure(
    "a 12 MP original to its name: decoding, rendition, network", "originals", "names of",
    "ms of processor", _one_in_ms,
)  # fmt: skip
SHARD = Figure(
    "a packed rendition to its name, both cores busy", "bulk", "processor time of one picture",
    "ms of processor",
)  # fmt: skip
READ = Figure("what a later release reads of a picture", "originals", "what the next", "KB")
ROW = Figure(
    "one row of a list planned", "planning", "plan a list", "ms of processor", _one_in_ms
)  # fmt: skip
INDEX = Figure(
    "one document in a new index, embedded", "swap", "index of", "ms", _one_in_ms
)  # fmt: skip
BACK = Figure(
    "2,000 pictures back from bucket and backup", "drill", "rebuild", "s of processor",
    of_unit="s of processor",
)  # fmt: skip
MORE = Figure(
    "one more picture of 512 × 384: plan, prepare, identify, load, index", "curve",
    "processor time of one more picture", "ms of processor",
)  # fmt: skip
FIGURES = (ORIGINAL, SHARD, READ, MORE, ROW, INDEX, BACK)


def measured(figure: Figure) -> float | None:
    """None where its bench has no results."""
    path = RESULTS / f"{figure.bench}.json"
    if not path.is_file():
        return None
    for row in json.loads(path.read_text(encoding="utf-8")):
        if row["measure"].startswith(figure.measure) and figure.of_unit in ("", row["unit"]):
            return figure.value(float(row["ours"]))
    return None


def section() -> str:
    """What the page holds between its marks."""
    return "\n".join([BEGIN, "", *_figures(), "", *_curve(), "", *_sizes(), "", END])


def _figures() -> list[str]:
    rows = ["| figure of the model | measured | by |", "| --- | --- | --- |"]
    for figure in FIGURES:
        value = measured(figure)
        told = "not yet" if value is None else f"{value:.3g} {figure.unit}"
        rows.append(f"| {figure.what} | {told} | `make bench NAME={figure.bench}` |")
    return rows


def kept() -> list[Point]:
    if not POINTS.is_file():
        return []
    return [Point(**row) for row in json.loads(POINTS.read_text(encoding="utf-8"))]


def line(points: Sequence[Point]) -> tuple[float, float]:
    """c₀ (s) and c₁ (s a picture) of the line through the two smallest sizes."""
    first, second = points[:2]
    each = (second.processor - first.processor) / (second.pictures - first.pictures)
    return first.processor - each * first.pictures, each


def _curve() -> list[str]:
    points = kept()
    if len(points) < 3:
        return [NOT_YET]
    fixed, each = line(points)
    head = (
        f"The line through the two smallest sizes, T(N) = {fixed:.1f} s + {1_000 * each:.2f} ms · N, "
        f"beside what larger ones took (processor time of all processes, plan and commit, pictures of "
        f"512 × 384, two cores). Slope of the logarithms over all sizes: {slope(points):.3f}."
    )
    rows = [
        "| pictures | the line says | measured | off by | most memory | shards | rows and documents |"
    ]
    rows.append("| --- | --- | --- | --- | --- | --- | --- |")
    for n, one in enumerate(points):
        said = fixed + each * one.pictures
        off = "the line's own" if n < 2 else f"{one.processor / said - 1:+.1%}"
        rows.append(
            f"| {one.pictures:,} | {said:,.0f} s | {one.processor:,.0f} s | {off} | {one.peak:,.0f} MiB |"
            f" {one.shard_bytes / 1e6:,.0f} MB | {(one.index_bytes + one.catalogue_bytes) / 1e6:,.0f} MB |"
        )
    return [head, "", *rows]


def _sizes() -> list[str]:
    """What the figures come to for larger collections: arithmetic."""
    identify, original, read = (measured(one) for one in (SHARD, ORIGINAL, READ))
    if identify is None or original is None or read is None:
        return []
    rows = [HEAD, "| --- | --- | --- | --- | --- | --- |"]
    for size in SIZES:
        first, again = (size * each / 1_000 for each in (original, identify))
        rows.append(
            f"| {size:,} | {shards(size):,} | {_time(first / 2)} | {_time(again / 2)} |"
            f" {_time(again / 64)} | {size * read / 1e6:,.0f} GB |"
        )
    return rows


def shards(pictures: int) -> int:
    """Of a plan's pictures: the first sixteen are smaller (services/bulk/manifest)."""
    from insecta.services.bulk.manifest import LARGEST
    from insecta.services.bulk.manifest import SIZES as FIRST

    return len(FIRST) + -(-max(0, pictures - sum(FIRST)) // LARGEST)


def _time(seconds: float) -> str:
    for unit, length in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.3g} {unit}"
    return f"{seconds:.0f} s"


def with_section(page: str) -> str:
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    return before + section() + after


def main() -> None:
    PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def keep(folder: Path) -> None:
    """The points of a folder that `bench.curve` filled."""
    found = [Point(**json.loads(path.read_text())) for path in folder.glob("*.json")]
    rows = [asdict(one) for one in sorted(found, key=lambda one: one.pictures)]
    POINTS.parent.mkdir(exist_ok=True)
    POINTS.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
    main()
