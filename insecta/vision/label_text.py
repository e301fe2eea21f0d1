"""Words on labels, read by RapidOCR where the extra `ocr` is installed; its models lie in its wheel.

What is read is a proposal: print comes out well, handwriting often not (docs/guides/labels.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.errors import BadSettings
from insecta.vision.region import Box

READ_SIDE = 2_000
"""Most pixels on the longer side that words are sought in; letters of larger pictures shrink."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; `confidence` is the reader's own, from 0 to 1, and no promise."""

    text: str
    confidence: float
    box: Box


class LabelReader:
    """Reads lines of text. Opening it loads three small networks: keep it."""

    def __init__(self) -> None:
        """Raises BadSettings where the extra is not installed."""
        if find_spec("rapidocr") is None or find_spec("onnxruntime") is None:
            raise BadSettings(
                "reading labels needs the extra `ocr`", hint='pip install "insecta[ocr]"'
            )
        from rapidocr import RapidOCR

        self._engine: Any = RapidOCR(
            params={"Global.log_level": "error", "Global.max_side_len": READ_SIDE}
        )
        self.name = f"RapidOCR {version('rapidocr')}"

    def read(self, pixels: NDArray[np.uint8]) -> list[Line]:
        """Lines in uint8 [height, width, 3] RGB, from the top, neighbours from the left."""
        height, width = pixels.shape[:2]
        found = self._engine(np.ascontiguousarray(pixels[:, :, ::-1]))
        if found.txts is None:
            return []
        lines = [
            Line(str(text), round(float(score), 4), _box(corners, width, height))
            for text, score, corners in zip(found.txts, found.scores, found.boxes, strict=True)
        ]
        return in_order(lines)


def _box(corners: NDArray[np.float32], width: int, height: int) -> Box:
    low, high = corners.min(axis=0), corners.max(axis=0)
    left, top = max(0.0, float(low[0])), max(0.0, float(low[1]))
    right, bottom = min(float(width), float(high[0])), min(float(height), float(high[1]))
    return left / width, top / height, (right - left) / width, (bottom - top) / height


def in_order(lines: Sequence[Line]) -> list[Line]:
    """Lines from the top; those whose middles lie within half a line of each other from the left."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: one.box[1] + one.box[3] / 2):
        middle = line.box[1] + line.box[3] / 2
        first = rows[-1][0] if rows else None
        if first and middle - (first.box[1] + first.box[3] / 2) < first.box[3] / 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda one: one.box[0])]


def verbatim(lines: Sequence[Line]) -> str:
    """dwc:verbatimLabel as proposed: the lines as they were read."""
    return "\n".join(line.text for line in lines)
