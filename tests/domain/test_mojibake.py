"""Damaged text is recognised, and sound text is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insecta.domain.mojibake import damage


@pytest.mark.parametrize(
    ("text", "repair"),
    [
        ("RN Cerro MusÃºn", "RN Cerro Musún"),
        ("4.96478Â°N, Â±3m", "4.96478°N, ±3m"),
        ("BolÃ\xadvar", "Bolívar"),
        ("Ã…hlander", "Åhlander"),
        ("Ã\x85hlander", "Åhlander"),
        ("CerroÂ\xa0Azul", "Cerro\xa0Azul"),
    ],
)
def test_a_repair_is_proposed(text: str, repair: str) -> None:
    found = damage(text)
    assert found is not None
    assert (found.text, found.repair) == (text, repair)


@pytest.mark.parametrize("text", ["singularis\x89", "For\ufffdt"])
def test_lost_letters_have_no_repair(text: str) -> None:
    found = damage(text)
    assert found is not None
    assert found.repair is None


@pytest.mark.parametrize(
    "text", ["", "São Paulo", "Müller", "Forêt d'Ambohibory, 61° ENE", "Łódź", "東京", "Ångström"]
)
def test_sound_text_is_no_damage(text: str) -> None:
    assert damage(text) is None


@given(
    st.text(alphabet="áéíóúñüöäçãõêâîôèàß°±ÅÉÖabc ", min_size=1).filter(lambda t: not t.isascii())
)
def test_what_was_damaged_is_repaired(text: str) -> None:
    broken = "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in text.encode("utf-8")
    )
    found = damage(broken)
    assert found is not None
    assert found.repair == text
