"""The basis of a record in any spelling is a class of Darwin Core, or it is none."""

from __future__ import annotations

import pytest

from insecta.domain.basis import CLASSES, basis_of_record


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("PRESERVED_SPECIMEN", "PreservedSpecimen"),
        ("HUMAN_OBSERVATION", "HumanObservation"),
        (" preserved specimen ", "PreservedSpecimen"),
        ("dwc:MaterialSample", "MaterialSample"),
        ("http://rs.tdwg.org/dwc/terms/FossilSpecimen", "FossilSpecimen"),
        ("OBSERVATION", None),
        ("Photograph", None),
        ("", None),
        *((name, name) for name in CLASSES),
    ],
)
def test_a_basis(text: str, basis: str | None) -> None:
    assert basis_of_record(text) == basis
