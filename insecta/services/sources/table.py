"""A CSV or TSV sheet: a manifest that names pictures, or a specimen list such as AntWeb's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from insecta.errors import BadSource
from insecta.services.sources import columns, delimited, folder, harvested
from insecta.services.sources.joined import joined
from insecta.services.sources.pictures import PictureIndex, references
from insecta.services.sources.record import PictureRef, Problem, ReadOptions, SourceRecord
from insecta.services.sources.source_row import Media, SourceRow

SUFFIXES = frozenset({".csv", ".tsv", ".tab", ".txt"})


def read(
    sheet: Path, options: ReadOptions | None = None, pictures: Path | None = None
) -> Iterator[SourceRecord]:
    """A record per row and picture, then the pictures that no row asked for.

    `pictures`: the folder they are in; default: the sheet's own, from which the picture column is
    read. Raises BadSource naming file and row.
    """
    settings = options or ReadOptions()
    home = pictures or sheet.parent
    try:
        with sheet.open("rb") as stream:
            yield from _read(stream, sheet, home, settings)
    except OSError as error:
        raise BadSource(f"cannot read it: {error.strerror}", where=sheet.name) from error


def _read(
    stream: BinaryIO, sheet: Path, home: Path, options: ReadOptions
) -> Iterator[SourceRecord]:
    rows = source_rows(stream, sheet.name)
    first = next(rows, None)  # a wrong table is told before a large folder is listed
    if first is None:
        raise BadSource("the table has a header and no rows", where=sheet.name)
    found = list(folder.walk(home))
    pictures = [item for item in found if isinstance(item, PictureRef)]
    index = PictureIndex(pictures, options.pattern, _harvested(home))

    def again() -> Iterator[SourceRow]:
        yield first
        yield from rows

    yield from joined(again(), index, options)
    for item in found:
        if isinstance(item, Problem) and item.code != "not_a_picture":
            yield folder.of_problem(item)


def _harvested(home: Path) -> dict[str, str]:
    """What a harvest fetched into the sheet's folder."""
    file = home / harvested.FILE
    if not file.is_file():
        return {}
    with file.open("rb") as lines:
        return harvested.links(lines)


def source_rows(stream: BinaryIO, name: str) -> Iterator[SourceRow]:
    """Rows of a table with a header; the stream is at its beginning, and is closed.

    Raises BadSource where no column is of use, or quotes do not match.
    """
    rows = delimited.rows(stream, name)
    header = next(rows, None)
    if header is None:
        raise BadSource("the file is empty", where=name)
    headers = _unique(header.cells)
    mapping = columns.meanings(headers)
    if not set(mapping.values()) & set(columns.SUFFICIENT):
        raise BadSource(columns.missing_from(headers), where=f"{name} row {header.number}")
    for row in rows:
        yield _row(row, headers, mapping, name)


def _unique(cells: Sequence[str]) -> list[str]:
    """Header names; an empty one is called by its place, a repeated one gets a number."""
    names: list[str] = []
    for place, cell in enumerate(cells, 1):
        name = cell.strip().lstrip("\ufeff") or f"column {place}"
        repeated = names.count(name) or sum(known.startswith(f"{name} #") for known in names)
        names.append(f"{name} #{place}" if repeated else name)
    return names


def _row(
    row: delimited.Row, headers: Sequence[str], mapping: dict[str, str], name: str
) -> SourceRow:
    where = f"{name} row {row.number}"
    extra, short = row.cells[len(headers) :], len(headers) - len(row.cells)
    problems = list(row.problems)
    if any(extra):
        text = f"{len(extra)} cells more than the header has columns: cells may have shifted"
        problems.append(Problem("extra_cells", where, text))
    if short > 0:
        problems.append(Problem("short_row", where, f"{short} cells fewer than the header"))
    verbatim = dict(zip(headers, row.cells, strict=False))
    verbatim |= {f"column {len(headers) + i}": cell for i, cell in enumerate(extra, 1) if cell}
    cells = columns.values(verbatim, mapping)
    media = tuple(Media(reference, where) for reference in references(cells.get("picture", "")))
    own = {meaning: header for header, meaning in mapping.items()}
    return SourceRow(where, where, verbatim, cells, own, media, tuple(problems))
