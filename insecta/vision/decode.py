"""Bytes → the rendition: RGB uint8 [height, width, 3], upright, sRGB, short side at most 384 px.

The rendition is what every later step sees: quality, the network, the screen. A picture smaller
than that keeps its size. Large JPEGs are decoded at a fraction of their size (scaled DCT).
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image, ImageCms

from insecta.errors import BadPicture
from insecta.vision.container import Container, judge, quiet_pillow
from insecta.vision.raw import develop, is_raw

SHORT_SIDE = 384

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SWAPS = {_TURNS[5], _TURNS[6], _TURNS[7], _TURNS[8]}
_ORIENTATION = 0x0112
_SRGB = ImageCms.createProfile("sRGB")
_DECODE_ERRORS = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, AttributeError,
    OverflowError, RuntimeError, ZeroDivisionError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture.

    `pixels`: the rendition, uint8 [height, width, 3], sRGB. `width`, `height`: of the original,
    upright. `notes`: what a person should know, such as `first of several pictures`.
    """

    pixels: NDArray[np.uint8]
    width: int
    height: int
    format: str
    notes: tuple[str, ...] = ()


def _fitted(size: tuple[int, int], short_side: int) -> tuple[int, int]:
    """(width, height) with the short side at most so long; never larger, never below 1."""
    width, height = size
    ratio = min(1.0, short_side / min(width, height))
    return max(1, round(width * ratio)), max(1, round(height * ratio))


def _shrunk(image: Image.Image, short_side: int) -> Image.Image:
    size = _fitted(image.size, short_side)
    if size == image.size:
        return image
    return image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)


def _by_real_range(image: Image.Image) -> Image.Image:
    """16-bit, 32-bit and float grey scaled so that its own range fills 0 to 255.

    A flat picture keeps its place in the nominal range of its type.
    """
    values = np.asarray(image, dtype=np.float64)
    values = np.where(np.isfinite(values), values, 0.0)
    low, high = float(values.min()), float(values.max())
    if high > low:
        scaled = (values - low) * (255.0 / (high - low))
    else:
        nominal = 65535.0 if image.mode.startswith("I") and high > 255 else max(high, 255.0)
        scaled = values * (255.0 / nominal)
    return Image.fromarray(np.clip(np.rint(scaled), 0, 255).astype(np.uint8))


def _on_white(image: Image.Image) -> Image.Image:
    rgba = image.convert("RGBA")
    white = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, rgba).convert("RGB")


def _to_srgb(image: Image.Image, icc: bytes) -> Image.Image:
    """Convert by the embedded profile. Raises ImageCms.PyCMSError where it does not fit."""
    profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
    if "srgb" in ImageCms.getProfileDescription(profile).lower():
        return image.convert("RGB")
    converted = ImageCms.profileToProfile(image, profile, _SRGB, outputMode="RGB")
    if converted is None:
        raise ImageCms.PyCMSError("no conversion")
    return converted


def _has_alpha(image: Image.Image) -> bool:
    return "A" in image.getbands() or "a" in image.getbands() or "transparency" in image.info


def _to_rgb(image: Image.Image, icc: bytes | None) -> tuple[Image.Image, tuple[str, ...]]:
    """Any mode → RGB in sRGB, with a note where the colour profile could not be used."""
    if image.mode.startswith("I") or image.mode == "F":
        return _by_real_range(image).convert("RGB"), ()
    if _has_alpha(image):
        image = _on_white(image)
    elif image.mode in {"P", "1"}:
        image = image.convert("RGB")
    elif image.mode == "LAB":
        lab = ImageCms.createProfile("LAB")
        made = ImageCms.profileToProfile(image, lab, _SRGB, outputMode="RGB")
        return (made if made is not None else image.convert("RGB")), ()
    if icc:
        try:
            return _to_srgb(image, icc), ()
        except (ImageCms.PyCMSError, OSError, ValueError):
            return image.convert("RGB"), ("colour profile not usable: colours taken as sRGB",)
    return image.convert("RGB"), ()


def _decode_jpeg(data: bytes, container: Container, short_side: int) -> Image.Image | None:
    """Scaled decoding of an ordinary JPEG; None where Pillow, more lenient, should look."""
    if container.mode not in {"RGB", "L"}:
        return None
    try:
        pixels = simplejpeg.decode_jpeg(
            data,
            colorspace="RGB",
            fastdct=True,
            min_height=min(short_side, container.height),
            min_width=min(short_side, container.width),
            strict=True,
        )
    except (ValueError, RuntimeError):
        return None
    return Image.fromarray(pixels)


def _decode_lazy(lazy: Image.Image, container: Container, short_side: int) -> Image.Image:
    """Full decoding by Pillow. Truncated and damaged pictures are refused."""
    try:
        if container.format == "JPEG":
            size = _fitted((container.width, container.height), short_side)
            lazy.draft(None, size)
        with quiet_pillow():
            lazy.load()
    except MemoryError as error:
        raise BadPicture(
            "too_many_pixels", "Decoding needs more memory than allowed", hint="save it smaller"
        ) from error
    except _DECODE_ERRORS as error:
        text = str(error)
        truncated = any(word in text.lower() for word in ("truncated", "premature", "not enough"))
        raise BadPicture(
            "truncated" if truncated else "damaged",
            f"The picture is {'cut short' if truncated else 'damaged'}: {text[:120]}",
            hint="copy, scan or upload it again",
        ) from error
    return lazy


def _orientation(lazy: Image.Image) -> int:
    """EXIF orientation 1 to 8; unreadable EXIF counts as upright.

    Call it after decoding: for PNG Pillow would decode here, and a fault would go unnoticed.
    """
    try:
        with quiet_pillow():
            value = lazy.getexif().get(_ORIENTATION, 1)
    except _DECODE_ERRORS:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _notes(lazy: Image.Image, data: bytes) -> tuple[str, ...]:
    """Several frames or pages are noted; only the first is decoded, and none is ever sought.

    Pillow would seek to count the frames of a GIF, so its control blocks are counted instead.
    """
    if lazy.format == "GIF":
        several = data.count(b"\x21\xf9\x04") > 1
    else:
        several = bool(getattr(lazy, "is_animated", False))
    return ("first of several pictures in the file",) if several else ()


def _upright_turn(lazy: Image.Image, container: Container) -> Image.Transpose | None:
    """The turn EXIF asks for; Pillow itself turns TIFF, and HEIF comes upright."""
    return None if container.format in {"TIFF", "HEIF"} else _TURNS.get(_orientation(lazy))


def decode(data: bytes, *, max_pixels: int = 50_000_000, short_side: int = SHORT_SIDE) -> Picture:
    """Decode bytes to a rendition. Raises BadPicture with a reason code and what to do.

    `short_side`: its most; what networks see has 384, what people look at closely more.
    """
    if is_raw(data):
        developed, width, height = develop(data, max_pixels)
        pixels = np.ascontiguousarray(np.asarray(_shrunk(developed, short_side), dtype=np.uint8))
        return Picture(pixels, width, height, "RAW")
    container, lazy = judge(data, max_pixels=max_pixels)
    notes = _notes(lazy, data)
    icc = lazy.info.get("icc_profile")
    image = _decode_jpeg(data, container, short_side) if container.format == "JPEG" else None
    if image is None:
        image = _decode_lazy(lazy, container, short_side)
    turn = _upright_turn(lazy, container)
    if image.mode in {"RGB", "L", "CMYK"}:
        image = _shrunk(image, short_side)
    try:
        image, more = _to_rgb(image, icc if isinstance(icc, bytes) else None)
    except _DECODE_ERRORS as error:
        raise BadPicture(
            "damaged", f"Its colours cannot be read: {error}", hint="export it again as RGB"
        ) from error
    image = _shrunk(image, short_side)
    width, height = container.width, container.height
    if turn is not None:
        image = image.transpose(turn)
        if turn in _SWAPS:
            width, height = height, width
    pixels = np.ascontiguousarray(np.asarray(image, dtype=np.uint8))
    return Picture(pixels, width, height, container.format, (*notes, *more))
