"""One stage: a task for every line, small rows back, counted while it runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from insecta.errors import Unavailable
from insecta.services.bulk.tasks import Task, each

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

POLL = 0.5
"""Seconds between two looks at how far a stage is."""
LAST_WISH = 10.0
"""Seconds that tasks get to notice that they are no longer wanted."""


def run_stage(
    spark: SparkSession,
    task: Task,
    given: Sequence[Mapping[str, Any]],
    name: str,
    progress: Callable[[int], None] = lambda done: None,
    stopping: Callable[[], bool] = lambda: False,
) -> list[dict[str, Any]]:
    """What the tasks answered, in the order of `given`; `progress` is told the rows done so far.

    One line is one Spark task, so a retry repeats one shard. Raises Unavailable where a task failed
    four times, and KeyboardInterrupt where `stopping` said so: what is done is kept.
    """
    from pyspark import InheritableThread

    context = spark.sparkContext
    group = f"insecta-{uuid4().hex}"
    lines = [json.dumps(one) for one in given]
    counter = context.accumulator(0)
    answers: list[str] = []
    failure: list[Exception] = []

    def work(partition: Iterable[str]) -> Iterator[str]:
        for line in each(task, iter(partition)):
            counter.add(json.loads(line)["rows"])
            yield line

    def collect() -> None:
        context.setJobGroup(group, name, interruptOnCancel=True)
        try:
            answers.extend(context.parallelize(lines, len(lines)).mapPartitions(work).collect())
        except Exception as error:
            failure.append(error)

    thread = InheritableThread(target=collect, name=name, daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(POLL)
            progress(counter.value)
            _end_if(stopping())
    except KeyboardInterrupt:
        with suppress(Exception):  # Spark may have been stopped by the same signal
            context.cancelJobGroup(group)
        thread.join(LAST_WISH)
        raise
    if failure:
        raise Unavailable(
            f"{name}: {_last_words(failure[0])}", hint="give the same command again: it goes on"
        ) from failure[0]
    return [json.loads(line) for line in answers]


def _end_if(wanted: bool) -> None:
    if wanted:
        raise KeyboardInterrupt


def _last_words(error: Exception) -> str:
    """The exception that ended the Python worker, out of Spark's long account of it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if line.startswith("insecta.") or "Error:" in line]
    return (told or lines or ["Spark failed"])[-1][:500]
