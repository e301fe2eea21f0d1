"""Blobs of the catalogue against keys of the object store: two sorted lists, walked together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Protocol, runtime_checkable

from insecta.domain.identity import blob_key, rendition_key
from insecta.errors import BadPicture, NotFound
from insecta.ports import ObjectStore
from insecta.services.audit.finding import PAGE, Finding, House
from insecta.vision.decode import decode
from insecta.vision.rendition import encode

OLD = timedelta(hours=24)
"""Objects come before their rows: a younger one may belong to an upload that is still going on."""
ASIDE = "orphans/"
"""Where an orphan waits for another day before it is deleted."""
COPIES = ("close_views/", "details/", "thumbnails/")
"""What is made from originals when it is first asked for."""


@runtime_checkable
class Dated(Protocol):
    """A store that knows when a key was written."""

    def modified(self, key: str) -> datetime | None: ...


def check(house: House, *, repair: bool) -> Iterator[Finding]:
    """Originals and renditions that are missing, objects that nobody names."""
    yield from _compare(house, "blobs/", blob_key, _Originals(house), repair=repair)
    yield from _compare(house, "renditions/", rendition_key, _Renditions(house), repair=repair)
    for prefix in COPIES:
        yield from _orphaned_copies(house, prefix, repair=repair)
    if repair:
        _forget_old_orphans(house)


def _orphaned_copies(house: House, prefix: str, *, repair: bool) -> Iterator[Finding]:
    """Copies of originals that no row names: made while their picture was forgotten. They can be made again."""
    keys = house.store.keys(prefix)
    while page := list(islice(keys, PAGE)):
        digests = {key: key.split("/")[2].removesuffix(".jpg") for key in page}
        with house.catalogue.reading() as tx:
            known = tx.images.blobs(sorted(set(digests.values())))
        for key in page:
            if digests[key] in known or not _is_old(house, key):
                continue
            if repair:
                house.store.delete(key)
            yield Finding(
                "orphan_object",
                key,
                "a copy of what no row names",
                "repaired" if repair else "wrong",
            )


class _Mender(Protocol):
    def missing(self, digest: str, pixels: int, *, repair: bool) -> Finding: ...


def _compare(
    house: House, prefix: str, key_of: Callable[[str], str], mender: _Mender, *, repair: bool
) -> Iterator[Finding]:
    stored = house.store.keys(prefix)
    key = next(stored, None)
    for digest, pixels in _blobs(house):
        wanted = key_of(digest)
        while key is not None and key < wanted:
            yield from _orphan(house, key, repair=repair)
            key = next(stored, None)
        if key == wanted:
            key = next(stored, None)
        elif house.store.size(wanted) is None:  # it may have come since the listing passed it
            yield mender.missing(digest, pixels, repair=repair)
    while key is not None:
        yield from _orphan(house, key, repair=repair)
        key = next(stored, None)


def _blobs(house: House) -> Iterator[tuple[str, int]]:
    after = ""
    while True:
        with house.catalogue.reading() as tx:
            page = tx.audits.blobs(after, PAGE)
        if not page:
            return
        yield from page
        after = page[-1][0]


class _Originals:
    def __init__(self, house: House) -> None:
        self._house = house

    def missing(self, digest: str, pixels: int, *, repair: bool) -> Finding:
        key = blob_key(digest)
        if _taken_back(self._house, key, repair=repair):
            return Finding("original_missing", key, "was set aside as an orphan", "repaired")
        return Finding(
            "original_missing",
            key,
            "the original is not in the store: restore it from a backup, or give its source again",
        )


class _Renditions:
    def __init__(self, house: House) -> None:
        self._house = house

    def missing(self, digest: str, pixels: int, *, repair: bool) -> Finding:
        key = rendition_key(digest)
        if _taken_back(self._house, key, repair=repair):
            self._ask_again(digest)
            return Finding("rendition_missing", key, "was set aside as an orphan", "repaired")
        try:
            original = self._house.store.read(blob_key(digest))
        except NotFound:
            return Finding("rendition_missing", key, "and its original is missing too")
        if not repair:
            return Finding("rendition_missing", key, "can be made from its original")
        try:
            made = encode(decode(original, max_pixels=pixels).pixels)
        except BadPicture as error:
            return Finding("rendition_missing", key, f"its original cannot be read: {error}")
        self._house.store.put(key, [made])
        self._ask_again(digest)
        return Finding("rendition_missing", key, "made from its original", "repaired")

    def _ask_again(self, digest: str) -> None:
        """Whoever looked for the rendition in vain gave up; the next check asks again."""
        with self._house.catalogue.writing() as tx:
            tx.audits.wait_again(tx.audits.unseen(digest))


def _taken_back(house: House, key: str, *, repair: bool) -> bool:
    return repair and take_back(house.store, key)


def take_back(store: ObjectStore, key: str) -> bool:
    """Whether an object set aside was needed after all, and is back in its place."""
    if store.size(ASIDE + key) is None:
        return False
    store.put(key, [store.read(ASIDE + key)])
    store.delete(ASIDE + key)
    return True


def _orphan(house: House, key: str, *, repair: bool) -> Iterator[Finding]:
    digest = key.rsplit("/", 1)[-1].removesuffix(".jpg")
    with house.catalogue.reading() as tx:
        if digest in tx.images.blobs([digest]):
            return
    if not _is_old(house, key):
        yield Finding("orphan_object", key, "no row names it; younger than 24 h", "noted")
    elif repair:
        # An upload of the same bytes may have met it just now; then the next audit takes it back.
        house.store.put(ASIDE + key, [house.store.read(key)])
        house.store.delete(key)
        yield Finding("orphan_object", key, f"no row names it; moved below {ASIDE}", "repaired")
    else:
        yield Finding("orphan_object", key, "no row names it")


def _is_old(house: House, key: str) -> bool:
    if not isinstance(house.store, Dated):
        return False
    written = house.store.modified(key)
    return written is not None and datetime.now(UTC) - written > OLD


def _forget_old_orphans(house: House) -> None:
    for key in house.store.keys(ASIDE):
        if _is_old(house, key):
            house.store.delete(key)
