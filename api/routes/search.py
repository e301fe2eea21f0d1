"""Search by words and by picture."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool

from api import present, schemas
from api.deps import DoorOf, Reader
from api.door import Door
from api.intake import whole_body
from insecta.domain.collection import Principal
from insecta.services.find import Neighbour, find, find_similar, release_to_compare

router = APIRouter(prefix="/search", tags=["search"])
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"image/jpeg": {"schema": {}}, "application/octet-stream": {"schema": {}}},
    }
}


@router.get("")
def specimens(
    door: DoorOf,
    principal: Reader,
    q: Annotated[str, Query(max_length=2_000, description="See docs/search.md.")] = "",
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


@router.post(
    "/by-picture",
    openapi_extra=_BODY,
    responses={415: {"model": schemas.Problem, "description": "Not a picture."}},
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
    async with whole_body(request, settings.data, settings.max_upload_bytes) as body, door.intake:
        found = await run_in_threadpool(
            lambda: _neighbours(door, principal, release, body.file.read(), limit)
        )
    return schemas.Page[schemas.Neighbour](
        items=[present.neighbour(one) for one in found], total=None
    )


def _neighbours(
    door: Door, principal: Principal, release: str, data: bytes, limit: int
) -> tuple[Neighbour, ...]:
    platform = door.platform
    space, vector = door.see(data, release)
    return find_similar(
        platform.catalogue, platform.index, principal, platform.release, space, vector, limit
    )
