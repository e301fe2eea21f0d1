"""What the app's tests share: its packages, its pages, and a demo that serves them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from insecta.portal_build import build
from tests.end_to_end.browser import npm, running_demo, with_node
from tests.end_to_end.platform import ROOT, RunningPlatform

APP = ROOT / "mobile"


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """Packages are there as the lock says; the environment's own Node comes first on the path."""
    surroundings = with_node()
    stamp = APP / "node_modules" / ".package-lock.json"
    if not stamp.exists() or stamp.stat().st_mtime < (APP / "package-lock.json").stat().st_mtime:
        npm(["npm", "ci", "--no-audit", "--no-fund"], APP, surroundings, 600)
    return surroundings


@pytest.fixture(scope="session")
def exported(environment: dict[str, str]) -> Path:
    """The app as pages."""
    npm(["npm", "run", "export:web"], APP, environment, 600)
    return APP / "dist"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, exported: Path) -> Iterator[RunningPlatform]:
    build(ROOT, print)
    with running_demo(tmp_path_factory.mktemp("demo")) as platform:
        yield platform
