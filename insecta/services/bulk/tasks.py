"""What a Spark task does with a shard: keys in, one small line of JSON out.

Bytes go through our object store, never through the JVM. A process keeps its store and its network
from one task to the next; the network is loaded here, after Spark has forked the process.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from insecta.ports import Classifier, ObjectStore
from insecta.services.bulk import prepare, see
from insecta.services.ingest.pool import OpenStore
from insecta.services.release_book import ReleaseBook
from insecta.vision.classifier import NetworkClassifier
from insecta.vision.runtime import Runtime

_stores: dict[str, ObjectStore] = {}
_classifiers: dict[str, Classifier] = {}


@dataclass(frozen=True)
class Surroundings:
    """How a task opens what it needs; small, and sent with every stage. `name`: the store's URL.

    `stays`: address of the source's bucket where originals are left in it. `runtime`: what runs the
    network.
    """

    name: str
    open_store: OpenStore
    open_source: OpenStore | None
    max_pixels: int
    max_bytes: int
    scratch: str = ""
    stays: str = ""
    runtime: Runtime = "litert"

    def store(self) -> ObjectStore:
        return _kept(self.name, self.open_store)

    def source(self) -> ObjectStore | None:
        if self.open_source is None:
            return None
        return _kept(f"source of {self.name}", self.open_source)


def _kept(name: str, opener: OpenStore) -> ObjectStore:
    if name not in _stores:
        _stores[name] = opener()
    return _stores[name]


Task = Callable[[Mapping[str, Any]], dict[str, Any]]


def each(task: Task, lines: Iterator[str]) -> Iterator[str]:
    """Do a task for every line that a partition holds."""
    for line in lines:
        started = time.perf_counter()
        done = task(json.loads(line))
        spent = round(time.perf_counter() - started, 3)
        yield json.dumps({**done, "seconds": spent, "process": os.getpid()})


@dataclass(frozen=True)
class Prepare:
    """Task: a part's shard."""

    around: Surroundings

    def __call__(self, given: Mapping[str, Any]) -> dict[str, Any]:
        around = self.around
        sources = prepare.Sources(
            around.source(), around.max_pixels, around.max_bytes, around.scratch, around.stays
        )
        receipt, fresh = prepare.prepare(around.store(), given["part"], given["digest"], sources)
        return {"n": given["n"], "fresh": fresh, "loads": 0, **receipt}


@dataclass(frozen=True)
class See:
    """Task: what a release sees in a shard."""

    around: Surroundings
    release: str

    def __call__(self, given: Mapping[str, Any]) -> dict[str, Any]:
        store = self.around.store()
        loads = 0 if self.release in _classifiers else 1
        receipt, fresh = see.see(
            store, self._classifier(store), given["shard"], given["digest"], self.around.scratch
        )
        return {"n": given["n"], "fresh": fresh, "loads": loads, **receipt}

    def _classifier(self, store: ObjectStore) -> Classifier:
        if self.release not in _classifiers:
            folder = Path(self.around.scratch or tempfile.gettempdir()) / "insecta-releases"
            book = ReleaseBook(store, folder)
            path = book.path(self.release)
            _classifiers[self.release] = NetworkClassifier.open(path, self.around.runtime)
        return _classifiers[self.release]
