"""The group `index`: keeps the search index a projection of the present rows."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from insecta.bootstrap import Platform
from insecta.domain.events import GROUPS, Event
from insecta.errors import NotFound, Unavailable
from insecta.services.index import ensure, index, intact, recover, refilling
from insecta.services.keeping import KeptLease
from insecta.services.promote import champion
from insecta.services.relay import sweep
from streaming.beside import Beside
from streaming.process import Shell, run_role
from streaming.sweeper import Sweeper
from streaming.worker import FIRST_PAUSE, Consumer, run_consumer

ROLE = "index"
BATCH = 200
REST = 0.5
"""Seconds: what a picture's events change is one document, written once."""
SWEEP_EVERY = 3_600.0
LOOK = 30.0
"""Seconds between looks whether the live indexes are still there."""

log = logging.getLogger(__name__)


def run(platform: Platform) -> int:
    """The process `index`."""
    return run_role(platform, ROLE, loop)


def loop(platform: Platform, shell: Shell) -> None:
    """Work until asked to stop; sweep now and then what has had its time."""
    _open(platform, shell)
    keeper = Keeper(platform)
    swept = time.monotonic()

    def handle(events: Sequence[Event]) -> None:
        nonlocal swept
        try:
            index(platform.catalogue, platform.index, platform.release, events)
        except NotFound as error:
            keeper.wake()
            raise Unavailable(f"an index is gone and is made again: {error}") from error
        if not platform.settings.uses_kafka and time.monotonic() - swept > SWEEP_EVERY:
            sweep(platform.catalogue, tuple(GROUPS))
            swept = time.monotonic()

    def probe() -> None:
        with platform.catalogue.reading() as tx:
            live = tx.generations.live("specimens")
        if live is None:
            return
        try:
            platform.index.refresh(live.name)
        except NotFound as error:
            keeper.wake()
            raise Unavailable(f"an index is gone and is made again: {error}") from error

    sweeper = Sweeper(platform)
    keeper.start()
    sweeper.start()
    try:
        consumer = Consumer(ROLE, GROUPS[ROLE], BATCH, handle, probe, rest=REST)
        run_consumer(consumer, platform.log(ROLE), shell)
    finally:
        keeper.stop()
        sweeper.stop()


def _open(platform: Platform, shell: Shell) -> None:
    """The live indexes exist, empty where their server lost them; wait while it is down."""
    while not shell.stopping:
        try:
            release = platform.release(champion(platform.catalogue).release)
            ensure(platform.catalogue, platform.index, release)
        except Unavailable as error:
            log.warning("index waits for its server: %s", error)
            shell.pause(FIRST_PAUSE)
        else:
            return


class Keeper(Beside):
    """Makes indexes again that their server lost, while the worker goes on; one process does.

    The catalogue remembers which lack documents, so what a crash breaks off is begun again.
    """

    NAME = "keeper"
    TROUBLE = "the index is not whole yet"
    AFTER_TROUBLE = FIRST_PAUSE

    def __init__(self, platform: Platform) -> None:
        super().__init__()
        self._platform = platform
        self._lease = KeptLease(platform.catalogue, "refill")

    def stop(self) -> None:
        """The page in hand is finished; the rest is for the next start."""
        super().stop()
        self._lease.close()

    def turn(self) -> float:
        catalogue, search = self._platform.catalogue, self._platform.index
        if intact(catalogue, search) or not self._lease.take():
            return LOOK
        try:
            recover(catalogue, search)
            for done in refilling(catalogue, search, self._platform.release):
                log.info("filling the index again: %d specimens so far", done)
                if self.is_over:
                    return LOOK
            log.info("the index holds everything again")
        finally:
            self._lease.close()
        return LOOK
