"""The invented kinds, as data: thirteen shapes in five groups, and how an individual varies.

Lengths are in units of the mesosoma's length (the middle part of the body), so that a kind is a
set of proportions; `millimetres` says how long that unit is. `Kind C3` is never shown to a release.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Colour = tuple[float, float, float]
Caste = Literal["worker", "queen"]
Sculpture = Literal["smooth", "granular", "pitted", "striate", "reticulate"]
Mandible = Literal["triangular", "trap", "sickle", "stout"]
CASTES: tuple[Caste, ...] = ("worker", "queen")


@dataclass(frozen=True, slots=True)
class Kind:
    """Proportions, colours (RGB, 0 to 255) and surface of one kind."""

    name: str
    group: str
    millimetres: float
    head_width: float
    head_length: float
    head: Colour
    body: Colour
    gaster: Colour
    legs: Colour
    head_box: float = 0.3
    """0: elliptic head, 1: square."""
    head_taper: float = 0.0
    """Above 0: wider at the back, below: wider at the mandibles."""
    head_notch: float = 0.1
    eye: float = 0.16
    """Half length of the eye, as a share of the head's length."""
    eye_place: float = 0.0
    """-1: at the mandibles, 1: at the back of the head."""
    mandible: Mandible = "triangular"
    mandible_length: float = 0.3
    scape: float = 0.85
    """First antennal segment, as a share of the head's length."""
    club: float = 0.0
    """How much the last three antennal segments are swollen."""
    height: float = 0.44
    groove: float = 0.06
    """Depth of the groove before the propodeum."""
    spines: float = 0.0
    shoulder_spines: float = 0.0
    nodes: int = 1
    node_height: float = 0.4
    node_length: float = 0.16
    gaster_length: float = 1.1
    gaster_width: float = 0.72
    gaster_taper: float = 0.0
    """Above 0: pointed at the tip (heart-shaped)."""
    gaster_lift: float = 0.0
    """Radians by which the gaster is carried above the body's axis."""
    constriction: float = 0.0
    """Depth of the waist between the first two segments of the gaster."""
    sting: float = 0.0
    bands: float = 0.2
    """How much paler the hind margins of the gaster's plates are."""
    leg_length: float = 1.0
    sculpture: Sculpture = "smooth"
    relief: float = 0.1
    shine: float = 0.5
    hairs: float = 0.5
    hair_length: float = 0.1
    hair: Colour = (226, 200, 150)


_RUST: Colour = (134, 60, 26)
_RUST_DARK: Colour = (88, 38, 22)
_BLACK: Colour = (38, 34, 36)
_HONEY: Colour = (205, 146, 62)

_A1 = Kind(
    "Kind A1", "Group A", 1.3, 0.78, 0.86, _RUST, _RUST, _RUST_DARK, (166, 92, 44),
    head_box=0.55, eye=0.12, scape=0.78, club=0.3, groove=0.08, spines=0.24, nodes=2,
    node_height=0.36, node_length=0.17, gaster_length=1.02, gaster_width=0.7, sculpture="striate",
    relief=0.5, shine=0.35, hairs=0.7, hair_length=0.11,
)  # fmt: skip
_B1 = Kind(
    "Kind B1", "Group B", 3.1, 0.84, 0.92, _BLACK, _BLACK, (46, 40, 42), (66, 44, 38),
    head_box=0.25, head_taper=0.2, head_notch=0.14, eye=0.13, eye_place=0.25, scape=1.05,
    height=0.42, groove=0.0, node_height=0.42, node_length=0.1, gaster_length=1.22,
    gaster_width=0.82, sculpture="granular", relief=0.22, shine=0.3, hairs=0.25, hair_length=0.15,
    leg_length=1.12, bands=0.1,
)  # fmt: skip
_C1 = Kind(
    "Kind C1", "Group C", 2.2, 0.66, 0.86, (42, 30, 28), (46, 32, 28), (40, 28, 28), (112, 52, 28),
    head_box=0.6, head_notch=0.06, eye=0.08, eye_place=-0.4, mandible_length=0.46, scape=0.95,
    height=0.4, groove=0.03, node_height=0.46, node_length=0.24, gaster_length=1.3,
    gaster_width=0.56, constriction=0.2, sting=0.2, sculpture="smooth", relief=0.06, shine=0.95,
    hairs=0.55, hair_length=0.12,
)  # fmt: skip
_D1 = Kind(
    "Kind D1", "Group D", 0.62, 0.74, 0.86, (212, 160, 70), (214, 166, 78), (200, 150, 72),
    (224, 184, 108), head_box=0.35, head_notch=0.04, eye=0.055, eye_place=-0.25,
    mandible_length=0.24, scape=0.68, club=0.9, height=0.4, groove=0.12, nodes=2,
    node_height=0.32, node_length=0.16, gaster_length=1.12, gaster_width=0.74, sculpture="smooth",
    relief=0.05, shine=0.8, hairs=0.6, hair_length=0.13, hair=(240, 220, 170), leg_length=0.88,
)  # fmt: skip

KNOWN: tuple[Kind, ...] = (
    _A1,
    replace(
        _A1, name="Kind A2", spines=0.44, eye=0.15, head=(122, 50, 26), gaster=(64, 30, 22),
        node_height=0.4, hairs=0.5,
    ),
    replace(
        _A1, name="Kind A3", millimetres=1.0, head_width=1.22, head_length=1.26, head=(186, 96, 34),
        body=(170, 84, 32), gaster=(128, 62, 30), legs=(196, 122, 58), head_box=0.35,
        head_notch=0.34, head_taper=0.08, eye=0.075, eye_place=-0.35, scape=0.5, club=0.8,
        mandible="stout", mandible_length=0.3, spines=0.14, groove=0.14, sculpture="smooth",
        relief=0.08, shine=0.75,
    ),
    _B1,
    replace(
        _B1, name="Kind B2", millimetres=2.1, head=(158, 58, 28), body=(172, 66, 30),
        gaster=(44, 34, 36), legs=(120, 56, 32), head_width=0.76, head_taper=0.1, eye=0.17,
        groove=0.1, node_height=0.44, node_length=0.08, hairs=0.12, gaster_length=1.1,
        sculpture="granular", relief=0.14, shine=0.4, bands=0.05,
    ),
    replace(
        _B1, name="Kind B3", millimetres=2.6, head=(58, 44, 38), body=(70, 50, 38),
        gaster=(52, 42, 38), legs=(150, 84, 42), head_width=0.78, shoulder_spines=0.0, hairs=1.0,
        hair_length=0.2, hair=(236, 196, 96), bands=0.95, gaster_width=0.9, eye=0.14,
        height=0.48,
    ),
    _C1,
    replace(
        _C1, name="Kind C2", millimetres=2.8, head_width=0.84, head_length=1.0, head_taper=0.22,
        head_notch=0.3, head_box=0.1, head=(150, 72, 32), body=(140, 66, 34), gaster=(74, 40, 30),
        legs=(176, 106, 56), eye=0.12, eye_place=-0.15, mandible="trap", mandible_length=0.8,
        scape=1.05, node_height=0.6, node_length=0.14, constriction=0.06, gaster_width=0.62,
        sculpture="striate", relief=0.3, shine=0.5, hairs=0.25, leg_length=1.15,
    ),
    _D1,
    replace(
        _D1, name="Kind D2", eye=0.1, eye_place=-0.1, head=(196, 134, 58), body=(206, 150, 70),
        gaster=(152, 96, 50), node_height=0.4, groove=0.07, hairs=0.4,
    ),
    Kind(
        "Kind E1", "Group E", 2.0, 1.2, 1.06, (40, 38, 42), (44, 40, 42), (46, 42, 44),
        (92, 60, 44), head_box=0.75, head_notch=0.16, head_taper=-0.06, eye=0.12, eye_place=0.55,
        mandible="stout", mandible_length=0.18, scape=0.46, club=0.4, height=0.36, groove=0.0,
        shoulder_spines=0.2, spines=0.16, nodes=2, node_height=0.3, node_length=0.2,
        gaster_length=1.16, gaster_width=1.02, sculpture="pitted", relief=0.5, shine=0.3, hairs=0.3,
        hair_length=0.06, hair=(230, 224, 206), leg_length=0.72, bands=0.05,
    ),
    Kind(
        "Kind E2", "Group E", 1.1, 0.94, 0.88, (120, 80, 44), (112, 72, 40), (52, 38, 34),
        (150, 106, 66), head_box=0.3, head_notch=0.12, eye=0.15, eye_place=0.1,
        mandible_length=0.26, scape=0.82, club=0.6, height=0.46, groove=0.16, spines=0.3, nodes=2,
        node_height=0.26, node_length=0.2, gaster_length=1.12, gaster_width=0.92,
        gaster_taper=0.45, gaster_lift=0.5, sting=0.06, sculpture="reticulate", relief=0.3,
        shine=0.5, hairs=0.35,
    ),
)  # fmt: skip

UNSEEN = replace(
    _C1, name="Kind C3", millimetres=2.4, head=(34, 88, 84), body=(44, 104, 92),
    gaster=(62, 60, 110), legs=(96, 60, 44), head_width=0.82, head_length=0.92, eye=0.17,
    eye_place=0.1, head_box=0.3, mandible="sickle", mandible_length=0.6, node_height=0.62,
    node_length=0.3, constriction=0.1, sculpture="reticulate", relief=0.5, shine=0.7, hairs=0.85,
    hair_length=0.15, hair=(236, 232, 210),
)  # fmt: skip
"""The kind that no release was shown: its specimens must not be given a kind's name."""

KINDS: dict[str, Kind] = {kind.name: kind for kind in (*KNOWN, UNSEEN)}
GROUPS: tuple[str, ...] = tuple(sorted({kind.group for kind in KNOWN}))
LOOK_ALIKES: tuple[tuple[str, str], ...] = (("Kind A1", "Kind A2"), ("Kind D1", "Kind D2"))

_VARYING = (
    "head_width", "head_length", "eye", "scape", "height", "spines", "node_height", "node_length",
    "gaster_length", "gaster_width", "leg_length", "mandible_length", "hairs", "hair_length",
    "millimetres",
)  # fmt: skip


def individual(kind: Kind, caste: Caste, random: np.random.Generator) -> Kind:
    """The kind as one individual has it: proportions ± 4 %, one shade of colour; queens differ.

    A queen is larger, with a higher mesosoma, larger eyes and gaster, and a smaller head for it.
    """
    factors = np.clip(random.normal(1.0, 0.04, len(_VARYING)), 0.9, 1.1)
    varied = {
        name: float(getattr(kind, name) * factor)
        for name, factor in zip(_VARYING, factors, strict=True)
    }
    light = float(np.clip(random.normal(1.0, 0.07), 0.85, 1.17))
    tint = np.clip(random.normal(1.0, 0.025, 3), 0.94, 1.06)
    shades = {
        part: _shade(getattr(kind, part), light, tint)
        for part in ("head", "body", "gaster", "legs")
    }
    one = replace(kind, **varied, **shades)  # type: ignore[arg-type]
    return _queen(one) if caste == "queen" else one


def _shade(colour: Colour, light: float, tint: NDArray[np.float64]) -> Colour:
    red, green, blue = (float(c * light * t) for c, t in zip(colour, tint, strict=True))
    return red, green, blue


def _queen(kind: Kind) -> Kind:
    return replace(
        kind,
        millimetres=kind.millimetres * 1.45,
        head_width=kind.head_width * (0.8 if kind.head_width > 1 else 0.9),
        head_length=kind.head_length * (0.78 if kind.head_length > 1 else 0.88),
        eye=max(kind.eye * 1.3, 0.13),
        height=kind.height * 1.32,
        groove=kind.groove * 0.3,
        spines=kind.spines * 0.6,
        gaster_length=kind.gaster_length * 1.22,
        gaster_width=kind.gaster_width * 1.14,
        leg_length=kind.leg_length * 0.9,
    )
