"""After a promotion: every plan of every collection again, what rules approve, then the diffs for curators."""

from __future__ import annotations

from airflow.sdk import DAG, Param
from commands import DEFAULTS, MASTER, SPARK, task
from promotions import PROMOTED

with DAG(
    dag_id="reidentification",
    description="Collections under the newest release; the diffs wait for their curators.",
    schedule=[PROMOTED],
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["insecta", "bulk"],
    params={
        "collection": Param(
            "", type="string", pattern="^[A-Za-z0-9._-]{0,100}$", description="none: all of them"
        ),
        "master": Param("local[*]", type="string", pattern=MASTER),
    },
) as dag:
    again = task(
        "again", "bulk", "commit", "--again", "--collection", "'{{ params.collection }}'",
        "--master", "'{{ params.master }}'", "--ledger", pool=SPARK,
    )  # fmt: skip
    standing = task("standing", "bulk", "diff", "--standing")
    diff = task("diff", "bulk", "diff", "--collection", "'{{ params.collection }}'")
    again >> standing >> diff
