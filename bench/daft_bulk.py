"""Daft's own way (its guide "Working with Images"): paths, download, a class in processes, write Parquet.

Runs in the peers' environment.
"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from bench import seen
from insecta.vision.preprocess import prepare


def look(folder: Path, out: Path, batch: int, workers: int) -> float:
    """Seconds from the files to written Parquet."""
    import daft
    from daft import DataType, col

    side = seen.side()

    @daft.cls(max_concurrency=workers, use_process=True)
    class Model:
        def __init__(self) -> None:
            self.predictor = seen.Predictor()

        @daft.method.batch(  # type: ignore[untyped-decorator]
            return_dtype=DataType.list(DataType.float32()), batch_size=batch
        )
        def leaves(self, contents: Any) -> Any:
            pictures = [prepare(seen.decoded(data), side) for data in contents.to_pylist()]
            return [row.tolist() for row in self.predictor.leaves(np.stack(pictures))]

    started = perf_counter()
    files = daft.from_glob_path(f"{folder}/*.jpg")
    contents = files.select(col("path"), col("path").url.download().alias("content"))
    looked = contents.select(col("path"), Model().leaves(col("content")).alias("leaves"))
    looked.write_parquet(str(out))
    return perf_counter() - started
