"""What a running platform tells those who watch it: every figure of the dashboard, and its logs."""

from __future__ import annotations

import hashlib
import json
import re
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.end_to_end.platform import ROOT, RunningPlatform, running
from tests.services.house import jpeg

DASHBOARD = ROOT / "docker" / "grafana.json"
SERIES = re.compile(r"\binsecta_[a-z_]+")


def told_by_dashboard() -> set[str]:
    board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    expressions = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    return {name for expression in expressions for name in SERIES.findall(expression)}


def scrape(platform: RunningPlatform) -> dict[str, float]:
    text = httpx.get(f"{platform.address}/metrics", timeout=30, trust_env=False).text
    rows = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return {series: float(value) for series, value in rows}


def until(platform: RunningPlatform, wanted: Any) -> dict[str, float]:
    """Workers tell their figures every three seconds."""
    end = time.monotonic() + 60
    while True:
        found = scrape(platform)
        if wanted(found):
            return found
        assert time.monotonic() < end, found
        time.sleep(0.3)


@pytest.mark.slow
def test_every_figure_of_the_dashboard_and_the_digest_in_the_logs(tmp_path: Path) -> None:
    with running({"INSECTA_JSON_LOGS": "true"}, tmp_path) as platform:
        data = jpeg(90, 7, (320, 240))
        assert platform.upload(data, catalogNumber="W-1").status_code == 201
        done = 'insecta_events_total{outcome="done",worker="index"}'
        network = 'insecta_stage_seconds_count{stage="network",worker="identify"}'
        age = 'insecta_event_age_seconds_count{event="ImageReceived",worker="identify"}'
        wanted = {done: 2, network: 1, age: 1}

        def all_told(now: dict[str, float]) -> bool:
            """Each worker tells in its own time."""
            names = {series.partition("{")[0] for series in now}
            enough = all(now.get(series, 0) >= least for series, least in wanted.items())
            return enough and told_by_dashboard() <= names

        figures = until(platform, all_told)
        assert figures["insecta_gap_specimens"] == 0
        assert figures[age] == 1
    digest = hashlib.sha256(data).hexdigest()
    lines = [json.loads(line) for line in platform.log.read_text().splitlines() if line[:1] == "{"]
    of_picture = {line["process"] for line in lines if line.get("sha256") == digest}
    assert {"api", "identify", "index"} <= of_picture
    assert all({"time", "level", "message"} <= set(line) for line in lines)
