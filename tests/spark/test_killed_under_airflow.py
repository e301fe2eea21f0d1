"""Airflow's scheduler and its task are killed in the middle: the outcome is a clean run's all the same."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.dags.running_airflow import RunningAirflow, running_airflow
from tests.processes import still_alive
from tests.spark.museum import Museum

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
DAG = "bulk_identification"
PATIENCE = 400.0


def test_kill_9_of_a_task_and_then_of_the_scheduler(
    tmp_path: Path, pictures: Path, clean: Museum
) -> None:
    """The task is `insecta bulk commit`, a driver of Spark; its second try goes on where it was."""
    museum = Museum(tmp_path)
    manifest = museum.json("bulk", "plan", str(pictures))["manifest"]
    receipts = museum.folder / "data" / "objects" / "bulk" / "prepared"
    soon = {"INSECTA_RETRY_SECONDS": "1"}
    with running_airflow(tmp_path, museum.folder / "data", soon) as airflow:
        given = {"collection": "ANTS", "manifests": [manifest], "master": "local[1]"}
        run = start(airflow, museum, given)
        assert start(airflow, museum, given) == run, "the same is not started twice"
        airflow.until(
            "begun", lambda: receipts.is_dir() and any(receipts.rglob("*.json")), PATIENCE
        )
        _kill_task(airflow, manifest)
        airflow.until("tried again", lambda: _is_waiting(airflow, run), PATIENCE)
        _kill_scheduler(airflow)
        assert airflow.ended(DAG, run, PATIENCE) == "success", airflow.last_words()
        assert airflow.tasks(DAG, run)["commit"]["try_number"] > 1
    museum.is_as(clean)
    assert run == f"{museum.only_run('bulk')}.1", "the run's key and the attempt"


def start(airflow: RunningAirflow, museum: Museum, given: Mapping[str, Any]) -> str:
    """By the command; the DAG run's id."""
    airflow.until(
        "parsed", lambda: airflow.http.get(f"/api/v2/dags/{DAG}/dagRuns").status_code == 200
    )
    words = [f"{name}={json.dumps(value)}" for name, value in given.items()]
    told = museum.json("airflow", "start", DAG, *words, "--port", str(airflow.port))
    return str(told["run"])


def _kill_task(airflow: RunningAirflow, manifest: str) -> None:
    """The command that Airflow runs, and with it what it started."""
    family = psutil.Process(airflow.process.pid).children(recursive=True)
    (command,) = [one for one in family if _is_command(one, manifest)]
    children = command.children(recursive=True)
    os.kill(command.pid, signal.SIGKILL)
    assert not still_alive(children, 30)


def _is_waiting(airflow: RunningAirflow, run: str) -> bool:
    """Whether Airflow knows that the first try is over."""
    told = airflow.tasks(DAG, run)["commit"]
    return told["state"] == "up_for_retry" or told["try_number"] > 1


def _is_command(process: psutil.Process, manifest: str) -> bool:
    try:
        words = process.cmdline()
    except psutil.Error:
        return False
    return manifest in words and "commit" in words


def _kill_scheduler(airflow: RunningAirflow) -> None:
    """`insecta airflow up` starts another."""
    former = airflow.until("running", lambda: airflow.child("scheduler"))
    former.kill()

    def another() -> bool:
        found = airflow.child("scheduler")
        return found is not None and found.pid != former.pid

    airflow.until("started again", another)
