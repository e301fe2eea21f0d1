"""Every original is read again once in 90 days, a ninetieth each day."""

from __future__ import annotations

from airflow.sdk import DAG, Param
from commands import DEFAULTS, task

with DAG(
    dag_id="fixity_audit",
    description="Originals are read and compared with their digests; lost ones fail the task.",
    schedule="17 3 * * *",
    catchup=False,
    max_active_runs=1,
    default_args={**DEFAULTS, "retries": 1},
    tags=["insecta", "care"],
    params={"days": Param(90, type="integer", minimum=1, maximum=3650)},
) as dag:
    task("fixity", "fixity", "--days", "{{ params.days }}")
