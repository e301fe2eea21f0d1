"""Type status as museums write it (users: 19)."""

from __future__ import annotations

import pytest

from insecta.domain.type_status import Typified, typified


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Holotype", [("holotype", "")]),
        (
            "holotype of Camponotus maculatus Fabricius, 1782",
            [("holotype", "Camponotus maculatus")],
        ),
        (
            "Paratypes: Formica (Serviformica) clara Forel",
            [("paratype", "Formica (Serviformica) clara")],
        ),
        (
            "syntype of Pheidole megacephala | paralectotype of Pheidole megacephala picata",
            [("syntype", "Pheidole megacephala"), ("paralectotype", "Pheidole megacephala picata")],
        ),
        ("PARALECTOTYPE", [("paralectotype", "")]),
        ("red label, see Ward 1999", [("", "")]),
        ("not a type", []),
        ("Non-type", []),
        ("no", []),
        ("N/A", []),
        (" - ", []),
        ("", []),
    ],
)
def test_what_a_type_status_says(text: str, found: list[tuple[str, str]]) -> None:
    assert typified(text) == tuple(Typified(*one) for one in found)


def test_only_some_types_fix_a_name() -> None:
    assert Typified("neotype").is_primary
    assert not Typified("paratype").is_primary
