"""Tables as CSV that spreadsheets read right and never run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

MARK = "\ufeff"
"""The byte order mark, without which spreadsheets misread names."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def row(cells: Sequence[str]) -> str:
    """One CSV line; a cell that a spreadsheet would run as a formula gets an apostrophe.

    A number is none, below zero neither: coordinates stay numbers for every program.
    """
    line = io.StringIO()
    safe = [f"'{cell}" if _would_run(cell) else cell for cell in cells]
    csv.writer(line).writerow(safe)
    return line.getvalue()


def _would_run(cell: str) -> bool:
    return cell.startswith(FORMULA) and not _NUMBER.fullmatch(cell)
