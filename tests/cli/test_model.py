"""`insecta model` finds the training door from wherever the command is given."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from insecta.cli.model import ACTIONS, THROUGH_THE_DOOR


def test_training_commands_work_from_any_folder(tmp_path: Path) -> None:
    command = [Path(sys.executable).parent / "insecta", "model", "train", "nothing"]
    ended = subprocess.run(
        [*map(str, command), "--backbone", "none.keras", "--out", "out"],
        cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "snapshot.json" in ended.stderr
    assert set(ACTIONS) > THROUGH_THE_DOOR
