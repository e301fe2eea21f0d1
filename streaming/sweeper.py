"""Removes what has had its time: visitors' pictures after 24 hours, uploads that nobody finished."""

from __future__ import annotations

import logging
import threading

from insecta.bootstrap import Platform
from insecta.errors import InsectaError
from insecta.services import uploads, visitors
from insecta.services.keeping import KeptLease

LEASE = "sweep"
EVERY = 600.0
"""Seconds between two looks."""

log = logging.getLogger(__name__)


class Sweeper:
    """A thread beside a worker's loop; of several processes one sweeps at a time, and rests between."""

    def __init__(self, platform: Platform, every: float = EVERY) -> None:
        self._platform = platform
        self._every = every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """After the page that is being removed."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            lease = KeptLease(self._platform.catalogue, LEASE)
            try:
                if lease.take():
                    self._sweep()
            except InsectaError as error:
                log.warning("the sweep waits: %s", error)
            finally:
                lease.close()
            self._over.wait(self._every)

    def _sweep(self) -> None:
        platform = self._platform
        gone = visitors.sweep(platform.catalogue, platform.store)
        if gone:
            log.info("%d of visitors' specimens had their 24 hours, and are gone", gone)
        unfinished = uploads.sweep(platform.catalogue, platform.store)
        if unfinished:
            log.info("%d uploads had their 24 hours, and are gone", unfinished)
