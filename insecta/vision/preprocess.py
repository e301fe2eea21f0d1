"""The one preprocessing: rendition → what the network reads (docs/release-format.md).

Training, serving and every copy in another language do exactly this, so a change here makes a
new embedding space. Normalisation is inside the network.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

PREPROCESSING = "insecta-1: letterbox on edge colour, triangle filter"


def edge_colour(pixels: NDArray[np.uint8]) -> tuple[int, int, int]:
    """Median colour of the outermost rows and columns: the background of most specimens."""
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    red, green, blue = np.median(edge, axis=0).astype(np.uint8).tolist()
    return red, green, blue


def letterbox(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Rendition uint8 [height, width, 3] → uint8 [side, side, 3], whole picture kept.

    The longer side becomes `side` (Pillow's BILINEAR: triangle filter, antialiased), the rest is
    filled evenly on both sides with the edge colour; an odd pixel goes below or to the right.
    """
    height, width = pixels.shape[:2]
    ratio = side / max(height, width)
    inner = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    resized = np.asarray(Image.fromarray(pixels).resize(inner, Image.Resampling.BILINEAR))
    canvas = np.empty((side, side, 3), dtype=np.uint8)
    top, left = (side - inner[1]) // 2, (side - inner[0]) // 2
    below, right = top + inner[1], left + inner[0]
    canvas[:top] = canvas[below:] = canvas[:, :left] = canvas[:, right:] = edge_colour(pixels)
    canvas[top:below, left:right] = resized
    return canvas


def prepare(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """What a release of input side `side` is shown."""
    return letterbox(pixels, side)
