"""What every worker process needs around its loop: stop signals, heartbeat, watchdogs.

Exit codes: 0 was asked to stop and drained, 1 a fault (told in the log), 75 stalled
(EX_TEMPFAIL: start me again).
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from insecta import meters
from insecta.bootstrap import Platform
from insecta.catalogue.leases import RENEW
from insecta.catalogue.unit_of_work import Catalogue
from insecta.errors import InsectaError, Unavailable
from insecta.services.keeping import KeptLease

STALLED = 60.0
"""Seconds without a turn of the loop after which a worker ends itself."""
AGAIN = 75
MOST_OF_A_ROLE = 16
"""Workers of one role that are told apart; more work too, and are not seen."""

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
        """Keep a lease of the role, by which /readyz knows that it is filled, and /metrics our figures."""
        lease: KeptLease | None = None
        while not self._over.is_set():
            try:
                if lease is None or not lease.take():
                    lease = self._place()
            except Unavailable as error:
                log.warning("no heartbeat: %s", error)
            self._over.wait(RENEW.total_seconds())
        if lease is not None:
            lease.close()

    def _place(self) -> KeptLease | None:
        """`role:<name>`, or `role:<name>:2` and so on where others of the role work beside us."""
        for number in range(1, MOST_OF_A_ROLE + 1):
            name = f"role:{self._role}" if number == 1 else f"role:{self._role}:{number}"
            lease = KeptLease(self._catalogue, name, self._told)
            if lease.take():
                return lease
        return None

    def _told(self) -> dict[str, Any]:
        return {"pid": os.getpid(), "meters": meters.snapshot()}

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            if time.monotonic() - self._last > self._stalled:
                self._abort()

    def _abort(self) -> None:
        with contextlib.suppress(OSError):
            print(f"{self._role}: no progress for {self._stalled:.0f} s, ends", file=sys.stderr)
            faulthandler.dump_traceback(all_threads=True)
        os._exit(AGAIN)


def run_role(platform: Platform, role: str, loop: Callable[[Platform, Shell], None]) -> int:
    """Run a role's loop in a shell; the exit code."""
    return Shell(platform.catalogue, role).run(lambda shell: loop(platform, shell))
