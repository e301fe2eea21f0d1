"""`insecta model train`, `export`, `evaluate`: what people type is refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from insecta.cli.main import main
from insecta.vision.release_folder import default_release


def test_training_says_where_it_starts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "train", str(tmp_path), "--out", str(tmp_path / "run")]) == 1
    assert "--backbone FILE, or --after TRAINING" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["train", "{}", "--backbone", "b", "--out", "r"], "snapshot.json: cannot be read"),
        (
            ["train", "{}", "--backbone", "b", "--out", "r", "--preset", "stater"],
            "no preset 'stater'",
        ),
        (["evaluate", "{release}", "{}", "--out", "r"], "snapshot.json: cannot be read"),
        (["evaluate", "{}", "{}", "--out", "r"], "release.json: cannot be read"),
        (
            [
                "export",
                "{}",
                "{}",
                "--name",
                "n",
                "--licence",
                "l",
                "--limit-line",
                "x",
                "--out",
                "r",
            ],
            "no finished training",
        ),
    ],
)
def test_what_is_no_snapshot_release_or_training_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    places = {"{}": str(tmp_path), "{release}": str(default_release()), "r": str(tmp_path / "out")}
    assert main(["model", *(places.get(word, word) for word in words)]) == 1
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
