"""Small decodable pictures, each with its own bytes: a drawn blot on a ground, about 12 KB."""

from __future__ import annotations

import io
import random

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

SIZE = (420, 360)


def picture(number: int, seed: int = 0) -> bytes:
    """JPEG; the same number and seed give the same bytes, others never."""
    rng = random.Random(f"{seed}:{number}")
    ground = rng.randrange(150, 250)
    drawn = Pillow.new("RGB", SIZE, (ground, ground, ground - rng.randrange(30)))
    pen = ImageDraw.Draw(drawn)
    for _ in range(3):
        x, y = rng.randrange(80, 300), rng.randrange(80, 240)
        wide, high = rng.randrange(40, 110), rng.randrange(25, 80)
        colour = tuple(rng.randrange(20, 140) for _ in range(3))
        pen.ellipse((x - wide, y - high, x + wide, y + high), fill=colour)
    for _ in range(6):
        ends = [rng.randrange(20, 400), rng.randrange(20, 340), 210, 180]
        pen.line(ends, fill=(30, 25, 20), width=rng.randrange(2, 5))
    pixels = np.asarray(drawn).astype(np.int16)
    grain = np.random.default_rng(rng.randrange(2**32)).integers(-6, 7, (*pixels.shape[:2], 1))
    noisy = np.clip(pixels + grain, 0, 255).astype(np.uint8)
    # The number is written into the pixels: bytes differ whatever the rest is.
    for bit in range(24):
        noisy[0:8, bit * 8 : bit * 8 + 8] = 255 if number >> bit & 1 else 0
    data = io.BytesIO()
    Pillow.fromarray(noisy).save(data, "JPEG", quality=85)
    return data.getvalue()
