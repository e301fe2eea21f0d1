"""The peer of `insecta ingest`: `python -m bench.bare_ingest SOURCE OBJECTS`.

Two processes read, hash, decode scaled, write original and rendition, and make each as durable as
the object store does: file and folder are synchronised. No rows, no codes, no limits, no resuming.
"""

from __future__ import annotations

import hashlib
import os
import sys
from multiprocessing import get_context
from pathlib import Path

from insecta.domain.identity import blob_key, rendition_key
from insecta.vision.decode import decode
from insecta.vision.rendition import encode

PROCESSES = 2


def take(source: Path, objects: Path) -> None:
    data = source.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    picture = decode(data)
    durable(objects / rendition_key(digest), encode(picture.pixels))
    durable(objects / blob_key(digest), data)


def durable(target: Path, data: bytes) -> None:
    """Written beside its place and synchronised, moved there, the folder synchronised."""
    if not target.parent.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        synchronise(target.parent.parent)
    part = target.with_name(f".{target.name}")
    with part.open("wb", buffering=0) as handle:
        handle.write(data)
        os.fsync(handle.fileno())
    part.rename(target)
    synchronise(target.parent)


def synchronise(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _loop(names: list[str], objects: str) -> None:
    for name in names:
        take(Path(name), Path(objects))


def main(source: str, objects: str) -> None:
    names = sorted(str(path) for path in Path(source).rglob("*.jpg"))
    context = get_context("spawn")
    loops = [
        context.Process(target=_loop, args=(names[n::PROCESSES], objects)) for n in range(PROCESSES)
    ]
    for loop in loops:
        loop.start()
    for loop in loops:
        loop.join()
        if loop.exitcode:
            raise SystemExit("the bare loop failed")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
