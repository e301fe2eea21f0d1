"""What is done to pictures to see whether a release still knows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from insecta.domain.ranks import FINEST
from insecta.vision.preprocess import edge_colour
from insecta.vision.release_folder import ReleaseFolder
from insecta.vision.rendition import encode, read
from model.evaluate import Outcome, answered, forced, look, precision
from model.samples import Sample
from model.shares import Share
from model.tree import Step

Pixels = NDArray[np.uint8]
Change = Callable[[Pixels], Pixels]


def _quarter(pixels: Pixels) -> Pixels:
    return np.ascontiguousarray(np.rot90(pixels))


def _askew(pixels: Pixels) -> Pixels:
    turned = Image.fromarray(pixels).rotate(
        30, Image.Resampling.BILINEAR, expand=True, fillcolor=edge_colour(pixels)
    )
    return np.asarray(turned)


def _blurred(pixels: Pixels) -> Pixels:
    return np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(2)))


def _compressed(pixels: Pixels) -> Pixels:
    return read(encode(pixels, 25))


def _darker(pixels: Pixels) -> Pixels:
    return np.asarray(pixels * 0.6, dtype=np.uint8)


def _brighter(pixels: Pixels) -> Pixels:
    return np.asarray(np.clip(pixels * 1.4, 0, 255), dtype=np.uint8)


def _on_grey(pixels: Pixels) -> Pixels:
    """Half as large on a wide grey sheet: another background and frame."""
    height, width = pixels.shape[:2]
    sheet = Image.new("RGB", (round(width * 1.6), round(height * 1.6)), (128, 128, 128))
    sheet.paste(Image.fromarray(pixels), (round(width * 0.3), round(height * 0.3)))
    return np.asarray(sheet)


CHANGES: Mapping[str, Change] = {
    "a quarter turn": _quarter,
    "turned by 30°": _askew,
    "blurred, 2 px": _blurred,
    "JPEG quality 25": _compressed,
    "60 % of the light": _darker,
    "140 % of the light": _brighter,
    "on a grey sheet, smaller": _on_grey,
}


def robustness(
    folder: ReleaseFolder, samples: Sequence[Sample], ids: Mapping[Step, str] | None = None
) -> dict[str, dict[str, Share]]:
    """Figures of the finest names per change, pictures as they are first."""
    changes: dict[str, Change | None] = {"as it is": None, **CHANGES}
    return {name: _figures(look(folder, samples, ids, change)) for name, change in changes.items()}


def _figures(found: Sequence[Outcome]) -> dict[str, Share]:
    return {
        "best_name_right": forced(found, *FINEST),
        "answered": answered(found),
        "answers_right": precision(found),
    }
