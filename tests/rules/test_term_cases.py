"""What other languages must do with a text as Python does is written down, and not stale."""

from __future__ import annotations

from scripts.term_cases import FILE, text


def test_the_cases_are_those_of_today() -> None:
    assert FILE.read_text() == text(), "run `python -m scripts.term_cases` and commit the file"
