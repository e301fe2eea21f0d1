"""LifeStageSex cells become individuals in Darwin Core's terms."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insecta.domain.individuals import decode, lettered

WORKER = ("worker", "female", "adult")
QUEEN = ("queen", "female", "adult")
MALE = ("male", "male", "adult")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1w", [(1, *WORKER, "")]),
        ("2w, 1m", [(2, *WORKER, ""), (1, *MALE, "")]),
        ("1aq", [(1, *QUEEN, "alate")]),
        ("1dq, 1w", [(1, *QUEEN, "dealate"), (1, *WORKER, "")]),
        ("1w major", [(1, "major worker", "female", "adult", "")]),
        ("3 minor workers", [(3, "minor worker", "female", "adult", "")]),
        ("1m (dissected)", [(1, *MALE, "dissected")]),
        ("1w (with eggs, dirty), 1m", [(1, *WORKER, "with eggs, dirty"), (1, *MALE, "")]),
        ("1 alate queen and 2 larvae", [(1, *QUEEN, "alate"), (2, None, None, "larva", "")]),
        ("1f", [(1, None, "female", None, "")]),
        ("w", [(None, *WORKER, "")]),
        ("♂", [(None, *MALE, "")]),
    ],
)
def test_cells(cell: str, expected: list[tuple[object, ...]]) -> None:
    decoded = decode(cell)
    found = [(i.count, i.caste, i.sex, i.life_stage, i.remarks) for i in decoded.individuals]
    assert found == expected
    assert decoded.undecoded == ()
    assert decoded.verbatim == cell


@pytest.mark.parametrize(
    ("cell", "undecoded"),
    [
        ("2w, 1d1", ("1d1",)),
        ("1x", ("1x",)),
        ("several", ("several",)),
        ("1m major", ("1m major",)),
    ],
)
def test_what_is_not_understood_is_handed_back(cell: str, undecoded: tuple[str, ...]) -> None:
    assert decode(cell).undecoded == undecoded


def test_individuals_on_one_pin_get_letters() -> None:
    letters = [(i.letter, i.caste) for i in lettered(decode("2w, 1m").individuals)]
    assert letters == [("a", "worker"), ("b", "worker"), ("c", "male")]
    assert [i.letter for i in lettered(decode("1w").individuals)] == [""]
    assert [i.letter for i in lettered(decode("w, 1m").individuals)] == ["", ""]


def test_a_lot_in_alcohol_is_no_pin() -> None:
    (lot,) = lettered(decode("5000w").individuals)
    assert (lot.count, lot.letter) == (5000, "")


@given(
    st.lists(
        st.tuples(st.integers(1, 8), st.sampled_from(["w", "m", "aq", "dq", "q", "s"])), max_size=3
    )
)
def test_every_individual_is_counted_once(parts: list[tuple[int, str]]) -> None:
    decoded = decode(", ".join(f"{count}{code}" for count, code in parts))
    assert sum(i.count or 0 for i in decoded.individuals) == sum(count for count, _ in parts)
    singles = lettered(decoded.individuals)
    assert len(singles) == sum(count for count, _ in parts)
    assert len({i.letter for i in singles}) == len(singles)


@given(st.text(max_size=40))
def test_no_part_of_a_cell_is_lost(cell: str) -> None:
    decoded = decode(cell)
    kept = "".join([*(i.verbatim for i in decoded.individuals), *decoded.undecoded])
    for char in cell:
        assert char in kept or not char.isalnum() or "and" in cell


def test_all_cells_of_the_real_sheets(shared: Path) -> None:
    for name in ("specimen16", "specimenListCAS"):
        path = shared / f"data/taxonomy/antweb/{name}.txt"
        with path.open(encoding="latin-1", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
        undecoded = [part for row in rows for part in decode(row["LifeStageSex"]).undecoded]
        assert set(undecoded) <= {"1d1"}, "the only cell no myrmecologist can read either"
