"""The trees of the two teaching releases."""

from __future__ import annotations

from model.teaching_release import RECIPES, leaf_of, taxa_of


def test_release_one_keeps_group_d_as_a_leaf_and_release_two_divides_it() -> None:
    one, two = ({t.scientific_name: t for t in taxa_of(recipe)} for recipe in RECIPES)
    assert one["Group D"].leaf is not None
    assert two["Group D"].leaf is None
    assert set(two) - set(one) == {"Kind D1", "Kind D2"}
    assert leaf_of("Kind D1", RECIPES[0]) == "Group D"
    assert leaf_of("Kind D1", RECIPES[1]) == "Kind D1"
    assert one["Group D"].training == two["Kind D1"].training + two["Kind D2"].training


def test_leaves_are_numbered_without_gaps_and_parents_come_first() -> None:
    for recipe in RECIPES:
        taxa = taxa_of(recipe)
        leaves = [t.leaf for t in taxa if t.leaf is not None]
        assert leaves == list(range(len(leaves)))
        known: set[str] = set()
        for taxon in taxa:
            assert taxon.parent_id is None or taxon.parent_id in known
            known.add(taxon.taxon_id)
