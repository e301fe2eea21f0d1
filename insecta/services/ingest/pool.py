"""Picture work in processes: read, hash, judge, decode, store. Rows stay with the caller.

Each process has limits of memory and of processor time a picture (users: 10). A picture that kills
its process is rejected; the others of its chunk are tried again one by one.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context

from insecta.domain.run import RunItem
from insecta.errors import Fault
from insecta.ports import ObjectStore
from insecta.services.admit import Admitted, Examined, keep
from insecta.services.ingest.bytes import examined
from insecta.services.ingest.store import Refused
from insecta.vision.limits import allow_seconds, limit_process, memory_for, seconds_for

CHUNK = 8
WRITERS = 3
"""Pictures that one process has under way to the object store."""
MANY_SECONDS = 60
"""Processor seconds more for a picture in which specimens are looked for."""
KILLED = (
    "crashed: decoding it ends the process, or takes too much memory or time (open it in a picture"
    " program and save it as JPEG or PNG)"
)
OpenStore = Callable[[], ObjectStore]
Result = tuple[RunItem, Admitted | Refused]


@dataclass(frozen=True)
class Work:
    """What a process needs to know: how to open the stores, and what a picture may cost.

    `memory`: bytes of address space; `seconds`: processor time a picture; by default as much as
    `max_pixels` needs.
    """

    open_store: OpenStore
    max_pixels: int
    max_bytes: int
    open_source: OpenStore | None = None
    memory: int | None = None
    seconds: int | None = None
    many: bool = False
    """Pictures hold several specimens, which are looked for."""


_store: ObjectStore
_source: ObjectStore | None
_work: Work
_writers: ThreadPoolExecutor


def _begin(work: Work) -> None:
    global _store, _source, _work, _writers
    assert work.memory is not None  # noqa: S101  the pool has filled it in
    limit_process(work.memory)
    _work = work
    _store = work.open_store()
    _source = work.open_source() if work.open_source is not None else None
    _writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="store")


def _admit_chunk(items: Sequence[RunItem]) -> list[Admitted | Refused]:
    """Pictures are decoded one by one, and written meanwhile: disks are waited for, not worked on.

    Returns when all are durable. Raises Unavailable and StoreFull of the object store.
    """
    found: list[Future[Admitted] | Refused] = []
    writing: deque[Future[Admitted]] = deque()
    for item in items:
        picture = _examined(item)
        if isinstance(picture, Refused):
            found.append(picture)
            continue
        if len(writing) == WRITERS:
            writing.popleft().result()
        writing.append(_writers.submit(keep, _store, picture))
        found.append(writing[-1])
    return [one if isinstance(one, Refused) else one.result() for one in found]


def _examined(item: RunItem) -> Examined | Refused:
    seconds = seconds_for(_work.max_pixels) if _work.seconds is None else _work.seconds
    if _work.many:
        seconds += MANY_SECONDS
    allow_seconds(seconds)
    return examined(
        item.body["picture"],
        item.user_name,
        _source,
        _work.max_pixels,
        _work.max_bytes,
        many=_work.many,
    )


class Pool:
    """Processes that admit pictures; results come in the order they are ready."""

    def __init__(self, work: Work, workers: int = 0) -> None:
        self._workers = workers or os.cpu_count() or 1
        memory = work.memory or memory_for(work.max_pixels, self._workers)
        self._work = replace(work, memory=memory)
        self._executor = self._start(self._workers)
        self._single: ProcessPoolExecutor | None = None

    def _start(self, processes: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            processes,
            mp_context=get_context("spawn"),
            initializer=_begin,
            initargs=(self._work,),
        )

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for executor in (self._executor, self._single):
            if executor is not None:
                executor.shutdown(wait=True, cancel_futures=True)

    def admit(self, items: Iterable[RunItem]) -> Iterator[list[Result]]:
        """Results in chunks, with at most a few chunks a process under way (memory stays flat).

        Raises Unavailable and StoreFull of the object store.
        """
        waiting: dict[Future[list[Admitted | Refused]], list[RunItem]] = {}
        for chunk in _chunks(items):
            waiting[self._submit(chunk)] = chunk
            if len(waiting) >= 3 * self._workers:
                yield from self._ready(waiting)
        while waiting:
            yield from self._ready(waiting)

    def _submit(self, chunk: list[RunItem]) -> Future[list[Admitted | Refused]]:
        with _deaf_to_ctrl_c():
            try:
                return self._executor.submit(_admit_chunk, chunk)
            except BrokenProcessPool:
                self._executor = self._start(self._workers)
                return self._executor.submit(_admit_chunk, chunk)

    def _ready(
        self, waiting: dict[Future[list[Admitted | Refused]], list[RunItem]]
    ) -> Iterator[list[Result]]:
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            chunk = waiting.pop(future)
            try:
                yield list(zip(chunk, future.result(), strict=True))
            except BrokenProcessPool:
                yield [self._alone(item) for item in chunk]

    def _alone(self, item: RunItem) -> Result:
        """Once more, with nothing else under way: another picture may have killed the process.

        Raises Fault where no process can be started at all: that is no picture's doing.
        """
        if self._single is None:
            self._single = self._start(1)
            try:
                with _deaf_to_ctrl_c():
                    started = self._single.submit(os.getpid)
                started.result()
            except BrokenProcessPool as error:
                raise Fault(
                    "no process for pictures can be started",
                    hint="its own message stands above; `insecta doctor` checks the rest",
                ) from error
        try:
            return item, self._single.submit(_admit_chunk, [item]).result()[0]
        except BrokenProcessPool:
            self._single = None
            return item, Refused("rejected", KILLED)


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Processes started here never hear Ctrl-C, not even while they start: it is for us to end them.

    What was pressed meanwhile is heard here at the end.
    """
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def _chunks(items: Iterable[RunItem]) -> Iterator[list[RunItem]]:
    chunk: list[RunItem] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
