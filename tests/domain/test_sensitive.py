"""Which specimens are withheld, by every name of theirs, and what their record looks like then."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from insecta.domain.sensitive import (
    DATA_GENERALIZATIONS,
    generalised,
    is_listed,
    names_given,
    shows_label,
    withheld,
)
from insecta.domain.specimen import PREDICTED, REVIEWED, Identification, Image, Specimen


@pytest.mark.parametrize(
    "name",
    [
        "Parnassius apollo",
        "parnassius APOLLO vinningensis",
        "Parnassius cf. apollo",
        "Parnassius (Parnassius) apollo (Linnaeus, 1758)",
        "? Parnassius apollo",
    ],
)
def test_a_listed_name_holds_for_what_lies_below_it(name: str) -> None:
    assert is_listed(name, ["Parnassius apollo"])
    assert is_listed(name, ["Parnassius"])


@pytest.mark.parametrize("name", ["Parnassius", "Parnassius apollonius", "Apollo", ""])
def test_others_are_not_listed(name: str) -> None:
    assert not is_listed(name, ["Parnassius apollo", ""])


def _specimen(**more: Any) -> Specimen:
    return Specimen(uuid4(), uuid4(), **more)


def _statement(kind: str = "machine", **more: Any) -> Identification:
    trust = PREDICTED if kind == "machine" else REVIEWED
    return Identification(uuid4(), uuid4(), kind, trust, **more)


def test_every_name_counts_whoever_gave_it() -> None:
    candidates = [
        {"taxon_id": "1", "scientific_name": "Lucanidae", "rank": "family", "confidence": 0.99},
        {"taxon_id": "2", "scientific_name": "Lucanus", "rank": "genus", "confidence": 0.97},
        {"taxon_id": "3", "scientific_name": "Dorcus", "rank": "genus", "confidence": 0.02},
    ]
    machine = _statement(
        scientific_name="Lucanus", body={"answer": candidates[1], "candidates": candidates}
    )
    specimen = _specimen(
        record={"scientificName": "Formica"},
        verbatim={"dwc:family": "Formicidae", "locality": "Dorcus hill"},
        former=({"record": {"scientificName": "Parnassius apollo"}, "until": "2026"},),
    )
    names = names_given(specimen, [machine])
    assert {"Lucanidae", "Lucanus", "Formica", "Formicidae", "Parnassius apollo"} == names


def test_a_regulated_taxon_is_on_hold_until_a_person_has_spoken() -> None:
    rules = {"regulated": ["Popillia japonica"]}
    machine = _statement(scientific_name="Popillia japonica")
    person = _statement("person", scientific_name="Popillia japonica", body={"act": "accept"})
    names = ["Popillia japonica"]
    assert withheld(rules, names, [machine]) == "regulated"
    assert withheld(rules, names, [machine, person]) is None
    assert withheld({"sensitive": names}, names, [machine, person]) == "sensitive"
    assert withheld(rules, ["Popillia"], [machine]) is None


def test_a_withheld_record_tells_country_and_year_only() -> None:
    told = generalised(
        {
            "scientificName": "Parnassius apollo", "country": "France", "countryCode": "FR",
            "stateProvince": "Isère", "locality": "Col Vert", "decimalLatitude": 45.1,
            "recordedBy": "A. Nobile", "verbatimLabel": "Col Vert 12.VII.1923", "sex": "female",
            "eventDate": "1923-07-12", "eventStart": "1923-07-12", "eventEnd": "1923-07-12",
            "somethingNew": "Col Vert", "informationWithheld": "owner's name",
        }
    )  # fmt: skip
    assert told["country"] == "France"
    assert told["sex"] == "female"
    assert (told["eventDate"], told["eventStart"], told["eventEnd"]) == (
        "1923",
        "1923-01-01",
        "1923-12-31",
    )
    assert told["informationWithheld"].startswith("owner's name; ")
    assert told["dataGeneralizations"] == DATA_GENERALIZATIONS
    assert not any("Vert" in str(value) or "07" in str(value) for value in told.values())
    assert generalised({"eventDate": "1999-12/2001-01"})["eventDate"] == "1999/2001"


def test_labels_are_known_by_view_region_or_answer() -> None:
    image = Image(uuid4(), uuid4(), "k", "k.jpg", "0" * 64, view="head")
    assert not shows_label(image, ["specimen"], [])
    assert shows_label(image, ["specimen", "label"], [])
    assert shows_label(image, [], [_statement(body={"abstention": "label_only"})])
