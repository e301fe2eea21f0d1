"""`kill -9` at random moments under load: nothing lost, nothing doubled, index equal to the rows.

Every day: 60 kills, and with the uploads of the other parts, some of which kill too, more than 3,000
uploads. `make faults-long`: 300 kills over 20,000. All pictures are distinct and go through the
released model; a fifth of the uploads comes twice at once, another in
parts; every fifth shows a specimen together with another.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from insecta.servers import fleet
from insecta.settings import load
from tests.end_to_end.platform import RunningPlatform
from tests.faults.checker import ReleaseFiles
from tests.faults.conftest import Tally
from tests.faults.house import Embedded, Servers
from tests.faults.ledger import Ledger
from tests.faults.storm import Storm

SEED = int(os.environ.get("INSECTA_FAULTS_SEED", "20261126"))
EMBEDDED, REAL = (1_700, 40), (800, 20)
LONG_EMBEDDED, LONG_REAL = (15_000, 200), (5_500, 110)
"""(uploads, kills)"""
SCALE = float(os.environ.get("INSECTA_FAULTS_SCALE", "1"))
"""`python -m tests.faults --scale`: every part once, in little time; proves nothing but that it runs."""


def embedded(
    tmp_path: Path, port: int, release: ReleaseFiles, tally: Tally, size: tuple[int, int]
) -> None:
    settings = {"INSECTA_DATA": str(tmp_path / "data"), "INSECTA_PORT": str(port)}
    platform = RunningPlatform(settings, tmp_path / "up.log")
    platform.start()
    storm = Storm(platform, Embedded(tmp_path / "data"), Ledger(tmp_path / "ledger"), release, SEED)
    _rage(storm, "storm, embedded", tally, size)


def real(
    tmp_path: Path,
    port: int,
    release: ReleaseFiles,
    tally: Tally,
    servers: Path,
    size: tuple[int, int],
) -> None:
    cache = load().cache
    settings = {
        name: value
        for server in fleet.start(servers, cache).values()
        for name, value in server.settings.items()
    }
    told = {"INSECTA_DATA": str(tmp_path / "data"), "INSECTA_PORT": str(port), **settings}
    platform = RunningPlatform(told, tmp_path / "up.log")
    platform.start()
    storm = Storm(
        platform, Servers(settings), Ledger(tmp_path / "ledger"), release, SEED + 1, servers, cache
    )
    _rage(storm, "storm, real servers", tally, size)


def _rage(storm: Storm, part: str, tally: Tally, size: tuple[int, int]) -> None:
    uploads, kills = (max(1, round(SCALE * number)) for number in size)
    try:
        verdict = storm.rage(uploads, kills)
    finally:
        if storm.platform.process is not None and storm.platform.process.poll() is None:
            storm.platform.stop()
    said = ", ".join(f"{name} {n}" for name, n in sorted(storm.kills.items()))
    more = f"(killed {said}; asked to come back {storm.ledger.refused} times)"
    tally.add(part, verdict, sum(storm.kills.values()), more)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_embedded(tmp_path: Path, port: int, first_release: ReleaseFiles, tally: Tally) -> None:
    embedded(tmp_path, port, first_release, tally, EMBEDDED)


@pytest.mark.slow
@pytest.mark.server
@pytest.mark.timeout(900)
def test_on_real_servers(
    tmp_path: Path, port: int, first_release: ReleaseFiles, tally: Tally, own_servers: Path
) -> None:
    real(tmp_path, port, first_release, tally, own_servers, REAL)


@pytest.mark.long
@pytest.mark.timeout(7_200)
def test_long_embedded(
    tmp_path: Path, port: int, first_release: ReleaseFiles, tally: Tally
) -> None:
    embedded(tmp_path, port, first_release, tally, LONG_EMBEDDED)


@pytest.mark.long
@pytest.mark.server
@pytest.mark.timeout(7_200)
def test_long_on_real_servers(
    tmp_path: Path, port: int, first_release: ReleaseFiles, tally: Tally, own_servers: Path
) -> None:
    real(tmp_path, port, first_release, tally, own_servers, LONG_REAL)
