"""Renditions and thumbnails as JPEG: what is stored, shown, and looked at again by later releases.

Only pixels are written: no EXIF, XMP, IPTC, colour profile or comment of the source (users: 13).
"""

from __future__ import annotations

import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image

from insecta.errors import BadPicture

QUALITY = 90


def encode(pixels: NDArray[np.uint8], quality: int = QUALITY) -> bytes:
    """uint8 [height, width, 3] RGB → JPEG bytes, 4:2:0, sRGB understood."""
    encoded: bytes = simplejpeg.encode_jpeg(
        np.ascontiguousarray(pixels), quality=quality, colorspace="RGB", colorsubsampling="420"
    )
    return encoded


def read(data: bytes) -> NDArray[np.uint8]:
    """A stored rendition → uint8 [height, width, 3]. Raises BadPicture where it is damaged."""
    try:
        pixels: NDArray[np.uint8] = simplejpeg.decode_jpeg(data, colorspace="RGB")
    except (ValueError, RuntimeError) as error:
        raise BadPicture(
            "damaged", f"The stored rendition cannot be read: {error}", hint="make it again"
        ) from error
    return pixels


def thumbnail(pixels: NDArray[np.uint8], side: int = 160) -> bytes:
    """JPEG whose longer side is at most `side` pixels."""
    image = Image.fromarray(pixels)
    ratio = min(1.0, side / max(image.size))
    size = (max(1, round(image.width * ratio)), max(1, round(image.height * ratio)))
    return encode(np.asarray(image.resize(size, Image.Resampling.BILINEAR)), quality=80)
