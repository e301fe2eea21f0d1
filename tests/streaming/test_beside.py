"""A thread beside a worker goes on, whatever one turn raised."""

from __future__ import annotations

import threading

import pytest

from streaming import beside


class Stumbling(beside.Beside):
    NAME = "stumbling"
    TROUBLE = "it stumbled"
    AFTER_TROUBLE = 0.0

    def __init__(self) -> None:
        super().__init__()
        self.turns = 0
        self.walked = threading.Event()

    def turn(self) -> float:
        self.turns += 1
        if self.turns == 1:
            raise ValueError("nobody foresaw this")
        self.walked.set()
        return 60.0


def test_an_error_that_nobody_foresaw_ends_a_turn_and_not_the_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(beside, "AFTER_THE_UNKNOWN", 0.01)
    one = Stumbling()
    one.start()
    assert one.walked.wait(60)
    one.stop()
