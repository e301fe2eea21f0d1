"""Decoding in limited workers: same pictures, and nothing brings the caller down."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from insecta.errors import BadPicture
from insecta.vision.decode import Picture, decode
from insecta.vision.rendition import encode
from insecta.vision.sandbox import DecodeSandbox
from tests.vision.test_decode import saved

pytestmark = pytest.mark.seconds


@pytest.fixture(scope="module")
def sandbox() -> Iterator[DecodeSandbox]:
    with DecodeSandbox(workers=1, seconds=2) as made:
        yield made


def picture() -> bytes:
    return encode(np.random.default_rng(1).integers(0, 256, (300, 400, 3)).astype(np.uint8))


def test_same_pixels_as_without(sandbox: DecodeSandbox) -> None:
    there, here = sandbox.decode(picture()), decode(picture())
    assert isinstance(there, Picture)
    assert np.array_equal(there.pixels, here.pixels)
    assert (there.width, there.height, there.notes) == (here.width, here.height, here.notes)


def test_refusals_keep_reason_and_hint(sandbox: DecodeSandbox) -> None:
    with pytest.raises(BadPicture, match="zero bytes") as caught:
        sandbox.decode(b"")
    assert caught.value.reason == "empty"
    assert caught.value.hint


def test_a_killed_worker_is_replaced_and_the_picture_decoded(sandbox: DecodeSandbox) -> None:
    sandbox.decode(picture())
    for worker in list((sandbox._pool._processes or {}).values()):
        os.kill(worker.pid or 0, signal.SIGKILL)
        worker.join(10)
    with ThreadPoolExecutor(3) as callers:
        found = list(callers.map(lambda _: sandbox.decode(picture()).width, range(3)))
    assert found == [400, 400, 400]
    assert sandbox.decode(picture()).width == 400


def test_more_memory_than_allowed_is_a_refusal() -> None:
    flat = saved(Image.new("RGB", (12_000, 12_000)), "PNG")
    with (
        DecodeSandbox(workers=1, memory=700 * 1024**2) as small,
        pytest.raises(BadPicture) as caught,
    ):
        small.decode(flat, max_pixels=200_000_000)
    assert caught.value.reason in {"too_many_pixels", "decoder_failed"}


def test_endless_work_is_stopped() -> None:
    """150 MP of PNG cannot be decoded in no time at all: the processor limit ends it."""
    flat = saved(Image.new("RGB", (12_500, 12_500)), "PNG")
    with DecodeSandbox(workers=1, seconds=-1) as quick, pytest.raises(BadPicture) as caught:
        quick.decode(flat, max_pixels=200_000_000)
    assert caught.value.reason == "decoder_failed"
