"""Bytes become a blob and a rendition in the object store, or are refused with a reason.

Effects come first: when this returns, the bytes are durable and rows may speak of them.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from insecta import meters
from insecta.domain.identity import blob_key, detail_key, link_key, rendition_key
from insecta.domain.specimen import Blob
from insecta.ports import ObjectStore
from insecta.vision.codes import read_codes
from insecta.vision.decode import Picture, decode
from insecta.vision.many import DETAIL_SIDE, Part, find_parts
from insecta.vision.rendition import encode

LONGEST_SIDE = 65_000
"""Pixels; a JPEG holds 65,535 (ITU-T T.81)."""
MOST_DETAIL = 64_000_000
"""Pixels of the large copy: 192 MB decoded."""


class Decode(Protocol):
    """`insecta.vision.decode.decode`, here or in a limited worker (insecta.vision.sandbox)."""

    def __call__(self, data: bytes, *, max_pixels: int, short_side: int = ...) -> Picture:
        """Raises BadPicture."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A durable picture: its blob, what codes were read in it, and notes of the decoder.

    `parts`: what was found in it, where it was searched for many specimens. `new`: nobody had stored
    these bytes before.
    """

    blob: Blob
    codes: tuple[str, ...]
    notes: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    new: bool = False


@dataclass(frozen=True, slots=True)
class Examined:
    """A picture that may be stored: its bytes, its rendition, and what is known of it."""

    data: bytes
    rendition: bytes
    admitted: Admitted
    detail: bytes | None = None
    """Of a picture of many specimens: the copy that parts are cut from."""


def examine(
    data: bytes,
    *,
    max_pixels: int,
    codes: bool = True,
    decode: Decode = decode,
    sha256: str | None = None,
) -> Examined:
    """Judge, hash and decode one picture; nothing is stored. Raises BadPicture.

    `sha256`: of these bytes, where the caller has hashed them already.
    """
    picture = decode(data, max_pixels=max_pixels)
    digest = sha256 or hashlib.sha256(data).hexdigest()
    found = tuple(dict.fromkeys(code.text for code in read_codes(picture.pixels))) if codes else ()
    blob = Blob(digest, len(data), picture.format, picture.width, picture.height)
    return Examined(data, encode(picture.pixels), Admitted(blob, found, picture.notes))


def examine_many(data: bytes, *, max_pixels: int, decode: Decode = decode) -> Examined:
    """The same, and what is in a picture of many specimens: codes too are read in a large copy."""
    examined = examine(data, max_pixels=max_pixels, codes=False, decode=decode)
    detail = large_copy(data, max_pixels, decode)
    codes = tuple(dict.fromkeys(code.text for code in read_codes(detail)))
    admitted = replace(examined.admitted, codes=codes, parts=tuple(find_parts(detail)))
    return replace(examined, admitted=admitted, detail=encode(detail))


def large_copy(data: bytes, max_pixels: int, decode: Decode) -> NDArray[np.uint8]:
    """What parts are cut from, uint8 [height, width, 3]: a short side of at most `DETAIL_SIDE`, a long
    one that a JPEG can hold, and no more pixels than memory bears. Raises BadPicture."""
    pixels = decode(data, max_pixels=max_pixels, short_side=DETAIL_SIDE).pixels
    short, long = sorted(pixels.shape[:2])
    most = min(short, short * LONGEST_SIDE // long, math.isqrt(MOST_DETAIL * short // long))
    if most == short:
        return pixels
    return decode(data, max_pixels=max_pixels, short_side=max(1, most)).pixels


@dataclass(frozen=True, slots=True)
class Place:
    """Where an original lies that stays in its owner's bucket: `bucket` is an `s3://` address."""

    bucket: str
    key: str


def keep(store: ObjectStore, examined: Examined, place: Place | None = None) -> Admitted:
    """Store the original as it came, or with `place` where it lies, and the rendition.

    Raises StoreFull, Unavailable.
    """
    digest = examined.admitted.blob.sha256
    new = store.put(rendition_key(digest), [examined.rendition])
    if examined.detail is not None:
        store.put(detail_key(digest), [examined.detail])
    if place is None:
        new = store.put(blob_key(digest), [examined.data]) and new
    else:
        told = json.dumps(asdict(place), sort_keys=True)
        new = store.put(link_key(digest), [told.encode(errors="surrogateescape")]) and new
    return replace(examined.admitted, new=new)


def admit(
    store: ObjectStore,
    data: bytes,
    *,
    max_pixels: int,
    codes: bool = True,
    decode: Decode = decode,
    sha256: str | None = None,
) -> Admitted:
    """Judge, hash, decode and store one picture. Raises BadPicture, StoreFull, Unavailable.

    The original is stored as it came; the rendition carries pixels only.
    """
    with meters.stage("examine"):
        examined = examine(data, max_pixels=max_pixels, codes=codes, decode=decode, sha256=sha256)
    with meters.stage("keep"):
        return keep(store, examined)
