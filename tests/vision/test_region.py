"""Boxes are spelled so that they can be read again, whatever pixels they came from."""

from __future__ import annotations

import numpy as np
import pytest

from insecta.vision.region import box_of, cut, text_of


@pytest.mark.parametrize("side", [50, 320, 333, 640, 1_280, 1_600, 4_608, 65_000])
def test_what_is_written_is_read_again_at_every_edge(side: int) -> None:
    """Both numbers rounded up would end one step outside."""
    for left in range(0, side, max(1, side // 400)):
        start, length = left / side, (side - left) / side
        x, y, width, height = box_of(text_of((start, start, length, length)))
        assert x + width <= 1 + 1e-9
        assert y + height <= 1 + 1e-9
        assert (x, width) == pytest.approx((start, length), abs=2e-5)


def test_a_box_below_a_step_is_one_step() -> None:
    text = text_of((1.0 - 1e-9, 0.5, 1e-9, 1e-9))
    assert text == "0.99999,0.5,0.00001,0.00001"
    assert cut(np.zeros((90, 120, 3), dtype=np.uint8), text).shape == (1, 1, 3)


def test_what_an_earlier_version_stored_one_step_outside_is_read() -> None:
    assert cut(np.zeros((10, 320, 3), dtype=np.uint8), "0.40313,0,0.59688,1").shape == (10, 191, 3)


@pytest.mark.parametrize("text", ["0.9,0,0.2,1", "0,0,0,1", "-0.1,0,0.5,1", "0,0,1", "a,b,c,d"])
def test_what_is_no_box_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"box|outside|float"):
        box_of(text)
