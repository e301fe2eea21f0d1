"""A bulk run from plan to catalogue: ledger, prepare, identify, load; each step finds what is done.

Spark is started only where a shard is missing: a run with nothing new loads no model.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from insecta.bootstrap import Platform
from insecta.domain.collection import Collection
from insecta.domain.run import Run
from insecta.services import index
from insecta.services.bulk import output, prepare, see
from insecta.services.bulk.ledger import write_items
from insecta.services.bulk.load import Loading, load
from insecta.services.bulk.manifest import Manifest
from insecta.services.bulk.tasks import Prepare, See, Surroundings, Task
from insecta.services.ingest.run import close
from insecta.services.number_patterns import named_pattern
from spark_jobs.session import check, session
from spark_jobs.stage import run_stage

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOOKERS = 16
"""Receipts asked for at the same time."""
Progress = Callable[[str, int, int | None], None]
"""(step, pictures done, pictures in all)."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is worked. `archive`: the packed environment that workers unpack."""

    master: str = "local[*]"
    archive: str = ""
    stopping: Callable[[], bool] = lambda: False


@dataclass(slots=True)
class Figures:
    """What a run cost: of each step pictures, shards made and found, seconds, networks loaded."""

    steps: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, step: str, **figures: Any) -> None:
        self.steps[step] = figures


class BulkRun:
    """One run of a manifest under a release."""

    def __init__(
        self,
        platform: Platform,
        collection: Collection,
        run: Run,
        manifest: Manifest,
        release: str,
        options: Options,
        progress: Progress = lambda *_: None,
    ) -> None:
        """Raises BadSettings where the cluster could not reach what it needs."""
        check(platform.settings, options.master, manifest.source)
        self._platform = platform
        self._collection = collection
        self._run = run
        self._manifest = manifest
        self._release = release
        self._options = options
        self._progress = progress
        self._spark: SparkSession | None = None
        self.figures = Figures()

    def work(self) -> None:
        """Until every picture of the run has its terminal state.

        Raises Unavailable where the work may go on later, and KeyboardInterrupt where it was asked
        to stop; done again, it goes on.
        """
        platform, total = self._platform, self._manifest.pictures
        started = time.monotonic()
        write_items(
            platform.catalogue,
            platform.store,
            self._collection,
            self._run,
            self._manifest,
            lambda done: self._progress("writing the ledger", done, total),
        )
        self.figures.add("ledger", pictures=total, seconds=_since(started))
        with ExitStack() as stack:
            scratch = Path(stack.enter_context(TemporaryDirectory(prefix="insecta-bulk-")))
            prepared = self.prepare(stack, scratch)
            seen = self.see(stack, scratch, prepared)
        self.load(prepared, seen)
        if self._run.fills_new_index and self._run.finished is None:
            self.index_anew()
        close(platform.catalogue, self._collection, self._run)

    def prepare(self, stack: ExitStack, scratch: Path) -> list[output.Receipt]:
        """A receipt for every part's shard."""
        pixels = self._max_pixels()
        digests = [prepare.digest_of(part.reads, pixels) for part in self._manifest.parts]
        given = [
            {"part": part.key, "digest": digest}
            for part, digest in zip(self._manifest.parts, digests, strict=True)
        ]
        task = Prepare(self._around(scratch))
        return self._step(stack, scratch, "preparing", prepare.KIND, digests, given, task)

    def see(
        self, stack: ExitStack, scratch: Path, prepared: Sequence[output.Receipt]
    ) -> list[output.Receipt]:
        """A receipt for what the release sees in every shard."""
        digests = [see.digest_of(one["sha256"], self._release) for one in prepared]
        given = [
            {"shard": one["key"], "digest": digest}
            for one, digest in zip(prepared, digests, strict=True)
        ]
        task = See(self._around(scratch), self._release)
        return self._step(stack, scratch, "identifying", see.KIND, digests, given, task)

    def load(self, prepared: Sequence[output.Receipt], seen: Sequence[output.Receipt]) -> None:
        """Every shard into the catalogue; what is there already is left."""
        platform = self._platform
        loading = Loading(
            platform.catalogue,
            platform.store,
            self._collection,
            named_pattern(self._manifest.pattern),
            self._run,
            platform.release(self._release),
        )
        started, done, groups = time.monotonic(), 0, 0

        def more(rows: int) -> None:
            nonlocal done
            done += rows
            self._progress("loading", done, self._manifest.pictures)
            if self._options.stopping():
                raise KeyboardInterrupt

        for part, one, other in zip(self._manifest.parts, prepared, seen, strict=True):
            groups += load(loading, part, one, other, more)
        self.figures.add("loading", pictures=done, groups=groups, seconds=_since(started))

    def index_anew(self) -> None:
        """A new generation of the search index from the whole catalogue, swapped in when they agree.

        Raises Unavailable where they never do; the live one stays.
        """
        platform, started = self._platform, time.monotonic()
        count, name = index.rebuild(
            platform.catalogue,
            platform.index,
            platform.release,
            lambda done, total: self._progress("filling a new index", done, total),
            pictures=True,
        )
        self.figures.add("indexing", pictures=count, generation=name, seconds=_since(started))

    def _step(
        self,
        stack: ExitStack,
        scratch: Path,
        name: str,
        kind: str,
        digests: Sequence[str],
        given: Sequence[Mapping[str, Any]],
        task: Task,
    ) -> list[output.Receipt]:
        """Receipts in the order of the parts; Spark makes those that are missing."""
        started = time.monotonic()
        parts = self._manifest.parts
        found = self._found(kind, digests)
        missing = [n for n, one in enumerate(found) if one is None]
        there = sum(parts[n].rows for n, one in enumerate(found) if one is not None)
        self._progress(name, there, self._manifest.pictures)
        answers: list[dict[str, Any]] = []
        if missing:
            answers = run_stage(
                self._session(stack, scratch),
                task,
                [{"n": n, **given[n]} for n in missing],
                name,
                lambda done: self._progress(name, there + done, self._manifest.pictures),
                self._options.stopping,
            )
        for answer in answers:
            found[answer["n"]] = answer
        self.figures.add(
            name,
            pictures=sum(parts[n].rows for n in missing),
            shards=len(missing),
            found=len(parts) - len(missing),
            bytes=sum(answer["bytes"] for answer in answers),
            loads=sum(answer["loads"] for answer in answers),
            processes=len({answer["process"] for answer in answers}),
            task_seconds=round(sum(answer["seconds"] for answer in answers), 1),
            seconds=_since(started),
        )
        return [one for one in found if one is not None]

    def _found(self, kind: str, digests: Sequence[str]) -> list[output.Receipt | None]:
        store = self._platform.store
        with ThreadPoolExecutor(LOOKERS) as pool:
            return list(pool.map(lambda digest: output.find(store, kind, digest), digests))

    def _session(self, stack: ExitStack, scratch: Path) -> SparkSession:
        if self._spark is None:
            settings, options = self._platform.settings, self._options
            opened = session(settings, options.master, options.archive, scratch)
            self._progress("starting Spark", 0, None)
            self._spark = stack.enter_context(opened)
        return self._spark

    def _max_pixels(self) -> int:
        return self._collection.max_pixels or self._platform.settings.max_pixels_staff

    def _around(self, scratch: Path) -> Surroundings:
        platform, source = self._platform, self._manifest.source
        bucket = urlsplit(source).scheme == "s3"
        local = self._options.master.startswith("local")
        return Surroundings(
            platform.settings.object_store,
            platform.store_opener,
            platform.bucket_opener(source) if bucket else None,
            self._max_pixels(),
            platform.settings.max_upload_bytes,
            str(scratch) if local else "",
            source if self._run.originals_stay else "",
            platform.settings.runtime,
        )


def _since(started: float) -> float:
    return round(time.monotonic() - started, 2)
