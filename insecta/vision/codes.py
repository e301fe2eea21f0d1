"""Codes printed on labels: QR, data matrix and linear barcodes in a picture (zxing-cpp)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import zxingcpp
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was read. `box`: x, y, width, height as fractions of the picture."""

    text: str
    symbology: str
    box: tuple[float, float, float, float]


def _box(position: zxingcpp.Position, width: int, height: int) -> tuple[float, ...]:
    corners = (position.top_left, position.top_right, position.bottom_left, position.bottom_right)
    xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
    left, top = max(0, min(xs)), max(0, min(ys))
    return left / width, top / height, (max(xs) - left) / width, (max(ys) - top) / height


def read_codes(pixels: NDArray[np.uint8]) -> list[Code]:
    """Codes in uint8 [height, width, 3], top to bottom, then left to right.

    Codes are small: give the original or a large crop, not the rendition, where it is at hand.
    """
    height, width = pixels.shape[:2]
    found = []
    for barcode in zxingcpp.read_barcodes(np.ascontiguousarray(pixels)):
        if barcode.valid and barcode.text:
            left, top, wide, high = _box(barcode.position, width, height)
            found.append(Code(barcode.text, str(barcode.format), (left, top, wide, high)))
    return sorted(found, key=lambda code: (round(code.box[1], 2), code.box[0]))
