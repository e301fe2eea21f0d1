"""Which file of a source a harvest fetched for an address (`insecta harvest`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from insecta.errors import BadSource

FILE = "harvest.jsonl"


def links(lines: Iterable[bytes]) -> dict[str, str]:
    """Address → path in the source. Raises BadSource naming the line."""
    return dict(_pairs(lines))


def _pairs(lines: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines, 1):
        try:
            told = json.loads(line)
            url, file = str(told["url"]), str(told["file"])
        except (ValueError, KeyError, TypeError) as error:
            raise BadSource(
                f"is no line of a harvest: {error}",
                where=f"{FILE} row {number}",
                hint="give `insecta harvest` again",
            ) from error
        if file:
            yield url, file
