"""`insecta airflow up`: its processes start, do a task of ours, and end together."""

from __future__ import annotations

import json
import re
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from tests.dags.airflow_home import ROOT
from tests.dags.running_airflow import listed, running_airflow
from tests.services.house import jpeg


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_it_starts_runs_a_collection_and_ends(tmp_path: Path) -> None:
    drawer, data = tmp_path / "drawer", tmp_path / "data"
    drawer.mkdir()
    for n in range(3):
        (drawer / f"MUS{n:03}.jpg").write_bytes(jpeg(60 + 40 * n, n, (300, 300)))
    with running_airflow(tmp_path, data) as airflow:
        assert len(psutil.Process(airflow.process.pid).children(recursive=True)) >= 4
        given = {"source": str(drawer), "collection": "ANTS", "sample": 2, "master": "local[1]"}
        run = airflow.begin("collection_ingest", given)
        assert airflow.ended("collection_ingest", run, 600) == "success", airflow.last_words()
        for told in listed("runs", "list", data=data, folder=tmp_path):
            assert told["state"] == "finished"
            assert re.fullmatch(
                rf"http://127\.0\.0\.1:{airflow.port}/dags/collection_ingest/runs/.+", told["link"]
            )


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


def test_without_an_airflow_that_answers_nothing_is_started(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from insecta.cli.main import main

    monkeypatch.setenv("INSECTA_DATA", str(tmp_path / "data"))
    assert main(["airflow", "start", "index_rebuild", "--port", "9"]) != 0
    assert "insecta airflow up" in capsys.readouterr().err
    assert main(["airflow", "start", "index_rebuild", "sample", "--port", "9"]) != 0
    assert "NAME=VALUE" in capsys.readouterr().err


def test_a_dag_run_is_named_by_what_it_does() -> None:
    from insecta.services.dag_runs import run_key

    one, other = uuid4(), uuid4()
    assert run_key("bulk_identification", {"manifests": ["m"]}, [one]) == one
    both = run_key("bulk_identification", {}, [one, other])
    assert both == run_key("bulk_identification", {}, [other, one])
    assert both not in (one, other)
    backup = run_key("catalogue_backup", {}, [])
    assert backup == run_key("catalogue_backup", {}, [])
    assert backup != run_key("fixity_audit", {}, [])
    assert run_key("fixity_audit", {"days": 3}, []) != run_key("fixity_audit", {"days": 4}, [])
