"""Runs: take in a source, and see what happened to every picture under its owner's own file name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse

from api import name_diff, present, schemas
from api.deps import Contributor, Curator, DoorOf, Reader
from api.door import Door
from api.launch import DryRun, Ingest, launch
from api.table import MARK, row
from insecta.domain.catalogue_number import PRESETS
from insecta.domain.collection import Principal
from insecta.domain.run import RunItem
from insecta.errors import Conflict, Forbidden, Invalid
from insecta.services import staging
from insecta.services.access import require_contributor
from insecta.services.ingest import run as starting
from insecta.services.ingest.source import open_source
from insecta.services.number_patterns import named_pattern
from insecta.services.show.pilots import show_pilot
from insecta.services.show.runs import FAILED, ItemPage, show_items, show_run, show_runs
from insecta.services.sources.record import ReadOptions

router = APIRouter(prefix="/runs", tags=["runs"])
After = Annotated[int, Query(ge=-1, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=1_000)]


@router.get("")
def index(door: DoorOf, principal: Reader) -> schemas.Page[schemas.Run]:
    """The newest 200 runs of the caller's own collections, newest first."""
    found = show_runs(door.platform.catalogue, principal)
    return schemas.Page[schemas.Run](items=[present.run(one) for one in found], total=len(found))


@router.post("", status_code=201)
def begin(door: DoorOf, principal: Contributor, body: schemas.NewRun) -> schemas.Run:
    """Take in a source; an open run of the same one goes on. What `insecta ingest` does, in its own process."""
    ingest = _ingest(door, principal, body)
    platform = door.platform
    pattern = named_pattern(body.pattern or "any")
    source, _ = open_source(ingest.source, ReadOptions(pattern), platform.bucket_opener)
    with door.launches.place(principal) as place:
        _, run, _ = starting.begin(
            platform.catalogue,
            principal,
            body.collection,
            source,
            asked={"pattern": body.pattern, "day_first": body.day_first},
            public=body.public,
            number_pattern=body.pattern or "any",
            target=platform.settings.target,
        )
        if not door.launches.works_on(run.run_id):
            launch(platform.catalogue, ingest, run.run_id, place)
    return present.run(show_run(platform.catalogue, platform.index, principal, run.run_id))


@router.post(
    "/dry-run",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {"application/x-ndjson": {}},
            "description": "Signs of life, then one line with `report` or `problem`.",
        }
    },
)
def try_out(door: DoorOf, principal: Contributor, body: schemas.NewRun) -> StreamingResponse:
    """What taking it in would find; nothing is written."""
    ingest = _ingest(door, principal, body)
    with door.launches.place(principal) as place:
        return DryRun(ingest, place)


def _ingest(door: Door, principal: Principal, body: schemas.NewRun) -> Ingest:
    """The command of a request that the principal may make. Raises Invalid, NotFound, Forbidden."""
    if (body.staged is None) == (body.source is None):
        raise Invalid("name a staged folder or a source, one of them")
    if body.pattern:
        _require_pattern(principal, body.pattern)
    if body.staged is not None:
        staged = staging.find(door.settings.data, principal, body.staged)
        require_contributor(door.platform.catalogue, principal, body.collection)
        source = str(staging.source_of(door.settings.data, staged).absolute())
    else:
        staging.require_named_source(principal)
        source = body.source or ""
    return Ingest(source, body.collection, body.pattern, body.day_first, body.public)


def _require_pattern(principal: Principal, text: str) -> None:
    """A pattern of one's own may take for ever over a name. Raises BadSettings, Forbidden."""
    named_pattern(text)
    if text not in PRESETS and not principal.administrator:
        raise Forbidden(
            "a pattern of one's own needs an administrator",
            hint=f"use one of {', '.join(PRESETS)}",
        )


@router.post(
    "/{run_id}/retry",
    responses={409: {"model": schemas.Problem, "description": "It is over, and nothing failed."}},
)
def retry(door: DoorOf, principal: Contributor, run_id: UUID) -> schemas.Run:
    """Try failed pictures again, and go on with what was interrupted; what is over stays over (409)."""
    platform = door.platform
    shown = show_run(platform.catalogue, platform.index, principal, run_id)
    require_contributor(platform.catalogue, principal, shown.collection)
    if shown.kind != "ingest":
        raise Conflict("only an ingest goes on from here", hint="insecta runs resume")
    ingest = Ingest(shown.source, shown.collection, retry=True, **starting.asked_of(shown.report))
    with door.launches.place(principal) as place:
        if not starting.retry_failed(platform.catalogue, run_id) and shown.finished is not None:
            raise Conflict("none of its pictures failed, and it is over", hint="take it in anew")
        with platform.catalogue.writing() as tx:
            report = {key: value for key, value in shown.report.items() if key != "stopped"}
            tx.runs.change(run_id, report=report)
        launch(platform.catalogue, ingest, run_id, place)
    return present.run(show_run(platform.catalogue, platform.index, principal, run_id))


@router.get("/{run_id}")
def read(door: DoorOf, principal: Reader, run_id: UUID) -> schemas.Run:
    """One run; its counts add up to all its items."""
    platform = door.platform
    return present.run(show_run(platform.catalogue, platform.index, principal, run_id))


@router.get("/{run_id}/pilot")
def pilot(door: DoorOf, principal: Reader, run_id: UUID) -> schemas.Pilot:
    """What a pilot shows of the collection it is a sample of; 404 for other runs."""
    platform = door.platform
    found = show_pilot(platform.catalogue, principal, run_id, platform.release)
    return schemas.Pilot.model_validate(found.as_json())


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


@router.get("/{run_id}/diff", response_model=schemas.NameDiff, responses=name_diff.CSV)
def diff(
    request: Request, door: DoorOf, principal: Curator, run_id: UUID
) -> Response | schemas.NameDiff:
    """What the run's release would change in the names that its collection shows.

    `POST /collections/{code}/shown` approves it.
    """
    platform = door.platform
    run = show_run(platform.catalogue, platform.index, principal, run_id)
    after = str(run.report["release"]) if "release" in run.report else None
    return name_diff.told(request, door, principal, run.collection, None, after)


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
    yield MARK + row(["itemNo", "userName", "state", "reason", "attempts", "sha256"])
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
