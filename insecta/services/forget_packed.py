"""A picture out of packed shards, and its names out of plans: one row of each, the rest as it was.

Bytes that replace a packed file are stored beside it first, so that a file of thousands of pictures
is never lost between its old and its new bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from insecta.catalogue.forgetting import GONE, Forgetting, InShard, without
from insecta.catalogue.unit_of_work import Catalogue
from insecta.errors import NotFound
from insecta.ports import ObjectStore
from insecta.services.bulk import output, prepare, see
from insecta.services.bulk.manifest import Manifest, Part, manifest_key, read_manifest

STAGED = "forgetting/"
"""New bytes of a file that is being replaced wait here, under its own key."""
FORMER = "former"
"""In a receipt: digests that its shard had before pictures were forgotten; releases saw them."""
HELD = "packed shards and the plan of its source: another collection took the same source in"
PLANLESS = "packed shards of a plan that is no longer in the object store"
UNKNOWN = "a packed shard that was made under another pixel limit, and that no run names"


@dataclass(slots=True)
class Packed:
    """The packed files of a house. `changed`: keys that were written anew; `left`: what was not.

    `collection`: of the picture that is forgotten; `forgotten`: (run, item) of all that goes with it.
    """

    catalogue: Catalogue
    store: ObjectStore
    max_pixels: int
    collection: UUID
    forgotten: frozenset[tuple[UUID | None, int]]
    changed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    _read: dict[str, Manifest | None] = field(default_factory=dict)

    def forget(self, place: InShard, names: set[str]) -> None:
        """Rendition, scores and vector of one row, what its plan says of it, and its names."""
        manifest = self._manifest(place.manifest)
        if manifest is None:
            self._leave(PLANLESS)
            return
        part = next(p for p in manifest.parts if p.first <= place.item_no < p.first + p.rows)
        row = place.item_no - part.first
        if self._is_held(part, row):
            self._leave(HELD)
            return
        seen = {see.digest_of(sha, one) for sha in self._blank_prepared(place, part, row)
                for one in self._releases()}  # fmt: skip
        for digest in sorted({*seen, PurePosixPath(place.key).stem}):
            self._blank_seen(digest, row)
        self._from_plan(part, row)
        self._from_manifest(place.manifest, names)

    def _leave(self, what: str) -> None:
        if what not in self.left:
            self.left.append(what)

    def _is_held(self, part: Part, row: int) -> bool:
        """Whether a run of another collection reads the same row, and nobody forgot it there."""
        for run, manifest in self._of_others():
            for other in manifest.parts:
                if other.reads != part.reads and other.key != part.key:
                    continue
                item = other.first + row
                with self.catalogue.reading() as tx:
                    held = Forgetting(tx.connection, tx.at).is_held(run, item)
                if held and (run, item) not in self.forgotten:
                    return True
        return False

    def _of_others(self) -> Iterator[tuple[UUID, Manifest]]:
        with self.catalogue.reading() as tx:
            planned = Forgetting(tx.connection, tx.at).planned_by_others(self.collection)
        for run, digest in planned:
            manifest = self._manifest(digest)
            if manifest is not None:
                yield run, manifest

    def _manifest(self, digest: str) -> Manifest | None:
        """A plan; None where it is gone. Each is read once."""
        if digest not in self._read:
            try:
                self._read[digest] = read_manifest(self.store, digest)
            except NotFound:
                self._read[digest] = None
        return self._read[digest]

    def _releases(self) -> list[str]:
        with self.catalogue.reading() as tx:
            return [one.digest for one in tx.releases.all()]

    def _blank_prepared(self, place: InShard, part: Part, row: int) -> set[str]:
        """Blank the row of every shard of renditions; the digests that the shards have and had."""
        blank = dict.fromkeys(("sha256", "rendition", "near_duplicate"))
        values: dict[str, Any] = {**blank, "state": "rejected", "reason": GONE,
                  "codes": [], "notes": [], "faults": []}  # fmt: skip
        known: set[str] = set()
        for digest in self._prepared(place, part):
            found = output.find(self.store, prepare.KIND, digest)
            if found is not None:
                known |= {found["sha256"], *found.get(FORMER, ())}
                self._rewrite(found["key"], row, values)
                known.add(self._new_receipt(prepare.KIND, digest, found))
        if not known:
            self._leave(UNKNOWN)
        return known

    def _prepared(self, place: InShard, part: Part) -> list[str]:
        """Digests that may name the shard; runs of earlier versions did not write down which."""
        if place.prepared is not None:
            return [PurePosixPath(place.prepared).stem]
        with self.catalogue.reading() as tx:
            own = tx.collections.by_id(place.collection_id).max_pixels
        limits = dict.fromkeys((own or self.max_pixels, self.max_pixels))
        return [prepare.digest_of(part.reads, limit) for limit in limits]

    def _blank_seen(self, digest: str, row: int) -> None:
        nothing = {"sha256": None, "scores": None, "embedding": None, "failure": GONE}
        found = output.find(self.store, see.KIND, digest)
        if found is not None:
            self._rewrite(found["key"], row, nothing)
            self._new_receipt(see.KIND, digest, found)

    def _rewrite(self, key: str, row: int, values: Mapping[str, Any]) -> None:
        """Change one row of a Parquet file, keeping its row groups."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            file = pq.ParquetFile(io.BytesIO(self.store.read(key)))
        except NotFound:
            return
        out, hit = io.BytesIO(), False
        with pq.ParquetWriter(out, file.schema_arrow, use_dictionary=False) as writer:
            for number in range(file.num_row_groups):
                rows = file.read_row_group(number).to_pylist()
                for one in rows:
                    if one["row"] == row and any(one[k] != value for k, value in values.items()):
                        one.update(values)
                        hit = True
                writer.write_table(pa.Table.from_pylist(rows, file.schema_arrow))
        if hit:
            self._replace(key, out.getvalue())

    def _new_receipt(self, kind: str, digest: str, former: Mapping[str, Any]) -> str:
        """The receipt tells of the bytes that are there now; their digest."""
        data = self.store.read(str(former["key"]))
        now = hashlib.sha256(data).hexdigest()
        if now != former["sha256"]:
            known = [*former.get(FORMER, ()), former["sha256"]]
            receipt = {**former, "sha256": now, "bytes": len(data), FORMER: known}
            text = json.dumps(receipt, sort_keys=True).encode()
            replace(self.store, output.receipt_key(kind, digest), text)
        return now

    def _from_plan(self, part: Part, row: int) -> None:
        """The plan keeps the row's number; its names and records go."""
        lines = gzip.decompress(self.store.read(part.key)).splitlines()
        places = [n for n, line in enumerate(lines) if json.loads(line)["kind"] == "picture"]
        one = json.loads(lines[places[row]])
        if one["stopped"] == GONE:
            return
        key = f"{GONE}:{part.first + row}"
        item = {**one["item"], "source_key": key, "user_name": GONE, "picture": None,
                "specimens": [], "creator": None}  # fmt: skip
        told = json.dumps({**one, "item": item, "stopped": GONE}, sort_keys=True)
        lines[places[row]] = told.encode()
        data = gzip.compress(b"".join(line + b"\n" for line in lines), mtime=0)
        self._replace(part.key, data)

    def _from_manifest(self, digest: str, names: set[str]) -> None:
        """What a plan found odd may name the file."""
        key = manifest_key(digest)
        body = json.loads(self.store.read(key))
        found = without(body["findings"], names)
        if found != body["findings"]:
            text = json.dumps({**body, "findings": found}, sort_keys=True, ensure_ascii=False)
            self._replace(key, text.encode())

    def _replace(self, key: str, data: bytes) -> None:
        replace(self.store, key, data)
        self.changed.append(key)


def places_of(memory: Mapping[str, Any]) -> Sequence[InShard]:
    """Where packed files hold a picture, as it is remembered."""
    return [InShard.from_json(one) for one in memory["shards"]]


def replace(store: ObjectStore, key: str, data: bytes) -> None:
    """Other bytes under a key; broken off at any moment, `finish` brings it to its end."""
    store.put(STAGED + key, [data])
    _put_in_place(store, key, data)


def finish(store: ObjectStore) -> None:
    """Put in place what a replacement that was broken off had stored."""
    for staged in list(store.keys(STAGED)):
        _put_in_place(store, staged.removeprefix(STAGED), store.read(staged))


def _put_in_place(store: ObjectStore, key: str, data: bytes) -> None:
    store.delete(key)
    store.put(key, [data])
    store.delete(STAGED + key)
