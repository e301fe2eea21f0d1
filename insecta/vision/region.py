"""Parts of a picture: boxes as fractions (Audiovisual Core), cut out of pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WHOLE = "whole"
Box = tuple[float, float, float, float]
"""x, y, width, height as fractions of the picture, from its upper left corner."""
_STEPS = 100_000
"""Of a side: a stored box has five digits."""
_ROUNDED = 2.5 / _STEPS
"""How far rounded numbers may add up to more than the picture."""


def box_of(text: str) -> Box:
    """`x,y,w,h` or `whole` → a box. Raises ValueError for anything else, or outside the picture."""
    if text == WHOLE:
        return 0.0, 0.0, 1.0, 1.0
    parts = [float(part) for part in text.split(",")]
    if len(parts) != 4:
        raise ValueError(f"{text!r} is no box x,y,w,h")
    left, top, width, height = parts
    inside = left >= 0 and top >= 0 and width > 0 and height > 0
    if not inside or left + width > 1 + _ROUNDED or top + height > 1 + _ROUNDED:
        raise ValueError(f"{text!r} lies outside the picture")
    return left, top, width, height


def text_of(box: Box) -> str:
    """The one spelling of a box, to five digits, as the catalogue keeps it.

    At least one step wide and high, and inside the picture: `box_of` reads what this writes.
    """
    left, width = _span(box[0], box[2])
    top, height = _span(box[1], box[3])
    steps = (left, top, width, height)
    return ",".join(f"{value / _STEPS:.5f}".rstrip("0").rstrip(".") for value in steps)


def _span(start: float, length: float) -> tuple[int, int]:
    first = min(_STEPS - 1, round(start * _STEPS))
    return first, max(1, min(round(length * _STEPS), _STEPS - first))


def cut(pixels: NDArray[np.uint8], box: str) -> NDArray[np.uint8]:
    """The part of [height, width, 3] that a box names, at least one pixel; a view, no copy."""
    if box == WHOLE:
        return pixels
    left, top, wide, high = box_of(box)
    height, width = pixels.shape[:2]
    x, y = min(width - 1, int(left * width)), min(height - 1, int(top * height))
    right = max(x + 1, min(width, round((left + wide) * width)))
    bottom = max(y + 1, min(height, round((top + high) * height)))
    return pixels[y:bottom, x:right]
