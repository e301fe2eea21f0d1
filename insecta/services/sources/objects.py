"""Objects below a prefix of a store: pictures by key, and a sheet among them if there is one.

Neither the listing nor the sheet is ever in memory as a whole: pictures go on a shelf, and the sheet is
read in blocks.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Protocol

from insecta.errors import BadSource
from insecta.services.sources import folder, table
from insecta.services.sources.joined import joined, of_picture
from insecta.services.sources.pictures import PictureIndex, has_picture_name, is_litter
from insecta.services.sources.record import PictureRef, Problem, ReadOptions, SourceRecord
from insecta.services.sources.source_row import SourceRow

MAX_SHEET_BYTES = 16_000_000_000
"""More than a hundred million rows."""
BLOCK = 8 * 2**20
"""Bytes of one request for a sheet."""


class ReadObject(Protocol):
    """`ObjectStore.read`."""

    def __call__(self, key: str, start: int = 0, length: int | None = None, /) -> bytes: ...


def read(
    listing: Iterable[tuple[str, int]],
    read_object: ReadObject,
    options: ReadOptions | None = None,
    *,
    prefix: str = "",
) -> Iterator[SourceRecord]:
    """A record per picture (key, size); `prefix` is left out of names. Order is the listing's.

    One table below the prefix is the manifest: it names pictures by key, relative to itself. With
    several tables none is taken. Raises BadSource naming the object and row.
    """
    settings = options or ReadOptions()
    sheets: list[tuple[str, int]] = []
    others: list[str] = []
    listed = _pictures(listing, prefix, sheets, others)
    pictures = PictureIndex(listed, settings.pattern, many=True)
    yield from _records(pictures, sheets, read_object, settings, prefix)
    for name in others:
        yield folder.of_problem(Problem("not_a_picture", name, "not a picture"))


def _pictures(
    listing: Iterable[tuple[str, int]],
    prefix: str,
    sheets: list[tuple[str, int]],
    others: list[str],
) -> Iterator[PictureRef]:
    """Pictures of a listing; what else there is goes into `sheets` and `others`."""
    for key, size in listing:
        name = key.removeprefix(prefix).lstrip("/")
        if not name or name.endswith("/") or is_litter(name):
            continue
        if has_picture_name(name):
            yield PictureRef(name=name, object_key=key, size=size)
        elif PurePosixPath(name).suffix.casefold() in table.SUFFIXES:
            sheets.append((key, size))
        else:
            others.append(name)


def _records(
    pictures: PictureIndex,
    sheets: list[tuple[str, int]],
    read_object: ReadObject,
    options: ReadOptions,
    prefix: str,
) -> Iterator[SourceRecord]:
    if len(sheets) == 1:
        name = sheets[0][0].removeprefix(prefix).lstrip("/")
        rows = _rows(sheets[0], read_object, name)
        base = str(PurePosixPath(name).parent)
        yield from joined(rows, pictures, options, base="" if base == "." else base)
        return
    for picture in pictures.all():
        yield of_picture(picture, options)
    for key, _ in sheets:
        text = "one of several tables, so none is taken as the manifest"
        name = key.removeprefix(prefix).lstrip("/")
        yield folder.of_problem(Problem("not_a_picture", name, text))


def _rows(sheet: tuple[str, int], read_object: ReadObject, name: str) -> Iterator[SourceRow]:
    key, size = sheet
    if size > MAX_SHEET_BYTES:
        raise BadSource(f"the table is larger than {MAX_SHEET_BYTES:,} bytes", where=name)
    blocks = _Blocks(key, size, read_object)
    yield from table.source_rows(io.BufferedReader(blocks, BLOCK), name)


class _Blocks(io.RawIOBase):
    """An object of `size` bytes as a file that is read as far as it is asked for."""

    def __init__(self, key: str, size: int, read_object: ReadObject) -> None:
        self._key, self._size, self._read = key, size, read_object
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = start + offset
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        wanted = min(len(buffer), self._size - self._at)
        data = self._read(self._key, self._at, wanted) if wanted > 0 else b""
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
