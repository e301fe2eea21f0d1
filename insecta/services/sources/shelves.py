"""The pictures of a source, kept to be found by a row: in memory, or beyond some number on disk.

Both shelves answer alike (a test holds them to it). What the one on disk keeps is an unnamed database
of SQLite, which is gone when the shelf is: memory stays what its cache takes, however long the list.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import chain, islice
from typing import Protocol

from insecta.services.sources.record import PictureRef

IN_MEMORY = 200_000
"""Objects of a bucket, or texts, up to which memory is used: some 100 MB."""
CACHE_KIB = 64 * 1024
PAGE = 5_000
Numbers = Callable[[PictureRef], tuple[str, str]]
"""Normal form and letter of the catalogue number in a picture's name."""
Folded = Callable[[str], str]


class Shelf(Protocol):
    """Pictures in their order, and which of them a row asked for."""

    def at(self, path: str) -> PictureRef | None:
        """The first picture of a folded path."""

    def called(self, name: str) -> list[PictureRef]:
        """Pictures of a folded file name, in any folder."""

    def numbered(self, normal: str) -> list[tuple[str, PictureRef]]:
        """(letter, picture) of those whose names hold a number."""

    def use(self, pictures: Iterable[PictureRef]) -> None:
        """A row asked for these."""

    def all(self) -> Iterator[PictureRef]: ...

    def unused(self) -> Iterator[PictureRef]: ...


def shelf(
    pictures: Iterable[PictureRef], folded: Folded, file_name: Folded, numbers: Numbers
) -> Shelf:
    """Pictures of a bucket, on disk where there are more than `IN_MEMORY`.

    `folded`: as paths are compared; `file_name`: the same of the last part of one.
    """
    remaining = iter(pictures)
    first = list(islice(remaining, IN_MEMORY + 1))
    if len(first) <= IN_MEMORY:
        return MemoryShelf(first, folded, file_name, numbers)
    return DiskShelf(chain(first, remaining), folded, file_name, numbers)


class MemoryShelf:
    def __init__(
        self,
        pictures: Iterable[PictureRef],
        folded: Folded,
        file_name: Folded,
        numbers: Numbers,
    ) -> None:
        self._all = list(pictures)
        self._file_name, self._numbers = file_name, numbers
        self._by_path: dict[str, PictureRef] = {}
        self._used: set[str] = set()
        for picture in self._all:
            self._by_path.setdefault(folded(picture.name), picture)

    def at(self, path: str) -> PictureRef | None:
        return self._by_path.get(path)

    def called(self, name: str) -> list[PictureRef]:
        return self._by_name.get(name, [])

    def numbered(self, normal: str) -> list[tuple[str, PictureRef]]:
        return self._by_number.get(normal, [])

    def use(self, pictures: Iterable[PictureRef]) -> None:
        self._used.update(picture.name for picture in pictures)

    def all(self) -> Iterator[PictureRef]:
        return iter(self._all)

    def unused(self) -> Iterator[PictureRef]:
        return (picture for picture in self._all if picture.name not in self._used)

    @cached_property
    def _by_name(self) -> dict[str, list[PictureRef]]:
        """Made when first a path does not fit."""
        found = defaultdict(list)
        for picture in self._all:
            found[self._file_name(picture.name)].append(picture)
        return found

    @cached_property
    def _by_number(self) -> dict[str, list[tuple[str, PictureRef]]]:
        """Made when first a row names no picture."""
        found = defaultdict(list)
        for picture in self._all:
            normal, letter = self._numbers(picture)
            found[normal].append((letter, picture))
        return found


class DiskShelf:
    """Of objects in a bucket, whose names are their own: no two are equal."""

    def __init__(
        self,
        pictures: Iterable[PictureRef],
        folded: Folded,
        file_name: Folded,
        numbers: Numbers,
    ) -> None:
        self._folded, self._file_name, self._numbers = folded, file_name, numbers
        self._db = _unnamed()
        self._db.execute("create table pictures (n integer primary key, path, name, key, size)")
        self._db.executemany(
            "insert into pictures (path, name, key, size) values (?, ?, ?, ?)",
            ((folded(one.name), one.name, one.object_key, one.size) for one in pictures),
        )
        self._db.execute("create index by_path on pictures (path)")
        (last,) = self._db.execute("select coalesce(max(n), 0) from pictures").fetchone()
        self._used = bytearray(last + 1)

    def at(self, path: str) -> PictureRef | None:
        query = "select name, key, size from pictures where path = ? order by n limit 1"
        row = self._db.execute(query, (path,)).fetchone()
        return None if row is None else _picture(*row)

    def called(self, name: str) -> list[PictureRef]:
        return [picture for _, picture in self._under(self._by_name, name)]

    def numbered(self, normal: str) -> list[tuple[str, PictureRef]]:
        return self._under(self._by_number, normal)

    def use(self, pictures: Iterable[PictureRef]) -> None:
        query = "select n from pictures where path = ? and name = ?"
        for picture in pictures:
            for (n,) in self._db.execute(query, (self._folded(picture.name), picture.name)):
                self._used[n] = 1

    def all(self) -> Iterator[PictureRef]:
        return (picture for _, picture in self._listed())

    def unused(self) -> Iterator[PictureRef]:
        return (picture for n, picture in self._listed() if not self._used[n])

    @cached_property
    def _by_name(self) -> str:
        """Made when first a path does not fit: its table."""
        return self._sorted("names", lambda one: (self._file_name(one.name), ""))

    @cached_property
    def _by_number(self) -> str:
        """Made when first a row names no picture: its table."""
        return self._sorted("numbers", self._numbers)

    def _sorted(self, table: str, key: Numbers) -> str:
        self._db.execute(f"create table {table} (text, letter, n)")
        self._db.executemany(
            f"insert into {table} values (?, ?, ?)",
            ((*key(picture), n) for n, picture in self._listed()),
        )
        self._db.execute(f"create index of_{table} on {table} (text)")
        return table

    def _under(self, table: str, text: str) -> list[tuple[str, PictureRef]]:
        rows = self._db.execute(
            f"select letter, name, key, size from {table} join pictures using (n)"
            " where text = ? order by n",
            (text,),
        )
        return [(letter, _picture(*rest)) for letter, *rest in rows]

    def _listed(self) -> Iterator[tuple[int, PictureRef]]:
        """In order, page by page: what is asked meanwhile disturbs nothing."""
        after = 0
        query = "select n, name, key, size from pictures where n > ? order by n limit ?"
        while rows := self._db.execute(query, (after, PAGE)).fetchall():
            for n, *rest in rows:
                yield n, _picture(*rest)
            after = rows[-1][0]


class Once:
    """Texts that were met; beyond `IN_MEMORY` on disk."""

    def __init__(self) -> None:
        self._met: set[str] = set()
        self._db: sqlite3.Connection | None = None

    def met(self, text: str) -> bool:
        """Whether it was met before; from now on it was."""
        if self._db is not None:
            return self._db.execute(_MEET, (_bytes(text),)).rowcount == 0
        known = text in self._met
        self._met.add(text)
        if len(self._met) > IN_MEMORY:
            self._db = _unnamed()
            self._db.execute("create table met (text blob primary key) without rowid")
            self._db.executemany(_MEET, ((one,) for one in sorted(map(_bytes, self._met))))
            self._met = set()
        return known


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


_MEET = "insert or ignore into met values (?)"


def _unnamed() -> sqlite3.Connection:
    """A database that lies on disk as far as its cache is too small, and is nobody else's."""
    found = sqlite3.connect("", isolation_level=None)
    for pragma in ("journal_mode = off", "synchronous = off", f"cache_size = -{CACHE_KIB}"):
        found.execute(f"pragma {pragma}")
    return found


def _picture(name: str, key: str | None, size: int | None) -> PictureRef:
    return PictureRef(name=name, object_key=key, size=size)
