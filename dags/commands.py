"""How a task calls Insecta: one command of the main environment, by absolute path, with its settings.

A DAG file imports Airflow and the standard library only; everything else is a command line that a
person can give, too. The last line of a command's output is one small JSON object, which is what
the next task may read.
"""

from __future__ import annotations

import os
import shlex
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.providers.standard.operators.bash import BashOperator

ROOT = Path(__file__).resolve().parent.parent
SPARK = "spark"
TRAINING = "training"
"""Pools: one Spark run, and one training, at a time."""
CODE = "^[A-Za-z0-9._-]{1,100}$"
"""A collection's code, safe in a shell."""
MASTER = r"^(local(\[[0-9*]+\])?|spark://[A-Za-z0-9.:,-]+|yarn)$"
RETRY = timedelta(seconds=float(os.environ.get("INSECTA_RETRY_SECONDS") or 30))
"""How long a task waits before its second try; before the third twice as long, and so on."""
DEFAULTS = {
    "owner": "insecta",
    "retries": 3,
    "retry_delay": RETRY,
    "retry_exponential_backoff": True,
    "execution_timeout": timedelta(hours=24),
}


def insecta(*words: str) -> str:
    """A shell line that runs `insecta WORDS --json`; words may hold Airflow's templates.

    `exec` hands Airflow's SIGTERM to the command itself, which ends its children and keeps its work.
    """
    program = os.environ.get("INSECTA_COMMAND") or str(ROOT / ".venv" / "bin" / "insecta")
    settings = os.environ.get("INSECTA_ENV_FILE", "")
    before = ["--env-file", settings] if settings else []
    quoted = " ".join(shlex.quote(word) for word in [program, *before])
    return f"exec {quoted} {' '.join(words)} --json"


def task(name: str, *words: str, **more: Any) -> BashOperator:
    """One command as a task; the JSON line it ends with is what the next one may read."""
    return BashOperator(task_id=name, bash_command=insecta(*words), **_where(), **more)


def mapped(name: str, commands: Any, **more: Any) -> Any:
    """One task for every command of a list."""
    return BashOperator.partial(task_id=name, **_where(), **more).expand(bash_command=commands)


def _where() -> dict[str, Any]:
    return {"cwd": os.environ.get("INSECTA_WORK_FOLDER") or str(ROOT), "append_env": True}
