"""What a command and everything it starts costs: time, processor time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, thread_time

import psutil

ROOT = Path(__file__).resolve().parent.parent
INSECTA = (sys.executable, "-m", "insecta.cli.main")
SAMPLED_S = 0.1


@dataclass(frozen=True, slots=True)
class Cost:
    """`seconds`: by the clock. `processor`: seconds of all processes together, those included that
    nobody waited for, but for their last tenth. `peak`: MiB of memory held by all processes at one
    time, shared pages counted in each (RSS)."""

    seconds: float
    processor: float
    peak: float
    out: str


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This one with only these settings of Insecta."""
    kept = {name: v for name, v in os.environ.items() if not name.startswith("INSECTA_")}
    return {**kept, **settings, "PYTHONPATH": str(ROOT)}


def cost(argv: Sequence[str], settings: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end. Raises SystemExit with what it said where it fails."""
    before = _children()
    begun = perf_counter()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen(argv, stdout=out, stderr=err, env=environment(settings or {}))
        ended = threading.Event()
        peak: list[float] = [0.0]
        used: dict[tuple[int, float], float] = {}
        watcher = threading.Thread(target=_watch, args=(process.pid, ended, peak, used))
        watcher.start()
        code = process.wait()
        seconds = perf_counter() - begun
        ended.set()
        watcher.join()
        out.seek(0)
        err.seek(0)
        if code:
            raise SystemExit(f"{' '.join(argv)} ended with {code}:\n{err.read()[-2_000:]}")
        processor = max(_children() - before, sum(used.values()))
        return Cost(seconds, processor, peak[0], out.read())


def _children() -> float:
    """Processor seconds of all ended children, theirs included."""
    times = os.times()
    return times.children_user + times.children_system


def _watch(
    pid: int, ended: threading.Event, peak: list[float], used: dict[tuple[int, float], float]
) -> None:
    """`used`: processor seconds of each process, by id and time of its start."""
    while not ended.wait(SAMPLED_S):
        now = 0.0
        for process in tree(pid):
            with suppress(psutil.Error):
                times = process.cpu_times()
                used[process.pid, process.create_time()] = times.user + times.system
                now += process.memory_info().rss / 2**20
        peak[0] = max(peak[0], now)


class Watched:
    """What a process and its descendants cost within a block: `processor` seconds and `peak` MiB.
    `without`: descendants that are left out, with theirs. What watching itself takes is not counted."""

    def __init__(self, pid: int, without: Sequence[int] = ()) -> None:
        self._pid, self._without = pid, without
        self.processor, self.peak = 0.0, 0.0

    def __enter__(self) -> Watched:
        self.processor = -self._now(spent)
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch)
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._watcher.join()
        self.processor += self._now(spent)
        if self._pid == os.getpid():
            self.processor -= self._watching

    def _watch(self) -> None:
        self.peak = self._now(held)
        while not self._ended.wait(1):
            self.peak = max(self.peak, self._now(held))
        self._watching = thread_time()

    def _now(self, told: Callable[[int], float]) -> float:
        return told(self._pid) - sum(told(pid) for pid in self._without)


def tree(pid: int) -> list[psutil.Process]:
    try:
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def held(pid: int) -> float:
    """MiB of a process and its descendants at present."""
    total = 0
    for process in tree(pid):
        with suppress(psutil.NoSuchProcess):
            total += process.memory_info().rss
    return total / 2**20


def spent(pid: int) -> float:
    """Processor seconds so far of a process, its descendants, and those of them that ended."""
    total = 0.0
    for process in tree(pid):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total
