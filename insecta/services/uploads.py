"""Uploads in parts: begun, continued after a break, and at the end one picture like any other.

A row says how far an upload is; its bytes lie in the object store under `uploads/`, so any API
process can go on with it. A part is stored before the row moves: a crash in between repeats the
part. When all bytes are there they are read again, hashed and judged as bytes that came in one
call are; what the sender said of them is not believed. After 24 h an upload is swept.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Protocol, runtime_checkable
from uuid import UUID, uuid4

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.catalogue.uploads import UploadRow
from insecta.domain.collection import Principal
from insecta.domain.identity import VISITORS, region_id
from insecta.errors import BadPicture, Conflict, Invalid, NotFound, OverBudget
from insecta.ports import ObjectStore
from insecta.services.admission import require_room
from insecta.services.admit import Decode
from insecta.services.receive import Limits, Received, Upload, as_visit, receive
from insecta.vision.decode import decode

FOLDER = "uploads/"
KEEP = timedelta(hours=24)
PRESIGNED_SECONDS = 3_600
PIECE = 1 << 20
PAGE = 500
UNFINISHED = 100
"""So many times the largest upload may be announced in uploads that one principal has not ended."""


@runtime_checkable
class Presigning(Protocol):
    """A store that lets strangers write one key, for some seconds."""

    def presign(self, key: str, method: str, seconds: int) -> str: ...


def begin(
    catalogue: Catalogue,
    principal: Principal,
    upload: Upload,
    length: int,
    limits: Limits,
    *,
    direct: bool = False,
) -> UploadRow:
    """A new upload of `length` bytes.

    Raises BadPicture (size), Invalid, NotFound, Forbidden, OverBudget.
    """
    if length <= 0:
        raise BadPicture("empty", "there is nothing in it", hint="send the picture's bytes")
    _require_size(length, limits.bytes_of(upload.collection))
    require_room(catalogue, principal, upload.collection, limits)
    upload = as_visit(upload)
    with catalogue.writing() as tx:
        _require_few_unfinished(tx, principal, upload, length, limits)
        new = UploadRow(
            uuid4(), principal.principal_id, length, asdict(upload), tx.at + KEEP, direct
        )
        tx.uploads.add(new)
    return new


def _require_few_unfinished(
    tx: Transaction, principal: Principal, upload: Upload, length: int, limits: Limits
) -> None:
    """What is begun and never ended would fill the disk for 24 hours. Raises OverBudget."""
    number, announced = tx.uploads.unfinished(principal.principal_id)
    too_many = upload.collection == VISITORS and number >= limits.visitors
    if too_many or announced + length > UNFINISHED * limits.max_bytes:
        raise OverBudget(
            f"{number} uploads are begun and not ended",
            retry_after=60,
            hint="end them, or give them up; what nobody goes on with is gone after 24 hours",
        )


def _require_size(length: int, most: int) -> None:
    if length > most:
        raise BadPicture("too_large", f"more than {most:,} bytes", hint="send a smaller picture")


def find(catalogue: Catalogue, principal: Principal, upload_id: UUID) -> UploadRow:
    """One's own upload. Raises NotFound for another's, and when its time is over."""
    with catalogue.reading() as tx:
        found = tx.uploads.find(upload_id)
    if found is None or found.principal_id != principal.principal_id:
        raise NotFound("there is no such upload", hint="begin it again")
    return found


def still_open(catalogue: Catalogue, keys: Collection[UUID]) -> set[UUID]:
    """Those of some uploads that are begun and not over."""
    with catalogue.reading() as tx:
        found = [tx.uploads.find(key) for key in keys]
    return {one.upload_id for one in found if one and one.image_id is None and one.refused is None}


def append(
    catalogue: Catalogue, store: ObjectStore, known: UploadRow, data: Iterable[bytes], size: int
) -> UploadRow:
    """Add `size` bytes behind what is there. Raises Conflict where another added some meanwhile."""
    if known.received + size > known.length:
        raise Invalid(f"more bytes than the {known.length:,} that were announced")
    if size == 0:
        return known
    part = f"{FOLDER}{known.upload_id}/{known.received:012d}-{uuid4().hex[:12]}"
    store.put(part, data)
    with catalogue.writing() as tx:
        if tx.uploads.advance(known, (part, size)):
            return dataclasses.replace(
                known, received=known.received + size, parts=(*known.parts, (part, size))
            )
    store.delete(part)
    raise Conflict("another request added to this upload", hint="ask for its offset, and go on")


def is_whole(known: UploadRow) -> bool:
    """All bytes are there, and it has not become a picture yet."""
    return not known.direct and known.received == known.length and not is_over(known)


def is_over(known: UploadRow) -> bool:
    return known.image_id is not None or known.refused is not None


def presign(store: ObjectStore, known: UploadRow) -> str:
    """Where the bytes of a direct upload may be put once. Raises Conflict without an S3 store."""
    require_presigning(store)
    assert isinstance(store, Presigning)  # noqa: S101  just asked
    return store.presign(_direct_key(known), "PUT", PRESIGNED_SECONDS)


def require_presigning(store: ObjectStore) -> None:
    if not isinstance(store, Presigning):
        raise Conflict(
            "this platform keeps its objects where nobody else can write",
            hint="send the picture to /api/v1/images, or in parts to /api/v1/uploads",
        )


def _direct_key(known: UploadRow) -> str:
    return f"{FOLDER}{known.upload_id}/direct"


def complete(
    catalogue: Catalogue,
    store: ObjectStore,
    principal: Principal,
    known: UploadRow,
    limits: Limits,
    decode: Decode = decode,
) -> Received:
    """Read the bytes again, hash and judge them, and take the picture in; once or many times.

    Raises BadPicture (then and on every repeat), Conflict (bytes are missing), and what `receive`
    raises; after Unavailable the bytes are kept, and it can be tried again.
    """
    if is_over(known):
        return _as_it_ended(catalogue, known)
    upload = Upload(**known.body)
    try:
        received = receive(
            catalogue, store, principal, upload, _bytes(store, known, limits), limits, decode
        )
    except (NotFound, Conflict):  # perhaps another request took it in, and its parts are gone
        now = find(catalogue, principal, known.upload_id)
        if not is_over(now):
            raise
        return _as_it_ended(catalogue, now)
    except BadPicture as error:
        told = {"reason": error.reason, "detail": error.message, "hint": error.hint}
        _settle(catalogue, store, known, None, told)
        raise
    _settle(catalogue, store, known, received.image_id, None)
    return received


def _as_it_ended(catalogue: Catalogue, known: UploadRow) -> Received:
    if known.refused is not None:
        told = known.refused
        raise BadPicture(told["reason"], told["detail"], hint=told["hint"])
    if known.image_id is None:
        raise Conflict("the bytes of this upload are not all there", hint="send the rest first")
    with catalogue.reading() as tx:
        region = region_id(known.image_id)
        shown = tx.images.specimens_of([region]).get(region)
    if not shown:
        raise NotFound("the picture was removed meanwhile")
    return Received(known.image_id, shown[0], created=False)


def _bytes(store: ObjectStore, known: UploadRow, limits: Limits) -> Iterator[bytes]:
    """Piece by piece. Raises Conflict where some are missing."""
    parts = known.parts
    if known.direct:
        size = store.size(_direct_key(known))
        if size is None:
            raise Conflict("nothing was put at the presigned address", hint="PUT the bytes first")
        _require_size(size, limits.bytes_of(str(known.body["collection"])))
        parts = ((_direct_key(known), size),)
    if sum(size for _, size in parts) != known.length:
        raise Conflict(
            f"of {known.length:,} announced bytes {sum(s for _, s in parts):,} are there",
            hint="send the rest first, or begin again",
        )
    for key, size in parts:
        for start in range(0, size, PIECE):
            yield store.read(key, start, min(PIECE, size - start))


def _settle(
    catalogue: Catalogue,
    store: ObjectStore,
    known: UploadRow,
    image_id: UUID | None,
    refused: dict[str, str] | None,
) -> None:
    with catalogue.writing() as tx:
        tx.uploads.settle(known.upload_id, image_id, refused)
    _forget_bytes(store, known)


def _forget_bytes(store: ObjectStore, known: UploadRow) -> None:
    for key in list(store.keys(f"{FOLDER}{known.upload_id}/")):
        store.delete(key)


def end(catalogue: Catalogue, store: ObjectStore, known: UploadRow) -> None:
    """Give an upload up; a picture that it has become already stays."""
    with catalogue.writing() as tx:
        tx.uploads.delete(known.upload_id)
    _forget_bytes(store, known)


def sweep(catalogue: Catalogue, store: ObjectStore) -> int:
    """Forget uploads whose time is over, and bytes whose upload has no row; how many uploads.

    Rows come before bytes, so bytes without a row belong to an upload that was given up.
    """
    gone = 0
    while True:
        with catalogue.reading() as tx:
            old = tx.uploads.expired(PAGE)
        if not old:
            break
        for one in old:
            end(catalogue, store, one)
        gone += len(old)
    keys: list[str] = []
    for key in store.keys(FOLDER):
        keys.append(key)
        if len(keys) == PAGE:
            _forget_orphans(catalogue, store, keys)
            keys = []
    _forget_orphans(catalogue, store, keys)
    return gone


def _forget_orphans(catalogue: Catalogue, store: ObjectStore, keys: list[str]) -> None:
    owners = {key: UUID(key.split("/")[1]) for key in keys}
    with catalogue.reading() as tx:
        known = tx.uploads.known(sorted(set(owners.values())))
    for key, owner in owners.items():
        if owner not in known:
            store.delete(key)
