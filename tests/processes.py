"""Whether processes have ended, also where nobody collects the dead (a container's first process)."""

from __future__ import annotations

import time
from collections.abc import Iterable

import psutil


def still_alive(processes: Iterable[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those that still run after so many seconds; an orphan that nobody waits for is dead too."""
    deadline = time.monotonic() + seconds
    left = [one for one in processes if _runs(one)]
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = [one for one in left if _runs(one)]
    return left


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
