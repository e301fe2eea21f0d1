"""`insecta airflow up` as a house runs it, asked over its own API."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil

from tests.dags.airflow_home import BIN, ROOT
from tests.processes import still_alive

Found = TypeVar("Found")
READY_S = 300.0
ENDED = frozenset({"success", "failed"})


@dataclass
class RunningAirflow:
    """`folder` is where its processes run; `log` is what they said."""

    folder: Path
    data: Path
    port: int
    process: subprocess.Popen[bytes]
    log: Path
    http: httpx.Client

    def until(self, what: str, look: Callable[[], Found | None], seconds: float = READY_S) -> Found:
        """What `look` finds in the end; an API that does not answer has found nothing yet."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                found = look()
            except httpx.HTTPError:
                found = None
            if found:
                return found
            assert self.process.poll() is None, self.last_words()
            time.sleep(0.1)
        raise AssertionError(f"never {what}:\n{self.last_words()}")

    def begin(self, dag: str, given: Mapping[str, Any]) -> str:
        """Start a DAG as a person does in its pages; the run's id."""
        self.until("parsed", lambda: self.http.get(_runs(dag)).status_code == 200)
        made = self.http.post(_runs(dag), json={"conf": given, "logical_date": None})
        assert made.status_code in (200, 201), made.text
        return str(made.json()["dag_run_id"])

    def runs(self, dag: str) -> list[dict[str, Any]]:
        return list(self.http.get(_runs(dag)).json()["dag_runs"])

    def tasks(self, dag: str, run: str) -> dict[str, dict[str, Any]]:
        found = self.http.get(f"{_runs(dag)}/{run}/taskInstances").json()["task_instances"]
        return {one["task_id"]: one for one in found}

    def ended(self, dag: str, run: str, seconds: float) -> str:
        """The state in which a run ends."""

        def state() -> str | None:
            told: str = self.http.get(f"{_runs(dag)}/{run}").json()["state"]
            return told if told in ENDED else None

        return self.until(f"{dag} ended", state, seconds)

    def child(self, role: str) -> psutil.Process | None:
        """The present process of a role, such as `scheduler`."""
        for process in psutil.Process(self.process.pid).children():
            try:
                if role in process.cmdline() or f"airflow {role}" in " ".join(process.cmdline()):
                    return process
            except psutil.Error:
                continue
        return None

    def last_words(self) -> str:
        logs = sorted((self.data / "airflow" / "logs").rglob("*.log"), key=_changed)
        told = [f"{path}:\n{path.read_text(errors='replace')[-1500:]}" for path in logs[-3:]]
        return "\n".join([self.log.read_text(errors="replace")[-4000:], *told])


def _changed(path: Path) -> float:
    return path.stat().st_mtime


def _runs(dag: str) -> str:
    return f"/api/v2/dags/{dag}/dagRuns"


@contextmanager
def running_airflow(
    folder: Path, data: Path, settings: Mapping[str, str] | None = None
) -> Iterator[RunningAirflow]:
    """From ready to ended, with everything that it started."""
    if not (BIN / "airflow").is_file():
        subprocess.run([sys.executable, ROOT / "scripts" / "environment.py", "airflow"], check=True)
    log, port = folder / "airflow.log", _free_port()
    own = {"INSECTA_DATA": str(data), "PYTHONPATH": str(ROOT), **(settings or {})}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "insecta.cli.main", "airflow", "up", "--port", str(port)],
            env={**os.environ, **own}, stdout=out, stderr=out, cwd=folder,
        )  # fmt: skip
    http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False)
    running = RunningAirflow(folder, data, port, process, log, http)
    try:
        ready = f"Airflow runs at http://127.0.0.1:{port}"
        running.until("ready", lambda: ready in log.read_text())
        token = http.get("/auth/token").json()["access_token"]
        http.headers["Authorization"] = f"Bearer {token}"
        yield running
    finally:
        http.close()
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGTERM)
        code = process.wait(60)
    assert code == 0
    assert not still_alive(family, 15)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listed(*words: str, data: Path, folder: Path) -> list[dict[str, Any]]:
    """Lines of JSON that a command of ours says."""
    told = subprocess.run(
        [sys.executable, "-m", "insecta.cli.main", *words, "--json"],
        env={**os.environ, "INSECTA_DATA": str(data), "PYTHONPATH": str(ROOT)},
        text=True, capture_output=True, check=True, cwd=folder,
    ).stdout  # fmt: skip
    return [json.loads(line) for line in told.splitlines()]
