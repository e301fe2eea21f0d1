"""Made-up pictures: 2 MP JPEGs with the detail of a focus-stacked specimen on a pale card."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

SIZE = (1632, 1224)
SCENES = 48


def draw_scene(chance: np.random.Generator, size: tuple[int, int] = SIZE) -> NDArray[np.uint8]:
    """uint8 [height, width, 3]: three dark segments with legs and hairs, and the noise of a sensor."""
    width, height = size
    card = tuple(int(c) for c in chance.integers(205, 235, 3))
    image = Image.new("RGB", size, card)
    pen = ImageDraw.Draw(image)
    at = width * 0.2
    middle = height * chance.uniform(0.4, 0.6)
    for part in (0.12, 0.2, 0.26):
        half, tall = width * part * 0.6, height * part * chance.uniform(0.7, 1.1)
        tone = tuple(int(c) for c in chance.integers(20, 110, 3))
        pen.ellipse((at, middle - tall, at + 2 * half, middle + tall), fill=tone)
        for _ in range(40):
            x, y = at + chance.uniform(0, 2 * half), middle + chance.uniform(-tall, tall)
            end = (x + chance.uniform(-60, 60), y + chance.uniform(-60, 60))
            pen.line((x, y, *end), fill=tuple(c + 40 for c in tone), width=2)
        at += 1.7 * half
    image = image.filter(ImageFilter.GaussianBlur(1))
    noise = chance.normal(0, 2.0, (height, width, 1))
    return np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8)


def draw_many(folder: Path, number: int, seed: int = 1, size: tuple[int, int] = SIZE) -> list[Path]:
    """Distinct JPEG files under catalogue numbers: some scenes, each file with a comment of its own."""
    chance = np.random.default_rng(seed)
    scenes = [
        simplejpeg.encode_jpeg(draw_scene(chance, size), quality=88)
        for _ in range(min(SCENES, number))
    ]
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for n in range(number):
        path = folder / f"CASENT{n:07}_p_1.jpg"
        path.write_bytes(commented(scenes[n % len(scenes)], f"picture {n} of seed {seed}"))
        files.append(path)
    return files


def draw_scenes(folder: Path, number: int, seed: int = 3) -> None:
    """JPEG files, each with a scene of its own."""
    chance = np.random.default_rng(seed)
    for n in range(number):
        jpeg = simplejpeg.encode_jpeg(draw_scene(chance), quality=88)
        (folder / f"CASENT{n:07}_p_1.jpg").write_bytes(jpeg)


def commented(jpeg: bytes, text: str) -> bytes:
    """The same picture in other bytes: a COM segment behind the start of image (ITU-T T.81, B.2.4.5)."""
    comment = text.encode()
    return jpeg[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + jpeg[2:]
