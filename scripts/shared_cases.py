"""Write docs/shared-cases.json: search terms and preprocessing, for the copies in other languages.

Texts and pictures are drawn by seed; pixels are written as base64 of RGB bytes. A copy that gives the same for all of them is
held to be equal (webportal/packages/decision). docs/decision-cases.json does the same for decisions.
"""

from __future__ import annotations

import base64
import json
import random
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.domain.text import fold, terms
from insecta.vision.preprocess import PREPROCESSING, letterbox

FILE = Path(__file__).resolve().parent.parent / "docs" / "shared-cases.json"
TEXTS = (
    "CASENT-0101 (Ward)", "casent0123456_h_1_high", "Straße ẞ", "ΟΔΥΣΣΕΥΣ ς", "İstanbul ı", "ﬁn",
    "Mühlenberg, Côte d’Ivoire", "x" * 130 + "-y", "№ 12½", "", "  ", "日本・標本", "naïve\u00a0ant",
)  # fmt: skip
ALPHABETS = (
    (0x20, 0x7F), (0xA0, 0x250), (0x300, 0x370), (0x370, 0x530), (0x13A0, 0x13F6), (0x1C80, 0x1C89),
    (0x2000, 0x2070), (0x3040, 0x3100), (0xAC00, 0xAC50), (0x900, 0x980), (0xFB00, 0xFB07),
)  # fmt: skip
"""First and last code point (left out) of what texts are drawn from."""
SIZES = ((40, 60, 32), (61, 37, 24), (5, 90, 16), (16, 16, 16), (10, 7, 33), (1, 9, 8), (33, 2, 12))
"""Height, width, side: enlarged, shrunk, very flat, very tall, of one pixel."""


def cases() -> dict[str, Any]:
    """All cases; the same at every call."""
    return {
        "preprocessing": PREPROCESSING,
        "terms": [{"text": t, "fold": fold(t), "terms": terms(t)} for t in _texts(300)],
        "pictures": [_picture(*size) for size in _sizes(24)],
    }


def _texts(number: int) -> list[str]:
    draw = random.Random(1)
    found = list(TEXTS)
    while len(found) < number:
        letters = (
            chr(draw.randrange(*draw.choice(ALPHABETS))) if draw.random() < 0.6 else draw.choice("ab-_ .\"'0A")
            for _ in range(draw.randint(1, 14))
        )  # fmt: skip
        found.append("".join(letters))
    return found


def _sizes(number: int) -> list[tuple[int, int, int]]:
    draw = random.Random(2)
    return [*SIZES, *((draw.randint(1, 48), draw.randint(1, 48), draw.randint(1, 40)) for _ in range(number - len(SIZES)))]  # fmt: skip


def _picture(height: int, width: int, side: int) -> dict[str, Any]:
    grain = np.random.default_rng(height * 1_000 + width)
    pixels = grain.integers(0, 256, (height, width, 3), dtype=np.uint8)
    return {
        "width": width,
        "height": height,
        "side": side,
        "pixels": _base64(pixels),
        "letterbox": _base64(letterbox(pixels, side)),
    }


def _base64(pixels: NDArray[np.uint8]) -> str:
    return base64.b64encode(pixels.tobytes()).decode()


def text() -> str:
    """The file's content."""
    return json.dumps(cases(), ensure_ascii=True, indent=0, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    FILE.write_text(text())
    sys.stdout.write(f"{FILE.name} written\n")
