"""What each drawer, tray or trap of a collection holds: pins counted, gaps, misfits, trays with no name
(users: 21).

A picture that is divided into parts is a drawer. A misfit is a specimen whose machine's name
contradicts the name that its tray gives it, until a person has spoken of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Principal, Role
from insecta.domain.review import CONTRADICTS
from insecta.domain.specimen import Image
from insecta.services.access import named
from insecta.services.documents import (
    GetRelease,
    SpecimenRows,
    read_rows,
    review_worth,
    standing,
)
from insecta.services.tray_labels import TrayLabels, agrees
from insecta.vision.gaps import gaps
from insecta.vision.many import METHOD, Kind
from insecta.vision.region import WHOLE, text_of
from insecta.vision.region import box_of as box_of_text


@dataclass(frozen=True, slots=True)
class Misfit:
    """A specimen that looks unlike its tray: what its tray says, and what the machine does."""

    specimen_id: UUID
    box: str
    tray: str
    answer: str
    confidence: float


@dataclass(frozen=True, slots=True)
class DrawerReport:
    """One picture. `pins`: specimens with a box in it. `names`: catalogued names with their pins;
    a drawer without any has no name. `proposed`: boxes that a method found and nobody drew. `gaps`:
    boxes of free places between pins; None where they stand too unevenly, or are too few, to tell.
    `on_labels`: known names read on labels in it; None where nobody has read them. `agree`: whether
    they fit `names`.
    """

    image_id: UUID
    picture: str
    storage: str | None
    pins: int
    proposed: int
    names: tuple[tuple[str, int], ...]
    unnamed: int
    answered: int
    with_number: int
    labels: int
    misfits: tuple[Misfit, ...]
    gaps: tuple[str, ...] | None
    on_labels: tuple[str, ...] | None = None
    agree: bool | None = None


def drawers(
    catalogue: Catalogue, principal: Principal, code: str, release: GetRelease,
    labels: TrayLabels | None = None,
) -> Iterator[DrawerReport]:  # fmt: skip
    """Each drawer of a collection by its storage and name. `labels` reads what is written in them.

    Raises NotFound, Forbidden.
    """
    with catalogue.reading() as tx:
        collection = named(tx, principal, code, Role.VIEWER)
        pictures = tx.images.in_parts(collection.collection_id)
    for picture in pictures:
        with catalogue.reading() as tx:
            found, known = _report(tx, picture, release)
        if labels is not None:
            read = labels.names(picture.sha256, known)
            agree = agrees(read, [name for name, _ in found.names])
            found = replace(found, on_labels=read, agree=agree)
        yield found


def _report(
    tx: Transaction, picture: Image, release: GetRelease
) -> tuple[DrawerReport, frozenset[str]]:
    """The report, and the names that its list or the release that answers knows."""
    regions = tx.images.regions_in(picture.image_id)
    boxes = {
        one.region_id: one for one in regions if one.kind == Kind.SPECIMEN and one.box != WHOLE
    }
    owners = tx.images.specimens_of(list(boxes))
    box_of = {key: boxes[region].box for region, keys in owners.items() for key in keys}
    rows = read_rows(tx, list(box_of), release)
    records = [one.specimen.record for one in rows]
    free = gaps([box_of_text(text) for text in sorted(set(box_of.values()))])
    names = Counter(str(name) for record in records if (name := record.get("scientificName")))
    taxa = {id(one.shown): one.shown.taxa for one in rows if one.shown is not None}
    known = {taxon.scientific_name for of in taxa.values() for taxon in of} | set(names)
    report = DrawerReport(
        picture.image_id,
        picture.user_name,
        next((str(place) for record in records if (place := record.get("storage"))), None),
        len(rows),
        sum(one.proposed_by == METHOD for one in boxes.values()),
        tuple(names.most_common()),
        len(rows) - names.total(),
        sum(_is_answered(one) for one in rows),
        sum(one.specimen.catalog_number is not None for one in rows),
        sum(one.kind == Kind.LABEL for one in regions),
        tuple(misfit for one in rows if (misfit := _misfit(one, box_of))),
        None if free is None else tuple(text_of(box) for box in free),
    )  # fmt: skip
    return report, frozenset(known)


def _is_answered(rows: SpecimenRows) -> bool:
    now = standing(rows)
    return now.answer is not None and now.answer.answer is not None


def _misfit(rows: SpecimenRows, box_of: Mapping[UUID, str]) -> Misfit | None:
    now = standing(rows)
    look = review_worth(rows, now)
    given = now.answer.answer if now.answer else None
    if look is None or look.why != CONTRADICTS or given is None:
        return None
    key = rows.specimen.specimen_id
    tray = str(rows.specimen.record.get("scientificName") or "")
    return Misfit(key, box_of[key], tray, given.scientific_name, round(given.confidence, 6))
