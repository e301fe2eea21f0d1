"""Wakes waiting requests when the catalogue changed; costs nothing while none waits."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from insecta.bootstrap import Platform
from insecta.errors import Unavailable
from insecta.services.waking import waker

LOOK = 0.5
"""Seconds after which waiting requests look again unasked."""
QUICK = 0.01
"""Seconds between looks at the catalogue, which are made only while somebody waits."""


class Heartbeat:
    """One thread watches the catalogue while anybody waits; all of one event loop."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._waiting = 0
        self._beat = asyncio.Event()
        self._stop: threading.Event | None = None
        self.ending = False
        """The process was told to stop: who waits answers with what there is."""

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[Heartbeat]:
        """While inside, `changed` wakes up at commits."""
        self._waiting += 1
        if self._waiting == 1:
            self._stop = threading.Event()
            loop = asyncio.get_running_loop()
            threading.Thread(target=self._watch, args=(loop, self._stop), daemon=True).start()
        try:
            yield self
        finally:
            self._waiting -= 1
            if self._waiting == 0 and self._stop is not None:
                self._stop.set()

    async def changed(self, timeout: float) -> None:
        """Until something was committed, or a time has passed."""
        beat = self._beat
        try:
            async with asyncio.timeout(min(timeout, LOOK)):
                await beat.wait()
        except TimeoutError:
            return

    def _ring(self) -> None:
        beat, self._beat = self._beat, asyncio.Event()
        beat.set()

    def _watch(self, loop: asyncio.AbstractEventLoop, stop: threading.Event) -> None:
        try:
            watching = waker(self._platform.catalogue, QUICK)
        except Unavailable:
            return
        try:
            while not stop.is_set():
                if watching.wait(LOOK):
                    loop.call_soon_threadsafe(self._ring)
        except (Unavailable, RuntimeError):
            return  # waiting requests still look every half second
        finally:
            watching.close()
