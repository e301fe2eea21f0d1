"""Counts with their interval: what every figure of a release is printed as (users: 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.calibrate import wilson

FEW = 30
"""Below so many cases there is no percentage."""


@dataclass(frozen=True, slots=True)
class Share:
    """`right` of `cases`, printed with its Wilson interval; below 30 cases without a percentage."""

    right: int
    cases: int

    @property
    def value(self) -> float | None:
        """The share itself, None for no cases."""
        return self.right / self.cases if self.cases else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.right, self.cases)

    @property
    def as_json(self) -> dict[str, Any]:
        low, high = self.interval
        value = None if self.value is None else round(self.value, 4)
        return {
            "right": self.right, "cases": self.cases, "share": value,
            "low": round(low, 4), "high": round(high, 4),
        }  # fmt: skip

    def __str__(self) -> str:
        low, high = self.interval
        if self.cases < FEW:
            return f"{self.right} of {self.cases} (too few to say)"
        share = self.right / self.cases
        return f"{self.right} of {self.cases} ({share:.1%}, interval {low:.0%}–{high:.0%})"

    @property
    def brief(self) -> str:
        """For a sentence: `43 of 49 right, 76–94 %`."""
        if self.cases < FEW:
            return f"{self.right} of {self.cases} right: too few to say"
        low, high = self.interval
        return f"{self.right} of {self.cases} right, {100 * low:.0f}–{100 * high:.0f} %"


def area_under_roc(known: Sequence[float], new: Sequence[float]) -> float | None:
    """Chance that a new case scores higher than a known one, ties counting half; None for no cases."""
    if not len(known) or not len(new):
        return None
    ordered = np.sort(np.asarray(known, dtype=np.float64))
    fresh = np.asarray(new, dtype=np.float64)
    below = np.searchsorted(ordered, fresh, side="left")
    ties = np.searchsorted(ordered, fresh, side="right") - below
    return float((below + ties / 2).mean() / len(ordered))
