"""Runs: what happened to every picture, under the names its owner gave.

Runs tell file names and counts of everything that came in, so members of the collection read them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Principal
from insecta.domain.query import AnyOf, Query
from insecta.domain.run import OPEN, TERMINAL, Run, RunItem, State
from insecta.errors import NotFound
from insecta.ports import SearchIndex, SearchRequest
from insecta.services.access import member_of
from insecta.services.bulk.ledger import LINK

NEWEST = 200
FAILED: tuple[State, ...] = ("rejected", "failed")
STATES: tuple[State, ...] = (*OPEN, *TERMINAL)


@dataclass(frozen=True, slots=True)
class ShownRun:
    """`counts` holds every state, and adds up to the number of items.

    `indexed`: finished, and the index tells of this run for as many specimens as the run changed;
    None where not asked. `link`: address of what started the run, such as a page of Airflow.
    Documents of specimens found as they were are not written again.
    """

    id: UUID
    collection: str
    kind: str
    source: str
    state: str
    started: datetime
    finished: datetime | None
    counts: Mapping[str, int]
    outcomes: Mapping[str, int]
    report: Mapping[str, Any]
    indexed: bool | None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class ItemPage:
    """`next` is the item number after which the next page begins, None on the last."""

    items: tuple[RunItem, ...]
    next: int | None
    total: int


def show_runs(catalogue: Catalogue, principal: Principal) -> tuple[ShownRun, ...]:
    """The newest 200 runs, newest first."""
    with catalogue.reading() as tx:
        codes = {one.collection_id: one.code for one in tx.collections.all()}
        found = tx.runs.newest(member_of(principal), NEWEST)
        return tuple(_shown(tx, run, codes[run.collection_id], indexed=None) for run in found)


def show_run(
    catalogue: Catalogue, index: SearchIndex, principal: Principal, run_id: UUID
) -> ShownRun:
    """One run. Raises NotFound."""
    with catalogue.reading() as tx:
        run = find_run(tx, principal, run_id)
        code = tx.collections.by_id(run.collection_id).code
        changed = tx.runs.changed_specimens(run_id) if run.finished else None
    indexed = changed is not None and (changed == 0 or _in_index(index, run) >= changed)
    with catalogue.reading() as tx:
        return _shown(tx, run, code, indexed=indexed)


def show_items(
    catalogue: Catalogue,
    principal: Principal,
    run_id: UUID,
    states: Sequence[State],
    after: int,
    limit: int,
) -> ItemPage:
    """Items in one of the states (all where none is named), by item number. Raises NotFound."""
    with catalogue.reading() as tx:
        find_run(tx, principal, run_id)
        items = tx.runs.items(run_id, states, after, limit + 1)
        counts = tx.runs.counts(run_id)
    total = sum(number for state, number in counts.items() if not states or state in states)
    more = len(items) > limit
    page = tuple(items[:limit])
    return ItemPage(page, page[-1].item_no if more else None, total)


def find_run(tx: Transaction, principal: Principal, run_id: UUID) -> Run:
    """A run of a collection that the principal is a member of. Raises NotFound."""
    run = tx.runs.get(run_id)
    members = member_of(principal)
    if members is not None and run.collection_id not in members:
        raise NotFound("there is no such run")
    return run


def _in_index(index: SearchIndex, run: Run) -> int:
    request = SearchRequest(
        Query((AnyOf("run", (str(run.run_id),)),)),
        frozenset({str(run.collection_id)}),
        limit=0,
    )
    try:
        return index.search("specimens", request).total
    except NotFound:
        return 0


def _shown(tx: Transaction, run: Run, code: str, *, indexed: bool | None) -> ShownRun:
    counts = tx.runs.counts(run.run_id)
    return ShownRun(
        run.run_id,
        code,
        run.kind,
        run.source,
        run.state,
        run.started,
        run.finished,
        {state: counts.get(state, 0) for state in STATES},
        run.outcomes or tx.runs.outcomes(run.run_id),
        run.report,
        indexed,
        str(run.report[LINK]) if run.report.get(LINK) else None,
    )
