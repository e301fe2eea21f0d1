"""Which files of a folder are new and whole, found by looking (network shares tell nobody).

A file is whole when its size and time have stood still over two looks. The folder may vanish (a
share that was unplugged) and come back; originals are only ever read. What was dealt with is kept
in a book of one line each, so a restart goes on where it was; a book that is lost costs a second
reading of the files, and makes no second picture.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ENDINGS = frozenset(
    [
        ".jpg",
        ".jpeg",
        ".png",
        ".tif",
        ".tiff",
        ".webp",
        ".heic",
        ".heif",
        ".avif",
        ".dng",
        ".cr2",
        ".cr3",
        ".nef",
        ".arw",
        ".raf",
        ".rw2",
    ]
)
STILL = 1.0
"""Seconds for which a file must not have grown."""


@dataclass(frozen=True, slots=True)
class Stamp:
    size: int
    changed: int


@dataclass
class HotFolder:
    """`gone`: the folder cannot be read at present."""

    folder: Path
    book: Path
    gone: bool = False
    _done: dict[str, Stamp] = field(default_factory=dict)
    _seen: dict[str, tuple[Stamp, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.book.parent.mkdir(parents=True, exist_ok=True)
        if self.book.is_file():
            for line in self.book.read_text("utf-8", errors="replace").splitlines():
                with suppress(
                    ValueError, TypeError
                ):  # a full disk or a kill cut it short: dealt with again
                    name, size, changed = json.loads(line)
                    self._done[name] = Stamp(size, changed)

    def whole(self, now: float) -> list[str]:
        """Names of files, relative to the folder, that are new or changed and stand still."""
        try:
            found = dict(_files(self.folder))
        except OSError:
            self.gone = True
            return []
        self.gone = False
        ready = []
        for name, stamp in found.items():
            if self._done.get(name) == stamp:
                continue
            before, since = self._seen.get(name, (None, now))
            if before != stamp:
                since = now
            self._seen[name] = (stamp, since)
            if stamp.size and now - since >= STILL:
                ready.append(name)
        self._seen = {name: one for name, one in self._seen.items() if name in found}
        return sorted(ready, key=lambda name: (found[name].changed, name))

    def read(self, name: str) -> bytes | None:
        """Its bytes, or None where it changed or vanished while it was read."""
        stamp = self._seen[name][0]
        try:
            data = (self.folder / name).read_bytes()
            after = _stamp(os.stat(self.folder / name))
        except OSError:
            return None
        return data if after == stamp and len(data) == stamp.size else None

    def done(self, name: str) -> None:
        """It was dealt with, and is not looked at again unless it changes."""
        stamp = self._seen.pop(name)[0]
        self._done[name] = stamp
        line = "\n" + json.dumps([name, stamp.size, stamp.changed]) + "\n"
        with self.book.open("a", encoding="utf-8") as book:
            book.write(line)
            book.flush()
            os.fsync(book.fileno())


def _stamp(found: os.stat_result) -> Stamp:
    return Stamp(found.st_size, found.st_mtime_ns)


def _files(folder: Path) -> Iterator[tuple[str, Stamp]]:
    """Pictures below a folder by their endings; hidden and half-copied ones are left out."""
    waiting = [folder]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name.startswith((".", "~")):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))
                elif Path(entry.name).suffix.lower() in ENDINGS:
                    yield os.path.relpath(entry.path, folder), _stamp(entry.stat())
