"""A multipart/form-data body with exactly one part, taken apart as it streams (RFC 7578).

Nothing is spooled, and what is held back is no longer than a boundary or the part's headers.
"""

from __future__ import annotations

from email.message import Message
from email.parser import HeaderParser

from insecta.errors import Invalid

LONGEST_HEAD = 8_192
_HINT = "send one part that holds the picture, or the picture itself as the body"


class OnePart:
    """Feed it chunks; it gives the part's bytes, and after the head its file name."""

    def __init__(self, boundary: bytes) -> None:
        self._opening = b"--" + boundary + b"\r\n"
        self._closing = b"\r\n--" + boundary
        self._held = bytearray()
        self._state = "head"
        self.file_name: str | None = None

    def feed(self, chunk: bytes) -> bytes:
        """Bytes of the part that are sure by now. Raises Invalid."""
        self._held += chunk
        if self._state == "head":
            self._read_head()
        if self._state == "body":
            return self._read_body()
        if self._state == "end":
            self._read_end()
        return b""

    def finish(self) -> None:
        """The stream is over. Raises Invalid where the part is not."""
        if self._state != "end" or not self._held.startswith(b"--"):
            raise Invalid("the multipart body breaks off", hint=_HINT)

    def _read_head(self) -> None:
        at = self._held.find(b"\r\n\r\n")
        if not self._held.startswith(self._opening[: len(self._held)]):
            raise Invalid("the multipart body does not begin with its boundary", hint=_HINT)
        if at < 0:
            if len(self._held) > LONGEST_HEAD:
                raise Invalid("the headers of the part are too long", hint=_HINT)
            return
        head = bytes(self._held[len(self._opening) : at])
        del self._held[: at + 4]
        self.file_name = _file_name(head)
        self._state = "body"

    def _read_body(self) -> bytes:
        at = self._held.find(self._closing)
        if at < 0:
            sure = max(0, len(self._held) - len(self._closing) + 1)
            data = bytes(self._held[:sure])
            del self._held[:sure]
            return data
        data = bytes(self._held[:at])
        del self._held[: at + len(self._closing)]
        self._state = "end"
        self._read_end()
        return data

    def _read_end(self) -> None:
        if bytes(self._held[:2]) not in (b"", b"-", b"--"):
            raise Invalid("the multipart body has more than one part", hint=_HINT)
        if len(self._held) > LONGEST_HEAD:
            raise Invalid("something follows the multipart body", hint=_HINT)


def _file_name(head: bytes) -> str | None:
    parsed = HeaderParser().parsestr(head.decode("utf-8", "replace"))
    return parsed.get_filename()


def boundary_of(content_type: str) -> bytes:
    """The boundary that a Content-Type header names. Raises Invalid."""
    message = Message()
    message["content-type"] = content_type
    boundary = message.get_boundary()
    if message.get_content_type() != "multipart/form-data" or not boundary:
        raise Invalid(f"{content_type!r} names no boundary", hint=_HINT)
    if len(boundary) > 70:
        raise Invalid("a boundary has at most 70 characters", hint=_HINT)
    return boundary.encode()
