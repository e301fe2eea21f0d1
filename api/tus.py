"""The tus 1.0 protocol (https://tus.io/protocols/resumable-upload): headers in, headers out."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from starlette.datastructures import Headers

from insecta.errors import Invalid

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,expiration,checksum"
ALGORITHMS = ("sha256", "sha1", "md5")
PART_TYPE = "application/offset+octet-stream"
_HINT = "see https://tus.io/protocols/resumable-upload"


class NotTus(Invalid):
    """No `Tus-Resumable: 1.0.0`."""


class NotAPart(Invalid):
    """A part of another media type."""


class WrongChecksum(Invalid):
    """The bytes that came are not those that were sent."""


@dataclass(frozen=True, slots=True)
class Checksum:
    algorithm: str
    digest: bytes


def capabilities(max_size: int) -> dict[str, str]:
    return {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(max_size),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }


def require_version(headers: Headers) -> None:
    """Raises NotTus."""
    if headers.get("tus-resumable") != VERSION:
        raise NotTus("this needs the header Tus-Resumable: 1.0.0", hint=_HINT)


def require_part(headers: Headers) -> None:
    """Raises NotAPart."""
    if headers.get("content-type", "").partition(";")[0].strip().lower() != PART_TYPE:
        raise NotAPart(f"a part is sent as {PART_TYPE}", hint=_HINT)


def number(headers: Headers, name: str) -> int:
    """A header that is a count of bytes. Raises Invalid."""
    text = headers.get(name, "")
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise Invalid(f"the header {name} must be a number of bytes", hint=_HINT)
    return int(text)


def metadata(headers: Headers) -> Mapping[str, str]:
    """`Upload-Metadata`: pairs of a key and base64 text, separated by commas. Raises Invalid."""
    found: dict[str, str] = {}
    for pair in filter(None, (p.strip() for p in headers.get("upload-metadata", "").split(","))):
        key, _, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value.strip(), validate=True).decode()
        except ValueError as error:
            raise Invalid(
                f"Upload-Metadata: {key[:40]!r} is not base64 text", hint=_HINT
            ) from error
    return found


def checksum(headers: Headers) -> Checksum | None:
    """`Upload-Checksum`, if one is sent. Raises Invalid for an algorithm that is not offered."""
    text = headers.get("upload-checksum")
    if text is None:
        return None
    algorithm, _, value = text.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Invalid(f"Upload-Checksum: use one of {', '.join(ALGORITHMS)}", hint=_HINT)
    try:
        return Checksum(algorithm, base64.b64decode(value.strip(), validate=True))
    except ValueError as error:
        raise Invalid("Upload-Checksum is not base64", hint=_HINT) from error


def until(expires: datetime) -> str:
    """`Upload-Expires`: an HTTP date."""
    return format_datetime(expires, usegmt=True)
