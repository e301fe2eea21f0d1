"""What things lie on: the sheets of a picture (foam, card, paper, table), and how far each pixel
departs in colour from the sheet it lies on.

A sheet is a large area whose colour changes little from pixel to pixel of a small copy, so uneven
light does not break it up. Sheets may lie on others: a label on black foam.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from insecta.vision.components import Mask, filled, linked

Colours = NDArray[np.float32]
"""CIE L*a*b*, float32 [height, width, 3]."""
SMALL_SIDE = 320
"""Longer side of the copy that sheets are sought in."""
STEP = 5.0
"""Colour difference (CIE 1976) between neighbours of one sheet."""
LARGE = 0.04
"""Share of the picture that makes an area a sheet whatever its shape."""
PAPER = 0.003
"""Share that makes a rectangular area a sheet: paper on something else."""
RECTANGULAR = 0.8
_LIGHT = 24
"""Pixels of the small copy over which the colour of a sheet may change."""
_LINEAR = np.array(
    [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in np.arange(256) / 255],
    np.float32,
)
_TO_XYZ = np.array(
    [
        [0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505],
        [0.2126, 0.7152, 0.0722],
        [0.0193 / 1.089, 0.1192 / 1.089, 0.9505 / 1.089],
    ],
    np.float32,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `mask` and `inside` (with what lies on it) in the small copy, its middle colour."""

    mask: Mask
    inside: Mask
    colour: tuple[float, float, float]
    rectangular: float
    """Share of the smallest turned rectangle round it that it fills."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Sheets of a picture, largest first; `owner`: of each small pixel the sheet it lies on."""

    sheets: tuple[Sheet, ...]
    owner: NDArray[np.int32]
    colours: Colours
    """What the ground would look like without things on it, small copy."""


def lab(pixels: NDArray[np.uint8]) -> Colours:
    """sRGB uint8 [height, width, 3] → L*a*b* (D65)."""
    xyz = _LINEAR[pixels] @ _TO_XYZ.T
    bent = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + np.float32(16 / 116))
    x, y, z = bent[..., 0], bent[..., 1], bent[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1).astype(np.float32)


def small_copy(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture with a longer side of `SMALL_SIDE`, each pixel the mean of those it stands for."""
    height, width = pixels.shape[:2]
    ratio = min(1.0, SMALL_SIDE / max(height, width))
    size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BOX))


def ground(pixels: NDArray[np.uint8]) -> Ground:
    """The sheets of a picture. One that has none counts as one sheet of its border's colour."""
    colours = lab(small_copy(pixels))
    sheets = _sheets(colours)
    owner = _owners(sheets, colours.shape[:2])
    return Ground(tuple(sheets), owner, _bare(colours, sheets, owner))


def _sheets(colours: Colours) -> list[Sheet]:
    labels = _smooth_areas(colours)
    numbers, sizes = np.unique(labels, return_counts=True)
    whole = labels.size
    found = []
    for number in numbers[sizes >= PAPER * whole]:
        mask = labels == number
        inside = filled(mask)
        shape = rectangularity(inside)
        if mask.sum() < LARGE * whole and shape < RECTANGULAR:
            continue
        middle = np.median(colours[mask], axis=0)
        found.append(
            Sheet(mask, inside, (float(middle[0]), float(middle[1]), float(middle[2])), shape)
        )
    if not found:
        edge = np.concatenate([colours[0], colours[-1], colours[:, 0], colours[:, -1]])
        middle = np.median(edge, axis=0)
        everywhere = np.ones(labels.shape, np.bool_)
        found = [Sheet(everywhere, everywhere, tuple(float(v) for v in middle), 1.0)]  # type: ignore[arg-type]
    return sorted(found, key=lambda sheet: -int(sheet.inside.sum()))


def _smooth_areas(colours: Colours) -> NDArray[np.int64]:
    """Pixels that small steps of colour lead to from each other bear the same number."""
    height, width = colours.shape[:2]
    index = np.arange(height * width).reshape(height, width)
    right = np.square(np.diff(colours, axis=1)).sum(-1) < STEP * STEP
    down = np.square(np.diff(colours, axis=0)).sum(-1) < STEP * STEP
    first = np.concatenate([index[:, :-1][right], index[:-1][down]])
    second = np.concatenate([index[:, 1:][right], index[1:][down]])
    return linked(height * width, first, second).reshape(height, width)


def rectangularity(mask: Mask) -> float:
    """Area of a mask as a share of the smallest rectangle round it, turned by steps of 3 degrees."""
    rows = np.flatnonzero(mask.any(axis=1))
    if not len(rows):
        return 0.0
    left = mask[rows].argmax(axis=1)
    right = mask.shape[1] - 1 - mask[rows][:, ::-1].argmax(axis=1)
    corners = [np.stack([x, rows + y]) for x in (left - 0.5, right + 0.5) for y in (-0.5, 0.5)]
    outline = np.concatenate(corners, axis=1)
    least = np.inf
    for turn in np.arange(0, np.pi / 2, np.pi / 60):
        c, s = np.cos(turn), np.sin(turn)
        along, across = c * outline[0] + s * outline[1], c * outline[1] - s * outline[0]
        least = min(least, float(np.ptp(along) * np.ptp(across)))
    return float(mask.sum()) / max(least, 1.0)


def _owners(sheets: list[Sheet], shape: tuple[int, ...]) -> NDArray[np.int32]:
    """The innermost sheet that each pixel lies on; beyond all of them the nearest."""
    owner = np.full(shape, -1, np.int32)
    for number, sheet in enumerate(sheets):
        owner[sheet.inside] = number
    while (owner < 0).any():
        grown = owner.copy()
        for axis, step in ((0, 1), (0, -1), (1, 1), (1, -1)):
            beside = np.roll(owner, step, axis)
            edge = [slice(None)] * 2
            edge[axis] = slice(0, 1) if step > 0 else slice(-1, None)
            beside[tuple(edge)] = -1
            grown = np.where((grown < 0) & (beside >= 0), beside, grown)
        owner = grown
    return owner


def _bare(colours: Colours, sheets: list[Sheet], owner: NDArray[np.int32]) -> Colours:
    """The colour of the sheet at each pixel: the mean of its own pixels nearby."""
    bare = np.empty_like(colours)
    for number, sheet in enumerate(sheets):
        own = owner == number
        weight = _blurred(sheet.mask.astype(np.float32))
        for channel in range(3):
            sums = _blurred(np.where(sheet.mask, colours[..., channel], 0).astype(np.float32))
            near = np.where(weight > 0.02, sums / np.maximum(weight, 1e-6), sheet.colour[channel])
            bare[..., channel][own] = near[own]
    return bare


def _blurred(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean over a square of 2 × `_LIGHT` + 1 pixels; outside the picture is 0."""
    padded = np.pad(plane.astype(np.float64), _LIGHT + 1)
    sums = padded.cumsum(0).cumsum(1)
    span = 2 * _LIGHT + 1
    height, width = plane.shape
    total = (
        sums[span : span + height, span : span + width]
        - sums[:height, span : span + width]
        - sums[span : span + height, :width]
        + sums[:height, :width]
    )
    return np.asarray(total / span**2, np.float32)


def departure(colours: Colours, under: Ground) -> NDArray[np.float32]:
    """How far each pixel of the picture departs from the ground (CIE 1976), [height, width].

    Near the edge of a sheet the nearest in colour of both sides counts, so that edges are no things.
    """
    height, width = colours.shape[:2]
    small = under.owner.shape
    rows = np.minimum(np.arange(height) * small[0] // height, small[0] - 1)
    columns = np.minimum(np.arange(width) * small[1] // width, small[1] - 1)
    bare = np.stack(
        [
            np.asarray(Image.fromarray(plane).resize((width, height), Image.Resampling.BILINEAR))
            for plane in np.moveaxis(under.colours, -1, 0)
        ],
        axis=-1,
    )
    far = np.square(colours - bare).sum(-1)
    edge = _edges(under.owner)[np.ix_(rows, columns)]
    y, x = np.nonzero(edge)
    least = np.full(len(y), np.inf, np.float32)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            near = under.colours[
                np.clip(rows[y] + dy, 0, small[0] - 1), np.clip(columns[x] + dx, 0, small[1] - 1)
            ]
            least = np.minimum(least, np.square(colours[y, x] - near).sum(-1))
    far[y, x] = least
    return np.asarray(np.sqrt(far), np.float32)


def _edges(owner: NDArray[np.int32]) -> Mask:
    """Small pixels beside another sheet."""
    edge = np.zeros(owner.shape, np.bool_)
    right, down = owner[:, 1:] != owner[:, :-1], owner[1:] != owner[:-1]
    edge[:, 1:] |= right
    edge[:, :-1] |= right
    edge[1:] |= down
    edge[:-1] |= down
    return edge
