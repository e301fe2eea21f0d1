"""The relay: hands the outbox over to Kafka; only needed there."""

from __future__ import annotations

import logging
import time

from insecta.bootstrap import Platform
from insecta.errors import Unavailable
from insecta.services.relay import BATCH, Relay, sweep
from insecta.services.waking import waker
from streaming.process import Shell, run_role
from streaming.worker import FIRST_PAUSE, LONGEST_PAUSE

ROLE = "relay"
SWEEP_EVERY = 3_600.0
LOOK = 0.5

log = logging.getLogger(__name__)


def run(platform: Platform) -> int:
    """The process `relay`."""
    return run_role(platform, ROLE, loop)


def loop(platform: Platform, shell: Shell) -> None:
    """Lead, or stand by, until asked to stop."""
    relay = Relay(platform.catalogue, platform.log(ROLE))
    wakes = waker(platform.catalogue)
    swept, pause = time.monotonic(), FIRST_PAUSE
    while not shell.stopping:
        shell.turn()
        try:
            if not relay.lead():
                shell.pause(LOOK)
            elif relay.step() < BATCH:
                wakes.wait(LOOK)
            if time.monotonic() - swept > SWEEP_EVERY:
                sweep(platform.catalogue)
                swept = time.monotonic()
            pause = FIRST_PAUSE
        except Unavailable as error:
            log.warning("relay waits %.1f s: %s", pause, error)
            shell.pause(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
    relay.close()
    wakes.close()
