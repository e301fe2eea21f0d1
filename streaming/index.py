"""The group `index`: keeps the search index a projection of the present rows."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from insecta.bootstrap import Platform
from insecta.domain.events import TOPICS, Event
from insecta.errors import Unavailable
from insecta.services.index import ensure, index
from insecta.services.promote import champion
from insecta.services.relay import sweep
from streaming import identify, notify
from streaming.process import Shell, run_role
from streaming.worker import FIRST_PAUSE, Consumer, run_consumer

ROLE = "index"
BATCH = 200
SWEEP_EVERY = 3_600.0

log = logging.getLogger(__name__)


def run(platform: Platform) -> int:
    """The process `index`."""
    return run_role(platform, ROLE, loop)


def loop(platform: Platform, shell: Shell) -> None:
    """Work until asked to stop; sweep the outbox now and then where no relay does."""
    _open(platform, shell)
    swept = time.monotonic()

    def handle(events: Sequence[Event]) -> None:
        nonlocal swept
        index(platform.catalogue, platform.index, platform.release, events)
        if not platform.settings.uses_kafka and time.monotonic() - swept > SWEEP_EVERY:
            sweep(platform.catalogue, (identify.ROLE, ROLE, notify.ROLE))
            swept = time.monotonic()

    def probe() -> None:
        with platform.catalogue.reading() as tx:
            live = tx.generations.live("specimens")
        if live is not None:
            platform.index.refresh(live.name)

    consumer = Consumer(ROLE, TOPICS, BATCH, handle, probe)
    run_consumer(consumer, platform.log(ROLE), shell)


def _open(platform: Platform, shell: Shell) -> None:
    """The live indexes exist, empty where their server lost them; wait while it is down.

    What an emptied index lacks is told and filled by `insecta reconcile --repair`.
    """
    while not shell.stopping:
        try:
            release = platform.release(champion(platform.catalogue).release)
            ensure(platform.catalogue, platform.index, release)
        except Unavailable as error:
            log.warning("index waits for its server: %s", error)
            shell.pause(FIRST_PAUSE)
        else:
            return
