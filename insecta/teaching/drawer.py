"""Pictures of many drawings: a whole drawer with its trays, and contact sheets for the guides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from insecta.teaching.body import Figure, draw
from insecta.teaching.canvas import Blob, Canvas, Skin
from insecta.teaching.kinds import KINDS, individual
from insecta.teaching.label import INK, text_label
from insecta.teaching.plan import Plan, Specimen
from insecta.teaching.renderer import Shot, cast_shadow, developed, render

_WIDTH, _HEIGHT, _FRAME, _HEADER = 1500, 1120, 46, 92
_FOAM, _WOOD = (238, 236, 230), (122, 84, 52)
_PIN = Skin((96, 98, 104), 1.0)
_COLUMNS = 3


def drawer_picture(made: Plan, drawer: int) -> Image.Image:
    """One drawer from above, 1500 by 1120 pixels: a tray per catalogued name, in reading order."""
    random = np.random.default_rng([made.seed, drawer])
    foam = np.empty((3, _HEIGHT, _WIDTH), np.float32)
    foam[:] = np.array(_FOAM, np.float32)[:, None, None]
    canvas = Canvas(foam, random, 4)
    trays = sorted({s.tray for s in made.specimens if s.drawer == drawer})
    wide = (_WIDTH - 2 * _FRAME) // len(trays)
    headers: list[tuple[int, str]] = []
    for column, tray in enumerate(trays):
        inside = [s for s in made.specimens if s.drawer == drawer and s.tray == tray]
        left = _FRAME + column * wide
        headers.append((left + wide // 2, inside[0].catalogued))
        _fill(canvas, inside, left, wide, random)
    cast_shadow(canvas, (12, 18))
    picture = developed(canvas.pixels, random)
    _furnish(picture, headers, wide)
    return picture


def _fill(
    canvas: Canvas, inside: Sequence[Specimen], left: int, wide: int, random: np.random.Generator
) -> None:
    """Specimens of a tray in rows of three, heads up, each on its pin."""
    step = wide / _COLUMNS
    rows = -(-len(inside) // _COLUMNS)
    high = (_HEIGHT - 2 * _FRAME - _HEADER) / max(3, rows)
    for n, specimen in enumerate(inside):
        x = left + step * (n % _COLUMNS + 0.5)
        y = _FRAME + _HEADER + high * (n // _COLUMNS + 0.42)
        seed = np.random.default_rng(specimen.individual)
        kind = individual(KINDS[specimen.kind], specimen.caste, seed)
        unit = min(step, high) * 0.2 * kind.millimetres**0.25
        turn = float(random.normal(0, 0.06))
        draw(Figure(canvas, kind, specimen.caste, x, y, unit, turn, random), "dorsal")
        canvas.blob(Blob(x + 1, y + 2, 5.0, 5.0), _PIN)


def _furnish(picture: Image.Image, headers: Sequence[tuple[int, str]], wide: int) -> None:
    """Wooden frame, partitions and the header label of each tray."""
    sketch = ImageDraw.Draw(picture)
    for n in range(_FRAME):
        shade = 0.82 + 0.3 * n / _FRAME
        tone = tuple(int(c * shade) for c in _WOOD)
        sketch.rectangle((n, n, _WIDTH - 1 - n, _HEIGHT - 1 - n), outline=tone)
    for column in range(1, len(headers)):
        x = _FRAME + column * wide
        sketch.rectangle((x - 3, _FRAME, x + 3, _HEIGHT - _FRAME), fill=(206, 202, 192))
    for middle, name in headers:
        label = text_label((name,), 30)
        picture.paste(label, (middle - label.width // 2, _FRAME + 18))


def contact_sheet(shots: Sequence[tuple[Shot, str]], columns: int, width: int) -> Image.Image:
    """Drawings side by side with a caption below each; `width` of one in pixels."""
    high = width * 7 // 9
    rows = -(-len(shots) // columns)
    sheet = Image.new("RGB", (columns * width, rows * (high + 24)), (252, 252, 252))
    for n, (shot, caption) in enumerate(shots):
        x, y = n % columns * width, n // columns * (high + 24)
        small = render(shot).resize((width - 6, high - 4), Image.Resampling.LANCZOS)
        sheet.paste(small, (x + 3, y + 4))
        ImageDraw.Draw(sheet).text((x + 8, y + high + 2), caption, INK, font_size=15)
    return sheet
