"""The run of a manifest under a release: the same two are the same run, whoever starts it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any
from uuid import UUID, uuid5

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Collection, Principal, Role
from insecta.domain.events import RunShardLoaded
from insecta.domain.run import INDEX, LIVE, Run, RunItem
from insecta.errors import Conflict, NotFound
from insecta.ports import ObjectStore
from insecta.services.access import named, require
from insecta.services.bulk.manifest import Manifest, pictures_of, read_part
from insecta.services.ingest.plan import join
from insecta.services.ingest.planned import from_json
from insecta.services.ingest.specimens import state_occurrences, store_records

BATCH = 200
BULK = "bulk"
LINK = "link"
"""Where a run's report keeps the address of what started it."""


def run_id(collection: UUID, release: str, manifest: str) -> UUID:
    """Run key: digest of the release and digest of the manifest, in one collection."""
    return uuid5(collection, f"bulk:{release}:{manifest}")


def begin(
    catalogue: Catalogue,
    principal: Principal,
    code: str,
    manifest: Manifest,
    release: str,
    link: str | None = None,
    wishes: Mapping[str, str] | None = None,
    **defaults: object,
) -> tuple[Collection, Run]:
    """The collection and the run; one that was begun before goes on.

    `link`: address of what started it, shown with the run. `wishes`: how it is worked (domain.run),
    remembered until it is finished. Raises Forbidden, NotFound, and Conflict where the run was cancelled.
    """
    with catalogue.writing() as tx:
        if principal.administrator:
            collection = tx.collections.ensure(code, **defaults)
        else:
            collection = tx.collections.get(code)
        require(tx, principal, collection.collection_id, Role.CONTRIBUTOR)
        key = run_id(collection.collection_id, release, manifest.digest)
        report = {**manifest.findings, "release": release, "manifest": manifest.digest}
        tx.runs.add(
            Run(
                key, collection.collection_id, manifest.source, "open", planned=False,
                started=tx.at, kind=BULK, report=report,
            )
        )  # fmt: skip
        run = tx.runs.get(key)
        told = {LINK: link} if link is not None else {}
        told |= dict(wishes or {}) if run.finished is None else {}
        if {**run.report, **told} != run.report:
            tx.runs.change(key, report={**run.report, **told})
            run = tx.runs.get(key)
    if run.state == "cancelled":
        raise Conflict(
            f"run {key} was cancelled", hint=f"`insecta runs resume {str(key)[:8]}` takes it up"
        )
    return collection, run


def into_live_index(tx: Transaction, run: Run) -> None:
    """A run that will not fill a new index after all: what it has loaded is told to the live one."""
    if not run.fills_new_index:
        return
    tx.runs.change(run.run_id, report={**run.report, INDEX: LIVE})
    for number in sorted(tx.runs.shards(run.run_id)):
        tx.emit(RunShardLoaded, run_id=run.run_id, shard_no=number)


def made_from_plans(catalogue: Catalogue) -> list[str]:
    """Codes of the collections that bulk runs brought in."""
    with catalogue.reading() as tx:
        return [
            one.code
            for one in tx.collections.all()
            if tx.runs.of_collection(one.collection_id, BULK)
        ]


def manifests_of(catalogue: Catalogue, principal: Principal, code: str) -> list[str]:
    """The newest plan of every source that the collection's bulk runs came from, oldest first.

    Raises NotFound where there is none.
    """
    with catalogue.reading() as tx:
        collection = named(tx, principal, code, Role.CONTRIBUTOR)
        newest: dict[str, str] = {}
        for run in tx.runs.of_collection(collection.collection_id, BULK):
            newest.setdefault(run.source, str(run.report["manifest"]))
    if not newest:
        raise NotFound(f"{code} was not made by a bulk run", hint="insecta bulk plan SOURCE")
    return list(newest.values())[::-1]


def write_items(
    catalogue: Catalogue,
    store: ObjectStore,
    collection: Collection,
    run: Run,
    manifest: Manifest,
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """An item for every picture of the plan; broken off and done again, it ends the same."""
    if run.planned:
        return
    for part in manifest.parts:
        rows = read_part(store, part.key)
        for batch in _batches(rows):
            with catalogue.writing() as tx:
                stated = [from_json(row["item"]) for row in batch]
                state_occurrences(tx, collection, run.run_id, stated)
        numbered = enumerate(pictures_of(rows), part.first)
        for batch in _batches(numbered):
            with catalogue.writing() as tx:
                _write(tx, run, batch)
        progress(part.first + part.rows)
    for part in manifest.parts:  # only now is every occurrenceID of the source known
        rows = read_part(store, part.key)
        for batch in _batches(row for row in rows if row["kind"] == "record"):
            with catalogue.writing() as tx:
                for one in (from_json(row["item"]) for row in batch):
                    store_records(tx, collection, run.run_id, one, f"record:{one.source_key}")
    with catalogue.writing() as tx:
        tx.runs.change(run.run_id, planned=True)


def _write(tx: Transaction, run: Run, batch: list[tuple[int, Mapping[str, Any]]]) -> None:
    known = tx.runs.items_named(run.run_id, [row["item"]["source_key"] for _, row in batch])
    for _, row in batch:
        if row["item"]["source_key"] in known:
            join(tx, run.run_id, from_json(row["item"]))
    tx.runs.add_items(
        RunItem(
            run.run_id,
            number,
            row["item"]["user_name"],
            row["item"]["source_key"],
            "pending" if row["stopped"] is None else "rejected",
            row["stopped"],
            body=row["item"],
        )
        for number, row in batch
        if row["item"]["source_key"] not in known
    )


def _batches(things: Iterable[Any]) -> Iterator[list[Any]]:
    remaining = iter(things)
    while batch := list(islice(remaining, BATCH)):
        yield batch
