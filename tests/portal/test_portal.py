"""The portal's own checks, and a real browser on the real demo: drawings, API, workers and all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from insecta.portal_build import build
from tests.end_to_end.browser import (
    MOST_LINES,
    in_browser,
    npm,
    running_demo,
    running_station,
    with_node,
    wrong,
)
from tests.end_to_end.platform import ROOT, RunningPlatform
from tests.services.house import jpeg

PORTAL = ROOT / "webportal"


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """Packages are there as the lock says; the environment's own Node comes first on the path."""
    build(ROOT, print)
    surroundings = with_node()
    if not (PORTAL / "node_modules" / ".bin" / "vitest").exists():
        npm(["npm", "ci", "--no-audit", "--no-fund"], PORTAL, surroundings, 300)
    return surroundings


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_types_units_client_build_and_size(environment: dict[str, str]) -> None:
    told = npm(["npm", "run", "check"], PORTAL, environment, 500)
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
    with running_demo(tmp_path) as platform:
        yield platform


@pytest.mark.slow
@pytest.mark.timeout(1_300)
def test_a_browser_finds_nothing_wrong_with_the_demo(
    demo: RunningPlatform, environment: dict[str, str], tmp_path: Path
) -> None:
    with running_station(demo, tmp_path) as hot:
        told = {**environment, "STATION_FOLDER": str(hot)}
        in_browser(PORTAL, demo, ROOT / "artifacts" / "portal", told, 1_000)


def test_a_failure_tells_what_is_wrong_and_nothing_else() -> None:
    told = "\n".join(
        ["✓ home (1.0 s)", "✗ search (2.0 s)", "    axe label: at #q", "    wide", "✓ runs (1.0 s)"]
    )
    assert wrong(told).splitlines() == ["✗ search (2.0 s)", "    axe label: at #q", "    wide"]
    many = "\n".join(["✗ home (1.0 s)", *(f"    problem {n}" for n in range(90))])
    assert len(wrong(many).splitlines()) == MOST_LINES
    assert wrong("npm error\nno space left") == "npm error\nno space left"
