"""Objects as files of a folder on a local disk.

A stream is written to a hidden file, fsynced, and only then linked to its key: a crash leaves
either all of it or nothing, and of several writers of one key exactly one wins. The folder carries
a marker, so that an unplugged disk is `Unavailable` and never a new, empty store.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from insecta.domain.object_key import checked
from insecta.errors import BadSettings, NotFound, StoreFull, Unavailable
from insecta.settings import Settings

MARKER = ".insecta-objects"
_PARTS = ".parts"
_STALE_SECONDS = 24 * 3600
_FULL = {errno.ENOSPC, errno.EDQUOT}


def open_store(url: str, settings: Settings) -> FolderStore:
    """The store a `file://` URL names; its folder is made at first use."""
    parts = urlsplit(url)
    if parts.netloc not in ("", "localhost"):
        raise BadSettings(f"INSECTA_OBJECT_STORE_URL {url} names a host", hint="use file:///PATH")
    return FolderStore(Path(unquote(parts.path)))


class FolderStore:
    """`ObjectStore` on a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        with self._explained():
            if not root.is_dir() or not any(root.iterdir()):
                (root / _PARTS).mkdir(parents=True, exist_ok=True)
                (root / MARKER).touch()
                _sync(root)
                _sync(root.parent)
            elif not (root / MARKER).is_file():
                raise BadSettings(
                    f"{root} holds files, but is no object store of Insecta",
                    hint=f"name an empty folder, or put an empty file {MARKER} into a restored one",
                )
        self._sweep()

    def put(self, key: str, chunks: Iterable[bytes]) -> bool:
        target = self.root / checked(key)
        with self._explained():
            if target.exists():
                return False
            part = self.root / _PARTS / uuid4().hex
        try:
            self._write(part, chunks)
            return self._publish(part, target)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def read(self, key: str, start: int = 0, length: int | None = None) -> bytes:
        with self._explained(), self._opened(key) as handle:
            handle.seek(start)
            return handle.read() if length is None else handle.read(length)

    def size(self, key: str) -> int | None:
        with self._explained():
            try:
                return (self.root / checked(key)).stat().st_size
            except (FileNotFoundError, NotADirectoryError):
                self._present()
                return None

    def modified(self, key: str) -> datetime | None:
        """When a key was written, or None where there is no such key."""
        with self._explained():
            try:
                written = (self.root / checked(key)).stat().st_mtime
            except (FileNotFoundError, NotADirectoryError):
                self._present()
                return None
        return datetime.fromtimestamp(written, UTC)

    def delete(self, key: str) -> None:
        target = self.root / checked(key)
        with self._explained():
            self._present()
            with suppress(FileNotFoundError, NotADirectoryError):
                target.unlink()
                _sync(target.parent)

    def keys(self, prefix: str) -> Iterator[str]:
        with self._explained():
            self._present()
            yield from _walk(self.root, "", prefix)

    def _write(self, part: Path, chunks: Iterable[bytes]) -> None:
        with self._explained():
            handle = part.open("xb", buffering=0)
        with handle:
            for chunk in chunks:  # what the stream raises is the caller's, not ours to explain
                with self._explained():
                    rest = memoryview(chunk)
                    while rest:
                        rest = rest[handle.write(rest) :]
            with self._explained():
                os.fsync(handle.fileno())

    def _publish(self, part: Path, target: Path) -> bool:
        with self._explained():
            self._present()
            _make(target.parent, self.root)
            try:
                os.link(part, target)
            except FileExistsError:
                _sync(target.parent)  # the winner may not have come that far yet
                return False
            _sync(target.parent)
            return True

    @contextmanager
    def _opened(self, key: str) -> Iterator[BinaryIO]:
        try:
            handle = (self.root / checked(key)).open("rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            self._present()
            raise NotFound(f"no object {key}") from error
        with handle:
            yield handle

    def _present(self) -> None:
        if not (self.root / MARKER).is_file():
            raise Unavailable(f"the object store {self.root} is gone", hint="is its disk mounted?")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in _FULL:
                raise StoreFull(
                    f"no room left for objects in {self.root}", hint="free or add disk space"
                ) from error
            self._present()
            raise Unavailable(f"the object store {self.root} failed: {error}") from error

    def _sweep(self) -> None:
        """Remove what a crash left half-written; a day is longer than any upload."""
        old = time.time() - _STALE_SECONDS
        with suppress(OSError):
            for part in (self.root / _PARTS).iterdir():
                if part.stat().st_mtime < old:
                    part.unlink(missing_ok=True)


def _make(folder: Path, root: Path) -> None:
    """Make a folder so that it outlives a power cut."""
    if folder == root or folder.is_dir():
        return
    _make(folder.parent, root)
    folder.mkdir(exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _walk(folder: Path, base: str, prefix: str) -> Iterator[str]:
    # A folder sorts as its name with "/", as its keys do: "a-b/x" comes before "a/x".
    with os.scandir(folder) as entries:
        rows = sorted(
            (base + entry.name + ("/" if entry.is_dir(follow_symlinks=False) else ""))
            for entry in entries
            if base or not entry.name.startswith(".")
        )
    for row in rows:
        if row.endswith("/"):
            if row.startswith(prefix) or prefix.startswith(row):
                yield from _walk(folder / row[len(base) : -1], row, prefix)
        elif row.startswith(prefix):
            yield row
