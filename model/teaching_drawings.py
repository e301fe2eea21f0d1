"""Drawings to train and judge the teaching releases on: other individuals than those shipped.

Three sets with seeds of their own, none of them the shipped collection's: `train`, `calibrate`,
`test`. Besides the twelve known kinds each holds two sorts of negatives: labels alone, and *other
drawings*, whose shapes are mixed from two groups and whose colours may be any. The kind that is
kept unseen (`Kind C3`) is in none of them.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, replace
from itertools import repeat
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from insecta.teaching.body import VIEWS, View
from insecta.teaching.kinds import KNOWN, Caste, Colour, Kind
from insecta.teaching.plan import COLLECTORS, DATES, KNOWN_NAMES, PLACES
from insecta.teaching.renderer import Shot, jpeg, render, render_labels
from insecta.vision.decode import decode
from insecta.vision.preprocess import prepare

Part = Literal["train", "calibrate", "test"]
LABELS = "labels alone"
OTHER = "other drawing"
_FIRST_SEED: dict[Part, int] = {"train": 20_000_000, "calibrate": 40_000_000, "test": 60_000_000}
"""The shipped collection's individuals lie below 2,000,000."""
_COLOURS = ("head", "body", "gaster", "legs", "hair")


@dataclass(frozen=True, slots=True)
class Order:
    """One picture to draw: what it is, whose individual, in which view (None: labels alone)."""

    label: str
    individual: int
    view: View | None


@dataclass(frozen=True, slots=True)
class Drawings:
    """Pictures uint8 [n, side, side, 3] as a release is shown them, with label and individual."""

    pictures: NDArray[np.uint8]
    labels: tuple[str, ...]
    individuals: tuple[int, ...]


def orders(part: Part, per_kind: int) -> list[Order]:
    """`per_kind` individuals of each kind in all views, twice as many others, as many label pictures."""
    seed = _FIRST_SEED[part]
    individuals = [(name, per_kind) for name in KNOWN_NAMES] + [(OTHER, 2 * per_kind)]
    found: list[Order] = []
    for name, count in individuals:
        for _ in range(count):
            seed += 1
            found += [Order(name, seed, view) for view in VIEWS]
    found += [Order(LABELS, seed + 1 + n, None) for n in range(per_kind)]
    return found


def drawn(wanted: Sequence[Order], side: int, workers: int) -> Drawings:
    """Draw, compress, decode and prepare as the platform does with a picture that comes in."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        pictures = list(pool.map(_one, wanted, repeat(side), chunksize=16))
    return Drawings(
        np.stack(pictures),
        tuple(order.label for order in wanted),
        tuple(order.individual for order in wanted),
    )


def _one(order: Order, side: int) -> NDArray[np.uint8]:
    random = np.random.default_rng([order.individual, 77])
    number, lines = f"TEACH{int(random.integers(1, 9_999_999)):07d}", _lines(random)
    if order.view is None:
        names = (KNOWN_NAMES[int(random.integers(len(KNOWN_NAMES)))], "det. T. Cobalt, 2026")
        picture = render_labels(number, (lines, names), order.individual)
    else:
        caste: Caste = "queen" if random.random() < 0.3 else "worker"
        pair: tuple[int, Caste] | None = (order.individual + 10_000_000, "worker")
        shot = Shot(
            kind=order.label, caste=caste, individual=order.individual, view=order.view,
            code=number, lines=lines, neighbour=pair if random.random() < 0.06 else None,
        )  # fmt: skip
        if order.label == OTHER:
            shot = replace(shot, kind=KNOWN_NAMES[0], neighbour=None)
            picture = render(shot, _mixed(np.random.default_rng([order.individual, 78])))
        else:
            picture = render(shot)
    return prepare(decode(jpeg(picture)).pixels, side)


def _lines(random: np.random.Generator) -> tuple[str, ...]:
    place = PLACES[int(random.integers(len(PLACES)))]
    return (
        f"{place.country}: {place.locality}, {place.elevation}",
        DATES[int(random.integers(len(DATES)))],
        f"leg. {COLLECTORS[int(random.integers(len(COLLECTORS)))]}",
    )


def _mixed(random: np.random.Generator) -> Kind:
    """A kind that is none: each trait from one of two kinds of different groups, mostly recoloured."""
    one = KNOWN[int(random.integers(len(KNOWN)))]
    others = [kind for kind in KNOWN if kind.group != one.group]
    two = others[int(random.integers(len(others)))]
    taken = {
        field.name: getattr(two, field.name)
        for field in fields(Kind)
        if field.name not in _COLOURS and random.random() < 0.5
    }
    mixed = replace(one, **taken)
    if random.random() < 0.25:
        return mixed
    head, body = _any_colour(random), _any_colour(random)
    return replace(
        mixed,
        head=head,
        body=head if random.random() < 0.6 else body,
        gaster=_any_colour(random),
        legs=_any_colour(random),
    )


def _any_colour(random: np.random.Generator) -> Colour:
    red, green, blue = (float(c) for c in random.uniform(25, 210, 3))
    return red, green, blue
