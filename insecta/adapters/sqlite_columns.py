"""Columns of the embedded index, held in memory: filters, counts and orders as array operations.

A `Columns` mirrors one generation's tables. It loads a field when a search first asks for it, and
after each write reads only the rows written since (`seq`). Documents are numbered by the table
(`doc`, from 1); masks are bool arrays [size] over these numbers.

At 100,000 documents a field takes about a megabyte and a filter or count well under a millisecond.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.domain.documents import INTERVALS, Kind
from insecta.domain.query import AnyOf, Between, Missing, Node, Prefix
from insecta.domain.text import fold

Mask = NDArray[np.bool_]
Cell = tuple[int, Any]  # document number, what `cells` holds


class Ranked:
    """Distinct strings with stable codes and, at any time, their rank in code-point order."""

    def __init__(self) -> None:
        self.code_of: dict[str, int] = {}
        self._new: list[str] = []
        self._sorted: NDArray[np.object_] = np.empty(0, dtype=object)
        self._ranks: NDArray[np.float64] = np.empty(0)

    def code(self, text: str) -> int:
        """The string's code; codes count from 0 in order of arrival."""
        known = self.code_of.get(text)
        if known is None:
            known = self.code_of[text] = len(self.code_of)
            self._new.append(text)
        return known

    @property
    def ranks(self) -> NDArray[np.float64]:
        """Rank of each code."""
        self._settle()
        return self._ranks

    def rank_of(self, text: str) -> float:
        """Rank of a string, or where it would stand between two (a half)."""
        self._settle()
        at = int(np.searchsorted(self._sorted, text))
        there = at < len(self._sorted) and self._sorted[at] == text
        return float(at) if there else at - 0.5

    def _settle(self) -> None:
        if not self._new:
            return
        new = np.array(sorted(self._new), dtype=object)
        self._new = []
        self._sorted = np.insert(self._sorted, np.searchsorted(self._sorted, new), new)
        codes = np.fromiter((self.code_of[text] for text in self._sorted), dtype=np.int64)
        self._ranks = np.empty(len(codes))
        self._ranks[codes] = np.arange(len(codes), dtype=np.float64)


class Keywords:
    """A keyword field: pairs of document and value code; a document may hold several."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self._code_of: dict[str, int] = {}
        self._folded = Ranked()
        self._folded_of: list[int] = []
        self._docs: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._codes: NDArray[np.int64] = np.empty(0, dtype=np.int64)

    def replace(self, changed: Mask | None, cells: Iterable[Cell]) -> None:
        """Forget the changed documents' values, then take the cells."""
        rows = list(cells)
        codes_of = {cell: self._codes_of(cell) for cell in {row[1] for row in rows}}
        found = [codes_of[row[1]] for row in rows]
        docs = np.fromiter((row[0] for row in rows), np.int64, len(rows))
        docs = np.repeat(docs, np.fromiter(map(len, found), np.int64, len(rows)))
        codes = np.fromiter(chain.from_iterable(found), np.int64, len(docs))
        if changed is not None:
            kept = ~changed[self._docs]
            self._docs, self._codes = self._docs[kept], self._codes[kept]
        self._docs = np.concatenate([self._docs, docs])
        self._codes = np.concatenate([self._codes, codes])

    def present(self, size: int) -> Mask:
        """Documents that hold any value."""
        return self._where(size, np.ones(len(self.values), dtype=bool))

    def any_of(self, size: int, values: Iterable[str]) -> Mask:
        """Documents with a value that folds to one of these, folded alike."""
        wanted = {self._folded.code_of.get(fold(value), -1) for value in values}
        return self._where(size, np.isin(np.array(self._folded_of, dtype=np.int64), list(wanted)))

    def exactly(self, size: int, values: Iterable[str]) -> Mask:
        """Documents with one of these values as stored."""
        wanted = np.zeros(len(self.values), dtype=bool)
        wanted[[code for value in values if (code := self._code_of.get(value)) is not None]] = True
        return self._where(size, wanted)

    def starting(self, size: int, start: str) -> Mask:
        """Documents with a value whose folded form begins with this, folded alike."""
        begin = fold(start)
        folded = {code for text, code in self._folded.code_of.items() if text.startswith(begin)}
        return self._where(size, np.isin(np.array(self._folded_of, dtype=np.int64), list(folded)))

    def counts(self, mask: Mask, most: int) -> tuple[tuple[str, int], ...]:
        """The `most` frequent values of the masked documents, ties by value."""
        found = np.bincount(self._codes[mask[self._docs]], minlength=len(self.values))
        codes = np.flatnonzero(found)
        if len(codes) > most:
            least = np.partition(found[codes], len(codes) - most)[len(codes) - most]
            codes = codes[found[codes] >= least]
        pairs = [(self.values[code], int(found[code])) for code in codes]
        return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:most])

    def keys(self, size: int, *, descending: bool) -> NDArray[np.float64]:
        """Sort key of every document, smallest first: inf where it has no value."""
        keys = np.full(size, np.inf)
        if self.values:
            ranks = self._folded.ranks[np.array(self._folded_of, dtype=np.int64)][self._codes]
            np.minimum.at(keys, self._docs, -ranks if descending else ranks)
        return keys

    def key_of(self, shown: str, *, descending: bool) -> float:
        """The sort key of a cursor's value."""
        rank = self._folded.rank_of(shown)
        return -rank if descending else rank

    def shown(self, doc: int, *, descending: bool) -> str | None:
        """What a cursor holds of a document: its smallest or largest folded value."""
        folded = [fold(self.values[code]) for code in self._codes[self._docs == doc]]
        return (max(folded) if descending else min(folded)) if folded else None

    def _codes_of(self, cell: Any) -> tuple[int, ...]:
        values = json.loads(cell) if isinstance(cell, bytes) else (cell,)
        return tuple(self._code(value) for value in values)

    def _code(self, value: str) -> int:
        known = self._code_of.get(value)
        if known is None:
            known = self._code_of[value] = len(self.values)
            self.values.append(value)
            self._folded_of.append(self._folded.code(fold(value)))
        return known

    def _where(self, size: int, wanted: Mask) -> Mask:
        mask = np.zeros(size, dtype=bool)
        mask[self._docs[wanted[self._codes]]] = True
        return mask


class Numbers:
    """A number or date field (days as proleptic ordinals): one value or NaN per document."""

    def __init__(self, kind: Kind) -> None:
        self._read: Callable[[Any], float] = _ordinal if kind == "date" else float
        self._values: NDArray[np.float64] = np.empty(0)

    def replace(self, changed: Mask | None, cells: Iterable[Cell]) -> None:
        if changed is not None:
            self.values(len(changed))[: len(changed)][changed] = np.nan
        found = list(cells)
        if found:
            docs = np.array([doc for doc, _ in found], dtype=np.int64)
            self.values(int(docs.max()) + 1)[docs] = [self._read(cell) for _, cell in found]

    def values(self, size: int) -> NDArray[np.float64]:
        """float64 [at least size], NaN where empty."""
        if len(self._values) < size:
            grown = np.full(max(size, len(self._values) * 5 // 4), np.nan)
            grown[: len(self._values)] = self._values
            self._values = grown
        return self._values

    def end(self, value: Any) -> float:
        """An end of a range in this column's terms."""
        return self._read(value)

    def keys(self, size: int, *, descending: bool) -> NDArray[np.float64]:
        values = self.values(size)[:size]
        return np.where(np.isnan(values), np.inf, -values if descending else values)

    def key_of(self, shown: float, *, descending: bool) -> float:
        return -float(shown) if descending else float(shown)

    def shown(self, doc: int, *, descending: bool) -> float | None:
        value = float(self._values[doc]) if doc < len(self._values) else np.nan
        return None if np.isnan(value) else value


class Columns:
    """The loaded columns of one generation, as of the write number `seq`."""

    def __init__(self, number: int, table: dict[str, Kind]) -> None:
        self.number = number
        self._table = table
        self._codes = {name: code for code, name in enumerate(table)}
        self._fields: dict[str, Keywords | Numbers] = {}
        self._seq = -1
        self._ids = Ranked()
        self._orders: dict[tuple[str, bool], tuple[NDArray[np.int64], NDArray[np.float64]]] = {}
        self._code_of_doc: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self.live: Mask = np.zeros(1, dtype=bool)

    @property
    def size(self) -> int:
        return len(self.live)

    def catch_up(self, db: sqlite3.Connection, seq: int, fields: Iterable[str]) -> None:
        """Read what was written up to `seq`, then load the fields that were never asked for."""
        if seq != self._seq:
            self._read_changes(db, seq)
        for name in fields:
            if name not in self._fields:
                column = self._new(self._table[name])
                column.replace(None, self._cells(db, name))
                self._fields[name] = column

    def keywords(self, name: str) -> Keywords:
        column = self._fields[name]
        if not isinstance(column, Keywords):
            raise TypeError(f"{name} is no keyword field")
        return column

    def mask(self, node: Node) -> Mask:
        """Documents that match a node which is not about text."""
        if isinstance(node, AnyOf):
            return self.keywords(node.field).any_of(self.size, node.values)
        if isinstance(node, Prefix):
            return self.keywords(node.field).starting(self.size, node.start)
        if isinstance(node, Between):
            return self._between(node)
        if isinstance(node, Missing):
            return self._missing(node.field)
        raise TypeError(f"{node} is about text")

    def page(
        self,
        mask: Mask,
        field: str,
        after: tuple[float, str] | None,
        limit: int,
        *,
        descending: bool,
    ) -> list[int]:
        """The first `limit` masked documents by (field, id), behind `after` where given.

        `field` may be empty: by id alone. Sorted once after each write; then a page costs its own
        length, wherever it begins.
        """
        order, keys = self._order(field, descending=descending)
        at, step, found = 0, 4 * limit, list[int]()
        if after is not None:
            first, behind = (
                np.searchsorted(keys, after[0], "left"),
                np.searchsorted(keys, after[0], "right"),
            )
            last = self._ids.rank_of(after[1])
            at = bisect_right(order, last, int(first), int(behind), key=self._rank)
        while at < len(order) and len(found) < limit:
            block = order[at : at + step]
            found += block[mask[block]].tolist()
            at, step = at + step, step * 4
        return found[:limit]

    def best(
        self, mask: Mask, keys: NDArray[np.float64], after: tuple[float, str] | None, limit: int
    ) -> list[int]:
        """The first `limit` by (key, id), behind `after`: for keys of one search, such as scores."""
        docs = np.flatnonzero(mask)
        found = keys[docs]
        if after is not None:
            key, last = after[0], self._ids.rank_of(after[1])
            behind, tied = found > key, np.flatnonzero(found == key)
            behind[tied] = self._ranks(docs[tied]) > last
            docs, found = docs[behind], found[behind]
        if len(docs) > limit > 0:
            kept = self._smallest(docs, found, limit)
            docs, found = docs[kept], found[kept]
        return [int(doc) for doc in docs[np.lexsort((self._ranks(docs), found))[:limit]]]

    def _order(
        self, field: str, *, descending: bool
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Living documents in order, and their keys."""
        known = self._orders.get((field, descending))
        if known is None:
            docs = np.flatnonzero(self.live)
            keys = (
                self._fields[field].keys(self.size, descending=descending)[docs]
                if field
                else np.zeros(len(docs))
            )
            places = np.lexsort((self._ranks(docs), keys))
            known = self._orders[field, descending] = docs[places], keys[places]
        return known

    def _rank(self, doc: int) -> float:
        return float(self._ids.ranks[self._code_of_doc[doc]])

    def _smallest(
        self, docs: NDArray[np.int64], found: NDArray[np.float64], limit: int
    ) -> NDArray[np.int64]:
        """Places of the `limit` smallest keys, ties by id, in no order."""
        least = np.partition(found, limit - 1)[limit - 1]
        sure, tied = np.flatnonzero(found < least), np.flatnonzero(found == least)
        room = limit - len(sure)
        if len(tied) > room:
            tied = tied[np.argpartition(self._ranks(docs[tied]), room - 1)[:room]]
        return np.concatenate([sure, tied])

    def _ranks(self, docs: NDArray[np.int64]) -> NDArray[np.float64]:
        """Places of documents in the order of ids: only gathered where keys are equal."""
        return self._ids.ranks[self._code_of_doc[docs]]

    def key_of(self, field: str, shown: Any, *, descending: bool) -> float:
        """Sort key of what `shown` gave; None (no value) is last."""
        if shown is None:
            return np.inf
        return self._fields[field].key_of(shown, descending=descending)

    def shown(self, field: str, doc: int, *, descending: bool) -> Any:
        return self._fields[field].shown(doc, descending=descending)

    def _between(self, node: Between) -> Mask:
        low_field, high_field = INTERVALS.get(node.field, (node.field, node.field))
        low, high = self._numbers(low_field), self._numbers(high_field)
        first, last = low.values(self.size)[: self.size], high.values(self.size)[: self.size]
        if low is not high:
            first, last = (
                np.where(np.isnan(first), last, first),
                np.where(np.isnan(last), first, last),
            )
        mask = ~np.isnan(first)
        if node.low is not None:
            mask &= last >= low.end(node.low)
        if node.high is not None:
            mask &= first <= high.end(node.high)
        return mask

    def _missing(self, field: str) -> Mask:
        mask = np.ones(self.size, dtype=bool)
        for name in INTERVALS.get(field, (field,)):
            column = self._fields[name]
            if isinstance(column, Keywords):
                mask &= ~column.present(self.size)
            else:
                mask &= np.isnan(column.values(self.size)[: self.size])
        return mask

    def _numbers(self, name: str) -> Numbers:
        column = self._fields[name]
        if not isinstance(column, Numbers):
            raise TypeError(f"{name} is no number or date field")
        return column

    @staticmethod
    def _new(kind: Kind) -> Keywords | Numbers:
        return Keywords() if kind in ("keyword", "flag") else Numbers(kind)

    def _cells(self, db: sqlite3.Connection, name: str, since: int = -1) -> list[Cell]:
        if since < 0:
            return db.execute(
                f"SELECT doc, value FROM cells_{self.number} WHERE field = ?", (self._codes[name],)
            ).fetchall()
        return db.execute(
            f"SELECT c.doc, c.value FROM docs_{self.number} d CROSS JOIN cells_{self.number} c"
            " ON c.field = ? AND c.doc = d.doc WHERE d.seq > ?",
            (self._codes[name], since),
        ).fetchall()

    def _read_changes(self, db: sqlite3.Connection, seq: int) -> None:
        rows: Sequence[tuple[int, str, int]] = db.execute(
            f"SELECT doc, id, deleted FROM docs_{self.number} WHERE seq > ?", (self._seq,)
        ).fetchall()
        if rows:
            self._orders.clear()
            docs = np.array([row[0] for row in rows], dtype=np.int64)
            self._grow(int(docs.max()) + 1)
            self.live[docs] = [not row[2] for row in rows]
            self._code_of_doc[docs] = [self._ids.code(row[1]) for row in rows]
            changed = np.zeros(self.size, dtype=bool)
            changed[docs] = True
            for name, column in self._fields.items():
                column.replace(changed, self._cells(db, name, self._seq))
        self._seq = seq

    def _grow(self, size: int) -> None:
        if size > self.size:
            self.live = np.concatenate([self.live, np.zeros(size - self.size, dtype=bool)])
        more = self.size - len(self._code_of_doc)
        self._code_of_doc = np.concatenate([self._code_of_doc, np.zeros(more, dtype=np.int64)])


def _ordinal(day: str) -> float:
    return float(date.fromisoformat(day).toordinal())
