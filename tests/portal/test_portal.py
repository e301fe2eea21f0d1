"""The portal's own checks, and a real browser on the real demo: drawings, API, workers and all."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from insecta.portal_build import build
from tests.end_to_end.platform import ROOT, RunningPlatform
from tests.services.house import jpeg

BIN = ROOT / ".venv" / "bin"
PORTAL = ROOT / "webportal"


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """Packages are there as the lock says; the environment's own Node comes first on the path."""
    build(ROOT, print)
    path = os.pathsep.join((str(BIN), os.environ.get("PATH", "")))
    surroundings = {**os.environ, "PATH": path}
    if not (PORTAL / "node_modules" / ".bin" / "vitest").exists():
        _run(["npm", "ci", "--no-audit", "--no-fund"], surroundings, 300)
    return surroundings


def _run(command: list[str], environment: dict[str, str], seconds: int) -> str:
    done = subprocess.run(
        command, cwd=PORTAL, env=environment, capture_output=True, text=True, timeout=seconds, check=False
    )  # fmt: skip
    told = done.stdout + done.stderr
    bad = [
        line for line in told.splitlines() if line.startswith(("✗", "    first time", "    again"))
    ]
    assert done.returncode == 0, "\n".join(
        (f"{' '.join(command[:3])} ended with {done.returncode}:", *(bad[:40] or [told[-6000:]]))
    )
    return told


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_types_units_client_build_and_size(environment: dict[str, str]) -> None:
    told = _run(["npm", "run", "check"], environment, 500)
    assert "first view:" in told


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_demo_opens_the_pictures_that_the_setting_names(
    environment: dict[str, str], tmp_path: Path
) -> None:
    own = tmp_path / "my pictures"
    own.mkdir()
    for seed in range(2):
        (own / f"ant {seed}.jpg").write_bytes(jpeg(90, seed))
    settings = {
        "INSECTA_DATA": str(tmp_path / "data"), "INSECTA_PORT": "0", "INSECTA_SAMPLES": str(own),
    }  # fmt: skip
    platform = RunningPlatform(settings, tmp_path / "demo.log", word="demo")
    platform.start()
    try:
        told = platform.wait_for(
            "the pictures taken in", "/api/v1/runs",
            lambda answer: answer["items"] and answer["items"][0]["finished"], seconds=120,
        )  # fmt: skip
        codes = {one["code"] for one in platform.get("/api/v1/collections")["items"]}
    finally:
        platform.stop()
    assert sum(told["items"][0]["counts"].values()) == 2
    assert ("SAMPLES" in codes, "TEACH" in codes) == (True, False)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[RunningPlatform]:
    """`insecta demo` with its collection taken in."""
    settings = {"INSECTA_DATA": str(tmp_path / "data"), "INSECTA_PORT": "0"}
    platform = RunningPlatform(settings, tmp_path / "demo.log", word="demo")
    platform.start()
    try:
        platform.wait_for(
            "the collection taken in", "/api/v1/runs",
            lambda answer: answer["items"] and answer["items"][0]["finished"], seconds=240,
        )  # fmt: skip
        yield platform
    finally:
        platform.stop()


@pytest.mark.slow
@pytest.mark.timeout(1_300)
def test_a_browser_finds_nothing_wrong_with_the_demo(
    demo: RunningPlatform, environment: dict[str, str]
) -> None:
    chrome = environment.get("CHROME") or shutil.which("chromium")
    assert chrome, "no browser: `apt install chromium`, or name one in $CHROME"
    out = ROOT / "artifacts" / "portal"
    out.mkdir(parents=True, exist_ok=True)
    told = _run(
        ["node", "e2e/run.mjs", demo.address, str(out)], {**environment, "CHROME": chrome}, 900
    )
    print(told[-2000:])
    assert list(out.rglob("*.png")), "screenshots are there to be looked at"
