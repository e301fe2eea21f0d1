"""Filling an embedded search generation: `python -m bench index_rebuild [--small]`.

The peer writes the same documents with the same durability to what one would design by hand: one
wide table, an ordinary index on each facet, FTS5 for the text; no versions, no folded values.
Measured by the clock, which includes the disk, and in processor time, which a busy machine leaves
alone. Ours does more per document: 0.4 of the peer's speed is asked of it.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.collection import documents
from bench.record import Measure, higher_is_better, processor_seconds, seconds
from insecta.adapters.sqlite_index import SqliteIndex
from insecta.domain.documents import FACETS, SPECIMENS, digest
from insecta.ports import Document, Generation

BATCH = 500
LIMIT = 2_000.0  # documents a second
CLOCKS = {"documents/s": seconds, "documents/s of processor": processor_seconds}


def rebuild(folder: Path, rows: Sequence[Document]) -> None:
    """A new generation, checked, and the alias moved to it."""
    index = SqliteIndex(folder / "index.db")
    try:
        index.open(Generation("specimens-1", "specimens"))
        for start in range(0, len(rows), BATCH):
            index.write(["specimens-1"], rows[start : start + BATCH])
        summary = index.refresh("specimens-1")
        if summary.digest != digest(sorted((row.id, row.version) for row in rows)):
            raise SystemExit("the generation does not hold what was written")
        index.point("specimens", "specimens-1")
    finally:
        index.close()


def plain(folder: Path, rows: Sequence[Document]) -> None:
    """One wide table with an index on each facet, and FTS5."""
    db = sqlite3.connect(folder / "plain.db", isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    names = [name for name in SPECIMENS if name != "text"]
    quoted = ", ".join(f'"{name}"' for name in names)
    db.execute(f"CREATE TABLE stored (doc INTEGER PRIMARY KEY, id TEXT UNIQUE, {quoted})")
    for facet in FACETS:
        db.execute(f'CREATE INDEX by_{facet} ON stored ("{facet}")')
    db.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
    marks = ", ".join("?" * len(names))
    for start in range(0, len(rows), BATCH):
        batch = list(enumerate(rows[start : start + BATCH], start=start))
        db.execute("BEGIN IMMEDIATE")
        db.executemany(
            f"INSERT INTO stored VALUES (?, ?, {marks})",
            [(n, row.id, *(_flat(row.fields.get(name)) for name in names)) for n, row in batch],
        )
        db.executemany(
            "INSERT INTO words (rowid, text) VALUES (?, ?)",
            [(n, row.fields["text"]) for n, row in batch],
        )
        db.execute("COMMIT")
    db.close()


def _flat(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) else value


def main(*, small: bool) -> list[Measure]:
    number, runs = (2_000, 2) if small else (50_000, 1)
    rows = list(documents(number))
    name = f"index rebuild from {number:,} ready documents, embedded"
    measures: list[Measure] = []
    for unit, clock in CLOCKS.items():
        ours, theirs = [], []
        for _ in range(runs):
            with tempfile.TemporaryDirectory() as folder:
                place = Path(folder)
                ours.append(number / clock(lambda: rebuild(place, rows)))  # noqa: B023
                theirs.append(number / clock(lambda: plain(place, rows)))  # noqa: B023
        middle = sorted(theirs)[runs // 2]
        measures += [
            higher_is_better(name, unit, ours, "limit", LIMIT),
            higher_is_better(name, unit, ours, "wide table, an index per facet, FTS5", middle, 0.4),
        ]
    return measures
