"""The anatomy: one individual of a kind, posed in one of three views, as blobs and limbs.

`draw` paints from the far side to the near one. `unit` is the length of the mesosoma in pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import atan2, cos, pi, sin, sqrt
from typing import Any, Literal

import numpy as np

from insecta.teaching.canvas import Blob, Canvas, Skin
from insecta.teaching.kinds import Caste, Kind

View = Literal["head", "profile", "dorsal"]
VIEWS: tuple[View, ...] = ("head", "profile", "dorsal")
Point = tuple[float, float]

_UP = -pi / 2
_EYE = Skin((30, 26, 28), 1.0, "granular", 0.12)
_OCELLUS = Skin((230, 190, 120), 1.0)


@dataclass(frozen=True, slots=True)
class Figure:
    """An individual at a place on the canvas: shape, caste, pixels per unit, pose by `random`."""

    canvas: Canvas
    kind: Kind
    caste: Caste
    x: float
    y: float
    unit: float
    turn: float
    random: np.random.Generator

    def at(self, along: float, across: float) -> Point:
        """Pixel of a place in units from the middle of the body, turned with it."""
        c, s = cos(self.turn), sin(self.turn)
        u = self.unit
        return self.x + u * (along * c - across * s), self.y + u * (along * s + across * c)

    def path(self, *places: Point) -> list[Point]:
        return [self.at(*place) for place in places]

    def some(self, spread: float) -> float:
        return float(self.random.normal(0.0, spread))

    def skin(self, part: Literal["head", "body", "gaster", "legs"]) -> Skin:
        kind = self.kind
        if part == "legs":
            return Skin(kind.legs, kind.shine * 0.8)
        relief = kind.relief * (0.35 if part == "gaster" and kind.sculpture != "pitted" else 1.0)
        return Skin(getattr(kind, part), kind.shine, kind.sculpture, relief)

    def blob(
        self, place: Point, along: float, across: float, angle: float, skin: Skin, **shape: Any
    ) -> Blob:
        x, y = self.at(*place)
        u = self.unit
        return self.canvas.blob(Blob(x, y, along * u, across * u, self.turn + angle, **shape), skin)

    def limb(self, places: list[Point], radii: list[float], skin: Skin) -> None:
        self.canvas.limb(self.path(*places), [r * self.unit for r in radii], skin)

    def fur(self, blob: Blob, count: float, start: float = 0.0, stop: float = 2 * pi) -> None:
        """Hairs that stand out from a part of an outline, and some that lie on the surface."""
        kind = self.kind
        length = kind.hair_length * self.unit
        for turn in self.random.uniform(start, stop, int(count * kind.hairs)):
            x, y, out = blob.edge(float(turn))
            self.canvas.hair(
                x, y, out + self.some(0.35), length * float(self.random.uniform(0.5, 1))
            )
        for turn in self.random.uniform(0, 2 * pi, int(count * kind.hairs * 0.5)):
            share = float(np.sqrt(self.random.uniform(0, 0.7)))
            x, y = blob.at(share * cos(turn), share * sin(turn))
            self.canvas.hair(x, y, self.turn + self.some(0.5), length * 0.45)


def draw(figure: Figure, view: View) -> None:
    """Paint the individual in a view; hairs last."""
    {"head": _head_view, "profile": _profile_view, "dorsal": _dorsal_view}[view](figure)
    figure.canvas.comb(figure.kind.hair)


# --- shared parts -------------------------------------------------------------------------------


def _antenna(figure: Figure, root: Point, elbow: Point, sweep: list[Point], thick: float) -> None:
    """Scape from root to elbow, then ten beads along the sweep; the last three may form a club."""
    skin = figure.skin("legs")
    figure.limb([root, elbow], [thick * 0.62, thick * 0.8], skin)
    beads = 10
    places = [_on_path([elbow, *sweep], (n + 0.6) / beads) for n in range(beads + 1)]
    for n in range(beads):
        (x0, y0), (x1, y1) = places[n], places[n + 1]
        swell = 1 + figure.kind.club * (0.25, 0.75, 1.0)[n - beads] if n >= beads - 3 else 1.0
        half = 0.5 * float(np.hypot(x1 - x0, y1 - y0))
        figure.blob(
            ((x0 + x1) / 2, (y0 + y1) / 2), half * 1.15, thick * 0.72 * swell,
            atan2(y1 - y0, x1 - x0), skin, box=0.3,
        )  # fmt: skip


def _on_path(points: list[Point], share: float) -> Point:
    """Point at a share (0 to about 1.1) of a path's length."""
    steps = [float(np.hypot(b[0] - a[0], b[1] - a[1])) for a, b in pairwise(points)]
    left = share * sum(steps)
    for n, step in enumerate(steps):
        if left <= step or n == len(steps) - 1:
            t = left / (step or 1.0)
            (x0, y0), (x1, y1) = points[n], points[n + 1]
            return x0 + t * (x1 - x0), y0 + t * (y1 - y0)
        left -= step
    return points[-1]


def _leg(figure: Figure, places: list[Point], thick: float, skin: Skin) -> None:
    """Coxa, femur, tibia and tarsus through five places."""
    coxa, knee0, knee, ankle, claw = places
    figure.limb([ankle, claw], [thick * 0.42, thick * 0.26], skin.darker(0.95))
    figure.limb([knee, ankle], [thick * 0.55, thick * 0.62], skin)
    middle = ((knee0[0] + knee[0]) / 2, (knee0[1] + knee[1]) / 2)
    figure.limb([knee0, middle, knee], [thick * 0.72, thick * 1.0, thick * 0.6], skin)
    figure.limb([coxa, knee0], [thick * 1.4, thick * 0.75], skin)


def _ocelli(figure: Figure, places: list[Point], size: float) -> None:
    for place in places:
        figure.blob(place, size, size, 0.0, _OCELLUS)


# --- head in full face --------------------------------------------------------------------------


def _head_view(figure: Figure) -> None:
    """The face, mandibles below; the unit here is the length of the head."""
    kind = figure.kind
    width = 0.5 * kind.head_width / kind.head_length
    skin, legs = figure.skin("head"), figure.skin("legs")
    _mandibles(figure, width)
    face = figure.blob(
        (0, 0), 0.5, width, _UP, skin, box=kind.head_box, taper=kind.head_taper, notch=kind.head_notch,
    )  # fmt: skip
    figure.blob((0, 0.34), 0.13, width * 0.5, _UP, skin, box=0.5)
    for side in (-1.0, 1.0):
        figure.limb([(side * 0.08, 0.27), (side * 0.13, 0.02)], [0.02, 0.008], skin)
        figure.blob((side * 0.135, 0.25), 0.045, 0.04, 0.0, legs.darker(0.6))
        place = -0.12 - 0.34 * kind.eye_place + 0.06
        bulge = _half_width(kind, width, -place * 2)
        figure.blob(
            (side * bulge * 0.95, place), kind.eye, kind.eye * 0.62, _UP - side * 0.12, _EYE
        )
    if figure.caste == "queen":
        _ocelli(figure, [(0, -0.26), (-0.07, -0.34), (0.07, -0.34)], 0.028)
    for side in (-1.0, 1.0):
        _face_antenna(figure, side, width)
    figure.fur(face, 46)


def _face_antenna(figure: Figure, side: float, width: float) -> None:
    """Scape from beside the clypeus up and out over the face, the rest hanging outside it."""
    reach, lift = figure.kind.scape, figure.some(0.06)
    slope = 0.72 + lift
    elbow = (side * (0.135 + reach * cos(slope)), 0.25 - reach * sin(slope))
    out = max(abs(elbow[0]) + 0.1, width + 0.16) + lift * 0.5
    sweep = [(side * out, elbow[1] + 0.24), (side * (out - 0.03), elbow[1] + 0.86)]
    _antenna(figure, (side * 0.135, 0.25), elbow, sweep, 0.05)


def _half_width(kind: Kind, width: float, u: float) -> float:
    """Half width of the head at a share of its half length above the middle."""
    u = max(-0.9, min(0.9, u))
    ellipse, square = sqrt(1 - u * u), sqrt(sqrt(1 - u**4))
    return (
        width * ((1 - kind.head_box) * ellipse + kind.head_box * square) * (1 + kind.head_taper * u)
    )


def _mandibles(figure: Figure, width: float) -> None:
    kind = figure.kind
    long = kind.mandible_length
    skin = Skin(kind.legs, kind.shine, "striate", 0.25)
    for side in (-1.0, 1.0):
        if kind.mandible == "trap":
            figure.limb(
                [(side * 0.12, 0.40), (side * 0.15, 0.44 + long * 0.75), (side * 0.03, 0.5 + long * 0.8)],
                [0.06, 0.045, 0.02], skin,
            )  # fmt: skip
            figure.limb(
                [(side * 0.14, 0.44 + long * 0.6), (side * 0.05, 0.47 + long * 0.66)],
                [0.02, 0.008],
                skin,
            )
        elif kind.mandible == "sickle":
            figure.limb(
                [(side * width * 0.6, 0.38), (side * width * 0.72, 0.5 + long * 0.3), (side * 0.1, 0.5 + long * 0.62),
                 (-side * 0.04, 0.5 + long * 0.6)],
                [0.07, 0.055, 0.03, 0.012], skin,
            )  # fmt: skip
        else:
            _plate_mandible(figure, side, width, skin)


def _plate_mandible(figure: Figure, side: float, width: float, skin: Skin) -> None:
    """A triangular or stout mandible with teeth on its inner margin."""
    long, stout = figure.kind.mandible_length, figure.kind.mandible == "stout"
    base = width * (0.62 if stout else 0.5)
    teeth = 3 if stout else 5
    for n in range(teeth):
        y = 0.44 + long * (0.42 + 0.5 * n / teeth)
        figure.limb([(side * 0.08, y - 0.02), (-side * 0.005, y + 0.03)], [0.026, 0.01], skin)
    figure.blob(
        (side * base * 0.55, 0.42 + long * 0.4), long * 0.62, base * 0.6, pi / 2 + side * 0.32, skin,
        box=0.35, taper=-0.3,
    )  # fmt: skip


# --- body from the side -------------------------------------------------------------------------


def _profile_view(figure: Figure) -> None:
    """Head to the left; along is left to right, across is downwards."""
    kind = figure.kind
    high = kind.height * 1.22
    body = figure.skin("body")
    _profile_legs(figure, far=True)
    neck = (-0.47, -0.02)
    bow = 0.42 + figure.some(0.06)
    _profile_antenna(figure, neck, bow, far=True)
    end = _profile_petiole(figure, measure_only=True)
    _profile_gaster(figure, end)
    _profile_petiole(figure, measure_only=False)
    if kind.spines > 0.02:
        root = (0.36, kind.groove - high * 0.28)
        tip = (0.42 + kind.spines * 0.85, kind.groove - high * 0.36 - kind.spines * 0.72)
        figure.limb([root, tip], [0.055, 0.008], body)
    figure.limb([neck, (-0.34, 0.0)], [0.08, 0.12], body.darker(0.8))
    figure.blob((0.02, high * 0.14), 0.46, high * 0.38, 0.06, body, box=0.3)
    rear = figure.blob((0.27, kind.groove - high * 0.05), 0.235, high * 0.46, 0.2, body, box=0.4)
    if figure.caste == "queen":
        figure.blob((0.19, -high * 0.34), 0.11, high * 0.2, 0.1, body)
        front = figure.blob((-0.13, -high * 0.18), 0.32, high * 0.42, 0.05, body, box=0.15)
        figure.blob((-0.36, 0.0), 0.14, high * 0.36, 0.3, body)
        for x, y in ((-0.02, -0.02), (0.12, 0.0)):
            figure.limb([(x, y), (x + 0.06, y - 0.03)], [0.032, 0.012], body.darker(0.55))
    else:
        front = figure.blob((-0.24, -high * 0.1), 0.26, high * 0.48, -0.12, body, box=0.2)
        figure.blob((0.02, -high * 0.16 + kind.groove * 0.4), 0.15, high * 0.3, 0.05, body)
    if kind.shoulder_spines > 0.02:
        figure.limb(
            [(-0.36, -high * 0.3), (-0.46, -high * 0.3 - kind.shoulder_spines * 0.7)],
            [0.05, 0.01],
            body,
        )
    figure.blob((0.36, high * 0.26), 0.07, 0.05, 0.0, body.darker(0.85))
    _profile_head(figure, neck, bow)
    _profile_legs(figure, far=False)
    _profile_antenna(figure, neck, bow, far=False)
    figure.fur(front, 16, pi * 1.1, pi * 1.9)
    figure.fur(rear, 10, pi * 1.1, pi * 1.9)


def _profile_head(figure: Figure, neck: Point, bow: float) -> None:
    kind = figure.kind
    deep = 0.3 * kind.head_width + 0.1
    cx, cy = _ahead(neck, bow, kind.head_length * 0.46)
    skin = figure.skin("head")
    jaw = Skin(kind.legs, kind.shine)
    tip = _ahead(neck, bow, kind.head_length * 0.92 + kind.mandible_length * 0.75)
    base = _ahead(neck, bow, kind.head_length * 0.84)
    thick = 0.06 if kind.mandible in {"trap", "sickle"} else 0.12
    figure.limb([(base[0], base[1] + 0.06), (tip[0], tip[1] + 0.05)], [thick, 0.025], jaw)
    face = figure.blob(
        (cx, cy), kind.head_length * 0.5, deep, pi - bow, skin, box=kind.head_box * 0.5,
        taper=-0.16,
    )  # fmt: skip
    eye = _ahead(neck, bow, kind.head_length * (0.44 - 0.34 * kind.eye_place + 0.06))
    figure.blob(
        (eye[0], eye[1] - deep * 0.12),
        kind.eye * kind.head_length,
        kind.eye * 0.8 * kind.head_length,
        pi - bow,
        _EYE,
    )
    if figure.caste == "queen":
        top = _ahead(neck, bow, kind.head_length * 0.26)
        _ocelli(figure, [(top[0] - 0.03, top[1] - deep * 0.86)], 0.024)
    figure.fur(face, 18)


def _ahead(neck: Point, bow: float, far: float) -> Point:
    """A place on the head's axis, which is bowed down from the neck."""
    return neck[0] - far * cos(bow), neck[1] + far * sin(bow)


def _profile_antenna(figure: Figure, neck: Point, bow: float, *, far: bool) -> None:
    kind = figure.kind
    shift = 0.09 if far else 0.0
    root = _ahead(neck, bow, kind.head_length * 0.7)
    root = (root[0] - shift, root[1] - 0.12)
    long = kind.scape * kind.head_length
    lift = 0.95 + figure.some(0.08) - (0.25 if far else 0.0)
    elbow = (root[0] - long * cos(lift), root[1] - long * sin(lift))
    sweep = [(elbow[0] - 0.22, elbow[1] + 0.2), (elbow[0] - 0.32, elbow[1] + 0.78)]
    _antenna(figure, root, elbow, sweep, 0.045)


def _profile_petiole(figure: Figure, *, measure_only: bool) -> Point:
    """Waist of one or two nodes; returns where the gaster begins."""
    kind = figure.kind
    x, y = 0.46, 0.07
    if kind.nodes == 1:
        node = x + 0.1 + kind.node_length
        end = (node + kind.node_length + 0.02, y + 0.02)
        if not measure_only:
            skin = figure.skin("body")
            figure.limb([(x, y), (node, y + 0.03), end], [0.08, 0.09, 0.08], skin)
            figure.blob(
                (node, y - kind.node_height * 0.28),
                kind.node_height * 0.46,
                kind.node_length * 0.85,
                _UP + 0.12,
                skin,
                box=0.35,
                taper=-0.22,
            )
        return end
    first = x + 0.2
    second = first + 0.14 + kind.node_length
    end = (second + kind.node_length * 0.62, y + 0.02)
    if not measure_only:
        skin = figure.skin("body")
        figure.limb([(x, y), (first, y + 0.03), end], [0.055, 0.075, 0.07], skin)
        figure.blob(
            (second, y - 0.05), kind.node_height * 0.42, kind.node_length * 0.72, _UP, skin, box=0.1
        )
        figure.blob(
            (first + 0.02, y - kind.node_height * 0.22),
            kind.node_height * 0.42,
            kind.node_length * 0.66,
            _UP + 0.1,
            skin,
            taper=-0.3,
        )
    return end


def _profile_gaster(figure: Figure, start: Point) -> None:
    kind = figure.kind
    long, wide = kind.gaster_length, kind.gaster_width * 0.78
    lift = kind.gaster_lift + figure.some(0.05) - 0.1
    skin = figure.skin("gaster")
    c, s = cos(lift), -sin(lift)
    if kind.sting > 0.02:
        tip = (start[0] + long * c, start[1] + long * s + 0.03)
        figure.limb(
            [(tip[0] - 0.1, tip[1] + 0.02), (tip[0] + kind.sting, tip[1] + 0.1)],
            [0.035, 0.006],
            figure.skin("legs"),
        )
    centre = (start[0] + 0.5 * long * c, start[1] + 0.5 * long * s + 0.02)
    if kind.constriction > 0.04:
        rear = (start[0] + 0.64 * long * c, start[1] + 0.64 * long * s + 0.02)
        gaster = figure.blob(
            rear,
            long * 0.36,
            wide * 0.5,
            pi - lift,
            skin,
            box=0.1,
            taper=0.22,
            bands=(0.5, 0.0, -0.45),
            pale=kind.bands,
        )
        front = (start[0] + 0.2 * long * c, start[1] + 0.2 * long * s)
        figure.blob(
            front, long * 0.24, wide * (0.52 - kind.constriction * 0.4), pi - lift, skin, box=0.35
        )
    else:
        gaster = figure.blob(
            centre, long * 0.5, wide * 0.5, pi - lift, skin, taper=0.12 + kind.gaster_taper * 0.6,
            bands=(0.12, -0.3, -0.6, -0.8), pale=kind.bands,
        )  # fmt: skip
    figure.fur(gaster, 46)


def _profile_legs(figure: Figure, *, far: bool) -> None:
    kind = figure.kind
    skin = figure.skin("legs").darker(0.68) if far else figure.skin("legs")
    long, high = kind.leg_length, kind.height * 1.1
    shift = 0.1 if far else 0.0
    for x, knee, foot in ((-0.3, -0.36, -0.58), (0.02, 0.1, 0.0), (0.26, 0.5, 0.72)):
        a, b = figure.some(0.05), figure.some(0.06)
        _leg(
            figure,
            [
                (x + shift, high * 0.34),
                (x + 0.05 + shift, high * 0.34 + 0.16),
                (x + knee * long + a + shift, high * 0.34 + 0.1 + b),
                (x + knee * long * 1.05 + (foot - knee) * 0.6 * long + shift, high * 0.34 + 0.56 * long + b),
                (x + foot * long + a + shift * 1.5, high * 0.34 + 0.86 * long),
            ],
            0.062, skin,
        )  # fmt: skip


# --- body from above ----------------------------------------------------------------------------


def _dorsal_view(figure: Figure) -> None:
    """Head upwards; along is left to right, across is downwards (towards the gaster)."""
    kind = figure.kind
    body = figure.skin("body")
    _dorsal_legs(figure)
    end = _dorsal_waist(figure)
    _dorsal_gaster(figure, end)
    _dorsal_waist(figure)
    if kind.spines > 0.02:
        for side in (-1.0, 1.0):
            figure.limb(
                [
                    (side * 0.1, 0.38),
                    (side * (0.14 + kind.spines * 0.35), 0.42 + kind.spines * 0.9),
                ],
                [0.05, 0.008],
                body,
            )
    wide = kind.height * 0.66
    figure.limb([(0, -0.58), (0, -0.36)], [0.09, 0.14], body.darker(0.8))
    rear = figure.blob((0, 0.24), 0.26, wide * 0.66, _UP, body, box=0.45, taper=0.05)
    if figure.caste == "queen":
        figure.blob((0, 0.06), 0.12, wide * 0.72, _UP, body, box=0.2)
        front = figure.blob((0, -0.2), 0.3, wide * 0.92, _UP, body, box=0.3)
        for side in (-1.0, 1.0):
            figure.limb(
                [(side * wide * 0.86, -0.06), (side * wide * 0.9, 0.06)],
                [0.035, 0.02],
                body.darker(0.55),
            )
            figure.limb(
                [(side * 0.09, -0.36), (side * 0.1, -0.05)], [0.008, 0.008], body.darker(0.7)
            )
    else:
        figure.blob((0, 0.02), 0.18, wide * 0.66, _UP, body, box=0.2)
        front = figure.blob((0, -0.24), 0.26, wide * 0.9, _UP, body, box=0.25, taper=0.1)
    if kind.shoulder_spines > 0.02:
        for side in (-1.0, 1.0):
            figure.limb(
                [
                    (side * wide * 0.7, -0.36),
                    (
                        side * (wide * 0.8 + kind.shoulder_spines * 0.5),
                        -0.4 - kind.shoulder_spines * 0.6,
                    ),
                ],
                [0.05, 0.01],
                body,
            )
    _dorsal_head(figure)
    figure.fur(front, 18)
    figure.fur(rear, 12)


def _dorsal_head(figure: Figure) -> None:
    kind = figure.kind
    long, wide = kind.head_length * 0.86, kind.head_width * 0.5
    y = -0.5 - long * 0.48
    tilt = figure.some(0.04)
    jaw = Skin(kind.legs, kind.shine)
    for side in (-1.0, 1.0):
        lift = figure.some(0.07)
        reach = kind.scape * kind.head_length
        elbow = (side * (0.14 + reach * 0.75 + lift), y - long * 0.1 - reach * (0.45 + lift))
        sweep = [
            (elbow[0] + side * 0.22, elbow[1] - 0.08),
            (elbow[0] + side * (0.55 + lift), elbow[1] + 0.32),
        ]
        _antenna(figure, (side * 0.12, y - long * 0.28), elbow, sweep, 0.045)
        front = y - long * 0.46
        if kind.mandible in {"trap", "sickle"}:
            out = 0.0 if kind.mandible == "trap" else 0.16
            figure.limb(
                [(side * 0.1, front), (side * (0.13 + out), front - kind.mandible_length * 0.5), (side * 0.02, front - kind.mandible_length * 0.85)],
                [0.055, 0.045, 0.012], jaw,
            )  # fmt: skip
        else:
            figure.blob(
                (side * wide * 0.3, front - kind.mandible_length * 0.14),
                kind.mandible_length * 0.5,
                wide * 0.32,
                _UP - side * 0.3,
                jaw,
                taper=-0.3,
            )
    face = figure.blob(
        (0, y),
        long * 0.5,
        wide,
        pi / 2 + tilt,
        figure.skin("head"),
        box=kind.head_box,
        taper=kind.head_taper,
        notch=kind.head_notch,
    )
    for side in (-1.0, 1.0):
        place = 0.34 * kind.eye_place + 0.06
        bulge = _half_width(kind, wide, place * 2)
        figure.blob(
            (side * bulge * 0.9, y + place * long),
            kind.eye * long,
            kind.eye * long * 0.6,
            _UP,
            _EYE,
        )
    if figure.caste == "queen":
        _ocelli(
            figure, [(0, y + long * 0.2), (-0.06, y + long * 0.28), (0.06, y + long * 0.28)], 0.024
        )
    figure.fur(face, 26)


def _dorsal_waist(figure: Figure) -> float:
    """Petiole, and postpetiole where there are two nodes; returns where the gaster begins."""
    kind = figure.kind
    skin = figure.skin("body")
    if kind.nodes == 1:
        y = 0.56 + kind.node_length * 0.6
        figure.limb([(0, 0.42), (0, y + kind.node_length)], [0.07, 0.08], skin.darker(0.85))
        figure.blob((0, y), kind.node_length * 0.75, kind.node_height * 0.42, _UP, skin, box=0.3)
        return y + kind.node_length * 0.8
    first = 0.62 + kind.node_length * 0.3
    second = first + kind.node_length * 1.15 + 0.04
    figure.limb([(0, 0.42), (0, second)], [0.05, 0.07], skin.darker(0.85))
    figure.blob((0, first), kind.node_length * 0.72, kind.node_height * 0.4, _UP, skin)
    figure.blob((0, second), kind.node_length * 0.62, kind.node_height * 0.52, _UP, skin)
    return second + kind.node_length * 0.42


def _dorsal_gaster(figure: Figure, start: float) -> None:
    kind = figure.kind
    long, wide = kind.gaster_length, kind.gaster_width
    skin = figure.skin("gaster")
    if kind.sting > 0.02:
        figure.limb(
            [(0, start + long * 0.9), (0.02, start + long + kind.sting * 0.8)],
            [0.03, 0.006],
            figure.skin("legs"),
        )
    if kind.constriction > 0.04:
        gaster = figure.blob(
            (0, start + long * 0.64),
            long * 0.37,
            wide * 0.52,
            _UP,
            skin,
            taper=0.2,
            box=0.1,
            bands=(0.5, 0.0, -0.45),
            pale=kind.bands,
        )
        figure.blob(
            (0, start + long * 0.2),
            long * 0.25,
            wide * (0.52 - kind.constriction * 0.4),
            _UP,
            skin,
            box=0.35,
        )
    else:
        gaster = figure.blob(
            (0, start + long * 0.5), long * 0.5, wide * 0.5, _UP, skin, taper=0.1 + kind.gaster_taper,
            box=0.08, bands=(0.12, -0.3, -0.6, -0.8), pale=kind.bands,
        )  # fmt: skip
    figure.fur(gaster, 52)


def _dorsal_legs(figure: Figure) -> None:
    kind = figure.kind
    skin = figure.skin("legs")
    long, wide = kind.leg_length, kind.height * 0.4
    for root, knee, ankle, claw in (
        (-0.3, (0.46, -0.5), (0.8, -0.86), (0.86, -1.22)),
        (-0.02, (0.6, -0.02), (1.02, 0.3), (1.3, 0.5)),
        (0.22, (0.56, 0.5), (0.84, 1.12), (0.98, 1.6)),
    ):
        for side in (-1.0, 1.0):
            a, b = figure.some(0.05), figure.some(0.05)
            _leg(
                figure,
                [
                    (side * wide * 0.7, root),
                    (side * (wide + 0.1), root + 0.03),
                    (side * (knee[0] * long + a), knee[1] * long + b),
                    (side * (ankle[0] * long + a), ankle[1] * long + b),
                    (side * (claw[0] * long + b), claw[1] * long + a),
                ],
                0.062, skin,
            )  # fmt: skip
