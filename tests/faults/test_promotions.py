"""Promoted twice in a row, rolled back in the middle, killed while it loads: no picture falls between."""

from __future__ import annotations

import time
from pathlib import Path

import psutil
import pytest

from insecta.bootstrap import Platform
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.promote import add_release, promote
from insecta.settings import Settings
from tests.end_to_end.platform import RunningPlatform
from tests.faults.checker import ROOT, ReleaseFiles, release_files
from tests.faults.conftest import Tally
from tests.faults.house import Embedded
from tests.faults.ledger import Ledger
from tests.faults.storm import Storm

UPLOADS = 240
LOADS = (0.05, 0.15, 0.3)
"""Seconds after a promotion at which `identify` is killed: while the new network loads."""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_picture_falls_between_releases(
    tmp_path: Path, port: int, first_release: ReleaseFiles, tally: Tally
) -> None:
    data = tmp_path / "data"
    platform = RunningPlatform(
        {"INSECTA_DATA": str(data), "INSECTA_PORT": str(port)}, tmp_path / "up.log"
    )
    platform.start()
    storm = Storm(platform, Embedded(data), Ledger(tmp_path / "ledger"), first_release, 11)
    house = Platform(Settings(data=data))
    others = [release_files(ROOT / "releases" / name) for name in ("teaching-1", "teaching-2")]
    for name in ("teaching-1", "teaching-2"):
        add_release(house.catalogue, house.book, ROOT / "releases" / name)
    kills = 0
    try:
        with storm.load(UPLOADS):
            _until(storm, UPLOADS // 4)
            for release in others:  # twice in a row
                promote(house.catalogue, LOCAL_ADMINISTRATOR, release.digest)
            _until(storm, UPLOADS // 2)
            promote(house.catalogue, LOCAL_ADMINISTRATOR, first_release.digest)  # in the middle
            for wait, release in zip(LOADS, [*others, first_release], strict=True):
                promote(house.catalogue, LOCAL_ADMINISTRATOR, release.digest)
                time.sleep(wait)
                kills += _kill_identify(platform)
                time.sleep(3)
        storm.release = first_release
        _until_seen(storm, first_release)
        verdict = storm.judge()
        told = storm.raw.rows('SELECT DISTINCT "release" FROM promotions')
        used = storm.raw.rows("SELECT DISTINCT release FROM identifications")
        strange = {row["release"] for row in used} - {row["release"] for row in told}
        verdict.violations += [f"answers of {one}, which was never promoted" for one in strange]
        verdict.violations += _unfounded(storm)
    finally:
        house.close()
        platform.stop()
    tally.add("promotions", verdict, kills, f"({len(used)} releases answered, 6 promotions)")


def _until(storm: Storm, acknowledged: int) -> None:
    end = time.monotonic() + 200
    while len(storm.ledger) < acknowledged and time.monotonic() < end:
        storm.tend()
        time.sleep(0.05)


def _kill_identify(platform: RunningPlatform) -> int:
    try:
        platform.child("identify").kill()
    except psutil.NoSuchProcess:
        return 0
    return 1


def _until_seen(storm: Storm, release: ReleaseFiles) -> None:
    """The spare time of `identify` shows every picture to the release in force."""
    end = time.monotonic() + 240
    query = f"SELECT count(*) AS n FROM scores WHERE release = '{release.digest}'"
    while storm.raw.rows(query)[0]["n"] < len(storm.ledger):
        assert time.monotonic() < end, "re-identification never ended"
        storm.tend()
        time.sleep(0.3)


def _unfounded(storm: Storm) -> list[str]:
    """Every statement of a machine stands on scores of the very release it names."""
    rows = storm.raw.rows(
        "SELECT i.identification_id, i.release FROM identifications i"
        " JOIN regions r ON r.region_id = i.region_id JOIN images m ON m.image_id = r.image_id"
        " LEFT JOIN scores s ON s.sha256 = m.sha256 AND s.box = r.box AND s.release = i.release"
        " WHERE i.kind = 'machine' AND s.sha256 IS NULL"
    )
    return [f"{row['identification_id']} has no scores of {row['release']}" for row in rows]
