"""What a plan will take, from a timed look at a few of its pictures (docs/scale.md)."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from insecta.ports import ObjectStore
from insecta.services.bulk.manifest import Manifest, pictures_of, read_part
from insecta.services.ingest.bytes import examined
from insecta.services.ingest.store import Refused

TIMED = 12
IDENTIFY_SECONDS = 0.013
"""An int8 network, its decoding and its sums, on one of two busy cores (bench/results/bulk.json)."""
LOAD_SECONDS = 0.012
"""Rows of one picture into the catalogue, and its documents into the index; not parallel."""
ROW_BYTES = 9_000
"""Catalogue and index, of one picture."""


@dataclass(frozen=True, slots=True)
class Cost:
    """`core_hours` of pictures, `hours` on this machine's `cores`; bytes that will be written.

    `timed` pictures were opened for it; where none could be, nothing is estimated.
    """

    timed: int
    cores: int
    core_hours: float | None = None
    hours: float | None = None
    again_hours: float | None = None
    original_bytes: int = 0
    rendition_bytes: int = 0
    row_bytes: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def rows(self) -> list[tuple[str, object, str]]:
        if self.hours is None:
            return [("time", "unknown", "no picture of a sample could be opened")]
        return [
            (
                "time here",
                _duration(self.hours),
                f"{self.cores} cores; {self.timed} pictures timed",
            ),
            ("again, next release", _duration(self.again_hours or 0), "from packed renditions"),
            ("originals", _size(self.original_bytes), "copied into the object store"),
            ("renditions and shards", _size(self.rendition_bytes), ""),
            ("catalogue and index", _size(self.row_bytes), ""),
        ]


def estimate(
    store: ObjectStore, manifest: Manifest, cores: int, source: ObjectStore | None = None
) -> Cost:
    """Open a few pictures, drawn by the plan's digest, and multiply."""
    spent: list[float] = []
    sizes: list[int] = []
    renditions: list[int] = []
    for row in _some(store, manifest):
        started = time.perf_counter()
        item = row["item"]
        found = examined(item["picture"], item["user_name"], source, 1_000_000_000, 1_000_000_000)
        if isinstance(found, Refused):
            continue
        spent.append(time.perf_counter() - started)
        sizes.append(len(found.data))
        renditions.append(len(found.rendition))
    if not spent:
        return Cost(0, cores)
    many = manifest.pictures
    prepare = many * sum(spent) / len(spent)
    identify = many * IDENTIFY_SECONDS
    load = many * LOAD_SECONDS
    rendition = many * sum(renditions) // len(renditions)
    return Cost(
        len(spent),
        cores,
        round((prepare + identify + load) / 3600, 4),
        round(((prepare + identify) / cores + load) / 3600, 4),
        round((identify / cores + load) / 3600, 4),
        many * sum(sizes) // len(sizes),
        2 * rendition,
        many * ROW_BYTES,
    )


def _some(store: ObjectStore, manifest: Manifest) -> list[Mapping[str, Any]]:
    """Pictures of at most three parts, drawn by the plan's digest."""
    rng = random.Random(manifest.digest)
    parts = rng.sample(manifest.parts, min(3, len(manifest.parts)))
    rows = [row for part in parts for row in pictures_of(read_part(store, part.key))]
    usable = [row for row in rows if row["stopped"] is None]
    return rng.sample(usable, min(TIMED, len(usable)))


def _duration(hours: float) -> str:
    seconds = hours * 3600
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if hours < 1.5 else f"{hours:.1f} h"


def _size(number: float) -> str:
    for unit in ("B", "KB", "MB", "GB"):
        if number < 1_000:
            return f"{number:.0f} {unit}"
        number /= 1_000
    return f"{number:.1f} TB"
