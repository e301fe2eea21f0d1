"""The guide "train on your own collection" does what it says, from a list to a release that answers."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path

import pytest

from insecta.cli.main import COMMANDS
from tests.services.dataset.drawn import moths, sheet

PAGE = Path(__file__).parents[2] / "docs" / "guides" / "train-your-own.md"


def lines() -> list[str]:
    """The guide's commands: what is fetched once, then step by step."""
    page = PAGE.read_text(encoding="utf-8")
    fetch = re.search(r"^    (insecta model pull .*)$", page, re.MULTILINE)
    block = re.search(r"```\n(insecta dataset.*?)```", page, re.DOTALL)
    assert fetch is not None
    assert block is not None
    return [fetch[1], *block[1].splitlines()]


@pytest.mark.long
@pytest.mark.timeout(1_800)
def test_every_command_of_the_guide_works_in_turn(shared: Path, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    sheet(tmp_path / "pictures", moths(tmp_path / "pictures"))
    fetch, *others = lines()
    mirror = shlex.quote(str(shared / "models"))
    program = str(Path(sys.executable).parent / "insecta")
    environment = {**os.environ, "INSECTA_DATA": str(tmp_path / "data")}
    told = {}
    for line in [f"{fetch} --mirror {mirror}", *others]:
        words = [program, *shlex.split(line)[1:]]
        ended = subprocess.run(
            words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=900, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, f"{line}\n{ended.stderr[-2000:]}"
        told[" ".join(words[1:3])] = ended.stdout
    assert "mine" in told["model card"]
    assert "champion" in told["model card"]
    assert "m0.png" in told["identify pictures"]


def test_every_command_of_the_guide_is_one() -> None:
    """What is told to be typed is understood, whatever it would do."""
    for line in lines():
        words = shlex.split(line)[1:]
        parser = ArgumentParser(exit_on_error=False)
        import_module(COMMANDS[words[0]][0]).add_parser(parser.add_subparsers())
        parser.parse_args(words)
