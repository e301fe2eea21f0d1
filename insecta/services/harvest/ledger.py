"""What became of every link: one line of JSON each, appended when it is known; the last one counts.

Broken off at any point, the same harvest goes on with what has no final line.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from insecta.errors import BadSource
from insecta.services.sources.harvested import FILE

State = Literal["fetched", "gone", "no_picture", "refused", "failed"]
FINAL = frozenset({"fetched", "gone", "no_picture", "refused"})
"""`failed` may pass, and is tried again when the command is given again."""


@dataclass(frozen=True, slots=True)
class Line:
    """`file`: path below the harvest's folder. `status`: last HTTP status, 0 where there was none."""

    url: str
    state: State
    status: int = 0
    reason: str = ""
    file: str = ""
    sha256: str = ""
    bytes: int = 0
    attempts: int = 0
    licence: str = ""
    creator: str = ""
    at: str = ""


class Ledger:
    """Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Raises BadSource where a line is none of ours; a torn last line is cut off."""
        self._path = folder / FILE
        self._lock = threading.Lock()
        self.lines = {line.url: line for line in _read(self._path)}

    def add(self, line: Line) -> None:
        text = json.dumps(asdict(line), ensure_ascii=False) + "\n"
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            self.lines[line.url] = line

    def is_done(self, url: str) -> bool:
        line = self.lines.get(url)
        return line is not None and line.state in FINAL


def _read(path: Path) -> Iterator[Line]:
    if not path.is_file():
        return
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) < len(data):
        with path.open("r+b") as file:
            file.truncate(len(whole))
    for number, text in enumerate(whole.split(b"\n")[:-1], 1):  # a creator may hold U+2028
        try:
            yield Line(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise BadSource(
                f"is no line of a harvest: {error}",
                where=f"{path.name} row {number}",
                hint="delete the line; its link is fetched again",
            ) from error
