"""The pixels of a part of a picture, from the finest copy that the store holds."""

from __future__ import annotations

from threading import Lock

import numpy as np
from numpy.typing import NDArray

from insecta.catalogue.identifications import Part
from insecta.domain.identity import blob_key, detail_key, rendition_key
from insecta.errors import NotFound
from insecta.ports import ObjectStore
from insecta.services.admit import Decode, large_copy
from insecta.vision.region import WHOLE, cut
from insecta.vision.rendition import encode, read


class ShownPixels:
    """Parts of pictures, uint8 [height, width, 3]; the copy of the last picture is kept decoded.

    Shared between threads, one decodes at a time: a page of a drawer asks for a hundred parts at once.

    A part is cut from the large copy where there is one, else from the rendition. Ask for the parts
    of one picture one after the other.
    """

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._sha256 = ""
        self._copy: NDArray[np.uint8] | None = None
        self._lock = Lock()

    def of(self, part: Part) -> NDArray[np.uint8]:
        """Raises NotFound and BadPicture of the stored copies."""
        sha256, box = part
        if box == WHOLE:
            return read(self._store.read(rendition_key(sha256)))
        with self._lock:
            if self._copy is None or self._sha256 != sha256:
                self._copy = None  # never two of them
                self._copy, self._sha256 = self._large(sha256), sha256
            return np.ascontiguousarray(cut(self._copy, box))

    def _large(self, sha256: str) -> NDArray[np.uint8]:
        try:
            data = self._store.read(detail_key(sha256))
        except NotFound:
            data = self._store.read(rendition_key(sha256))
        return read(data)


def ensure_detail(store: ObjectStore, sha256: str, max_pixels: int, decode: Decode) -> None:
    """Make the large copy of a picture whose original is in our store, where there is none.

    Raises BadPicture. Of a picture whose original lies elsewhere parts are cut from the rendition.
    """
    if store.size(detail_key(sha256)) is not None:
        return
    try:
        original = store.read(blob_key(sha256))
    except NotFound:
        return
    store.put(detail_key(sha256), [encode(large_copy(original, max_pixels, decode))])
    if store.size(rendition_key(sha256)) is None:  # forgotten while it was made
        store.delete(detail_key(sha256))
