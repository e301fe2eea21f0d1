"""What starts work in order and on time: Airflow on this machine, wired to the platform.

Airflow lives in an environment of its own and calls commands; nothing of it is imported here.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

from insecta.errors import BadSettings
from insecta.services.supervise import Command
from insecta.settings import Settings

ROLES = {
    "airflow-api": ("api-server",),
    "scheduler": ("scheduler",),
    "dag-processor": ("dag-processor",),
    "triggerer": ("triggerer",),
}
"""Name of a process → words of the `airflow` program."""
POOLS = {"spark": "one Spark run at a time", "training": "one training at a time"}
ENV_FILE = "insecta.env"
_FOLLOW = (
    "import ctypes, os, sys\n"
    "if sys.platform == 'linux': ctypes.CDLL(None).prctl(1, 15)\n"
    "os.execv(sys.argv[1], sys.argv[1:])"
)
"""A process that gets SIGTERM when its parent is gone, even by kill -9."""


def started_by(environment: Mapping[str, str]) -> str | None:
    """Address of the page of the DAG run that a command was started by; None outside Airflow."""
    base = environment.get("AIRFLOW__API__BASE_URL", "").rstrip("/")
    dag, run = (environment.get(f"AIRFLOW_CTX_DAG_{name}", "") for name in ("ID", "RUN_ID"))
    if not (dag and run) or urlsplit(base).scheme not in ("http", "https"):
        return None
    return f"{base}/dags/{quote(dag, safe='')}/runs/{quote(run, safe='')}"


def airflow_program(root: Path) -> Path:
    """The `airflow` program of `make airflow-env`. Raises BadSettings where it is not there."""
    program = root / ".venv-airflow" / "bin" / "airflow"
    if not program.is_file():
        raise BadSettings(
            f"there is no Airflow in {program.parent.parent}",
            hint="`make airflow-env` in a checkout of the repository",
        )
    return program


def airflow_environment(settings: Settings, root: Path, home: Path, port: int) -> dict[str, str]:
    """Our environment with all that Airflow's processes are told; settings go into a private file.

    Nothing is sent anywhere: no usage data, and addresses of this machine by no proxy.
    """
    home.mkdir(parents=True, exist_ok=True)
    _private(home / ENV_FILE, _settings_of(settings))
    secret = home / "secret"
    if not secret.is_file():
        _private(secret, secrets.token_urlsafe(48))
    base = f"http://127.0.0.1:{port}"
    kept = {key: value for key, value in os.environ.items() if not key.startswith("AIRFLOW")}
    found = {
        **kept,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(root / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "false",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "false",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "true",  # on loopback only
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{base}/execution/",
        "AIRFLOW__API__BASE_URL": base,
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API_AUTH__JWT_SECRET": secret.read_text(),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "false",
        "INSECTA_COMMAND": str(Path(sys.executable).parent / "insecta"),
        "INSECTA_ENV_FILE": str(home / ENV_FILE),
        "INSECTA_WORK_FOLDER": str(settings.data),
        "NO_PROXY": ",".join(filter(None, [kept.get("NO_PROXY", ""), "127.0.0.1,localhost"])),
        "PYTHONPATH": str(root / "dags"),
        "PYTHONUNBUFFERED": "1",
    }
    if settings.uses_kafka:
        found["AIRFLOW_CONN_INSECTA_KAFKA"] = _kafka(settings.event_log_url)
    return found


def airflow_commands(program: Path, environment: Mapping[str, str]) -> list[Command]:
    """The processes to keep running."""
    begin = [sys.executable, "-c", _FOLLOW, str(program)]
    return [Command(name, [*begin, *words], environment) for name, words in ROLES.items()]


def _settings_of(settings: Settings) -> str:
    told = {f"INSECTA_{name.upper()}": value for name, value in settings.model_dump().items()}
    return "".join(f"{name}={value}\n" for name, value in told.items() if str(value))


def _private(path: Path, text: str) -> None:
    """A file that only its owner may read; whole, or not there."""
    draft = path.with_suffix(".partial")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def _kafka(url: str) -> str:
    """Airflow's connection to the platform's Kafka; a reader of its own that begins at the end."""
    extra = {
        "bootstrap.servers": urlsplit(url).netloc,
        "group.id": "airflow",
        "auto.offset.reset": "latest",
        "enable.auto.commit": True,
    }
    return json.dumps({"conn_type": "kafka", "extra": extra})
