"""Rows of admitted pictures: new, updated, equal, moved or duplicate, in one transaction a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from insecta.catalogue.unit_of_work import Transaction
from insecta.domain.catalogue_number import NumberPattern, candidates, normal_form
from insecta.domain.collection import Collection
from insecta.domain.events import ImageReceived, SpecimenChanged
from insecta.domain.identity import identification_id, image_id, region_id
from insecta.domain.run import RunItem
from insecta.domain.specimen import Image, Region
from insecta.services.admit import Admitted
from insecta.services.answers import answer_from_json, item_state
from insecta.services.bound import answering
from insecta.services.ingest.parts import CHANGED_BYTES, found_note, proposed, specimen_of_part
from insecta.services.ingest.planned import PlannedPicture, PlannedSpecimen, from_json
from insecta.services.ingest.specimens import store_records, store_specimen
from insecta.services.regions import holds_many
from insecta.services.versions import changed, tell_changed

Change = Mapping[str, Any]
"""Columns of a run item."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a picture has no rows: `rejected` (it can't be taken) or `failed` (it may be, later)."""

    state: str
    reason: str


def store(
    tx: Transaction,
    collection: Collection,
    pattern: NumberPattern,
    batch: Sequence[tuple[RunItem, Admitted | Refused]],
    release: str | None = None,
) -> None:
    """Write what became of some pictures; their run items say it under the owner's own names.

    The record of a picture that could not be taken in is kept: its specimen has no picture yet.
    `release`: the one whose answers end the items; by default that which answers for the collection.
    """
    changes: list[tuple[RunItem, Change]] = []
    judge = release or answering(tx, collection)
    present = _Present.of(tx, collection, [item.source_key for item, _ in batch], judge)
    for item, result in batch:
        if isinstance(result, Refused):
            change: Change = {"state": result.state, "reason": result.reason}
            if not holds_many(collection):
                stated = from_json(item.body)
                store_records(tx, collection, item.run_id, stated, f"image:{item.source_key}")
        else:
            change = _Picture(tx, collection, pattern, present, item, result).store()
        changes.append((item, {**change, "attempts": item.attempts + 1}))
    changed(tx, present.shown_anew)
    tx.runs.set_items(changes)


@dataclass(frozen=True, slots=True)
class _Present:
    """What a batch finds in the catalogue, asked once for all its pictures.

    A run names every source key once, and a picture whose key the run names is not moved: so no
    picture of the batch changes what another finds here. `shown_anew`: specimens that got pictures.
    `release`: whose answers end run items.
    """

    images: Mapping[str, Image]
    taken: frozenset[UUID]
    shown_anew: set[UUID]
    release: str | None

    @classmethod
    def of(
        cls,
        tx: Transaction,
        collection: Collection,
        source_keys: Sequence[str],
        release: str | None,
    ) -> _Present:
        ids = [image_id(collection.collection_id, key) for key in source_keys]
        known = tx.images.by_source_keys(collection.collection_id, source_keys)
        return cls(known, frozenset(tx.images.find(ids)), set(), release)


class _Picture:
    """One admitted picture on its way into the catalogue."""

    def __init__(
        self,
        tx: Transaction,
        collection: Collection,
        pattern: NumberPattern,
        present: _Present,
        item: RunItem,
        admitted: Admitted,
    ) -> None:
        self.tx = tx
        self.collection = collection
        self.pattern = pattern
        self.present = present
        self.item = item
        self.planned: PlannedPicture = from_json(item.body)
        self.admitted = admitted
        self.sha256 = admitted.blob.sha256

    def store(self) -> Change:
        contradiction = None if self.admitted.parts else self._contradiction()
        if contradiction is not None:
            return {"state": "rejected", "reason": contradiction, "sha256": self.sha256}
        known = self.present.images.get(self.planned.source_key)
        if known is not None:
            parts = self._parts_of(known)
            if parts is None:
                return self._seen_before(known)
            return self._parts_seen_before(known, parts)
        twins = self.tx.images.with_bytes(self.collection.collection_id, [self.sha256])
        same = next((twin for twin in twins if self._same_specimen(twin)), None)
        if same is None:
            return self._add(conflicts=twins)
        if self._gone_from_source(same):
            return self._move(same)
        return {
            "state": "duplicate",
            "outcome": "equal",
            "reason": f"same picture as {same.user_name}",
            "sha256": self.sha256,
        }

    def _contradiction(self) -> str | None:
        """A code read in the picture that is another number of this collection's kind."""
        numbers = {one.number_normal for one in self.planned.specimens if one.number_normal}
        read = {
            found.normal for code in self.admitted.codes for found in candidates(self.pattern, code)
        } | {normal_form(code) for code in self.admitted.codes}
        if not numbers or not read or numbers & read:
            return None
        alike = [code for code in self.admitted.codes if candidates(self.pattern, code)]
        if not alike:
            return None
        return f"code_contradicts_name: the picture holds {', '.join(alike)}"

    def _same_specimen(self, twin: Image) -> bool:
        """Equal bytes are the same picture again, unless they stand under another number."""
        numbers = {(s.number_normal, s.letter) for s in self.planned.specimens if s.number_normal}
        others = self._numbers_of(twin)
        return not numbers or not others or bool(numbers & others)

    def _numbers_of(self, image: Image) -> set[tuple[str | None, str]]:
        regions = [region.region_id for region in self.tx.images.regions_in(image.image_id)]
        ids = [one for shown in self.tx.images.specimens_of(regions).values() for one in shown]
        return {
            (one.number_normal, one.letter)
            for one in self.tx.specimens.find(ids).values()
            if one.number_normal
        }

    def _gone_from_source(self, twin: Image) -> bool:
        """The twin's path is not in this run, but an earlier run of the same source had it."""
        return not self.tx.runs.items_named(
            self.item.run_id, [twin.source_key]
        ) and self.tx.runs.came_from(
            self.collection.collection_id, self.item.run_id, twin.source_key
        )

    def _parts_of(self, image: Image) -> list[Region] | None:
        """Regions of a picture of many specimens, which people may all have removed; None where it
        shows one, or several on a pin."""
        regions = self.tx.images.regions_in(image.image_id)
        if region_id(image.image_id) in {one.region_id for one in regions}:
            return None
        return regions if regions or self.tx.images.has_parts(image.image_id) else None

    def _parts_seen_before(self, known: Image, parts: Sequence[Region]) -> Change:
        """The regions stay as they are, corrected by people or not; only what is stated may change."""
        if known.sha256 != self.sha256:
            return {"state": "rejected", "reason": CHANGED_BYTES, "sha256": self.sha256}
        values = self._changed_columns(known)
        if values:
            self.tx.images.change(known.image_id, **values)
            owners = self.tx.images.specimens_of([one.region_id for one in parts])
            specimens = [one for shown in owners.values() for one in shown]
            self._keep_licence(known, specimens, values)
            tell_changed(self.tx, specimens)
        return self._parts_accepted(known, parts, "updated" if values else "equal")

    def _parts_accepted(self, image: Image, parts: Sequence[Region], outcome: str) -> Change:
        """The item waits for the last specimen that has no answer yet."""
        shown = [one.region_id for one in parts if one.kind == "specimen"]
        settled = [self._accepted(region, outcome, fresh=False) for region in shown]
        open_ones = [one for one in settled if one["state"] == "working"]
        if not settled:
            reason = "no specimen is left in it"
            return {
                "state": "abstained",
                "reason": reason,
                "outcome": outcome,
                "sha256": image.sha256,
            }
        return (open_ones or settled)[-1]

    def _seen_before(self, known: Image) -> Change:
        values = self._changed_columns(known)
        specimens, touched = self._specimens(known.image_id)
        moved = self._show(Region(region_id(known.image_id), known.image_id), specimens)
        if known.sha256 != self.sha256:
            self.tx.images.add_blobs([self.admitted.blob])
            values |= {
                "sha256": self.sha256,
                "waiting": True,
                "former_blobs": [
                    *known.former_blobs,
                    {"sha256": known.sha256, "until": self.tx.at.isoformat()},
                ],
            }
        if values:
            self.tx.images.change(known.image_id, **values)
            self._keep_licence(known, specimens, values)
        region = region_id(known.image_id)
        if "sha256" in values:
            # What a curator approved before its collection was for the picture that was.
            self.tx.specimens.show(specimens, None)
            self._announce(specimens[0], known.image_id, region)
        if values or touched or moved:
            tell_changed(self.tx, specimens)
        outcome = "moved" if moved else "updated" if values or touched else "equal"
        return self._accepted(region, outcome, fresh="sha256" in values)

    def _changed_columns(self, known: Image) -> dict[str, Any]:
        stated = {
            "licence": self.planned.licence,
            "creator": self.planned.creator,
            "view": self.planned.view,
            "user_name": self.planned.user_name,
        }
        found: dict[str, Any] = {
            name: value
            for name, value in stated.items()
            if value is not None and getattr(known, name) != value
        }
        if known.licence and self._withdraws_licence():
            found["licence"] = None
        cells = dict(self.planned.verbatim)
        if cells and known.verbatim != cells:
            if known.verbatim or found:
                found["verbatim"] = cells
            else:
                self.tx.images.keep_cells(known.image_id, cells)
        return found

    def _withdraws_licence(self) -> bool:
        """A record that states none takes back what it stated; a picture without a record says nothing."""
        has_record = self.planned.verbatim or any(one.verbatim for one in self.planned.specimens)
        return bool(has_record) and self.planned.licence is None

    def _keep_licence(
        self, known: Image, specimens: Sequence[UUID], values: Mapping[str, Any]
    ) -> None:
        """The licence that was, among the former values of what the picture shows."""
        if "licence" not in values or not known.licence:
            return
        former = {
            "until": self.tx.at.isoformat(),
            "record": {},
            "verbatim": {"license": known.licence},
        }
        for key, one in self.tx.specimens.find(specimens).items():
            self.tx.specimens.change(key, former=[*one.former, former])

    def _move(self, twin: Image) -> Change:
        values = {**self._changed_columns(twin), "user_name": self.planned.user_name}
        self.tx.images.change(twin.image_id, source_key=self.planned.source_key, **values)
        parts = self._parts_of(twin)
        if parts:
            return self._parts_accepted(twin, parts, "moved")
        specimens, _ = self._specimens(twin.image_id)
        region = Region(region_id(twin.image_id), twin.image_id)
        self._show(region, specimens)
        self._keep_licence(twin, specimens, values)
        tell_changed(self.tx, specimens)
        return self._accepted(region.region_id, "moved", fresh=False)

    def _add(self, conflicts: Sequence[Image]) -> Change:
        key = self._free_id()
        if any(part.kind == "specimen" for part in self.admitted.parts):
            return self._add_parts(key)
        specimens, _ = self._specimens()
        self.tx.images.add_blobs([self.admitted.blob])
        self.tx.images.add([self._image(key, conflicts)])
        region = Region(region_id(key), key)
        self.tx.images.add_regions([(region, specimen) for specimen in specimens])
        for twin in conflicts:
            self._note_conflict(twin)
        self.present.shown_anew.update(specimens)
        self._announce(specimens[0], key, region.region_id)
        for specimen in specimens[1:]:
            self.tx.emit(SpecimenChanged, specimen_id=specimen)
        return self._accepted(region.region_id, "new", fresh=True)

    def _add_parts(self, key: UUID) -> Change:
        """A picture of many: each specimen found in it becomes a region with a specimen of its own."""
        self.tx.images.add_blobs([self.admitted.blob])
        self.tx.images.add([self._image(key, ())])
        regions = proposed(key, self.admitted.parts)
        pairs = []
        for region in regions:
            if region.kind != "specimen":
                continue
            stated = specimen_of_part(self.planned)
            source = f"image:{self.planned.source_key}#{region.box}"
            run = self.item.run_id
            specimen, _ = store_specimen(self.tx, self.collection, run, stated, source)
            pairs.append((region, specimen))
        self.tx.images.add_regions(pairs)
        self.tx.images.add_parts([one for one in regions if one.kind != "specimen"])
        for region, specimen in pairs:
            self.present.shown_anew.add(specimen)
            self._announce(specimen, key, region.region_id)
        return self._accepted(pairs[-1][0].region_id, "new", fresh=True)

    def _free_id(self) -> UUID:
        """The image's id; where a moved picture still bears it, one that also names the bytes."""
        key = image_id(self.collection.collection_id, self.planned.source_key)
        if key in self.present.taken:
            return image_id(
                self.collection.collection_id, f"{self.planned.source_key}:{self.sha256}"
            )
        return key

    def _image(self, key: UUID, conflicts: Sequence[Image]) -> Image:
        notes = [{"code": "decoder", "text": note} for note in self.admitted.notes]
        if conflicts:
            names = ", ".join(sorted(twin.user_name for twin in conflicts))
            notes.append({"code": "same_bytes_other_number", "text": f"also filed as {names}"})
        if self.admitted.parts:
            notes.append(found_note(self.admitted.parts))
        numbers = {one.number_normal for one in self.planned.specimens if one.number_normal}
        if numbers & {normal_form(code) for code in self.admitted.codes}:
            notes.append({"code": "code_agrees", "text": "the code in the picture is its number"})
        return Image(
            key,
            self.collection.collection_id,
            self.planned.source_key,
            self.planned.user_name,
            self.sha256,
            self.planned.view,
            self.planned.licence,
            self.planned.creator,
            self.admitted.codes,
            tuple(notes),
            verbatim=self.planned.verbatim,
        )

    def _note_conflict(self, twin: Image) -> None:
        note = {
            "code": "same_bytes_other_number",
            "text": f"also filed as {self.planned.user_name}",
        }
        if note not in twin.notes:
            self.tx.images.change(twin.image_id, notes=[*twin.notes, note])
            shown = self.tx.images.specimens_of([region_id(twin.image_id)])
            tell_changed(self.tx, sorted({one for ids in shown.values() for one in ids}))

    def _specimens(self, image: UUID | None = None) -> tuple[list[UUID], bool]:
        """The specimens the picture shows, stored; and whether any of them changed."""
        region = region_id(image) if image is not None else None
        present = self.tx.images.specimens_of([region]).get(region, ()) if region else ()
        shown = self.planned.specimens or (PlannedSpecimen(None, None, "", (), ""),)
        stored = [
            store_specimen(
                self.tx,
                self.collection,
                self.item.run_id,
                one,
                f"image:{self.planned.source_key}",
                present[0] if len(present) == len(shown) == 1 else None,
            )
            for one in shown
        ]
        return [key for key, _ in stored], any(touched for _, touched in stored)

    def _show(self, region: Region, specimens: Sequence[UUID]) -> bool:
        """The region shows these specimens from now on; whether that is a change."""
        before = set(self.tx.images.specimens_of([region.region_id]).get(region.region_id, ()))
        if before == set(specimens):
            return False
        changed(self.tx, before)
        for former in before - set(specimens):
            self.tx.emit(SpecimenChanged, specimen_id=former)
        if before and len(specimens) == 1:
            self.tx.images.move_region(region.region_id, specimens[0], "the source says so")
        self.tx.images.add_regions([(region, specimen) for specimen in specimens])
        return bool(before)

    def _announce(self, specimen: UUID, image: UUID, region: UUID) -> None:
        self.tx.emit(
            ImageReceived,
            specimen_id=specimen,
            image_id=image,
            region_id=region,
            sha256=self.sha256,
            run_id=self.item.run_id,
        )

    def _accepted(self, region: UUID, outcome: str, *, fresh: bool) -> Change:
        """Settled at once where the release has already identified the region."""
        change: dict[str, Any] = {
            "state": "working",
            "reason": None,
            "outcome": outcome,
            "region_id": region,
            "sha256": self.sha256,
        }
        if fresh or (release := self.present.release) is None:
            return change
        known = self.tx.identifications.get(identification_id(region, release, self.sha256))
        if known is not None:
            state, reason = item_state(answer_from_json(known.body))
            change |= {"state": state, "reason": reason}
        return change
