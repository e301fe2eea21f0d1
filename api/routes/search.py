"""Search by words, by picture, by a list of numbers; the result as a map and as a table."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated

import anyio
from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from api import present, schemas
from api.deps import DoorOf, Reader, take_turn
from api.door import Door
from api.intake import BrokenOff, whole_body
from api.table import MARK, row
from insecta.domain.collection import Principal
from insecta.domain.grid import Box
from insecta.domain.identity import VISITORS
from insecta.errors import OverBudget
from insecta.services.access import ANONYMOUS
from insecta.services.find import (
    Card,
    Found,
    Neighbour,
    find,
    find_similar,
    release_to_compare,
)
from insecta.services.find_numbers import find_numbers
from insecta.services.find_places import find_places

router = APIRouter(prefix="/search", tags=["search"])
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"image/jpeg": {"schema": {}}, "application/octet-stream": {"schema": {}}},
    }
}


Words = Annotated[str, Query(max_length=2_000, description="As in `search`.")]
COLUMNS = (
    "specimenId", "collectionCode", "catalogNumber", "scientificName", "taxonRank", "confidence",
    "identificationVerificationStatus", "abstention", "limit", "cataloguedName", "country",
    "eventStart", "eventEnd", "pictures", "basisOfRecord", "release",
)  # fmt: skip
TABLE_PAGE = 500
LONGEST = 120.0
"""Seconds in which a picture of somebody without a key has to be here and looked at."""
AGAIN = 5


@router.get("")
def specimens(
    door: DoorOf,
    principal: Reader,
    q: Annotated[str, Query(max_length=2_000, description="See docs/guides/search.md.")] = "",
    facet: Annotated[list[str] | None, Query(description="Field to count; repeatable.")] = None,
    sort: Annotated[str, Query(description="relevance, FIELD:asc or FIELD:desc")] = "relevance",
    limit: Annotated[int, Query(ge=0, le=200)] = 20,
    cursor: Annotated[str | None, Query(max_length=2_000)] = None,
) -> schemas.SearchPage:
    """Specimens that match all words and fields; `total` is exact."""
    found = find(
        door.platform.catalogue,
        door.platform.index,
        principal,
        q,
        facets=facet or (),
        sort=sort,
        limit=limit,
        cursor=cursor,
    )
    return present.search_page(found)


@router.get(
    "/table",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}, "description": "One line per specimen."}},
)
def table(
    door: DoorOf, principal: Reader, q: Words = "", sort: str = "relevance"
) -> StreamingResponse:
    """The whole result as CSV, in the result's order; nothing that a search would not show."""
    first = _page(door, principal, q, sort, None)
    return StreamingResponse(
        _lines(door, principal, q, sort, first),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="specimens.csv"'},
    )


def _page(door: Door, principal: Principal, q: str, sort: str, cursor: str | None) -> Found:
    platform = door.platform
    return find(
        platform.catalogue, platform.index, principal, q, sort=sort, limit=TABLE_PAGE, cursor=cursor
    )


def _lines(door: Door, principal: Principal, q: str, sort: str, page: Found) -> Iterator[str]:
    yield MARK + row(COLUMNS)
    while True:
        for card in page.items:
            yield row(_cells(card))
        if page.next is None:
            return
        page = _page(door, principal, q, sort, page.next)


def _cells(card: Card) -> list[str]:
    values = (
        card.id, card.collection, card.catalog_number, card.scientific_name, card.taxon_rank,
        card.confidence, card.trust, card.abstention, card.limit, card.catalogued_name,
        card.country, card.event_start, card.event_end, card.images, card.basis_of_record,
        card.release,
    )  # fmt: skip
    return ["" if value is None else str(value) for value in values]


Degrees = Annotated[float, Query(ge=-180, le=180)]
Latitude = Annotated[float, Query(ge=-90, le=90)]


@router.get("/map")
def places(
    door: DoorOf,
    principal: Reader,
    q: Words = "",
    west: Degrees = -180,
    south: Latitude = -90,
    east: Degrees = 180,
    north: Latitude = 90,
) -> schemas.Places:
    """Where found specimens lie: counts of at most 1,000 cells inside a box."""
    found = find_places(
        door.platform.catalogue, door.platform.index, principal, q, Box(west, south, east, north)
    )
    return schemas.Places.model_validate(found)


@router.post("/by-numbers")
def by_numbers(door: DoorOf, principal: Reader, body: schemas.Numbers) -> schemas.NumbersFound:
    """Specimens of up to 10,000 catalogue numbers, however they are written; what is not there, and what came twice."""
    found = find_numbers(door.platform.catalogue, door.platform.index, principal, body.numbers)
    return schemas.NumbersFound(
        found=[
            schemas.Numbered(
                number=one.number, specimens=[present.card(card) for card in one.specimens]
            )
            for one in found.found
        ],
        missing=list(found.missing),
        repeated=list(found.repeated),
    )


@router.post(
    "/by-picture",
    openapi_extra=_BODY,
    responses={
        415: {"model": schemas.Problem, "description": "Not a picture."},
        503: {"model": schemas.Problem, "description": "Too many at once; see Retry-After."},
    },
)
async def by_picture(
    request: Request,
    door: DoorOf,
    principal: Reader,
    collection: Annotated[
        str | None, Query(max_length=100, description="Compare as this collection's release does.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 12,
) -> schemas.Page[schemas.Neighbour]:
    """Specimens whose pictures look most like the body's; the sent picture is not kept."""
    settings, catalogue = door.settings, door.platform.catalogue
    release = await run_in_threadpool(release_to_compare, catalogue, principal, collection)
    take_turn(request, door, principal)
    most = min(settings.max_upload_bytes, door.platform.limits.bytes_of(VISITORS))
    most = most if principal == ANONYMOUS else settings.max_upload_bytes
    async with (
        _strangers_place(door, principal),
        whole_body(request, settings.data, most) as body,
        door.intake,
    ):
        found = await run_in_threadpool(
            lambda: _neighbours(door, principal, release, body.file.read(), limit)
        )
    return schemas.Page[schemas.Neighbour](
        items=[present.neighbour(one) for one in found], total=None
    )


@asynccontextmanager
async def _strangers_place(door: Door, principal: Principal) -> AsyncIterator[None]:
    """Who has no key gets a place before the first byte is read, and two minutes. Raises OverBudget, BrokenOff."""
    if principal != ANONYMOUS:
        yield
        return
    who = object()
    try:
        door.looks.acquire_on_behalf_of_nowait(who)
    except anyio.WouldBlock as error:
        raise OverBudget(
            "as many pictures of people without a key as this server takes are being looked at",
            retry_after=AGAIN,
            hint="wait a little, or sign in",
        ) from error
    try:
        with anyio.fail_after(LONGEST):
            yield
    except TimeoutError as error:
        raise BrokenOff("the picture did not come in time", hint="send a smaller one") from error
    finally:
        door.looks.release_on_behalf_of(who)


def _neighbours(
    door: Door, principal: Principal, release: str, data: bytes, limit: int
) -> tuple[Neighbour, ...]:
    platform = door.platform
    space, vector = door.see(data, release)
    return find_similar(
        platform.catalogue, platform.index, principal, platform.release, space, vector, limit
    )
