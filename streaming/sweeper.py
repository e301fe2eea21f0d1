"""Removes what has had its time: visitors' pictures after 24 hours, uploads that nobody finished."""

from __future__ import annotations

import logging

from insecta.bootstrap import Platform
from insecta.services import uploads, visitors
from insecta.services.keeping import KeptLease
from streaming.beside import Beside

LEASE = "sweep"
EVERY = 600.0
"""Seconds between two looks."""

log = logging.getLogger(__name__)


class Sweeper(Beside):
    """Of several processes one sweeps at a time, and rests between."""

    NAME = "sweeper"
    TROUBLE = "the sweep waits"
    AFTER_TROUBLE = 60.0

    def __init__(self, platform: Platform, every: float = EVERY) -> None:
        super().__init__()
        self._platform = platform
        self._every = every

    def turn(self) -> float:
        lease = KeptLease(self._platform.catalogue, LEASE)
        try:
            if lease.take():
                self._sweep()
        finally:
            lease.close()
        return self._every

    def _sweep(self) -> None:
        platform = self._platform
        gone = visitors.sweep(platform.catalogue, platform.store)
        if gone:
            log.info("%d of visitors' specimens had their 24 hours, and are gone", gone)
        unfinished = uploads.sweep(platform.catalogue, platform.store)
        if unfinished:
            log.info("%d uploads had their 24 hours, and are gone", unfinished)
