"""`make faults`, `make faults-long`: run them all, end with one line of counts, and say if it is not clean."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent


def main(long: bool) -> int:
    """0 where every part passed and nothing was lost, doubled or wrong."""
    if long:
        os.environ.setdefault("INSECTA_FAULTS_REBALANCE_S", "600")
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "tally.json"
        os.environ["INSECTA_FAULTS_TALLY"] = str(told)
        chosen = ["-m", "long or not long"] if long else ["-m", "not long"]
        code = int(pytest.main(["-q", *chosen, str(FOLDER)]))
        line = json.loads(told.read_text("utf-8"))["line"] if told.is_file() else "nothing was run"
    print(line)
    return code or (0 if line.startswith("lost 0, doubled 0, violations 0 ") else 1)


if __name__ == "__main__":
    sys.exit(main("--long" in sys.argv[1:]))
