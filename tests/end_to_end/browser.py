"""What the tests of portal and app share: Node of this environment, a running demo, a real browser."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.end_to_end.platform import COMMAND, ROOT, RunningPlatform

BIN = ROOT / ".venv" / "bin"
BROWSER = ROOT / "tests" / "browser"
MOST_LINES = 40
"""Of a failure that are told: only what is wrong."""


def with_node() -> dict[str, str]:
    """The surroundings in which the environment's own Node comes first on the path."""
    return {**os.environ, "PATH": os.pathsep.join((str(BIN), os.environ.get("PATH", "")))}


def npm(command: Sequence[str], folder: Path, environment: Mapping[str, str], seconds: int) -> str:
    """What a command told; a failure lists what is wrong and nothing else."""
    try:
        done = subprocess.run(
            list(command), cwd=folder, env=dict(environment), capture_output=True, text=True,
            timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        told = (late.stdout or b"").decode(errors="replace")
        raise AssertionError(f"{_short(command)} took more than {seconds} s:\n{wrong(told)}") from None  # fmt: skip
    told = done.stdout + done.stderr
    assert done.returncode == 0, f"{_short(command)} ended with {done.returncode}:\n{wrong(told)}"
    return told


def _short(command: Sequence[str]) -> str:
    return " ".join(command[:3])


def wrong(told: str) -> str:
    """The failing checks (`✗ NAME`) with their problems, at most 40 lines; the end where none is marked."""
    lines = told.splitlines()
    found: list[str] = []
    failing = False
    for line in lines:
        failing = line.startswith("✗") or (failing and line.startswith("    "))
        if failing:
            found.append(line[:400])
    if len(found) > MOST_LINES:
        rest = len(found) - MOST_LINES + 1
        return "\n".join([*found[: MOST_LINES - 1], f"… and {rest} lines more in report.json"])
    return "\n".join(found or lines[-MOST_LINES:])


def in_browser(
    folder: Path, demo: RunningPlatform, out: Path, environment: Mapping[str, str], seconds: int
) -> None:
    """Every page and flow of `e2e/run.mjs` in a real Chromium; screenshots lie in `out`."""
    out.mkdir(parents=True, exist_ok=True)
    command = ["node", "e2e/run.mjs", demo.address, str(out)]
    told = npm(command, folder, {**environment, **a_browser(environment)}, seconds)
    print(told[-2000:])
    assert list(out.rglob("*.png")), "screenshots are there to be looked at"


def a_browser(environment: Mapping[str, str]) -> dict[str, str]:
    """Variables that name the browser: the one in $CHROME, else the pinned one of tests/browser."""
    if environment.get("CHROME"):
        return {}
    if not (BROWSER / "node_modules" / ".package-lock.json").exists():
        npm(["npm", "ci"], BROWSER, environment, 300)
    found = json.loads(npm(["node", "program.mjs"], BROWSER, environment, 120).splitlines()[-1])
    return {"CHROME": found["program"], **found["environment"]}


@contextmanager
def running_demo(folder: Path) -> Iterator[RunningPlatform]:
    """`insecta demo` with its collection taken in."""
    settings = {"INSECTA_DATA": str(folder / "data"), "INSECTA_PORT": "0"}
    platform = RunningPlatform(settings, folder / "demo.log", word="demo")
    platform.start()
    try:
        platform.wait_for(
            "the collection taken in", "/api/v1/runs",
            lambda answer: answer["items"] and answer["items"][0]["finished"], seconds=240,
        )  # fmt: skip
        yield platform
    finally:
        platform.stop()


@contextmanager
def running_station(demo: RunningPlatform, folder: Path) -> Iterator[Path]:
    """`insecta watch` beside the demo: the hot folder, which pictures are written into."""
    hot = folder / "hot"
    hot.mkdir()
    data = Path(demo.environment["INSECTA_DATA"]) / "demo"
    words = ["watch", str(hot), "--collection", "STAND", "--station", "Stand 2", "--quiet"]
    with (folder / "watch.log").open("wb") as log:
        station = subprocess.Popen(
            [*COMMAND, *words], stdout=log, stderr=log,
            env={**demo.environment, "INSECTA_DATA": str(data)},
        )  # fmt: skip
    try:
        demo.wait_for(
            "the station seen", "/api/v1/stations", lambda answer: answer["items"], seconds=60
        )
        yield hot
    finally:
        station.terminate()
        station.wait(30)
