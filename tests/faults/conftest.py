"""The last line of a fault run: what was proved, over how many uploads and kills."""

from __future__ import annotations

import json
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from insecta.servers import fleet
from insecta.settings import load
from tests.faults.checker import ROOT, ReleaseFiles, Verdict, release_files


@dataclass
class Tally:
    """Every part's figures; `told` is one line a part."""

    lost: int = 0
    doubled: int = 0
    violations: int = 0
    uploads: int = 0
    kills: int = 0
    told: list[str] = field(default_factory=list)

    def add(
        self, part: str, verdict: Verdict, kills: int, more: str = "", *, counted: bool = True
    ) -> None:
        """A part's verdict; zero of n bounds the rate at 3/n (95 %). Fails where it is not clean.

        Its uploads and kills are `counted` in the last line where they are of distinct pictures and
        went through the released model.
        """
        self.lost += len(verdict.lost)
        self.doubled += len(verdict.doubled)
        self.violations += len(verdict.violations)
        if counted:
            self.uploads += verdict.expected
            self.kills += kills
        of_uploads = f"loss < {3 / verdict.expected:.2%} of uploads" if verdict.expected else ""
        of_kills = f", < {3 / kills:.1%} of kills" if kills else ""
        self.tell(part, f"{verdict.expected} uploads, {kills} kills; {of_uploads}{of_kills} {more}")
        assert verdict.clean, str(verdict)

    def tell(self, part: str, text: str) -> None:
        self.told.append(f"{part}: {text.strip()}")

    @property
    def line(self) -> str:
        return (
            f"lost {self.lost}, doubled {self.doubled}, violations {self.violations}"
            f" of {self.uploads} uploads, {self.kills} kills"
        )


_TALLY = Tally()


@pytest.fixture(scope="session")
def tally() -> Tally:
    return _TALLY


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not _TALLY.told:
        return
    terminalreporter.section("faults")
    for line in _TALLY.told:
        terminalreporter.write_line(line)
    terminalreporter.write_line(_TALLY.line)
    if path := os.environ.get("INSECTA_FAULTS_TALLY"):
        Path(path).write_text(json.dumps({"line": _TALLY.line, "told": _TALLY.told}), "utf-8")


@pytest.fixture(scope="session")
def first_release() -> ReleaseFiles:
    """The released model."""
    return release_files(ROOT / "releases/starter")


@pytest.fixture
def port() -> int:
    """A port that stays the platform's own over restarts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@pytest.fixture(scope="session")
def own_servers() -> Iterator[Path]:
    """Folder of four servers that only this folder's tests use, since they kill and empty them."""
    folder = Path(tempfile.mkdtemp(prefix="insecta-faults-"))
    fleet.start(folder, load().cache)
    try:
        yield folder
    finally:
        fleet.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)
