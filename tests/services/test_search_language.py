"""The search language: what it reads, what it refuses and how it says so."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insecta.domain.documents import IMAGES
from insecta.domain.query import AnyOf, Between, Code, Missing, Node, Phrase, Prefix, Query, Word
from insecta.domain.text import fold, searchable, terms
from insecta.errors import BadQuery
from insecta.services.search_language import MAX_LENGTH, MAX_PARTS, parse


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("Camponotus", Word("text", ("camponotus",))),
        ("Ångström", Word("text", ("angstrom",))),
        ("CASENT-0101", Code("text", ("casent-0101", "casent", "0101"), "casent0101")),
        ("CASENT 0101", Code("text", ("casent", "0101"), "casent0101")),
        ("PSW1_012-13", Code("text", ("psw1_012-13", "psw1", "012", "13"), "psw1-012-13")),
        ("casent0101", Word("text", ("casent0101",))),
        ("http://x.org/a", Word("text", ("http://x.org/a", "http", "x", "org", "a"))),
        ('"Anal  Vein"', Phrase("text", ("anal", "vein"))),
        ("text:vein", Word("text", ("vein",))),
        ("camp*", Prefix("text", "camp")),
        ("casent-01*", Prefix("text", "casent-01")),
        ("genus:Camponotus", AnyOf("genus", ("Camponotus",))),
        ('country:"Costa Rica"', AnyOf("country", ("Costa Rica",))),
        ('genus:"none"', AnyOf("genus", ("none",))),
        ('genus:"a*"', AnyOf("genus", ("a*",))),
        ("scientificName:Atta*", Prefix("scientific_name", "Atta")),
        ('storage:"Cabinet 3/"*', Prefix("storage", "Cabinet 3/")),
        ('storage:"Cabinet 3"', AnyOf("storage", ("Cabinet 3",))),
        ("species:none", Missing("species")),
        ("date:none", Missing("date")),
        ("confidence:0.95", Between("confidence", 0.95, 0.95)),
        ("confidence:.5..", Between("confidence", 0.5, None)),
        ("latitude:-12.5..-3", Between("latitude", -12.5, -3.0)),
        ("latitude:..0", Between("latitude", None, 0.0)),
        ("date:1923-07", Between("date", "1923-07-01", "1923-07-31")),
        ("date:1920..1930", Between("date", "1920-01-01", "1930-12-31")),
        ('created:"2024-02"', Between("created", "2024-02-01", "2024-02-29")),
        ("eventStart:..1923-07-14", Between("event_start", None, "1923-07-14")),
    ],
)
def test_each_form_is_read(text: str, node: Node) -> None:
    assert parse(text) == Query((node,))
    assert parse(f"  worker\t{text} & ").nodes == (Word("text", ("worker",)), node)


@pytest.mark.parametrize(
    ("text", "series", "low", "high"),
    [
        ("catalog_number:MUS-0007..MUS-0090", "MUS", 7.0, 90.0),
        ("catalogNumber:mus7..90", "MUS", 7.0, 90.0),
        ("number_normal:MUS_7..", "MUS", 7.0, None),
        ("catalog_number:..PSW10121-13", "PSW10121", None, 13.0),
    ],
)
def test_a_range_of_numbers_lies_in_one_series(
    text: str, series: str, low: float | None, high: float | None
) -> None:
    nodes = (AnyOf("number_series", (series,)), Between("number_value", low, high))
    assert parse(text).nodes == nodes


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("catalog_number:MUS-7..CAS-9", "from one series into another"),
        ("catalog_number:MUS-9..MUS-7", "runs backwards"),
        ("catalog_number:MUS..CAS", "no numbers at its ends"),
        ("catalog_number:..", "no numbers at its ends"),
    ],
)
def test_a_range_of_numbers_that_cannot_be_is_refused(text: str, wrong: str) -> None:
    with pytest.raises(BadQuery, match=wrong):
        parse(text)


def test_nothing_finds_everything() -> None:
    assert parse("") == parse(" \n\u3000") == Query()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("gneus:Atta", "there is no field gneus (did you mean genus"),
        ("catalogNumbr:1", "did you mean catalog_number"),
        ("zzz:1", "fields are abstention, basis_of_record"),
        ('"never closed', "quotation mark"),
        ('genus:"never closed', "quotation mark"),
        ("genus:", "genus:none"),
        ('genus:" "', "asks for nothing"),
        ("genus:a..b", 'genus:"a..b"'),
        ("genus:*", "needs a letter"),
        ("confidence:high", "'high' is not a number"),
        ("confidence:nan", "not a number"),
        ("confidence:0.9..0.1", "runs backwards"),
        ("confidence:..", "has no ends"),
        ("date:1923-02-30", "not a date"),
        ("date:0000", "not a date"),
        ("date:July", "write 1923, 1923-07 or 1923-07-14"),
        ("date:1930..1920", "write date:1920..1930"),
        ("*** --", "a word needs a letter or a digit"),
        ("x" * (MAX_LENGTH + 1), "at most 2,000 characters"),
        ("x " * 60, "at most 50 parts"),
    ],
)
def test_what_cannot_be_read_is_explained(text: str, said: str) -> None:
    with pytest.raises(BadQuery) as caught:
        parse(text)
    assert said in str(caught.value)


def test_images_have_their_own_fields_and_no_text() -> None:
    assert parse("view:head", IMAGES) == Query((AnyOf("view", ("head",)),))
    for text in ("head", "country:Peru", "date:1923"):
        with pytest.raises(BadQuery):
            parse(text, IMAGES)


_PIECES = st.lists(
    st.sampled_from([*'"*:.- ', "..", "genus:", "date:", "confidence:", "none", "1923", "0.5", "é"])
    | st.text(max_size=5),
    max_size=12,
).map("".join)


@settings(max_examples=400)
@given(st.text(st.characters(), max_size=60) | _PIECES)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(BadQuery):
        assert len(parse(text).nodes) <= MAX_PARTS


@settings(max_examples=300)
@given(st.text(max_size=40))
def test_folding_and_terms_are_stable(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    found = terms(text)
    assert found == terms(folded)
    assert all(len(each.split()) == 1 and each == each.strip() for each in found)
    assert searchable(text).split(" ") == (found or [""])


@settings(max_examples=200)
@given(st.text(min_size=1, max_size=30))
def test_a_word_finds_the_text_it_was_taken_from(text: str) -> None:
    for chunk in text.split():
        assert set(terms(chunk)) <= set(searchable(text).split(" ")) | {""}
