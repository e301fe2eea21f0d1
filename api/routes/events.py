"""Live progress as server-sent events; `Last-Event-ID` is an outbox number."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from api.deps import DoorOf, Reader, caller
from api.door import Door
from api.errors import Unauthenticated
from insecta.domain.collection import Principal
from insecta.services.follow import News, follow, newest

router = APIRouter(prefix="/events", tags=["events"])
ALIVE = 15.0
"""Seconds of silence after which a comment keeps proxies from closing the stream."""
Number = Annotated[int | None, Header(alias="Last-Event-ID", ge=0, description="Go on after it.")]


@router.get(
    "",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "One event per change."}},
)
async def stream(
    request: Request,
    door: DoorOf,
    principal: Reader,
    last_event_id: Number = None,
    after: Annotated[
        int | None, Query(ge=0, description="As Last-Event-ID, for a first call.")
    ] = None,
) -> StreamingResponse:
    """Events of visible collections from now on, or after an outbox number. They hold keys only.

    What the caller may see is asked again every 15 s; the stream ends where the key opens nothing more.
    """
    catalogue = door.platform.catalogue
    given = last_event_id if last_event_id is not None else after
    start = given if given is not None else await run_in_threadpool(newest, catalogue)
    return StreamingResponse(
        _lines(request, door, principal, start),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _lines(
    request: Request, door: Door, principal: Principal, position: int
) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    quiet_since = asked = time.monotonic()
    async with door.heartbeat.watched() as heartbeat:
        while not (heartbeat.ending or await request.is_disconnected()):
            if time.monotonic() - asked > ALIVE:
                try:
                    asked, principal = time.monotonic(), await caller(request)
                except Unauthenticated:
                    return  # the key was taken back: who asks again is told so
            before = position
            position, found = await run_in_threadpool(
                follow, door.platform.catalogue, principal, position
            )
            for one in found:
                yield _event(one)
            if position != before:
                quiet_since = time.monotonic()
                continue
            if time.monotonic() - quiet_since > ALIVE:
                quiet_since = time.monotonic()
                yield ": alive\n\n"
            await heartbeat.changed(ALIVE)


def _event(news: News) -> str:
    data = json.dumps(dict(news.data), separators=(",", ":"))
    return f"id: {news.seq}\nevent: {news.name}\ndata: {data}\n\n"
