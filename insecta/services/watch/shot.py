"""One picture of a station: judged, taken in or held, and what the photographer is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.catalogue_number import NumberPattern, candidates, normal_form
from insecta.domain.collection import Collection, Principal
from insecta.domain.specimen import SUPERSEDED
from insecta.errors import BadPicture, Conflict, Invalid, NotFound
from insecta.ports import ObjectStore
from insecta.services.receive import Limits, Upload, receive
from insecta.services.versions import tell_changed
from insecta.vision.codes import read_codes
from insecta.vision.decode import SHORT_SIDE, Picture, decode
from insecta.vision.quality import measure
from insecta.vision.rendition import encode, read

Barcode = Literal["read", "not_read", "disagrees"]
WRONG = "to_be_shot_again"
"""Note of a picture that its station told to shoot again."""
_LAST_DIGITS = re.compile(r"(\d+)(?!.*\d)")


@dataclass(frozen=True, slots=True)
class Shot:
    """`held`: why it was not taken in. `already`: pictures of the same number and view before it.

    `superseded`: the picture that this retake replaces; both are kept.
    """

    file: str
    number: str | None
    barcode: Barcode
    sharp: bool
    faults: tuple[str, ...] = ()
    view: str | None = None
    already: int = 0
    held: str | None = None
    image_id: UUID | None = None
    superseded: UUID | None = None

    @property
    def is_good(self) -> bool:
        """Nothing has to be shot again."""
        return self.held is None and not self.faults and self.barcode != "disagrees"


@dataclass(frozen=True, slots=True)
class Bench:
    """What a station needs to judge and take in."""

    catalogue: Catalogue
    store: ObjectStore
    principal: Principal
    collection: Collection
    pattern: NumberPattern
    limits: Limits
    station: str | None = None


def take(bench: Bench, name: str, data: bytes) -> Shot:
    """Judge one whole file and take it in, or hold it for a person. Raises Unavailable."""
    pixels = bench.limits.pixels(bench.collection)
    try:
        picture = decode(data, max_pixels=pixels)
    except BadPicture as error:
        return Shot(name, None, "not_read", sharp=False, held=f"not a usable picture: {error}")
    rendition = read(encode(picture.pixels))
    faults = measure(rendition).faults
    number, view, barcode = _number(bench, name, picture)
    shot = Shot(name, number, barcode, "blurred" not in faults, faults, view)
    held = _why_held(bench, name, number, barcode)
    if held is not None:
        return _with(shot, held=held)
    try:
        return _take_in(bench, shot, data, picture)
    except (BadPicture, Conflict, Invalid, NotFound) as error:
        return _with(shot, held=str(error))


def _number(bench: Bench, name: str, picture: Picture) -> tuple[str | None, str | None, Barcode]:
    """Number, view and what the barcode says of them: agreement is told, nothing is guessed."""
    named = candidates(bench.pattern, name)
    of_name = named[0] if len(named) == 1 else None
    texts = [code.text for code in read_codes(picture.pixels)]
    of_codes = {one.normal: one for text in texts for one in candidates(bench.pattern, text)}
    if of_name is None:
        only = next(iter(of_codes.values())).number if len(of_codes) == 1 else None
        return only, None, "read" if of_codes else "not_read"
    said = {*of_codes, *(normal_form(text) for text in texts)}
    if of_name.normal in said:
        return of_name.number, of_name.view, "read"
    return of_name.number, of_name.view, "disagrees" if of_codes else "not_read"


def _why_held(bench: Bench, name: str, number: str | None, barcode: Barcode) -> str | None:
    if barcode == "disagrees":
        return f"its barcode and its file name are two numbers; the name says {number}"
    if number is None:
        several = len(candidates(bench.pattern, name)) > 1
        return "its name holds several numbers" if several else "it has no number"
    return None


def _take_in(bench: Bench, shot: Shot, data: bytes, picture: Picture) -> Shot:
    def decoded(data: bytes, *, max_pixels: int, short_side: int = SHORT_SIDE) -> Picture:
        """It was decoded to be judged."""
        return picture

    with bench.catalogue.reading() as tx:
        before = _of_number(tx, bench.collection, shot)
    upload = Upload(shot.file, bench.collection.code, shot.number, shot.view, station=bench.station)
    received = receive(
        bench.catalogue, bench.store, bench.principal, upload, [data], bench.limits, decoded
    )
    others = [image for image, _ in before if image != received.image_id]
    wrong = [image for image, bad in before if bad and image != received.image_id]
    # Not where the file is dealt with again: unless a kill came between its picture and this.
    replaced = wrong[-1] if wrong and _is_newest(before, received.image_id) else None
    if replaced is not None:
        with bench.catalogue.writing() as tx:
            _supersede(tx, replaced, received.image_id)
    return _with(
        shot,
        image_id=received.image_id,
        already=len(others) - (1 if replaced else 0),
        superseded=replaced,
    )


def _is_newest(before: Sequence[tuple[UUID, bool]], image: UUID) -> bool:
    """No picture of this number and view that counts is younger."""
    known = [key for key, _ in before]
    return image not in known or known[-1] == image


def _of_number(tx: Transaction, collection: Collection, shot: Shot) -> list[tuple[UUID, bool]]:
    """Pictures of the same number and view that count, oldest first, and whether each was wrong."""
    normal = normal_form(shot.number or "")
    known = tx.specimens.by_number(collection.collection_id, [normal])
    ids = [one.specimen_id for one in known.values()]
    images = {image.image_id: image for _, _, image in tx.images.regions_of(ids)}
    listed = sorted(images.values(), key=lambda one: (str(one.created), str(one.image_id)))
    return [
        (one.image_id, any(note["code"] == WRONG for note in one.notes))
        for one in listed
        if one.view == shot.view and not one.is_superseded
    ]


def mark_wrong(bench: Bench, shot: Shot) -> None:
    """The next picture of this number and view replaces it."""
    if shot.image_id is None:
        return
    with bench.catalogue.writing() as tx:
        image = tx.images.get(shot.image_id)
        if any(note["code"] == WRONG for note in image.notes):
            return
        text = ", ".join(shot.faults) or "told wrong at its station"
        tx.images.change(image.image_id, notes=[*image.notes, {"code": WRONG, "text": text}])
        _touch(tx, image.image_id)


def _supersede(tx: Transaction, old: UUID, new: UUID) -> None:
    image = tx.images.get(old)
    note = {"code": SUPERSEDED, "text": f"by {new}"}
    tx.images.change(old, notes=[*image.notes, note])
    _touch(tx, old)


def _touch(tx: Transaction, image: UUID) -> None:
    regions = [one.region_id for one in tx.images.regions_in(image)]
    shown = sorted({one for ids in tx.images.specimens_of(regions).values() for one in ids})
    tell_changed(tx, shown)


def _with(shot: Shot, **changes: object) -> Shot:
    return replace(shot, **changes)  # type: ignore[arg-type]


def next_number(number: str) -> str | None:
    """The number after this one: its last run of digits, one higher, as wide as it was."""
    found = _LAST_DIGITS.search(number)
    if found is None:
        return None
    wide = len(found[1])
    return f"{number[: found.start(1)]}{int(found[1]) + 1:0{wide}}{number[found.end(1) :]}"
