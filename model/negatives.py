"""Pictures without an insect, drawn by code or cut from label photographs, for training.

Nothing here is taken from or drawn after a picture of `not_insects/`, which is a test alone: drawn are empty sheets, museum
backgrounds, labels, rulers, colour charts, random objects, grain like that of natural pictures, and
bodies with more legs than an insect has.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from insecta.vision.decode import decode
from model.samples import Sample
from model.tree import LABEL_ONLY, NOT_AN_INSECT

Pixels = NDArray[np.uint8]
_SIDE = 384
_WORDS = (
    "MADAGASCAR", "Prov. Antsiranana", "Réserve", "12.VII.1923", "leg. coll. det.", "CASENT0123456",
    "California", "sifted litter", "rainforest", "600 m", "HOLOTYPE", "worker", "B.L. Fisher",
    "Coll. BMNH", "14°26'S 49°44'E", "No. 4471", "ex rotten log", "Museum", "1987-03-02",
)  # fmt: skip


def _noise(rng: np.random.Generator, cells: int) -> NDArray[np.float64]:
    """Smooth noise [384, 384] in −1 to 1, of about `cells` blobs a side."""
    coarse = rng.uniform(0, 255, (cells, cells)).astype(np.uint8)
    image = Image.fromarray(coarse).resize((_SIDE, _SIDE), Image.Resampling.BICUBIC)
    return np.asarray(image, dtype=np.float64) / 127.5 - 1


def _sheet(rng: np.random.Generator) -> Pixels:
    """Paper, foam, cloth or soil: a colour, uneven light, grain."""
    pale = rng.random() < 0.6
    colour = (
        rng.uniform(170, 250, 3) * 0.3 + rng.uniform(170, 250) * 0.7
        if pale
        else rng.uniform(20, 230, 3)
    )
    light = sum(_noise(rng, int(c)) * rng.uniform(0, a) for c, a in ((3, 25), (9, 15), (60, 30)))
    grain = rng.normal(0, rng.uniform(0.5, 9), (_SIDE, _SIDE))
    tint = _noise(rng, 5)[..., None] * rng.uniform(-12, 12, 3)
    values = colour + (light + grain)[..., None] + tint
    return np.clip(values, 0, 255).astype(np.uint8)


def _colour(rng: np.random.Generator) -> tuple[int, int, int]:
    red, green, blue = rng.integers(0, 256, 3).tolist()
    return red, green, blue


def _with_scale(rng: np.random.Generator, pixels: Pixels) -> Pixels:
    """A ruler, a scale bar, a colour chart or grid lines on a sheet."""
    image = Image.fromarray(pixels)
    draw = ImageDraw.Draw(image)
    x, y = rng.integers(10, 200, 2).tolist()
    kind = rng.integers(4)
    if kind == 0:
        draw.rectangle((x, y, x + 170, y + 34), fill=(240, 240, 230), outline=(20, 20, 20))
        for n in range(0, 170, 6):
            draw.line((x + n, y, x + n, y + (22 if n % 30 == 0 else 11)), fill=(10, 10, 10))
    elif kind == 1:
        draw.line((x, y, x + 120, y), fill=_colour(rng), width=4)
        draw.text((x + 30, y + 6), "1 mm", fill=(0, 0, 0), font=ImageFont.load_default(18))
    elif kind == 2:
        for n in range(24):
            left, top = x + n % 6 * 26, y + n // 6 * 26
            draw.rectangle((left, top, left + 23, top + 23), fill=_colour(rng))
    else:
        step = int(rng.integers(14, 60))
        for n in range(0, _SIDE, step):
            draw.line((n, 0, n, _SIDE), fill=(120, 120, 130))
            draw.line((0, n, _SIDE, n), fill=(120, 120, 130))
    return np.asarray(image)


def _with_objects(rng: np.random.Generator, pixels: Pixels) -> Pixels:
    """A few shapes of many colours: boxes, rings, blobs, bottles of no particular kind."""
    image = Image.fromarray(pixels)
    draw = ImageDraw.Draw(image)
    for _ in range(int(rng.integers(1, 14))):
        x, y = rng.integers(-40, _SIDE, 2).tolist()
        wide, high = rng.integers(20, 260, 2).tolist()
        kind = rng.integers(5)
        if kind == 0:
            draw.rectangle((x, y, x + wide, y + high), fill=_colour(rng))
        elif kind == 1:
            draw.ellipse(
                (x, y, x + wide, y + high), fill=_colour(rng), outline=_colour(rng), width=5
            )
        elif kind == 2:
            points = [
                (int(px), int(py))
                for px, py in rng.integers(0, _SIDE, (int(rng.integers(3, 8)), 2))
            ]
            draw.polygon(points, fill=_colour(rng))
        elif kind == 3:
            draw.rounded_rectangle((x, y, x + wide, y + high), 30, fill=_colour(rng))
        else:
            draw.arc(
                (x, y, x + wide, y + high),
                0,
                int(rng.integers(90, 360)),
                fill=_colour(rng),
                width=9,
            )
    if rng.random() < 0.5:
        image = image.filter(ImageFilter.GaussianBlur(float(rng.uniform(0, 2.5))))
    texture = _noise(rng, int(rng.integers(4, 90)))[..., None] * rng.uniform(0, 35)
    return np.clip(np.asarray(image, dtype=np.float64) + texture, 0, 255).astype(np.uint8)


def _fractal(rng: np.random.Generator, roughness: float) -> NDArray[np.float64]:
    """Noise [384, 384] of natural pictures' spectrum, mean 0, spread 1: amplitude falls with
    frequency to the power `roughness`."""
    high, wide = np.fft.fftfreq(_SIDE)[:, None], np.fft.rfftfreq(_SIDE)[None]
    frequency = np.hypot(high, wide)
    frequency[0, 0] = 1.0
    phase = np.exp(2j * np.pi * rng.random(frequency.shape))
    field = np.fft.irfft2(phase / frequency**roughness, (_SIDE, _SIDE))
    return np.asarray((field - field.mean()) / field.std())


def _scene(rng: np.random.Generator) -> Pixels:
    """Something like a view outdoors or in a room: grain of nature in colours that hang together,
    light from a side, sometimes a horizon."""
    base, light = rng.uniform(30, 220, 3), rng.uniform(0, 45)
    shared = _fractal(rng, rng.uniform(0.8, 1.8))[..., None] * rng.uniform(5, 60)
    tints = [_fractal(rng, rng.uniform(1.2, 2.0)) * rng.uniform(0, 25) for _ in range(3)]
    slope = np.linspace(-1, 1, _SIDE)
    values = base + shared + np.stack(tints, axis=-1)
    values += (slope[:, None] if rng.random() < 0.5 else slope[None])[..., None] * light
    if rng.random() < 0.4:
        line = int(rng.uniform(0.2, 0.8) * _SIDE)
        values[:line] = values[:line] * rng.uniform(0, 0.4) + rng.uniform(90, 230, 3)
    return np.clip(values, 0, 255).astype(np.uint8)


def _legged(rng: np.random.Generator, pixels: Pixels) -> Pixels:
    """An animal with eight or ten legs on a sheet or scene, of no kind in particular: round or long
    body, legs with knees, sometimes claws or a jointed tail. Its skin is grain, lit from above."""
    outline = Image.new("L", (_SIDE, _SIDE), 0)
    draw = ImageDraw.Draw(outline)
    long, broad = rng.uniform(40, 95), rng.uniform(25, 85)
    pairs, reach = int(rng.choice([4, 5])), rng.uniform(0.9, 2.2) * broad
    for pair in range(pairs):
        at = (pair / (pairs - 1) - 0.5) * long * 1.2
        knee, foot = at + rng.uniform(-25, 25), at * rng.uniform(1.0, 2.2) + rng.uniform(-20, 20)
        width = int(rng.uniform(4, 13))
        for side in (-1, 1):
            ways = [
                (0.4 * broad, at),
                (broad * 0.5 + reach * 0.55, knee),
                (broad * 0.5 + reach, foot),
            ]
            points = [(192 + side * x, 192 + y) for x, y in ways]
            draw.line(points, fill=255, width=width, joint="curve")
            if pair == 0 and rng.random() < 0.5:
                x, y = points[-1]
                draw.pieslice((x - 28, y - 28, x + 28, y + 28), 20, 330, fill=255)
    draw.ellipse((192 - broad, 192 - long, 192 + broad, 192 + long), fill=255)
    if rng.random() < 0.5:
        for part in range(int(rng.integers(4, 8))):
            y, half = 192 + long * 0.8 + part * 20, broad * (0.6 - 0.06 * part)
            draw.ellipse((192 - half, y - 14, 192 + half, y + 14), fill=255)
    size = int(_SIDE * rng.uniform(0.5, 1.25))
    turned = outline.rotate(float(rng.uniform(0, 360))).resize((size, size))
    place = Image.new("L", (_SIDE, _SIDE), 0)
    place.paste(turned, tuple(((_SIDE - size) // 2 + rng.integers(-40, 41, 2)).tolist()))
    shape = (
        np.asarray(place.filter(ImageFilter.GaussianBlur(1.2)), dtype=np.float64)[..., None] / 255
    )
    depth = (
        np.asarray(place.filter(ImageFilter.GaussianBlur(12)), dtype=np.float64)[..., None] / 255
    )
    skin = rng.uniform(20, 200, 3) * (0.4 + 0.8 * depth)
    skin = skin + _fractal(rng, rng.uniform(0.6, 1.4))[..., None] * rng.uniform(4, 28)
    shadow = np.roll(shape, (6, 5), (0, 1)) * rng.uniform(0, 0.5)
    ground = pixels * (1 - shadow)
    return np.clip(ground * (1 - shape) + skin * shape, 0, 255).astype(np.uint8)


def _label(rng: np.random.Generator) -> Pixels:
    """Printed or written labels, one to three on a sheet, a little askew."""
    image = Image.fromarray(_sheet(rng))
    for _ in range(int(rng.integers(1, 4))):
        wide, high = int(rng.integers(150, 370)), int(rng.integers(70, 230))
        paper = Image.new("RGB", (wide, high), tuple(rng.integers(215, 256, 3).tolist()))
        draw = ImageDraw.Draw(paper)
        size = int(rng.integers(13, 30))
        font = ImageFont.load_default(size)
        ink = tuple(rng.integers(0, 90, 3).tolist())
        for top in range(6, high - size, size + 4):
            words = " ".join(rng.choice(_WORDS, int(rng.integers(1, 4))))
            draw.text((8, top), words, fill=ink, font=font)
        if rng.random() < 0.4:
            cells = rng.integers(0, 2, (14, 14)).astype(np.uint8) * 255
            code = Image.fromarray(cells).resize((56, 56), Image.Resampling.NEAREST)
            paper.paste(code, (wide - 62, high - 62))
        turned = paper.rotate(
            float(rng.uniform(-8, 8)), expand=True, fillcolor=image.getpixel((2, 2))
        )
        image.paste(turned, tuple(rng.integers(-30, 150, 2).tolist()))
    return np.asarray(image)


def drawn(count: int, seed: int) -> list[Sample]:
    """`count` drawn pictures without an insect: a quarter labels, the rest sheets, objects, scenes,
    and animals with more than six legs."""
    made = []
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        kind = number % 8
        if kind < 2:
            pixels, lineage = _label(rng), LABEL_ONLY
        else:
            pixels, lineage = _without_insect(rng, kind), NOT_AN_INSECT
        name = f"drawn-{number:04d}"
        made.append(Sample(name, "drawn", name, lineage, pixels))
    return made


def drawn_for_calibration() -> list[Sample]:
    """Drawn pictures of the calibration part; training has other ones."""
    return drawn(60, 8)


def _without_insect(rng: np.random.Generator, kind: int) -> Pixels:
    """2: an empty sheet; 3: with a scale; 4: objects; 5: a scene; 6: objects before one; else: legs."""
    ground = _scene(rng) if kind in (5, 6) or (kind > 6 and rng.random() < 0.5) else _sheet(rng)
    if kind == 3:
        return _with_scale(rng, ground)
    if kind in (4, 6):
        return _with_objects(rng, ground)
    return _legged(rng, ground) if kind > 6 else ground


def label_photographs(data: Path, crops: int, seed: int) -> list[Sample]:
    """Label photographs and random cuts of them; all of one photograph stay together."""
    made = []
    for path in sorted((data / "ant_labels").glob("*.jpg")):
        pixels = decode(path.read_bytes()).pixels
        code = path.stem.removesuffix("_lg").removesuffix("_L").lower()
        made.append(Sample(path.name, "ant_labels", f"label/{code}", LABEL_ONLY, pixels))
        rng = np.random.default_rng([seed, len(made)])
        height, width = pixels.shape[:2]
        for number in range(crops):
            high, wide = int(height * rng.uniform(0.4, 0.9)), int(width * rng.uniform(0.4, 0.9))
            top, left = int(rng.integers(height - high + 1)), int(rng.integers(width - wide + 1))
            cut = np.ascontiguousarray(pixels[top : top + high, left : left + wide])
            name = f"{path.name}#{number}"
            made.append(Sample(name, "ant_labels", f"label/{code}", LABEL_ONLY, cut))
    return made
