"""Train again once people have named enough: snapshot, train, calibrate, evaluate, gate, promote."""

from __future__ import annotations

import os

from airflow.sdk import DAG, Param
from commands import CODE, DEFAULTS, TRAINING, task
from promotions import PROMOTED

PATH = "^[A-Za-z0-9_./-]+$"
TEXT = r"^[^'\\]+$"
LIMIT = "Trained from verified names of this house; its evaluation says what it can do."
RUN = "{{ params.folder }}/{{ run_id | replace(':', '-') | replace('+', '_') }}"
"""Every run of the DAG keeps snapshot, training, release and evaluations in a folder of its own."""


def _of_house(name: str, otherwise: str) -> str:
    """What the house set for runs that nobody starts by hand."""
    return os.environ.get(f"INSECTA_RETRAINING_{name}") or otherwise


with DAG(
    dag_id="model_retraining",
    description="From people's names to a release that answers, if the gate lets it through.",
    schedule="23 2 * * 6",
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["insecta", "model"],
    params={
        "collection": Param(_of_house("COLLECTION", "ANTS"), type="string", pattern=CODE),
        "least": Param(50, type="integer", minimum=1, description="newly named specimens"),
        "preset": Param(_of_house("PRESET", "starter"), type="string", pattern=PATH),
        "backbone": Param(_of_house("BACKBONE", "backbone.keras"), type="string", pattern=PATH),
        "folder": Param(_of_house("FOLDER", "retraining"), type="string", pattern=PATH),
        "name": Param(_of_house("NAME", "own"), type="string", pattern=CODE),
        "licence": Param("for use in this house", type="string", pattern=TEXT),
        "limit_line": Param(LIMIT, type="string", pattern=TEXT),
    },
) as dag:
    collection = ("--collection", "'{{ params.collection }}'")
    due = task("due", "model", "due", *collection, "--least", "{{ params.least }}")
    snapshot = task(
        "snapshot", "dataset", "build", *collection, "--out", f"{RUN}/snapshot", "--keep"
    )
    train = task(
        "train", "model", "train", f"{RUN}/snapshot", "--preset", "'{{ params.preset }}'",
        "--backbone", "'{{ params.backbone }}'", "--out", f"{RUN}/training", pool=TRAINING,
    )  # fmt: skip
    export = task(
        "export", "model", "export", f"{RUN}/training", f"{RUN}/snapshot", "--out", f"{RUN}/release",
        "--name", "'{{ params.name }}'", "--release-version",
        "{{ dag_run.run_after.strftime('%Y.%m.%d') }}",
        "--licence", "'{{ params.licence }}'", "--limit-line", "'{{ params.limit_line }}'",
        pool=TRAINING,
    )  # fmt: skip
    evaluate = task(
        "evaluate", "model", "evaluate", f"{RUN}/release", f"{RUN}/snapshot",
        "--out", f"{RUN}/evaluation", pool=TRAINING,
    )  # fmt: skip
    champion = task(
        "champion", "model", "evaluate", "champion", f"{RUN}/snapshot", "--quick",
        "--out", f"{RUN}/champion", pool=TRAINING,
    )  # fmt: skip
    # A refusal is the gate's last word, not a fault that may pass.
    promote = task(
        "promote", "model", "promote", f"{RUN}/release", "--evaluation", f"{RUN}/evaluation",
        "--against", f"{RUN}/champion", retries=0, outlets=[PROMOTED],
    )  # fmt: skip
    due >> snapshot >> train >> export >> [evaluate, champion] >> promote
