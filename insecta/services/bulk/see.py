"""A prepared shard and a release → scores and vectors, for every picture that could be read."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.domain.answer import Quality
from insecta.errors import BadPicture
from insecta.ports import Classifier, ObjectStore, Seen
from insecta.services.answers import scores_to_json
from insecta.services.bulk import output
from insecta.services.look import scores_of
from insecta.vision.preprocess import prepare
from insecta.vision.rendition import read

KIND = "seen"
CODE = "see-1"
BATCH = 64
"""Renditions decoded before the network looks at them."""
COLUMNS = ("row", "state", "sha256", "sharpness", "exposure", "ink", "faults", "rendition")


def digest_of(prepared: str, release: str) -> str:
    """Names what a release saw in a shard; `prepared`: SHA-256 of the shard's bytes."""
    return output.named(CODE, prepared, release)


def see(
    store: ObjectStore, classifier: Classifier, shard_key: str, digest: str, scratch: str = ""
) -> tuple[output.Receipt, bool]:
    """Look at a whole shard; the receipt, and whether it was made now."""

    def write(path: Path) -> None:
        _write(path, _rows(classifier, store.read(shard_key)))

    return output.make(store, KIND, digest, write, _count, scratch)


def schema() -> Any:
    import pyarrow as pa

    return pa.schema(
        [("row", pa.int32()), ("sha256", pa.string()), ("scores", pa.string()),
         ("embedding", pa.binary()), ("failure", pa.string())]
    )  # fmt: skip


def _write(path: Path, groups: Iterator[list[dict[str, Any]]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    form = schema()
    with pq.ParquetWriter(path, form, compression="ZSTD", use_dictionary=False) as writer:
        for group in groups:
            writer.write_table(pa.Table.from_pylist(group, form))


def _rows(classifier: Classifier, shard: bytes) -> Iterator[list[dict[str, Any]]]:
    """A group for each row group of the shard, so that both are read side by side."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(io.BytesIO(shard))
    for number in range(file.num_row_groups):
        group: list[dict[str, Any]] = []
        for batch in _batches(file, number):
            group += look(classifier, batch)
        yield group


def _batches(file: Any, number: int) -> Iterator[list[dict[str, Any]]]:
    table = file.read_row_group(number, columns=list(COLUMNS))
    for part in table.to_batches(max_chunksize=BATCH):
        yield [row for row in part.to_pylist() if row["state"] == "ok"]


def look(classifier: Classifier, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the network sees in rows of a shard."""
    side = classifier.release.side
    pictures: list[NDArray[np.uint8]] = []
    failures: dict[int, str] = {}
    for row in rows:
        try:
            pictures.append(prepare(read(row["rendition"]), side))
        except BadPicture as error:
            failures[row["row"]] = f"its rendition cannot be read: {error}"
    seen = iter(classifier.see(np.stack(pictures)) if pictures else [])
    return [
        {"row": row["row"], "sha256": row["sha256"], "failure": failures[row["row"]]}
        if row["row"] in failures
        else _seen(classifier, row, next(seen))
        for row in rows
    ]


def _seen(classifier: Classifier, row: dict[str, Any], one: Seen) -> dict[str, Any]:
    quality = Quality(row["sharpness"], row["exposure"], row["ink"], tuple(row["faults"]))
    scores = scores_of(classifier.release, one, quality)
    return {
        "row": row["row"],
        "sha256": row["sha256"],
        "scores": json.dumps(scores_to_json(scores), sort_keys=True, separators=(",", ":")),
        "embedding": one.embedding.astype(np.float16).tobytes(),
    }


def _count(path: Path) -> output.Receipt:
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=["failure"])
    return {"rows": table.num_rows, "failed": table.num_rows - table.column("failure").null_count}
