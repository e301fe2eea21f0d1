"""How often extra heads are right on pictures that state their term: by value, and what they call checked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from insecta.domain.release import Release
from insecta.domain.traits import Trait
from model.calibrate import calibration_error
from model.evaluate import Outcome
from model.shares import Share
from model.traits import stated


def figures(release: Release, found: Sequence[Outcome]) -> dict[str, Any]:
    """By term of each extra head; pictures that state a value the head cannot say count as wrong."""
    return {term: _of_head(release, found, term) for term in release.heads}


def _of_head(release: Release, found: Sequence[Outcome], term: str) -> dict[str, Any]:
    cases = [(truth, o, _best(o, term)) for o in found if (truth := stated(o.sample, term))]
    by_value: dict[str, list[bool]] = defaultdict(list)
    taken: Counter[tuple[str, str]] = Counter()
    for truth, _, best in cases:
        by_value[truth].append(best.value == truth)
        taken[truth, best.value] += 1
    checked = [
        (one.value == truth)
        for truth, o, _ in cases
        for one in o.answer.suggested
        if one.term == term and one.checked
    ]
    sure = [(best.confidence, best.value == truth) for truth, _, best in cases]
    means = [np.mean(right) for right in by_value.values()]
    return {
        "right": Share(sum(right for _, right in sure), len(cases)).as_json,
        "macro": round(float(np.mean(means)), 4) if means else None,
        "calibration_error": round(calibration_error(sure), 4) if sure else None,
        "least": release.heads[term].least,
        "suggested": Share(len(checked), len(cases)).as_json,
        "suggested_right": Share(sum(checked), len(checked)).as_json,
        "by_value": {
            value: Share(sum(right), len(right)).as_json
            for value, right in sorted(by_value.items())
        },
        "taken": [
            {"stated": truth, "said": said, "pictures": count}
            for (truth, said), count in sorted(taken.items())
            if truth != said
        ],
    }


def _best(outcome: Outcome, term: str) -> Trait:
    """The most probable value of a head, whatever its probability."""
    return max((t for t in outcome.traits if t.term == term), key=lambda t: t.confidence)
