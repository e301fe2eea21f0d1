"""`If-Match`: the version of a thing that its changer has read."""

from __future__ import annotations

import re

from insecta.errors import Invalid

_TAG = re.compile(r'(?:W/)?"(\d{1,9})"')


def version_in(if_match: str | None) -> int | None:
    """The version that an `If-Match` names; None for any. Raises Invalid."""
    if if_match is None or if_match.strip() == "*":
        return None
    found = _TAG.fullmatch(if_match.strip())
    if found is None:
        raise Invalid(f"If-Match {if_match!r} is no version", hint="send the ETag that was read")
    return int(found[1])
