"""How commands print: tables for people, JSON for programs, progress on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """A table on standard output; title and cells are text, never markup.

    The title stands in one line however narrow the table is: it may hold an id to be copied.
    """
    shown = Table()
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*("" if cell is None else _plain(cell) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else 160)
    if title:
        console.print(title, markup=False, highlight=False, soft_wrap=True)
    console.print(shown)


def _plain(cell: object) -> str:
    return str(cell).replace("[", r"\[")


def csv_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def findings(report: Mapping[str, Any]) -> list[tuple[str, int, str]]:
    """(what, how often, the first two with file or row) of what a run's reading met."""
    examples = report.get("examples", {})
    return [
        (code.replace("_", " "), number, "; ".join(examples.get(code, [])[:2]))
        for code, number in sorted(report.get("counts", {}).items())
    ]


def as_json(value: Any) -> None:
    """One JSON object on one line."""
    print(json.dumps(value, ensure_ascii=False, default=str))


def say(text: str) -> None:
    """A sentence on standard error, so that standard output stays for results."""
    print(text, file=sys.stderr, flush=True)


def progress() -> Progress:
    """A bar with count, elapsed and remaining time on standard error."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=not sys.stderr.isatty(),
    )
