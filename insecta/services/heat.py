"""Where the network looked in one picture: off until asked for, and no diagnostic character (users: 26)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Principal
from insecta.errors import NotFound
from insecta.services.documents import GetRelease
from insecta.services.region_pixels import ShownPixels
from insecta.services.show.answers import ShownAnswer
from insecta.services.show.images import find_image, show_image
from insecta.vision.preprocess import prepare
from insecta.vision.region import WHOLE

GetHeat = Callable[[str, NDArray[np.uint8], str], NDArray[np.float32] | None]
"""A release's digest, what its network is shown (uint8 [side, side, 3]) and a name → [rows, columns]."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the picture lies in the square that the network saw, in fractions of its side."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class HeatMap:
    """`values`: rows of percent, from the top, of the square that the network saw; 100 is its most."""

    release: str
    taxon_id: str
    scientific_name: str
    taxon_rank: str
    frame: Frame
    values: tuple[tuple[int, ...], ...]


def heat_map(
    catalogue: Catalogue,
    shown: ShownPixels,
    principal: Principal,
    image_id: UUID,
    region_id: UUID | None,
    taxon_id: str | None,
    release: GetRelease,
    heat: GetHeat,
) -> HeatMap:
    """For a name of the release that answered, by default the answer itself or what came nearest.

    `region_id`: the part of a picture of many that shows one specimen; None where all of it does.
    Raises NotFound: no such picture or part, nobody has looked at it, no such name, or a release
    without map; also for the whole of a picture whose specimens were identified each from its part.
    """
    with catalogue.reading() as tx:
        image = find_image(tx, principal, image_id)
        boxes = {one.region_id: one.box for one in tx.images.regions_in(image_id)}
    region = region_id or next((key for key, box in boxes.items() if box == WHOLE), None)
    if region not in boxes:
        raise NotFound("the picture has no such region, or the network saw parts of it: name one")
    answer = show_image(catalogue, principal, image_id, release, region).identification
    if answer is None:
        raise NotFound("no release has seen this picture yet")
    known = release(answer.release)
    wanted = taxon_id or _nearest(answer)
    if wanted is None or wanted not in known.by_id:
        raise NotFound("the release knows no such name")
    pixels = shown.of((image.sha256, boxes[region]))
    found = heat(answer.release, prepare(pixels, known.side), wanted)
    if found is None:
        raise NotFound("this release does not tell where it looked")
    percent = np.rint(found * 100).astype(int).tolist()
    return HeatMap(
        answer.release,
        wanted,
        known.by_id[wanted].scientific_name,
        known.by_id[wanted].rank,
        frame_of(pixels.shape[1], pixels.shape[0], known.side),
        tuple(tuple(row) for row in percent),
    )


def _nearest(answer: ShownAnswer) -> str | None:
    """The name given, else the surest of those that no other candidate lies below."""
    if answer.answer is not None:
        return answer.answer.taxon_id
    above = {one.parent_id for one in answer.candidates}
    lowest = [one for one in answer.candidates if one.taxon_id not in above]
    found = max(lowest, key=lambda one: one.confidence, default=None)
    return found.taxon_id if found else None


def frame_of(width: int, height: int, side: int) -> Frame:
    """Where a picture of `width` and `height` lies in its letterbox (insecta/vision/preprocess.py)."""
    ratio = side / max(width, height)
    inner = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    left, top = ((side - one) // 2 for one in inner)
    return Frame(*(round(one / side, 6) for one in (left, top, *inner)))
