"""What a run item remembers of its source, so that a resumed run need not read the source again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from insecta.domain.event_date import EventDate
from insecta.domain.individuals import Individual
from insecta.services.sources.columns import without_picture
from insecta.services.sources.record import PictureRef, SourceRecord

_URI = "file://"


@dataclass(frozen=True, slots=True)
class PlannedSpecimen:
    """One individual that a picture shows, as its source states it; all plain JSON.

    `basis_of_record`: empty where the source has none. `record`: interpreted Darwin Core terms.
    `verbatim`: the row's cells without those of the picture. `problems`: `{"code", "where", "text"}`.
    `determination`: scientificName, taxonRank, verbatim, qualifier, identifiedBy, dateIdentified.
    `own_ids`: the ids are this individual's, not those of the pin that it shares.
    """

    catalog_number: str | None
    number_normal: str | None
    letter: str
    source_ids: tuple[tuple[str, str], ...]
    basis_of_record: str
    record: Mapping[str, Any] = field(default_factory=dict)
    verbatim: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Mapping[str, str], ...] = ()
    determination: Mapping[str, str] = field(default_factory=dict)
    own_ids: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from the other specimens of its picture; the same once it was JSON."""
        return self.number_normal, self.letter, tuple(sorted(self.verbatim.items()))


@dataclass(frozen=True, slots=True)
class PlannedPicture:
    """One picture with all specimens it shows; `verbatim`: the row's cells that speak of it alone."""

    source_key: str
    user_name: str
    picture: PictureRef | None
    specimens: tuple[PlannedSpecimen, ...]
    view: str | None = None
    licence: str | None = None
    creator: str | None = None
    verbatim: Mapping[str, str] = field(default_factory=dict)


_PICTURE, _SPECIMEN, _REFERENCE = (
    tuple(one.name for one in fields(kind))
    for kind in (PlannedPicture, PlannedSpecimen, PictureRef)
)


def planned(record: SourceRecord, key_prefix: str) -> PlannedPicture:
    """A source's record as a run keeps it."""
    cells = {header: cell for header, cell in record.verbatim.items() if cell}
    of_specimen = without_picture(cells)
    return PlannedPicture(
        key_prefix + record.source_key,
        record.user_name,
        record.picture,
        tuple(_specimen(record, of_specimen, letter, one) for letter, one in record.specimens),
        record.view or (record.catalogue_number.view if record.catalogue_number else None),
        (record.licence.uri or record.licence.verbatim) if record.licence else None,
        record.creator or None,
        {header: cell for header, cell in cells.items() if header not in of_specimen},
    )


def to_json(picture: PlannedPicture) -> dict[str, Any]:
    """Plain JSON; what a specimen's record holds is shared, not copied."""
    of_picture = {name: getattr(picture, name) for name in _PICTURE}
    specimens = [{name: getattr(one, name) for name in _SPECIMEN} for one in picture.specimens]
    return {**of_picture, "specimens": specimens, "picture": _picture_json(picture.picture)}


def _picture_json(picture: PictureRef | None) -> dict[str, Any] | None:
    if picture is None:
        return None
    told = ((name, getattr(picture, name)) for name in _REFERENCE)
    return {
        name: _path_text(value) if isinstance(value, Path) else value
        for name, value in told
        if value is not None
    }


def _path_text(path: Path) -> str:
    """A path as it is; one whose name is no UTF-8, which no catalogue can hold, as file: URI."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return path.as_uri()
    return text


def _path(text: str | None) -> Path | None:
    if text is None:
        return None
    if text.startswith(_URI):
        return Path(os.fsdecode(unquote_to_bytes(text.removeprefix(_URI))))
    return Path(text)


def from_json(body: Mapping[str, Any]) -> PlannedPicture:
    given = body["picture"]
    return PlannedPicture(
        body["source_key"],
        body["user_name"],
        picture_ref(given) if given else None,
        tuple(
            PlannedSpecimen(
                **{
                    **one,
                    "source_ids": tuple((kind, value) for kind, value in one["source_ids"]),
                    "problems": tuple(one["problems"]),
                }
            )
            for one in body["specimens"]
        ),
        body["view"],
        body["licence"],
        body["creator"],
        body.get("verbatim", {}),
    )


def picture_ref(given: Mapping[str, Any]) -> PictureRef:
    return PictureRef(
        given["name"],
        _path(given.get("path")),
        _path(given.get("archive")),
        given.get("object_key"),
        given.get("size"),
    )


def _specimen(
    record: SourceRecord, verbatim: Mapping[str, str], letter: str, individual: Individual | None
) -> PlannedSpecimen:
    number = record.catalogue_number
    return PlannedSpecimen(
        number.number if number else None,
        number.normal if number else None,
        letter,
        tuple(record.source_ids.items()),
        record.basis_of_record,
        {
            key: value
            for key, value in _terms(record, individual).items()
            if value not in (None, "")
        },
        verbatim,
        tuple(problem._asdict() for problem in record.problems),
        _determination(record),
        record.own_ids,
    )


def _determination(record: SourceRecord) -> dict[str, str]:
    name = record.name
    if name is None:
        return {}
    parts = {
        "scientificName": name.scientific_name,
        "taxonRank": name.rank,
        "genus": name.genus,
        "verbatim": record.determination or name.verbatim,
        "qualifier": name.qualifier,
        "morphospecies": name.morphospecies,
        "group": name.group,
        "identifiedBy": record.identified_by,
        "dateIdentified": _interval(record.date_identified),
        "verbatimDateIdentified": record.date_identified.verbatim
        if record.date_identified
        else None,
    }
    return {key: value for key, value in parts.items() if value}


def _terms(record: SourceRecord, individual: Individual | None) -> dict[str, Any]:
    place, date = record.place, record.event_date
    at, height, country = place.coordinates, place.elevation, place.country
    return {
        "eventDate": _interval(date),
        "eventStart": date.start.isoformat() if date and date.start else None,
        "eventEnd": date.end.isoformat() if date and date.end else None,
        "verbatimEventDate": date.verbatim if date else None,
        "decimalLatitude": at.latitude if at else None,
        "decimalLongitude": at.longitude if at else None,
        "coordinateUncertaintyInMeters": at.uncertainty if at else None,
        "geodeticDatum": at.datum if at else None,
        "minimumElevationInMeters": height.lowest if height else None,
        "maximumElevationInMeters": height.highest if height else None,
        "verbatimElevation": next(
            (v for k, v in record.verbatim.items() if k.casefold().endswith("elevation")), None
        ),
        "country": country.verbatim if country else None,
        "countryCode": country.code if country else None,
        "stateProvince": place.state_province,
        "locality": place.locality,
        "recordedBy": record.recorded_by,
        "typeStatus": record.type_status,
        "samplingProtocol": record.sampling_protocol,
        "preparations": record.preparations,
        "storage": record.storage,
        "caste": individual.caste if individual else None,
        "sex": individual.sex if individual else None,
        "lifeStage": individual.life_stage if individual else None,
        "lifeStageSex": record.individuals.verbatim,
    }


def _interval(date: EventDate | None) -> str | None:
    """ISO 8601, or nothing where the date could not be read; its verbatim text is kept apart."""
    return date.iso if date is not None else None
