"""What one picture may cost a process: memory, processor time, and nothing left behind.

Decoders are the one place where bytes of strangers meet large libraries, so they run in processes
of their own (users: 10, faults: 2.6): a picture that crashes one, eats memory or never ends is
refused, and everything else goes on.
"""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import os
import resource
import signal
import threading

BASE = 2 * 1024**3
"""Bytes of address space for interpreter, libraries and a 50 MP picture."""
BYTES_PER_PIXEL = 6
"""A picture decoded whole, and once more while its colours are converted."""
BASE_SECONDS, PIXELS_PER_SECOND = 10, 10_000_000
_NO_CORE = (0, 0)


def memory_for(max_pixels: int, processes: int) -> int:
    """Address space in bytes of one of several processes that decode up to so many pixels.

    Together they stay below four fifths of the machine's memory, but each may have `BASE`.
    """
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    wished = BASE + BYTES_PER_PIXEL * max_pixels
    return max(BASE, min(wished, machine * 4 // 5 // max(1, processes)))


def seconds_for(max_pixels: int) -> int:
    """Processor seconds that one picture may take."""
    return BASE_SECONDS + max_pixels // PIXELS_PER_SECOND


def limit_process(memory: int) -> None:
    """Once in each new worker: no more memory than that, no core file, no life without its parent.

    Ctrl-C is the parent's to handle.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, _NO_CORE)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def allow_seconds(seconds: int) -> None:
    """From now on this process may use so many processor seconds and a little; then the system ends it.

    The system counts whole seconds: a little is 0.1 to 1.1 of them.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = math.ceil(used.ru_utime + used.ru_stime + 0.1) + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))


def _end_with_parent() -> None:
    """A worker whose parent was killed ends too (a fork server alone would keep it)."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
