"""What a number may promise (users: 7)."""

from __future__ import annotations

import pytest

from insecta.domain.interval import wilson
from insecta.domain.promise import Basis, Bin, Count, like_this, promise, reliability
from insecta.domain.release import Taxon

SPECIES = Taxon("s", "Lasius niger", "species", None, testing=9)
GENUS = Taxon("g", "Lasius", "genus", None, testing=3)
BINS = [Bin(0.5, Count(7, 8)), Bin(0.8, Count(0, 0)), Bin(0.95, Count(401, 412))]


def test_only_fifty_blind_checks_of_the_collection_make_a_promise() -> None:
    test_set = Count(401, 412)
    for here, basis in ((None, Basis.TEST_SET), (Count(49, 49), Basis.TEST_SET), (Count(48, 50), Basis.CHECKED_HERE)):  # fmt: skip
        said = promise(SPECIES, 0.95, here=here, like_this=test_set, is_unlike=False)
        assert said.basis is basis
        assert said.count == (here if basis is Basis.CHECKED_HERE else test_set)


def test_a_picture_unlike_the_training_is_promised_nothing() -> None:
    said = promise(SPECIES, 0.95, here=Count(99, 100), like_this=Count(9, 9), is_unlike=True)
    assert (said.basis, said.count) == (Basis.NONE, None)


def test_a_species_of_few_test_specimens_is_checked_only_together_with_others() -> None:
    assert promise(SPECIES, 0.95, here=None, like_this=None, is_unlike=False).together
    assert not promise(GENUS, 0.95, here=None, like_this=None, is_unlike=False).together


def test_test_answers_are_kept_in_bins_of_thirty_and_more_by_rank() -> None:
    species = [("species", n / 100, n > 30) for n in range(100)]
    kept = reliability([*species, ("genus", 0.9, True)])
    assert kept["genus"] == [[0.9, 1, 1]]
    assert kept["species"] == [[0.0, 0, 30], [0.3, 29, 30], [0.6, 40, 40]]
    assert sum(cases for _, _, cases in kept["species"]) == 100


def test_answers_like_this_are_those_of_its_bin() -> None:
    assert like_this(BINS, 0.96) == Count(401, 412)
    assert like_this(BINS, 0.6) == Count(7, 8)
    assert like_this(BINS, 0.9) is None
    assert like_this(BINS, 0.4) is None
    assert not Count(7, 8).is_enough
    low, high = Count(287, 300).interval
    assert (round(low, 2), round(high, 2)) == (0.93, 0.97)
    assert wilson(0, 0) == (0, 1)


@pytest.mark.parametrize(
    ("number", "bins"), [(1000, [100] * 10), (1001, [101] * 9 + [92]), (89, [30, 59]), (59, [59])]
)
def test_bins_are_ten_of_about_equal_count_and_none_is_small(number: int, bins: list[int]) -> None:
    cases = [("genus", place / number, True) for place in range(number)]
    assert [count for _, _, count in reliability(cases)["genus"]] == bins
