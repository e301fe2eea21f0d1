"""The plan, and its pictures drawn on demand; the whole collection is written once, if asked for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from insecta.teaching import collection
from insecta.teaching.plan import Plan, plan

Drawn = Callable[[str], bytes]


@pytest.fixture(scope="session")
def made() -> Plan:
    return plan()


@pytest.fixture(scope="session")
def drawn(made: Plan) -> Drawn:
    """JPEG bytes of one file of the collection."""
    pictures = {picture.file: picture for picture in made.pictures}
    cache: dict[str, bytes] = {}

    def draw(file: str) -> bytes:
        if file not in cache:
            cache[file] = collection.draw_picture(made, pictures[file])
        return cache[file]

    return draw


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole collection in a folder: 302 pictures."""
    folder = tmp_path_factory.mktemp("teaching")
    collection.write(folder, workers=os.cpu_count() or 1)
    return folder
