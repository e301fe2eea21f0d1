"""Embedded search against plain SQL on the same data: `python -m bench search [--small]`.

The peer is what one writes without an index of this kind: one SQLite table with ordinary indexes,
LIKE for words, GROUP BY for counts, LIMIT and OFFSET for pages. Every answer is compared first.
Both are warm and run in one thread without waiting, so processor time is measured.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.collection import COUNTRIES, GENERA, LOCALITIES, PEOPLE, TRUST, documents
from bench.record import Measure, lower_is_better, p95, processor_seconds
from insecta.adapters.sqlite_index import SqliteIndex
from insecta.domain.query import AnyOf, Node, Query, Word
from insecta.ports import Document, Generation, SearchPage, SearchRequest

FACETS = ("genus", "country", "trust", "caste", "recorded_by")
COLUMNS = ("genus", "country", "trust", "recorded_by", "confidence", "catalog_number")
PAGE = 20
LIMIT_MS = 50.0
UNIT = "ms of processor"


class Plain:
    """The peer: one table."""

    def __init__(self, path: Path, rows: Sequence[Document]) -> None:
        self._db = sqlite3.connect(path)
        self._db.execute(f"CREATE TABLE flat (id TEXT PRIMARY KEY, text, {', '.join(COLUMNS)})")
        self._db.executemany(
            f"INSERT INTO flat VALUES (?, ?, {', '.join('?' * len(COLUMNS))})",
            [(d.id, f" {d.fields['text']} ", *(d.fields[c] for c in COLUMNS)) for d in rows],
        )
        self._db.execute("CREATE TABLE caste (id TEXT, value TEXT)")
        self._db.executemany(
            "INSERT INTO caste VALUES (?, ?)",
            [(d.id, value) for d in rows for value in d.fields["caste"]],
        )
        self._db.execute("CREATE INDEX caste_id ON caste (id)")
        for column in ("genus", "country", "trust", "confidence"):
            self._db.execute(f"CREATE INDEX flat_{column} ON flat ({column}, id)")
        self._db.commit()

    def search(self, nodes: Sequence[Node]) -> tuple[int, list[str], list[list[tuple[str, int]]]]:
        """Total, first ids, and counts of each facet."""
        tests, values = self._where(nodes)
        rows = "FROM flat WHERE " + tests
        total: int = self._db.execute(f"SELECT count(*) {rows}", values).fetchone()[0]
        ids = self._db.execute(
            f"SELECT id {rows} ORDER BY confidence DESC, id LIMIT {PAGE}", values
        )
        counts = [self._counts(name, tests, values) for name in FACETS]
        return total, [row[0] for row in ids], counts

    def page(self, number: int) -> list[str]:
        rows = self._db.execute(
            "SELECT id FROM flat ORDER BY confidence DESC, id LIMIT ? OFFSET ?",
            (PAGE, (number - 1) * PAGE),
        )
        return [row[0] for row in rows]

    def _counts(self, name: str, tests: str, values: list[Any]) -> list[tuple[str, int]]:
        source, column = "flat", name
        if name == "caste":
            source, column = "flat JOIN caste USING (id)", "value"
        return self._db.execute(
            f"SELECT {column}, count(*) n FROM {source} WHERE {tests}"
            f" GROUP BY 1 ORDER BY n DESC, 1 LIMIT 20",
            values,
        ).fetchall()

    @staticmethod
    def _where(nodes: Sequence[Node]) -> tuple[str, list[Any]]:
        tests, values = ["1"], list[Any]()
        for node in nodes:
            if isinstance(node, Word):
                tests += ["text LIKE ?"] * len(node.terms)
                values += [f"% {term} %" for term in node.terms]
            elif isinstance(node, AnyOf):
                tests.append(f"{node.field} = ?")
                values += node.values
        return " AND ".join(tests), values


def searches(number: int, seed: int = 2) -> list[Query]:
    """Distinct searches: one or two words, and a filter in two of three."""
    chance = random.Random(seed)
    words = [word for text in [*LOCALITIES, *GENERA, *COUNTRIES] for word in text.lower().split()]
    filters = {
        "genus": GENERA[:20],
        "country": COUNTRIES,
        "trust": TRUST,
        "recorded_by": PEOPLE[:9],
    }
    found: dict[Query, None] = {}
    while len(found) < number:
        nodes: list[Node] = [Word("text", (chance.choice(words),))]
        if chance.random() < 0.3:
            nodes.append(Word("text", (chance.choice(words),)))
        if chance.random() < 0.67:
            field = chance.choice(list(filters))
            nodes.append(AnyOf(field, (chance.choice(filters[field]),)))
        found[Query(tuple(nodes))] = None
    return list(found)


def main(*, small: bool) -> list[Measure]:
    number, asked, runs = (5_000, 30, 3) if small else (100_000, 120, 3)
    rows = list(documents(number))
    with tempfile.TemporaryDirectory() as folder:
        index = SqliteIndex(Path(folder) / "index.db")
        index.open(Generation("specimens-1", "specimens"))
        for start in range(0, number, 500):
            index.write(["specimens-1"], rows[start : start + 500])
        index.refresh("specimens-1")
        index.point("specimens", "specimens-1")
        plain = Plain(Path(folder) / "plain.db", rows)
        try:
            return _searched(index, plain, searches(asked), runs) + _paged(
                index, plain, number, runs
            )
        finally:
            index.close()


def _ask(index: SqliteIndex, query: Query, sort: str) -> SearchPage:
    return index.search(
        "specimens", SearchRequest(query, None, sort=sort, limit=PAGE, facets=FACETS)
    )


def _searched(index: SqliteIndex, plain: Plain, queries: list[Query], runs: int) -> list[Measure]:
    size = f"{index.refresh('specimens-1').count:,}"
    theirs = p95([_compared(index, plain, query) for query in queries])
    measures = []
    for sort in ("confidence:desc", "relevance"):
        times = [p95([_timed(index, query, sort) for query in queries]) for _ in range(runs)]
        name = f"p95 of {len(queries)} searches of {size} documents, {len(FACETS)} facets, {sort}"
        measures += [
            lower_is_better(name, UNIT, times, "LIKE and GROUP BY in SQLite", theirs),
            lower_is_better(name, UNIT, times, "limit", LIMIT_MS),
        ]
    return measures


def _compared(index: SqliteIndex, plain: Plain, query: Query) -> float:
    """Milliseconds of the peer, once its answer is known to be ours."""
    page = _ask(index, query, "confidence:desc")
    ours = page.total, [hit.id for hit in page.hits], [list(f.values) for f in page.facets]
    theirs: list[object] = []
    taken = processor_seconds(lambda: theirs.append(plain.search(query.nodes)))
    if theirs != [ours]:
        raise SystemExit(f"another answer than plain SQL's: {query}")
    return taken * 1e3


def _timed(index: SqliteIndex, query: Query, sort: str) -> float:
    return processor_seconds(lambda: _ask(index, query, sort)) * 1e3


def _paged(index: SqliteIndex, plain: Plain, number: int, runs: int) -> list[Measure]:
    far = min(1_000, number // PAGE)
    cursors: list[str | None] = [None]
    for page in range(1, far):
        found = index.search("specimens", _page_request(cursors[-1]))
        if page % 100 == 1 and [hit.id for hit in found.hits] != plain.page(page):
            raise SystemExit(f"page {page} is not plain SQL's")
        cursors.append(found.next)
    first, last = list[float](), list[float]()
    for _ in range(runs):  # in turn, so that a busy machine disturbs both alike
        pairs = [[_timed_page(index, cursor) for cursor in (None, cursors[-1])] for _ in range(41)]
        first.append(sorted(pair[0] for pair in pairs)[20])
        last.append(sorted(pair[1] for pair in pairs)[20])
    offset = _median(lambda: plain.page(far))
    name = f"page {far:,} by confidence"
    return [
        lower_is_better(
            name, UNIT, last, "page 1", sorted(first)[runs // 2], aim=round(1 / 1.2, 3)
        ),
        lower_is_better(name, UNIT, last, "OFFSET in SQLite", offset),
    ]


def _timed_page(index: SqliteIndex, cursor: str | None) -> float:
    return processor_seconds(lambda: index.search("specimens", _page_request(cursor))) * 1e3


def _page_request(cursor: str | None) -> SearchRequest:
    return SearchRequest(Query(), None, sort="confidence:desc", limit=PAGE, cursor=cursor)


def _median(do: Any) -> float:
    return sorted(processor_seconds(do) * 1e3 for _ in range(15))[7]
