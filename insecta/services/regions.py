"""Regions of a picture of many specimens: shown, added and removed by people (users: 21).

What a method proposed is marked with its name; what a person adds bears theirs. Nothing is deleted:
a region that was removed keeps its row, and its specimen is withdrawn where nothing else speaks for
it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Collection, Principal, Role
from insecta.domain.events import ImageReceived
from insecta.domain.identity import region_id, specimen_id
from insecta.domain.specimen import Image, Region, Specimen
from insecta.errors import Conflict, Invalid, NotFound
from insecta.ports import ObjectStore
from insecta.services.access import named, owns, require
from insecta.services.admit import Decode
from insecta.services.amend import Stale
from insecta.services.documents import (
    GetRelease,
    SpecimenRows,
    public_rows,
    read_rows,
    standing,
)
from insecta.services.region_pixels import ensure_detail
from insecta.services.show.images import MOST_PIXELS, find_image
from insecta.services.tray_name import NAME_TERMS, bearer, same_statement
from insecta.services.versions import changed, tell_changed
from insecta.vision.decode import decode
from insecta.vision.many import Kind
from insecta.vision.region import WHOLE, Box, box_of, text_of

MANY = "many"
"""Rule of a collection whose pictures hold many specimens."""
WHOLE_BOX: Box = (0.0, 0.0, 1.0, 1.0)
_OF_ALL = (
    "storage", "country", "countryCode", "stateProvince", "locality", "decimalLatitude",
    "decimalLongitude", "geodeticDatum", "eventDate", "eventStart", "eventEnd", "recordedBy",
    "samplingProtocol",
)  # fmt: skip
"""What holds for every specimen of a picture: where it is kept, and where it was taken."""


@dataclass(frozen=True, slots=True)
class RegionName:
    """What the specimen of a region is called now, and how far that can be trusted."""

    catalog_number: str | None
    scientific_name: str | None
    taxon_rank: str | None
    confidence: float | None
    trust: str | None
    abstention: str | None


@dataclass(frozen=True, slots=True)
class ShownRegion:
    """A region as fractions of its picture, who proposed it, and the specimen it shows.

    `name`: None where it shows no specimen, and of one that was drawn just now.
    """

    id: UUID
    kind: str
    box: Box
    proposed_by: str | None
    specimen_id: UUID | None
    name: RegionName | None = None


@dataclass(frozen=True, slots=True)
class ShownRegions:
    """All regions of a picture at one version of it."""

    version: int
    regions: tuple[ShownRegion, ...]


def holds_many(collection: Collection) -> bool:
    return bool(collection.rules.get(MANY))


def set_many(catalogue: Catalogue, principal: Principal, code: str, many: bool) -> Collection:
    """Whether ingests look for many specimens in a picture. Raises Forbidden, NotFound."""
    with catalogue.writing() as tx:
        found = named(tx, principal, code, Role.ADMINISTRATOR)
        tx.collections.change(found.collection_id, {"rules": {**found.rules, MANY: many}})
        return tx.collections.by_id(found.collection_id)


def show_regions(
    catalogue: Catalogue, principal: Principal, image_id: UUID, release: GetRelease
) -> ShownRegions:
    """The picture's regions in reading order, with what their specimens are called. Raises NotFound."""
    with catalogue.reading() as tx:
        image = find_image(tx, principal, image_id)
        found = shown_regions(tx, image)
        keys = [one.specimen_id for one in found.regions if one.specimen_id is not None]
        own = owns(tx, principal, image.collection_id)
        seen = [one if own else public_rows(one) for one in read_rows(tx, keys, release)]
        names = {rows.specimen.specimen_id: _name(rows) for rows in seen}
    named = [
        replace(one, name=names.get(one.specimen_id) if one.specimen_id else None)
        for one in found.regions
    ]
    return ShownRegions(found.version, tuple(named))


def _name(rows: SpecimenRows) -> RegionName:
    now = standing(rows)
    abstention = now.answer.abstention if now.answer and now.name is None else None
    return RegionName(
        rows.specimen.catalog_number,
        now.name,
        now.rank,
        now.confidence,
        now.trust,
        abstention.value if abstention else None,
    )


def shown_regions(tx: Transaction, image: Image) -> ShownRegions:
    found = tx.images.regions_in(image.image_id)
    owners = tx.images.specimens_of([one.region_id for one in found])
    shown = [
        ShownRegion(
            one.region_id,
            one.kind,
            box_of(one.box),
            one.proposed_by,
            next(iter(owners.get(one.region_id, ())), None),
        )
        for one in found
    ]
    return ShownRegions(image.version, tuple(in_reading_order(shown)))


def in_reading_order(regions: Sequence[ShownRegion]) -> list[ShownRegion]:
    """Row by row from the top, each from the left; a row is what has its middle above the end of its first.

    The whole picture, where it is a region, comes before its parts.
    """
    rows: list[list[ShownRegion]] = [[one for one in regions if one.box == WHOLE_BOX]]
    parts = [one for one in regions if one.box != WHOLE_BOX]
    for one in sorted(parts, key=lambda each: (each.box[1], each.box[0], str(each.id))):
        middle = one.box[1] + one.box[3] / 2
        if len(rows) > 1 and middle <= rows[-1][0].box[1] + rows[-1][0].box[3]:
            rows[-1].append(one)
        else:
            rows.append([one])
    return [
        one for row in rows for one in sorted(row, key=lambda each: (each.box[0], str(each.id)))
    ]


def add_region(
    catalogue: Catalogue,
    store: ObjectStore,
    principal: Principal,
    image_id: UUID,
    box: Box,
    kind: Kind,
    seen_version: int | None,
    decode: Decode = decode,
) -> ShownRegion:
    """A region drawn by a curator; a specimen in it is new, and is identified like any other.

    Raises NotFound, Forbidden, Invalid, Conflict (it is there), and Stale where `seen_version` is not
    the picture's present one.
    """
    text = checked(box)
    with catalogue.reading() as tx:
        image = to_change(tx, principal, image_id, seen_version)
    ensure_detail(store, image.sha256, MOST_PIXELS, decode)
    with catalogue.writing() as tx:
        image = to_change(tx, principal, image_id, seen_version)
        region = Region(region_id(image_id, text), image_id, text, kind.value, principal.name)
        if region.region_id in {one.region_id for one in tx.images.regions_in(image_id)}:
            raise Conflict("this region is there already", hint="a region is its picture and box")
        specimen = draw(tx, image, region)
        tx.journal.add(principal, "region.add", str(region.region_id), {"box": text})
    return ShownRegion(region.region_id, region.kind, box, region.proposed_by, specimen)


def remove_region(
    catalogue: Catalogue,
    principal: Principal,
    image_id: UUID,
    key: UUID,
    seen_version: int | None,
) -> None:
    """A region no longer stands. Raises NotFound, Forbidden, Stale, and Conflict for the whole picture."""
    with catalogue.writing() as tx:
        image = to_change(tx, principal, image_id, seen_version)
        found = {one.region_id: one for one in tx.images.regions_in(image.image_id)}
        if key not in found:
            raise NotFound("the picture has no such region")
        if found[key].box == WHOLE:
            raise Conflict(
                "the whole picture shows this specimen",
                hint="`insecta forget picture ID` removes a picture",
            )
        shown = tx.images.specimens_of([key]).get(key, ())
        tx.images.remove_region(key)
        for specimen in shown:
            withdraw(tx, specimen)
        tx.images.touch([image_id])
        tell_changed(tx, shown)
        tx.journal.add(principal, "region.remove", str(key), {"box": found[key].box})


def checked(box: Box) -> str:
    """The one spelling of the box. Raises Invalid."""
    try:
        return text_of(box_of(",".join(str(value) for value in box)))
    except ValueError as error:
        raise Invalid(
            f"this is no box of a picture: {error}",
            hint="x, y, width, height as fractions of the picture, such as 0.1, 0.2, 0.05, 0.08",
        ) from error


def to_change(
    tx: Transaction, principal: Principal, image_id: UUID, seen_version: int | None
) -> Image:
    image = find_image(tx, principal, image_id)
    require(tx, principal, image.collection_id, Role.CURATOR)
    if seen_version is not None and image.version != seen_version:
        raise Stale(
            f"the picture is at version {image.version}, not {seen_version}",
            hint="read its regions again, and repeat the change on what they are now",
        )
    return image


def draw(
    tx: Transaction, image: Image, region: Region, specimen: UUID | None = None
) -> UUID | None:
    """The rows; the id of the specimen that the region shows: the given one, or its own."""
    tx.images.add_parts([region])
    tx.images.revive_region(region)
    tx.images.touch([image.image_id])
    if region.kind != Kind.SPECIMEN:
        return None
    if specimen is None:
        specimen = _own_specimen(tx, image, region)
    tx.images.add_regions([(region, specimen)])
    changed(tx, [specimen])
    tx.emit(
        ImageReceived,
        specimen_id=specimen,
        image_id=image.image_id,
        region_id=region.region_id,
        sha256=image.sha256,
    )
    return specimen


def _own_specimen(tx: Transaction, image: Image, region: Region) -> UUID:
    """A specimen of the region's own: the one that it showed before, or a new one."""
    beside, tray = _beside(tx, image), bearer(tx, image.image_id)
    source = f"image:{image.source_key}#{region.box}"
    new = Specimen(
        specimen_id(image.collection_id, source),
        image.collection_id,
        basis_of_record=beside.basis_of_record if beside else "PreservedSpecimen",
        record={
            term: value
            for term, value in (beside.record if beside else {}).items()
            if term in _OF_ALL
        }
        | {term: tray.record[term] for term in NAME_TERMS if tray and term in tray.record},
    )
    if _is_shown_in(tx, image, new.specimen_id):
        other = specimen_id(image.collection_id, f"{source}@{region.region_id}")
        new = replace(new, specimen_id=other)
    before = tx.images.shown_before(region.region_id)
    if before is not None and _is_shown_in(tx, image, before):
        before = None  # another box of the picture shows it now
    specimen = before or new.specimen_id
    if specimen != new.specimen_id or not tx.specimens.add([new]):
        tx.specimens.change(specimen, deleted_at=None)
    elif tray is not None:
        tx.identifications.add(same_statement(tx, tray, specimen))
    return specimen


def _is_shown_in(tx: Transaction, image: Image, specimen: UUID) -> bool:
    return any(one.image_id == image.image_id for _, _, one in tx.images.regions_of([specimen]))


def _beside(tx: Transaction, image: Image) -> Specimen | None:
    """A specimen of the same picture, whose place and date hold for a new one too."""
    regions = [one.region_id for one in tx.images.regions_in(image.image_id)]
    ids = sorted({one for found in tx.images.specimens_of(regions).values() for one in found})
    found = tx.specimens.find(ids)
    return next((found[key] for key in ids if key in found), None)


def withdraw(tx: Transaction, specimen: UUID) -> None:
    """A specimen that no other region shows and that has no number was only the region's."""
    known = tx.specimens.find([specimen]).get(specimen)
    if known is None or known.deleted_at is not None:
        return
    if known.catalog_number is None and not tx.images.regions_of([specimen]):
        tx.specimens.change(specimen, deleted_at=tx.at)
