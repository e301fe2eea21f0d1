"""Airflow in a folder of its own, in its own environment (`make airflow-env`)."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / ".venv-airflow" / "bin"


@dataclass(frozen=True)
class Airflow:
    folder: Path
    data: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("AIRFLOW")}
        return {
            **kept,
            "AIRFLOW_HOME": str(self.folder),
            "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "false",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{self.folder / 'airflow.db'}",
            "INSECTA_DATA": str(self.data),
            "INSECTA_COMMAND": str(ROOT / ".venv" / "bin" / "insecta"),
            "INSECTA_WORK_FOLDER": str(self.folder),
            "PYTHONPATH": str(ROOT / "dags"),
        }

    def run(self, *words: str, seconds: float = 500) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(BIN / "airflow"), *words],
            env=self.environment, text=True, capture_output=True, timeout=seconds, cwd=self.folder,
        )  # fmt: skip

    def python(self, code: str) -> str:
        done = subprocess.run(
            [str(BIN / "python"), "-c", code],
            env=self.environment, text=True, capture_output=True, timeout=300, cwd=self.folder,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout
