"""Names as people read them and as Darwin Core may have them (users: 3)."""

from __future__ import annotations

import pytest

from insecta.domain.shown_name import Exported, exported_name, shown_name
from insecta.services.decision_cases.invented import invented_release

RELEASE = invented_release()


def text(taxon_id: str) -> str:
    """Italics between asterisks."""
    spans = shown_name(RELEASE, taxon_id)
    return "".join(f"*{span.text}*" if span.italic else span.text for span in spans)


@pytest.mark.parametrize(
    ("taxon_id", "shown"),
    [
        ("group:maculatus", "*Camponotus*, maculatus group"),
        ("complex:variata", "*Thera*, variata/britannica complex"),
        ("complex:caespitum", "*Tetramorium*, caespitum/immigrans complex"),
        ("genus:Thera", "*Thera*"),
        ("subgenus:Tanaemyrmex", "*Camponotus (Tanaemyrmex)*"),
        ("species:maculatus", "*Camponotus maculatus*"),
        ("subspecies:maculatus", "*Camponotus maculatus maculatus*"),
        ("species:MY01", "*Camponotus* sp. MY01"),
        ("family:Formicidae", "Formicidae"),
        ("outside:label_only", "label only"),
    ],
)
def test_names_in_italics_are_names_of_the_code(taxon_id: str, shown: str) -> None:
    assert text(taxon_id) == shown


def test_a_group_is_exported_as_its_genus_with_the_group_verbatim() -> None:
    assert exported_name(RELEASE, "group:maculatus") == Exported(
        "Camponotus", "genus", "Camponotus, maculatus group"
    )
    assert exported_name(RELEASE, "species:maculatus") == Exported(
        "Camponotus maculatus", "species"
    )
