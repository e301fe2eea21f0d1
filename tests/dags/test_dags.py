"""The DAGs load without an error, say who owns them, and two of them do their work for real."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dags.airflow_home import BIN, ROOT, Airflow
from tests.services.house import jpeg

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
DAGS = {
    "bulk_identification",
    "catalogue_backup",
    "collection_ingest",
    "fixity_audit",
    "index_rebuild",
    "model_retraining",
    "reidentification",
}
_LOADED = """
import json
from airflow.dag_processing.dagbag import DagBag
bag = DagBag()
print(json.dumps({"errors": bag.import_errors, "dags": {
    dag.dag_id: {
        "description": dag.description,
        "tasks": {t.task_id: [t.owner, t.retries, str(t.execution_timeout), t.operator_name]
                  for t in dag.tasks},
    } for dag in bag.dags.values()}}))
"""


@pytest.fixture(scope="module")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> Airflow:
    if not (BIN / "airflow").is_file():
        subprocess.run([sys.executable, ROOT / "scripts" / "environment.py", "airflow"], check=True)
    made = Airflow(tmp_path_factory.mktemp("airflow"), tmp_path_factory.mktemp("data"))
    done = made.run("db", "migrate")
    assert done.returncode == 0, done.stderr
    for pool in ("spark", "training"):
        assert made.run("pools", "set", pool, "1", pool).returncode == 0
    return made


def test_they_load_and_say_who_owns_them(airflow: Airflow) -> None:
    found = json.loads(airflow.python(_LOADED).splitlines()[-1])
    assert found["errors"] == {}
    assert set(found["dags"]) == DAGS
    for dag in found["dags"].values():
        assert dag["description"]
        for name, (owner, retries, limit, _) in dag["tasks"].items():
            assert owner == "insecta"
            assert retries >= 1 or name == "promote"  # the gate's no is no fault that may pass
            assert limit != "None"


def test_they_import_airflow_and_the_standard_library_only() -> None:
    for path in (ROOT / "dags").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                top = name.split(".")[0]
                assert (
                    top
                    in {"airflow", "commands", "promotions", "__future__"} | sys.stdlib_module_names
                ), path


def _source(folder: Path) -> Path:
    folder.mkdir()
    for n in range(3):
        (folder / f"MUS{n:03}.jpg").write_bytes(jpeg(60 + 40 * n, n, (300, 300)))
    return folder


@pytest.mark.long
def test_a_collection_and_its_backup_for_real(airflow: Airflow, tmp_path: Path) -> None:
    given = {"source": str(_source(tmp_path / "drawer")), "collection": "ANTS", "sample": 2,
             "master": "local[1]"}  # fmt: skip
    done = airflow.run("dags", "test", "collection_ingest", "--conf", json.dumps(given))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    listed = subprocess.run(
        [str(ROOT / ".venv" / "bin" / "insecta"), "runs", "list", "--json"],
        env=airflow.environment, text=True, capture_output=True, check=True,
    ).stdout  # fmt: skip
    runs = [json.loads(line) for line in listed.splitlines()]
    assert sorted(sum(run["counts"].values()) for run in runs) == [2, 3]
    assert {run["state"] for run in runs} == {"finished"}
    done = airflow.run("dags", "test", "catalogue_backup")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert list((airflow.data / "objects" / "backups").glob("*/manifest.json"))


@pytest.mark.long
def test_params_that_a_shell_would_run_are_refused(airflow: Airflow) -> None:
    given = {"source": "x'; touch /tmp/owned; '", "collection": "ANTS"}
    done = airflow.run("dags", "test", "collection_ingest", "--conf", json.dumps(given))
    assert done.returncode != 0
    assert "Invalid input for param source" in done.stdout + done.stderr
