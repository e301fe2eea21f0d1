"""The shipped network against Keras, and reading large pictures against plain Pillow.

Ours: int8 on one thread, on LiteRT (as everywhere) and on OpenVINO (as a server may choose), the same
file; one picture at a time, as uploads come, and in batches of 16, as bulk runs have it. The peer:
`keras.Model.predict` of the same architecture in float32, batches of 32, all cores. What both runtimes
say is compared before any is timed. Reading: a 12 MP JPEG to what the network is shown.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image

from bench.pictures import draw_scene
from bench.record import Measure, higher_is_better, lower_is_better, seconds
from insecta.vision.classifier import BATCH, GOLDEN_TOLERANCE, NetworkClassifier
from insecta.vision.decode import decode
from insecta.vision.preprocess import prepare
from insecta.vision.release_folder import default_release

LARGE = (4000, 3000)
AIM_PER_SECOND = 180.0


def main(*, small: bool = False) -> Sequence[Measure]:
    litert = NetworkClassifier.open(default_release())
    openvino = NetworkClassifier.open(default_release(), "openvino")
    side, leaves = litert.release.side, len(litert.release.leaves)
    shown = np.random.default_rng(2).integers(
        0, 256, (BATCH if small else 10 * BATCH, side, side, 3), dtype=np.uint8
    )
    _compare(litert, openvino, shown[:BATCH])
    ways = {
        f"{runtime}_{words}": partial(_look, classifier, shown, batch)
        for runtime, classifier in {"litert": litert, "openvino": openvino}.items()
        for words, batch in {"one_at_a_time": 1, f"in_batches_of_{BATCH}": BATCH}.items()
    }
    rates, theirs = _rates(ways, shown, leaves, runs=1 if small else 5)
    keras = "keras.Model.predict"
    return [
        *(
            higher_is_better(f"network_{way}", "pictures/s", ours, keras, theirs, 4.0)
            for way, ours in rates.items()
        ),
        *(
            higher_is_better(
                f"network_{way}_on_one_core", "pictures/s", ours, "the aim", AIM_PER_SECOND
            )
            for way, ours in rates.items()
        ),
        _reading(side, runs=2 if small else 15),
    ]


def _compare(one: NetworkClassifier, other: NetworkClassifier, shown: NDArray[np.uint8]) -> None:
    """Both runtimes say nearly the same of every picture, as model/proofs/runtimes.json counts it."""
    off = max(
        float(np.abs(ours.leaves - theirs.leaves).max())
        for ours, theirs in zip(one.see(shown), other.see(shown), strict=True)
    )
    if off > GOLDEN_TOLERANCE["openvino"]:
        raise SystemExit(f"network: the runtimes are {off:.3f} apart")


def _look(classifier: NetworkClassifier, shown: NDArray[np.uint8], batch: int) -> None:
    for start in range(0, len(shown), batch):
        classifier.see(shown[start : start + batch])


def _rates(
    ways: Mapping[str, Callable[[], None]], shown: NDArray[np.uint8], leaves: int, runs: int
) -> tuple[dict[str, list[float]], float]:
    """Pictures per second of each way, and of Keras in the middle, all in turn. That Keras has as many
    outputs is checked first, and each is run once before."""
    import keras

    side = shown.shape[1]
    peer = keras.applications.MobileNetV2((side, side, 3), weights=None, classes=leaves)
    floats = (shown.astype(np.float32) - 128) / 128
    if peer.predict(floats, batch_size=32, verbose=0).shape != (len(shown), leaves):
        raise SystemExit("network: the peer has another number of outputs")
    for way in ways.values():
        way()
    rates: dict[str, list[float]] = {way: [] for way in ways}
    theirs = []
    for _ in range(runs):
        for name, way in ways.items():
            rates[name].append(len(shown) / seconds(way))
        theirs.append(len(shown) / seconds(lambda: peer.predict(floats, batch_size=32, verbose=0)))
    return rates, float(np.median(theirs))


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
