"""Cases of numbers: logits to probabilities, vectors to novelty, counts to what may be promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

import numpy as np

from insecta.domain.promise import Bin, Count, like_this, promise
from insecta.domain.release import Taxon
from insecta.vision.classifier import calibrated, unit
from insecta.vision.novelty import distance, novelty

Json = dict[str, Any]


def calibration(given: Mapping[str, Any]) -> Json:
    """Logits of one picture over the temperature, softmax in double precision, kept as float32."""
    logits = np.asarray([given["logits"]], dtype=np.float32)
    return {"probabilities": calibrated(logits, given["temperature"])[0].tolist()}


def strangeness(given: Mapping[str, Any]) -> Json:
    """The release's measure of one picture; without one, 1 − cosine of the embedding to the nearest
    class mean. float32 as the network's."""
    vectors = unit(np.asarray([given["embedding"]], dtype=np.float32))
    means = np.asarray(given["prototypes"], dtype=np.float32)
    if "measure" not in given:
        return {"novelty": float(distance(vectors, means)[0])}
    logits = np.asarray([given["logits"]], dtype=np.float32)
    found = novelty(given["measure"], given["temperature"], logits, vectors, means)
    return {"novelty": float(found[0])}


def promised(given: Mapping[str, Any]) -> Json:
    """What may be said beside an answer of that rank and confidence."""
    taxon = Taxon("t", "T", given["taxonRank"], None, testing=given["testing"])
    bins = [Bin(least, Count(right, cases)) for least, right, cases in given["bins"]]
    here = Count(*given["here"]) if given["here"] else None
    found = promise(
        taxon,
        given["target"],
        here=here,
        like_this=like_this(bins, given["confidence"]),
        is_unlike=given["unlike"],
    )
    count = found.count
    return {
        "basis": found.basis.value,
        "together": found.together,
        "right": count.right if count else None,
        "cases": count.cases if count else None,
        "low": count.interval[0] if count else None,
        "high": count.interval[1] if count else None,
        "enough": count.is_enough if count else None,
    }


def calibrations(random: Random, count: int) -> Iterator[tuple[str, Json]]:
    for number in range(count):
        size = random.choice((2, 9, 30))
        logits = [round(random.gauss(0, random.choice((1, 5, 40))), 4) for _ in range(size)]
        given = {"logits": logits, "temperature": random.choice((0.3, 1.0, 1.37, 5.0))}
        yield f"softmax {number + 1}", given
    yield "equal logits", {"logits": [3.0, 3.0, 3.0], "temperature": 1.0}
    yield "far apart", {"logits": [500.0, -500.0], "temperature": 0.5}


def novelties(random: Random, count: int) -> Iterator[tuple[str, Json]]:
    for number in range(count):
        means = np.asarray([[random.gauss(0, 1) for _ in range(6)] for _ in range(4)], np.float32)
        means = unit(means)
        near = means[random.randrange(4)] * random.uniform(0.5, 3)
        vector = near + [random.gauss(0, 0.4) for _ in range(6)]
        given = {
            "embedding": [round(float(v), 5) for v in vector],
            "prototypes": [[round(float(v), 5) for v in row] for row in means],
        }
        yield f"novelty {number + 1}", given
    yield "embedding of nothing", {"embedding": [0.0, 0.0], "prototypes": [[1.0, 0.0]]}


_MEASURES: tuple[Mapping[str, float], ...] = (
    {"energy": 1.0}, {"distance": 1.0, "energy": 0.05}, {"distance": 1.0}, {"distance": 2.5, "energy": 0.125},
)  # fmt: skip


def measures(random: Random, count: int) -> Iterator[tuple[str, Json]]:
    """Pictures by every measure of novelty that a release may name."""
    for number, (_, given) in enumerate(novelties(random, count)):
        logits = [round(random.gauss(0, random.choice((1, 5, 20))), 4) for _ in range(9)]
        told = {
            "measure": _MEASURES[number % len(_MEASURES)],
            "logits": logits,
            "temperature": random.choice((0.3, 1.0, 1.37)),
        }
        yield f"measure {number + 1}", {**given, **told}


def promises(random: Random, count: int) -> Iterator[tuple[str, Json]]:
    bins = [[0.5, 7, 8], [0.7, 0, 0], [0.8, 27, 30], [0.9, 28, 29], [0.95, 401, 412]]
    for number in range(count):
        cases = random.choice((0, 8, 29, 30, 49, 50, 300))
        here = [random.randint(int(cases * 0.8), cases), cases] if random.random() < 0.6 else None
        given = {
            "taxonRank": random.choice(("order", "genus", "species group", "species")),
            "testing": random.choice((0, 9, 10, 250)),
            "target": 0.95,
            "confidence": random.choice((0.49, 0.5, 0.69, 0.75, 0.8, 0.85, 0.9, 0.94, 0.95, 0.999)),
            "bins": bins,
            "here": here,
            "unlike": random.random() < 0.15,
        }
        yield f"promise {number + 1}", given
