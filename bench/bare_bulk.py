"""The peer of a bulk run's identification: two processes over the same kernels, and nothing else.

Each reads its half of the packed shards, decodes, prepares, looks, and writes Parquet, as a task of
Spark does. Networks are loaded before the clock starts. No scheduler, no receipts, no retries.
"""

from __future__ import annotations

from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

PROCESSES = 2
PATIENCE = 300.0
"""Seconds that one waits for the other to have loaded its network."""


def _loop(shards: list[str], out: str, gate: Any, told: Any) -> None:
    from insecta.services.bulk import see
    from insecta.vision.classifier import NetworkClassifier
    from insecta.vision.release_folder import default_release

    classifier = NetworkClassifier.open(default_release())
    gate.wait()
    started, used = perf_counter(), process_time()
    for shard in shards:
        path = Path(shard)
        see._write(Path(out) / path.name, see._rows(classifier, path.read_bytes()))
    told.put((perf_counter() - started, process_time() - used))


def look(shards: list[Path], out: Path) -> tuple[float, float]:
    """From loaded networks to written files: seconds of the slower process by the clock, and processor
    seconds of both."""
    context = get_context("spawn")
    gate, told = context.Barrier(PROCESSES, timeout=PATIENCE), context.Queue()
    out.mkdir()
    loops = [
        context.Process(
            target=_loop, args=([str(one) for one in shards[n::PROCESSES]], str(out), gate, told)
        )
        for n in range(PROCESSES)
    ]
    for loop in loops:
        loop.start()
    for loop in loops:
        loop.join()
    if any(loop.exitcode for loop in loops):
        raise SystemExit("the bare loop broke off")
    spent = [told.get() for _ in loops]
    return max(clock for clock, _ in spent), sum(used for _, used in spent)
