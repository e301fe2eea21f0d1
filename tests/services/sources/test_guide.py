"""The guide says what the code does: columns, presets and problem codes are compared."""

from __future__ import annotations

import re
from pathlib import Path

from insecta.domain import event_date, place
from insecta.domain.catalogue_number import PRESETS, parse
from insecta.services.sources.columns import COLUMNS, normal

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs/guides/sources.md").read_text(encoding="utf-8")


def _rows(name: str) -> list[list[str]]:
    block = GUIDE.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->")[0]
    lines = [line for line in block.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_columns() -> None:
    written = {
        meaning: tuple(re.findall(r"`([^`]+)`", names)) for meaning, names in _rows("columns")
    }
    assert written == COLUMNS


def test_no_header_name_has_two_meanings() -> None:
    names = [
        normal(name) for names in COLUMNS.values() for name in dict.fromkeys(map(normal, names))
    ]
    assert len(names) == len(set(names))


def test_problem_codes() -> None:
    written = {code for codes, _ in _rows("problems") for code in re.findall(r"`([^`]+)`", codes)}
    sources = (ROOT / "insecta/services/sources").glob("*.py")
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    used = set(re.findall(r"[Pp]roblem\(\s*\"([a-z_0-9]+)\"", text))
    modules = {**vars(place), **vars(event_date)}
    used |= {
        value
        for name, value in modules.items()
        if name.isupper() and not name.startswith("_") and isinstance(value, str)
    }
    assert written == used


def test_presets_and_their_examples() -> None:
    table = re.findall(r"^\| `([a-z\-]+)` \| (.+) \|$", GUIDE, re.MULTILINE)
    presets = {name: cells for name, cells in table if name in PRESETS}
    assert presets.keys() == PRESETS.keys()
    for name, cells in presets.items():
        for example in re.findall(r"`([^`]+)`", cells):
            assert (parse(PRESETS[name], example) is None) == (example == "IMG_1234"), example
