"""Many insects in one picture: where the specimens are, and the labels, colour charts and scales.

A classical method, without a network: what departs in colour from the sheet it lies on is a thing;
thin, tiny and printed things are no specimens. What it finds and misses was measured
(docs/guides/drawers.md). It cannot tell an insect from a leaf, a seed or dirt of its size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from insecta.vision.components import Components, Mask, components, depths, linked
from insecta.vision.ground import Colours, Ground, Sheet, departure, ground, lab, rectangularity
from insecta.vision.region import Box

METHOD = "sheets 1"
"""Name and version of this method, kept with every region that it proposes."""
WORK_SIDE = 2_048
"""Longer side in pixels of the copy that is searched; larger pictures are reduced to it."""
DETAIL_SIDE = 4_608
"""Shorter side in pixels of the copy that parts are cut from: 28 megapixels of a 4:3 picture."""


class Kind(StrEnum):
    """What a part of a picture shows."""

    SPECIMEN = "specimen"
    LABEL = "label"
    CHART = "colour chart"
    SCALE = "scale"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing in a picture, with its box as fractions of it."""

    kind: Kind
    box: Box


@dataclass(frozen=True, slots=True)
class Sizes:
    """Least sizes, in pixels of the working copy, and contrasts; chosen on the tuned part of
    model/splits/many.json."""

    contrast: float = 16.0
    """Least colour difference from the ground (CIE 1976)."""
    strong: float = 26.0
    """What the darkest tenth of a thing departs by at least."""
    noise: float = 4.0
    """Contrast in multiples of the ground's own unevenness, where that is more."""
    depth: int = 3
    """Least half thickness of a body."""
    side: int = 9
    """Least longer side of a specimen."""
    join: int = 1
    """Gaps of up to twice this are closed: legs belong to their body."""
    dark: float = 100.0
    """Most lightness (L*) of a thing's darkest tenth."""
    slender: float = 8.0
    """Most length of a thing in widths."""
    cut: bool = False
    """Cut what is twice as large as most: in drawers that cuts large ants at their waist."""
    margin: int = 1
    """Pixels that a box is wider than what was found, each way."""


USUAL = Sizes()
CARD = Sizes(contrast=22, strong=27, depth=5, side=16, join=0, dark=25, slender=2.5, cut=True)
"""On sticky traps, which hold more dirt than insects."""
_CARD_CHROMA, _CARD_SHARE = 40.0, 0.15
"""Sheets so colourful that cover so much are a sticky trap: only what lies on it counts."""
_LONG, _THIN = 0.2, 0.12
"""A thing as long as this share of the picture's longer side is furniture (frame, tape, partition)
where it lies at the border, or is thinner than this share of its length."""
_WORD_GAP = 0.9
"""Widest gap inside a line of print, in heights of its letters."""
_PRINTED_SHARE = 0.3
"""A sheet of a larger share of the picture is what things lie on, not a label."""


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something that departs from its ground: box in pixels (right and bottom exclusive)."""

    left: int
    top: int
    right: int
    bottom: int
    owner: int
    mask: Mask
    thick: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def side(self) -> int:
        return max(self.width, self.height)

    def within(self, other: _Frame) -> bool:
        """Its middle lies there."""
        x, y = (self.left + self.right) / 2, (self.top + self.bottom) / 2
        return other[0] <= x < other[2] and other[1] <= y < other[3]


_Frame = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the working copy, the last two exclusive."""


def work_copy(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture with a longer side of at most `WORK_SIDE`."""
    height, width = pixels.shape[:2]
    ratio = min(1.0, WORK_SIDE / max(height, width))
    if ratio == 1.0:
        return pixels
    size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BOX))


def find_parts(pixels: NDArray[np.uint8], sizes: Sizes | None = None) -> list[Part]:
    """Parts of uint8 [height, width, 3]: specimens in reading order, then what is printed.

    `sizes`: by default `CARD` where there is a sticky trap, else `USUAL`.
    """
    copy = work_copy(pixels)
    colours = lab(copy)
    under = ground(copy)
    if sizes is None:
        sizes = CARD if _cards(under) else USUAL
    things = _things(colours, under, sizes)
    printed = _printed_sheets(colours, under)
    inside = [[one for one in things if one.within(frame)] for _, frame in printed]
    for (kind, _), found in zip(printed, inside, strict=True):
        gone = _letters(found) if kind is Kind.LABEL else found
        things = [one for one in things if one not in gone]
    lines, things = _text(things)
    small, things = _small_prints(colours, things)
    bodies = [one for one in things if _is_body(one, colours, sizes)]
    if sizes.cut:
        bodies = _apart(bodies, sizes)
    shape = copy.shape[:2]
    specimens = [
        Part(Kind.SPECIMEN, _box(_wider(one, sizes.margin), shape)) for one in _in_order(bodies)
    ]
    texts = [(Kind.LABEL, frame) for frame in lines]
    prints = _merged([*printed, *small, *texts])
    return [*specimens, *(Part(kind, _box(frame, shape)) for kind, frame in prints)]


def _things(colours: Colours, under: Ground, sizes: Sizes) -> list[_Thing]:
    """What departs from the ground, without furniture and specks."""
    height, width = colours.shape[:2]
    small = under.owner.shape
    rows = np.minimum(np.arange(height) * small[0] // height, small[0] - 1)
    columns = np.minimum(np.arange(width) * small[1] // width, small[1] - 1)
    owner = under.owner[np.ix_(rows, columns)]
    far = departure(colours, under)
    least = np.array(
        [_contrast(far[owner == n], sizes) for n in range(len(under.sheets))], np.float32
    )
    mask = (far > least[owner]) & _searched(under)[np.ix_(rows, columns)]
    joined = components(_grown(mask, sizes.join))
    found = []
    for number, (left, top, right, bottom) in enumerate(joined.boxes.tolist()):
        if max(right - left, bottom - top) < sizes.side:
            continue
        own = joined.mask(number) & mask[top:bottom, left:right]
        thing = _thing(own, left, top, owner)
        if thing is None or _is_furniture(thing, height, width):
            continue
        values = far[top:bottom, left:right][own]
        if np.quantile(values, 0.9) < sizes.strong:
            continue
        found.append(thing)
    return found


def _is_body(thing: _Thing, colours: Colours, sizes: Sizes) -> bool:
    """Large, thick and stout enough, and as dark as insects are there."""
    if thing.thick < sizes.depth or thing.side < sizes.side:
        return False
    if thing.side > sizes.slender * min(thing.width, thing.height):
        return False
    light = colours[thing.top : thing.bottom, thing.left : thing.right, 0][thing.mask]
    return bool(np.quantile(light, 0.1) <= sizes.dark)


def _contrast(far: NDArray[np.float32], sizes: Sizes) -> float:
    """Least departure on one sheet: more where the sheet itself is uneven."""
    if not far.size:
        return sizes.contrast
    sample = far[:: max(1, far.size // 50_000)]
    return max(sizes.contrast, sizes.noise * float(np.median(sample)))


def _searched(under: Ground) -> Mask:
    """Where to look, in the small copy: on sticky traps if there are any, else everywhere."""
    cards = _cards(under)
    if not cards:
        return np.ones(under.owner.shape, np.bool_)
    return np.asarray(np.any([card.inside for card in cards], axis=0), np.bool_)


def _cards(under: Ground) -> list[Sheet]:
    """Sheets of sticky traps: colourful ones that make up a good part of the picture together.

    Lines printed on a trap may cut it into several sheets.
    """
    vivid = [sheet for sheet in under.sheets if _is_vivid(sheet)]
    if not vivid or np.any([one.inside for one in vivid], axis=0).mean() < _CARD_SHARE:
        return []
    return vivid


def _is_vivid(sheet: Sheet) -> bool:
    _, a, b = sheet.colour
    return bool(np.hypot(a, b) >= _CARD_CHROMA)


def _thing(own: Mask, left: int, top: int, owner: NDArray[np.int32]) -> _Thing | None:
    """A thing from its pixels in a window of the picture, cut to its own box."""
    rows, columns = np.flatnonzero(own.any(1)), np.flatnonzero(own.any(0))
    if not len(rows):
        return None
    y0, y1, x0, x1 = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    mask = own[y0:y1, x0:x1]
    y, x = np.nonzero(mask)
    sheet = int(owner[top + y0 + y[0], left + x0 + x[0]])
    thick = int(depths(mask).max())
    return _Thing(left + x0, top + y0, left + x1, top + y1, sheet, mask, thick)


def _is_furniture(thing: _Thing, height: int, width: int) -> bool:
    """Long, and thin or at the border: frames, tape, partitions; or nearly the whole picture."""
    if thing.side < _LONG * max(height, width):
        return False
    at_border = min(thing.left, thing.top, width - thing.right, height - thing.bottom) <= 1
    whole = thing.width * thing.height > 0.8 * height * width
    return at_border or whole or 2 * thing.thick < _THIN * thing.side


def _grown(mask: Mask, pixels: int) -> Mask:
    """The mask and all within so many pixels of it, squares."""
    grown = mask.copy()
    for axis in (0, 1):
        once = grown.copy()
        for step in range(1, pixels + 1):
            ahead, behind = [slice(None)] * 2, [slice(None)] * 2
            ahead[axis], behind[axis] = slice(step, None), slice(None, -step)
            grown[tuple(ahead)] |= once[tuple(behind)]
            grown[tuple(behind)] |= once[tuple(ahead)]
    return grown


# What is printed


def _printed_sheets(colours: Colours, under: Ground) -> list[tuple[Kind, _Frame]]:
    """Sheets that are labels, charts or scales, with their frames."""
    height, width = colours.shape[:2]
    small = under.owner.shape
    found = []
    for sheet in under.sheets:
        if sheet.inside.mean() > _PRINTED_SHARE or sheet.rectangular < 0.7 or _is_vivid(sheet):
            continue
        rows, columns = np.flatnonzero(sheet.inside.any(1)), np.flatnonzero(sheet.inside.any(0))
        frame = (
            int(columns[0] * width / small[1]),
            int(rows[0] * height / small[0]),
            int((columns[-1] + 1) * width / small[1]),
            int((rows[-1] + 1) * height / small[0]),
        )
        crop = colours[frame[1] : frame[3], frame[0] : frame[2]]
        kind = _kind_of_print(crop)
        if kind is None and _is_paper(sheet) and _is_inked_paper(crop):
            kind = Kind.LABEL
        if kind is not None:
            found.append((kind, frame))
    return found


def _is_paper(sheet: Sheet) -> bool:
    light, a, b = sheet.colour
    return bool(light >= 60 and np.hypot(a, b) < 25)


def _small_prints(
    colours: Colours, things: Sequence[_Thing]
) -> tuple[list[tuple[Kind, _Frame]], list[_Thing]]:
    """Things that are rectangles of paper with ink, charts or scales; and the other things."""
    found, left = [], []
    for one in things:
        frame = (one.left, one.top, one.right, one.bottom)
        kind = None
        if one.side >= 16 and one.thick >= 5:
            crop = colours[one.top : one.bottom, one.left : one.right]
            full = rectangularity(_outline(one.mask))
            kind = _kind_of_print(crop) if full >= 0.6 else None
            if kind is None and full >= 0.75 and _is_inked_paper(crop):
                kind = Kind.LABEL
        if kind is None:
            left.append(one)
        else:
            found.append((kind, frame))
    return found, left


def _outline(mask: Mask) -> Mask:
    """Each row filled between its first and last pixel: ink on a label is part of it."""
    wide = np.maximum.accumulate(mask, 1)
    narrow = np.maximum.accumulate(mask[:, ::-1], 1)[:, ::-1]
    return np.asarray(wide & narrow)


def _is_inked_paper(crop: Colours) -> bool:
    light, chroma = crop[..., 0], np.hypot(crop[..., 1], crop[..., 2])
    paper = (light > 65) & (chroma < 22)
    ink = light < 50
    return bool(paper.mean() > 0.5 and 0.02 < ink.mean() < 0.4)


def _kind_of_print(crop: Colours) -> Kind | None:
    """A colour chart has many colours, a scale has even strokes."""
    if min(crop.shape[:2]) < 12:
        return None
    chroma = np.hypot(crop[..., 1], crop[..., 2])
    vivid = chroma > 22
    if vivid.mean() > 0.1:
        hues = np.arctan2(crop[..., 2], crop[..., 1])[vivid]
        shares = np.histogram(hues, 12, (-np.pi, np.pi))[0] / crop[..., 0].size
        if (shares > 0.008).sum() >= 6:
            return Kind.CHART
    return Kind.SCALE if _has_even_strokes(crop[..., 0]) else None


def _has_even_strokes(light: NDArray[np.float32]) -> bool:
    """Ten or more strokes at one distance in some band along the longer side."""
    across = light if light.shape[1] >= light.shape[0] else light.T
    if across.shape[1] < 2.5 * across.shape[0]:
        return False
    height = across.shape[0]
    for n in range(8):
        band = across[n * height // 8 : max(n * height // 8 + 1, (n + 1) * height // 8)].mean(0)
        low, high = np.quantile(band, (0.05, 0.95))
        if high - low < 12:
            continue
        dark = band < (low + high) / 2
        begins = np.flatnonzero(dark[1:] & ~dark[:-1])
        if len(begins) < 10:
            continue
        gaps = np.diff(begins)
        middle = float(np.median(gaps))
        if (np.abs(gaps - middle) <= max(1.0, 0.2 * middle)).mean() >= 0.75:
            return True
    return False


def _letters(things: Sequence[_Thing]) -> list[_Thing]:
    """Of the things on a label those that are print: not far larger than most of them."""
    if not things:
        return []
    height = float(np.median([min(one.width, one.height) for one in things]))
    return [one for one in things if min(one.width, one.height) <= max(3 * height, 8)]


def _text(things: Sequence[_Thing]) -> tuple[list[_Frame], list[_Thing]]:
    """Frames of lines of print, upright or lying, and the things that are none."""
    frames: list[_Frame] = []
    left = list(things)
    for lying in (False, True):
        groups = _lines(left, lying)
        frames += [_paper_round(group) for group in groups]
        gone = {id(one) for group in groups for one in group}
        left = [one for one in left if id(one) not in gone]
    return frames, left


def _lines(things: Sequence[_Thing], lying: bool) -> list[list[_Thing]]:
    """Things of one height in a row, close together: five or more are print."""
    if len(things) < 5:
        return []
    table = np.array([[t.left, t.top, t.right, t.bottom] for t in things], np.float64)
    if lying:
        table = table[:, [1, 0, 3, 2]]
    x0, y0, x1, y1 = table.T
    high = y1 - y0
    order = np.argsort(x0)
    first, second = [], []
    for place, i in enumerate(order):
        for j in order[place + 1 :]:
            if x0[j] - x1[i] > _WORD_GAP * max(high[i], high[j]):
                if x0[j] - x0[i] > 3 * high.max() + (x1[i] - x0[i]):
                    break
                continue
            alike = 0.6 < high[i] / high[j] < 1.67
            level = abs(y1[i] - y1[j]) < 0.25 * max(high[i], high[j])
            if alike and level:
                first.append(i)
                second.append(j)
    roots = linked(len(things), np.array(first, np.int64), np.array(second, np.int64))
    groups = [[things[int(i)] for i in np.flatnonzero(roots == root)] for root in np.unique(roots)]
    return [group for group in groups if len(group) >= 5 and _is_dense(group, lying)]


def _is_dense(group: Sequence[_Thing], lying: bool) -> bool:
    """Letters stand closer than half their height; insects in a row do not."""
    spans = sorted((t.top, t.bottom) if lying else (t.left, t.right) for t in group)
    gaps = [begin - end for (_, end), (begin, _) in pairwise(spans)]
    high = float(np.median([t.width if lying else t.height for t in group]))
    return float(np.median(gaps)) <= 0.4 * high


def _paper_round(letters: Sequence[_Thing]) -> _Frame:
    """The line with the margin that print has: about the height of a letter."""
    margin = int(np.median([min(one.width, one.height) for one in letters]))
    return (
        min(one.left for one in letters) - margin,
        min(one.top for one in letters) - margin,
        max(one.right for one in letters) + margin,
        max(one.bottom for one in letters) + margin,
    )


def _merged(prints: Sequence[tuple[Kind, _Frame]]) -> list[tuple[Kind, _Frame]]:
    """What lies in a larger print belongs to it; lines of one text become one label."""
    kept: list[tuple[Kind, _Frame]] = []
    for kind, frame in sorted(prints, key=lambda one: -_area(one[1])):
        if any(_shared(frame, other) > 0.5 * _area(frame) for _, other in kept):
            continue
        kept.append((kind, frame))
    joined: list[tuple[Kind, _Frame]] = [one for one in kept if one[0] is not Kind.LABEL]
    labels = [frame for kind, frame in kept if kind is Kind.LABEL]
    while labels:
        frame = labels.pop()
        near = [other for other in labels if _close(frame, other)]
        if near:
            labels = [other for other in labels if other not in near]
            labels.append(_union([frame, *near]))
        else:
            joined.append((Kind.LABEL, frame))
    return sorted(joined, key=lambda one: (one[1][1], one[1][0]))


def _area(frame: _Frame) -> int:
    return (frame[2] - frame[0]) * (frame[3] - frame[1])


def _shared(one: _Frame, other: _Frame) -> int:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(0, wide) * max(0, high)


def _close(one: _Frame, other: _Frame) -> bool:
    """Lines of one text: one below the other, no further apart than they are high."""
    high = min(one[3] - one[1], other[3] - other[1])
    gap = max(one[1], other[1]) - min(one[3], other[3])
    shared = min(one[2], other[2]) - max(one[0], other[0])
    return gap < high and shared > 0.5 * min(one[2] - one[0], other[2] - other[0])


def _union(frames: Sequence[_Frame]) -> _Frame:
    lefts, tops, rights, bottoms = zip(*frames, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


# Specimens


def _apart(bodies: Sequence[_Thing], sizes: Sizes) -> list[_Thing]:
    """Things that touch, apart: what is twice as large as most is cut between thick parts, each
    nearly as large as most: an ant's head and gaster stay together."""
    if len(bodies) < 5:
        return list(bodies)
    usual = float(np.median([one.mask.sum() for one in bodies]))
    found: list[_Thing] = []
    for one in bodies:
        pieces = _pieces(one, usual, sizes) if one.mask.sum() > 2 * usual else []
        found += pieces or [one]
    return found


def _pieces(thing: _Thing, usual: float, sizes: Sizes) -> list[_Thing]:
    """The parts of a thing round its thick places; none where fewer than two are large enough."""
    depth = depths(thing.mask)
    cores = components(depth > max(sizes.depth - 1, 0.55 * depth.max()))
    if len(cores.areas) < 2:
        return []
    labels = _nearest(cores, thing.mask)
    pieces = []
    for number in range(1, len(cores.areas) + 1):
        own = labels == number
        if own.sum() < 0.8 * usual:
            return []
        rows, columns = np.flatnonzero(own.any(1)), np.flatnonzero(own.any(0))
        cut = own[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        pieces.append(
            replace(
                thing,
                left=thing.left + int(columns[0]),
                top=thing.top + int(rows[0]),
                right=thing.left + int(columns[-1]) + 1,
                bottom=thing.top + int(rows[-1]) + 1,
                mask=cut,
                thick=int(depths(cut).max()),
            )
        )
    return pieces


def _nearest(cores: Components, mask: Mask) -> NDArray[np.int32]:
    """Pixels of the mask with the number of the core that grows to them first, inside the mask."""
    labels = cores.labels.copy()
    while True:
        around = np.pad(labels, 1)
        grown = labels
        for beside in (around[:-2, 1:-1], around[2:, 1:-1], around[1:-1, :-2], around[1:-1, 2:]):
            grown = np.where((grown == 0) & mask & (beside > 0), beside, grown)
        if np.array_equal(grown, labels):
            return labels
        labels = grown


def _in_order(things: Sequence[_Thing]) -> list[_Thing]:
    """Row by row from the top, each row from the left."""
    if not things:
        return []
    high = float(np.median([one.height for one in things]))
    rows: list[list[_Thing]] = []
    for one in sorted(things, key=lambda thing: thing.top + thing.bottom):
        middle = (one.top + one.bottom) / 2
        if rows and middle - (rows[-1][0].top + rows[-1][0].bottom) / 2 < 0.7 * high:
            rows[-1].append(one)
        else:
            rows.append([one])
    return [one for row in rows for one in sorted(row, key=lambda thing: thing.left)]


def _wider(thing: _Thing, margin: int) -> _Frame:
    return thing.left - margin, thing.top - margin, thing.right + margin, thing.bottom + margin


def _box(frame: _Frame, shape: tuple[int, ...]) -> Box:
    height, width = shape[0], shape[1]
    left, top = max(0, frame[0]), max(0, frame[1])
    right, bottom = min(width, frame[2]), min(height, frame[3])
    return left / width, top / height, (right - left) / width, (bottom - top) / height
