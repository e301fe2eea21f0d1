"""One picture of one specimen: background, pin, individual, shadow, scale bar and label.

`render` is a pure function of its `Shot`: the same shot gives the same pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from insecta.teaching.body import Figure, View, draw
from insecta.teaching.canvas import Blob, Canvas, Plane, Skin
from insecta.teaching.kinds import KINDS, Caste, Kind, individual
from insecta.teaching.label import INK, PAPER, code_label, small_font, text_label

WIDTH, HEIGHT = 900, 700
JPEG_QUALITY = 90
_STEEL = Skin((96, 98, 104), 1.0)
_VIEW_SEED: dict[View, int] = {"head": 1, "profile": 2, "dorsal": 3}


@dataclass(frozen=True, slots=True)
class Shot:
    """Everything one picture shows. `individual` is the specimen's own seed, the same in all views.

    `code` is what the label's data matrix says; None leaves the label out. `neighbour` is a second
    individual's seed and caste on the same pin. `blur` is a radius in pixels.
    """

    kind: str
    caste: Caste
    individual: int
    view: View
    code: str | None = None
    lines: tuple[str, ...] = ()
    neighbour: tuple[int, Caste] | None = None
    blur: float = 0.0


def jpeg(picture: Image.Image) -> bytes:
    """The picture as the collection stores it."""
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return buffer.getvalue()


def render(shot: Shot, shape: Kind | None = None) -> Image.Image:
    """Draw a shot: RGB, 900 by 700 pixels. `shape` stands in for the kind that the shot names."""
    kind = individual(shape or KINDS[shot.kind], shot.caste, np.random.default_rng(shot.individual))
    random = np.random.default_rng([shot.individual, _VIEW_SEED[shot.view]])
    canvas = Canvas(_background(random), random, 1 if shot.view == "head" else 2)
    figure = _placed(canvas, kind, shot, random)
    if shot.view != "head":
        _pin(figure, shot.view)
    if shot.neighbour is not None:
        _neighbour(figure, shot)
    draw(figure, shot.view)
    cast_shadow(canvas, (10, 14) if shot.view == "head" else (16, 26))
    picture = developed(canvas.pixels, random)
    _scale_bar(picture, kind, shot.view, figure.unit)
    if shot.code is not None:
        label = code_label(shot.code, shot.lines)
        _lay(picture, label, 22, HEIGHT - 22 - label.height)
    return picture.filter(ImageFilter.GaussianBlur(shot.blur)) if shot.blur else picture


def render_labels(code: str, texts: tuple[tuple[str, ...], ...], seed: int) -> Image.Image:
    """A picture of the labels alone, as taken from below the specimen."""
    random = np.random.default_rng(seed)
    picture = developed(_background(random), random)
    y = 70
    for text in texts:
        label = text_label(text)
        turned = int(random.integers(-14, 15))
        _lay(picture, label, (WIDTH - label.width) // 2 + turned, y)
        _pin_hole(picture, WIDTH // 2 + turned, y + 16)
        y += label.height + 34
    label = code_label(code, ())
    label = label.resize((label.width * 2, label.height * 2), Image.Resampling.NEAREST)
    _lay(picture, label, (WIDTH - label.width) // 2, y)
    return picture


def _placed(canvas: Canvas, kind: Kind, shot: Shot, random: np.random.Generator) -> Figure:
    """The individual near the middle, filling the frame, turned by a few degrees."""
    zoom = float(np.clip(random.normal(0.97, 0.03), 0.9, 1.0))
    turn = float(np.clip(random.normal(0.0, 0.035), -0.08, 0.08))
    dx, dy = (float(d) for d in np.clip(random.normal(0, 8, 2), -16, 16))
    if shot.view == "head":
        unit = zoom * min(
            390 * kind.head_length / kind.head_width, 520 / (1.0 + kind.mandible_length * 0.8)
        )
        x, y = 490.0, 340 - 0.34 * unit * kind.mandible_length
    elif shot.view == "profile":
        front = 0.42 + kind.head_length * 0.62 + kind.scape * kind.head_length * 0.56 + 0.56
        front = max(front, 0.42 + kind.head_length * 0.86 + kind.mandible_length * 0.72)
        behind = (
            0.5 + (0.42 if kind.nodes == 2 else 0.2) + 1.6 * kind.node_length + kind.gaster_length
        )
        unit = zoom * 790 / (front + behind)
        x, y = 26 + unit * front, 318.0
        turn *= 0.5
    else:
        front = 0.5 + kind.head_length * 0.83 + 0.85 * kind.mandible_length
        behind = (
            0.5 + (0.3 if kind.nodes == 2 else 0.1) + 1.4 * kind.node_length + kind.gaster_length
        )
        unit = zoom * 640 / (front + behind + kind.sting)
        x, y = 490.0, 26 + unit * front
    return Figure(canvas, kind, shot.caste, x + dx, y + dy, unit, turn, random)


def _background(random: np.random.Generator) -> Plane:
    """Museum grey, a little warmer or cooler, lighter where the lamp stands."""
    tone = random.normal(0, 2.5, 3) + random.normal(221, 5)
    shade: Plane = _vignette() * tone.astype(np.float32)[:, None, None]
    return shade


@lru_cache(maxsize=1)
def _vignette() -> Plane:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    away = ((x - 380) / 720) ** 2 + ((y - 260) / 640) ** 2
    return np.asarray(1.045 - 0.17 * away, np.float32)


@lru_cache(maxsize=2)
def _grain(height: int, width: int) -> Plane:
    """Camera noise and paper, one grey level deep, with 64 pixels to spare each way."""
    noise = np.random.default_rng(0).standard_normal((height + 64, width + 64))
    return np.asarray(noise * 1.3, np.float32)


def developed(pixels: Plane, random: np.random.Generator) -> Image.Image:
    """Planes [3, height, width] with camera noise, as a picture."""
    oy, ox = (int(n) for n in random.integers(0, 64, 2))
    pixels += _grain(*pixels.shape[1:])[oy:, ox:][: pixels.shape[1], : pixels.shape[2]]
    np.clip(pixels, 0, 255, out=pixels)
    return Image.merge("RGB", [Image.fromarray(plane) for plane in pixels.astype(np.uint8)])


def _pin(figure: Figure, view: View) -> None:
    """The paper point under the body and the steel pin it sits on."""
    canvas, u = figure.canvas, figure.unit
    if view == "profile":
        x, y = figure.at(0.1, figure.kind.height * 0.52)
        right = 862.0
        canvas.limb([(right, 18.0), (right, HEIGHT + 10.0)], [3.4, 3.4], _STEEL)
        canvas.blob(Blob(right, 20.0, 12.0, 9.0), _STEEL)
        canvas.limb([(x, y), (right + 16, y + 8)], [3.2, 3.8], Skin((238, 234, 222), 0.0))
        canvas.blob(Blob(x + 0.1 * u, y - 3, 0.13 * u, 7.0), Skin((214, 190, 140), 1.0))
        return
    x, y = figure.at(0.0, 0.05)
    canvas.paper([(x - 8, y), (806, y - 44), (826, y + 40)], PAPER)
    canvas.blob(Blob(790.0, y - 4, 13.0, 13.0), _STEEL)


def _neighbour(figure: Figure, shot: Shot) -> None:
    """The other individual of the pin, lower and further away."""
    if shot.neighbour is None or shot.view == "head":
        return
    seed, caste = shot.neighbour
    random = np.random.default_rng([seed, 9])
    kind = individual(KINDS[shot.kind], caste, np.random.default_rng(seed))
    unit = figure.unit * 0.36
    place = (620.0, 560.0) if shot.view == "profile" else (760.0, 480.0)
    draw(Figure(figure.canvas, kind, caste, *place, unit, 0.05, random), shot.view)


def cast_shadow(canvas: Canvas, offset: tuple[int, int]) -> None:
    """A soft shadow of everything that covers the background, `offset` pixels right and down."""
    step = 6
    height, width = canvas.cover.shape
    small = Image.fromarray((canvas.cover * 255).astype(np.uint8)).resize(
        (width // step, height // step), Image.Resampling.BOX
    )
    soft = small.filter(ImageFilter.GaussianBlur(2.6))
    shifted = Image.new("L", soft.size)
    shifted.paste(soft, (offset[0] // step, offset[1] // step))
    full = np.asarray(shifted.resize((width, height), Image.Resampling.BILINEAR), np.float32)
    dark = full * np.float32(0.42 / 255) * (1 - canvas.cover)
    canvas.pixels *= 1 - dark


def _scale_bar(picture: Image.Image, kind: Kind, view: View, unit: float) -> None:
    """A bar of a round number of millimetres, bottom right."""
    per_mm = unit / (kind.millimetres * (kind.head_length if view == "head" else 1.0))
    length = next((mm for mm in (5.0, 2.0, 1.0, 0.5, 0.2, 0.1) if mm * per_mm <= 190), 0.1)
    x1, y = WIDTH - 34, HEIGHT - 34
    x0 = x1 - round(length * per_mm)
    sketch = ImageDraw.Draw(picture)
    sketch.rectangle((x0, y - 2, x1, y + 2), fill=INK)
    for x in (x0, x1 - 2):
        sketch.rectangle((x, y - 8, x + 2, y + 8), fill=INK)
    sketch.text((x0, y - 34), f"{length:g} mm", INK, font=small_font(20))


def _lay(picture: Image.Image, label: Image.Image, x: int, y: int) -> None:
    """Put paper on the picture, with its own soft shadow."""
    shade = Image.new("L", (label.width + 40, label.height + 40))
    shade.paste(110, (18, 20, 18 + label.width, 20 + label.height))
    shade = shade.filter(ImageFilter.BoxBlur(6))
    picture.paste((70, 68, 66), (x - 12, y - 10), shade)
    picture.paste(label, (x, y))


def _pin_hole(picture: Image.Image, x: int, y: int) -> None:
    sketch = ImageDraw.Draw(picture)
    sketch.ellipse((x - 4, y - 4, x + 4, y + 4), fill=(120, 116, 110))
