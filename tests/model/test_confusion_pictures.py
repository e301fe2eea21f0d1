"""Pictures of names taken for each other: shown with credit where their licence allows it."""

from __future__ import annotations

import numpy as np

from insecta.domain.answer import Answer, Candidate
from model.confusion_pictures import section
from model.evaluate import Outcome, confusions
from model.samples import Sample

OPEN = "https://creativecommons.org/licenses/by/4.0/"
GENUS = Candidate("genus:Xestia", "Xestia", "genus", 0.9)


def outcome(name: str, true: str, said: str, licence: str) -> Outcome:
    """A moth of the genus Xestia."""
    line = (("class", "Insecta"), ("genus", "Xestia"), ("species", f"Xestia {true}"))
    best = Candidate(f"species:Xestia_{said}", f"Xestia {said}", "species", 0.8)
    pixels = np.full((20, 30, 3), 200, dtype=np.uint8)
    sample = Sample(name, "", name, line, pixels, part="test", licence=licence, creator="B. & Co")
    ids = ("class:Insecta", "genus:Xestia", f"species:Xestia_{true}")
    path = (Candidate("class:Insecta", "Insecta", "class", 0.95), GENUS, best)
    return Outcome(sample, ids, path, Answer(best, None, None, path), 0.0)


FOUND = [
    outcome("1", "baja", "c-nigrum", OPEN), outcome("2", "baja", "c-nigrum", ""),
    outcome("3", "baja", "baja", OPEN), outcome("4", "c-nigrum", "c-nigrum", OPEN),
]  # fmt: skip


def test_sisters_are_told_and_shown_beside_what_they_were_taken_for() -> None:
    pairs = confusions(FOUND)
    assert pairs == [
        {"true": "species:Xestia_baja", "named": "species:Xestia_c-nigrum", "pictures": 2, "sisters": True}
    ]  # fmt: skip
    page = section(pairs, FOUND, everything=False)
    assert page.count("<img") == 2
    assert "Xestia baja taken for Xestia c-nigrum: 2, of one parent" in page
    assert "Xestia baja, taken for Xestia c-nigrum (80%)<br>B. &amp; Co, " + OPEN in page
    assert "for comparison: Xestia c-nigrum, named rightly" in page
    assert "1 of 2 mistaken pictures not shown (licence)" in page


def test_a_page_that_stays_in_the_house_shows_all() -> None:
    page = section(confusions(FOUND), FOUND, everything=True)
    assert page.count("<img") == 3
    assert "not shown" not in page
    assert "licence not stated" in page


def test_no_confusion_shows_no_picture() -> None:
    assert section([], FOUND, everything=True) == ""
