"""Rows of CSV and TSV files as people really save them: encodings, delimiters, quotes, bad bytes."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, NamedTuple

from insecta.errors import BadSource
from insecta.services.sources.record import Problem

SAMPLE = 262_144
DELIMITERS = ("\t", ",", ";", "|")
MAX_CELL = 4_000_000
"""Characters of one cell; more means that a quote was opened and never closed."""

READ_ERRORS = (OSError, EOFError, ValueError, zlib.error, zipfile.BadZipFile)
"""What reading a damaged file or archive member raises (UnicodeError is a ValueError)."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Format:
    """How a file is written. An empty `delimiter` is not declared: sniff it. `quote` is empty where quotes mean nothing; `newline` ends a row."""

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    newline: str = "\n"


class Row(NamedTuple):
    """`number` counts rows as a spreadsheet shows them, the first being 1."""

    number: int
    cells: list[str]
    problems: tuple[Problem, ...] = ()


def sniff(sample: bytes, name: str) -> Format:
    """Encoding, delimiter and quoting of a table from its beginning; raises BadSource."""
    encoding = _encoding(sample)
    text = sample.decode(encoding, "replace")
    if not text.strip():
        raise BadSource("the file is empty", where=name)
    if "\0" in text:
        raise BadSource("this is no text table", where=name, hint="save it as CSV (UTF-8)")
    newline = "\n" if "\n" in text else "\r"
    lines = [line.rstrip("\r") for line in text.split(newline)[:200] if line.strip()]
    delimiter = max(DELIMITERS, key=lambda mark: _agreement(lines, mark))
    quote = '"' if delimiter != "\t" or _is_quoted(lines) else ""
    return Format(encoding, delimiter, quote, newline)


def rows(stream: BinaryIO, name: str, declared: Format | None = None) -> Iterator[Row]:
    """Every row that is not blank; closes the seekable stream at the end.

    Bytes that are not of the encoding are read as Windows-1252, which a problem tells. What
    `declared` leaves open is sniffed. Raises BadSource naming file and row.
    """
    try:
        sample = stream.read(SAMPLE)
        stream.seek(0)
    except READ_ERRORS as error:
        raise BadSource(f"cannot read it: {error}", where=f"{name} row 1") from error
    form = completed(declared, sample, name) if declared else sniff(sample, name)
    errors = "surrogateescape" if form.encoding.startswith("utf-8") else "replace"
    newline = "" if form.quote else form.newline
    with io.TextIOWrapper(stream, form.encoding, errors, newline=newline) as text:
        lines = _quoted(text, form, name) if form.quote else _plain(text, form)
        yield from _read(lines, name)


def _read(lines: Iterator[list[str]], name: str) -> Iterator[Row]:
    number = 0
    try:
        for number, cells in enumerate(lines, 1):
            if any(cells):
                yield _repaired(Row(number, cells), name)
    except READ_ERRORS as error:
        where = f"{name} row {number + 1}"
        raise BadSource(f"cannot read on: {error}", where=where) from error


def _encoding(sample: bytes) -> str:
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    zeros = (sample[0:2000:2].count(0), sample[1:2000:2].count(0))
    if max(zeros) > len(sample[:2000]) // 6:
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    return "utf-8"


def _agreement(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """How many lines have as many of the delimiter as the header, and how many that are."""
    count = lines[0].count(delimiter)
    if not count:
        return 0, 0
    same = sum(abs(line.count(delimiter) - count) <= 1 for line in lines)
    return (same if delimiter != "," else same - 1) * min(count, 3), count


def _is_quoted(lines: Sequence[str]) -> bool:
    """Whether quotes enclose cells of a tab-separated table, or are just written in them.

    They enclose where the header has them, where they are doubled inside, or where rows only come
    out equally long that way.
    """
    if lines[0].startswith('"'):
        return True
    begun = [cell for line in lines for cell in line.split("\t") if cell.startswith('"')]
    if any('""' in cell[1:-1] and cell.endswith('"') for cell in begun):
        return True
    return _ragged(_enclosed(lines)) < _ragged([line.split("\t") for line in lines])


def _enclosed(lines: Sequence[str]) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO("\n".join(lines)), delimiter="\t", strict=True))
    except csv.Error:
        return []


def _ragged(table: list[list[str]]) -> float:
    """Share of rows that are not as long as the header; all of them where there is no table."""
    return sum(len(row) != len(table[0]) for row in table) / len(table) if table else 1.0


def _plain(text: io.TextIOWrapper, form: Format) -> Iterator[list[str]]:
    for line in text:
        yield line.rstrip("\r\n").split(form.delimiter)


def _quoted(text: io.TextIOWrapper, form: Format, name: str) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(text, delimiter=form.delimiter, quotechar=form.quote, strict=True)
    number = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise BadSource(
                f"quotes do not match ({error})",
                where=f"{name} row {number + 1}",
                hint="write a quote inside a cell twice, or save the table tab-separated",
            ) from error
        if cells is None:
            return
        number += 1
        yield cells


def _repaired(row: Row, name: str) -> Row:
    """Cells whose bytes were no UTF-8 become Windows-1252 text, and a problem says so."""
    cells, problems = list(row.cells), []
    for place, cell in enumerate(cells):
        if cell.isascii() or not any("\udc80" <= char <= "\udcff" for char in cell):
            continue
        cells[place] = cell.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
        where = f"{name} row {row.number}, column {place + 1}"
        problems.append(Problem("not_utf8", where, f"read as Windows-1252: {cells[place][:60]!r}"))
    return Row(row.number, cells, (*row.problems, *problems)) if problems else row


def completed(form: Format, sample: bytes, name: str) -> Format:
    """A declared format with what it leaves open: a byte order mark, an undeclared delimiter."""
    if form.encoding.casefold().replace("_", "-") in {"utf-8", "utf8"}:
        form = replace(form, encoding="utf-8-sig")
    if form.delimiter or not sample.strip():
        return form if form.delimiter else replace(form, delimiter=",")
    return replace(form, delimiter=sniff(sample, name).delimiter)
