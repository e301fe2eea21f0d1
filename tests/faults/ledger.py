"""The client's own book: what the platform has said yes to. The checker believes nothing else."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Entry:
    """One upload that was acknowledged."""

    number: int
    sha256: str
    size: int
    image: str
    specimen: str
    catalog_number: str | None
    way: str


@dataclass
class Ledger:
    """Entries are on disk before they count. `faults`: what the platform must never say."""

    path: Path
    entries: dict[int, Entry] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    refused: int = 0
    """Answers that asked to come back later, and broken lines."""

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._book = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    @classmethod
    def read(cls, path: Path) -> Ledger:
        """What another process has written, repeats included."""
        lines = [Entry(*json.loads(line)) for line in path.read_text("utf-8").splitlines()]
        book = cls(path)
        for entry in lines:
            book._remember(entry)
        return book

    def acknowledged(self, entry: Entry) -> None:
        line = json.dumps([getattr(entry, name) for name in Entry.__slots__]) + "\n"
        with self._lock:
            os.write(self._book, line.encode())
            os.fsync(self._book)
            self._remember(entry)

    def _remember(self, entry: Entry) -> None:
        before = self.entries.setdefault(entry.number, entry)
        if (before.image, before.specimen) != (entry.image, entry.specimen):
            self.faults.append(f"upload {entry.number} is two images: {before}, {entry}")

    def wrong(self, what: str) -> None:
        with self._lock:
            self.faults.append(what)

    def come_back(self) -> None:
        with self._lock:
            self.refused += 1

    def close(self) -> None:
        os.close(self._book)

    def __len__(self) -> int:
        return len(self.entries)
