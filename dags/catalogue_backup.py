"""The whole catalogue into the object store, daily."""

from __future__ import annotations

from airflow.sdk import DAG
from commands import DEFAULTS, task

with DAG(
    dag_id="catalogue_backup",
    description="One snapshot of all tables beside the originals; `insecta rebuild` starts from it.",
    schedule="41 1 * * *",
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["insecta", "care"],
) as dag:
    task("backup", "backup")
