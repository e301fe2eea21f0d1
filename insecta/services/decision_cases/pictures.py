"""Cases of preprocessing and quality: pictures drawn by formula, and the digest of the result."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.vision.preprocess import edge_colour, prepare
from insecta.vision.quality import measure

Json = dict[str, Any]
_SIZES = (
    (1, 1), (1, 7), (7, 1), (2, 3), (5, 5), (16, 16), (17, 16), (31, 64), (64, 31), (63, 64),
    (40, 40), (41, 57), (100, 75), (75, 100), (224, 224), (225, 224), (224, 149), (384, 512),
    (512, 384), (384, 385), (300, 1000), (640, 480), (383, 383), (384, 1),
)  # fmt: skip
_SIDES = (224, 64, 16, 33)


def drawn_picture(given: Mapping[str, Any]) -> NDArray[np.uint8]:
    """uint8 [height, width, 3] by formula, integers only (docs/decision-cases.md).

    `noise`: the upper bytes of x ← (1664525 x + 1013904223) mod 2³², row by row. `waves`: smooth
    triangles. `spot`: a dark ellipse on a pale sheet with a little of the noise. `even`: one grey.
    """
    height, width, seed = given["height"], given["width"], given["seed"]
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    if given["kind"] == "even":
        return np.full((height, width, 3), seed, dtype=np.uint8)
    if given["kind"] == "waves":
        planes = [
            np.abs((x * (seed + 3 * c) + y * (7 + c) * 5 + 40 * c) % 510 - 255) for c in range(3)
        ]
        return np.stack(planes, axis=2).astype(np.uint8)
    noise = _noise(height * width * 3, seed).reshape(height, width, 3)
    if given["kind"] == "noise":
        return noise
    inside = (2 * x - width) ** 2 * height**2 * 4 + (2 * y - height) ** 2 * width**2 <= (
        height**2 * width**2
    )
    sheet = 210 + noise // 16
    return np.where(inside[..., None], 60 + noise // 8, sheet).astype(np.uint8)


def _noise(count: int, seed: int) -> NDArray[np.uint8]:
    found = np.empty(count, dtype=np.uint8)
    state = seed
    for place in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        found[place] = state >> 24
    return found


def prepared(given: Mapping[str, Any]) -> Json:
    """What preprocessing and quality make of a picture."""
    pixels = drawn_picture(given["picture"])
    shown = prepare(pixels, given["side"])
    quality = measure(pixels)
    return {
        "pictureSha256": hashlib.sha256(pixels.tobytes()).hexdigest(),
        "edgeColour": list(edge_colour(pixels)),
        "sha256": hashlib.sha256(shown.tobytes()).hexdigest(),
        "firstPixels": shown.reshape(-1, 3)[: 4 * given["side"] : given["side"] + 1].tolist(),
        "faults": list(quality.faults),
        "sharpness": quality.sharpness,
        "exposure": quality.exposure,
        "ink": quality.ink,
    }


def pictures() -> Iterator[tuple[str, Json]]:
    """Inputs: every size once, each kind and side in turn, and pictures with each fault."""
    kinds = ("noise", "waves", "spot")
    for number, (height, width) in enumerate(_SIZES):
        side = _SIDES[number % len(_SIDES)]
        for kind in (kinds[number % 3], kinds[(number + 1) % 3]):
            yield (
                f"{kind} {width} × {height} for {side}",
                _picture(kind, height, width, 5 + number, side),
            )
    for grey in (0, 15, 16, 128, 251, 252, 255):
        yield f"even {grey}", _picture("even", 60, 80, grey, 64)


def _picture(kind: str, height: int, width: int, seed: int, side: int) -> Json:
    return {
        "picture": {"kind": kind, "height": height, "width": width, "seed": seed},
        "side": side,
    }
