"""Forget a picture, or a person: out of catalogue, objects, shards and index, for good.

What was forgotten is remembered by its id alone, in the object store, before anything is deleted: so
a forgetting that was broken off goes on when it is asked for again, and a rebuild from an older backup
forgets again what that backup still holds.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from insecta.catalogue.forgetting import GONE, Forgetting, InShard, without
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import EXPERTS, Principal
from insecta.domain.events import SpecimenChanged
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
from insecta.services.bulk import output, prepare
from insecta.services.bulk.manifest import Part, manifest_key, read_manifest
from insecta.services.versions import changed

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
    with house.catalogue.reading() as tx:
        memory = _of_picture(tx, image_id) or _remembered(house.store, key)
    if memory is None:
        raise NotFound(
            f"there is no picture {image_id}", hint="its page in the portal ends in its id"
        )
    _remember(house.store, key, memory)
    with house.catalogue.reading() as tx:
        names = Forgetting(tx.connection, tx.at).names(image_id)
    _from_shards(house, memory, names, told)
    with house.catalogue.writing() as tx:
        rows = Forgetting(tx.connection, tx.at)
        digests = [one for one in memory["digests"] if not rows.shared(one, image_id)]
        twins = rows.twins(image_id, memory["digests"])
        beside = tx.images.specimens_of(
            [one.region_id for twin in twins for one in tx.images.regions_in(twin)]
        )
        specimens = sorted(
            {UUID(one) for one in memory["specimens"]}
            | {key for keys in beside.values() for key in keys}
        )
        told.catalogue = rows.picture(image_id, digests)
        changed(tx, specimens)
        for one in specimens:
            tx.emit(SpecimenChanged, specimen_id=one)
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
        changed(tx, specimens)
        tx.images.touch(drawn)
        for key in specimens:
            tx.emit(SpecimenChanged, specimen_id=key)
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
    return {
        "picture": str(image_id),
        "digests": [image.sha256, *former],
        "regions": {str(key): version for key, version in versions.items()},
        "specimens": sorted({str(one) for ids in owners.values() for one in ids}),
        "shards": [
            {**asdict(one), "collection_id": str(one.collection_id)}
            for one in rows.shards(image_id)
        ],
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


def _from_shards(house: House, memory: Mapping[str, Any], names: set[str], told: Told) -> None:
    """Renditions, scores and vectors out of packed shards, the row's names out of its plan."""
    for one in memory["shards"]:
        place = InShard(**{**one, "collection_id": UUID(one["collection_id"])})
        manifest = read_manifest(house.store, place.manifest)
        part = next(p for p in manifest.parts if p.first <= place.item_no < p.first + p.rows)
        with house.catalogue.reading() as tx:
            own = tx.collections.by_id(place.collection_id).max_pixels
        digest = prepare.digest_of(part.reads, own or house.max_pixels)
        row = place.item_no - part.first
        blank = dict.fromkeys(("sha256", "rendition", "near_duplicate"))
        found = output.find(house.store, prepare.KIND, digest)
        if found is not None:
            _rewrite(house.store, found["key"], row, {**blank, "state": "rejected", "reason": GONE,
                     "codes": [], "notes": [], "faults": []}, told)  # fmt: skip
            _new_receipt(house.store, prepare.KIND, digest, found)
        nothing = {"sha256": None, "scores": None, "embedding": None, "failure": GONE}
        _rewrite(house.store, place.key, row, nothing, told)
        _from_plan(house.store, part, row, told)
        _from_manifest(house.store, place.manifest, names, told)


def _rewrite(store: ObjectStore, key: str, row: int, values: Mapping[str, Any], told: Told) -> None:
    """Change one row of a Parquet file, keeping its row groups."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(store.read(key)))
    except NotFound:
        return
    out, hit = io.BytesIO(), False
    with pq.ParquetWriter(out, file.schema_arrow, use_dictionary=False) as writer:
        for number in range(file.num_row_groups):
            rows = file.read_row_group(number).to_pylist()
            for one in rows:
                if one["row"] == row and any(one[name] != value for name, value in values.items()):
                    one.update(values)
                    hit = True
            writer.write_table(pa.Table.from_pylist(rows, file.schema_arrow))
    if hit:
        _replace(store, key, out.getvalue())
        told.shards.append(key)


def _new_receipt(store: ObjectStore, kind: str, digest: str, former: Mapping[str, Any]) -> None:
    data = store.read(str(former["key"]))
    receipt = {**former, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    if receipt != former:
        _replace(
            store, output.receipt_key(kind, digest), json.dumps(receipt, sort_keys=True).encode()
        )


def _from_plan(store: ObjectStore, part: Part, row: int, told: Told) -> None:
    """The plan keeps the row's number; its names and records go."""
    lines = gzip.decompress(store.read(part.key)).splitlines()
    places = [n for n, line in enumerate(lines) if json.loads(line)["kind"] == "picture"]
    one = json.loads(lines[places[row]])
    if one["stopped"] == GONE:
        return
    key = f"{GONE}:{part.first + row}"
    item = {**one["item"], "source_key": key, "user_name": GONE, "picture": None,
            "specimens": [], "creator": None}  # fmt: skip
    lines[places[row]] = json.dumps({**one, "item": item, "stopped": GONE}, sort_keys=True).encode()
    _replace(store, part.key, gzip.compress(b"".join(line + b"\n" for line in lines), mtime=0))
    told.shards.append(part.key)


def _from_manifest(store: ObjectStore, digest: str, names: set[str], told: Told) -> None:
    """What a plan found odd may name the file."""
    key = manifest_key(digest)
    body = json.loads(store.read(key))
    found = without(body["findings"], names)
    if found != body["findings"]:
        text = json.dumps({**body, "findings": found}, sort_keys=True, ensure_ascii=False)
        _replace(store, key, text.encode())
        told.shards.append(key)


def _replace(store: ObjectStore, key: str, data: bytes) -> None:
    store.delete(key)
    store.put(key, [data])


def _of_backups(store: ObjectStore, told: Told) -> None:
    told.backups = backups(store)
    if told.backups:
        told.left.append(
            f"{len(told.backups)} backups hold its rows: a rebuild forgets them again; delete the "
            "files below backups/ where they must be gone now"
        )
