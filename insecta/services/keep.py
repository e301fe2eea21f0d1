"""A visitor's pictures become somebody's own: one step, with all that keeping asks for (users: 25)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Principal
from insecta.domain.identity import VISITORS, VISITORS_ID, blob_key
from insecta.domain.licence import licence
from insecta.domain.specimen import Image, Specimen
from insecta.errors import Conflict, Invalid, NotFound
from insecta.ports import ObjectStore
from insecta.services.access import ANONYMOUS, LOCAL_ADMINISTRATOR, require_sight
from insecta.services.admit import Decode
from insecta.services.receive import Limits, Received, Upload, receive
from insecta.services.versions import tell_changed
from insecta.services.visitors import erase
from insecta.vision.decode import decode

Precision = Literal["none", "about", "exact"]
CELL = 0.1
"""Degrees: about 10 km, the precision of a place that is told roughly."""


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees, and how much of them is kept: nothing, the cell of a tenth of a degree, or all."""

    precision: Precision = "none"
    latitude: float | None = None
    longitude: float | None = None

    @property
    def record(self) -> dict[str, float | str]:
        """Darwin Core terms. Raises Invalid where a place is to be kept and none is given."""
        if self.precision == "none":
            return {}
        if self.latitude is None or self.longitude is None:
            raise Invalid("a place has latitude and longitude", hint="give both, or keep no place")
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise Invalid(
                f"{self.latitude}, {self.longitude} is no place", hint="decimal degrees, WGS 84"
            )
        exact = {"decimalLatitude": self.latitude, "decimalLongitude": self.longitude}
        if self.precision == "exact":
            return {**exact, "geodeticDatum": "WGS84"}
        return {
            **{term: _middle(degrees) for term, degrees in exact.items()},
            "geodeticDatum": "WGS84",
            "dataGeneralizations": "place given to a tenth of a degree",
        }


def _middle(degrees: float) -> float:
    """The middle of the cell of a tenth of a degree."""
    return round((degrees // CELL) * CELL + CELL / 2, 3)


@dataclass(frozen=True, slots=True)
class Wish:
    """What who keeps pictures says of them: where, under which licence, by whom, that they agree."""

    collection: str
    licence: str
    consent: bool
    creator: str | None = None
    basis_of_record: str | None = None
    place: Place = Place()


def keep(
    catalogue: Catalogue,
    store: ObjectStore,
    principal: Principal,
    specimen_id: UUID,
    wish: Wish,
    limits: Limits,
    decode: Decode = decode,
) -> UUID:
    """Move what a visitor sent into a collection; the specimen's id there, once or many times.

    The visitors' own copy is gone at once, and its id leads to the kept one for the rest of the day.
    Raises NotFound, Forbidden, Invalid, and what `receive` raises.
    """
    record = _checked(wish)
    with catalogue.reading() as tx:
        specimen = tx.specimens.get(specimen_id)
        require_sight(tx, principal, specimen.collection_id)
        if specimen.collection_id != VISITORS_ID:
            return specimen.specimen_id
        _require_own(specimen, principal)
        images = [image for _, _, image in tx.images.regions_of([specimen.specimen_id])]
    if not images:
        raise NotFound("there is no picture to keep")
    basis = wish.basis_of_record or specimen.basis_of_record
    kept = _received(catalogue, store, principal, images, wish, basis, limits, decode)
    with catalogue.writing() as tx:
        if record and all(one.created for one in kept):
            _place(tx, kept[0].specimen_id, record)
        tx.specimens.change(specimen.specimen_id, merged_into=kept[0].specimen_id)
    erase(catalogue, store, [specimen.specimen_id], leave_specimens=True)
    return kept[0].specimen_id


_WITHOUT_ACCOUNT = (ANONYMOUS.principal_id, LOCAL_ADMINISTRATOR.principal_id)


def _require_own(specimen: Specimen, principal: Principal) -> None:
    """Who sent it signed in keeps it themselves; of anybody else the link is the proof. Raises NotFound."""
    sender = specimen.sent_by
    if sender not in (None, principal.principal_id, *_WITHOUT_ACCOUNT):
        raise NotFound("there is no such specimen")


def _checked(wish: Wish) -> dict[str, float | str]:
    """The record that the place gives. Raises Invalid, Conflict."""
    if not wish.consent:
        raise Invalid(
            "keeping needs consent",
            hint="say that you may give the pictures and agree to keep them",
        )
    found = licence(wish.licence)
    if found is None or found.uri is None:
        raise Invalid(
            f"{wish.licence[:80]!r} is no licence that is known here",
            hint="give one of Creative Commons, or a rightsstatements.org address",
        )
    if wish.collection == VISITORS:
        raise Conflict("there nothing is kept", hint="name a collection of yours")
    return wish.place.record


def _received(
    catalogue: Catalogue,
    store: ObjectStore,
    principal: Principal,
    images: list[Image],
    wish: Wish,
    basis: str,
    limits: Limits,
    decode: Decode,
) -> list[Received]:
    """Every picture taken in anew, as further views of the first one's specimen."""
    kept: list[Received] = []
    for image in images:
        found = licence(wish.licence)
        upload = Upload(
            image.user_name,
            wish.collection,
            None,
            image.view,
            found.uri if found else None,
            wish.creator,
            basis,
            str(kept[0].specimen_id) if kept else None,
        )
        data = store.read(blob_key(image.sha256))
        kept.append(receive(catalogue, store, principal, upload, [data], limits, decode))
    return kept


def _place(tx: Transaction, specimen_id: UUID, record: dict[str, float | str]) -> None:
    known = tx.specimens.get(specimen_id)
    tx.specimens.change(specimen_id, record={**known.record, **record})
    tell_changed(tx, [specimen_id])
