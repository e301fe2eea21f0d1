"""A snapshot of drawn beetles in three colours and two forms: learned in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from model.preset import Preset, Stage
from model.samples import Sample
from model.snapshot import Snapshot, read_snapshot, write_snapshot
from model.tree import Lineage, taxon_id

ROOT: Lineage = (("class", "Insecta"), ("order", "Coleoptera"))
ROUND: Lineage = (*ROOT, ("genus", "Rotunda"))
LONG: Lineage = (*ROOT, ("genus", "Longa"))
KINDS: tuple[tuple[Lineage, tuple[int, int, int]], ...] = (
    ((*ROUND, ("species", "Rotunda rubra")), (200, 40, 40)),
    ((*ROUND, ("species", "Rotunda viridis")), (40, 170, 60)),
    ((*LONG, ("species", "Longa caerulea")), (40, 60, 200)),
)
PARTS = ("training", "training", "training", "calibration", "test")


def beetle(
    lineage: Lineage, colour: tuple[int, int, int], seed: int, view: str = "", caste: str = ""
) -> np.ndarray:
    """Seen from the side its ground is blue; major ones have a yellow spot beside them."""
    rng = np.random.default_rng([seed, 5])
    ground = rng.integers(215, 250, 3)
    ground[:2] -= 60 * (view == "profile")
    picture = Image.new("RGB", (96, 96), tuple(ground.tolist()))
    half = (30, 26) if ROUND[-1] in lineage else (36, 12)
    x, y = rng.integers(42, 54, 2).tolist()
    shade = tuple(int(np.clip(c + rng.normal(0, 12), 0, 255)) for c in colour)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((x - half[0], y - half[1], x + half[0], y + half[1]), fill=shade)
    if caste == "major":
        draw.ellipse((6, 6, 22, 22), fill=(230, 200, 20))
    for leg in (-18, 0, 18):
        draw.line((x + leg, y - 38, x + leg, y + 38), fill=(20, 20, 20), width=2)
    return np.asarray(picture)


def samples(each: int = 10, *, told: bool = False) -> list[Sample]:
    """`each` specimens of each kind, and one known to its genus only. `told`: they differ in view and
    caste, which two in three state."""
    made = []
    for kind, (lineage, colour) in enumerate(KINDS):
        for number in range(each):
            name = f"{kind}-{number}"
            label = lineage[:-1] if number == 0 else lineage
            view = ("dorsal", "profile")[number % 2] if told else ""
            caste = ("major", "minor")[number // 2 % 2] if told else ""
            pixels = beetle(lineage, colour, 100 * kind + number, view, caste)
            stated = number % 3 > 0
            made.append(
                Sample(
                    name, "drawn beetles", name, label, pixels, part=PARTS[number % 5], group=name,
                    view=view if stated else "", caste=caste if stated else "",
                    licence="https://creativecommons.org/licenses/by/4.0/" if kind else "",
                    creator="A. Drawer",
                )
            )  # fmt: skip
    return made


def snapshot(folder: Path, made: Sequence[Sample] | None = None) -> Snapshot:
    made = samples() if made is None else made
    steps = {step for sample in made for step in sample.lineage}
    write_snapshot(folder, made, {step: taxon_id(step) for step in steps}, {"seed": 1})
    return read_snapshot(folder)


def preset(**changes: Any) -> Preset:
    told: dict[str, Any] = {
        "about": "tiny", "seed": 3, "side": 48, "stages": (Stage(32, 1), Stage(48, 1)), "batch": 12,
        "rate": 0.002, "head_rate": 0.005, "decay": 1e-4, "frozen_until": None, "levels": 3,
        "level_decay": 0.5, "smoothing": 0.0, "mixing": 0.3, "mixing_until": 0.5, "dimensions": 8,
        "proxy_weight": 0.5, "proxy_scale": 10.0, "average": 0.8, "balance": 0.5,
        "least_specimens": 2, "drawn": 18, "scrambled": 0.1, "head_views": 2, "patience": 9, "blend": 1.0,
        "source_weights": {}, "strength": {"zoom": (0.9, 1.2), "light": 0.2},
    }  # fmt: skip
    return Preset(**{**told, **changes})


def trunk() -> Any:
    """An untrained convolution in place of the backbone: minutes become seconds."""
    import keras

    keras.utils.set_random_seed(4)
    entry = keras.Input((None, None, 3), name="pictures")
    layer = keras.layers.Conv2D(24, 5, strides=2, padding="same")(entry)
    layer = keras.layers.ReLU(6.0)(layer)
    layer = keras.layers.Conv2D(48, 3, strides=2, padding="same")(layer)
    layer = keras.layers.ReLU(6.0)(layer)
    return keras.Model(entry, keras.layers.GlobalAveragePooling2D(name="features")(layer))
