"""Which number of 03/04/1912 is the day: said once for a source, never guessed (users: 22)."""

from __future__ import annotations

import argparse


def add_day_order(parser: argparse.ArgumentParser) -> None:
    """Options `--day-first` and `--month-first`; `day_first` is None where neither is given."""
    order = parser.add_mutually_exclusive_group()
    order.add_argument(
        "--day-first", dest="day_first", action="store_true", default=None,
        help="03/04/1912 is the third of April",
    )  # fmt: skip
    order.add_argument(
        "--month-first", dest="day_first", action="store_false",
        help="03/04/1912 is the fourth of March",
    )  # fmt: skip
