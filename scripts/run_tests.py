"""`make test`: every area of the suite in turn, one heavy thing at a time, with its time.

Fails where the folder of real pictures is there and a test was skipped all the same, and where the
documentation promises something that no test used. At most three tests that fail are asked once
more, alone, and named at the end (docs/decisions/0071); the faults' tests never are.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
SHARED = Path(os.environ.get("INSECTA_SHARED", ROOT.parent / "shared"))
AREAS: dict[str, list[str]] = {
    "core": ["tests/rules", "tests/domain", "tests/catalogue", "tests/services", "tests/vision"],
    "teaching": ["tests/teaching"],
    "ports": ["tests/ports", "tests/real_servers"],
    "model": ["tests/model"],
    "doors": ["tests/api", "tests/streaming", "tests/cli", "tests/adapters"],
    "bulk": ["tests/spark", "tests/dags"],
    "end to end": ["tests/end_to_end"],
    "faults": ["tests/faults"],
    "portal": ["tests/portal"],
    "app": ["tests/app"],
}
LEDGER = ROOT / "artifacts" / "test-ledger.tsv"
"""What the tests used: routes, commands, settings, events (tests/ledger.py)."""
MOST_AGAIN = 3
"""Failing tests in a whole run that are asked once more."""
NEVER_AGAIN = {"faults"}
"""Areas that count what was lost: once is too often."""
LONG = {"mutations"}
"""Folders that `make test-long` runs."""
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+::.+?)(?: - .*)?$")
_COUNTED = re.compile(r"(\d+) (passed|failed|skipped|error|errors)\b")


def main() -> int:
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    bad: list[str] = []
    shaky: list[str] = []
    times: list[tuple[str, float]] = []
    forgotten = folders_of_tests() - {folder for folders in AREAS.values() for folder in folders}
    if forgotten:
        bad.append(f"no area runs {', '.join(sorted(forgotten))}")
    LEDGER.parent.mkdir(exist_ok=True)
    LEDGER.unlink(missing_ok=True)
    for area, folders in AREAS.items():
        present = [folder for folder in folders if any((ROOT / folder).rglob("test_*.py"))]
        if not present:
            continue
        print(f"\n=== {area}", flush=True)
        started = time.monotonic()
        code, failed = run_area(present, totals)
        if failed and area not in NEVER_AGAIN and len(shaky) + len(failed) <= MOST_AGAIN:
            code = ask_again(failed, totals, shaky)
        times.append((area, time.monotonic() - started))
        if code not in (0, 5):
            bad.append(area)
    print("\nTime by area: " + ", ".join(f"{area} {spent:.0f} s" for area, spent in times))
    if totals["skipped"] and (SHARED / "data").is_dir():
        bad.append(f"{totals['skipped']} skipped although {SHARED.name}/ is there")
    told = subprocess.run(
        [str(BIN / "python"), "-m", "tests.ledger", str(LEDGER)], cwd=ROOT, check=False
    )
    if told.returncode:
        bad.append("documented things that no test used")
    if shaky:
        print("Only at the second try: " + "; ".join(shaky))
    if bad:
        print("Not good: " + "; ".join(bad))
    print(f"{totals['passed']} passed, {totals['failed']} failed, {totals['skipped']} skipped")
    return 1 if bad else 0


def folders_of_tests() -> set[str]:
    """Folders of tests/ that hold tests for every day."""
    found = {path.relative_to(ROOT / "tests").parts[0] for path in ROOT.glob("tests/**/test_*.py")}
    return {f"tests/{name}" for name in found - LONG}


def run_area(targets: list[str], totals: dict[str, int]) -> tuple[int, list[str]]:
    """Run pytest on folders or tests, show its output, add up its last line; what failed."""
    command = [str(BIN / "python"), "-m", "pytest", "-q", "-m", "not long", *targets]
    env = {**os.environ, "INSECTA_TEST_LEDGER": str(LEDGER)}
    failed: list[str] = []
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101  asked for above
        last = ""
        for line in process.stdout:
            print(line, end="", flush=True)
            if _COUNTED.search(line):
                last = line
            if found := _FAILED.match(line.rstrip()):
                failed.append(found[1])
    for number, word in _COUNTED.findall(last):
        key = "failed" if word.startswith("error") else word
        totals[key] += int(number)
    return process.returncode, failed


def ask_again(failed: list[str], totals: dict[str, int], shaky: list[str]) -> int:
    """The failing tests alone; those that pass now are `shaky`. The exit code of this second run."""
    print(f"\n=== once more, alone: {len(failed)}", flush=True)
    totals["failed"] -= len(failed)
    code, still = run_area(failed, totals)
    shaky += [test for test in failed if test not in still]
    return code


if __name__ == "__main__":
    sys.exit(main())
