"""Reports of a collection: figures with their queries, as JSON or CSV, and the lines they count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse

from api import schemas
from api.deps import DoorOf, Reader
from api.door import Door
from api.table import MARK, row
from insecta.domain.collection import Principal
from insecta.services.report import build, table

router = APIRouter(prefix="/collections/{code}/report", tags=["reports"])
First = Annotated[
    date | None, Query(alias="from", description="First day in UTC; by default that of this year.")
]
Last = Annotated[date | None, Query(alias="to", description="Last day in UTC; by default today.")]
CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {}}, "description": "One line for each thing that is counted."}
}


def _built(
    door: Door, principal: Principal, code: str, first: date | None, last: date | None
) -> build.Report:
    platform = door.platform
    return build.build(
        platform.catalogue, platform.index, principal, code, first, last, platform.release
    )


@router.get("")
def read(
    door: DoorOf, principal: Reader, code: str, first: First = None, last: Last = None
) -> schemas.Report:
    """What came, what it is called and how sure that is, what people did; for members of the collection."""
    found = _built(door, principal, code, first, last)
    return schemas.Report.model_validate(found)


@router.get("/table", response_class=StreamingResponse, responses=CSV)
def as_table(
    door: DoorOf, principal: Reader, code: str, first: First = None, last: Last = None
) -> Response:
    """The same as CSV: one figure a line, with the query that gives it again."""
    found = _built(door, principal, code, first, last)
    return _csv(f"report-{found.first}-{found.last}", table.FIGURES, table.figures(found))


@router.get("/pictures", response_class=StreamingResponse, responses=CSV)
def pictures(
    door: DoorOf,
    principal: Reader,
    code: str,
    first: First = None,
    last: Last = None,
    only: Literal["retaken", "waiting"] | None = None,
    station: Annotated[
        str | None, Query(max_length=200, description="Empty: those that came another way.")
    ] = None,
) -> Response:
    """Pictures that came, one a line."""
    found = build.pictures(door.platform.catalogue, principal, code, first, last)
    return _csv("pictures", table.PICTURES, table.pictures(found, only, station))


@router.get("/decisions", response_class=StreamingResponse, responses=CSV)
def decisions(
    door: DoorOf,
    principal: Reader,
    code: str,
    first: First = None,
    last: Last = None,
    only: Literal["examined", "applied", "blind", "corrected_examined", "corrected_applied"]
    | None = None,
) -> Response:
    """What people said, one a line; not who, which only they and curators see."""
    found = build.made_decisions(door.platform.catalogue, principal, code, first, last)
    return _csv("decisions", table.DECISIONS, table.decisions(found, only))


@router.get("/seconds", response_class=StreamingResponse, responses=CSV)
def seconds(
    door: DoorOf, principal: Reader, code: str, first: First = None, last: Last = None
) -> Response:
    """How long looks took that were measured, from short to long; not of which decision."""
    found = build.made_decisions(door.platform.catalogue, principal, code, first, last)
    return _csv("seconds", table.SECONDS, table.seconds(found))


@router.get("/blind", response_class=StreamingResponse, responses=CSV)
def blind(
    door: DoorOf, principal: Reader, code: str, first: First = None, last: Last = None
) -> Response:
    """Specimens that people named blind, beside the machine's name, one a line."""
    platform = door.platform
    found = build.blind(platform.catalogue, principal, code, first, last, platform.release)
    return _csv("blind", table.BLIND, table.blind(found))


@router.get("/levels", response_class=StreamingResponse, responses=CSV)
def levels(
    door: DoorOf, principal: Reader, code: str, first: First = None, last: Last = None
) -> Response:
    """How far each specimen that came is digitised (MIDS, a draft of TDWG), and what is missing."""
    found = build.levels(door.platform.catalogue, principal, code, first, last)
    return _csv("levels", table.LEVELS, table.levels(found))


def _csv(name: str, head: Sequence[str], lines: Iterable[table.Line]) -> Response:
    written = (row(table.cells(line)) for line in lines)
    return StreamingResponse(
        (part for part in (MARK + row(head), *written)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
