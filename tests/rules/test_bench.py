"""Benchmarks run at a hundredth of their size: what they compare is equal, and results are whole."""

from __future__ import annotations

import json
import math
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

from bench import curve, page, scale
from bench.__main__ import NAMES
from bench.pictures import draw_many
from bench.record import RESULTS, Measure, higher_is_better, lower_is_better
from insecta.vision.decode import decode

pytestmark = pytest.mark.seconds

FIELDS = [part.name for part in fields(Measure)]
SLOW = {
    "ingest", "idle", "upload", "realtime", "station", "portal", "bulk", "curve", "drill", "swap",
    "originals",
}  # fmt: skip


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow) if n in SLOW else n for n in NAMES]
)
def test_runs_small_with_equal_outputs(name: str) -> None:
    """Each compares its outputs with the peer's first, and ends the program where they differ."""
    measures = import_module(f"bench.{name}").main(small=True)
    assert measures
    for measure in measures:
        assert measure.ours > 0
        assert measure.theirs > 0
        assert math.isfinite(measure.ratio)


@pytest.mark.parametrize("path", sorted(RESULTS.glob("*.json")), ids=lambda path: path.stem)
def test_committed_results_have_the_documented_fields(path: Path) -> None:
    assert path.stem in NAMES
    rows = json.loads(path.read_text(encoding="utf-8"))
    assert rows
    for row in rows:
        assert list(row) == FIELDS
        assert row["runs"] >= 1
        assert row["noise"] >= 0
        if min(row["ours"], row["theirs"]) > 0.1:  # of smaller ones too few digits are kept
            quotients = (row["ours"] / row["theirs"], row["theirs"] / row["ours"])
            assert any(math.isclose(row["ratio"], q, rel_tol=0.02) for q in quotients), row


def test_the_page_of_figures_is_what_the_results_say() -> None:
    told = "run `python -m bench page`"
    assert page.PAGE.read_text(encoding="utf-8") == page.page(), told


def test_the_figures_of_the_cost_model_are_what_the_results_say() -> None:
    told = scale.PAGE.read_text(encoding="utf-8")
    assert scale.with_section(told) == told, "run `python -m bench page`"


def test_the_models_line_goes_through_the_two_smallest_sizes() -> None:
    points = [_point(number, 5.0 + 0.02 * number) for number in (2_000, 5_000, 10_000)]
    fixed, each = scale.line(points)
    assert math.isclose(fixed, 5.0)
    assert math.isclose(each, 0.02)
    assert [scale.shards(n) for n in (1, 4_608, 4_609, 1_000_000)] == [16, 16, 17, 260]


def test_a_ratio_above_one_is_better_either_way() -> None:
    assert lower_is_better("time", "s", [1.0, 2.0, 3.0], "peer", 4.0).ratio == 2.0
    assert higher_is_better("speed", "1/s", [8.0], "peer", 4.0).ratio == 2.0


def test_drawn_pictures_are_distinct_decodable_and_the_same_again(tmp_path: Path) -> None:
    first, again = tmp_path / "first", tmp_path / "again"
    files = draw_many(first, 6, size=(160, 120))
    draw_many(again, 6, size=(160, 120))
    taken = [path.read_bytes() for path in files]
    assert len(set(taken)) == 6
    assert taken == [(again / path.name).read_bytes() for path in files]
    for data in taken:
        picture = decode(data)
        assert (picture.width, picture.height) == (160, 120)
        assert picture.pixels.std() > 5


def test_a_cost_that_grows_with_the_pictures_has_a_slope_of_one() -> None:
    points = [_point(number, 0.02 * number) for number in (2_000, 10_000, 30_000)]
    assert math.isclose(curve.slope(points), 1.0)
    assert {one.ratio for one in curve.measures(points)[1:3]} == {1.0}
    dearer = [_point(number, 0.02 * number**1.1) for number in (2_000, 10_000, 30_000)]
    assert math.isclose(curve.slope(dearer), 1.1)


def _point(number: int, processor: float) -> curve.Point:
    return curve.Point(number, 0.0, processor, 900.0, {}, 2.0, 0.01 * processor, 50, 0, 0, 0)
