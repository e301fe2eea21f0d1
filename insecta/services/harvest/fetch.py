"""One link: asked for politely, judged by its bytes.

What may pass is told apart from what is final. A link never leads into the house (`pinned`), unless
its host is named as one that may.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import insecta
from insecta.errors import BadPicture, Invalid, Unavailable
from insecta.services.admit import Decode
from insecta.services.harvest.ledger import Line, State
from insecta.services.harvest.pinned import opener, require_web
from insecta.vision.decode import decode

AGENT = f"Insecta/{insecta.__version__} (harvest of collection pictures)"
TIMEOUT = 30.0
"""Seconds without a byte."""
MAY_PASS = frozenset({408, 425, 429, 500, 502, 503, 504})
_CHUNK = 1 << 16
_KEPT = "%/?:@!$&'()*+,;=~"
"""Characters of a path or a query that mean what they are, and the sign of those encoded already."""
_SUFFIX = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "TIFF": ".tif", "GIF": ".gif", "AVIF": ".avif",
           "HEIF": ".heic", "MPO": ".jpg"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """A link with what its source says of the picture."""

    url: str
    licence: str = ""
    creator: str = ""

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").lower()


@dataclass(frozen=True, slots=True)
class Answer:
    """`wait`: seconds for which the host asked to be left alone (Retry-After)."""

    line: Line
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    """`inside`: hosts of the house that may be asked all the same. `decode`: in a limited process."""

    max_bytes: int
    max_pixels: int
    inside: frozenset[str] = frozenset()
    decode: Decode = decode


def fetch(wanted: Wanted, folder: Path, limits: Limits, attempt: int) -> Answer:
    """Ask once. What is a picture is written below `folder`, whole or not at all."""

    def told(state: State, reason: str = "", wait: float = 0.0, **more: Any) -> Answer:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        line = Line(
            wanted.url, state, reason=reason, attempts=attempt, licence=wanted.licence,
            creator=wanted.creator, at=at, **more,
        )  # fmt: skip
        return Answer(line, wait)

    try:
        url = as_uri(wanted.url)
        require_web(url)
        said = {"User-Agent": AGENT, "Accept": "image/*"}
        request = urllib.request.Request(url, headers=said)  # noqa: S310  (judged)
        with opener(limits.inside).open(request, timeout=TIMEOUT) as answer:
            data = _whole(answer, limits.max_bytes)
            status = int(answer.status)
    except BadPicture as error:
        return told("no_picture", error.message)
    except Invalid as error:
        return told("refused", error.message)
    except urllib.error.HTTPError as error:
        with error:
            return _of_status(told, error.code, error.headers)
    except Unavailable as error:
        return told("failed", error.message)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return told("failed", f"{type(error).__name__}: {error}"[:300])
    try:
        picture = limits.decode(data, max_pixels=limits.max_pixels)
    except BadPicture as error:
        return told("no_picture", f"{error.reason}: {error.message}", status=status)
    name = name_of(wanted.url, _SUFFIX.get(picture.format, ".jpg"))
    _write(folder / name, data)
    return told(
        "fetched",
        file=name,
        status=status,
        sha256=hashlib.sha256(data).hexdigest(),
        bytes=len(data),
    )


def as_uri(url: str) -> str:
    """An address with letters and spaces as people write them, in the form that may be asked.

    What is encoded already stays as it is (RFC 3987, 3.1). Raises ValueError.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode("ascii")
    place = parts.netloc if parts.netloc.isascii() else f"{host}:{parts.port or ''}".rstrip(":")
    path, query = quote(parts.path, safe=_KEPT), quote(parts.query, safe=_KEPT)
    return urlunsplit((parts.scheme, place, path, query, ""))


def name_of(url: str, suffix: str) -> str:
    """A link's file: named by the link, so that equal bytes of two links stay two pictures."""
    digest = hashlib.sha256(url.encode()).hexdigest()
    return f"pictures/{digest[:2]}/{digest[:32]}{suffix}"


def _whole(answer: Any, most: int) -> bytes:
    """All bytes of an answer. Raises BadPicture for too many, IncompleteRead for too few."""
    parts: list[bytes] = []
    size = 0
    while chunk := answer.read(_CHUNK):
        parts.append(chunk)
        size += len(chunk)
        if size > most:
            raise BadPicture("too_large", f"more than {most:,} bytes")
    promised = answer.headers.get("Content-Length")
    if promised and promised.isdigit() and size < int(promised):
        raise http.client.IncompleteRead(b"", int(promised) - size)
    return b"".join(parts)


def _of_status(told: Any, status: int, headers: Message | Mapping[str, str]) -> Answer:
    if status in MAY_PASS:
        wait = retry_after(str(headers.get("Retry-After") or ""), datetime.now(UTC))
        found: Answer = told("failed", f"HTTP {status}", wait, status=status)
    elif status in (404, 410):
        found = told("gone", f"HTTP {status}", status=status)
    else:
        found = told("refused", f"HTTP {status}", status=status)
    return found


def retry_after(text: str, now: datetime) -> float:
    """Seconds that a header Retry-After asks for: a number, or a date (RFC 9110, 10.2.3)."""
    if text.strip().isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0.0
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".partial")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
