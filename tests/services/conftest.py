from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    yield built
    built.catalogue.close()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "drawer 7"
    folder.mkdir()
    return folder
