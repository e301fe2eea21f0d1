"""`insecta airflow up`: its processes start, do a task of ours, and end together."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.dags.airflow_home import BIN, ROOT
from tests.processes import still_alive
from tests.services.house import jpeg

READY_S = 240.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(what: str, look: Any, log: Path, seconds: float = READY_S) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = look()
        except httpx.HTTPError:
            found = None
        if found:
            return found
        time.sleep(1)
    raise AssertionError(f"never {what}:\n{log.read_text(errors='replace')[-4000:]}")


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_it_starts_runs_a_collection_and_ends(tmp_path: Path) -> None:
    if not (BIN / "airflow").is_file():
        subprocess.run([sys.executable, ROOT / "scripts" / "environment.py", "airflow"], check=True)
    drawer = tmp_path / "drawer"
    drawer.mkdir()
    for n in range(3):
        (drawer / f"MUS{n:03}.jpg").write_bytes(jpeg(60 + 40 * n, n, (300, 300)))
    log, port = tmp_path / "airflow.log", _free_port()
    environment = {**os.environ, "INSECTA_DATA": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}
    insecta = [sys.executable, "-m", "insecta.cli.main"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*insecta, "airflow", "up", "--port", str(port)],
            env=environment, stdout=out, stderr=out, cwd=tmp_path,
        )  # fmt: skip
    try:
        _wait("ready", lambda: f"Airflow runs at http://127.0.0.1:{port}" in log.read_text(), log)
        family = psutil.Process(process.pid).children(recursive=True)
        assert len(family) >= 4
        http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False)
        token = http.get("/auth/token").json()["access_token"]
        http.headers["Authorization"] = f"Bearer {token}"
        given = {"source": str(drawer), "collection": "ANTS", "sample": 2, "master": "local[1]"}
        runs = "/api/v2/dags/collection_ingest/dagRuns"
        _wait("parsed", lambda: http.get(runs).status_code == 200, log)
        made = http.post(runs, json={"conf": given, "logical_date": None})
        assert made.status_code in (200, 201), made.text
        name = made.json()["dag_run_id"]

        def ended() -> str | None:
            state: str = http.get(f"{runs}/{name}").json()["state"]
            return state if state in ("success", "failed") else None

        assert _wait("ended", ended, log, 600) == "success", log.read_text()[-4000:]
        listed = subprocess.run(
            [*insecta, "runs", "list", "--json"], env=environment, text=True, capture_output=True,
            check=True, cwd=tmp_path,
        ).stdout  # fmt: skip
        for line in listed.splitlines():
            run = json.loads(line)
            assert run["state"] == "finished"
            assert re.fullmatch(
                rf"http://127\.0\.0\.1:{port}/dags/collection_ingest/runs/.+", run["link"]
            )
        http.close()
    finally:
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGTERM)
        code = process.wait(60)
    assert code == 0
    assert not still_alive(family, 15)


def test_its_environment_tells_airflow_where_everything_is(tmp_path: Path) -> None:
    from insecta.services.orchestration import ENV_FILE, airflow_environment
    from insecta.settings import load

    settings = load(data=tmp_path / "data", event_log_url="kafka://localhost:9092")
    home = tmp_path / "data" / "airflow"
    told = airflow_environment(settings, ROOT, home, 8471)
    again = airflow_environment(settings, ROOT, home, 8471)
    assert told == again
    assert told["AIRFLOW__API__BASE_URL"] == "http://127.0.0.1:8471"
    assert json.loads(told["AIRFLOW_CONN_INSECTA_KAFKA"])["extra"]["bootstrap.servers"] == "localhost:9092"  # fmt: skip
    private = home / ENV_FILE
    assert private.stat().st_mode & 0o077 == 0
    assert load(private).model_dump() == settings.model_dump()


@pytest.mark.parametrize(
    ("environment", "link"),
    [
        ({}, None),
        ({"AIRFLOW_CTX_DAG_ID": "d", "AIRFLOW_CTX_DAG_RUN_ID": "r"}, None),
        (
            {
                "AIRFLOW_CTX_DAG_ID": "d", "AIRFLOW_CTX_DAG_RUN_ID": "manual__2026+00:00",
                "AIRFLOW__API__BASE_URL": "http://127.0.0.1:8471/",
            },
            "http://127.0.0.1:8471/dags/d/runs/manual__2026%2B00%3A00",
        ),
        (
            {
                "AIRFLOW_CTX_DAG_ID": "d", "AIRFLOW_CTX_DAG_RUN_ID": "r",
                "AIRFLOW__API__BASE_URL": "javascript:alert(1)",
            },
            None,
        ),
    ],
)  # fmt: skip
def test_a_run_links_to_what_started_it(environment: dict[str, str], link: str | None) -> None:
    from insecta.services.orchestration import started_by

    assert started_by(environment) == link


def test_without_its_environment_it_says_how_to_make_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from insecta.cli import airflow
    from insecta.cli.main import main

    monkeypatch.setattr(airflow, "ROOT", tmp_path)
    monkeypatch.setenv("INSECTA_DATA", str(tmp_path / "data"))
    assert main(["airflow", "up"]) == 1
    assert "make airflow-env" in capsys.readouterr().err
