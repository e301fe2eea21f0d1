"""Counts with their interval: what every figure of a release is printed as (users: 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from insecta.domain.interval import wilson

FEW = 30
"""Below so many cases there is no percentage."""


def is_few(told: Mapping[str, Any]) -> bool:
    """Of a share's JSON: too few independent cases to say a percentage."""
    return bool(told.get("independent", told["cases"]) < FEW)


@dataclass(frozen=True, slots=True)
class Share:
    """`right` of `cases`, printed with its Wilson interval; below 30 cases without a percentage.

    `specimens`: how many the cases are of, where several are of one: views of one specimen are no
    independent cases, so the interval is that of so many specimens.
    """

    right: int
    cases: int
    specimens: int | None = None

    @property
    def independent(self) -> int:
        """Cases that the interval counts."""
        return self.cases if self.specimens is None else min(self.cases, self.specimens)

    @property
    def value(self) -> float | None:
        """The share itself, None for no cases."""
        return self.right / self.cases if self.cases else None

    @property
    def interval(self) -> tuple[float, float]:
        number = self.independent
        return wilson(self.right * number / self.cases if self.cases else 0, number)

    @property
    def as_json(self) -> dict[str, Any]:
        low, high = self.interval
        value = None if self.value is None else round(self.value, 4)
        return {
            "right": self.right, "cases": self.cases, "share": value,
            "low": round(low, 4), "high": round(high, 4), "independent": self.independent,
        }  # fmt: skip

    def __str__(self) -> str:
        low, high = self.interval
        if self.independent < FEW:
            return f"{self.right} of {self.cases} (too few to say)"
        share = self.right / self.cases
        return f"{self.right} of {self.cases} ({share:.1%}, interval {low:.0%}–{high:.0%})"

    @property
    def brief(self) -> str:
        """For a sentence: `43 of 49 right, 76–94 %`."""
        if self.independent < FEW:
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
