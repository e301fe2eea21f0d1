"""One house of drawings for the whole run, copied for each test that changes it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli import teaching_house
from tests.cli.inside import Inside


@dataclass(frozen=True)
class Drawn:
    """`source` was taken in by the ingest `run`; teaching-1 answers."""

    insecta: Inside
    source: Path
    run: str


@pytest.fixture(scope="session")
def drawn_once(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return Drawn(*teaching_house.filled(tmp_path_factory.mktemp("drawn")))


@pytest.fixture
def drawn(drawn_once: Drawn, tmp_path: Path) -> Drawn:
    """A copy of one's own."""
    shutil.copytree(drawn_once.insecta.data, tmp_path / "data")
    return Drawn(Inside(tmp_path / "data"), drawn_once.source, drawn_once.run)
