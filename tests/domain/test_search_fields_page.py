"""docs/guides/search.md lists exactly the fields that can be searched.

`python -m tests.domain.test_search_fields_page` writes the table anew.
"""

from __future__ import annotations

from pathlib import Path

from insecta.domain.documents import FACETS, INTERVALS, SPECIMENS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "search.md"
BEGIN = "<!-- fields: begin (a test holds this table to insecta/domain/documents.py) -->\n"
END = "<!-- fields: end -->\n"


def table() -> str:
    rows = ["| field | kind | facet |", "| --- | --- | --- |"]
    kinds = {**SPECIMENS, **dict.fromkeys(INTERVALS, "span of dates")}
    for name, kind in kinds.items():
        rows.append(f"| `{name}` | {kind} | {'yes' if name in FACETS else ''} |")
    return "\n".join(rows) + "\n"


def test_the_page_lists_the_fields_of_the_code() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.partition(BEGIN)[2].partition(END)[0] == table()


def test_every_facet_is_a_keyword() -> None:
    assert {SPECIMENS[name] for name in FACETS} == {"keyword"}


if __name__ == "__main__":
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(head + BEGIN + table() + END + rest.partition(END)[2], encoding="utf-8")
