"""Saved sets on both engines: order, pages, what a reader may count."""

from __future__ import annotations

from uuid import uuid4

import pytest

from insecta.catalogue.sets import Member, SavedSet
from insecta.catalogue.unit_of_work import Catalogue
from insecta.errors import NotFound
from tests.catalogue.rows import ANTS, fill, specimen

WHO = uuid4()


def saved(catalogue: Catalogue, *numbers: str) -> SavedSet:
    one = SavedSet(uuid4(), WHO, "Ida", "Loan 7", query="genus:Lasius", missing=("X 1",))
    keys = [specimen(number).specimen_id for number in numbers]
    named = [{"scientificName": "Lasius", "release": "b" * 64}, {"scientificName": "Lasius niger"}]
    members = [Member(n, key, named[n % 2]) for n, key in enumerate(keys, start=1)]
    with catalogue.writing() as tx:
        for number in numbers:
            tx.specimens.add([specimen(number)])
        tx.sets.add(one, members)
    return one


def test_a_set_comes_back_in_its_order_page_by_page(catalogue: Catalogue) -> None:
    fill(catalogue)
    one = saved(catalogue, "A3", "A1", "A2")
    with catalogue.reading() as tx:
        kept = tx.sets.get(one.set_id)
        first = tx.sets.page(one.set_id, None, 0, 2)
        rest = tx.sets.page(one.set_id, None, first[-1].place, 2)
        assert tx.sets.releases(one.set_id, None) == ["b" * 64]
    assert (kept.title, kept.query, kept.missing) == ("Loan 7", "genus:Lasius", ("X 1",))
    keys = [one.specimen_id for one in first + rest]
    assert keys == [specimen(number).specimen_id for number in ("A3", "A1", "A2")]
    assert first[0].named == {"scientificName": "Lasius niger"}


def test_only_what_may_be_seen_is_counted(catalogue: Catalogue) -> None:
    fill(catalogue)
    one = saved(catalogue, "A1", "A2")
    with catalogue.reading() as tx:
        for seen, number in ((None, 2), ({ANTS.collection_id}, 2), ({uuid4()}, 0), (set(), 0)):
            assert tx.sets.sizes([one.set_id], seen).get(one.set_id, 0) == number
            assert len(tx.sets.page(one.set_id, seen, 0, 10)) == number
        assert tx.sets.releases(one.set_id, set()) == []


def test_a_dropped_set_is_gone_and_its_specimens_are_not(catalogue: Catalogue) -> None:
    fill(catalogue)
    one, other = saved(catalogue, "A1"), saved(catalogue, "A2")
    with catalogue.writing() as tx:
        tx.sets.drop(one.set_id)
    with catalogue.reading() as tx:
        with pytest.raises(NotFound):
            tx.sets.get(one.set_id)
        assert [kept.set_id for kept in tx.sets.of(WHO, 0, 10)] == [other.set_id]
        assert tx.specimens.get(specimen("A1").specimen_id)
