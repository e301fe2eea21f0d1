"""Runs: what happened to every picture of a source, under the owner's own file names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse

from api import present, schemas
from api.deps import DoorOf, Reader
from api.door import Door
from insecta.domain.collection import Principal
from insecta.domain.run import RunItem
from insecta.services.show.runs import FAILED, ItemPage, show_items, show_run, show_runs

router = APIRouter(prefix="/runs", tags=["runs"])
After = Annotated[int, Query(ge=-1, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=1_000)]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@router.get("")
def index(door: DoorOf, principal: Reader) -> schemas.Page[schemas.Run]:
    """The newest 200 runs of the caller's own collections, newest first."""
    found = show_runs(door.platform.catalogue, principal)
    return schemas.Page[schemas.Run](items=[present.run(one) for one in found], total=len(found))


@router.get("/{run_id}")
def read(door: DoorOf, principal: Reader, run_id: UUID) -> schemas.Run:
    """One run; its counts add up to all its items."""
    platform = door.platform
    return present.run(show_run(platform.catalogue, platform.index, principal, run_id))


@router.get("/{run_id}/items")
def items(
    door: DoorOf,
    principal: Reader,
    run_id: UUID,
    state: Annotated[list[schemas.RunState] | None, Query()] = None,
    cursor: After = -1,
    limit: Limit = 100,
) -> schemas.Page[schemas.RunItem]:
    """Every picture of the run, by item number."""
    return present.items(
        show_items(door.platform.catalogue, principal, run_id, state or (), cursor, limit)
    )


@router.get(
    "/{run_id}/failures",
    response_model=schemas.Page[schemas.RunItem],
    responses={200: {"content": {"text/csv": {}}}},
)
def failures(
    request: Request,
    door: DoorOf,
    principal: Reader,
    run_id: UUID,
    cursor: After = -1,
    limit: Limit = 100,
) -> Response | schemas.Page[schemas.RunItem]:
    """Pictures that were rejected or failed, and why; all of them as `Accept: text/csv`."""
    first = show_items(door.platform.catalogue, principal, run_id, FAILED, cursor, limit)
    if "text/csv" not in request.headers.get("accept", ""):
        return present.items(first)
    return StreamingResponse(
        _csv(door, principal, run_id, first),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="failures-{run_id}.csv"'},
    )


def _csv(door: Door, principal: Principal, run_id: UUID, page: ItemPage) -> Iterator[str]:
    """With a byte order mark, without which spreadsheets misread names."""
    yield "\ufeff" + row(["itemNo", "userName", "state", "reason", "attempts", "sha256"])
    while True:
        for item in page.items:
            yield row(_cells(item))
        if page.next is None:
            return
        page = show_items(door.platform.catalogue, principal, run_id, FAILED, page.next, 1_000)


def _cells(item: RunItem) -> list[str]:
    return [
        str(item.item_no),
        item.user_name,
        item.state,
        item.reason or "",
        str(item.attempts),
        item.sha256 or "",
    ]


def row(cells: list[str]) -> str:
    """One CSV line; a cell that a spreadsheet would run as a formula gets an apostrophe."""
    line = io.StringIO()
    safe = [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]
    csv.writer(line).writerow(safe)
    return line.getvalue()
