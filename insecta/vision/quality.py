"""Quality of a rendition, and the faults that make it useless (`poor_picture`)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from insecta.domain.answer import Quality

MIN_SHORT_SIDE = 40
MIN_SHARPNESS = 4.0
MIN_EXPOSURE = 0.06
MAX_EXPOSURE = 0.985
MIN_INK = 0.003
"""Measured: docs/model.md, Quality."""

_INK_STEP = 20


def _grey(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """ITU-R BT.601 luma, float32 [height, width], 0 to 255."""
    weights = np.array([0.299, 0.587, 0.114], dtype=np.float32)
    grey: NDArray[np.float32] = pixels.astype(np.float32) @ weights
    return grey


def _sharpness(grey: NDArray[np.float32]) -> float:
    """Variance of the 4-neighbour Laplacian; 0 for pictures below 3 × 3 pixels."""
    if min(grey.shape) < 3:
        return 0.0
    middle = grey[1:-1, 1:-1]
    laplacian = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * middle
    return float(laplacian.var())


def _faults(short: int, sharpness: float, exposure: float, ink: float) -> tuple[str, ...]:
    found = {
        "tiny": short < MIN_SHORT_SIDE,
        "blank": ink < MIN_INK,
        "dark": exposure < MIN_EXPOSURE,
        "bright": exposure > MAX_EXPOSURE,
        "blurred": sharpness < MIN_SHARPNESS and ink >= MIN_INK,
    }
    return tuple(name for name, is_so in found.items() if is_so)


def measure(pixels: NDArray[np.uint8]) -> Quality:
    """Quality of a rendition, uint8 [height, width, 3]."""
    grey = _grey(pixels)
    sharpness = _sharpness(grey)
    exposure = float(grey.mean() / 255)
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ink = float((np.abs(grey - np.median(edge)) > _INK_STEP).mean())
    faults = _faults(min(grey.shape), sharpness, exposure, ink)
    return Quality(round(sharpness, 3), round(exposure, 4), round(ink, 4), faults)
