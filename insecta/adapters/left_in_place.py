"""Originals that were left in their owner's bucket, read as if they lay in our store.

Where an original was left, our store holds a small link under its digest (`domain.identity.link_key`).
Reading its key goes through the link; what comes from there is compared with the digest, so a picture
that its owner replaced is gone for us and never shown as another. Nothing is ever written to, or
deleted from, that bucket: deleting the original's key deletes the link.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from insecta.domain.identity import link_key
from insecta.errors import NotFound
from insecta.ports import ObjectStore
from insecta.services.admit import Place
from insecta.services.audit.objects import Dated
from insecta.services.uploads import Presigning

ORIGINALS = "blobs/"
OpenBucket = Callable[[str], ObjectStore]


def following(store: ObjectStore, open_bucket: OpenBucket) -> ObjectStore:
    """The store, with links followed. `open_bucket`: (address) → the bucket that a link names."""
    if isinstance(store, Presigning):
        return _Presigning(store, open_bucket)
    return _Following(store, open_bucket)


class _Following:
    """`keys` lists what lies in the store itself: a link is no original."""

    def __init__(self, store: ObjectStore, open_bucket: OpenBucket) -> None:
        self._store = store
        self._open_bucket = open_bucket
        self._buckets: dict[str, ObjectStore] = {}

    def put(self, key: str, chunks: Iterable[bytes]) -> bool:
        return self._store.put(key, chunks)

    def read(self, key: str, start: int = 0, length: int | None = None) -> bytes:
        try:
            return self._store.read(key, start, length)
        except NotFound:
            place = self._place(key)
            if place is None:
                raise
        data = self._bucket(place).read(place.key, start, length)
        if not start and length is None and hashlib.sha256(data).hexdigest() != _digest(key):
            raise NotFound(
                f"{place.key} in {place.bucket} is no longer what it was when it was taken in",
                hint="put it back there, or mend it: `insecta fixity --mend-from URL`",
            )
        return data

    def size(self, key: str) -> int | None:
        found = self._store.size(key)
        if found is None and (place := self._place(key)) is not None:
            return self._bucket(place).size(place.key)
        return found

    def delete(self, key: str) -> None:
        self._store.delete(key)
        if key.startswith(ORIGINALS):
            self._store.delete(link_key(_digest(key)))

    def keys(self, prefix: str) -> Iterator[str]:
        return self._store.keys(prefix)

    def modified(self, key: str) -> datetime | None:
        return self._store.modified(key) if isinstance(self._store, Dated) else None

    def _place(self, key: str) -> Place | None:
        """Where the original of a key was left."""
        if not key.startswith(ORIGINALS):
            return None
        try:
            told = self._store.read(link_key(_digest(key)))
        except NotFound:
            return None
        return Place(**json.loads(told))

    def _bucket(self, place: Place) -> ObjectStore:
        if place.bucket not in self._buckets:
            self._buckets[place.bucket] = self._open_bucket(place.bucket)
        return self._buckets[place.bucket]


class _Presigning(_Following):
    """The same over a store that gives out addresses for uploads."""

    def presign(self, key: str, method: str, seconds: int) -> str:
        assert isinstance(self._store, Presigning)  # noqa: S101  as `following` chose
        return self._store.presign(key, method, seconds)


def _digest(key: str) -> str:
    return key.rsplit("/", 1)[-1]
