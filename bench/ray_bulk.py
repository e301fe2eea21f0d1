"""Ray Data's own way (its guide "Working with Images"): read, map, show to a class, write Parquet.

Runs in the peers' environment. An actor asks for half a core: with a whole one each, two of them leave
none for the tasks that read, on a machine of two.
"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Any

from bench import seen
from insecta.vision.preprocess import prepare


class Actor:
    """Holds the network of one worker."""

    def __init__(self) -> None:
        self._predictor = seen.Predictor()

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        return {"path": batch["path"], "leaves": self._predictor.leaves(batch["image"])}


def look(folder: Path, out: Path, batch: int, workers: int) -> float:
    """Seconds from the files to written Parquet."""
    import ray

    if not ray.is_initialized():
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
        ray.data.DataContext.get_current().enable_progress_bars = False
    side = seen.side()

    def resized(row: dict[str, Any]) -> dict[str, Any]:
        return {"path": row["path"], "image": prepare(row["image"], side)}

    started = perf_counter()
    pictures = ray.data.read_images(str(folder), mode="RGB", include_paths=True)
    looked = pictures.map(resized).map_batches(
        Actor, batch_size=batch, concurrency=workers, num_cpus=0.5
    )
    looked.write_parquet(str(out))
    return perf_counter() - started
