"""Kill each process once in the middle of an ingest of 500 pictures: counts add up, nothing doubles."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from tests.end_to_end.platform import COMMAND, RunningPlatform, running
from tests.services.house import jpeg

PICTURES = 500


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Drawn noise: decodable, all different; the released network answers what it likes."""
    folder = tmp_path / "five hundred"
    folder.mkdir()
    for number in range(PICTURES):
        (folder / f"CASENT{number:07}_h.jpg").write_bytes(jpeg(90, number, (320, 240)))
    return folder


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nothing_is_lost_or_doubled_when_every_process_is_killed_once(
    source: Path, tmp_path: Path
) -> None:
    with running({}, tmp_path) as platform:
        ingest = _ingest(platform, source)
        kills = 0
        for role in ("identify", "index", "api"):
            _wait_for_progress(platform, kills)
            platform.child(role).kill()
            kills += 1
        ingest.kill()
        ingest.wait()
        platform.kill_parent()
        kills += 2
        platform.start()
        assert _ingest(platform, source).wait(300) == 0
        (run,) = [one for one in platform.get("/api/v1/runs")["items"] if one["kind"] == "ingest"]
        counts = run["counts"]
        assert sum(counts.values()) == PICTURES
        assert counts["pending"] == counts["working"] == counts["rejected"] == counts["failed"] == 0
        assert counts["done"] + counts["abstained"] == PICTURES
        platform.wait_for(
            "all searchable", "/api/v1/search", lambda a: a["total"] == PICTURES, q="casent*"
        )
        _wait_until_index_agrees(platform)
        numbers = _numbers(platform)
        assert sorted(numbers) == [f"CASENT{number:07}" for number in range(PICTURES)]
        print(f"lost 0, doubled 0, violations 0 of {PICTURES} pictures, {kills} kills")


def _ingest(platform: RunningPlatform, source: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, "ingest", str(source), "--collection", "KILLS", "--pattern", "antweb"],
        env=platform.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _wait_for_progress(platform: RunningPlatform, kills: int) -> None:
    """Some more pictures have been identified than at the last kill."""

    def enough(answer: dict[str, list[dict[str, dict[str, int]]]]) -> bool:
        done = sum(run["counts"]["done"] + run["counts"]["abstained"] for run in answer["items"])
        return done > 20 + kills * 60

    platform.wait_for("progress", "/api/v1/runs", enough)


def _wait_until_index_agrees(platform: RunningPlatform) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if platform.ask("index", "status", code=None)["agrees"]:
            return
        time.sleep(0.2)
    raise AssertionError("the index never agreed with the catalogue")


def _numbers(platform: RunningPlatform) -> list[str]:
    found: list[str] = []
    cursor = None
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = platform.get("/api/v1/search", q="collection:KILLS", limit=100, **more)
        found += [item["catalogNumber"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return found
