"""Wakes waiting requests when the catalogue changed; costs nothing while none waits.

Who waits for one picture is woken when that one was looked at: after every commit the watching
thread asks once for all of them.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from uuid import UUID

from insecta.bootstrap import Platform
from insecta.errors import Unavailable
from insecta.services.show.images import waiting_among
from insecta.services.waking import Waker, waker

LOOK = 0.5
"""Seconds after which waiting requests look again unasked."""
QUICK = 0.01
"""Seconds between looks at the catalogue, which are made only while somebody waits."""
LINGER = 2.0
"""Seconds for which the watching thread stays after the last request: the next one may be near."""


class Heartbeat:
    """One thread watches the catalogue while anybody waits; all of one event loop."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._turn = threading.Lock()
        self._waiting = 0
        self._left_at = 0.0
        self._thread: threading.Thread | None = None
        self._beat = asyncio.Event()
        self._looked = asyncio.Event()
        self._awaited: Counter[UUID] = Counter()
        self._seen: set[UUID] = set()
        self.ending = False
        """The process was told to stop: who waits answers with what there is."""

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[Heartbeat]:
        """While inside, `changed` wakes up at commits."""
        loop = asyncio.get_running_loop()
        with self._turn:
            self._waiting += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, args=(loop,), daemon=True)
                self._thread.start()
        try:
            yield self
        finally:
            with self._turn:
                self._waiting -= 1
                self._left_at = time.monotonic()

    @contextmanager
    def awaiting(self, image_id: UUID) -> Iterator[None]:
        """While inside a `watched`, `looked_at` of this picture wakes up in time."""
        self._awaited[image_id] += 1
        try:
            yield
        finally:
            self._awaited[image_id] -= 1
            if not self._awaited[image_id]:
                del self._awaited[image_id]
                self._seen.discard(image_id)

    async def looked_at(self, image_id: UUID, timeout: float) -> None:
        """Until an awaited picture no longer waits for its answer, or a time has passed."""
        end = asyncio.get_running_loop().time() + min(timeout, LOOK)
        while image_id not in self._seen:
            looked = self._looked
            try:
                async with asyncio.timeout_at(end):
                    await looked.wait()
            except TimeoutError:
                return

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

    def _tell(self, seen: set[UUID]) -> None:
        self._seen |= seen & self._awaited.keys()
        looked, self._looked = self._looked, asyncio.Event()
        looked.set()

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Until nobody has waited for some seconds. While the catalogue is down, who waits still looks
        every half second."""
        watching: Waker | None = None
        try:
            while not self._is_over():
                try:
                    watching = watching or waker(self._platform.catalogue, QUICK, LOOK)
                    self._look(watching, loop)
                except Unavailable:
                    if watching is not None:
                        watching.close()
                        watching = None
                    time.sleep(LOOK)
                except RuntimeError:
                    return  # the event loop is closed
        finally:
            if watching is not None:
                watching.close()

    def _is_over(self) -> bool:
        with self._turn:
            over = self._waiting == 0 and time.monotonic() - self._left_at > LINGER
            if over:
                self._thread = None
            return over

    def _look(self, watching: Waker, loop: asyncio.AbstractEventLoop) -> None:
        """Raises Unavailable; RuntimeError where the loop is closed."""
        if not watching.wait(LOOK):
            return
        loop.call_soon_threadsafe(self._ring)
        awaited = set(self._awaited.copy())
        if seen := awaited - waiting_among(self._platform.catalogue, awaited):
            loop.call_soon_threadsafe(self._tell, seen)
