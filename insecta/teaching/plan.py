"""What the teaching collection holds and what is planted in it: data that tests assert.

`plan(seed)` is pure. Numbers, kinds, castes, drawers and faults are the same for every seed; the
seed decides how each individual looks and where and when it was "collected".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from insecta.teaching.body import VIEWS, View
from insecta.teaching.kinds import KNOWN, UNSEEN, Caste
from insecta.teaching.renderer import Shot

SEED = 11
PREFIX = "TEACH"
FIRST_NUMBER = 101
BANNER = "drawings, to show how it works; not real taxa, not real accuracy"
NAMES_CHANGED = 14
"""Specimens whose name differs between release teaching-1 and teaching-2: Group D told apart."""

_OUTLINE: tuple[tuple[int, tuple[str, ...]], ...] = (
    (1, ("Kind A1", "Kind A2")),
    (2, ("Kind A3", "Kind B1")),
    (3, ("Kind B2", "Kind B3")),
    (4, ("Kind C1", "Kind C2", UNSEEN.name)),
    (5, ("Kind D1", "Kind D2")),
    (6, ("Kind E1", "Kind E2")),
)
DRAWERS: tuple[int, ...] = tuple(drawer for drawer, _ in _OUTLINE)
_COUNTS = {UNSEEN.name: 4, "Kind D1": 7, "Kind D2": 7}
_USUAL_COUNT = 8
_QUEENS = 2
_MISFILED = ("Kind B2", "Kind E1")
"""The tray it lies in and is catalogued as; what it is."""
_PAIR_KIND = "Kind A3"
_VIEW_LETTERS: dict[View, str] = {"head": "h", "profile": "p", "dorsal": "d"}


@dataclass(frozen=True, slots=True)
class Place:
    """A country that exists and a locality that does not."""

    country: str
    locality: str
    latitude: float
    longitude: float
    elevation: str


PLACES: tuple[Place, ...] = (
    Place("Madagascar", "Ochre Hill", -18.9, 47.6, "340 m"),
    Place("Costa Rica", "Pencil River", 10.4, -84.0, "50-80 m"),
    Place("Germany", "Paintbox Meadow", 50.9, 11.6, "210 m"),
    Place("Ghana", "Sepia Creek", 6.7, -1.6, "1000ft"),
    Place("Australia", "Charcoal Range", -17.1, 145.6, "720 m"),
    Place("Peru", "Easel Ridge", -12.8, -69.4, "ca. 300 m"),
    Place("Malaysia", "Varnish Camp", 4.9, 117.8, "170 m"),
    Place("Japan", "Sketchbook Pass", 35.6, 139.2, "590 m"),
)
DATES: tuple[str, ...] = (
    "12.VII.1923", "vii.1931", "1987-03", "17 Jun 2014", "2016-00-00", "1-4.v.2003", "2011-02-14",
    "03/04/1912", "1998-11-02/1998-11-09", "23.iv.1976",
)  # fmt: skip
COLLECTORS: tuple[str, ...] = ("R. Ochre", "M. Sepia", "I. Umber", "L. Vermilion")


@dataclass(frozen=True, slots=True)
class Specimen:
    """One individual. `kind` is what was drawn, `catalogued` the name on its record."""

    number: str
    kind: str
    catalogued: str
    caste: Caste
    individual: int
    drawer: int
    tray: int
    place: Place
    event_date: str
    recorded_by: str
    letter: str = ""

    @property
    def catalog_number(self) -> str:
        return self.number + self.letter

    @property
    def storage(self) -> str:
        """Path from cabinet to tray."""
        return f"Drawn Museum/Cabinet 1/Drawer {self.drawer}/Tray {self.tray}"

    @property
    def life_stage_sex(self) -> str:
        """The cell as AntWeb writes it."""
        return "1w" if self.caste == "worker" else "1dq"

    @property
    def label(self) -> tuple[str, ...]:
        place = self.place
        return (
            f"{place.country}: {place.locality}, {place.elevation}",
            self.event_date,
            f"leg. {self.recorded_by}",
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """One file. A drawn one has a `shot`, a copy has the file it equals, a label picture neither."""

    file: str
    catalog_number: str
    view: str
    shot: Shot | None = None
    copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class Planted:
    """The faults, by catalogue number or file name."""

    misfiled: str
    one_pin: tuple[str, str]
    contradicting_file: str
    contradicting_code: str
    blurred_file: str
    label_only_file: str
    unseen: tuple[str, ...]
    duplicate_file: str
    duplicate_of: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All specimens by catalogue number, all pictures by file name, and what is wrong with them."""

    seed: int
    specimens: tuple[Specimen, ...]
    pictures: tuple[Picture, ...]
    planted: Planted

    def of(self, specimen: Specimen) -> tuple[Picture, ...]:
        """Pictures of one specimen, in order."""
        return tuple(p for p in self.pictures if p.catalog_number == specimen.catalog_number)


def plan(seed: int = SEED) -> Plan:
    """The collection as it will be written."""
    specimens = _specimens(seed)
    planted = _planted(specimens)
    pictures = tuple(p for s in specimens for p in _pictures(s, specimens, planted))
    return Plan(seed, specimens, pictures, planted)


def _specimens(seed: int) -> tuple[Specimen, ...]:
    random = np.random.default_rng(seed)
    made: list[Specimen] = []
    running = FIRST_NUMBER
    for drawer, kinds in _OUTLINE:
        for tray, name in enumerate(kinds, start=1):
            for truth, caste, letter in _tray(name):
                if letter != "b":
                    running += 1
                same = made[-1] if letter == "b" else None
                fresh = _collected(random)
                place, date, collector = (
                    (same.place, same.event_date, same.recorded_by) if same else fresh
                )
                made.append(
                    Specimen(
                        f"{PREFIX}{running - 1:07d}", truth, name, caste,
                        seed * 100_000 + len(made), drawer, tray, place, date, collector, letter,
                    )
                )  # fmt: skip
    return tuple(made)


def _tray(name: str) -> list[tuple[str, Caste, str]]:
    """Kind, caste and letter of each individual in a tray, workers first."""
    count = _COUNTS.get(name, _USUAL_COUNT)
    queens = 1 if name == UNSEEN.name else _QUEENS
    tray: list[tuple[str, Caste, str]] = [(name, "worker", "")] * (count - queens)
    tray += [(name, "queen", "")] * queens
    if name == _MISFILED[0]:
        tray.insert(4, (_MISFILED[1], "worker", ""))
    if name == _PAIR_KIND:
        tray[2:3] = [(name, "worker", "a"), (name, "queen", "b")]
    return tray


def _collected(random: np.random.Generator) -> tuple[Place, str, str]:
    place = PLACES[int(random.integers(len(PLACES)))]
    date = DATES[int(random.integers(len(DATES)))]
    return place, date, COLLECTORS[int(random.integers(len(COLLECTORS)))]


def _planted(specimens: tuple[Specimen, ...]) -> Planted:
    """Which specimens carry the faults; each fault has its own, all of kinds the releases know."""
    pair = tuple(s.catalog_number for s in specimens if s.letter)
    misfiled = next(s for s in specimens if s.kind != s.catalogued)
    blurred, contradicting, other, labels, twice = (
        [s for s in specimens if s.catalogued == name and s.kind == name][place]
        for name, place in (
            ("Kind A1", 3), ("Kind B1", 2), ("Kind E2", 4), ("Kind C1", 1), ("Kind B3", 5),
        )
    )  # fmt: skip
    return Planted(
        misfiled=misfiled.catalog_number,
        one_pin=(pair[0], pair[1]),
        contradicting_file=_file(contradicting, "d"),
        contradicting_code=other.catalog_number,
        blurred_file=_file(blurred, "h"),
        label_only_file=_file(labels, "l"),
        unseen=tuple(s.catalog_number for s in specimens if s.kind == UNSEEN.name),
        duplicate_file=_file(twice, "p_2"),
        duplicate_of=_file(twice, "p"),
    )


def _file(specimen: Specimen, view: str) -> str:
    """AntWeb's way: catalogue number, letter of the individual, view, running number."""
    return f"{specimen.catalog_number}_{view}.jpg"


def _pictures(
    specimen: Specimen, specimens: tuple[Specimen, ...], planted: Planted
) -> list[Picture]:
    found = []
    other = next(
        (s for s in specimens if s.number == specimen.number and s.letter != specimen.letter), None
    )
    for view in VIEWS:
        file = _file(specimen, _VIEW_LETTERS[view])
        shot = Shot(
            kind=specimen.kind,
            caste=specimen.caste,
            individual=specimen.individual,
            view=view,
            code=planted.contradicting_code
            if file == planted.contradicting_file
            else specimen.number,
            lines=specimen.label,
            neighbour=(other.individual, other.caste) if other else None,
            blur=9.0 if file == planted.blurred_file else 0.0,
        )
        found.append(Picture(file, specimen.catalog_number, view, shot))
    number = specimen.catalog_number
    if _file(specimen, "l") == planted.label_only_file:
        found.append(Picture(planted.label_only_file, number, "label"))
    if _file(specimen, "p_2") == planted.duplicate_file:
        found.append(
            Picture(planted.duplicate_file, number, "profile", copy_of=planted.duplicate_of)
        )
    return found


KNOWN_NAMES: tuple[str, ...] = tuple(kind.name for kind in KNOWN)
