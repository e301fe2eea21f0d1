"""Correct the mirror of a record; what stood there before is kept (users: 2, 14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Principal, Role
from insecta.domain.documents import SPECIMENS, indexed
from insecta.errors import Conflict, Invalid
from insecta.services.access import require
from insecta.services.documents import RECORD_FIELDS
from insecta.services.versions import tell_changed

FIELDS: tuple[str, ...] = (
    "country", "country_code", "state_province", "locality", "latitude", "longitude",
    "event_start", "event_end", "recorded_by", "sampling_protocol", "preparations",
    "type_status", "caste", "sex", "life_stage", "storage",
)  # fmt: skip
"""Record fields that may be mirrored; names and numbers come from identifications and ingest."""
LONGEST = 1_000


class Stale(Conflict):
    """The specimen has changed since the version that the writer saw."""


def amend(
    catalogue: Catalogue,
    principal: Principal,
    specimen_id: UUID,
    seen_version: int | None,
    changes: Mapping[str, Any],
) -> UUID:
    """Set record fields, or remove those given as None; the specimen's present id.

    A curator may, and whoever uploaded the specimen while they may still add to its collection.
    Raises NotFound, Forbidden, Invalid, and Stale where `seen_version` is not the present one.
    """
    given = _checked(changes)
    with catalogue.writing() as tx:
        specimen = tx.specimens.held(specimen_id)
        require(tx, principal, specimen.collection_id, Role.VIEWER)
        own = specimen.sent_by == principal.principal_id
        require(tx, principal, specimen.collection_id, Role.CONTRIBUTOR if own else Role.CURATOR)
        if seen_version is not None and specimen.version != seen_version:
            raise Stale(
                f"the specimen is at version {specimen.version}, not {seen_version}",
                hint="read it again, and repeat the change on what it says now",
            )
        given = _with_interval(specimen.record, given)
        fresh = {name: value for name, value in given.items() if specimen.record.get(name) != value}
        if not fresh:
            return specimen.specimen_id
        record = {**specimen.record, **fresh}
        superseded = {
            "at": tx.at.isoformat(),
            "by": principal.name,
            "record": {name: specimen.record.get(name) for name in fresh},
        }
        tx.specimens.change(
            specimen.specimen_id,
            record={name: value for name, value in record.items() if value is not None},
            former=[*specimen.former, superseded],
        )
        tell_changed(tx, [specimen.specimen_id])
    return specimen.specimen_id


def _with_interval(record: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The changes, and the interval that its ends make: exports tell `eventDate`."""
    if not {"eventStart", "eventEnd"} & set(given):
        return dict(given)
    now = {**record, **given}
    ends = [end for end in (now.get("eventStart"), now.get("eventEnd")) if end]
    return {**given, "eventDate": "/".join(dict.fromkeys(ends)) or None}


def _checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes under the record's own Darwin Core terms. Raises Invalid."""
    unknown = sorted(set(changes) - set(FIELDS))
    if unknown:
        raise Invalid(
            f"{', '.join(unknown)} cannot be changed here", hint=f"fields are {', '.join(FIELDS)}"
        )
    if not changes:
        raise Invalid("nothing to change", hint='send {"record": {"country": "Madagascar"}}')
    for name, value in changes.items():
        if isinstance(value, str) and len(value) > LONGEST:
            raise Invalid(f"{name} is longer than {LONGEST:,} characters")
    try:
        indexed(SPECIMENS, changes)
    except ValueError as error:
        raise Invalid(str(error), hint="days are written YYYY-MM-DD, numbers as numbers") from error
    return {RECORD_FIELDS.get(name, name): value for name, value in changes.items()}
