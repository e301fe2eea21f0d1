"""The bytes of a planned picture, wherever they lie, examined or refused with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from insecta.errors import BadPicture, BadSource, NotFound
from insecta.ports import ObjectStore
from insecta.services.admit import Examined, examine, examine_many
from insecta.services.ingest.planned import picture_ref
from insecta.services.ingest.store import Refused


def examined(
    picture: Mapping[str, Any] | None,
    user_name: str,
    source: ObjectStore | None,
    max_pixels: int,
    max_bytes: int,
    *,
    many: bool = False,
) -> Examined | Refused:
    """Read, hash and decode one picture; `source`: the store of a picture that is an object.

    `many`: it may hold several specimens, which are looked for. Raises Unavailable of that store.
    """
    try:
        data = _bytes_of(picture, user_name, source, max_bytes)
        return (examine_many if many else examine)(data, max_pixels=max_pixels)
    except BadPicture as error:
        return Refused("rejected", f"{error.reason}: {error}")
    except (BadSource, NotFound, OSError) as error:
        return Refused("failed", f"unreadable: {error}")
    except MemoryError:
        return Refused("rejected", "too_large: decoding it needs more memory than there is")


def _bytes_of(
    given: Mapping[str, Any] | None, user_name: str, source: ObjectStore | None, max_bytes: int
) -> bytes:
    if given is None:
        raise BadSource("the source names no picture that can be had", where=user_name)
    picture = picture_ref(given)
    if picture.object_key is not None:
        if source is None:
            raise BadSource("its store is not open", where=picture.name)
        return source.read(picture.object_key)
    with picture.open() as stream:
        data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise BadPicture("too_large", f"more than {max_bytes:,} bytes")
    return data
