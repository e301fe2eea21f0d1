"""Catalogue numbers come out of real file names, and nothing else does."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insecta.domain.catalogue_number import (
    PRESETS,
    InSeries,
    NumberPattern,
    candidates,
    in_series,
    normal_form,
    of_cell,
    parse,
)

ANTWEB, ANY = PRESETS["antweb"], PRESETS["any"]


@pytest.mark.parametrize("preset", ["antweb", "any"])
@pytest.mark.parametrize(
    ("name", "normal", "letter", "view", "sequence"),
    [
        ("casent0123456_h_1_high", "CASENT0123456", "", "head", 1),
        ("CASENT0101134_L_lg", "CASENT0101134", "", "label", None),
        ("CASENT0102128_lg", "CASENT0102128", "", None, None),
        ("PSW10121-13_Hw", "PSW10121-13", "", "head", None),
        ("CASENT0913399a", "CASENT0913399", "a", None, None),
        ("CASENT0913399A_p_2", "CASENT0913399", "a", "profile", 2),
        ("CASENT0426515-D12a", "CASENT0426515D12", "a", None, None),
        ("sam-hym-c000111b_v", "SAM-HYM-C000111", "b", "ventral", None),
        ("OUMNH-TYPE-1138-1207_lg", "OUMNH-TYPE1138-1207", "", None, None),
        ("anic32-002152_d", "ANIC32-002152", "", "dorsal", None),
        ("blf0561_26_-1_h_1_low", "BLF0561-26-1", "", "head", 1),
        ("camponotus maculatus CASENT 0101629 dorsal", "CASENT0101629", "", "dorsal", None),
    ],
)
def test_names_as_antweb_writes_them(
    preset: str, name: str, normal: str, letter: str, view: str | None, sequence: int | None
) -> None:
    found = parse(PRESETS[preset], name)
    assert found is not None
    assert (found.normal, found.letter, found.view, found.sequence) == (
        normal, letter, view, sequence,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("preset", "name", "normal"),
    [
        ("bmnhe", "BMNHE_1105737_angle90", "BMNHE1105737"),
        ("bmnhe", "bmnhe 1105737", "BMNHE1105737"),
        ("nhm-datamatrix", "NHMUK010123456_dorsal", "NHMUK010123456"),
        ("nhm-datamatrix", "NHMUK 010123456", "NHMUK010123456"),
        ("guid", "C0FFEE00-0001-4abc-8def-0123456789AB", "C0FFEE00-0001-4ABC-8DEF-0123456789AB"),
        ("any", "pin c0ffee00-0001-4abc-8def-0123456789ab", "C0FFEE00-0001-4ABC-8DEF-0123456789AB"),
        ("any", "BMNHE_1105737", "BMNHE1105737"),
    ],
)
def test_other_presets(preset: str, name: str, normal: str) -> None:
    found = parse(PRESETS[preset], name)
    assert found is not None
    assert found.normal == normal_form(normal)


def test_every_antweb_tile_name_gives_its_specimen_and_view(shared: Path) -> None:
    with (shared / "data/ant_specimen_tiles/labels.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) > 70
    for row in rows:
        for pattern in (ANTWEB, ANY):
            found = parse(pattern, Path(row["file"]).stem)
            assert found is not None, row["file"]
            assert found.number + found.letter == row["specimen"]
            assert (found.view or "?")[0] == row["shot"]


def test_every_antweb_image_url_gives_its_catalogue_number(shared: Path) -> None:
    with (shared / "data/taxonomy/formicid/top101.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) > 10_000
    for row in rows:
        found = parse(ANTWEB, Path(row["image_url"]).stem)
        assert found is not None, row["image_url"]
        assert found.number + found.letter == row["catalog_number"]
        assert (found.view or "?")[0] == row["shot_type"]


def test_specimen_and_label_pictures(shared: Path) -> None:
    """A file has a number exactly if its name holds an AntWeb code, which all have seven digits."""
    for folder in ("ant_specimens", "ant_labels"):
        for path in (shared / "data" / folder).glob("*.[jp][pn]g"):
            coded = any(char.isdigit() for char in path.stem) and (
                path.stem.casefold().startswith(("casent", "psw", "oumnh"))
                or "antweb100" in path.stem
            )
            for pattern in (ANTWEB, ANY):
                assert len(candidates(pattern, path.stem)) == int(coded), path.name
            if path.stem.endswith(("_L", "_L_lg")):
                assert parse(ANY, path.stem).view == "label"  # type: ignore[union-attr]


def test_any_finds_no_number_where_there_is_none(shared: Path) -> None:
    for folder in ("ants_bees_field", "not_insects", "orders"):
        for path in (shared / "data" / folder).iterdir():
            assert candidates(ANY, path.stem) == (), path.name


@pytest.mark.parametrize("name", ["IMG_20231", "DSC01234", "dscn0042", "scan 00017", "photo1234"])
def test_any_takes_no_camera_number(name: str) -> None:
    assert parse(ANY, name) is None


def test_two_specimens_in_one_name_are_ambiguous_and_the_same_twice_is_not() -> None:
    assert parse(ANY, "casent0101134 and casent0101135") is None
    assert len(candidates(ANY, "casent0101134 and casent0101135")) == 2
    assert len(candidates(ANY, "CASENT0101134 casent0101134")) == 1
    assert len(candidates(ANY, "CASENT0101134a CASENT0101134b")) == 2


def test_a_cell_is_a_number_whatever_it_looks_like() -> None:
    plain = of_cell(ANY, " RSKM_ENT_E-0100327 ")
    assert plain is not None
    assert (plain.verbatim, plain.normal) == ("RSKM_ENT_E-0100327", "RSKM-ENT-E0100327")
    individual = of_cell(ANY, "CASENT0913399a")
    assert individual is not None
    assert individual.key == ("CASENT0913399", "a")
    assert of_cell(ANY, "  ") is None


def test_normal_form_touches_case_separators_and_declared_padding_only() -> None:
    same = {normal_form(text) for text in ("casent0101134", "CASENT 0101134", "CASENT_0101134")}
    assert same == {"CASENT0101134"}
    assert normal_form("PSW10121-13") != normal_form("PSW1012-113")
    assert normal_form("CASENT101134") != normal_form("CASENT0101134")
    assert normal_form("CASENT101134", 7) == normal_form("CASENT0101134", 7)
    assert normal_form("BLF0561(26)-1") == normal_form("blf0561_26_-1")


@given(st.text(max_size=40), st.one_of(st.none(), st.integers(1, 12)))
def test_normal_form_is_stable(text: str, padding: int | None) -> None:
    once = normal_form(text, padding)
    assert normal_form(once, padding) == once


@given(st.integers(0, 9_999_999), st.sampled_from("abcxyz"), st.sampled_from("hpdvl"))
def test_what_is_written_is_read_back(digits: int, letter: str, view: str) -> None:
    found = parse(ANY, f"casent{digits:07}{letter}_{view}_1_high")
    assert found is not None
    assert (found.normal, found.letter) == (f"CASENT{digits:07}", letter)
    assert (found.view or "")[0] == view


@given(st.text(max_size=60))
def test_no_text_breaks_a_preset(text: str) -> None:
    for pattern in PRESETS.values():
        for number in candidates(pattern, text):
            assert number.verbatim in text


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        (r"\d+", "no part"),
        (r"(?P<number>\d+", "no regular expression"),
        (r"(?P<number>\d+)(?P<colour>x)", "colour"),
    ],
)
def test_a_pattern_that_cannot_work_says_why(expression: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        NumberPattern("mine", expression)


def test_a_collection_declares_its_own_pattern() -> None:
    mine = NumberPattern("mine", r"^Drawer\d+_(?P<number>E\d+)(?P<letter>[a-d])?$", padding=6)
    found = parse(mine, "Drawer7_E123b")
    assert found is not None
    assert found.key == ("E000123", "b")


@pytest.mark.parametrize(
    ("number", "place"),
    [
        ("MUS-0107", InSeries("MUS", 107)),
        ("mus 107", InSeries("MUS", 107)),
        ("PSW10121-13", InSeries("PSW10121", 13)),
        ("CASENT0913399a", InSeries("CASENT", 913399)),
        ("0042", InSeries("", 42)),
        ("MUS", None),
        ("", None),
        ("A" + "9" * 16, None),
    ],
)
def test_a_number_has_its_place_in_a_series(number: str, place: InSeries | None) -> None:
    assert in_series(number) == place
