"""Boxes of a picture are moved, merged, split, and taken away: some regions give way to others (users: 1, 21).

Nothing is deleted: what gives way keeps its row, and the same box drawn again brings it and its
specimen back, so that every change is undone by its opposite.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Principal
from insecta.domain.identity import region_id
from insecta.domain.specimen import Image, Region
from insecta.errors import Conflict, Invalid, NotFound
from insecta.ports import ObjectStore
from insecta.services.admit import Decode
from insecta.services.region_pixels import ensure_detail
from insecta.services.regions import ShownRegions, checked, draw, shown_regions, to_change, withdraw
from insecta.services.show.images import MOST_PIXELS
from insecta.services.versions import tell_changed
from insecta.vision.decode import decode
from insecta.vision.many import Kind
from insecta.vision.region import WHOLE, Box

MOST = 50
"""Regions that give way, or are drawn, in one change."""


def redraw(
    catalogue: Catalogue,
    store: ObjectStore,
    principal: Principal,
    image_id: UUID,
    gone: Sequence[UUID],
    drawn: Sequence[Box],
    kind: Kind,
    seen_version: int | None,
    decode: Decode = decode,
) -> ShownRegions:
    """Some regions give way to boxes of one kind; the picture's regions as they are then.

    One specimen of those that give way stays, and is shown by one of the boxes: that which showed it
    before, else the first. It is the one with a catalogue number or a person's identification, else
    the first of `gone`. Every other box shows a specimen of its own; what nothing shows any more is
    withdrawn. Either may be none: then boxes are only drawn, or only taken away. Raises NotFound, Forbidden, Invalid, Conflict (a box is there already, the whole
    picture would give way, or two numbered specimens would become one) and Stale.
    """
    boxes = list(dict.fromkeys(checked(box) for box in drawn))
    gone = list(dict.fromkeys(gone))
    if max(len(boxes), len(gone)) > MOST or not boxes + gone:
        raise Invalid(f"up to {MOST} regions give way to up to {MOST} boxes, at least one of them")
    with catalogue.reading() as tx:
        image = to_change(tx, principal, image_id, seen_version)
    if boxes:
        ensure_detail(store, image.sha256, MOST_PIXELS, decode)
    with catalogue.writing() as tx:
        image = to_change(tx, principal, image_id, seen_version)
        there = {one.region_id: one for one in tx.images.regions_in(image_id)}
        new = [Region(region_id(image_id, box), image_id, box, kind.value, principal.name) for box in boxes]  # fmt: skip
        _refuse(there, gone, new)
        owners = tx.images.specimens_of(gone)
        specimens = list(dict.fromkeys(one for key in gone for one in owners.get(key, ())))
        kept = _kept(tx, specimens) if kind is Kind.SPECIMEN and boxes else None
        for key in gone:
            tx.images.remove_region(key)
        _draw(tx, image, new, kept)
        for specimen in specimens:
            withdraw(tx, specimen)
        tx.images.touch([image_id])
        tell_changed(tx, specimens)
        said = {"gone": [there[key].box for key in gone], "drawn": boxes}
        tx.journal.add(principal, "region.redraw", str(image_id), said)
        return shown_regions(tx, tx.images.get(image_id))


def _refuse(there: Mapping[UUID, Region], gone: Sequence[UUID], new: Sequence[Region]) -> None:
    for key in gone:
        if key not in there:
            raise NotFound("the picture has no such region", hint="read its regions again")
        if there[key].box == WHOLE:
            raise Conflict("the whole picture shows this specimen", hint="add boxes beside it")
    for one in new:
        if one.region_id in there and one.region_id not in gone:
            raise Conflict("this region is there already", hint="a region is its picture and box")


def _kept(tx: Transaction, specimens: Sequence[UUID]) -> UUID | None:
    """The specimen that stays. Raises Conflict where two bear a number of their own."""
    found = tx.specimens.find(specimens)
    numbered = [key for key in specimens if found[key].catalog_number]
    if len(numbered) > 1:
        numbers = ", ".join(str(found[key].catalog_number) for key in numbered)
        raise Conflict(
            f"{numbers} are two specimens with numbers of their own",
            hint="remove the box that is wrong; its specimen keeps its number",
        )
    said = tx.identifications.of_specimens(specimens)
    spoken = [key for key in specimens if any(one.kind == "person" for one in said.get(key, ()))]
    return next(iter([*numbered, *spoken, *specimens]), None)


def _draw(tx: Transaction, image: Image, new: Sequence[Region], kept: UUID | None) -> None:
    before = [one for one in new if kept and tx.images.shown_before(one.region_id) == kept]
    keeper = next(iter([*before, *new]), None)
    for one in new:
        draw(tx, image, one, kept if one is keeper else None)
