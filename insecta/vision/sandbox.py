"""Decode strangers' pictures in worker processes with limits on memory and time (faults: 2.6).

A picture that crashes a decoder, eats memory or never ends costs one worker, not the server, and is
refused as BadPicture.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType

from insecta.errors import BadPicture
from insecta.vision.decode import SHORT_SIDE, Picture, decode
from insecta.vision.limits import BASE, BASE_SECONDS, allow_seconds, limit_process


def _decode(
    data: bytes, max_pixels: int, short_side: int, seconds: int
) -> Picture | tuple[str, str, str]:
    """In the worker. A BadPicture travels as its parts: it is rebuilt by the parent."""
    allow_seconds(seconds)
    try:
        return decode(data, max_pixels=max_pixels, short_side=short_side)
    except BadPicture as error:
        return error.reason, error.message, error.hint
    except MemoryError:
        return "too_many_pixels", "Decoding needs more memory than allowed", "save it smaller"


class DecodeSandbox:
    """A pool of limited workers; safe to use from several threads. Close it, or use `with`."""

    def __init__(self, workers: int = 2, memory: int = BASE, seconds: int = BASE_SECONDS) -> None:
        self._workers, self._memory, self._seconds = workers, memory, seconds
        self._turn = threading.Lock()
        self._pool = self._new(workers)

    def _new(self, workers: int) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["__main__", __name__])
        return ProcessPoolExecutor(
            workers,
            mp_context=context,
            initializer=limit_process,
            initargs=(self._memory,),
        )

    def warm(self) -> None:
        """Start all workers now, so that the first picture does not wait for them."""
        for _ in range(self._workers):
            self._pool.submit(os.getpid)

    def decode(
        self, data: bytes, *, max_pixels: int = 50_000_000, short_side: int = SHORT_SIDE
    ) -> Picture:
        """As `insecta.vision.decode.decode`, in a worker. Raises BadPicture."""
        pool = self._pool
        try:
            found = self._ask(pool, data, max_pixels, short_side)
        except (BrokenProcessPool, TimeoutError, RuntimeError):
            self._replace(pool)
            found = self._alone(data, max_pixels, short_side)
        if isinstance(found, Picture):
            return found
        reason, message, hint = found
        raise BadPicture(reason, message, hint=hint)

    def _ask(
        self, pool: ProcessPoolExecutor, data: bytes, max_pixels: int, short_side: int
    ) -> Picture | tuple[str, str, str]:
        future = pool.submit(_decode, data, max_pixels, short_side, self._seconds)
        return future.result(timeout=self._seconds * 3 + 20)

    def _alone(
        self, data: bytes, max_pixels: int, short_side: int
    ) -> Picture | tuple[str, str, str]:
        """Once more in a worker of its own: another picture may have been the one that broke it."""
        pool = self._new(1)
        try:
            return self._ask(pool, data, max_pixels, short_side)
        except (BrokenProcessPool, TimeoutError) as error:
            raise BadPicture(
                "decoder_failed",
                "Decoding this picture crashed or took too long",
                hint="open it in a picture program and save it as JPEG or PNG",
            ) from error
        finally:
            _end(pool)

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        """A fresh pool, made once however many callers saw the old one break."""
        with self._turn:
            if self._pool is broken:
                self._pool = self._new(self._workers)
                _end(broken)

    def close(self) -> None:
        """End all workers."""
        with self._turn:
            _end(self._pool)

    def __enter__(self) -> DecodeSandbox:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _end(pool: ProcessPoolExecutor) -> None:
    """Stop a pool's own workers, hanging ones too."""
    workers = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join(5)
