"""Originals between preparing and loading: no row names them yet, and an audit may set them aside."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.identity import blob_key, rendition_key
from insecta.ports import ObjectStore
from insecta.services.audit.objects import take_back

LOOKERS = 16
"""Objects asked for at the same time."""
LOST = "its original is gone: nobody named it for days after it was prepared"


def lost(catalogue: Catalogue, store: ObjectStore, digests: Collection[str]) -> set[str]:
    """Digests of prepared pictures whose original or rendition is not to be had any more.

    What an audit set aside is taken back. Bytes that rows name are the audit's own care. Raises
    Unavailable.
    """
    with catalogue.reading() as tx:
        unnamed = sorted(set(digests) - set(tx.images.blobs(sorted(digests))))

    def is_there(digest: str) -> bool:
        keys = (blob_key(digest), rendition_key(digest))
        return all(store.size(key) is not None or take_back(store, key) for key in keys)

    with ThreadPoolExecutor(LOOKERS, thread_name_prefix="originals") as pool:
        found = pool.map(is_there, unnamed)
        return {digest for digest, there in zip(unnamed, found, strict=True) if not there}
