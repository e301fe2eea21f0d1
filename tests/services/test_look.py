"""Pictures to answers without state: order, faults that stay alone, bounded work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from insecta.domain.answer import Abstention
from insecta.services.look import BATCH, look
from insecta.vision.rendition import encode
from tests.scripted_classifier import ScriptedClassifier


def striped(level: int) -> bytes:
    """A JPEG of mean grey `level`, sharp enough to be no poor picture."""
    pixels = np.full((64, 64, 3), level, np.int16)
    pixels[:, ::4] += 60
    pixels[:, 2::4] -= 60
    return encode(np.clip(pixels, 0, 255).astype(np.uint8))


def test_answers_come_in_order_over_several_batches() -> None:
    levels = [70, 100, 128, 150, 185] * 9
    found = list(look(ScriptedClassifier(), [(str(n), striped(v)) for n, v in enumerate(levels)]))
    assert [one.name for one in found] == [str(n) for n in range(45)]
    by_level = {v: one.answer for v, one in zip(levels, found, strict=True)}
    assert len({str(answer) for answer in by_level.values()}) == 5
    for level, one in zip(levels, found, strict=True):
        assert one.answer == by_level[level]


def test_a_bad_picture_fails_alone(tmp_path: Path) -> None:
    missing = tmp_path / "gone.jpg"
    sources = [
        ("good", striped(70)),
        ("cut", striped(70)[:400]),
        ("gone", missing.read_bytes),
        ("text", b"<html>"),
        ("good too", striped(70)),
    ]
    found = list(look(ScriptedClassifier(), sources))
    assert [one.error.reason if one.error else "" for one in found] == [
        "", "truncated", "unreadable", "not_a_picture", "",
    ]  # fmt: skip
    assert all((one.error is None) != (one.answer is None) for one in found)
    assert found[0].answer == found[4].answer


def test_a_poor_picture_gets_its_reason_and_no_name() -> None:
    (one,) = look(ScriptedClassifier(), [("blank", encode(np.full((90, 90, 3), 250, np.uint8)))])
    assert one.answer is not None
    assert one.answer.abstention is Abstention.POOR_PICTURE
    assert "blank" in one.answer.note


def test_reading_stays_a_few_batches_ahead() -> None:
    asked = 0

    def endless() -> Iterator[tuple[str, bytes]]:
        nonlocal asked
        while True:
            asked += 1
            yield str(asked), striped(100)

    pictures = look(ScriptedClassifier(), endless())
    for _ in range(3):
        next(pictures)
    assert asked <= 4 * BATCH
    pictures.close()  # type: ignore[attr-defined]


def test_nothing_in_nothing_out() -> None:
    assert list(look(ScriptedClassifier(), [])) == []


@pytest.mark.parametrize("threads", [1, 4])
def test_threads_change_nothing(threads: int) -> None:
    sources = [(str(n), striped(60 + 7 * n)) for n in range(20)]
    found = list(look(ScriptedClassifier(), sources, threads=threads))
    usual = list(look(ScriptedClassifier(), sources))
    assert [one.answer for one in found] == [one.answer for one in usual]
