"""What every worker process needs around its loop: stop signals, heartbeat, watchdogs.

Exit codes: 0 was asked to stop and drained, 1 a fault (told in the log), 75 stalled or orphaned
(EX_TEMPFAIL: start me again).
"""

from __future__ import annotations

import ctypes
import faulthandler
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

from insecta.catalogue.leases import RENEW
from insecta.catalogue.unit_of_work import Catalogue
from insecta.errors import InsectaError, Unavailable
from insecta.services.keeping import KeptLease

STALLED = 60.0
"""Seconds without a turn of the loop after which a worker ends itself."""
GRACE = 10.0
"""Seconds an orphan may take to drain."""
AGAIN = 75
_PR_SET_PDEATHSIG = 1

log = logging.getLogger(__name__)


class Shell:
    """One worker process. The loop calls `turn` at least every few seconds and asks `stopping`."""

    def __init__(self, catalogue: Catalogue, role: str, stalled: float = STALLED) -> None:
        self._catalogue = catalogue
        self._role = role
        self._stalled = stalled
        self._stop = threading.Event()
        self._over = threading.Event()
        self._last = time.monotonic()
        self._parent = os.getppid()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def turn(self) -> None:
        """The loop is alive."""
        self._last = time.monotonic()

    def pause(self, seconds: float) -> None:
        """Wait, alive, until asked to stop."""
        end = time.monotonic() + seconds
        while not self._stop.is_set() and (left := end - time.monotonic()) > 0:
            self.turn()
            self._stop.wait(min(left, 1.0))

    def run(self, loop: Callable[[Shell], None]) -> int:
        """Run a loop until it returns; the exit code."""
        signal.signal(signal.SIGTERM, self._asked)
        signal.signal(signal.SIGINT, self._asked)
        follow_parent()
        threads = [
            threading.Thread(target=self._beat, name="heartbeat", daemon=True),
            threading.Thread(target=self._watch, name="watchdog", daemon=True),
        ]
        for thread in threads:
            thread.start()
        try:
            loop(self)
        except InsectaError as error:
            log.error("%s stops: %s: %s", self._role, type(error).__name__, error)  # noqa: TRY400
            return 1
        except Exception:
            log.exception("%s stops on the unknown", self._role)
            return 1
        finally:
            self._over.set()
            for thread in threads:
                thread.join()
        return 0

    def _asked(self, _signal: int, _frame: FrameType | None) -> None:
        self._stop.set()

    def _beat(self) -> None:
        """Keep the lease `role:<name>`, by which /readyz knows that the role is filled."""
        lease = KeptLease(self._catalogue, f"role:{self._role}", {"pid": os.getpid()})
        while not self._over.is_set():
            try:
                lease.take()
            except Unavailable as error:
                log.warning("no heartbeat: %s", error)
            self._over.wait(RENEW.total_seconds())
        lease.close()

    def _watch(self) -> None:
        orphaned: float | None = None
        while not self._over.wait(0.5):
            now = time.monotonic()
            if now - self._last > self._stalled:
                self._abort(f"no progress for {self._stalled:.0f} s")
            if orphaned is None and os.getppid() != self._parent:
                orphaned = now
                self._stop.set()
            if orphaned is not None and now - orphaned > GRACE:
                self._abort("the parent is gone and draining takes too long")

    def _abort(self, why: str) -> None:
        print(f"{self._role} ends itself: {why}; every thread follows", file=sys.stderr)
        faulthandler.dump_traceback(all_threads=True)
        sys.stderr.flush()
        os._exit(AGAIN)


def follow_parent() -> None:
    """Ask Linux for SIGTERM when the parent ends, even by kill -9; elsewhere the watchdog looks."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
