"""Pictures of many insects → parts with their answers, without catalogue, store or server.

Each picture is decoded once, to at most `DETAIL_SIDE` pixels on its shorter side; parts are found in
a smaller copy of that and cut from it. Memory is that of one picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insecta.domain.answer import Answer
from insecta.domain.decision import decide
from insecta.errors import BadPicture
from insecta.ports import Classifier
from insecta.services.look import BATCH, Source, in_detail, scores_of
from insecta.vision.codes import Code, read_codes
from insecta.vision.many import Kind, Part, find_parts
from insecta.vision.preprocess import prepare
from insecta.vision.quality import measure
from insecta.vision.region import cut, text_of


@dataclass(frozen=True, slots=True)
class PartLook:
    """A part of a picture: its number, what it is, codes read in it; of a specimen the answer."""

    number: int
    part: Part
    codes: tuple[str, ...]
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class ManyLook:
    """All parts of one picture, or why it could not be looked at."""

    name: str
    parts: tuple[PartLook, ...] = ()
    error: BadPicture | None = None

    @property
    def specimens(self) -> int:
        return sum(one.part.kind is Kind.SPECIMEN for one in self.parts)


def look_many(
    classifier: Classifier,
    pictures: Iterable[Source],
    *,
    target: float = 0.95,
    max_pixels: int = 1_000_000_000,
) -> Iterator[ManyLook]:
    """Parts and answers of each picture, in order; one that cannot be decoded stops nothing."""
    for source in pictures:
        pixels = in_detail(source, max_pixels)
        if isinstance(pixels, BadPicture):
            yield ManyLook(source[0], error=pixels)
            continue
        parts = find_parts(pixels)
        codes = read_codes(pixels)
        crops = [cut(pixels, text_of(one.box)) for one in parts if one.kind is Kind.SPECIMEN]
        answers = iter(_answers(classifier, crops, target))
        yield ManyLook(
            source[0],
            tuple(
                PartLook(
                    number,
                    one,
                    codes_in(one, codes),
                    next(answers) if one.kind is Kind.SPECIMEN else None,
                )
                for number, one in enumerate(parts, 1)
            ),
        )


def _answers(
    classifier: Classifier, crops: Sequence[NDArray[np.uint8]], target: float
) -> Iterator[Answer]:
    release = classifier.release
    for start in range(0, len(crops), BATCH):
        batch = [np.ascontiguousarray(crop) for crop in crops[start : start + BATCH]]
        seen = classifier.see(np.stack([prepare(crop, release.side) for crop in batch]))
        for crop, one in zip(batch, seen, strict=True):
            yield decide(release, scores_of(release, one, measure(crop)), target)


def codes_in(part: Part, codes: Sequence[Code]) -> tuple[str, ...]:
    """Codes whose middle lies in the part."""
    left, top, wide, high = part.box
    found = []
    for code in codes:
        x, y = code.box[0] + code.box[2] / 2, code.box[1] + code.box[3] / 2
        if left <= x < left + wide and top <= y < top + high:
            found.append(code.text)
    return tuple(dict.fromkeys(found))
