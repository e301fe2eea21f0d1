"""Picture work in processes: read, hash, judge, decode, store. Rows stay with the caller.

A picture that kills its process is rejected; the others of its chunk are tried again alone.
"""

from __future__ import annotations

import os
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
from dataclasses import dataclass
from multiprocessing import get_context

from insecta.domain.run import RunItem
from insecta.errors import BadPicture, BadSource
from insecta.ports import ObjectStore
from insecta.services.admit import Admitted, Examined, examine, keep
from insecta.services.ingest.planned import picture_ref
from insecta.services.ingest.store import Refused

CHUNK = 8
WRITERS = 3
"""Pictures that one process has under way to the object store."""
OpenStore = Callable[[], ObjectStore]
Result = tuple[RunItem, Admitted | Refused]


@dataclass(frozen=True)
class Work:
    """What a process needs to know: how to open the stores, and how large a picture may be."""

    open_store: OpenStore
    max_pixels: int
    max_bytes: int
    open_source: OpenStore | None = None


_store: ObjectStore
_source: ObjectStore | None
_work: Work
_writers: ThreadPoolExecutor


def _begin(work: Work) -> None:
    global _store, _source, _work, _writers
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
        examined = _examined(item)
        if isinstance(examined, Refused):
            found.append(examined)
            continue
        if len(writing) == WRITERS:
            writing.popleft().result()
        writing.append(_writers.submit(keep, _store, examined))
        found.append(writing[-1])
    return [one if isinstance(one, Refused) else one.result() for one in found]


def _examined(item: RunItem) -> Examined | Refused:
    try:
        return examine(_bytes_of(item), max_pixels=_work.max_pixels)
    except BadPicture as error:
        return Refused("rejected", f"{error.reason}: {error}")
    except (BadSource, OSError) as error:
        return Refused("failed", f"unreadable: {error}")
    except MemoryError:
        return Refused("rejected", "too_large: decoding it needs more memory than there is")


def _bytes_of(item: RunItem) -> bytes:
    if item.body["picture"] is None:
        raise BadSource("the source names no picture that can be had", where=item.user_name)
    picture = picture_ref(item.body["picture"])
    if picture.object_key is not None:
        if _source is None:
            raise BadSource("its store is not open", where=picture.name)
        return _source.read(picture.object_key)
    with picture.open() as stream:
        data = stream.read(_work.max_bytes + 1)
    if len(data) > _work.max_bytes:
        raise BadPicture("too_large", f"more than {_work.max_bytes:,} bytes")
    return data


class Pool:
    """Processes that admit pictures; results come in the order they are ready."""

    def __init__(self, work: Work, workers: int = 0) -> None:
        self._work = work
        self._workers = workers or os.cpu_count() or 1
        self._executor = self._start()

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._workers,
            mp_context=get_context("spawn"),
            initializer=_begin,
            initargs=(self._work,),
        )

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)

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
        try:
            return self._executor.submit(_admit_chunk, chunk)
        except BrokenProcessPool:
            self._executor = self._start()
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
        with ProcessPoolExecutor(
            1, mp_context=get_context("spawn"), initializer=_begin, initargs=(self._work,)
        ) as single:
            try:
                return item, single.submit(_admit_chunk, [item]).result()[0]
            except BrokenProcessPool:
                return item, Refused("rejected", "crashed: decoding it kills the process")


def _chunks(items: Iterable[RunItem]) -> Iterator[list[RunItem]]:
    chunk: list[RunItem] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
