"""The four doors to the outside that have more than one implementation.

Each has at most five methods. One contract test per port (`tests/ports/`) runs on every adapter.
All raise `insecta.errors.Unavailable` when the other side is down and may come back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from insecta.domain.events import Event
from insecta.domain.query import Query
from insecta.domain.release import Release


class ObjectStore(Protocol):
    """Bytes under keys such as `blobs/ab/abcd…`; once written, a key's bytes never change."""

    def put(self, key: str, chunks: Iterable[bytes]) -> bool:
        """Store a stream durably before returning; False where the key existed (nothing changes).

        A stream that raises leaves nothing under the key. Raises StoreFull, Unavailable.
        """

    def read(self, key: str, start: int = 0, length: int | None = None) -> bytes:
        """Bytes from `start`, to the end or `length` of them. Raises NotFound."""

    def size(self, key: str) -> int | None:
        """Length in bytes, or None where there is no such key."""

    def delete(self, key: str) -> None:
        """Remove the key; a missing one is no error."""

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys below a prefix, in order: for audits only, never to find work."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event as one consumer group received it; `position` is the adapter's own."""

    event: Event
    topic: str
    position: Any
    attempt: int = 1


class EventLog(Protocol):
    """At-least-once transport; an event says which thing changed, rows say what it is now."""

    def publish(self, events: Sequence[Event]) -> None:
        """Hand over events in order; returns when all are durable."""

    def poll(self, topics: Sequence[str], limit: int, timeout: float) -> list[Delivery]:
        """Up to `limit` deliveries for this log's group, waiting at most `timeout` seconds.

        Due retries of the group come back with `attempt` raised. Polling again without a commit
        continues after the last delivery; a restart begins after the last commit.
        """

    def commit(self, deliveries: Sequence[Delivery]) -> None:
        """Effects of these are durable: never deliver them to this group again.

        Raises LeaseLost when another consumer of the group has taken over.
        """

    def retry(self, delivery: Delivery, not_before: datetime) -> None:
        """Deliver again to this group at or after a time (attempt + 1); commit still follows."""

    def dead(self, delivery: Delivery, reason: str) -> None:
        """Put aside for a person, with the reason; commit still follows."""


@dataclass(frozen=True, slots=True)
class Document:
    """One row of a search index: external version, filterable fields, optionally a vector."""

    id: str
    version: int
    fields: dict[str, Any]
    vector: NDArray[np.float32] | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A found document; `score` is comparable within one answer only."""

    id: str
    score: float
    fields: dict[str, Any]
    version: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """Counts of one field's values over the whole result, largest first, ties by value."""

    field: str
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of hits; `next` is an opaque cursor, None on the last page; `total` is exact."""

    hits: tuple[Hit, ...]
    total: int
    next: str | None
    facets: tuple[Facet, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What to find. `visible` (collection ids, None for all) is set by services/access alone.

    `collections_field` holds the document's collection id. `sort` is `relevance` or a field with
    `:asc` or `:desc`; ties always go by id. With `vector`, answers are the `limit` nearest by
    cosine among documents that also match the query, best first, without cursor.
    """

    query: Query
    visible: frozenset[str] | None
    sort: str = "relevance"
    limit: int = 20
    cursor: str | None = None
    facets: tuple[str, ...] = ()
    facet_size: int = 20
    vector: NDArray[np.float32] | None = None


Alias = Literal["specimens", "images"]


@dataclass(frozen=True, slots=True)
class Generation:
    """One physical index; names look like `specimens-3` or `images-<space>-2`."""

    name: str
    kind: Alias
    dimensions: int | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """Live documents of a generation: how many, and a digest over sorted (id, version)."""

    count: int
    digest: str


class SearchIndex(Protocol):
    """A projection of the catalogue, rebuilt at any time behind an alias."""

    def open(self, generation: Generation) -> None:
        """Make an empty generation ready; an existing one stays as it is."""

    def write(self, generations: Sequence[str], documents: Sequence[Document]) -> None:
        """Upsert where the document's version is greater than or equal to the stored one.

        A deleted document stays, with its version, and is never found. Every item is checked;
        raises Unavailable if any may pass later, Invalid naming the ids that never will, NotFound
        where a generation is gone, even with nothing to write.
        """

    def search(self, alias: str, request: SearchRequest) -> SearchPage:
        """Answer from the generation an alias points at. Raises NotFound, BadQuery."""

    def refresh(self, generation: str) -> Summary:
        """Make everything written visible, and say what is there. Raises NotFound."""

    def point(self, alias: str, generation: str | None, drop: str | None = None) -> None:
        """Atomically move an alias; then remove generation `drop`, if given."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network saw in one picture.

    `leaves`: float32 [number of leaves of the release], calibrated probabilities that sum to 1.
    `embedding`: float32 [≤ 256], unit length, in the release's space. `extras`: `novelty` [1], and the
    calibrated probabilities of each extra output of the release by its term.
    """

    leaves: NDArray[np.float32]
    embedding: NDArray[np.float32]
    extras: dict[str, NDArray[np.float32]] = field(default_factory=dict)


class Classifier(Protocol):
    """A released network. Pictures come from `insecta.vision.preprocess` of the same release."""

    @property
    def release(self) -> Release:
        """The release that answers."""

    def see(self, pictures: NDArray[np.uint8]) -> list[Seen]:
        """Look at a batch [n, side, side, 3] of RGB pictures; deterministic, order kept."""

    def heat(self, picture: NDArray[np.uint8], taxon_id: str) -> NDArray[np.float32] | None:
        """Where in one picture [side, side, 3] the network looked for a name: float32 [h, w], 0 to 1,
        a few cells a side; None where the release can't tell. Raises NotFound for an unknown name."""
