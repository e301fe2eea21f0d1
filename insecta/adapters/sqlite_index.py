"""The embedded search index: SQLite FTS5 for text, columns in memory for everything else.

One file holds all generations. Of each, numbered n:

    docs_n      doc, id, version, deleted, seq    seq: number of the write that touched it last
    stored_n    doc, fields                       JSON, as the caller gave it
    cells_n     field, doc, value                 what is indexed; several values as JSON bytes
    text_n      FTS5 over our own terms: its tokenizer only splits on spaces
    vectors_n   doc, vector                       float16, unit length

Several processes may read and write one file (WAL); writes are short `BEGIN IMMEDIATE`
transactions. Needs SQLite 3.35. Local disks only.
"""

from __future__ import annotations

import json
import sqlite3
import string
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from insecta.adapters.sqlite_columns import Columns, Mask
from insecta.domain.documents import INTERVALS, digest, fields_of, indexed
from insecta.domain.query import Between, Code, Missing, Node, Phrase, Prefix, Query, Word
from insecta.errors import BadQuery, BadSettings, Fault, Invalid, NotFound, StoreFull, Unavailable
from insecta.ports import (
    Alias,
    Document,
    Facet,
    Generation,
    Hit,
    SearchPage,
    SearchRequest,
    Summary,
)
from insecta.services.search_request import (
    Order,
    check,
    read_cursor,
    stored_json,
    unit,
    write_cursor,
)

BATCH = 500  # documents in one transaction: others wait for it no longer than about 0.2 s
BLOCK = 16_384  # vectors made float32 at a time: 16 MB at 256 dimensions

_SCHEMA = """
CREATE TABLE IF NOT EXISTS generations (
    number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    dimensions INTEGER, seq INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS aliases (
    alias TEXT PRIMARY KEY, number INTEGER NOT NULL REFERENCES generations(number));
"""


def _quoted(text: str, mark: str) -> str:
    return mark + text.replace(mark, mark * 2) + mark


#: All that is not a space is part of a term; `ascii` never splits or changes other characters.
_TOKENIZER = _quoted("ascii tokenchars " + _quoted(string.punctuation, "'"), '"')


@dataclass(frozen=True, slots=True)
class _Table:
    number: int
    generation: Generation
    seq: int


def open_index(url: str) -> SqliteIndex:
    """The index at `sqlite:///PATH` (an absolute path makes four slashes). Raises BadSettings."""
    path = url.removeprefix("sqlite:///")
    if path == url or not path:
        raise BadSettings(f"cannot read the search index URL {url!r}", hint="write sqlite:///PATH")
    return SqliteIndex(Path(path))


class SqliteIndex:
    """A SearchIndex in one file. Safe to share between threads; close it when done."""

    def __init__(self, path: Path, busy_seconds: float = 10) -> None:
        self._path = path
        self._busy_seconds = busy_seconds
        path.parent.mkdir(parents=True, exist_ok=True)
        self._write_lock = threading.Lock()
        self._read_lock = threading.Lock()
        with self._errors():
            self._writer = self._connect()
            self._writer.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
            self._reader = self._connect()
            self._reader.execute("PRAGMA query_only = 1")
        self._columns: dict[int, Columns] = {}
        self._vectors: dict[int, _Vectors] = {}

    def close(self) -> None:
        with self._write_lock, self._read_lock:
            self._writer.close()
            self._reader.close()

    def open(self, generation: Generation) -> None:
        """Make an empty generation ready; an existing one stays as it is."""
        with self._writing() as db:
            known = db.execute("SELECT 1 FROM generations WHERE name = ?", (generation.name,))
            if known.fetchone() is None:
                made = db.execute(
                    "INSERT INTO generations (name, kind, dimensions) VALUES (?, ?, ?)",
                    (generation.name, generation.kind, generation.dimensions),
                )
                _create(db, int(made.lastrowid or 0))

    def write(self, generations: Sequence[str], documents: Sequence[Document]) -> None:
        """Upsert where the version is not older, in transactions of 500 documents."""
        with self._reading() as db:
            tables = [_table(db, name) for name in generations]
        for table in tables:
            rows = _rows(table.generation, documents)
            for start in range(0, len(rows), BATCH):
                with self._writing() as db:
                    _upsert(db, _table(db, table.generation.name), rows[start : start + BATCH])

    def search(self, alias: str, request: SearchRequest) -> SearchPage:
        """Answer from the generation an alias points at."""
        order = check(alias, request)
        with self._reading() as db:
            table = _pointed(db, alias)
            columns = self._mirror(db, table, _fields_used(request, order))
            mask, scores = _matches(db, table.number, columns, request)
            if request.vector is not None:
                vectors = self._vectors.setdefault(table.number, _Vectors(table.generation))
                vectors.catch_up(db, table)
                return vectors.nearest(db, columns, mask, request)
            return _page(db, columns, mask, scores, order, request)

    def refresh(self, generation: str) -> Summary:
        """What is there: every committed write is visible already."""
        with self._reading() as db:
            number = _table(db, generation).number
            rows = db.execute(
                f"SELECT id, version FROM docs_{number} WHERE NOT deleted ORDER BY id"
            ).fetchall()
        return Summary(len(rows), digest(rows))

    def point(self, alias: str, generation: str | None, drop: str | None = None) -> None:
        """Move an alias and remove a generation in one transaction."""
        with self._writing() as db:
            if generation is None:
                db.execute("DELETE FROM aliases WHERE alias = ?", (alias,))
            else:
                db.execute(
                    "INSERT INTO aliases VALUES (?, ?)"
                    " ON CONFLICT (alias) DO UPDATE SET number = excluded.number",
                    (alias, _table(db, generation).number),
                )
            if drop is not None:
                _drop(db, _table(db, drop).number)

    def _mirror(self, db: sqlite3.Connection, table: _Table, fields: Iterable[str]) -> Columns:
        if table.number not in self._columns:
            living = {row[0] for row in db.execute("SELECT number FROM generations")}
            for gone in set(self._columns) - living:
                del self._columns[gone]
                self._vectors.pop(gone, None)
            fresh = Columns(table.number, fields_of(table.generation.kind))
            self._columns[table.number] = fresh
        columns = self._columns[table.number]
        columns.catch_up(db, table.seq, fields)
        return columns

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(
            self._path, timeout=self._busy_seconds, isolation_level=None, check_same_thread=False
        )
        db.execute("PRAGMA journal_mode = WAL")
        # Positions in the event log move after the write: it must outlive a power cut.
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA cache_size = -65536")
        return db

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._write_lock, self._errors(), _transaction(self._writer, "BEGIN IMMEDIATE") as db:
            yield db

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._read_lock, self._errors(), _transaction(self._reader, "BEGIN") as db:
            yield db

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            said = str(error)
            if "full" in said:
                raise StoreFull(f"no room for the search index {self._path}") from error
            if "locked" in said or "busy" in said or "unable to open" in said:
                raise Unavailable(f"search index {self._path}: {said}") from error
            raise Fault(f"search index {self._path}: {said}", hint=_REBUILD) from error
        except sqlite3.DatabaseError as error:
            raise Fault(f"search index {self._path}: {error}", hint=_REBUILD) from error


_REBUILD = "the index can always be made again: delete the file, run `insecta index rebuild`"


@contextmanager
def _transaction(db: sqlite3.Connection, begin: str) -> Iterator[sqlite3.Connection]:
    db.execute(begin)
    try:
        yield db
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _table(db: sqlite3.Connection, name: str) -> _Table:
    row = db.execute(
        "SELECT number, name, kind, dimensions, seq FROM generations WHERE name = ?", (name,)
    ).fetchone()
    if row is None:
        raise NotFound(f"there is no index generation {name}", hint="open it first")
    return _Table(row[0], Generation(row[1], row[2], row[3]), row[4])


def _pointed(db: sqlite3.Connection, alias: str) -> _Table:
    row = db.execute(
        "SELECT name FROM generations JOIN aliases USING (number) WHERE alias = ?", (alias,)
    ).fetchone()
    if row is None:
        raise NotFound(f"no search index {alias} yet", hint="run `insecta index rebuild`")
    return _table(db, row[0])


def _create(db: sqlite3.Connection, number: int) -> None:
    for statement in (
        (
            f"CREATE TABLE docs_{number} (doc INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
            " version INTEGER NOT NULL, deleted INTEGER NOT NULL, seq INTEGER NOT NULL)"
        ),
        f"CREATE INDEX docs_{number}_seq ON docs_{number} (seq)",
        f"CREATE TABLE stored_{number} (doc INTEGER PRIMARY KEY, fields TEXT NOT NULL)",
        (
            f"CREATE TABLE cells_{number} (field INTEGER, doc INTEGER, value,"
            " PRIMARY KEY (field, doc)) WITHOUT ROWID"
        ),
        f"CREATE VIRTUAL TABLE text_{number} USING fts5(text, tokenize={_TOKENIZER})",
        f"CREATE TABLE vectors_{number} (doc INTEGER PRIMARY KEY, vector BLOB NOT NULL)",
    ):
        db.execute(statement)


def _drop(db: sqlite3.Connection, number: int) -> None:
    if db.execute("SELECT 1 FROM aliases WHERE number = ?", (number,)).fetchone():
        raise Invalid("an alias still points at the generation to drop", hint="move it first")
    for kind in ("docs", "stored", "cells", "text", "vectors"):
        db.execute(f"DROP TABLE {kind}_{number}")
    db.execute("DELETE FROM generations WHERE number = ?", (number,))


@dataclass(frozen=True, slots=True)
class _Row:
    """A document made ready outside any transaction."""

    id: str
    version: int
    deleted: bool
    stored: str
    text: str
    cells: tuple[tuple[int, Any], ...]
    vector: bytes | None


def _rows(generation: Generation, documents: Sequence[Document]) -> list[_Row]:
    """The newest version of each document, ready to write. Raises Invalid naming the ids."""
    newest: dict[str, Document] = {}
    for document in documents:
        if document.id not in newest or newest[document.id].version <= document.version:
            newest[document.id] = document
    rows: list[_Row] = []
    bad: list[str] = []
    codes = {name: code for code, name in enumerate(fields_of(generation.kind))}
    for document in newest.values():
        try:
            rows.append(_row(generation, codes, document))
        except (ValueError, TypeError) as error:
            bad.append(f"{document.id}: {error}")
    if bad:
        raise Invalid(f"documents that cannot be indexed: {'; '.join(bad)}")
    return rows


def _row(generation: Generation, codes: dict[str, int], document: Document) -> _Row:
    if document.deleted:
        return _Row(document.id, document.version, True, "{}", "", (), None)
    ready = indexed(fields_of(generation.kind), document.fields)
    text = ready.pop("text", "")
    cells = tuple((codes[name], _cell(value)) for name, value in ready.items())
    vector = None
    if document.vector is not None:
        vector = unit(document.vector, generation.dimensions).astype(np.float16).tobytes()
    stored = stored_json(document.fields)
    return _Row(document.id, document.version, False, stored, text, cells, vector)


def _cell(value: Any) -> Any:
    if type(value) is not tuple:
        return value
    return value[0] if len(value) == 1 else stored_json(value).encode()


def _upsert(db: sqlite3.Connection, table: _Table, rows: Sequence[_Row]) -> None:
    number = table.number
    marks = ",".join("?" * len(rows))
    stored: dict[str, tuple[int, int]] = {
        name: (doc, version)
        for name, doc, version in db.execute(
            f"SELECT id, doc, version FROM docs_{number} WHERE id IN ({marks})",
            [row.id for row in rows],
        )
    }
    last: int = db.execute(f"SELECT coalesce(max(doc), 0) FROM docs_{number}").fetchone()[0]
    placed: list[tuple[int, _Row]] = []
    replaced: list[int] = []
    for row in rows:
        doc, version = stored.get(row.id, (0, row.version))
        if version > row.version:
            continue
        if doc:
            replaced.append(doc)
        else:
            last += 1
        placed.append((doc or last, row))
    if placed:
        _clear(db, number, replaced)
        _insert(db, number, table.seq + 1, placed)
        db.execute("UPDATE generations SET seq = seq + 1 WHERE number = ?", (number,))


def _clear(db: sqlite3.Connection, number: int, docs: Sequence[int]) -> None:
    each = [(doc,) for doc in docs]
    for kind, key in (("docs", "doc"), ("stored", "doc"), ("text", "rowid"), ("vectors", "doc")):
        db.executemany(f"DELETE FROM {kind}_{number} WHERE {key} = ?", each)
    fields = range(max(len(fields_of(alias)) for alias in get_args(Alias)))
    db.executemany(
        f"DELETE FROM cells_{number} WHERE field = ? AND doc = ?",
        [(field, doc) for field in fields for doc in docs],
    )


def _insert(db: sqlite3.Connection, number: int, seq: int, placed: list[tuple[int, _Row]]) -> None:
    db.executemany(
        f"INSERT INTO docs_{number} VALUES (?, ?, ?, ?, ?)",
        [(doc, row.id, row.version, row.deleted, seq) for doc, row in placed],
    )
    living = [(doc, row) for doc, row in placed if not row.deleted]
    db.executemany(
        f"INSERT INTO stored_{number} VALUES (?, ?)", [(doc, row.stored) for doc, row in living]
    )
    cells = [(field, doc, value) for doc, row in living for field, value in row.cells]
    cells.sort()  # in the table's own order; (field, doc) differ, so values are never compared
    db.executemany(f"INSERT INTO cells_{number} VALUES (?, ?, ?)", cells)
    db.executemany(
        f"INSERT INTO text_{number} (rowid, text) VALUES (?, ?)",
        [(doc, row.text) for doc, row in living if row.text],
    )
    db.executemany(
        f"INSERT INTO vectors_{number} VALUES (?, ?)",
        [(doc, row.vector) for doc, row in living if row.vector is not None],
    )


def _fields_used(request: SearchRequest, order: Order) -> list[str]:
    named = [node.field for node in request.query.nodes if not _is_text(node)]
    named += [*request.facets, *([order.field] if order.field else [])]
    named += ["collection_id"] if request.visible is not None else []
    return [field for name in named for field in INTERVALS.get(name, (name,))]


def _is_text(node: Node) -> bool:
    return node.field == "text" and not isinstance(node, Between | Missing)


def _matches(
    db: sqlite3.Connection, number: int, columns: Columns, request: SearchRequest
) -> tuple[Mask, NDArray[np.float64] | None]:
    """Mask of found documents and, for text searched by relevance, bm25 (smaller is better)."""
    mask = columns.live.copy()
    if request.visible is not None:
        mask &= columns.keywords("collection_id").exactly(columns.size, request.visible)
    for node in request.query.nodes:
        if not _is_text(node):
            mask &= columns.mask(node)
    expression = _fts(request.query)
    if not expression:
        return mask, None
    ranked = request.sort == "relevance" and request.vector is None and request.limit > 0
    score = f"bm25(text_{number})" if ranked else "0"
    rows = db.execute(
        f"SELECT rowid, {score} FROM text_{number} WHERE text_{number} MATCH ?", (expression,)
    ).fetchall()
    docs = np.array([row[0] for row in rows], dtype=np.int64)
    found = np.zeros(columns.size, dtype=bool)
    found[docs] = True
    scores = np.full(columns.size, np.inf)
    scores[docs] = [row[1] for row in rows]
    return mask & found, scores if ranked else None


def _fts(query: Query) -> str:
    parts: list[str] = []
    for node in query.nodes:
        if not _is_text(node):
            continue
        if isinstance(node, Word):
            parts += [_quoted(term, '"') for term in node.terms]
        elif isinstance(node, Code):
            every = " AND ".join(_quoted(term, '"') for term in node.terms)
            number = _quoted(node.number, '"')
            parts.append(f"(({every}) OR {number})")
        elif isinstance(node, Phrase):
            parts.append(_quoted(" ".join(node.terms), '"'))
        elif isinstance(node, Prefix):
            parts.append(_quoted(node.start, '"') + " *")
    return " AND ".join(parts)


def _page(
    db: sqlite3.Connection,
    columns: Columns,
    mask: Mask,
    scores: NDArray[np.float64] | None,
    order: Order,
    request: SearchRequest,
) -> SearchPage:
    field, down = order.field or "", order.descending
    after = None
    if request.cursor is not None:
        shown, last = read_cursor(request.cursor, order)
        after = (_checked(lambda: _key(columns, order, shown)), last)
    most = request.limit + 1 if request.limit else 0
    if scores is None:
        docs = columns.page(mask, field, after, most, descending=down)
    else:
        docs = columns.best(mask, scores, after, most)
    more, docs = len(docs) > request.limit, docs[: request.limit]
    shown_scores = [0.0 if scores is None else 0.0 - float(scores[doc]) for doc in docs]
    hits = _hits(db, columns.number, docs, shown_scores)
    following = None
    if more:
        key = columns.shown(field, docs[-1], descending=down) if field else -shown_scores[-1]
        following = write_cursor(order, key, hits[-1].id)
    total = int(np.count_nonzero(mask))
    return SearchPage(hits, total, following, _facets(columns, mask, request))


def _key(columns: Columns, order: Order, shown: Any) -> float:
    if order.field is None:
        return float(shown)
    return columns.key_of(order.field, shown, descending=order.descending)


def _checked(read: Callable[[], float]) -> float:
    try:
        return read()
    except (TypeError, ValueError) as error:
        raise BadQuery("this cursor does not belong to this search") from error


def _facets(columns: Columns, mask: Mask, request: SearchRequest) -> tuple[Facet, ...]:
    return tuple(
        Facet(name, columns.keywords(name).counts(mask, request.facet_size))
        for name in request.facets
    )


def _hits(
    db: sqlite3.Connection, number: int, docs: Sequence[int], scores: Sequence[float]
) -> tuple[Hit, ...]:
    hits: list[Hit] = []
    for doc, score in zip(docs, scores, strict=True):
        name, fields, version = db.execute(
            f"SELECT id, fields, version FROM docs_{number} JOIN stored_{number} USING (doc) WHERE doc = ?",
            (doc,),
        ).fetchone()
        hits.append(Hit(name, score, json.loads(fields), version))
    return tuple(hits)


class _Vectors:
    """A generation's vectors in memory, float16 [n, dimensions], as of a write number."""

    def __init__(self, generation: Generation) -> None:
        self._dimensions = generation.dimensions or 0
        self._seq = -1
        self._docs: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._matrix: NDArray[np.float16] = np.empty((0, self._dimensions), dtype=np.float16)

    def catch_up(self, db: sqlite3.Connection, table: _Table) -> None:
        if table.seq == self._seq:
            return
        changed = [
            row[0]
            for row in db.execute(
                f"SELECT doc FROM docs_{table.number} WHERE seq > ?", (self._seq,)
            )
        ]
        rows = db.execute(
            f"SELECT v.doc, v.vector FROM docs_{table.number} d"
            f" JOIN vectors_{table.number} v USING (doc) WHERE d.seq > ?",
            (self._seq,),
        ).fetchall()
        kept = ~np.isin(self._docs, changed)
        new = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float16)
        self._matrix = np.concatenate(
            [self._matrix[kept], new.reshape(len(rows), self._dimensions)]
        )
        self._docs = np.concatenate(
            [self._docs[kept], np.array([row[0] for row in rows], dtype=np.int64)]
        )
        self._seq = table.seq

    def nearest(
        self, db: sqlite3.Connection, columns: Columns, mask: Mask, request: SearchRequest
    ) -> SearchPage:
        """The `limit` nearest by cosine among the masked documents that have a vector."""
        if request.vector is None:
            raise TypeError("a search by picture needs a vector")
        try:
            wanted = unit(request.vector, self._dimensions)
        except ValueError as error:
            raise BadQuery(str(error)) from error
        among = np.flatnonzero(mask[self._docs])
        docs = self._docs[among]
        distances = np.full(columns.size, np.inf)
        for start in range(0, len(among), BLOCK):
            block = self._matrix[among[start : start + BLOCK]].astype(np.float32)
            distances[docs[start : start + BLOCK]] = -(block @ wanted)
        having = np.isfinite(distances)
        best = columns.best(having, distances, None, request.limit) if request.limit else []
        hits = _hits(db, columns.number, best, [-float(distances[doc]) for doc in best])
        return SearchPage(hits, len(among), None, _facets(columns, having, request))
