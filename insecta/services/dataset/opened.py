"""Labelled pictures, opened: rendition, digest and near-duplicate hash; broken ones are left out."""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from insecta.errors import BadPicture, BadSource, NotFound
from insecta.services.dataset.labelled import Findings, Labelled, Lineage
from insecta.vision.decode import decode
from insecta.vision.near_duplicate import difference_hash
from insecta.vision.region import WHOLE, cut
from insecta.vision.rendition import encode

MAX_PIXELS = 1_000_000_000
_COLOURS = 4


@dataclass(frozen=True, slots=True)
class Opened:
    """A picture that can be learned from.

    `colours`: float32 [70]: share of each of 4 × 4 × 4 colours, mean and spread of each channel.
    """

    label: Labelled
    sha256: str
    hash: int
    width: int
    height: int
    colours: NDArray[np.float32]

    @property
    def picture(self) -> str:
        """Path of the rendition in the snapshot."""
        part = "" if self.label.box == WHOLE else f"-{self.label.box}"
        return f"pictures/{self.sha256[:2]}/{self.sha256}{part}.jpg"


def opened(
    labels: Sequence[Labelled],
    keep: Callable[[Opened, bytes], None],
    findings: Findings,
    workers: int,
    progress: Callable[[int], None] = lambda done: None,
) -> list[Opened]:
    """Open all pictures in order; `keep` gets each with the JPEG of its rendition."""
    found: list[Opened] = []
    with ThreadPoolExecutor(workers, thread_name_prefix="decode") as pool:
        for done, (label, future) in enumerate(_ahead(pool, labels, 4 * workers), start=1):
            try:
                one, jpeg = future.result()
            except (BadPicture, BadSource, NotFound, OSError) as error:
                findings.add("broken_picture", label.where, str(error))
            else:
                keep(one, jpeg)
                found.append(one)
            progress(done)
    return found


def _ahead(
    pool: ThreadPoolExecutor, labels: Sequence[Labelled], most: int
) -> Iterator[tuple[Labelled, Future[tuple[Opened, bytes]]]]:
    """Futures in order, never more than `most` begun: memory stays that of a few pictures."""
    running: deque[tuple[Labelled, Future[tuple[Opened, bytes]]]] = deque()
    for label in labels:
        running.append((label, pool.submit(_open, label)))
        if len(running) > most:
            yield running.popleft()
    yield from running


def _open(label: Labelled) -> tuple[Opened, bytes]:
    data = label.read()
    picture = decode(data, max_pixels=MAX_PIXELS)
    digest = label.sha256 or hashlib.sha256(data).hexdigest()
    pixels = np.ascontiguousarray(cut(picture.pixels, label.box))
    height, width = pixels.shape[:2] if label.sha256 else (picture.height, picture.width)
    one = Opened(label, digest, difference_hash(pixels), width, height, colours_of(pixels))
    is_rendition = bool(label.sha256) and label.box == WHOLE
    return one, data if is_rendition else encode(pixels)


def colours_of(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What the colours alone tell of a picture, float32 [70]."""
    cells = pixels.reshape(-1, 3) // (256 // _COLOURS)
    index = (cells[:, 0].astype(np.int64) * _COLOURS + cells[:, 1]) * _COLOURS + cells[:, 2]
    shares = np.bincount(index, minlength=_COLOURS**3) / len(index)
    plain = pixels.reshape(-1, 3).astype(np.float64) / 255
    return np.concatenate([shares, plain.mean(axis=0), plain.std(axis=0)]).astype(np.float32)


def agreed(pictures: Sequence[Opened], findings: Findings) -> list[Opened]:
    """Equal bytes bear one name, the finest. Under two neither is believed, unless one holds the other."""
    by_picture: dict[str, list[Opened]] = defaultdict(list)
    for one in pictures:
        by_picture[one.picture].append(one)
    kept = []
    for same in by_picture.values():
        if len(same) == 1:
            kept += same
            continue
        first = same[0]
        names = ", ".join(one.label.name for one in same)
        finest = max((one.label for one in same), key=lambda label: len(label.lineage))
        if not all(_holds(one.label.lineage, finest.lineage) for one in same):
            labels = " and ".join(sorted({one.label.lineage[-1][1] for one in same}))
            findings.add("two_labels", first.label.where, f"{names}: {labels}")
            continue
        code = "same_picture" if len({o.label.specimen for o in same}) == 1 else "same_bytes"
        findings.add(code, first.label.where, names)
        kept += [_named_as(one, finest) for one in same]
    return kept


def _named_as(one: Opened, finest: Labelled) -> Opened:
    """The finer name, with what is known of how it was given; its own name stays as it is."""
    if one.label.lineage == finest.lineage:
        return one
    weight = min(one.label.weight, finest.weight)
    blind = one.label.blind and finest.blind
    label = replace(one.label, lineage=finest.lineage, weight=weight, blind=blind)
    return replace(one, label=label)


def _holds(coarse: Lineage, fine: Lineage) -> bool:
    return fine[: len(coarse)] == coarse


def strictest(pictures: Sequence[Opened]) -> list[int]:
    """Places of those that stand for equal bytes: a frozen one first, then what counts less."""
    by_picture: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(pictures):
        by_picture[one.picture].append(place)

    def order(place: int) -> tuple[bool, bool, float, int]:
        label = pictures[place].label
        return label.role != "frozen", label.role != "training", label.weight, place

    return sorted(min(same, key=order) for same in by_picture.values())
