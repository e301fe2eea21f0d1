"""Printed labels: paper, small print and a data matrix code that scanners read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

PAPER = (250, 248, 240)
INK = (32, 32, 38)
_MODULE = 4
"""Pixels of one cell of the code: readable in the full picture and after JPEG."""


def data_matrix(text: str, module: int = _MODULE) -> Image.Image:
    """A data matrix code (ECC 200) as a grey picture with its quiet zone."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    cells = np.array(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False))
    framed = np.pad(cells, 2, constant_values=255)
    picture = Image.fromarray(framed)
    return picture.resize(
        (picture.width * module, picture.height * module), Image.Resampling.NEAREST
    )


def code_label(number: str, lines: Sequence[str]) -> Image.Image:
    """The code, with the number and lines of small print beside it: about 290 by 88 pixels."""
    code = data_matrix(number)
    left = code.width + 6
    width = left + max([_length(number, 17), *(_length(line, 13) for line in lines)]) + 10
    paper = Image.new("RGB", (width, code.height + 8), PAPER)
    paper.paste(PAPER, (4, 4, 4 + code.width, 4 + code.height))
    paper.paste(INK, (4, 4), Image.eval(code, lambda grey: 255 - grey))
    draw = ImageDraw.Draw(paper)
    draw.text((left, 8), number, INK, font=small_font(17))
    for n, line in enumerate(lines):
        draw.text((left, 32 + 17 * n), line, INK, font=small_font(13))
    return _bordered(paper)


def text_label(lines: Sequence[str], size: int = 22) -> Image.Image:
    """A plain printed label, as pinned below a specimen."""
    font = small_font(size)
    width = max(_length(line, size) for line in lines) + 36
    paper = Image.new("RGB", (width, int(len(lines) * size * 1.35) + 24), PAPER)
    draw = ImageDraw.Draw(paper)
    for n, line in enumerate(lines):
        draw.text((18, 12 + int(n * size * 1.35)), line, INK, font=font)
    return _bordered(paper)


def _bordered(paper: Image.Image) -> Image.Image:
    ImageDraw.Draw(paper).rectangle(
        (0, 0, paper.width - 1, paper.height - 1), outline=(206, 202, 190)
    )
    return paper


@lru_cache(maxsize=16)
def small_font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font inside Pillow: the same print on every machine."""
    return ImageFont.load_default(size)


def _length(text: str, size: int) -> int:
    return int(small_font(size).getlength(text))
