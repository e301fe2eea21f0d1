"""Commit plans that were made: one mapped task for each manifest."""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG, Asset, Param
from commands import CODE, DEFAULTS, MASTER, SPARK, insecta, mapped

IDENTIFIED = Asset("insecta://identified")
DIGEST = "^[0-9a-f]{64}$"

with DAG(
    dag_id="bulk_identification",
    description="Every given plan under the release that answers; a finished one costs seconds.",
    schedule=None,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["insecta", "bulk"],
    params={
        "collection": Param(type="string", pattern=CODE),
        "manifests": Param(
            type="array", minItems=1, maxItems=200, items={"type": "string", "pattern": DIGEST}
        ),
        "master": Param("local[*]", type="string", pattern=MASTER),
    },
    render_template_as_native_obj=True,
) as dag:

    @dag.task(task_id="commands")
    def commands(params: dict[str, Any]) -> list[str]:
        """One command for every plan; Airflow keeps the text, not a row of it."""
        return [
            insecta(
                "bulk", "commit", manifest, "--collection", params["collection"],
                "--master", f"'{params['master']}'", "--ledger",
            )
            for manifest in params["manifests"]
        ]  # fmt: skip

    mapped("commit", commands(), pool=SPARK, outlets=[IDENTIFIED])
