"""Outputs of bulk work: named after what went in, written once, and told of by a receipt.

The key holds the digest of input, code and release, and the first writer wins: a task that is run
again, or twice at once, changes nothing. The receipt is written last, from the bytes that are
stored, so whoever finds it can rely on the whole output.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from insecta.errors import NotFound
from insecta.ports import ObjectStore

CHUNK = 1 << 20
Receipt = dict[str, Any]
"""`key`, `sha256` and `bytes` of the output, and what its maker counts."""


def named(*parts: str) -> str:
    """Digest of what an output depends on."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def receipt_key(kind: str, digest: str) -> str:
    return f"bulk/{kind}/{digest[:2]}/{digest}.json"


def output_key(kind: str, digest: str) -> str:
    return f"bulk/{kind}/{digest[:2]}/{digest}.parquet"


def find(store: ObjectStore, kind: str, digest: str) -> Receipt | None:
    """The receipt of a finished output."""
    try:
        found: Receipt = json.loads(store.read(receipt_key(kind, digest)))
    except NotFound:
        return None
    return found


def make(
    store: ObjectStore,
    kind: str,
    digest: str,
    write: Callable[[Path], Any],
    count: Callable[[Path], Receipt],
    scratch: str = "",
) -> tuple[Receipt, bool]:
    """The receipt, and whether this call did the work.

    `write` fills a file; where another writer's bytes were stored first, `count` reads theirs.
    """
    done = find(store, kind, digest)
    if done is not None:
        return done, False
    handle, name = tempfile.mkstemp(suffix=".parquet", dir=scratch or None)
    os.close(handle)
    path = Path(name)
    try:
        write(path)
        if not store.put(output_key(kind, digest), _chunks(path)):
            path.write_bytes(store.read(output_key(kind, digest)))
        receipt = {
            "key": output_key(kind, digest),
            "sha256": _sha256(path),
            "bytes": path.stat().st_size,
            **count(path),
        }
    finally:
        path.unlink(missing_ok=True)
    store.put(receipt_key(kind, digest), [json.dumps(receipt, sort_keys=True).encode()])
    return find(store, kind, digest) or receipt, True


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
