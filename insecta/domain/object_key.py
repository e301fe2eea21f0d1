"""What a key of the object store may look like, on every adapter alike."""

from __future__ import annotations

from insecta.errors import Invalid

LONGEST = 1000
_PART = 240


def checked(key: str) -> str:
    """The key itself: parts between slashes, none empty or beginning with a dot.

    So no key leaves its store, and none is too long for a file system or S3. Raises Invalid.
    """
    parts = key.split("/")
    fits = len(key.encode(errors="surrogateescape")) <= LONGEST and all(
        part and not part.startswith(".") and len(part.encode(errors="surrogateescape")) <= _PART
        for part in parts
    )
    if not fits or not key.isprintable():
        raise Invalid(
            f"{key[:80]!r} is no object key",
            hint="printable parts between slashes, none empty or beginning with a dot",
        )
    return key
