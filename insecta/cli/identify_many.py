"""`insecta identify --many`: every specimen of a drawer, tray or trap, with its box and its name."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any, TextIO

from insecta.cli import output
from insecta.domain.answer import Answer
from insecta.domain.release import Release
from insecta.services.look_many import ManyLook, PartLook
from insecta.vision.many import METHOD, Kind

Decided = Callable[[Answer], dict[str, Any]]
"""An answer as JSON (docs/release-format.md, Answers)."""


def write(
    found: Iterator[ManyLook],
    release: Release,
    kind: str,
    decided: Decided,
) -> tuple[int, int]:
    """Write what is found as it comes; how many pictures were looked at, and how many could not be."""
    writer = _WRITERS[kind](sys.stdout, release, decided)
    seen = failed = 0
    for one in found:
        if one.error is not None:
            failed += 1
            print(f"{one.name}: {one.error.reason}: {one.error}", file=sys.stderr)
            continue
        seen += 1
        for part in one.parts:
            writer.add(one.name, part)
        kinds = [part.part.kind for part in one.parts]
        told = ", ".join(f"{kinds.count(k)} × {k.value}" for k in Kind if k in kinds)
        print(f"{one.name}: {told or 'nothing found'}", file=sys.stderr)
    writer.close()
    return seen, failed


class _JsonLines:
    def __init__(self, out: TextIO, release: Release, decided: Decided) -> None:
        self._out, self._release, self._decided = out, release, decided

    def add(self, name: str, one: PartLook) -> None:
        line: dict[str, Any] = {
            "file": name,
            "region": one.number,
            "kind": one.part.kind.value,
            "box": [round(value, 5) for value in one.part.box],
            "foundBy": METHOD,
            "codes": list(one.codes),
        }
        if one.answer is not None:
            line |= {"release": self._release.digest, **self._decided(one.answer)}
        self._out.write(json.dumps(line, ensure_ascii=False) + "\n")

    def close(self) -> None:
        self._out.flush()


class _Csv:
    COLUMNS = (
        "file", "region", "kind", "xFrac", "yFrac", "widthFrac", "heightFrac", "codes",
        "scientificName", "taxonRank", "confidence", "abstention", "limit", "why", "note",
        "needsView", "release",
    )  # fmt: skip

    def __init__(self, out: TextIO, release: Release, decided: Decided) -> None:
        self._writer = csv.writer(out, lineterminator="\n")
        self._release, self._decided = release, decided
        self._writer.writerow(self.COLUMNS)

    def add(self, name: str, one: PartLook) -> None:
        answer = one.answer
        told = self._decided(answer) if answer else {}
        named = told.get("answer") or {}
        self._writer.writerow(
            [
                output.csv_cell(name), one.number, one.part.kind.value,
                *(round(value, 5) for value in one.part.box),
                output.csv_cell(" | ".join(one.codes)),
                named.get("scientificName", ""), named.get("taxonRank", ""),
                named.get("confidence", ""),
                told.get("abstention") or "", told.get("limit") or "", told.get("why") or "",
                output.csv_cell(told.get("note") or ""), told.get("needsView") or "",
                self._release.digest if answer else "",
            ]
        )  # fmt: skip

    def close(self) -> None:
        return


class _Table:
    def __init__(self, out: TextIO, release: Release, decided: Decided) -> None:
        self._release, self._rows = release, list[tuple[str, ...]]()

    def add(self, name: str, one: PartLook) -> None:
        answer = one.answer
        what = ", ".join(one.codes)
        score = ""
        if answer is not None and answer.answer is not None:
            what, score = answer.answer.scientific_name, f"{answer.answer.confidence:.0%}"
        elif answer is not None:
            what = f"no answer: {answer.abstention or ''}"
        box = " ".join(f"{value:.3f}" for value in one.part.box)
        self._rows.append((name, str(one.number), one.part.kind.value, box, what, score))

    def close(self) -> None:
        heads = ("file", "region", "kind", "x y width height", "name or code", "score")
        output.table(heads, self._rows, self._release.limit_line)


_WRITERS: dict[str, type[_JsonLines] | type[_Csv] | type[_Table]] = {
    "jsonl": _JsonLines,
    "csv": _Csv,
    "table": _Table,
}
