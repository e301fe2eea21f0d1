"""Presets are data: `model/presets/NAME.json`, or a file of one's own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from insecta.domain.traits import TERMS
from insecta.errors import BadSettings

FLOAT32 = "float32"
PRECISIONS = (FLOAT32, "mixed_bfloat16", "mixed_float16")
OPTIONAL: Mapping[str, Any] = {"heads": {}, "precision": FLOAT32}
"""Fields that a file may leave out, and what they are then."""
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
    `heads`: extra heads (`caste`, `sex`, `lifeStage`, `view`) and how much the loss of each counts.
    `precision`: of the arithmetic where there is a GPU (`model/precision.py`).
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
    heads: Mapping[str, float] = field(default_factory=dict)
    precision: str = FLOAT32

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
        """What names it; optional fields count where they say something."""
        told = asdict(self)
        for name, usual in OPTIONAL.items():
            if told[name] == usual:
                del told[name]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


HEAD_WEIGHT = 0.3
"""Of a head that a command names, beside a loss of names of about 1."""


def with_options(preset: Preset, heads: str | None, precision: str | None) -> Preset:
    """The preset with what a command says otherwise: `heads` as `caste,view`. Raises BadSettings."""
    told: dict[str, Any] = {}
    if heads is not None:
        told["heads"] = dict.fromkeys((one for one in heads.split(",") if one), HEAD_WEIGHT)
    if precision is not None:
        told["precision"] = precision
    _check_options("the command", told)
    return replace(preset, **told)


def _check_options(file: Path | str, told: Mapping[str, Any]) -> None:
    heads, precision = told.get("heads", {}), told.get("precision", FLOAT32)
    if not isinstance(heads, dict) or not set(heads) <= set(TERMS):
        raise BadSettings(f"{file}: heads are some of {', '.join(TERMS)}, each with its weight")
    if not all(isinstance(weight, int | float) and weight > 0 for weight in heads.values()):
        raise BadSettings(f"{file}: the weight of a head is a number above 0")
    if precision not in PRECISIONS:
        raise BadSettings(f"{file}: precision is one of {', '.join(PRECISIONS)}")


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
    if set(told) | set(OPTIONAL) != names:
        wrong = ", ".join(sorted(names ^ (set(told) | set(OPTIONAL))))
        raise BadSettings(f"{file}: fields missing or unknown: {wrong}")
    _check_options(file, told)
    stages = tuple(Stage(**stage) for stage in told.pop("stages"))
    return Preset(stages=stages, **told)
