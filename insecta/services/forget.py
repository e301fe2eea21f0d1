"""Forget a picture, or a person: out of catalogue, objects, shards and index, for good.

What was forgotten is remembered by its id alone, in the object store, before anything is deleted: so
a forgetting that was broken off goes on when it is asked for again, and a rebuild from an older backup
forgets again what that backup still holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from insecta.catalogue.forgetting import Forgetting
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import EXPERTS, Principal
from insecta.domain.identity import (
    blob_key,
    close_view_key,
    detail_key,
    link_key,
    rendition_key,
    thumbnails_prefix,
)
from insecta.errors import NotFound
from insecta.ports import Document, ObjectStore, SearchIndex
from insecta.services.access import require_administrator
from insecta.services.audit.objects import ASIDE
from insecta.services.backup import backups
from insecta.services.forget_packed import Packed, finish, places_of
from insecta.services.versions import tell_changed

PREFIX = "forgotten/"
"""In the object store: one small file for each thing that was forgotten."""
_KEYS = (blob_key, rendition_key, close_view_key, detail_key)
"""What the object store may hold of a picture's bytes, beside thumbnails."""


@dataclass(slots=True)
class Told:
    """What was done, store by store. `left`: what only people can do."""

    what: str
    catalogue: dict[str, int] = field(default_factory=dict)
    objects: list[str] = field(default_factory=list)
    shards: list[str] = field(default_factory=list)
    index: int = 0
    backups: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class House:
    """What forgetting needs. `max_pixels`: of staff ingest, which names packed shards."""

    catalogue: Catalogue
    store: ObjectStore
    index: SearchIndex
    max_pixels: int


def forget_picture(house: House, principal: Principal, image_id: UUID) -> Told:
    """Raises Forbidden, and NotFound where there is no such picture and never was one forgotten."""
    require_administrator(principal)
    key = f"{PREFIX}picture-{image_id}.json"
    told = Told(f"picture {image_id}")
    finish(house.store)
    with house.catalogue.reading() as tx:
        memory = _of_picture(tx, image_id) or _remembered(house.store, key)
    if memory is None:
        raise NotFound(
            f"there is no picture {image_id}", hint="its page in the portal ends in its id"
        )
    _remember(house.store, key, memory)
    with house.catalogue.reading() as tx:
        rows = Forgetting(tx.connection, tx.at)
        names = rows.names(image_id, _own(rows, image_id, memory["digests"]))
    _from_packed(house, memory, names, told)
    with house.catalogue.writing() as tx:
        rows = Forgetting(tx.connection, tx.at)
        digests = _own(rows, image_id, memory["digests"])
        twins = rows.twins(image_id, memory["digests"])
        beside = tx.images.specimens_of(
            [one.region_id for twin in twins for one in tx.images.regions_in(twin)]
        )
        specimens = sorted(
            {UUID(one) for one in memory["specimens"]}
            | {key for keys in beside.values() for key in keys}
        )
        told.catalogue = rows.picture(image_id, digests)
        tell_changed(tx, specimens)
        if told.catalogue:
            tx.journal.add(principal, "forget.picture", str(image_id), {})
        generations = [one.name for one in tx.generations.written() if one.kind != "specimens"]
    gone = [Document(r, v + 1, {}, deleted=True) for r, v in memory["regions"].items()]
    if generations and gone:
        house.index.write(generations, gone)
        told.index = len(gone)
    for digest in digests:
        told.left += _left_in_its_bucket(house.store, digest)
        _delete(house.store, [key(digest) for key in _KEYS], told)
        # Listed after the rendition is gone: whoever makes a copy looks for that once more.
        _delete(house.store, list(house.store.keys(thumbnails_prefix(digest))), told)
        _delete(house.store, [ASIDE + key(digest) for key in (blob_key, rendition_key)], told)
    told.left += [
        "the source that it came from: an ingest of it would take the picture in again",
        "what was exported before, and copies that others hold",
        "releases that were trained with it: `insecta model card` names their snapshots",
    ]
    if len(digests) < len(memory["digests"]):
        told.left.append("its bytes are another picture's as well, and stay for that one")
    told.left.append(
        "its bytes in a store that `insecta rebuild` copied from, or that copies this one: nothing is "
        "deleted there"
    )
    _of_backups(house.store, told)
    return told


def _left_in_its_bucket(store: ObjectStore, digest: str) -> list[str]:
    """Forget where an original was left; its bucket is its owner's, and nothing is deleted there."""
    key = link_key(digest)
    try:
        place = json.loads(store.read(key))
    except NotFound:
        return []
    store.delete(key)
    return [f"the original {place['key']} in {place['bucket']}, where it was left"]


def forget_person(house: House, principal: Principal, name: str) -> Told:
    """What they said stands, said by nobody. Raises Forbidden, NotFound."""
    require_administrator(principal)
    with house.catalogue.reading() as tx:
        person = tx.principals.by_name(name)
    if person is None:
        raise NotFound(f"there is nobody called {name!r}", hint="`insecta keys list`")
    return _forget_person(house, principal, person.principal_id)


def _forget_person(house: House, principal: Principal, person: UUID) -> Told:
    told = Told(f"person {person}")
    _remember(house.store, f"{PREFIX}person-{person}.json", {"person": str(person)})
    with house.catalogue.writing() as tx:
        rows = Forgetting(tx.connection, tx.at)
        name = rows.name_of(person)
        drawn = rows.drawn_by(name)
        shown = tx.images.specimens_of(
            [one.region_id for image in drawn for one in tx.images.regions_in(image)]
        )
        specimens = sorted(
            {*rows.named_by(person), *rows.corrected_by(name)}
            | {key for keys in shown.values() for key in keys}
        )
        told.catalogue = rows.person(person)
        for one in tx.collections.all():
            experts = dict(one.rules.get(EXPERTS, {}))
            if experts.pop(str(person), None) is not None:
                rules = {**one.rules, EXPERTS: experts}
                tx.collections.change(one.collection_id, {"rules": rules})
                told.catalogue["collections"] = told.catalogue.get("collections", 0) + 1
        tell_changed(tx, specimens)
        tx.images.touch(drawn)
        tx.journal.add(principal, "forget.person", str(person), {})
    told.index = len(specimens)
    told.left = [
        "their name in records that a source states (recordedBy, identifiedBy): corrected there",
        "credit that a picture's licence demands: change its creator with the next ingest",
        "what was exported before, and copies that others hold",
    ]
    _of_backups(house.store, told)
    return told


def forget_again(house: House, principal: Principal) -> int:
    """After a rebuild from a backup: everything that was ever forgotten; how many things."""
    keys = list(house.store.keys(PREFIX))
    for key in keys:
        memory = _remembered(house.store, key) or {}
        if "person" in memory:
            _forget_person(house, principal, UUID(memory["person"]))
        else:
            forget_picture(house, principal, UUID(memory["picture"]))
    return len(keys)


def _own(rows: Forgetting, image_id: UUID, digests: Sequence[str]) -> list[str]:
    """Digests of the picture that no other picture bears."""
    return [one for one in digests if not rows.shared(one, image_id)]


def forgotten_bytes(store: ObjectStore) -> set[str]:
    """Digests of originals that were forgotten: an older backup names them, and nobody misses them."""
    found: set[str] = set()
    for key in store.keys(PREFIX):
        found |= set((_remembered(store, key) or {}).get("digests", ()))
    return found


def _of_picture(tx: Transaction, image_id: UUID) -> dict[str, Any] | None:
    """All that has to be known to forget a picture, by ids and digests only."""
    image = tx.images.find([image_id]).get(image_id)
    if image is None:
        return None
    rows = Forgetting(tx.connection, tx.at)
    versions = rows.versions(image_id)
    owners = tx.images.specimens_of(list(versions))
    former = [str(one["sha256"]) for one in image.former_blobs]
    digests = [image.sha256, *former]
    return {
        "picture": str(image_id),
        "collection": str(image.collection_id),
        "digests": digests,
        "regions": {str(key): version for key, version in versions.items()},
        "specimens": sorted({str(one) for ids in owners.values() for one in ids}),
        "shards": [one.as_json for one in rows.shards(image_id, _own(rows, image_id, digests))],
    }


def _delete(store: ObjectStore, keys: Sequence[str], told: Told) -> None:
    for key in keys:
        if store.size(key) is not None:
            store.delete(key)
            told.objects.append(key)


def _remembered(store: ObjectStore, key: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(store.read(key))
    except NotFound:
        return None
    return found


def _remember(store: ObjectStore, key: str, memory: Mapping[str, Any]) -> None:
    store.put(key, [json.dumps(memory, sort_keys=True).encode()])


def _from_packed(house: House, memory: Mapping[str, Any], names: set[str], told: Told) -> None:
    """Renditions, scores and vectors out of packed shards, the row's names out of its plan."""
    places = places_of(memory)
    if not places:
        return
    collection = memory.get("collection")  # older memories lack it
    packed = Packed(
        house.catalogue,
        house.store,
        house.max_pixels,
        UUID(collection) if collection else places[0].collection_id,
        frozenset((one.run_id, one.item_no) for one in places),
    )
    for place in places:
        packed.forget(place, names)
    told.shards += packed.changed
    told.left += packed.left


def _of_backups(store: ObjectStore, told: Told) -> None:
    told.backups = backups(store)
    if told.backups:
        told.left.append(
            f"{len(told.backups)} backups hold its rows: a rebuild forgets them again; delete the "
            "files below backups/ where they must be gone now"
        )
