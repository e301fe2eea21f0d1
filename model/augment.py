"""Augmentation fit for specimens, by numpy and Pillow: the same seed, epoch and place give the same pixels.

A specimen may lie any way round, so any rotation and mirror image is the same specimen. Scale bars,
labels and coloured papers come and go beside it and must not matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from insecta.vision.preprocess import edge_colour, letterbox

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Strength:
    """How far a picture may be changed. `turn`: degrees either way; `upright`:
    share of pictures that are turned by a sixth of that at most. `zoom`: least and most scale.
    `shift`: share of the side. `light`: brightness, contrast and colour either way, as a share.
    `nuisance`, `blur`: probabilities."""

    turn: float = 180.0
    upright: float = 0.0
    zoom: tuple[float, float] = (0.8, 1.35)
    shift: float = 0.08
    light: float = 0.3
    nuisance: float = 0.15
    blur: float = 0.1


def roomy(pixels: Pixels, side: int) -> Pixels:
    """A rendition [height, width, 3] as `augmented` wants it: square, a quarter larger than `side`."""
    return letterbox(pixels, side + side // 4)


def augmented(boxed: Pixels, side: int, strength: Strength, rng: np.random.Generator) -> Pixels:
    """What `roomy` made → uint8 [side, side, 3], changed at random."""
    picture = _placed(boxed, side, strength, rng)
    if rng.random() < strength.nuisance:
        _beside(picture, rng)
    if rng.random() < strength.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 1.4))))
    return np.asarray(_lit(picture, strength.light, rng))


def _placed(boxed: Pixels, side: int, strength: Strength, rng: np.random.Generator) -> Image.Image:
    """Rotated, mirrored, scaled and moved in one resampling; the rest is the edge's colour."""
    most = strength.turn / 6 if rng.random() < strength.upright else strength.turn
    angle = np.deg2rad(rng.uniform(-most, most))
    zoom = rng.uniform(*strength.zoom)
    stretch = np.exp(rng.uniform(-0.08, 0.08, 2))
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    ratio = boxed.shape[0] / side / zoom
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.diag(ratio * stretch * np.array([mirror, 1.0]))
    middle = (
        np.full(2, boxed.shape[0] / 2) + rng.uniform(-1, 1, 2) * strength.shift * boxed.shape[0]
    )
    offset = middle - matrix @ np.full(2, side / 2)
    data = (*matrix[0], offset[0], *matrix[1], offset[1])
    return Image.fromarray(boxed).transform(
        (side, side),
        Image.Transform.AFFINE,
        data,
        Image.Resampling.BILINEAR,
        fillcolor=edge_colour(boxed),
    )


def _beside(picture: Image.Image, rng: np.random.Generator) -> None:
    """A scale bar, a printed label or a strip of coloured paper near an edge."""
    side = picture.width
    draw = ImageDraw.Draw(picture)
    wide, high = (int(side * rng.uniform(0.1, 0.4)), int(side * rng.uniform(0.04, 0.14)))
    x = int(rng.uniform(0, side - wide))
    y = int(rng.choice([rng.uniform(0, 0.08), rng.uniform(0.86, 0.95)]) * side)
    if rng.random() < 0.5:
        x, y, wide, high = y, x, high, wide
    kind = int(rng.integers(3))
    if kind == 0:
        draw.line(
            (x, y, x + wide, y), fill=(0, 0, 0) if rng.random() < 0.7 else (255, 255, 255), width=3
        )
    elif kind == 1:
        draw.rectangle((x, y, x + wide, y + high), fill=(245, 243, 236))
        for line in range(y + 3, y + high - 2, 5):
            draw.line(
                (x + 3, line, x + int(wide * rng.uniform(0.4, 0.95)), line), fill=(40, 40, 40)
            )
    else:
        red, green, blue = rng.integers(0, 256, 3).tolist()
        draw.rectangle((x, y, x + wide, y + high), fill=(red, green, blue))


def _lit(picture: Image.Image, light: float, rng: np.random.Generator) -> Image.Image:
    """Other brightness, contrast, saturation and colour of light, as one matrix of colours."""
    saturation, contrast, brightness = 1 + rng.uniform(-light, light, 3) * (1.0, 0.7, 0.7)
    middle = float(np.asarray(picture.resize((1, 1), Image.Resampling.BOX)).mean())
    tint = brightness * (1 + rng.uniform(-0.2, 0.2, 3) * light)
    towards_grey = saturation * np.eye(3) + (1 - saturation) / 3
    matrix = tint[:, None] * contrast * towards_grey
    offset = tint * (1 - contrast) * middle
    return picture.convert("RGB", tuple(np.column_stack([matrix, offset]).ravel().tolist()))


def scrambled(pixels: Pixels, side: int, rng: np.random.Generator) -> Pixels:
    """Patches of an insect picture in a wrong order: its textures without an insect's form."""
    cells = int(rng.choice([3, 4, 5, 6, 8]))
    size = -(-side // cells)
    boxed = letterbox(pixels, size * cells)
    patches = boxed.reshape(cells, size, cells, size, 3).swapaxes(1, 2).reshape(-1, size, size, 3)
    mixed = patches[rng.permutation(len(patches))]
    whole = mixed.reshape(cells, cells, size, size, 3).swapaxes(1, 2)
    return np.ascontiguousarray(whole.reshape(size * cells, size * cells, 3)[:side, :side])


def mixed(
    pictures: NDArray[np.float32], rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.int64], float]:
    """Each picture of a batch with another one: half of the time blended (mixup), else a box of the
    other pasted in (CutMix). Returns the pictures, the other's place, and the share of the first."""
    other = rng.permutation(len(pictures))
    share = float(rng.beta(0.4, 0.4)) if rng.random() < 0.5 else float(rng.uniform(0.5, 1.0))
    share = max(share, 1 - share)
    if rng.random() < 0.5:
        return share * pictures + np.float32(1 - share) * pictures[other], other, share
    side = pictures.shape[1]
    edge = int(side * np.sqrt(1 - share))
    top, left = rng.integers(0, side - edge + 1, 2)
    out = pictures.copy()
    out[:, top : top + edge, left : left + edge] = pictures[
        other, top : top + edge, left : left + edge
    ]
    return out, other, 1 - (edge / side) ** 2
