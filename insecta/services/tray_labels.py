"""Names written on the labels in a drawer's picture, as a proposal for trays that have none (users: 21).

Only names that somebody knows count, those of the release that answers and those that the drawer's list
gives: print that merely looks like a name is none. Nothing is taken over.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from insecta.domain.name import parse
from insecta.errors import BadPicture, NotFound
from insecta.services.region_pixels import ShownPixels
from insecta.vision.label_text import Line

WHOLE_PICTURE = "0,0,1,1"
"""As a box: the large copy, where `whole` is the small one."""


class Reader(Protocol):
    """What reads print (`insecta.vision.label_text.LabelReader`)."""

    def read(self, pixels: NDArray[np.uint8]) -> list[Line]: ...


class TrayLabels:
    """Reads the large copy of one picture after the other."""

    def __init__(self, pixels: ShownPixels, reader: Reader) -> None:
        self._pixels, self._reader = pixels, reader

    def names(self, sha256: str, known: Collection[str]) -> tuple[str, ...]:
        """Known names on the picture's labels, from the top; none where its copy cannot be read."""
        try:
            lines = self._reader.read(self._pixels.of((sha256, WHOLE_PICTURE)))
        except (NotFound, BadPicture):
            return ()
        return tuple(
            dict.fromkeys(name for line in lines if (name := known_name(line.text, known)))
        )


def known_name(text: str, known: Collection[str]) -> str | None:
    """The name that a line of print states, if it is one of those."""
    parsed = parse(text.strip())
    name = parsed.scientific_name
    return name if parsed.is_certain and name in known else None


def agrees(read: Sequence[str], named: Collection[str]) -> bool | None:
    """Whether what is written fits what the drawer's list says: one lies in the other. None where either
    is silent."""
    if not read or not named:
        return None
    return all(any(_within(one, other) or _within(other, one) for other in named) for one in read)


def _within(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other} ")
