"""Pictures → answers, without catalogue, store or server: `insecta identify`, and the first look.

Decoding and quality run in a pool of threads (both leave Python's lock in their heavy parts); the
network runs in batches on the calling thread. One thread for the network and two for decoding was the
fastest of those measured on two cores (docs/model.md, Speed).
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from insecta.domain.answer import Answer, Quality, Scores
from insecta.domain.decision import Ceiling, candidates_from, decide
from insecta.domain.release import Release
from insecta.domain.traits import traits_of
from insecta.errors import BadPicture
from insecta.ports import Classifier, Seen
from insecta.vision.decode import Picture, decode
from insecta.vision.many import DETAIL_SIDE
from insecta.vision.preprocess import prepare
from insecta.vision.quality import measure

BATCH = 16
T = TypeVar("T")

Source = tuple[str, bytes | Callable[[], bytes]]
"""Name and bytes of a picture; a function is called on the decoding thread, and may raise OSError."""


@dataclass(frozen=True, slots=True)
class Look:
    """One picture's answer, or why there is none: exactly one of `error` and `answer` is set."""

    name: str
    picture: Picture | None = None
    scores: Scores | None = None
    seen: Seen | None = None
    answer: Answer | None = None
    error: BadPicture | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A decoded picture with what the network is shown, uint8 [side, side, 3]."""

    picture: Picture
    quality: Quality
    shown: NDArray[np.uint8]


def prepare_picture(data: bytes, side: int, max_pixels: int) -> Prepared:
    """Decode, measure and prepare one picture. Raises BadPicture."""
    picture = decode(data, max_pixels=max_pixels)
    return Prepared(picture, measure(picture.pixels), prepare(picture.pixels, side))


def scores_of(release: Release, seen: Seen, quality: Quality) -> Scores:
    """What is kept of one look (contract: Scores)."""
    novelty = seen.extras.get("novelty")
    return Scores(
        release=release.digest,
        candidates=candidates_from(release, seen.leaves.tolist()),
        quality=quality,
        novelty=None if novelty is None else float(novelty[0]),
        traits=traits_of(
            release.heads, {term: seen.extras[term].tolist() for term in release.heads}
        ),
    )


def guarded(source: Source, work: Callable[[bytes], T]) -> T | BadPicture:
    """What `work` makes of a picture's bytes, or why it cannot be had."""
    _, data = source
    try:
        return work(data() if callable(data) else data)
    except BadPicture as error:
        return error
    except PermissionError as error:
        why = error.strerror or str(error)
        return BadPicture("unreadable", why, hint="let the user who runs this read it")
    except OSError as error:
        return BadPicture("unreadable", error.strerror or str(error))


def in_detail(source: Source, max_pixels: int) -> NDArray[np.uint8] | BadPicture:
    """A picture with a short side of at most `DETAIL_SIDE`, uint8 [height, width, 3]."""

    def detail(data: bytes) -> NDArray[np.uint8]:
        return decode(data, max_pixels=max_pixels, short_side=DETAIL_SIDE).pixels

    return guarded(source, detail)


def _prepare(source: Source, side: int, max_pixels: int) -> Prepared | BadPicture:
    return guarded(source, lambda data: prepare_picture(data, side, max_pixels))


def _answered(
    classifier: Classifier,
    waiting: Sequence[tuple[str, Prepared | BadPicture]],
    decision: Callable[[Scores], Answer],
) -> Iterator[Look]:
    """Looks of one batch, in order; a bad picture fails alone."""
    good = [prepared for _, prepared in waiting if isinstance(prepared, Prepared)]
    seen = iter(classifier.see(np.stack([p.shown for p in good])) if good else [])
    for name, prepared in waiting:
        if isinstance(prepared, BadPicture):
            yield Look(name, error=prepared)
            continue
        what = next(seen)
        scores = scores_of(classifier.release, what, prepared.quality)
        yield Look(name, prepared.picture, scores, what, decision(scores))


def look(
    classifier: Classifier,
    pictures: Iterable[Source],
    *,
    target: float = 0.95,
    taxon_list: Collection[str] | None = None,
    ceilings: Sequence[Ceiling] = (),
    max_pixels: int = 1_000_000_000,
    threads: int = 0,
) -> Iterator[Look]:
    """Answers in the order of `pictures`, as they come; memory is that of a few batches.

    `threads`: of decoding, 0 for one per core. A picture that cannot be decoded gives a Look with
    its error and stops nothing.
    """
    release = classifier.release
    workers = threads or os.cpu_count() or 1

    def decision(scores: Scores) -> Answer:
        return decide(release, scores, target, taxon_list, ceilings)

    with ThreadPoolExecutor(workers, thread_name_prefix="decode") as pool:
        running: deque[tuple[str, Future[Prepared | BadPicture]]] = deque()
        batch: list[tuple[str, Prepared | BadPicture]] = []
        for source in pictures:
            running.append((source[0], pool.submit(_prepare, source, release.side, max_pixels)))
            if len(running) < 2 * BATCH:
                continue
            name, future = running.popleft()
            batch.append((name, future.result()))
            if len(batch) == BATCH:
                yield from _answered(classifier, batch, decision)
                batch = []
        batch += [(name, future.result()) for name, future in running]
        for start in range(0, len(batch), BATCH):
            yield from _answered(classifier, batch[start : start + BATCH], decision)
