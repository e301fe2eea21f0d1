"""Judge a picture's container from its first bytes and header, before anything is decoded.

Accepted: JPEG (and MPO, whose first picture is taken), PNG, WebP, TIFF, GIF, AVIF; HEIC where the
package `pillow-heif` is installed. Everything else is refused with a stable reason and what to do.
Pillow is never asked to guess: it is told the one format that the magic bytes promise, so none of
its other decoders can be reached (faults: 2.6).
"""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

from PIL import Image, UnidentifiedImageError

from insecta.errors import BadPicture

Image.MAX_IMAGE_PIXELS = None
"""Pillow's own limit is one number per process; ours is per call, from the header (see `judge`)."""

_TURN = threading.RLock()
_PUBLIC_PIXELS = 50_000_000
_MAX_BYTES = 1_000_000_000
_HEIC_HINT = "HEIC needs the extra: pip install 'insecta[heif]', or save it as JPEG"

_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"BM", "BMP"),
    (b"8BPS", "Photoshop"),
    (b"icns", "Apple icon"),
    (b"\x00\x00\x01\x00", "Windows icon"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"P5", "PGM"),
    (b"P6", "PPM"),
    (b"%PDF", "PDF"),
    (b"SIMPLE", "FITS"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
)
_TEXT_STARTS = (b"<!doctype", b"<html", b"<?xml", b"<svg", b"<head", b"{")
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}


@dataclass(frozen=True, slots=True)
class Container:
    """What the header says. `width`, `height`: pixels as stored, before any EXIF rotation."""

    format: str
    width: int
    height: int
    mode: str


@cache
def _heif_available() -> bool:
    if find_spec("pillow_heif") is None:
        return False
    from pillow_heif import register_heif_opener

    register_heif_opener()
    return True


def _brand(data: bytes) -> str | None:
    """AVIF or HEIF by the brands of an ISO base media file, None for other files."""
    if data[4:8] != b"ftyp":
        return None
    end = min(int.from_bytes(data[:4], "big"), 256, len(data))
    brands = {data[8:12]} | {data[at : at + 4] for at in range(16, end, 4)}
    if brands & _AVIF_BRANDS:
        return "AVIF"
    return "HEIF" if brands & _HEIC_BRANDS else None


def _kind(data: bytes) -> str | None:
    """Pillow's name of the accepted format that the magic bytes promise."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if data[:4] in {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"}:
        return "TIFF"
    if data[:6] in {b"GIF87a", b"GIF89a"}:
        return "GIF"
    return _brand(data)


def _refuse_foreign(data: bytes) -> None:
    """Raise for bytes that are no accepted picture, saying what they look like."""
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_TEXT_STARTS):
        raise BadPicture(
            "not_a_picture",
            "This is a text or web page, not a picture",
            hint="download the picture itself, not the page that shows it",
        )
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            raise BadPicture(
                "unsupported_format",
                f"{name} files are not accepted",
                hint="save it as JPEG, PNG, WebP or TIFF",
            )
    raise BadPicture(
        "not_a_picture",
        "These bytes are no picture format that is accepted",
        hint="send JPEG, PNG, WebP, TIFF, GIF, AVIF or HEIC",
    )


def identify_format(data: bytes, max_bytes: int = _MAX_BYTES) -> str:
    """Format by magic bytes alone. Raises BadPicture: empty, too_large, not_a_picture,
    unsupported_format."""
    if not data:
        raise BadPicture("empty", "The file holds zero bytes", hint="copy or upload it again")
    if len(data) > max_bytes:
        raise BadPicture(
            "too_large",
            f"The file has {len(data):,} bytes; the limit here is {max_bytes:,}",
            hint="save it smaller, or ask an administrator to raise the limit",
        )
    kind = _kind(data)
    if kind is None:
        _refuse_foreign(data)
        raise AssertionError("unreachable")
    if kind == "HEIF" and not _heif_available():
        raise BadPicture("unsupported_format", "This is a HEIC picture", hint=_HEIC_HINT)
    return kind


@contextmanager
def quiet_pillow() -> Iterator[None]:
    """Pillow's remarks on harmless metadata go nowhere: its errors are what counts.

    Filters are one list per process, so threads take turns only where `warnings` is not yet quiet.
    """
    with _TURN, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


def open_header(data: bytes, kind: str) -> Image.Image:
    """Pillow's lazy image of a known format: header read, nothing decoded."""
    try:
        with quiet_pillow():
            return Image.open(io.BytesIO(data), formats=[kind])
    except UnidentifiedImageError as error:
        raise BadPicture(
            "damaged", f"The {kind} header cannot be read", hint="copy or export it again"
        ) from error
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError) as error:
        reason = "truncated" if "truncated" in str(error).lower() else "damaged"
        raise BadPicture(
            reason,
            f"The {kind} header cannot be read: {error}",
            hint="copy or export it again",
        ) from error


def judge(
    data: bytes, *, max_pixels: int = _PUBLIC_PIXELS, max_bytes: int = _MAX_BYTES
) -> tuple[Container, Image.Image]:
    """Container and lazy image of bytes that may be decoded.

    Raises BadPicture with reason empty, too_large, not_a_picture, unsupported_format, damaged,
    truncated or too_many_pixels.
    """
    kind = identify_format(data, max_bytes)
    lazy = open_header(data, kind)
    width, height = lazy.size
    if width < 1 or height < 1:
        raise BadPicture("damaged", f"The header says {width} × {height} pixels")
    if width * height > max_pixels:
        raise BadPicture(
            "too_many_pixels",
            f"{width} × {height} pixels are more than the {max_pixels / 1e6:g} million allowed",
            hint="save it smaller, or ask an administrator to raise the pixel limit",
        )
    return Container(kind, width, height, lazy.mode), lazy
