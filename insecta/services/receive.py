"""One uploaded picture: bytes durable first, then rows and event in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from insecta import meters
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.catalogue_number import normal_form
from insecta.domain.collection import Collection, Principal, Role
from insecta.domain.events import ImageReceived
from insecta.domain.identity import (
    VISITORS,
    blob_key,
    image_id,
    region_id,
    rendition_key,
    source_key_of_upload,
    source_key_of_visit,
    specimen_id,
    specimen_key_of_number,
)
from insecta.domain.specimen import Image, Region, Specimen
from insecta.errors import BadPicture, Conflict, Invalid, NotFound, OverBudget
from insecta.picture_log import PICTURES, about
from insecta.ports import ObjectStore
from insecta.services.access import named
from insecta.services.admit import Admitted, Decode, admit
from insecta.services.versions import changed, tell_changed
from insecta.services.visitors import MOST_BYTES, require_room
from insecta.vision.decode import decode

UPLOADS = "uploads"
"""Code of the collection that takes pictures for which nobody named one."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What the sender says of a picture; everything may be left out but the file's name."""

    file_name: str
    collection: str = UPLOADS
    catalog_number: str | None = None
    view: str | None = None
    licence: str | None = None
    creator: str | None = None
    basis_of_record: str = "PreservedSpecimen"
    specimen: str | None = None
    """The id of a specimen of the same collection that this is one more view of."""
    station: str | None = None
    """The camera with a hot folder that took it."""
    secret: str | None = None
    """Of a visitor's picture: what its ids are made of (`as_visit`); no sender gives it."""


@dataclass(frozen=True, slots=True)
class Received:
    """`created` is False where the same picture had been received before."""

    image_id: UUID
    specimen_id: UUID
    created: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one upload may hold, and how many pictures may wait for an answer.

    `staff`: whoever sends is bound by a collection's limit for staff, not by that for uploads.
    `target`: the precision that a collection asks for which is made by its first picture.
    """

    max_bytes: int = 200_000_000
    max_pixels: int = 50_000_000
    max_waiting: int = 2_000
    staff: bool = False
    target: float = 0.95
    visitors: int = 0
    """Pictures that people without an account may send in 24 hours."""

    def pixels(self, collection: Collection) -> int:
        """Most pixels a picture of this collection may have."""
        own = collection.max_pixels if self.staff else collection.max_pixels_public
        return own or self.max_pixels

    def bytes_of(self, collection: str) -> int:
        """The most bytes that one upload to a collection may hold."""
        return min(self.max_bytes, MOST_BYTES) if collection == VISITORS else self.max_bytes


def receive(
    catalogue: Catalogue,
    store: ObjectStore,
    principal: Principal,
    upload: Upload,
    chunks: Iterable[bytes],
    limits: Limits = Limits(),
    decode: Decode = decode,
) -> Received:
    """Take in one picture; the same upload again, or at the same time, is the same image.

    Raises BadPicture, Conflict, Forbidden, Invalid, NotFound, OverBudget, StoreFull, Unavailable.
    """
    upload = as_visit(upload)
    collection = _collection(catalogue, principal, upload.collection, limits)
    data, sha256 = _gather(chunks, limits.bytes_of(upload.collection))
    known = _known(catalogue, collection, upload, sha256)
    if known is not None:
        return known
    pixels = limits.pixels(collection)
    admitted = admit(store, data, max_pixels=pixels, decode=decode, sha256=sha256)
    with meters.stage("rows"), catalogue.writing() as tx:
        received = _store(tx, collection, upload, admitted, principal)
    if not admitted.new and _are_gone(store, sha256):
        # A sweep removed equal bytes, there before us, between our look and our row (services/visitors).
        admit(store, data, max_pixels=pixels, codes=False, decode=decode, sha256=sha256)
    told = about({"image": received.image_id, "specimen": received.specimen_id, "sha256": sha256})
    name = "a visitor's picture" if upload.secret else upload.file_name
    PICTURES.info("received %s", name, extra=told)
    return received


def _are_gone(store: ObjectStore, sha256: str) -> bool:
    return store.size(blob_key(sha256)) is None or store.size(rendition_key(sha256)) is None


def as_visit(upload: Upload) -> Upload:
    """The upload with a secret, where it goes to the visitors' collection. Raises Invalid."""
    if upload.collection != VISITORS or upload.secret:
        return upload
    if upload.catalog_number or upload.licence or upload.creator:
        raise Invalid(
            "a picture that is gone after 24 hours bears no number, licence or creator",
            hint="leave them out; they are asked for when it is kept",
        )
    return replace(upload, secret=uuid4().hex)


def _collection(
    catalogue: Catalogue, principal: Principal, code: str, limits: Limits
) -> Collection:
    """The collection, if the principal may add to it and the queue has room."""
    with catalogue.reading() as tx:
        if code == VISITORS:
            require_room(tx, limits.visitors)
        try:
            collection = _present_collection(tx, principal, code)
        except NotFound:
            if code != VISITORS and not principal.administrator:
                raise
            collection = None
        waiting = tx.images.waiting()
    if waiting >= limits.max_waiting:
        raise OverBudget(
            f"{waiting} pictures wait for an answer already", retry_after=max(1, waiting // 100)
        )
    if collection is not None:
        return collection
    with catalogue.writing() as tx:
        return tx.collections.ensure(code, target=limits.target)


def _present_collection(tx: Transaction, principal: Principal, code: str) -> Collection:
    """Raises NotFound, Forbidden."""
    if code == VISITORS:
        return tx.collections.get(code)
    return named(tx, principal, code, Role.CONTRIBUTOR)


def _gather(chunks: Iterable[bytes], limit: int) -> tuple[bytes, str]:
    """The bytes, and their SHA-256 as they came."""
    data, digest = bytearray(), hashlib.sha256()
    for chunk in chunks:
        data += chunk
        digest.update(chunk)
        if len(data) > limit:
            raise BadPicture(
                "too_large", f"more than {limit:,} bytes", hint="send a smaller picture"
            )
    return bytes(data), digest.hexdigest()


def _known(
    catalogue: Catalogue, collection: Collection, upload: Upload, sha256: str
) -> Received | None:
    """This picture, where the collection itself has it: nothing is decoded or stored again."""
    key = _key(collection, upload, sha256)
    with catalogue.reading() as tx:
        shown = tx.images.specimens_of([region_id(key)]).get(region_id(key))
    return Received(key, shown[0], created=False) if shown else None


def _key(collection: Collection, upload: Upload, sha256: str) -> UUID:
    return image_id(collection.collection_id, _source_key(upload, sha256))


def _source_key(upload: Upload, sha256: str) -> str:
    if upload.secret:
        return source_key_of_visit(upload.secret, sha256)
    number = normal_form(upload.catalog_number) if upload.catalog_number else None
    return source_key_of_upload(sha256, number)


def _store(
    tx: Transaction,
    collection: Collection,
    upload: Upload,
    admitted: Admitted,
    principal: Principal,
) -> Received:
    sha256 = admitted.blob.sha256
    number = normal_form(upload.catalog_number) if upload.catalog_number else None
    key = _key(collection, upload, sha256)
    region = Region(region_id(key), key)
    shown = tx.images.specimens_of([region.region_id]).get(region.region_id)
    if shown:
        return Received(key, shown[0], created=False)
    specimen = _specimen(tx, collection, upload, number, key, principal)
    twins = _other_numbers(tx, collection, sha256, number)
    tx.images.add_blobs([admitted.blob])
    tx.images.add([_image(collection, upload, admitted, key, number, twins)])
    tx.images.add_regions([(region, specimen)])
    for twin in twins:
        _note_conflict(tx, twin, upload.file_name)
    changed(tx, [specimen])
    tx.emit(
        ImageReceived,
        specimen_id=specimen,
        image_id=key,
        region_id=region.region_id,
        sha256=sha256,
    )
    return Received(key, specimen, created=True)


def _specimen(
    tx: Transaction,
    collection: Collection,
    upload: Upload,
    number: str | None,
    image: UUID,
    principal: Principal,
) -> UUID:
    """The specimen of this number, or a new one; without a number it is the picture's own."""
    if upload.specimen:
        return _one_more_view(tx, collection, upload.specimen)
    if number is not None:
        known = tx.specimens.by_number(collection.collection_id, [number]).get((number, ""))
        if known is not None:
            return known.specimen_id
    name = specimen_key_of_number(number, "") if number else f"image:{image}"
    new = Specimen(
        specimen_id(collection.collection_id, name),
        collection.collection_id,
        upload.catalog_number,
        number,
        basis_of_record=upload.basis_of_record,
        sent_by=principal.principal_id,
    )
    if tx.specimens.add([new]):
        return new.specimen_id
    return _present(tx, new)


def _one_more_view(tx: Transaction, collection: Collection, wanted: str) -> UUID:
    """The specimen that the sender means, merges followed. Raises Invalid, NotFound."""
    try:
        found = tx.specimens.get(UUID(wanted))
    except ValueError:
        raise Invalid(f"{wanted[:60]!r} is no id of a specimen") from None
    if found.collection_id != collection.collection_id:
        raise NotFound("there is no such specimen in the collection")
    return found.specimen_id


def _present(tx: Transaction, minted: Specimen) -> UUID:
    """Where the specimen first minted under this key is now: merges are followed."""
    try:
        return tx.specimens.get(minted.specimen_id).specimen_id
    except NotFound:
        raise Conflict(
            f"the specimen {minted.catalog_number or ''} was deleted",
            hint="give the picture another number, or none",
        ) from None


def _other_numbers(
    tx: Transaction, collection: Collection, sha256: str, number: str | None
) -> list[Image]:
    """Pictures of equal bytes that stand under another number in the collection."""
    if number is None:
        return []
    twins = tx.images.with_bytes(collection.collection_id, [sha256])
    return [twin for twin in twins if _numbers_of(tx, twin) - {number}]


def _numbers_of(tx: Transaction, image: Image) -> set[str]:
    regions = [region.region_id for region in tx.images.regions_in(image.image_id)]
    shown = {one for ids in tx.images.specimens_of(regions).values() for one in ids}
    return {
        one.number_normal for one in tx.specimens.find(list(shown)).values() if one.number_normal
    }


def _conflict(name: str) -> dict[str, str]:
    return {"code": "same_bytes_other_number", "text": f"also filed as {name}"}


def _note_conflict(tx: Transaction, twin: Image, name: str) -> None:
    """The picture that was there first is listed, too."""
    if _conflict(name) in twin.notes:
        return
    tx.images.change(twin.image_id, notes=[*twin.notes, _conflict(name)])
    regions = [region.region_id for region in tx.images.regions_in(twin.image_id)]
    shown = {one for ids in tx.images.specimens_of(regions).values() for one in ids}
    tell_changed(tx, sorted(shown))


def _image(
    collection: Collection,
    upload: Upload,
    admitted: Admitted,
    key: UUID,
    number: str | None,
    twins: Sequence[Image],
) -> Image:
    notes = [{"code": "decoder", "text": note} for note in admitted.notes]
    if twins:
        notes.append(_conflict(", ".join(sorted(twin.user_name for twin in twins))))
    if number and admitted.codes and number not in {normal_form(c) for c in admitted.codes}:
        notes.append(
            {
                "code": "code_contradicts_number",
                "text": f"the picture holds {', '.join(admitted.codes)}",
            }
        )
    return Image(
        key,
        collection.collection_id,
        _source_key(upload, admitted.blob.sha256),
        upload.file_name,
        admitted.blob.sha256,
        upload.view,
        upload.licence,
        upload.creator,
        admitted.codes,
        tuple(notes),
        station=upload.station,
    )
