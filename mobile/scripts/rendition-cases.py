"""Writes tests/data/rendition.json: what the server makes of a drawn picture, for the app's own steps.

`.venv/bin/python mobile/scripts/rendition-cases.py` from the root of the repository, after a change of
insecta/vision/quality.py or rendition.py.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from insecta.vision.quality import measure
from insecta.vision.rendition import encode, read

TARGET = Path(__file__).resolve().parent.parent / "tests" / "data" / "rendition.json"


def drawn(kind: str, width: int, height: int) -> NDArray[np.uint8]:
    """A soft body on a ground, with colour and grain; the same every time."""
    rows, columns = np.mgrid[0:height, 0:width]
    y, x = rows / height, columns / width
    inside = ((x - 0.5) / 0.2) ** 2 + ((y - 0.5) / 0.35) ** 2 < 1
    grain = 12 * np.sin(columns * 1.7) * np.cos(rows * 2.3)
    ground = {"plain": 220.0, "dark": 6.0, "flat": 128.0}[kind]
    colours = np.stack([ground + 0 * x, ground - 8 * y, ground - 14 * x], axis=2)
    if kind != "flat":
        body = np.stack([120 - 40 * y + grain, 70 + 30 * x + grain, 40 + grain], axis=2)
        colours[inside] = (body if kind == "plain" else body * 0.1)[inside]
    return np.clip(colours, 0, 255).astype(np.uint8)


def case(kind: str, width: int, height: int) -> dict[str, object]:
    pixels = drawn(kind, width, height)
    kept = read(encode(pixels))
    quality = measure(kept)
    return {
        "name": f"{kind} {width} × {height}",
        "width": width,
        "height": height,
        "pixels": base64.b64encode(pixels.tobytes()).decode(),
        "rendition": base64.b64encode(kept.tobytes()).decode(),
        "quality": {
            "sharpness": quality.sharpness,
            "exposure": quality.exposure,
            "ink": quality.ink,
            "faults": list(quality.faults),
        },
    }


if __name__ == "__main__":
    cases = [
        case("plain", 96, 80),
        case("plain", 61, 47),
        case("dark", 64, 64),
        case("flat", 48, 64),
    ]
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(cases, indent=0) + "\n")
    print(f"{TARGET.name}: {len(cases)} cases, {TARGET.stat().st_size:,} bytes")
