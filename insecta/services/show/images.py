"""Pictures as a principal may see them, and their re-encoded bytes.

A picture whose licence does not let everybody see it is for members of its collection (users: 13).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Literal
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Collection, Principal
from insecta.domain.decision import Ceiling
from insecta.domain.identity import (
    VISITORS_ID,
    blob_key,
    close_view_key,
    rendition_key,
    thumbnail_key,
)
from insecta.domain.licence import is_shareable
from insecta.domain.release import Release
from insecta.domain.sensitive import NAMELESS, REGULATED
from insecta.domain.specimen import Blob, Identification, Image
from insecta.errors import BadPicture, NotFound, StoreFull
from insecta.ports import ObjectStore
from insecta.services.access import ANONYMOUS, owns, require_sight
from insecta.services.admit import Decode
from insecta.services.answers import (
    answer_from_json,
    answer_to_json,
    decided,
    scores_from_json,
)
from insecta.services.bound import answering, answering_for
from insecta.services.ceilings import holding
from insecta.services.documents import GetRelease
from insecta.services.region_pixels import ShownPixels
from insecta.services.show.answers import ShownAnswer, shown
from insecta.services.withheld import why_image_withheld
from insecta.vision.decode import decode
from insecta.vision.region import WHOLE
from insecta.vision.rendition import encode, read, thumbnail

Size = Literal["thumbnail", "full", "large"]
THUMBNAIL_SIDE = 320
MOST_PIXELS = 1_000_000_000
"""What was taken in once may be shown, whatever the limit of uploads is now."""
CLOSE_SIDE = 2_048
"""Short side of what people look at closely, in pixels; smaller originals stay as they are."""


@dataclass(frozen=True, slots=True)
class ShownImage:
    """One picture. `width`, `height`: of the original, in pixels.

    `state`: waiting, answered (an answer or an abstention), or rejected with a `reason`.
    """

    id: UUID
    specimen_id: UUID
    collection: str
    file_name: str
    state: Literal["waiting", "answered", "rejected"]
    reason: str | None
    width: int
    height: int
    view: str | None
    licence: str | None
    creator: str | None
    created: datetime
    identification: ShownAnswer | None
    region_id: UUID | None = None
    """The part of a picture of many that shows the specimen; None where the whole picture does."""


def may_see(tx: Transaction, principal: Principal, image: Image) -> bool:
    """Of a collection that is visible already: does its licence let everybody, or is it one's own?

    Labels of what is withheld (domain/sensitive) are for members, too. A visitor's picture is read
    by its link (services/access.require_sight) and found by nobody.
    """
    own = image.collection_id == VISITORS_ID or owns(tx, principal, image.collection_id)
    if own:
        return True
    if not is_shareable(image.licence):
        return False
    why, has_label = why_image_withheld(tx, image)
    return why is None or not has_label


def is_public(catalogue: Catalogue, image_id: UUID) -> bool:
    """Whether anybody may see the picture, in a public collection. Raises NotFound."""
    with catalogue.reading() as tx:
        image = tx.images.get(image_id)
        is_found = tx.collections.by_id(image.collection_id).public
        return is_found and may_see(tx, ANONYMOUS, image)


def find_image(tx: Transaction, principal: Principal, image_id: UUID) -> Image:
    """The row, if the principal may know of it. Raises NotFound."""
    image = tx.images.get(image_id)
    require_sight(tx, principal, image.collection_id)
    if not may_see(tx, principal, image):
        raise NotFound("there is no such picture")
    return image


def show_image(
    catalogue: Catalogue,
    principal: Principal,
    image_id: UUID,
    release: GetRelease,
    region: UUID | None = None,
) -> ShownImage:
    """One picture with the machine's answer on it. Raises NotFound.

    `region`: only this part of a picture of many, with the specimen that it shows.
    """
    with catalogue.reading() as tx:
        image = find_image(tx, principal, image_id)
        regions = [one for one in tx.images.regions_in(image_id) if region in (None, one.region_id)]
        owners = tx.images.specimens_of([region.region_id for region in regions])
        specimens = [one for ids in owners.values() for one in ids]
        if not specimens:
            raise NotFound("there is no such picture")
        collection = tx.collections.by_id(image.collection_id)
        statements = tx.identifications.of_specimens(specimens)
        of_image = {region.region_id for region in regions}
        # Of a picture of many specimens the answer is that of the specimen it is shown with.
        machine = [
            one
            for one in statements.get(specimens[0], ())
            if one.kind == "machine" and one.region_id in of_image
        ]
        blob = tx.images.blob(image.sha256)
        owner = tx.specimens.find(specimens[:1]).get(specimens[0])
        own = image.collection_id == VISITORS_ID or owns(tx, principal, image.collection_id)
        why = None if own else why_image_withheld(tx, image)[0]
        digest = answering_for(tx, collection, owner) if owner else answering(tx, collection)
        chosen = None if why == REGULATED else latest(machine, digest)
        if chosen is not None and digest is not None:
            part = next(
                (image.sha256, one.box) for one in regions if one.region_id == chosen.region_id
            )
            stored, known = tx.identifications.scores(digest, [part]).get(part), release(digest)
            record = owner.record if owner else {}
            chosen = as_today(chosen, image, stored, collection, record, known, holding(tx, known))
    image = replace(image, user_name=NAMELESS) if why else image
    return shown_image(
        image, specimens[0], collection, blob, chosen, release, looked_at=bool(machine)
    )


def is_waiting(catalogue: Catalogue, image_id: UUID) -> bool:
    """Whether nobody has looked at a picture yet: one row, for those who wait for its answer."""
    return bool(waiting_among(catalogue, {image_id}))


def waiting_among(catalogue: Catalogue, image_ids: Set[UUID]) -> set[UUID]:
    """Those of some pictures at which nobody has looked yet; what is gone does not wait."""
    if not image_ids:
        return set()
    with catalogue.reading() as tx:
        return tx.images.waiting_among(image_ids)


def latest(statements: Sequence[Identification], release: str | None) -> Identification | None:
    """The shown release's last statement; what another release says is not shown (users: 23)."""
    of_release = [one for one in statements if one.release == release]
    return of_release[-1] if of_release else None


def as_today(
    machine: Identification,
    image: Image,
    stored: Any,
    collection: Collection,
    record: Mapping[str, Any],
    known: Release,
    ceilings: Sequence[Ceiling],
) -> Identification:
    """A statement of the release `known` as the collection's rules and the house's ceilings have it now.

    `stored`: scores of its part. Where those of the present bytes are missing, None, it stays.
    """
    if stored is None:
        return machine
    seen = replace(scores_from_json(stored), view=image.view)
    answer = decided(known, seen, collection, record, ceilings)
    return replace(machine, body=answer_to_json(answer, collection.target))


def shown_image(
    image: Image,
    specimen_id: UUID,
    collection: Collection,
    blob: Blob,
    machine: Identification | None,
    release: GetRelease,
    *,
    looked_at: bool,
    region: UUID | None = None,
) -> ShownImage:
    """`machine`: the shown release's statement; `looked_at`: some release has made one."""
    assert image.created is not None  # noqa: S101  (a row always has its time)
    answer = None
    if machine is not None and machine.release is not None:
        target = float(machine.body.get("target", collection.target))
        answer = shown(answer_from_json(machine.body), release(machine.release), target)
    rejected = answer is None and not image.waiting and not looked_at
    return ShownImage(
        image.image_id,
        specimen_id,
        collection.code,
        image.user_name,
        "answered" if answer else "rejected" if rejected else "waiting",
        "the stored picture could not be read again" if rejected else None,
        blob.width,
        blob.height,
        image.view,
        image.licence,
        image.creator,
        image.created,
        answer,
        region,
    )


def shown_images(
    tx: Transaction,
    principal: Principal,
    specimen_id: UUID,
    collection: Collection,
    images: Sequence[Image],
    machine: Mapping[UUID, Identification | None],
    release: GetRelease,
    parts: Mapping[UUID, UUID],
) -> tuple[ShownImage, ...]:
    """The pictures of one specimen that the principal may see.

    `machine`: by image, of those that some release has looked at, what the shown one says. `parts`:
    by image, the region that shows the specimen where that is not the whole picture.
    """
    seen = [image for image in images if may_see(tx, principal, image)]
    blobs = tx.images.blobs([image.sha256 for image in seen])
    return tuple(
        shown_image(
            image,
            specimen_id,
            collection,
            blobs[image.sha256],
            machine.get(image.image_id),
            release,
            looked_at=image.image_id in machine,
            region=parts.get(image.image_id),
        )
        for image in seen
    )


def rendition(
    catalogue: Catalogue,
    store: ObjectStore,
    principal: Principal,
    image_id: UUID,
    size: Size,
    decode: Decode = decode,
    region: UUID | None = None,
    pixels: ShownPixels | None = None,
    known: str | None = None,
) -> tuple[bytes, str]:
    """JPEG that our own encoder wrote from pixels only, and its entity tag. Raises NotFound.

    No bytes where the asker has what bears the tag `known`. `pixels`: where parts are cut from.
    `region`: only that part of the picture, as fine as it is stored where not a `thumbnail`.
    `full` is the stored rendition (short side 384 px); `thumbnail` at most 320 px a side; `large`
    has a short side of at most 2,048 px, and is `full` where the original is not in our store.
    """
    with catalogue.reading() as tx:
        image = find_image(tx, principal, image_id)
        collection = tx.collections.by_id(image.collection_id)
        parts = {one.region_id: one.box for one in tx.images.regions_in(image_id)}
    if region is not None:
        if region not in parts:
            raise NotFound("the picture has no such region")
        tag = f"{image.sha256[:32]}-{region}-{size}"
        if tag == known:
            return b"", tag
        cut = partial((pixels or ShownPixels(store)).of, (image.sha256, parts[region]))
        if size == "thumbnail":
            return _thumbnail(store, image.sha256, parts[region], cut), tag
        return encode(cut()), tag
    if size == "large":
        close = _close_view(store, image.sha256, collection.max_pixels, decode)
        if close is not None:
            return close, f"{image.sha256[:32]}-{size}"
    tag = f"{image.sha256[:32]}-{size}"
    stored = partial(store.read, rendition_key(image.sha256))
    if size == "thumbnail":
        return _thumbnail(store, image.sha256, WHOLE, lambda: read(stored())), tag
    return stored(), tag


def _thumbnail(
    store: ObjectStore, sha256: str, box: str, pixels: Callable[[], NDArray[np.uint8]]
) -> bytes:
    """A small copy under its own key, made once; without room for it, made anew each time."""
    key = thumbnail_key(sha256, box)
    try:
        return store.read(key)
    except NotFound:
        made = thumbnail(pixels(), THUMBNAIL_SIDE)
    try:
        store.put(key, [made])
    except StoreFull:
        return made
    if store.size(rendition_key(sha256)) is None:  # forgotten while it was made
        store.delete(key)
    return made


def _close_view(
    store: ObjectStore, sha256: str, max_pixels: int | None, decode: Decode
) -> bytes | None:
    """What people look at closely, made once; None where the original is not ours or unreadable."""
    key = close_view_key(sha256)
    try:
        return store.read(key)
    except NotFound:
        pass
    try:
        original = store.read(blob_key(sha256))
        picture = decode(original, max_pixels=max_pixels or MOST_PIXELS, short_side=CLOSE_SIDE)
    except (NotFound, BadPicture):
        return None
    made = encode(picture.pixels, quality=88)
    store.put(key, [made])
    if store.size(rendition_key(sha256)) is None:  # forgotten while it was made
        store.delete(key)
    return made
