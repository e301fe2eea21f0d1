"""Request bodies to a nameless file: constant memory per connection, nothing left on an abort.

The file has no name in the file system (it vanishes with its handle, even at `kill -9`), so a
sender who breaks off, or a process that dies, leaves nothing behind. Slow senders hold a file and
no thread; only whole uploads take a place in the intake.
"""

from __future__ import annotations

import errno
import hashlib
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from api.errors import NotAPicture, TooLarge
from api.one_part import OnePart, boundary_of
from insecta.errors import Invalid, StoreFull

PIECE = 1 << 18
"""Bytes gathered before they are written, and read at a time."""
TEXT = ("application/x-www-form-urlencoded", "application/json", "text/")


class BrokenOff(Invalid):
    """The sender went away before the picture was whole."""


@dataclass(frozen=True, slots=True)
class Part:
    """What came of a part, in a file at its beginning; `whole` is False where its sender broke off."""

    file: IO[bytes]
    size: int
    digest: bytes
    whole: bool


@dataclass(frozen=True, slots=True)
class Body:
    """The picture's bytes in a file at its beginning; `file_name` where a part named one."""

    file: IO[bytes]
    file_name: str | None = None


@asynccontextmanager
async def whole_body(request: Request, folder: Path, limit: int) -> AsyncIterator[Body]:
    """The raw body, or the one part of a multipart body. Raises Invalid, TooLarge, NotAPicture, BrokenOff, StoreFull."""
    _judge(request, limit)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        try:
            file_name = await _gather(request, file, limit)
        except ClientDisconnect as error:
            raise BrokenOff("the sender went away before the picture was whole") from error
        except OSError as error:
            raise _explained(error) from error
        file.seek(0)
        yield Body(file, file_name)


@asynccontextmanager
async def part_of_body(
    request: Request, folder: Path, limit: int, algorithm: str
) -> AsyncIterator[Part]:
    """A raw body of at most `limit` bytes with its digest; a sender that breaks off leaves what came.

    Raises TooLarge, StoreFull.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        digest, size, whole = hashlib.new(algorithm, usedforsecurity=False), 0, True
        try:
            async for piece in _pieces_of(request):
                size += len(piece)
                if size > limit:
                    raise too_large(limit)
                digest.update(piece)
                await run_in_threadpool(file.write, piece)
        except ClientDisconnect:
            whole = False
        except OSError as error:
            raise _explained(error) from error
        file.seek(0)
        yield Part(file, size, digest.digest(), whole)


async def _pieces_of(request: Request) -> AsyncIterator[bytes]:
    """The body in larger pieces; what came before a disconnect is given first."""
    piece = bytearray()
    try:
        async for chunk in request.stream():
            piece += chunk
            if len(piece) >= PIECE:
                yield bytes(piece)
                piece.clear()
    except ClientDisconnect:
        yield bytes(piece)
        raise
    yield bytes(piece)


def _explained(error: OSError) -> Exception:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreFull("no room for the upload", hint="free some disk space")
    return error


def _judge(request: Request, limit: int) -> None:
    """What the headers alone forbid, before any byte is read."""
    kind = request.headers.get("content-type", "").lower()
    if kind.startswith(TEXT):
        raise NotAPicture(
            f"a body of type {kind.partition(';')[0]} is not read as a picture",
            hint="send the picture's bytes as the body, as image/jpeg or application/octet-stream",
        )
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > limit:
        raise too_large(limit)


def too_large(limit: int) -> TooLarge:
    return TooLarge(f"an upload holds at most {limit:,} bytes", hint="send a smaller picture")


async def _gather(request: Request, file: IO[bytes], limit: int) -> str | None:
    """Write the picture's bytes; the file name that its part gives, if any."""
    kind = request.headers.get("content-type", "")
    part = OnePart(boundary_of(kind)) if kind.lower().startswith("multipart/") else None
    piece, total = bytearray(), 0
    async for chunk in request.stream():
        total += len(chunk)
        if total > limit:
            raise too_large(limit)
        piece += part.feed(chunk) if part else chunk
        if len(piece) >= PIECE:
            await run_in_threadpool(file.write, bytes(piece))
            piece.clear()
    if part:
        part.finish()
    await run_in_threadpool(file.write, bytes(piece))
    return part.file_name if part else None


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The file from where it stands, piece by piece."""
    while piece := file.read(PIECE):
        yield piece
