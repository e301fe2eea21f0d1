"""How a benchmark's result is written: `bench/results/NAME.json`, a list of measures."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True, slots=True)
class Measure:
    """Ours beside a peer's in the same run; a ratio above the aim is better.

    `noise` is the half spread of the runs of ours, relative to their median.
    """

    measure: str
    unit: str
    ours: float
    peer: str
    theirs: float
    ratio: float
    aim: float
    runs: int
    noise: float


def lower_is_better(
    measure: str, unit: str, ours: Sequence[float], peer: str, theirs: float, aim: float = 1.0
) -> Measure:
    middle = statistics.median(ours)
    ratio = theirs / middle
    return _measure(measure, unit, ours, peer, theirs, ratio, aim)


def higher_is_better(
    measure: str, unit: str, ours: Sequence[float], peer: str, theirs: float, aim: float = 1.0
) -> Measure:
    middle = statistics.median(ours)
    return _measure(measure, unit, ours, peer, theirs, middle / theirs, aim)


def _measure(
    measure: str,
    unit: str,
    ours: Sequence[float],
    peer: str,
    theirs: float,
    ratio: float,
    aim: float,
) -> Measure:
    middle = statistics.median(ours)
    noise = (max(ours) - min(ours)) / 2 / middle
    return Measure(
        measure, unit, round(middle, 3), peer, round(theirs, 3), round(ratio, 3), aim, len(ours),
        round(noise, 3),
    )  # fmt: skip


def write(name: str, measures: Sequence[Measure]) -> None:
    """Keep the measures of one benchmark."""
    RESULTS.mkdir(exist_ok=True)
    rows = [asdict(measure) for measure in measures]
    (RESULTS / f"{name}.json").write_text(json.dumps(rows, indent=1) + "\n")


def report(measures: Sequence[Measure]) -> None:
    for each in measures:
        met = "met" if each.ratio >= each.aim else "MISSED"
        print(
            f"{each.measure}: {each.ours} {each.unit}; {each.peer}: {each.theirs};"
            f" ratio {each.ratio}, aim {each.aim}: {met}"
        )


def seconds(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def processor_seconds(do: Callable[[], object]) -> float:
    """Time on the processor: for work of one thread that waits for nothing, what a clock shows on
    an idle machine; and still comparable on a busy one."""
    start = time.process_time()
    do()
    return time.process_time() - start


def p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]
