"""A bulk plan: the source's pictures in parts that lie in the object store, and their manifest.

Parts begin small, so that a small source keeps every core busy, and grow to what packs into about
128 MB of renditions. Their borders follow from the rows before them alone: what is appended to a
source leaves earlier parts, and all that was made of them, as they are.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from insecta.errors import Invalid, NotFound
from insecta.ports import ObjectStore
from insecta.services.ingest.plan import Findings, by_picture, merged, stopped
from insecta.services.ingest.planned import PlannedPicture, to_json
from insecta.services.sources.record import SourceRecord

SIZES = (*(8 * (64,)), *(8 * (512,)))
"""Pictures in the first parts."""
LARGEST = 4_096
"""Pictures in every later part: about 128 MB of renditions."""


@dataclass(frozen=True, slots=True)
class Part:
    """`rows` pictures from ordinal `first`. `reads`: digest of what preparing them depends on."""

    key: str
    first: int
    rows: int
    reads: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`digest` names it; `findings`: counts by code with examples; `bytes` where sizes are known."""

    digest: str
    source: str
    pattern: str
    pictures: int
    sized: int
    bytes: int
    parts: tuple[Part, ...]
    findings: Mapping[str, Any] = field(default_factory=dict)


def manifest_key(digest: str) -> str:
    return f"bulk/manifests/{digest}.json"


def write_manifest(
    store: ObjectStore,
    source: str,
    pattern: str,
    records: Iterable[SourceRecord],
    key_prefix: str = "",
    progress: Callable[[int], None] = lambda done: None,
) -> Manifest:
    """Read the whole source once and write its plan; nothing but parts is kept in memory.

    The same source gives the same manifest. Raises BadSource, StoreFull, Unavailable.
    """
    parts: list[Part] = []
    findings, sizes = Findings(), _Sizes()
    pictures = 0
    for rows in _in_parts(records, key_prefix, findings):
        listed = [row for row in rows if row["kind"] == "picture"]
        sizes.add(listed)
        data = gzip.compress(_lines(rows), compresslevel=1, mtime=0)
        key = f"bulk/plans/{hashlib.sha256(data).hexdigest()}.jsonl.gz"
        store.put(key, [data])
        parts.append(Part(key, pictures, len(listed), _reads(listed)))
        pictures += len(listed)
        progress(pictures)
    body = {
        "source": source,
        "pattern": pattern,
        "pictures": pictures,
        "sized": sizes.known,
        "bytes": sizes.bytes,
        "parts": [asdict(part) for part in parts],
        "findings": findings.as_json(),
    }
    text = json.dumps(body, sort_keys=True, ensure_ascii=False).encode()
    digest = hashlib.sha256(text).hexdigest()
    store.put(manifest_key(digest), [text])
    return _manifest(digest, body)


def read_manifest(store: ObjectStore, digest: str) -> Manifest:
    """A plan by its digest. Raises NotFound, Invalid."""
    if len(digest) != 64:
        raise Invalid(f"{digest!r} is no manifest", hint="`insecta bulk plan` tells its digest")
    try:
        return _manifest(digest, json.loads(store.read(manifest_key(digest))))
    except NotFound:
        raise NotFound(
            f"there is no manifest {digest[:12]}…", hint="make it with `insecta bulk plan SOURCE`"
        ) from None


def _manifest(digest: str, body: Mapping[str, Any]) -> Manifest:
    parts = tuple(Part(**part) for part in body["parts"])
    return Manifest(digest, **{**body, "parts": parts})


def read_part(store: ObjectStore, key: str) -> list[dict[str, Any]]:
    """Rows of a part: `kind` is `picture` (in order of their ordinals) or `record`."""
    return [json.loads(line) for line in gzip.decompress(store.read(key)).splitlines()]


def pictures_of(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [row for row in rows if row["kind"] == "picture"]


def _in_parts(
    records: Iterable[SourceRecord], key_prefix: str, findings: Findings
) -> Iterator[list[dict[str, Any]]]:
    """Rows of each part; records of a picture that follow each other are one row."""
    waiting: dict[str, PlannedPicture] = {}
    without: list[PlannedPicture] = []
    sizes = iter(SIZES)
    size = next(sizes)
    for record in records:
        pictures, bare = by_picture([record], key_prefix, findings)
        without += bare
        for one in pictures:
            rival = waiting.get(one.source_key)
            if rival is None and len(waiting) == size:
                yield _rows(waiting, without)
                waiting, without, size = {}, [], next(sizes, LARGEST)
            waiting[one.source_key] = one if rival is None else merged(rival, one)
        if len(without) >= LARGEST:  # records without pictures alone
            yield _rows({}, without)
            without = []
    if waiting or without:
        yield _rows(waiting, without)


def _rows(
    pictures: Mapping[str, PlannedPicture], without: Iterable[PlannedPicture]
) -> list[dict[str, Any]]:
    rows = [
        {"kind": "picture", "item": _with_time(one), "stopped": stopped(one)}
        for one in pictures.values()
    ]
    return [*rows, *({"kind": "record", "item": to_json(one), "stopped": None} for one in without)]


def _with_time(one: PlannedPicture) -> dict[str, Any]:
    """The row as a run item keeps it; a file's time tells a changed one from an equal one."""
    body = to_json(one)
    if one.picture is not None and (path := one.picture.path or one.picture.archive):
        body["picture"]["modified"] = _modified(path)
    return body


def _modified(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None


def _reads(rows: Iterable[Mapping[str, Any]]) -> str:
    """Digest of where each picture lies: names and dates of the record change nothing of pixels."""
    seen = [None if row["stopped"] else row["item"]["picture"] for row in rows]
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    texts = (json.dumps(row, sort_keys=True, ensure_ascii=False) for row in rows)
    return b"".join(text.encode(errors="surrogateescape") + b"\n" for text in texts)


@dataclass(slots=True)
class _Sizes:
    known: int = 0
    bytes: int = 0

    def add(self, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            size = (row["item"]["picture"] or {}).get("size")
            if size:
                self.known += 1
                self.bytes += size
