"""The pixels of a part of a picture, from the finest copy that the store holds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from insecta.catalogue.identifications import Part
from insecta.domain.identity import blob_key, detail_key, rendition_key
from insecta.errors import NotFound
from insecta.ports import ObjectStore
from insecta.services.admit import Decode
from insecta.vision.many import DETAIL_SIDE
from insecta.vision.region import WHOLE, cut
from insecta.vision.rendition import encode, read


class ShownPixels:
    """Parts of pictures, uint8 [height, width, 3]; the copy of the last picture is kept decoded.

    A part is cut from the large copy where there is one, else from the rendition. Ask for the parts
    of one picture one after the other.
    """

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._sha256 = ""
        self._copy: NDArray[np.uint8] | None = None

    def of(self, part: Part) -> NDArray[np.uint8]:
        """Raises NotFound and BadPicture of the stored copies."""
        sha256, box = part
        if box == WHOLE:
            return read(self._store.read(rendition_key(sha256)))
        if self._copy is None or self._sha256 != sha256:
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
    picture = decode(original, max_pixels=max_pixels, short_side=DETAIL_SIDE)
    store.put(detail_key(sha256), [encode(picture.pixels)])
