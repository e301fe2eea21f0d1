"""The golden picture of a release: drawn by code, so that anybody may have it."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw


def golden_png() -> bytes:
    """A drawn ant-like shape on a pale sheet, 320 × 256 PNG; always the same bytes of pixels."""
    rng = np.random.default_rng(1758)
    sheet = np.clip(rng.normal(226, 3, (256, 320, 1)) + np.array([4, 2, -6]), 0, 255).astype(
        np.uint8
    )
    image = Image.fromarray(sheet)
    draw = ImageDraw.Draw(image)
    brown, dark = (96, 52, 24), (58, 30, 16)
    for x, bend in ((140, -34), (158, 0), (176, 36)):
        for way in (-1, 1):
            knee = (x + bend, 128 + way * 62)
            foot = (x + bend * 2, 128 + way * 104)
            draw.line([(x, 128), knee, foot], fill=dark, width=5)
    draw.ellipse((186, 96, 286, 160), fill=brown)
    draw.ellipse((168, 116, 190, 140), fill=dark)
    draw.ellipse((126, 106, 172, 150), fill=brown)
    draw.ellipse((70, 98, 130, 158), fill=brown)
    for way in (-1, 1):
        draw.line(
            [(84, 128 + way * 16), (50, 128 + way * 40), (22, 128 + way * 20)], fill=dark, width=4
        )
        draw.ellipse((92, 124 + way * 22, 102, 132 + way * 22), fill=(20, 12, 10))
    out = io.BytesIO()
    image.save(out, format="PNG", optimize=True)
    return out.getvalue()
