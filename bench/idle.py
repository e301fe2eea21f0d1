"""What `insecta up` costs while nobody asks it anything: `python -m bench idle [--small]`.

Processor time of the command and all its children, over a time in which nothing happens, after a
time of rest; as a share of one core. An idle platform may use 3 % of one.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

from bench.processes import INSECTA, environment, spent
from bench.record import Measure, lower_is_better

LIMIT = 3.0
START_S = 120.0


def main(*, small: bool) -> list[Measure]:
    rest, span, runs = (1.0, 2.0, 1) if small else (10.0, 30.0, 3)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        log = place / "up.log"
        settings = {"INSECTA_DATA": str(place / "data"), "INSECTA_PORT": "0"}
        with log.open("wb") as out:
            up = subprocess.Popen(
                [*INSECTA, "up"], env=environment(settings), stdout=out, stderr=out
            )
        try:
            _await_ready(up, log)
            time.sleep(rest)
            shares = [_share(up.pid, span) for _ in range(runs)]
        finally:
            up.terminate()
            up.wait(60)
    title = f"idle platform over {span:.0f} s, API, identify, index and notify, embedded"
    return [lower_is_better(title, "% of a core", shares, "limit", LIMIT)]


def _share(pid: int, span: float) -> float:
    """% of one core that a process and its descendants use from now on."""
    began, before = time.perf_counter(), spent(pid)
    time.sleep(span)
    share = (spent(pid) - before) / (time.perf_counter() - began) * 100
    return max(share, 0.01)  # the kernel counts in hundredths of a second


def _await_ready(up: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_S
    while "Insecta runs at" not in (said := log.read_text(errors="replace")):
        if up.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"the platform did not start:\n{said[-2_000:]}")
        time.sleep(0.1)
