"""One ingest from source to settled run: plan, admit, store; interrupted, it resumes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.catalogue_number import NumberPattern
from insecta.domain.collection import Collection, Principal, Role
from insecta.domain.run import OPEN, Run, RunItem
from insecta.errors import BadSource, Conflict
from insecta.services.access import require
from insecta.services.ingest.plan import plan
from insecta.services.ingest.pool import Pool, Result, Work
from insecta.services.ingest.store import store
from insecta.services.sources.record import SourceRecord

PAGE = 512
BATCH = 64
"""Pictures whose rows go into one transaction."""
UNREADABLE_SOURCE = "unreadable_source"
ASKED = "asked"
"""Where a run's report keeps how its source is to be read."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source ready to be read: its name in the ledger, its records, and how keys begin."""

    name: str
    records: Callable[[], Iterable[SourceRecord]]
    key_prefix: str = ""


Progress = Callable[[str, int, int | None], None]
"""(stage, done, total); total is None while it is unknown."""


def begin(
    catalogue: Catalogue,
    principal: Principal,
    code: str,
    source: Source,
    *,
    retry: bool = False,
    asked: Mapping[str, object] | None = None,
    **defaults: object,
) -> tuple[Collection, Run, bool]:
    """The collection and the run of this source; True where an interrupted one goes on.

    `retry`: the newest one goes on where any of its pictures failed, although it is finished.
    `asked`: how a new run is to be read; kept with it, so that it goes on in the same way.
    """
    with catalogue.writing() as tx:
        if principal.administrator:
            collection = tx.collections.ensure(code, **defaults)
        else:
            collection = tx.collections.get(code)
        require(tx, principal, collection.collection_id, Role.CONTRIBUTOR)
        known = tx.runs.open_run(collection.collection_id, source.name)
        if known is None and retry:
            known = tx.runs.failed_run(collection.collection_id, source.name)
            _require_first(tx, collection, source, known)
        if known is not None:
            return collection, known, True
        run = Run(
            uuid4(), collection.collection_id, source.name, "open", planned=False, started=tx.at,
            report={ASKED: dict(asked)} if asked else {},
        )  # fmt: skip
        tx.runs.add(run)
    return collection, run, False


def _require_first(
    tx: Transaction, collection: Collection, source: Source, failed: Run | None
) -> None:
    """What was asked to try failures again begins nothing anew. Raises Conflict."""
    if failed is None and tx.runs.last_run(collection.collection_id, source.name) is not None:
        raise Conflict(
            "no picture of the last ingest of this source failed",
            hint="leave out --retry to take it in again",
        )


def asked_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """What `begin` was asked for the run of this report."""
    return dict(report.get(ASKED) or {})


def take_in(
    catalogue: Catalogue,
    collection: Collection,
    pattern: NumberPattern,
    run: Run,
    source: Source,
    work: Work,
    workers: int,
    progress: Progress,
) -> None:
    """Plan what is not planned, and admit every pending picture; what follows identifies them.

    Raises BadSource where the source cannot be read to its end; the run tells it too.
    """
    if not run.planned:
        try:
            plan(
                catalogue,
                collection,
                run,
                source.records(),
                source.key_prefix,
                lambda done: progress("reading the source", done, None),
            )
        except BadSource as error:
            _give_up_reading(catalogue, run, str(error))
            raise
    with catalogue.reading() as tx:
        counts = tx.runs.counts(run.run_id)
    total = sum(counts.values())
    done = total - counts.get("pending", 0)
    progress("taking in", done, total)
    if counts.get("pending"):
        with Pool(work, workers) as pool:
            for batch in _gathered(pool.admit(_pending(catalogue, run.run_id))):
                with catalogue.writing() as tx:
                    store(tx, collection, pattern, batch)
                done += len(batch)
                progress("taking in", done, total)
    close(catalogue, collection, run)


def _give_up_reading(catalogue: Catalogue, run: Run, why: str) -> None:
    """Write down why; a run that has no picture yet is over, any other can still be resumed."""
    told = {"counts": {UNREADABLE_SOURCE: 1}, "examples": {UNREADABLE_SOURCE: [why]}}
    report = {**run.report, **told}
    with catalogue.writing() as tx:
        tx.runs.change(run.run_id, report=report)
        if not tx.runs.counts(run.run_id):
            tx.runs.change(run.run_id, finished=tx.at, state="finished")


def close(catalogue: Catalogue, collection: Collection, run: Run) -> None:
    """Write down outcomes and absent pictures; finish the run if nothing waits for an answer."""
    with catalogue.writing() as tx:
        absent = tx.runs.absent(collection.collection_id, run.run_id)
        outcomes = {**tx.runs.outcomes(run.run_id), "absent": len(absent)}
        report = {**tx.runs.get(run.run_id).report, "absent": absent[:1_000]}
        tx.runs.change(run.run_id, outcomes=outcomes, report=report)
        tx.runs.finish_complete()


def _pending(catalogue: Catalogue, run: UUID) -> Iterator[RunItem]:
    after = -1
    while True:
        with catalogue.reading() as tx:
            page = tx.runs.items(run, ("pending",), after, PAGE)
        if not page:
            return
        yield from page
        after = page[-1].item_no


def _gathered(chunks: Iterable[Sequence[Result]]) -> Iterator[list[Result]]:
    batch: list[Result] = []
    for chunk in chunks:
        batch += chunk
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def open_items(catalogue: Catalogue, run: UUID) -> int:
    """Pictures of the run that have no terminal state yet."""
    with catalogue.reading() as tx:
        counts = tx.runs.counts(run)
    return sum(counts.get(state, 0) for state in OPEN)


def retry_failed(catalogue: Catalogue, run: UUID) -> int:
    """Failed pictures become pending again: new attempts, nothing else is touched."""
    with catalogue.writing() as tx:
        failed = tx.runs.items(run, ("failed",))
        tx.runs.set_items((item, {"state": "pending", "reason": None}) for item in failed)
        if failed:
            tx.runs.change(run, finished=None, state="open")
    return len(failed)
