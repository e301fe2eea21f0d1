"""Take in a collection: plan it, look at a pilot, commit it, say what was not taken in."""

from __future__ import annotations

import json

from airflow.sdk import DAG, Asset, Param
from commands import CODE, DEFAULTS, MASTER, SPARK, task

COLLECTION = Asset("insecta://collections")

with DAG(
    dag_id="collection_ingest",
    description="Plan, pilot and commit a source; its pictures are identified and searchable.",
    schedule=None,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["insecta", "bulk"],
    user_defined_filters={"fromjson": json.loads},
    params={
        "source": Param(
            type="string", pattern="^[^'\\\\]+$", description="CSV, archive, folder or s3://…"
        ),
        "collection": Param(type="string", pattern=CODE),
        "pattern": Param("any", type="string", pattern="^[a-z-]+$", description="a preset's name"),
        "master": Param("local[*]", type="string", pattern=MASTER),
        "sample": Param(200, type="integer", minimum=1, maximum=2000),
        "leave_originals": Param(False, type="boolean", description="those of a bucket stay there"),
        "new_index": Param(False, type="boolean", description="searchable all at once, at the end"),
    },
) as dag:
    plan = task(
        "plan", "bulk", "plan", "'{{ params.source }}'", "--pattern", "'{{ params.pattern }}'"
    )
    manifest = "{{ (ti.xcom_pull(task_ids='plan') | fromjson)['manifest'] }}"
    pilot = task(
        "pilot", "bulk", "pilot", manifest, "--collection", "'{{ params.collection }}'",
        "--sample", "{{ params.sample }}",
    )  # fmt: skip
    commit = task(
        "commit", "bulk", "commit", manifest, "--collection", "'{{ params.collection }}'",
        "--master", "'{{ params.master }}'", "--ledger",
        "{{ '--leave-originals' if params.leave_originals else '' }}",
        "{{ '--new-index' if params.new_index else '' }}", pool=SPARK, outlets=[COLLECTION],
    )  # fmt: skip
    plan >> pilot >> commit
