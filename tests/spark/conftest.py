from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.services.house import jpeg
from tests.spark.museum import Museum


def source(folder: Path, number: int) -> Path:
    """A museum's list: pictures under its own names, one that is none, one that is twice there."""
    folder.mkdir(parents=True)
    with (folder / "list.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("file", "catalogNumber", "genus"))
        for n in range(number):
            name = f"MUS{n:05}.jpg"
            (folder / name).write_bytes(jpeg(20 + n % 200, n, (400, 300)))
            writer.writerow((name, f"MUS{n:05}", "Lasius"))
        (folder / "broken.jpg").write_bytes(b"\xff\xd8 no picture")
        writer.writerow(("broken.jpg", "MUS90000", ""))
        (folder / "again.jpg").write_bytes((folder / "MUS00000.jpg").read_bytes())
        writer.writerow(("again.jpg", "MUS00000", "Lasius"))
    return folder / "list.csv"


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """148 pictures, a broken one and a repeated one: three parts."""
    return source(tmp_path_factory.mktemp("source") / "drawer", 148)


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory, pictures: Path) -> Museum:
    """What the ordinary ingest makes of the source: the outcome every bulk run is held to."""
    museum = Museum(tmp_path_factory.mktemp("clean"))
    assert museum.insecta("ingest", str(pictures), "--collection", "ANTS").returncode == 1
    return museum
