"""The shipped network against Keras, and reading large pictures against plain Pillow.

Ours: int8 LiteRT on one thread, one picture at a time. The peer: `keras.Model.predict` of the same
architecture in float32, batches of 32, all cores. Reading: a 12 MP JPEG to what the network is shown.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image

from bench.pictures import draw_scene
from bench.record import Measure, higher_is_better, lower_is_better, seconds
from insecta.vision.decode import decode
from insecta.vision.litert_classifier import LiteRTClassifier
from insecta.vision.preprocess import prepare
from insecta.vision.release_folder import default_release

LARGE = (4000, 3000)
AIM_PER_SECOND = 180.0


def main(*, small: bool = False) -> Sequence[Measure]:
    classifier = LiteRTClassifier.open(default_release())
    side, leaves = classifier.release.side, len(classifier.release.leaves)
    shown = np.random.default_rng(2).integers(
        0, 256, (8 if small else 160, side, side, 3), dtype=np.uint8
    )
    runs = 1 if small else 5
    ours, theirs = _rates(classifier, shown, leaves, runs)
    return [
        higher_is_better(
            "network_alone",
            "pictures/s",
            ours,
            "keras.Model.predict",
            float(np.median(theirs)),
            4.0,
        ),
        higher_is_better("network_one_core", "pictures/s", ours, "the aim", AIM_PER_SECOND),
        _reading(side, runs=2 if small else 15),
    ]


def _rates(
    classifier: LiteRTClassifier, shown: NDArray[np.uint8], leaves: int, runs: int
) -> tuple[list[float], list[float]]:
    """Pictures per second of both, in turn. The same number of outputs is checked first."""
    import keras

    side = shown.shape[1]
    peer = keras.applications.MobileNetV2((side, side, 3), weights=None, classes=leaves)
    floats = (shown.astype(np.float32) - 128) / 128
    first = peer.predict(floats[:2], batch_size=32, verbose=0)
    if first.shape[1] != classifier.see(shown[:1])[0].leaves.shape[0]:
        raise SystemExit("network: the peer has another number of outputs")
    peer.predict(floats, batch_size=32, verbose=0)
    ours, theirs = [], []
    for _ in range(runs):
        ours.append(
            len(shown)
            / seconds(lambda: [classifier.see(shown[n : n + 1]) for n in range(len(shown))])
        )
        theirs.append(len(shown) / seconds(lambda: peer.predict(floats, batch_size=32, verbose=0)))
    return ours, theirs


def _by_pillow(data: bytes, side: int) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(data)) as opened:
        return prepare(np.asarray(opened.convert("RGB")), side)


def _reading(side: int, runs: int) -> Measure:
    """Milliseconds from bytes of 12 MP to what the network is shown; both show about the same."""
    scene = draw_scene(np.random.default_rng(5), LARGE)
    data = simplejpeg.encode_jpeg(scene, quality=88)
    mine, other = prepare(decode(data).pixels, side), _by_pillow(data, side)
    if np.abs(mine.astype(int) - other.astype(int)).mean() > 4:
        raise SystemExit("network: both readings show something else")
    ours, theirs = [], []
    for _ in range(runs):
        ours.append(1000 * seconds(lambda: prepare(decode(data).pixels, side)))
        theirs.append(1000 * seconds(lambda: _by_pillow(data, side)))
    return lower_is_better(
        "decode_and_preprocess_12mp", "ms", ours, "plain Pillow", float(np.median(theirs)), 4.0
    )
