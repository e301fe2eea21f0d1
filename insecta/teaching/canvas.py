"""Shaded, anti-aliased solids on a float canvas: the two primitives everything is drawn with.

A *blob* is a rounded solid seen from above (ellipse to rounded square, tapered, notched), a *limb*
a tapered rod. Both are lit as half-ellipsoids by one soft light from the upper left, with gloss,
a bright rim, and a contact shadow on what lies below. Coordinates are pixels, x right, y down.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from insecta.teaching.kinds import Colour, Sculpture

Plane = NDArray[np.floating[Any]]
"""float32 [height, width]; numpy's stubs cannot follow that through arithmetic."""
_TILE = 576
_LIGHT = (-0.42, -0.58, 0.70)
_HALF = (-0.228, -0.315, 0.921)
"""Half-way between the light and the eye: where gloss is brightest."""


@dataclass(frozen=True, slots=True)
class Skin:
    """Colour (RGB, 0 to 255) and surface of a part."""

    colour: Colour
    shine: float = 0.4
    sculpture: Sculpture = "smooth"
    relief: float = 0.0

    def darker(self, factor: float) -> Skin:
        red, green, blue = (c * factor for c in self.colour)
        return Skin((red, green, blue), self.shine * factor, self.sculpture, self.relief)


@dataclass(frozen=True, slots=True)
class Blob:
    """A rounded solid: centre, half axes along and across `angle`, and what departs from an ellipse."""

    x: float
    y: float
    along: float
    across: float
    angle: float = 0.0
    box: float = 0.0
    taper: float = 0.0
    notch: float = 0.0
    bands: tuple[float, ...] = ()
    pale: float = 0.0

    def edge(self, turn: float) -> tuple[float, float, float]:
        """Point on the outline at an angle from the long axis, and the outward direction."""
        u, v = cos(turn), sin(turn)
        r2 = 1.0
        r4 = (u**4 + v**4) ** 0.25
        scale = 1 / ((1 - self.box) * r2 + self.box * r4)
        u, v = u * scale, v * scale * max(0.2, 1 + self.taper * u * scale)
        dx, dy = self._turned(u * self.along, v * self.across)
        nx, ny = self._turned(u / self.along, v / self.across)
        return self.x + dx, self.y + dy, float(np.arctan2(ny, nx))

    def at(self, u: float, v: float) -> tuple[float, float]:
        """Pixel of a place inside, as shares of the half axes."""
        dx, dy = self._turned(u * self.along, v * self.across * max(0.2, 1 + self.taper * u))
        return self.x + dx, self.y + dy

    def _turned(self, u: float, v: float) -> tuple[float, float]:
        c, s = cos(self.angle), sin(self.angle)
        return u * c - v * s, u * s + v * c


class Canvas:
    """RGB float planes [3, height, width], 0 to 255, and how much of them the specimen covers."""

    def __init__(self, background: Plane, random: np.random.Generator, fine: int = 1) -> None:
        """`fine`: how many times finer the sculpture is than in a face that fills the frame."""
        self.pixels = background
        self.fine = fine
        self.cover: Plane = np.zeros(background.shape[1:], np.float32)
        self.random = random
        self._hairs: list[tuple[float, float, float, float]] = []
        self._tile = tuple(int(n) for n in random.integers(0, _TILE, 2))

    def blob(self, shape: Blob, skin: Skin) -> Blob:
        """Paint a rounded solid; returns it, for placing things on it."""
        reach = max(shape.along, shape.across * (1 + abs(shape.taper))) * 1.22 + 3
        window = self._window(shape.x - reach, shape.y - reach, shape.x + reach, shape.y + reach)
        if window is None:
            return shape
        xs, ys = _grid(window, shape.x, shape.y)
        c, s = np.float32(cos(shape.angle)), np.float32(sin(shape.angle))
        u = (xs * c + ys * s) / np.float32(shape.along)
        v = (ys * c - xs * s) / np.float32(shape.across)
        if shape.taper:
            v = v / np.maximum(0.2, 1 + np.float32(shape.taper) * u)
        if shape.notch:
            u = u + np.float32(shape.notch) * np.maximum(0, u) * np.square(
                np.maximum(0, 1 - 1.3 * v * v)
            )
        u2, v2 = u * u, v * v
        r2 = np.sqrt(u2 + v2)
        r = r2
        if shape.box:
            r4 = np.sqrt(np.sqrt(u2 * u2 + v2 * v2))
            r = (1 - np.float32(shape.box)) * r2 + np.float32(shape.box) * r4
        slope = np.sqrt(u2 / np.float32(shape.along**2) + v2 / np.float32(shape.across**2))
        distance = (1 - r) * r2 / (slope + np.float32(1e-6))
        self._contact(window, distance, 0.12 * min(shape.along, shape.across) + 2)
        alpha = np.clip(distance + 0.5, 0, 1)
        bent_u, bent_v = self._relief(skin, window, v * np.float32(shape.across))
        scale = np.minimum(r, 1) / (r2 + np.float32(1e-6))
        nu, nv = u * scale + bent_u, v * scale + bent_v
        shade = _albedo(u, shape.bands, shape.pale)
        self._paint(window, alpha, nu * c - nv * s, nu * s + nv * c, r, skin, shade)
        return shape

    def limb(self, points: list[tuple[float, float]], radii: list[float], skin: Skin) -> None:
        """Paint a jointed rod through the points with a radius at each."""
        for (x0, y0), (x1, y1), r0, r1 in zip(points, points[1:], radii, radii[1:], strict=False):
            self._rod(x0, y0, x1, y1, r0, r1, skin)

    def paper(self, corners: list[tuple[float, float]], colour: Colour) -> None:
        """A flat polygon of paper, anti-aliased."""
        height, width = self.cover.shape
        sheet = Image.new("L", (width, height))
        ImageDraw.Draw(sheet).polygon(corners, fill=255)
        box = sheet.getbbox()
        if box is None:
            return
        left, top, right, bottom = box
        large = Image.new("L", ((right - left) * 3, (bottom - top) * 3))
        inside = [((x - left) * 3, (y - top) * 3) for x, y in corners]
        ImageDraw.Draw(large).polygon(inside, fill=255)
        alpha = np.asarray(large.reduce(3), np.float32) / np.float32(255)
        self._blend((left, top, right, bottom), alpha, colour)
        cover = self.cover[top:bottom, left:right]
        np.maximum(cover, alpha, out=cover)

    def hair(self, x: float, y: float, direction: float, length: float) -> None:
        """Remember one hair; `comb` draws all of them."""
        self._hairs.append((x, y, direction, length))

    def comb(self, colour: Colour, strength: float = 0.8) -> None:
        """Draw the remembered hairs, anti-aliased, over everything so far."""
        if not self._hairs:
            return
        height, width = self.cover.shape
        sheet = Image.new("L", (width * 2, height * 2))
        draw = ImageDraw.Draw(sheet)
        for x, y, direction, length in self._hairs:
            bend = direction + 0.35
            mid = (2 * x + length * cos(direction), 2 * y + length * sin(direction))
            tip = (mid[0] + length * cos(bend), mid[1] + length * sin(bend))
            draw.line([(2 * x, 2 * y), mid, tip], fill=255, width=3 if self.fine == 1 else 2)
        box = sheet.getbbox()
        self._hairs.clear()
        if box is None:
            return
        left, top, right, bottom = box[0] // 2, box[1] // 2, -(-box[2] // 2), -(-box[3] // 2)
        mask = np.asarray(
            sheet.crop((2 * left, 2 * top, 2 * right, 2 * bottom)).reduce(2), np.float32
        )
        mask *= np.float32(strength / 255)
        self._blend((left, top, right, bottom), mask, colour)
        cover = self.cover[top:bottom, left:right]
        np.maximum(cover, mask * np.float32(0.5), out=cover)

    def _rod(
        self, x0: float, y0: float, x1: float, y1: float, r0: float, r1: float, skin: Skin
    ) -> None:
        reach = max(r0, r1) * 1.3 + 3
        window = self._window(
            min(x0, x1) - reach, min(y0, y1) - reach, max(x0, x1) + reach, max(y0, y1) + reach
        )
        if window is None:
            return
        xs, ys = _grid(window, x0, y0)
        dx, dy = np.float32(x1 - x0), np.float32(y1 - y0)
        length = dx * dx + dy * dy + np.float32(1e-6)
        t = np.clip((xs * dx + ys * dy) / length, 0, 1)
        ox, oy = xs - t * dx, ys - t * dy
        radius = np.float32(r0) + np.float32(r1 - r0) * t
        away = np.sqrt(ox * ox + oy * oy)
        distance = radius - away
        self._contact(window, distance, 2.5)
        alpha = np.clip(distance + 0.5, 0, 1)
        inverse = 1 / np.maximum(radius, np.float32(0.5))
        self._paint(window, alpha, ox * inverse, oy * inverse, away * inverse, skin, None)

    def _window(
        self, left: float, top: float, right: float, bottom: float
    ) -> tuple[int, int, int, int] | None:
        height, width = self.cover.shape
        x0, y0 = max(0, int(left)), max(0, int(top))
        x1, y1 = min(width, int(right) + 1), min(height, int(bottom) + 1)
        return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None

    def _contact(self, window: tuple[int, int, int, int], distance: Plane, reach: float) -> None:
        """Darken what the specimen already covers just outside the new part."""
        x0, y0, x1, y1 = window
        near = np.clip(1 + distance / np.float32(reach), 0, 1)
        near *= near
        near *= self.cover[y0:y1, x0:x1]
        if not near.any():
            return
        near *= np.float32(0.5)
        np.subtract(1, near, out=near)
        self.pixels[:, y0:y1, x0:x1] *= near

    def _blend(self, window: tuple[int, int, int, int], alpha: Plane, colour: Colour) -> None:
        x0, y0, x1, y1 = window
        for plane, value in zip(self.pixels, colour, strict=True):
            layer = plane[y0:y1, x0:x1]
            layer += (np.float32(value) - layer) * alpha

    def _relief(
        self, skin: Skin, window: tuple[int, int, int, int], across: Plane
    ) -> tuple[Plane | float, Plane | float]:
        """Bends of the surface along and across, from the sculpture."""
        if skin.relief <= 0:
            return 0.0, 0.0
        x0, y0, x1, y1 = window
        gy, gx = _bumps(skin.sculpture)
        fine = self.fine
        high, wide = (y1 - y0) * fine, (x1 - x0) * fine
        oy, ox = self._tile[0] % (len(gy) - high), self._tile[1] % (len(gx) - wide)
        rows, columns = slice(oy, oy + high, fine), slice(ox, ox + wide, fine)
        strength = np.float32(skin.relief)
        if skin.sculpture == "striate":
            return 0.0, strength * np.sin(
                across * np.float32(0.52 + 0.2 * fine) + 1.6 * gy[rows, columns]
            )
        return strength * gx[rows, columns], strength * gy[rows, columns]

    def _paint(
        self, window: tuple[int, int, int, int], alpha: Plane, nx: Plane, ny: Plane, r: Plane,
        skin: Skin, shade: Plane | None,
    ) -> None:  # fmt: skip
        """Light the part and lay it over the canvas; only pixels that it touches are computed."""
        x0, y0, x1, _ = window
        inside = np.flatnonzero(alpha)
        if not inside.size:
            return
        alpha, nx, ny, r = (plane.ravel()[inside] for plane in (alpha, nx, ny, r))
        nz = np.sqrt(np.maximum(0, 1 - r * r))
        body, bright = _lit(nx, ny, nz, np.float32(skin.shine))
        if shade is not None:
            body *= shade.ravel()[inside]
        rows, columns = np.divmod(inside, x1 - x0)
        places = (rows + y0) * self.cover.shape[1] + columns + x0
        for plane, value in zip(self.pixels, skin.colour, strict=True):
            flat = plane.reshape(-1)
            layer = flat[places]
            layer += (np.float32(value) * body + bright - layer) * alpha
            flat[places] = layer
        cover = self.cover.reshape(-1)
        cover[places] = np.maximum(cover[places], alpha)


def _lit(nx: Plane, ny: Plane, nz: Plane, shine: np.float32) -> tuple[Plane, Plane]:
    """Factor on the colour, and white light added: sheen, gloss, spark and a bright rim."""
    light = nx * np.float32(_LIGHT[0]) + ny * np.float32(_LIGHT[1]) + nz * np.float32(_LIGHT[2])
    body = 0.30 + 0.86 * np.maximum(0, light)
    half = nx * np.float32(_HALF[0]) + ny * np.float32(_HALF[1]) + nz * np.float32(_HALF[2])
    gloss = np.square(np.clip(half, 0, 1))
    sheen = np.square(np.square(gloss))
    for _ in range(3):
        gloss *= gloss
    bright = sheen * np.float32(24) + gloss * np.float32(46) + np.square(gloss) * np.float32(120)
    rim = 1 - nz
    return body, shine * bright + 30 * rim * rim * rim


def _grid(window: tuple[int, int, int, int], x: float, y: float) -> tuple[Plane, Plane]:
    x0, y0, x1, y1 = window
    xs = np.arange(x0, x1, dtype=np.float32) - np.float32(x - 0.5)
    ys = np.arange(y0, y1, dtype=np.float32) - np.float32(y - 0.5)
    return xs[None, :], ys[:, None]


def _albedo(u: Plane, bands: tuple[float, ...], pale: float) -> Plane | None:
    """Plates of the gaster: a dark seam at each place along, a paler margin before it."""
    if not bands:
        return None
    shade = np.ones_like(u)
    for place in bands:
        behind = u - np.float32(place)
        shade -= np.float32(0.45) * np.clip(1 - np.abs(behind) * 40, 0, 1)
        margin = np.clip(1 - np.abs(behind - np.float32(0.09)) * 11, 0, 1)
        shade += np.float32(1.9 * pale) * margin * margin
    return shade


@lru_cache(maxsize=8)
def _bumps(sculpture: Sculpture) -> tuple[Plane, Plane]:
    """Gradients (down, right) of a seamless relief, repeated twice each way, about ± 1."""
    random = np.random.default_rng(len(sculpture))
    if sculpture == "smooth":
        relief = _noise(random, 40.0)
    elif sculpture == "granular":
        relief = _noise(random, 2.2)
    elif sculpture == "pitted":
        relief = -np.maximum(0, _noise(random, 5.0) - 0.5)
    elif sculpture == "reticulate":
        relief = -np.abs(_noise(random, 6.0))
    else:
        relief = _noise(random, 24.0)
        return _twice(relief), _twice(relief)
    down = np.roll(relief, -1, 0) - np.roll(relief, 1, 0)
    right = np.roll(relief, -1, 1) - np.roll(relief, 1, 1)
    size = float(np.sqrt(np.mean(down * down)))
    return _twice(down / size * 0.6), _twice(right / size * 0.6)


def _noise(random: np.random.Generator, grain: float) -> NDArray[np.float64]:
    """Seamless Gaussian noise of mean 0 and deviation 1; `grain` is its size in pixels."""
    spectrum = np.fft.rfft2(random.standard_normal((_TILE, _TILE)))
    fy = np.fft.fftfreq(_TILE)[:, None]
    fx = np.fft.rfftfreq(_TILE)[None, :]
    smooth = np.fft.irfft2(spectrum * np.exp(-((fx * fx + fy * fy) * (pi * grain) ** 2)))
    field: NDArray[np.float64] = (smooth - smooth.mean()) / smooth.std()
    return field


def _twice(tile: NDArray[np.float64]) -> Plane:
    return np.tile(tile, (2, 2)).astype(np.float32)
