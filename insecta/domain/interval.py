"""Intervals of shares: what so many cases can tell."""

from __future__ import annotations

import math

LEAST_CASES = 30
"""Below this many cases a share is not given as a percentage (users: 7)."""


def wilson(right: float, cases: int, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927); (0, 1) for no cases."""
    if cases == 0:
        return 0.0, 1.0
    share = right / cases
    middle = share + z * z / (2 * cases)
    spread = z * math.sqrt(share * (1 - share) / cases + z * z / (4 * cases * cases))
    scale = 1 + z * z / cases
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def in_words(right: int, cases: int) -> str:
    """`287 of 300 right (93–97 %)`, or `7 of 8 right (too few to say)`."""
    if cases < LEAST_CASES:
        return f"{right} of {cases} right (too few to say)"
    low, high = wilson(right, cases)
    return f"{right} of {cases} right ({100 * low:.0f}–{100 * high:.0f} %)"
