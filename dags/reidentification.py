"""After a promotion: every plan of a collection again, then the diff for its curator."""

from __future__ import annotations

from airflow.sdk import DAG, Asset, Param
from commands import CODE, DEFAULTS, MASTER, SPARK, task

PROMOTED = Asset("insecta://promotions")

with DAG(
    dag_id="reidentification",
    description="A collection under the release that answers now; the diff waits for its curator.",
    schedule=[PROMOTED],
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["insecta", "bulk"],
    params={
        "collection": Param("ANTS", type="string", pattern=CODE),
        "before": Param("", type="string", pattern="^([0-9a-f]{8,64})?$"),
        "after": Param("", type="string", pattern="^([0-9a-f]{8,64})?$"),
        "master": Param("local[*]", type="string", pattern=MASTER),
    },
) as dag:
    again = task(
        "again", "bulk", "commit", "--again", "--collection", "'{{ params.collection }}'",
        "--master", "'{{ params.master }}'", "--ledger", pool=SPARK,
    )  # fmt: skip
    diff = task(
        "diff", "bulk", "diff", "{{ params.before }}", "{{ params.after }}",
        "--collection", "'{{ params.collection }}'",
    )  # fmt: skip
    again >> diff
