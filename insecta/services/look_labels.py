"""Pictures of labels → what is written on them and which codes they bear, without any state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from insecta.errors import BadPicture
from insecta.services.look import Source, in_detail
from insecta.vision.codes import Code, read_codes
from insecta.vision.label_text import LabelReader, Line


@dataclass(frozen=True, slots=True)
class LabelLook:
    """Lines and codes of one picture, or why it could not be read."""

    name: str
    lines: tuple[Line, ...] = ()
    codes: tuple[Code, ...] = ()
    error: BadPicture | None = None


def look_at_labels(
    reader: LabelReader, pictures: Iterable[Source], max_pixels: int = 1_000_000_000
) -> Iterator[LabelLook]:
    """One look per picture, in order; one that cannot be decoded stops nothing."""
    for source in pictures:
        pixels = in_detail(source, max_pixels)
        if isinstance(pixels, BadPicture):
            yield LabelLook(source[0], error=pixels)
        else:
            yield LabelLook(source[0], tuple(reader.read(pixels)), tuple(read_codes(pixels)))
