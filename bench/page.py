"""The page of all figures, from bench/results: `python -m bench page` writes docs/operations/speed.md,
and the figures of docs/scale.md."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import scale
from bench.record import RESULTS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "operations" / "speed.md"
HEAD = """# Speed

Every figure here comes from `bench/results`, which `make bench` writes; `python -m bench page` makes this page of it, and a test holds the two together.

Each measure stands beside a peer that was timed in the same run on the same machine, and what the two produce is compared before their times count. A ratio above its aim is better. *Noise* is half the spread of the runs, relative to their median; a single run has none to tell, which says nothing about how steady it is. The machine was a virtual one with two cores and a shared disk: ratios travel to other machines, absolute figures do not.

`make bench` repeats all of it, `make bench NAME=search` one.
"""
COLUMNS = "| measure | ours | peer | theirs | ratio | aim | | runs | noise |"
RULE = "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"


def page() -> str:
    """The whole page: a section for each file of results, in the order of their names."""
    return "\n".join([HEAD, *(_section(path) for path in sorted(RESULTS.glob("*.json")))])


def _section(path: Path) -> str:
    about = (import_module(f"bench.{path.stem}").__doc__ or "").strip()
    rows = [_row(row) for row in json.loads(path.read_text(encoding="utf-8"))]
    title = path.stem.replace("_", " ").capitalize()
    return "\n".join([f"## {title}", "", about, "", COLUMNS, RULE, *rows, ""])


def _row(row: dict[str, Any]) -> str:
    met = "met" if row["ratio"] >= row["aim"] else "**missed**"
    noise = f"{row['noise']:.1%}" if row["runs"] > 1 else "–"
    ours, theirs = (f"{row[who]:,g} {row['unit']}" for who in ("ours", "theirs"))
    cells = (row["measure"], ours, row["peer"], theirs, f"{row['ratio']:g}", f"{row['aim']:g}")
    return f"| {' | '.join(cells)} | {met} | {row['runs']} | {noise} |"


def main() -> None:
    scale.main()
    PAGE.write_text(page(), encoding="utf-8")
