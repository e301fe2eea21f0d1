"""Many insects in one picture: drawn drawers of known truth, staged pictures, sticky traps."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from insecta.vision.many import WORK_SIDE, Kind, find_parts, work_copy
from model import many
from model.drawn_drawers import draw_drawer

pytestmark = pytest.mark.seconds

PROOF = Path(__file__).parents[2] / "model" / "proofs" / "many.json"


@cache
def _drawer() -> many.Case:
    return next(iter(many.drawers([201])))


def test_a_drawn_drawer_is_found_whole() -> None:
    """A drawer of a seed that neither the tuning nor the proof has used."""
    case = _drawer()
    parts = find_parts(case.pixels)
    found = many.count(case, parts, Kind.SPECIMEN)
    assert found.true >= 20
    assert found.pairs >= 0.9 * found.true
    assert found.found <= 1.15 * found.true
    boxes = np.array([part.box for part in parts])
    assert (boxes >= 0).all()
    assert (boxes[:, :2] + boxes[:, 2:] <= 1 + 1e-9).all()


def test_reading_order_goes_row_by_row() -> None:
    specimens = [one.box for one in find_parts(_drawer().pixels) if one.kind is Kind.SPECIMEN]
    first, last = specimens[0], specimens[-1]
    assert first[1] < 0.3
    assert last[1] > 0.5
    lefts = [box[0] for box in specimens]
    assert lefts != sorted(lefts)


def test_an_empty_drawer_holds_nothing() -> None:
    foam = np.full((600, 800, 3), 225, np.uint8)
    noise = np.random.default_rng(5).integers(-3, 4, foam.shape)
    assert find_parts((foam + noise).astype(np.uint8)) == []


def test_the_same_drawer_twice() -> None:
    assert draw_drawer(7).truth == draw_drawer(7).truth


def test_a_large_picture_is_searched_in_a_small_copy() -> None:
    large = np.zeros((3_000, 9_000, 3), np.uint8)
    assert max(work_copy(large).shape) == WORK_SIDE
    small = np.zeros((30, 90, 3), np.uint8)
    assert work_copy(small) is small


def test_boxes_are_paired_once_and_best_first() -> None:
    true = [(0.0, 0.0, 0.4, 0.4), (0.5, 0.5, 0.4, 0.4)]
    found = [(0.0, 0.0, 0.4, 0.4), (0.02, 0.0, 0.4, 0.4), (0.9, 0.0, 0.1, 0.1)]
    assert many.overlap(true[0], found[0]) == pytest.approx(1)
    assert many.pairs(true, found) == 1


def test_tuned_and_reported_pictures_are_different_ones() -> None:
    split = json.loads(many.SPLIT.read_text(encoding="utf-8"))
    for kind in ("traps", "drawers"):
        assert not set(split[kind]["tuned"]) & set(split[kind]["reported"])


def test_a_trap_gives_what_the_proof_says(shared: Path) -> None:
    """The reported trap with the fewest insects, looked at again."""
    proof = json.loads(PROOF.read_text(encoding="utf-8"))
    told = min(proof["traps"]["reported"]["pictures"], key=lambda one: int(one["true"]))
    folder = shared / "data" / "many_specimens" / "yellow_traps"
    case = next(one for one in many.traps(folder, "reported") if one.name == told["picture"])
    found = many.count(case, find_parts(case.pixels), Kind.SPECIMEN)
    assert {"true": found.true, "found": found.found, "pairs": found.pairs} == {
        name: told[name] for name in ("true", "found", "pairs")
    }
