"""Originals → one packed shard of renditions, with all that is known of each picture.

A later release reads the shard alone: no original is decoded twice.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from insecta.ports import ObjectStore
from insecta.services.admit import Examined, Place, keep
from insecta.services.bulk import output
from insecta.services.bulk.manifest import pictures_of, read_part
from insecta.services.ingest.bytes import examined
from insecta.services.ingest.store import Refused
from insecta.vision.near_duplicate import difference_hash
from insecta.vision.quality import measure
from insecta.vision.rendition import read

KIND = "prepared"
CODE = "prepare-1"
"""Raise it when what a shard holds would change: tests/services/bulk holds a digest against it."""
GROUP = 128
"""Rows of a row group: what is kept in memory, and what is loaded in one transaction."""
WRITERS = 3


@dataclass(frozen=True, slots=True)
class Sources:
    """Where pictures are read, and how large they may be. `source`: of pictures in a bucket.

    `stays`: address of that bucket where originals are left in it; else they are copied.
    """

    source: ObjectStore | None
    max_pixels: int
    max_bytes: int
    scratch: str = ""
    stays: str = ""

    def place(self, item: Mapping[str, Any]) -> Place | None:
        """Where an item's original lies, if it is left there."""
        key = item["picture"].get("object_key")
        return Place(self.stays, key) if self.stays and key else None


def digest_of(reads: str, max_pixels: int) -> str:
    """Names the shard of a part by what its pictures are read from."""
    return output.named(CODE, reads, str(max_pixels))


def prepare(
    store: ObjectStore, part_key: str, digest: str, sources: Sources
) -> tuple[output.Receipt, bool]:
    """Make the shard of a part; the receipt, and whether it was made now.

    Raises Unavailable and StoreFull: what is done so far is kept, and the call is repeated.
    """
    marker = Path(sources.scratch or "/tmp") / f"insecta-{digest[:32]}.row"  # noqa: S108

    def write(path: Path) -> None:
        rows = pictures_of(read_part(store, part_key))
        with _Marker(marker) as mark:
            _write(path, _results(store, rows, sources, mark))

    return output.make(store, KIND, digest, write, _count, sources.scratch)


def schema() -> Any:
    import pyarrow as pa

    text, whole, real = pa.string(), pa.int64(), pa.float64()
    return pa.schema(
        [
            ("row", pa.int32()), ("state", text), ("reason", text), ("sha256", text), ("bytes", whole),
            ("format", text), ("width", pa.int32()), ("height", pa.int32()), ("codes", pa.list_(text)),
            ("notes", pa.list_(text)), ("sharpness", real), ("exposure", real), ("ink", real),
            ("faults", pa.list_(text)), ("near_duplicate", pa.uint64()), ("rendition", pa.binary()),
        ]
    )  # fmt: skip


def _write(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    form = schema()
    columns = {"compression": {name: "ZSTD" for name in form.names if name != "rendition"}}
    with pq.ParquetWriter(path, form, use_dictionary=False, **columns) as writer:
        for group in _groups(rows):
            writer.write_table(pa.Table.from_pylist(group, form))


def _groups(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    group: list[dict[str, Any]] = []
    for row in rows:
        group.append(row)
        if len(group) == GROUP:
            yield group
            group = []
    if group:
        yield group


def _results(
    store: ObjectStore, rows: list[Mapping[str, Any]], sources: Sources, mark: _Marker
) -> Iterator[dict[str, Any]]:
    """One row for every picture, in order; bytes are durable before a row is yielded."""
    writing: deque[tuple[dict[str, Any], Future[Any] | None]] = deque()
    with ThreadPoolExecutor(WRITERS, thread_name_prefix="store") as writers:
        for number, row in enumerate(rows):
            result, picture = _one(number, row, sources, mark)
            kept = (
                writers.submit(keep, store, picture, sources.place(row["item"]))
                if picture
                else None
            )
            writing.append((result, kept))
            while len(writing) > WRITERS:
                yield _stored(*writing.popleft())
        while writing:
            yield _stored(*writing.popleft())


def _stored(result: dict[str, Any], kept: Future[Any] | None) -> dict[str, Any]:
    if kept is not None:
        kept.result()
    return result


def _one(
    number: int, row: Mapping[str, Any], sources: Sources, mark: _Marker
) -> tuple[dict[str, Any], Examined | None]:
    blank = {"row": number, "state": "rejected", "reason": row["stopped"]}
    if row["stopped"] is not None:
        return blank, None
    item = row["item"]
    given = (
        item["picture"], item["user_name"], sources.source, sources.max_pixels, sources.max_bytes
    )  # fmt: skip
    if mark.killed_by(number) and not _survives(item, sources):
        return {**blank, "reason": "crashed: decoding it kills the process"}, None
    mark.at(number)
    found = examined(*given)
    if isinstance(found, Refused):
        return {**blank, "state": found.state, "reason": found.reason}, None
    return _row(number, found), found


def _row(number: int, found: Examined) -> dict[str, Any]:
    pixels = read(found.rendition)
    quality = measure(pixels)
    blob = found.admitted.blob
    return {
        "row": number,
        "state": "ok",
        "sha256": blob.sha256,
        "bytes": blob.bytes,
        "format": blob.format,
        "width": blob.width,
        "height": blob.height,
        "codes": list(found.admitted.codes),
        "notes": list(found.admitted.notes),
        "sharpness": quality.sharpness,
        "exposure": quality.exposure,
        "ink": quality.ink,
        "faults": list(quality.faults),
        "near_duplicate": difference_hash(pixels),
        "rendition": found.rendition,
    }


class _Marker:
    """Remembers beside the work which picture was under way, should its decoder kill the process.

    The next attempt on this machine tries that picture in a process of its own first.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> _Marker:
        try:
            self._former = int(self._path.read_text())
        except (OSError, ValueError):
            self._former = -1
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        os.close(self._file)
        self._path.unlink(missing_ok=True)

    def killed_by(self, number: int) -> bool:
        return number == self._former

    def at(self, number: int) -> None:
        os.pwrite(self._file, f"{number:010}".encode(), 0)


def _survives(item: Mapping[str, Any], sources: Sources) -> bool:
    """Whether a process of its own reads the picture and lives."""
    given = (item["picture"], item["user_name"], None, sources.max_pixels, sources.max_bytes)
    if item["picture"].get("object_key"):
        return True  # its bytes would have to travel; Spark gives up after four attempts
    alone = get_context("spawn").Process(target=examined, args=given)
    alone.start()
    alone.join()
    return alone.exitcode == 0


def _count(path: Path) -> output.Receipt:
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=["state"])
    states = Counter(table.column("state").to_pylist())
    return {"rows": table.num_rows, "states": dict(states)}
