"""Pictures of people without an account: looked at, shown by their link, and gone after 24 hours.

They lie in a collection of their own, whose things nobody finds: it is not public, has no document
in the search index and never trains (users: 25). Who knows the id of one was given its link.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.identity import (
    VISITORS,
    VISITORS_ID,
    blob_key,
    close_view_key,
    detail_key,
    rendition_key,
    thumbnails_prefix,
)
from insecta.errors import NotFound, OverBudget
from insecta.ports import ObjectStore

KEPT = timedelta(hours=24)
MOST_BYTES = 30_000_000
"""Of one picture: what telephones take fits, what fills a disk does not."""
ASIDE = "erasing/"
"""In the object store: bytes about to be removed, until nobody can have come for them meanwhile."""
PAGE = 20
AGAIN = 3_600


def require_room(tx: Transaction, most: int) -> None:
    """May a visitor send one more picture? `most` in 24 hours. Raises NotFound, OverBudget."""
    if most == 0:
        raise NotFound(
            f"there is no collection {VISITORS!r}", hint="this platform takes no visitors' pictures"
        )
    if tx.images.count(VISITORS_ID) >= most:
        raise OverBudget(
            f"visitors have sent {most} pictures today, which is as many as this platform takes",
            retry_after=AGAIN,
            hint="come back tomorrow, or sign in",
        )


def sweep(catalogue: Catalogue, store: ObjectStore, kept: timedelta = KEPT) -> int:
    """Remove what visitors sent longer ago than `kept`, rows and objects alike; how many specimens.

    First ends what a killed one began. It leaves at most objects without a row, which
    `insecta reconcile` removes.
    """
    for key in list(store.keys(ASIDE)):
        _forget(catalogue, store, key.rsplit("/", 1)[1].split(".")[0])
    gone = 0
    while True:
        with catalogue.reading() as tx:
            due = tx.erasures.due(VISITORS_ID, tx.at - kept, PAGE)
        erase(catalogue, store, due)
        gone += len(due)
        if len(due) < PAGE:
            return gone


def erase(
    catalogue: Catalogue,
    store: ObjectStore,
    specimens: Sequence[UUID],
    *,
    leave_specimens: bool = False,
) -> None:
    """Remove specimens with all that hangs on them, and the bytes that nobody else's picture has."""
    with catalogue.writing() as tx:
        nameless = tx.erasures.erase(specimens, leave_specimens=leave_specimens)
    for digest in nameless:
        _forget(catalogue, store, digest)


def _forget(catalogue: Catalogue, store: ObjectStore, digest: str) -> None:
    """Remove the bytes of a blob that nobody names; put them back where somebody sent them just now.

    Who receives a picture looks for its bytes once more after its row is there (services/receive),
    so that of two that meet here one always sees the other. Who is killed here has put them aside: the
    next sweep ends it.
    """
    keys = (blob_key(digest), rendition_key(digest))
    if not _is_wanted(catalogue, digest):
        for key in keys:
            _copy(store, key, ASIDE + key)
        for key in (*keys, close_view_key(digest), detail_key(digest)):
            store.delete(key)
        for key in list(store.keys(thumbnails_prefix(digest))):
            store.delete(key)
    for key in keys:
        if _is_wanted(catalogue, digest):
            _copy(store, ASIDE + key, key)
    for key in keys:
        store.delete(ASIDE + key)


def _is_wanted(catalogue: Catalogue, digest: str) -> bool:
    with catalogue.reading() as tx:
        return digest in tx.images.blobs([digest])


def _copy(store: ObjectStore, source: str, target: str) -> None:
    """Nothing where there is no such object."""
    data = _read(store, source)
    if data is not None:
        store.put(target, [data])


def _read(store: ObjectStore, key: str) -> bytes | None:
    try:
        return store.read(key)
    except NotFound:
        return None
