"""Presets are data: `model/presets/NAME.json`, or a file of one's own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from insecta.errors import BadSettings

FOLDER = Path(__file__).parent / "presets"


@dataclass(frozen=True, slots=True)
class Stage:
    """`epochs` at pictures of `side` pixels. `strength`: what of the preset's differs here."""

    side: int
    epochs: int
    strength: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preset:
    """How a network is trained.

    `stages`: none leaves the trunk as it came. `rate`, `head_rate`: highest learning rates of trunk
    and heads; `decay`: of weights. `frozen_until`: last layer that stays as it came.
    `levels`, `level_decay`: ranks above the label that the loss sees, and how much less each counts.
    `mixing`: share of batches that are mixed (mixup or CutMix) during the first `mixing_until` of
    all epochs. `proxy_weight`, `proxy_scale`: of the loss of the embedding. `average`: of weights
    over steps, the average being what is kept. `balance`: 0 counts pictures, 1 counts classes
    alike. `least_specimens`: that make a name a class. `drawn`: pictures without an insect that are
    drawn for training; `scrambled`: share of a batch that are insects in pieces, also no insect.
    `head_views`: views of a picture that the heads start from. `patience`: epochs without a better
    calibration loss before training stops. `blend`: how far the weights go from where fine-tuning
    began to where it ended. `strength`: of augmentation (`model/augment.py`).
    """

    about: str
    seed: int
    side: int
    stages: tuple[Stage, ...]
    batch: int
    rate: float
    head_rate: float
    decay: float
    frozen_until: str | None
    levels: int
    level_decay: float
    smoothing: float
    mixing: float
    mixing_until: float
    dimensions: int
    proxy_weight: float
    proxy_scale: float
    average: float
    balance: float
    least_specimens: int
    drawn: int
    scrambled: float
    head_views: int
    patience: int
    blend: float
    source_weights: Mapping[str, float]
    strength: Mapping[str, Any]

    @property
    def epochs(self) -> int:
        return sum(stage.epochs for stage in self.stages)

    def _stage_of(self, epoch: int) -> Stage | None:
        for stage in self.stages:
            if epoch < stage.epochs:
                return stage
            epoch -= stage.epochs
        return None

    def side_of(self, epoch: int) -> int:
        """Pixels of the pictures in an epoch, counted from 0."""
        stage = self._stage_of(epoch)
        return stage.side if stage else self.side

    def strength_of(self, epoch: int) -> dict[str, Any]:
        """Augmentation in an epoch, counted from 0."""
        stage = self._stage_of(epoch)
        return {**self.strength, **(stage.strength if stage else {})}

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def load_preset(name: str) -> Preset:
    """A shipped preset by name, or a file. Raises BadSettings naming what does not fit."""
    file = Path(name) if name.endswith(".json") else FOLDER / f"{name}.json"
    try:
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        known = ", ".join(sorted(path.stem for path in FOLDER.glob("*.json")))
        raise BadSettings(
            f"no preset {name!r}", hint=f"take one of {known}, or a .json file"
        ) from error
    except ValueError as error:
        raise BadSettings(f"{file}: is no JSON: {error}") from error
    names = {field.name for field in fields(Preset)}
    if set(told) != names:
        wrong = ", ".join(sorted(names ^ set(told)))
        raise BadSettings(f"{file}: fields missing or unknown: {wrong}")
    stages = tuple(Stage(**stage) for stage in told.pop("stages"))
    return Preset(stages=stages, **told)
