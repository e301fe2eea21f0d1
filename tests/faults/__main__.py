"""`make faults`, `make faults-long`: kill, count, end with one line, and say if it is not clean.

    python -m tests.faults [--long] [PART …]

PART is a word of the tests' names, such as `storm`, `crash`, `rebalance`, `emptied`: those parts
alone. `--long` takes the sizes of `make faults-long`; `--seed N` draws other kills; `--scale 0.01`
makes the storms and rebalances that much smaller, to see that a part runs.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
BULK = (
    FOLDER.parent / "spark" / "test_kills.py",
    FOLDER.parent / "spark" / "test_killed_under_airflow.py",
)
"""Kills of Spark's and Airflow's processes, which every long run repeats."""
AT_LEAST = {False: (3_000, 60), True: (20_000, 300)}
"""Uploads and kills of a whole run, every day and long."""


def main(argv: list[str]) -> int:
    """0 where every part passed and nothing was lost, doubled or wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--scale", type=float, default=1.0)
    options = parser.parse_args(argv)
    os.environ["INSECTA_FAULTS_SCALE"] = str(options.scale)
    rebalances = (600 if options.long else 60) * options.scale
    os.environ.setdefault("INSECTA_FAULTS_REBALANCE_S", str(rebalances))
    if options.seed is not None:
        os.environ["INSECTA_FAULTS_SEED"] = str(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "tally.json"
        os.environ["INSECTA_FAULTS_TALLY"] = str(told)
        chosen = ["-m", "long or not long"] if options.long else ["-m", "not long"]
        if options.parts:
            chosen += ["-k", " or ".join(options.parts)]
        places = [FOLDER, *(BULK if options.long else ())]
        code = int(pytest.main(["-q", "--durations=0", *chosen, *map(str, places)]))
        line = json.loads(told.read_text("utf-8"))["line"] if told.is_file() else "nothing was run"
    is_whole = not options.parts and options.scale >= 1
    if is_whole and (less := too_little(line, AT_LEAST[options.long])):
        print(less)
        code = code or 1
    print(line)
    return code or (0 if line.startswith("lost 0, doubled 0, violations 0 ") else 1)


def too_little(line: str, wanted: tuple[int, int]) -> str:
    """What a whole run lacks of its size; empty where it is large enough."""
    found = re.search(r"of (\d+) uploads, (\d+) kills", line)
    uploads, kills = (int(found[1]), int(found[2])) if found else (0, 0)
    if uploads >= wanted[0] and kills >= wanted[1]:
        return ""
    return f"too little to prove anything: {wanted[0]} uploads and {wanted[1]} kills are asked for"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
