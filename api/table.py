"""Tables as CSV that spreadsheets read right and never run."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

MARK = "\ufeff"
"""The byte order mark, without which spreadsheets misread names."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def row(cells: Sequence[str]) -> str:
    """One CSV line; a cell that a spreadsheet would run as a formula gets an apostrophe."""
    line = io.StringIO()
    safe = [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]
    csv.writer(line).writerow(safe)
    return line.getvalue()
