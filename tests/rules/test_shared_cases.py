"""What other languages must do as Python does is written down, and not stale."""

from __future__ import annotations

from scripts.shared_cases import FILE, text


def test_the_cases_are_those_of_today() -> None:
    assert FILE.read_text() == text(), "run `python -m scripts.shared_cases` and commit the file"
