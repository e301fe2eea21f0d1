"""The whole catalogue into the object store, and a platform out of nothing but a bucket.

A backup is one snapshot: Parquet files for each table and a manifest, written last, that names and
proves them. With the originals, which lie in the same store under their digests, it is all there is.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from insecta.catalogue import export, schema
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Principal
from insecta.domain.identity import blob_key
from insecta.errors import BadSettings, Conflict, Fault, NotFound
from insecta.ports import ObjectStore
from insecta.services.access import require_administrator

PREFIX = "backups/"
ROWS = 50_000
"""Rows of one Parquet file."""
Progress = Callable[[str, int, int | None], None]
_ARROW = {"text": "string", "int": "int64", "float": "float64", "bool": "bool_", "bytes": "binary"}


@dataclass(frozen=True, slots=True)
class Backup:
    """`stamp` names it: the moment of its snapshot in UTC. `tables`: rows by table."""

    stamp: str
    revision: str
    tables: Mapping[str, int]
    bytes: int
    files: tuple[Mapping[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "files"}


def back_up(
    catalogue: Catalogue,
    store: ObjectStore,
    principal: Principal,
    progress: Progress = lambda *_: None,
) -> Backup:
    """Write the catalogue as one snapshot holds it. Raises Forbidden, StoreFull, Unavailable."""
    require_administrator(principal)
    _arrow()
    files: list[dict[str, Any]] = []
    counts: dict[str, int] = {}
    with catalogue.reading() as tx:
        stamp = f"{tx.at:%Y%m%dT%H%M%S%fZ}"
        for table in export.tables():
            counts[table.name] = 0
            for rows in _gathered(export.rows(tx.connection, table)):
                key = f"{PREFIX}{stamp}/{table.name}-{counts[table.name]:010}.parquet"
                data = _packed(rows, export.kinds(table))
                store.put(key, [data])
                counts[table.name] += len(rows)
                files.append(
                    {"key": key, "table": table.name, "rows": len(rows), "bytes": len(data),
                     "sha256": hashlib.sha256(data).hexdigest()}
                )  # fmt: skip
                progress(table.name, counts[table.name], None)
    made = Backup(
        stamp,
        schema.revision(catalogue) or "",
        counts,
        sum(int(file["bytes"]) for file in files),
        tuple(files),
    )
    store.put(_manifest_key(stamp), [json.dumps(asdict(made), sort_keys=True).encode()])
    return made


def backups(store: ObjectStore) -> list[str]:
    """Stamps of whole backups, oldest first."""
    return [key.split("/")[1] for key in store.keys(PREFIX) if key.endswith("/manifest.json")]


def _manifest_key(stamp: str) -> str:
    return f"{PREFIX}{stamp}/manifest.json"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild found: `missing` originals, and `younger` ones that the backup does not name."""

    stamp: str
    tables: Mapping[str, int]
    blobs: int
    copied: int
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    younger: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def rebuild(
    catalogue: Catalogue,
    source: ObjectStore,
    target: ObjectStore | None,
    principal: Principal,
    stamp: str = "",
    progress: Progress = lambda *_: None,
    forget: Callable[[], object] = lambda: None,
) -> Rebuilt:
    """Fill an empty catalogue from a backup, and prove every original that it names.

    Broken off at any moment, the same call goes on, until `finish` was called. `target`: where
    objects are copied to; None where `source` stays in use. `forget`: what is forgotten again, as
    soon as the rows are there. Raises NotFound without a backup, Conflict where the catalogue holds
    something else, Fault where a file is not what it was or was written by another schema revision.
    """
    require_administrator(principal)
    chosen = _read_manifest(source, stamp)
    schema.migrate(catalogue)
    present = schema.revision(catalogue)
    if chosen["revision"] != present:
        raise Fault(
            f"backup {chosen['stamp']} is of schema revision {chosen['revision']}, this is {present}",
            hint="rebuild with the program that wrote it, then upgrade",
        )
    with catalogue.reading() as tx:
        _may_begin(tx, chosen["stamp"])
    copied = _copy(source, target, progress) if target is not None else 0
    with catalogue.writing() as tx:
        if _may_begin(tx, chosen["stamp"]):
            _put_back(tx, source, chosen, progress)
            tx.journal.add(principal, BEGUN, _of(chosen["stamp"]), {})
    forget()
    counts = chosen["tables"]
    return _prove(catalogue, target or source, source, chosen["stamp"], counts, copied, progress)


BEGUN, FINISHED = "rebuild.begun", "rebuild.finished"
"""Acts in the journal: between the two, the same rebuild goes on."""


def finish(catalogue: Catalogue, principal: Principal, stamp: str) -> None:
    """The rebuild from a backup has come to its end: from now on the catalogue is in use."""
    require_administrator(principal)
    with catalogue.writing() as tx:
        tx.journal.add(principal, FINISHED, _of(stamp), {})


def _of(stamp: str) -> str:
    return f"backup {stamp}"


def _may_begin(tx: Transaction, stamp: str) -> bool:
    """Whether rows are to be put back; False where a rebuild has done so and was broken off.

    Raises Conflict.
    """
    if export.is_empty(tx.connection):
        return True
    acts = {entry.action for entry in tx.journal.of(_of(stamp))}
    if BEGUN in acts and FINISHED not in acts:
        return False
    raise Conflict(
        "the catalogue is not empty",
        hint="rebuild into a new data folder or database; one that was broken off goes on with the "
        "--backup that it began with",
    )


def _read_manifest(store: ObjectStore, stamp: str) -> dict[str, Any]:
    known = backups(store)
    if not known or (stamp and stamp not in known):
        raise NotFound(
            f"there is no backup {stamp or 'in that store'}", hint="`insecta backup` writes one"
        )
    found: dict[str, Any] = json.loads(store.read(_manifest_key(stamp or known[-1])))
    return found


def _put_back(
    tx: Transaction, store: ObjectStore, chosen: Mapping[str, Any], progress: Progress
) -> dict[str, int]:
    """All tables in one transaction: a rebuild that breaks off leaves an empty catalogue."""
    counts: dict[str, int] = {}
    for table in export.tables():
        counts[table.name] = 0
        for file in chosen["files"]:
            if file["table"] != table.name:
                continue
            data = store.read(file["key"])
            if hashlib.sha256(data).hexdigest() != file["sha256"]:
                raise Fault(f"{file['key']} is not what was written", hint="take an older backup")
            for page in _unpacked(data):
                counts[table.name] += export.put_back(tx.connection, table, page)
            progress(table.name, counts[table.name], chosen["tables"][table.name])
    export.continue_numbers(tx.connection)
    return counts


COPIED = (
    "blobs/", "links/", "renditions/", "details/", "releases/", "evaluations/", "bulk/",
    "forgotten/",
)  # fmt: skip
"""What a platform cannot make again; thumbnails and close views are made when they are asked for."""


def _copy(source: ObjectStore, target: ObjectStore, progress: Progress) -> int:
    copied = 0
    for prefix in COPIED:
        for key in source.keys(prefix):
            if target.size(key) is None:
                target.put(key, [source.read(key)])
                copied += 1
                progress("copying objects", copied, None)
    return copied


def _prove(
    catalogue: Catalogue,
    store: ObjectStore,
    source: ObjectStore,
    stamp: str,
    counts: Mapping[str, int],
    copied: int,
    progress: Progress,
) -> Rebuilt:
    missing: list[str] = []
    altered: list[str] = []
    known: set[str] = set()
    for digest in digests(catalogue):
        known.add(digest)
        verdict = verify(store, digest)
        if verdict == "missing":
            missing.append(digest)
        elif verdict == "changed":
            altered.append(digest)
        progress("proving originals", len(known), counts["blobs"])
    younger = [
        digest for key in source.keys("blobs/") if (digest := key.rsplit("/", 1)[1]) not in known
    ]
    return Rebuilt(
        stamp, counts, len(known), copied, tuple(missing), tuple(altered), tuple(younger)
    )


def digests(catalogue: Catalogue, page: int = 1_000) -> Iterator[str]:
    """SHA-256 of every blob, in order."""
    after = ""
    while True:
        with catalogue.reading() as tx:
            found = tx.audits.blobs(after, page)
        if not found:
            return
        yield from (digest for digest, _ in found)
        after = found[-1][0]


def verify(store: ObjectStore, digest: str) -> str:
    """`whole`, `missing` or `changed`: what a store holds under an original's key."""
    try:
        data = store.read(blob_key(digest))
    except NotFound:
        return "missing"
    return "whole" if hashlib.sha256(data).hexdigest() == digest else "changed"


def _gathered(pages: Iterator[list[dict[str, Any]]]) -> Iterator[list[dict[str, Any]]]:
    waiting: list[dict[str, Any]] = []
    for page in pages:
        waiting += page
        if len(waiting) >= ROWS:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _arrow() -> Any:
    try:
        import pyarrow as pa
        import pyarrow.parquet
    except ModuleNotFoundError as error:
        raise BadSettings(
            "backups are written as Parquet", hint='pip install "insecta[spark]"'
        ) from error
    return pa


def _packed(rows: list[dict[str, Any]], kinds: Mapping[str, str]) -> bytes:
    pa = _arrow()
    form = pa.schema([(name, getattr(pa, _ARROW[kind])()) for name, kind in kinds.items()])
    out = io.BytesIO()
    pa.parquet.write_table(pa.Table.from_pylist(rows, form), out, compression="zstd")
    return out.getvalue()


def _unpacked(data: bytes) -> Iterator[list[dict[str, Any]]]:
    file = _arrow().parquet.ParquetFile(io.BytesIO(data))
    for batch in file.iter_batches(export.PAGE):
        yield batch.to_pylist()
