"""Objects below a prefix of a store: pictures by key, and a sheet among them if there is one."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath

from insecta.errors import BadSource
from insecta.services.sources import folder, table
from insecta.services.sources.joined import joined, of_picture
from insecta.services.sources.pictures import PictureIndex, has_picture_name, is_litter
from insecta.services.sources.record import PictureRef, Problem, ReadOptions, SourceRecord
from insecta.services.sources.source_row import SourceRow

MAX_SHEET_BYTES = 512_000_000


def read(
    listing: Iterable[tuple[str, int]],
    read_object: Callable[[str], bytes],
    options: ReadOptions | None = None,
    *,
    prefix: str = "",
) -> Iterator[SourceRecord]:
    """A record per picture (key, size); `prefix` is left out of names. Order is the listing's.

    One table below the prefix is the manifest: it names pictures by key, relative to itself. With
    several tables none is taken. Raises BadSource naming the object and row.
    """
    settings = options or ReadOptions()
    pictures: list[PictureRef] = []
    sheets: list[tuple[str, int]] = []
    others: list[str] = []
    for key, size in listing:
        name = key.removeprefix(prefix).lstrip("/")
        if not name or name.endswith("/") or is_litter(name):
            continue
        if has_picture_name(name):
            pictures.append(PictureRef(name=name, object_key=key, size=size))
        elif PurePosixPath(name).suffix.casefold() in table.SUFFIXES:
            sheets.append((key, size))
        else:
            others.append(name)
    yield from _records(pictures, sheets, read_object, settings, prefix)
    for name in others:
        yield folder.of_problem(Problem("not_a_picture", name, "not a picture"))


def _records(
    pictures: list[PictureRef],
    sheets: list[tuple[str, int]],
    read_object: Callable[[str], bytes],
    options: ReadOptions,
    prefix: str,
) -> Iterator[SourceRecord]:
    if len(sheets) == 1:
        name = sheets[0][0].removeprefix(prefix).lstrip("/")
        rows = _rows(sheets[0], read_object, name)
        base = str(PurePosixPath(name).parent)
        index = PictureIndex(pictures, options.pattern)
        yield from joined(rows, index, options, base="" if base == "." else base)
        return
    for picture in pictures:
        yield of_picture(picture, options)
    for key, _ in sheets:
        text = "one of several tables, so none is taken as the manifest"
        name = key.removeprefix(prefix).lstrip("/")
        yield folder.of_problem(Problem("not_a_picture", name, text))


def _rows(
    sheet: tuple[str, int], read_object: Callable[[str], bytes], name: str
) -> Iterator[SourceRow]:
    key, size = sheet
    if size > MAX_SHEET_BYTES:
        raise BadSource(f"the table is larger than {MAX_SHEET_BYTES:,} bytes", where=name)
    yield from table.source_rows(io.BytesIO(read_object(key)), name)
