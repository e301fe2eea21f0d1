"""How many pictures `identify` should look at in one transaction: `python -m bench batches [--small]`.

Real pictures' way without HTTP: rows, renditions, the shipped network, scores and events in one
transaction per batch, on SQLite. Larger batches spread the cost of a commit; smaller ones let the
first picture of a batch wait for fewer others. There is no waiting window: what is there is taken at
once, and while one batch is looked at the next one gathers. Chosen: the smallest size within a tenth
of the best speed whose batch takes less than a third of the 300 ms that an answer may take.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import numpy as np
import simplejpeg

from bench.pictures import commented, draw_scene
from bench.record import Measure, higher_is_better, lower_is_better
from insecta.bootstrap import Platform
from insecta.domain.identity import region_id
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.identify import identify_regions
from insecta.services.receive import Upload, receive
from insecta.settings import Settings
from streaming.identify import BATCH

SIZES = (1, 2, 4, 8, 16, 32)
LONGEST_MS = 100.0


def main(*, small: bool) -> Sequence[Measure]:
    number, rounds = (4, 1) if small else (64, 3)
    sizes = (1, BATCH) if small else SIZES
    rates: dict[int, list[float]] = {size: [] for size in sizes}
    longest: dict[int, list[float]] = {size: [] for size in sizes}
    with tempfile.TemporaryDirectory() as name:
        house = Platform(Settings(data=Path(name)))
        house.prepare()
        classifier = house.classifier()
        chance = np.random.default_rng(5)
        scene = simplejpeg.encode_jpeg(draw_scene(chance, (1_280, 960)), quality=88)
        for turn in range(rounds):
            for size in sizes:
                waiting = _received(house, scene, number, f"{turn}/{size}")
                times: list[float] = []
                for start in range(0, number, size):
                    begun = time.perf_counter()
                    identify_regions(
                        house.catalogue, house.store, classifier, waiting[start : start + size],
                        house.classifier,
                    )  # fmt: skip
                    times.append(time.perf_counter() - begun)
                rates[size].append(number / sum(times))
                longest[size].append(1000 * statistics.median(times))
        house.close()
    best = max(statistics.median(found) for found in rates.values())
    return [*_told(rates, longest), _chosen(rates[BATCH], best)]


def _received(house: Platform, scene: bytes, number: int, mark: str) -> list[UUID]:
    found = []
    for n in range(number):
        data = commented(scene, f"{mark}/{n}")
        told = receive(
            house.catalogue, house.store, LOCAL_ADMINISTRATOR, Upload(f"{n}.jpg"), [data]
        )
        found.append(region_id(told.image_id))
    return found


def _told(rates: dict[int, list[float]], longest: dict[int, list[float]]) -> list[Measure]:
    """Every size, beside the chosen one; only the chosen one has an aim to meet."""
    chosen = statistics.median(rates[BATCH])
    told = [
        higher_is_better(
            f"identify in batches of {size}",
            "pictures/s",
            found,
            f"batches of {BATCH}",
            chosen,
            0.0,
        )
        for size, found in rates.items()
    ]
    return told + [
        lower_is_better(
            f"one batch of {size}", "ms", found, "limit", LONGEST_MS, 1.0 if size == BATCH else 0.0
        )
        for size, found in longest.items()
    ]


def _chosen(ours: Sequence[float], best: float) -> Measure:
    return higher_is_better(
        f"identify in batches of {BATCH}, as chosen", "pictures/s", ours, "the best size", best, 0.9
    )
