"""What a process measures of its own work: stages, batches, ages of events (Prometheus).

A worker has no port of its own: what it has measured goes into the body of its lease every three
seconds, and `/metrics` of the API tells it for all of them, under the label `worker`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import Metric

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
AGES = (0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10, 30, 120, 600)
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
REGISTRY = CollectorRegistry(auto_describe=True)
STAGES = Histogram(
    "insecta_stage_seconds",
    "Time that a stage of the work took.",
    ("stage",),
    buckets=SECONDS,
    registry=REGISTRY,
)
BATCHES = Histogram(
    "insecta_batch_events", "Events handled at once.", buckets=SIZES, registry=REGISTRY
)
AGE = Histogram(
    "insecta_event_age_seconds",
    "From the transaction that wrote an event until a worker was done with it.",
    ("event",),
    buckets=AGES,
    registry=REGISTRY,
)
EVENTS = Counter(
    "insecta_events", "Events by what became of them: done, retried, dead.", ("outcome",),
    registry=REGISTRY,
)  # fmt: skip
_UNTOLD = "_created"
Sample = Sequence[Any]
"""[name, labels, value], as it travels in JSON."""


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Time what happens inside, also where it fails."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        STAGES.labels(name).observe(time.perf_counter() - begun)


def snapshot() -> list[Sample]:
    """Everything that this process has measured so far, for `told`."""
    return [
        [sample.name, sample.labels, sample.value]
        for family in REGISTRY.collect()
        for sample in family.samples
        if not sample.name.endswith(_UNTOLD)
    ]


def told(workers: Mapping[str, Sequence[Sample]]) -> Iterator[Metric]:
    """What this process (`api`) and others have measured, each under its own label `worker`."""
    everybody = {**workers, "api": snapshot()}
    for known in REGISTRY.collect():
        family = Metric(known.name, known.documentation, known.type)
        for worker, samples in everybody.items():
            for name, labels, value in samples:
                if _belongs(name, known.name):
                    family.add_sample(name, {"worker": worker, **labels}, value)
        yield family


def _belongs(sample: str, family: str) -> bool:
    return sample.startswith(family) and sample[len(family) :] in {
        "", "_bucket", "_count", "_sum", "_total",
    }  # fmt: skip
