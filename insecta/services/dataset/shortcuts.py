"""How far a label can be told without looking at the insect: leaks and shortcuts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from insecta.domain.interval import wilson
from insecta.services.dataset.opened import Opened
from insecta.services.dataset.split import FROZEN, TEST, TRAIN

_NEIGHBOURS = 5


def shortcuts(pictures: Sequence[Opened], parts: Sequence[str]) -> dict[str, Any]:
    """Accuracy on the test part of guesses that know colours, or one column, and nothing else.

    `majority` is the guess without any knowledge: what a shortcut has to beat. Labels are those of
    the training part; test pictures of other labels are wrong whatever is guessed.
    """
    learn = [one for one, part in zip(pictures, parts, strict=True) if part == TRAIN]
    ask = [one for one, part in zip(pictures, parts, strict=True) if part == TEST]
    if not learn or not ask:
        return {}
    columns: Mapping[str, Callable[[Opened], str]] = {
        "majority": lambda one: "",
        "institution": lambda one: one.label.institution,
        "creator": lambda one: one.label.creator,
        "view": lambda one: one.label.view,
        "source": lambda one: one.label.source,
        "size": lambda one: f"{one.width}×{one.height}",
    }
    found: dict[str, Any] = {
        name: _counted(_by_column(learn, ask, column), ask) for name, column in columns.items()
    }
    found["colours"] = _counted(_by_colours(learn, ask), ask)
    base = found["majority"]["interval"][1]
    for name, figures in found.items():
        figures["tells"] = name != "majority" and figures["interval"][0] > base
    return found


def _by_column(
    learn: Sequence[Opened], ask: Sequence[Opened], column: Callable[[Opened], str]
) -> list[str]:
    """The most frequent label of the same value, else of all."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for one in learn:
        seen[column(one)][one.label.taxon_id] += 1
        seen["\0all"][one.label.taxon_id] += 1
    best = {
        value: min(names, key=lambda name: (-names[name], name)) for value, names in seen.items()
    }
    return [best.get(column(one), best["\0all"]) for one in ask]


def _by_colours(learn: Sequence[Opened], ask: Sequence[Opened]) -> list[str]:
    """The most frequent label among the five pictures of the most similar colours."""
    known = np.stack([one.colours for one in learn]).astype(np.float64)
    asked = np.stack([one.colours for one in ask]).astype(np.float64)
    mean, spread = known.mean(axis=0), known.std(axis=0) + 1e-6
    known, asked = (known - mean) / spread, (asked - mean) / spread
    labels = [one.label.taxon_id for one in learn]
    guesses = []
    for row in asked:
        near = np.argsort(((known - row) ** 2).sum(axis=1), kind="stable")[:_NEIGHBOURS]
        votes = Counter(labels[n] for n in near.tolist())
        guesses.append(min(votes, key=lambda name: (-votes[name], name)))
    return guesses


def _counted(guesses: Sequence[str], ask: Sequence[Opened]) -> dict[str, Any]:
    right = sum(g == one.label.taxon_id for g, one in zip(guesses, ask, strict=True))
    low, high = wilson(right, len(ask))
    return {"right": right, "cases": len(ask), "interval": [round(low, 4), round(high, 4)]}


def leaks(
    pictures: Sequence[Opened], groups: Sequence[int], parts: Sequence[str]
) -> dict[str, int]:
    """How many specimens, groups and digests lie in a frozen part and outside it: all are 0."""
    keys: Mapping[str, list[str]] = {
        "specimens": [one.label.specimen for one in pictures],
        "groups": [str(group) for group in groups],
        "digests": [one.sha256 for one in pictures],
    }
    found = {}
    for name, values in keys.items():
        sides: dict[str, set[bool]] = defaultdict(set)
        for value, part in zip(values, parts, strict=True):
            if part:
                sides[value].add(part in FROZEN)
        found[name] = sum(len(side) > 1 for side in sides.values())
    return found
