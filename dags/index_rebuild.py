"""Fill a new search index and swap it in, without a failed search."""

from __future__ import annotations

from airflow.sdk import DAG
from commands import DEFAULTS, task

with DAG(
    dag_id="index_rebuild",
    description="A new search index from the catalogue, swapped in when the two agree.",
    schedule=None,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["insecta", "care"],
) as dag:
    rebuild = task("rebuild", "index", "rebuild")
    status = task("status", "index", "status")
    rebuild >> status
