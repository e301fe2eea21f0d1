"""Shards into the catalogue: what a picture is, what was seen in it, and what that makes of its run.

One transaction and one event for a row group of a shard (128 pictures): on SQLite a transaction
holds up everybody else who writes, and a person's upload goes before a museum's thousands.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from insecta.catalogue.identifications import Part as Seen
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.answer import Scores
from insecta.domain.catalogue_number import NumberPattern
from insecta.domain.collection import Collection
from insecta.domain.events import (
    Event,
    ImageIdentified,
    ImageReceived,
    RunShardLoaded,
    SpecimenChanged,
)
from insecta.domain.release import Release
from insecta.domain.run import OPEN, Run, RunItem
from insecta.domain.specimen import Blob
from insecta.ports import ObjectStore
from insecta.services.admit import Admitted
from insecta.services.answers import scores_from_json
from insecta.services.bulk.manifest import Part
from insecta.services.bulk.originals import LOST, lost
from insecta.services.bulk.prepare import GROUP
from insecta.services.identify import record
from insecta.services.ingest.store import Refused, store

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Loading:
    """What all shards of one run share."""

    catalogue: Catalogue
    store: ObjectStore
    collection: Collection
    pattern: NumberPattern
    run: Run
    release: Release


def shard_number(part: Part, group: int) -> int:
    """Number of a row group in its run: growing, and the same however often it is loaded."""
    return part.first // 64 + group


def load(
    loading: Loading,
    part: Part,
    prepared: Mapping[str, Any],
    seen: Mapping[str, Any],
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Load what is not loaded of a part; how many row groups were.

    `prepared`, `seen`: receipts. A group is loaded in one transaction with its event, or not at all.
    """
    with loading.catalogue.reading() as tx:
        known = tx.runs.shards(loading.run.run_id)
    numbers = [shard_number(part, group) for group in range(-(-part.rows // GROUP))]
    if known.issuperset(numbers):
        progress(part.rows)
        return 0
    done = 0
    for number, (rows, scored) in enumerate(_groups(loading.store, prepared["key"], seen["key"])):
        if numbers[number] not in known:
            items = range(part.first + number * GROUP, part.first + number * GROUP + len(rows))
            prepared_ones = {row["sha256"] for row in rows if row["state"] == "ok"}
            gone = lost(loading.catalogue, loading.store, prepared_ones)
            with loading.catalogue.writing() as tx:
                _load(_Quiet(tx.connection, tx.at), loading, items, rows, scored, gone)
                tx.runs.add_shard(
                    loading.run.run_id, numbers[number], seen["key"], seen["sha256"], items,
                    prepared["key"],
                )  # fmt: skip
                tx.emit(RunShardLoaded, run_id=loading.run.run_id, shard_no=numbers[number])
            done += 1
        progress(len(rows))
    return done


def _groups(store: ObjectStore, prepared: str, seen: str) -> Iterator[tuple[Rows, Rows]]:
    """Row groups of both files side by side; renditions are not read."""
    import pyarrow.parquet as pq

    pictures = pq.ParquetFile(io.BytesIO(store.read(prepared)))
    scores = pq.ParquetFile(io.BytesIO(store.read(seen)))
    columns = [name for name in pictures.schema_arrow.names if name != "rendition"]
    for number in range(pictures.num_row_groups):
        yield (
            pictures.read_row_group(number, columns=columns).to_pylist(),
            scores.read_row_group(number).to_pylist(),
        )


def _load(
    tx: _Quiet, loading: Loading, items: range, rows: Rows, scored: Rows, gone: Set[str]
) -> None:
    """`gone`: digests without an original; their items fail, and are taken in when retried."""
    run, release = loading.run, loading.release
    found = {item.item_no: item for item in tx.runs.items_in(run.run_id, items)}
    first = rows[0]["row"] if rows else 0
    batch = [
        (item, _result(row, gone))
        for row in rows
        if (item := found.get(items.start + row["row"] - first)) is not None and item.state in OPEN
    ]
    store(tx, loading.collection, loading.pattern, batch, release.digest)
    looked = {row["sha256"]: row for row in scored if row["failure"] is None}
    _add_seen(tx, release, looked)
    after = tx.runs.items_in(run.run_id, items)
    regions = [item.region_id for item in after if item.region_id is not None]
    wanted = tx.images.to_look_at(regions)
    record(tx, release, wanted, _stored_scores(tx, release, looked))
    _fail_rest(tx, after, scored)
    tx.tell_others({region.specimen_id for region in wanted})


def _result(row: Mapping[str, Any], gone: Set[str]) -> Admitted | Refused:
    if row["state"] != "ok":
        return Refused(row["state"], row["reason"])
    if row["sha256"] in gone:
        return Refused("failed", LOST)
    blob = Blob(row["sha256"], row["bytes"], row["format"], row["width"], row["height"])
    return Admitted(blob, tuple(row["codes"]), tuple(row["notes"]))


def _add_seen(tx: Transaction, release: Release, looked: Mapping[str, Mapping[str, Any]]) -> None:
    vectors: dict[Seen, NDArray[np.float32]] = {
        (sha, "whole"): np.frombuffer(row["embedding"], np.float16).astype(np.float32)
        for sha, row in looked.items()
    }
    scores = {(sha, "whole"): json.loads(row["scores"]) for sha, row in looked.items()}
    tx.identifications.add_scores(release.digest, scores)
    tx.identifications.add_embeddings(release.space, vectors)


def _stored_scores(
    tx: Transaction, release: Release, looked: Mapping[str, Any]
) -> dict[Seen, Scores]:
    """Statements are functions of what is stored, whoever was the first to look."""
    parts = sorted((sha, "whole") for sha in looked)
    stored = tx.identifications.scores(release.digest, parts)
    return {part: scores_from_json(body) for part, body in stored.items()}


def _fail_rest(tx: Transaction, items: Sequence[RunItem], scored: Rows) -> None:
    """A rendition that could not be read again ends its item; retried, it is made again."""
    failures = {row["sha256"]: row["failure"] for row in scored if row["failure"] is not None}
    tx.runs.settle(
        {
            item.region_id: ("failed", failures[item.sha256])
            for item in items
            if item.region_id is not None and item.sha256 in failures
        }
    )


class _Quiet(Transaction):
    """Keeps to itself what the shard's one event tells; the index finds the shard's specimens."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        super().__init__(connection, at)
        self._changed: set[UUID] = set()

    def emit(self, *build: Callable[..., Event], **data: object) -> None:
        for make in build:
            if make is SpecimenChanged:
                specimen = data["specimen_id"]
                assert isinstance(specimen, UUID)  # noqa: S101  (the event's own field)
                self._changed.add(specimen)
            elif make not in (ImageReceived, ImageIdentified):
                super().emit(make, **data)

    def tell_others(self, of_shard: set[UUID]) -> None:
        """Specimens that changed and are not shown by the shard's pictures need their own event."""
        for specimen in sorted(self._changed - of_shard):
            super().emit(SpecimenChanged, specimen_id=specimen)
