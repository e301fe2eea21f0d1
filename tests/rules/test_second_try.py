"""`make test` asks a failing test once more, and hides neither that nor a second failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import run_tests

pytestmark = pytest.mark.seconds

ONCE = """
from pathlib import Path
def test_shaky():
    seen = Path(__file__).with_name("seen")
    again = seen.exists()
    seen.touch()
    assert again, "too early"
def test_steady():
    assert True
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tests are asked where they may fail: no ledger of this run is touched."""
    monkeypatch.setattr(run_tests, "LEDGER", tmp_path / "ledger.tsv")
    return tmp_path


def _asked_twice(path: Path) -> tuple[int, dict[str, int], list[str]]:
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    shaky: list[str] = []
    code, failed = run_tests.run_area([str(path)], totals)
    assert code == 1
    assert len(failed) == 1
    return run_tests.ask_again(failed, totals, shaky), totals, shaky


def test_what_passes_at_the_second_try_is_counted_once_and_named(place: Path) -> None:
    (place / "test_once.py").write_text(ONCE)
    code, totals, shaky = _asked_twice(place / "test_once.py")
    assert (code, totals["passed"], totals["failed"]) == (0, 2, 0)
    assert [name.split("::")[1] for name in shaky] == ["test_shaky"]


def test_what_fails_again_fails_the_run(place: Path) -> None:
    (place / "test_bad.py").write_text("def test_bad():\n    assert 1 == 2\n")
    code, totals, shaky = _asked_twice(place / "test_bad.py")
    assert (code, totals["failed"], shaky) == (1, 1, [])


def test_faults_are_never_asked_again() -> None:
    assert run_tests.NEVER_AGAIN == {"faults"} <= set(run_tests.AREAS)
