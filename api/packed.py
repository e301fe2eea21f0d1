"""Answers of the API go over the line packed (gzip) to whoever takes them so.

Only what is read, is JSON, and comes whole: streams stay as they are. A result of sixty specimens is an
eighth of its size then, which a phone notices. The `ETag` stays: it names a version, not bytes.
"""

from __future__ import annotations

import gzip

from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAST = 1_400
"""Bytes: less goes over the line in one packet anyway."""
LARGE = 100_000
"""Bytes from which packing takes so long that other requests should not wait for it."""
LEVEL = 4
"""Half the time of zlib's usual 6, and answers a few hundredths larger."""


class Packed:
    """Packs JSON answers to GET."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        packs = takes_gzip(Headers(scope=scope).get("accept-encoding", ""))
        start: Message | None = None

        async def sending(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_json(message):
                start = message
                return
            if start is not None:
                begun, start = start, None
                headers = MutableHeaders(raw=begun["headers"])
                headers.add_vary_header("Accept-Encoding")
                body = message.get("body", b"")
                if packs and not message.get("more_body") and len(body) >= LEAST:
                    message = {**message, "body": await _pack(body)}
                    headers["Content-Encoding"] = "gzip"
                    headers["Content-Length"] = str(len(message["body"]))
                await send({**begun, "headers": headers.raw})
            await send(message)

        await self._app(scope, receive, sending)


async def _pack(body: bytes) -> bytes:
    if len(body) < LARGE:
        return gzip.compress(body, LEVEL, mtime=0)
    return await run_in_threadpool(gzip.compress, body, LEVEL, mtime=0)


def _is_json(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    kind = headers.get("content-type", "").partition(";")[0]
    return kind in ("application/json", "application/problem+json") and "content-encoding" not in headers  # fmt: skip


def takes_gzip(accepts: str) -> bool:
    """Whether an Accept-Encoding names gzip with a weight above 0 (RFC 9110, 12.5.3)."""
    for one in accepts.lower().split(","):
        name, _, weight = one.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
