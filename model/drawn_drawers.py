"""Drawers drawn by our own renderer, with the true box of every thing in them.

Trays with header labels, pinned ants in jittered rows (some touch), small labels beside some of
them, a ruler and a colour chart. The same seed draws the same drawer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from insecta.teaching.body import Figure, draw
from insecta.teaching.canvas import Blob, Canvas, Skin
from insecta.teaching.kinds import KINDS, KNOWN, Caste, individual
from insecta.teaching.label import INK, small_font, text_label
from insecta.teaching.plan import COLLECTORS, DATES, PLACES
from insecta.teaching.renderer import cast_shadow, developed
from insecta.vision.many import Kind

WIDTH, HEIGHT = 2_400, 1_800
_MARGIN, _HEADER, _FOOT = 60, 110, 200
_PIN = Skin((96, 98, 104), 1.0)
_CHART = (
    (176, 48, 56), (70, 148, 73), (56, 61, 150), (231, 199, 31), (187, 86, 149), (8, 133, 161),
    (243, 243, 242), (200, 200, 200), (122, 122, 121), (52, 52, 52), (214, 126, 44), (94, 60, 108),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Truth:
    """What was drawn where: left, top, right, bottom in pixels, the last two exclusive."""

    kind: Kind
    frame: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Drawer:
    """One drawn drawer. `free`: middles in pixels of places without a pin, between two pins of their
    column."""

    picture: Image.Image
    truth: tuple[Truth, ...]
    free: tuple[tuple[float, float], ...] = ()

    @property
    def specimens(self) -> int:
        return sum(one.kind is Kind.SPECIMEN for one in self.truth)


def draw_drawer(seed: int) -> Drawer:
    """A drawer of two to four trays with 20 to 80 ants of the teaching kinds."""
    random = np.random.default_rng([seed, 2_100])
    shade = random.normal(0, 2, 3) + (random.uniform(205, 240) if random.random() < 0.8 else 70)
    light = 1 + 0.06 * np.linspace(-1, 1, WIDTH, dtype=np.float32)[None, :]
    foam = (shade.astype(np.float32)[:, None, None] * light[None]) * np.ones(
        (1, HEIGHT, 1), np.float32
    )
    canvas = Canvas(np.ascontiguousarray(foam), random, 4)
    trays = int(random.integers(2, 5))
    wide = (WIDTH - 2 * _MARGIN) // trays
    names = [KNOWN[int(n)].name for n in random.choice(len(KNOWN), trays, replace=False)]
    truth: list[Truth] = []
    places: list[tuple[int, int]] = []
    free: list[tuple[float, float]] = []
    for column, name in enumerate(names):
        truth += _fill(canvas, name, _MARGIN + column * wide, wide, random, places, free)
    cast_shadow(canvas, (8, 12))
    picture = developed(canvas.pixels, random)
    for column, name in enumerate(names):
        label = text_label((name, "Teaching collection"), 24)
        truth.append(_lay(picture, label, _MARGIN + column * wide + 30, 28))
        if column:
            x = _MARGIN + column * wide
            ImageDraw.Draw(picture).rectangle((x - 4, 0, x + 4, HEIGHT - _FOOT), fill=(120, 92, 60))
    for x, y in places:
        truth.append(_lay(picture, _pin_label(random), x, y))
    truth += [_ruler(picture, 120, HEIGHT - 150), _chart(picture, WIDTH - 620, HEIGHT - 170)]
    return Drawer(picture, tuple(truth), tuple(free))


def _fill(
    canvas: Canvas,
    name: str,
    left: int,
    wide: int,
    random: np.random.Generator,
    places: list[tuple[int, int]],
    free: list[tuple[float, float]],
) -> list[Truth]:
    """Ants of one tray; where a label is to lie goes into `places`, and free places into `free`."""
    columns, rows = int(random.integers(2, 5)), int(random.integers(4, 7))
    step, high = wide / columns, (HEIGHT - _HEADER - _FOOT) / rows
    found = []
    taken: set[int] = set()
    for n in range(columns * rows):
        if random.random() < 0.12:
            continue
        taken.add(n)
        caste: Caste = "queen" if random.random() < 0.15 else "worker"
        kind = individual(KINDS[name], caste, random)
        unit = min(step, high) * float(random.uniform(0.10, 0.17))
        x = left + step * (n % columns + 0.5 + float(random.normal(0, 0.06)))
        y = _HEADER + high * (n // columns + 0.45 + float(random.normal(0, 0.05)))
        before = canvas.cover.copy()
        draw(
            Figure(canvas, kind, caste, x, y, unit, float(random.normal(0, 0.5)), random), "dorsal"
        )
        canvas.blob(Blob(x + 1, y + 2, 4.0, 4.0), _PIN)
        truth = Truth(Kind.SPECIMEN, _frame((canvas.cover - before) > 0.3))
        found.append(truth)
        if random.random() < 0.25 and step > 230:
            places.append((truth.frame[2] + 8, truth.frame[1]))
    for n in sorted(set(range(columns * rows)) - taken):
        column = set(range(n % columns, columns * rows, columns)) & taken
        if column and min(column) < n < max(column):
            free.append((left + step * (n % columns + 0.5), _HEADER + high * (n // columns + 0.45)))
    return found


def _frame(new: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(new.any(1)), np.flatnonzero(new.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _pin_label(random: np.random.Generator) -> Image.Image:
    place = PLACES[int(random.integers(len(PLACES)))]
    lines = (
        place.country,
        DATES[int(random.integers(len(DATES)))],
        COLLECTORS[int(random.integers(len(COLLECTORS)))],
    )
    return text_label(lines, 12)


def _lay(picture: Image.Image, label: Image.Image, x: int, y: int) -> Truth:
    x = min(x, WIDTH - label.width - 1)
    picture.paste(label, (x, y))
    return Truth(Kind.LABEL, (x, y, x + label.width, y + label.height))


def _ruler(picture: Image.Image, x: int, y: int) -> Truth:
    """120 strokes, longer at every fifth, numbers at every tenth."""
    frame = (x, y, x + 12 * 60 + 40, y + 90)
    sketch = ImageDraw.Draw(picture)
    sketch.rectangle((frame[0], frame[1], frame[2] - 1, frame[3] - 1), fill=(248, 246, 238))
    for n in range(121):
        long = 44 if n % 10 == 0 else 34 if n % 5 == 0 else 24
        sketch.rectangle((x + 20 + 6 * n, y + 2, x + 21 + 6 * n, y + long), fill=INK)
        if n % 10 == 0:
            sketch.text((x + 14 + 6 * n, y + 54), str(n // 10), INK, font=small_font(22))
    return Truth(Kind.SCALE, frame)


def _chart(picture: Image.Image, x: int, y: int) -> Truth:
    frame = (x, y, x + 6 * 80 + 20, y + 2 * 70 + 10)
    sketch = ImageDraw.Draw(picture)
    sketch.rectangle((frame[0], frame[1], frame[2] - 1, frame[3] - 1), fill=(36, 36, 38))
    for n, colour in enumerate(_CHART):
        left, top = x + 10 + 80 * (n % 6), y + 8 + 70 * (n // 6)
        sketch.rectangle((left, top, left + 70, top + 60), fill=colour)
    return Truth(Kind.CHART, frame)
