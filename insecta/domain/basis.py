"""What a record rests on (dwc:basisOfRecord), in whatever spelling, as a class of Darwin Core.

Source: https://dwc.tdwg.org/terms/#dwc:basisOfRecord; GBIF writes the same in capitals.
"""

from __future__ import annotations

import re

CLASSES = (
    "PreservedSpecimen", "FossilSpecimen", "LivingSpecimen", "MaterialEntity", "MaterialSample",
    "MaterialCitation", "HumanObservation", "MachineObservation", "Occurrence", "Event", "Taxon",
)  # fmt: skip
_NAMESPACE = re.compile(r".*[/#:]")
_NO_LETTER = re.compile(r"[\W\d_]+")
_BY_LETTERS = {name.casefold(): name for name in CLASSES}


def basis_of_record(text: str) -> str | None:
    """`PRESERVED_SPECIMEN`, `preserved specimen` and `dwc:PreservedSpecimen` are one; None for others."""
    name = _NAMESPACE.sub("", text.strip())
    return _BY_LETTERS.get(_NO_LETTER.sub("", name).casefold())
