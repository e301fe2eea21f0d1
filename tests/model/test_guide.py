"""The guide "train on your own collection" does what it says, from a list to a release that answers."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.dataset.drawn import moths, sheet

PAGE = Path(__file__).parents[2] / "docs" / "guides" / "train-your-own.md"


@pytest.mark.long
@pytest.mark.timeout(1_800)
def test_every_command_of_the_guide_works_in_turn(shared: Path, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    sheet(tmp_path / "pictures", moths(tmp_path / "pictures"))
    page = PAGE.read_text(encoding="utf-8")
    fetch = re.search(r"^    (insecta model pull .*)$", page, re.MULTILINE)
    block = re.search(r"```\n(insecta dataset.*?)```", page, re.DOTALL)
    assert fetch is not None
    assert block is not None
    mirror = shlex.quote(str(shared / "models"))
    program = str(Path(sys.executable).parent / "insecta")
    environment = {**os.environ, "INSECTA_DATA": str(tmp_path / "data")}
    for line in [f"{fetch[1]} --mirror {mirror}", *block[1].splitlines()]:
        words = [program, *shlex.split(line)[1:]]
        ended = subprocess.run(
            words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=900, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, f"{line}\n{ended.stderr[-2000:]}"
    assert "mine" in ended.stdout
    assert "champion" in ended.stdout
