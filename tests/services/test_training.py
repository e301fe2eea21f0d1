"""Volunteers: trained, then let in at the ranks where they agree; two answers; credit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from insecta.domain.collection import Principal, Role
from insecta.domain.training import LEAST_SET
from insecta.errors import Conflict, Forbidden, Invalid
from insecta.services.blind import checked_here
from insecta.services.credit import is_orcid, set_credit
from insecta.services.determine import Act, determine, list_expert
from insecta.services.find import find
from insecta.services.review.decide import decide
from insecta.services.review.queue import Next, next_item, set_share
from insecta.services.show.specimens import show_specimen
from insecta.services.training import book, lesson
from tests.services.house import House, jpeg

ANT_A, ANT_B = 45, 75
A, B = "Camponotus a", "Camponotus b"


@pytest.fixture
def anna(house: House) -> Principal:
    """A curator whom the collection lists as an expert for ants."""
    who = house.member("Anna", ANTS=Role.CURATOR)
    list_expert(house.catalogue, who, "ANTS", "Anna", ["Formicidae"])
    return who


@pytest.fixture
def vera(house: House) -> Principal:
    return house.member("Vera", ANTS=Role.IDENTIFIER)


def say(house: House, who: Principal, key: UUID, name: str, rank: str = "species") -> None:
    determine(house.catalogue, who, key, Act("correct", name, rank), house.release)


def fill(house: House, anna: Principal, number: int = LEAST_SET) -> list[UUID]:
    """A training set of two species in turn, validated by Anna."""
    sent = [house.receive(jpeg((ANT_A, ANT_B)[n % 2], 100 + n), f"t{n}.jpg") for n in range(number)]
    house.identify([house.region(one) for one in sent])
    keys = [one.specimen_id for one in sent]
    for n, key in enumerate(keys):
        say(house, anna, key, (A, B)[n % 2])
    house.catch_up()
    filled = book.fill(house.catalogue, house.index, anna, "ANTS", "", 100, house.release)
    assert (filled.added, filled.size) == (number, number)
    return keys


def truth(house: House, anna: Principal) -> dict[UUID, str]:
    known = book.show_set(house.catalogue, anna, "ANTS", house.release)
    return {one.specimen_id: one.scientific_name or "" for one in known}


def train(
    house: House, vera: Principal, names: dict[UUID, str], *, genus_only: bool = False
) -> int:
    """Answer everything, rightly; how many."""
    answered = 0
    while shown := lesson.next_lesson(house.catalogue, vera, "ANTS", house.release).specimen:
        assert (shown.scientific_name, shown.identifications, shown.record) == (None, (), {})
        name = names[shown.id].split()[0] if genus_only else names[shown.id]
        act = Act("correct", name, "genus" if genus_only else "species", blind=True)
        found = lesson.answer(
            house.catalogue, house.index, vera, "ANTS", shown.id, act, house.release
        )
        assert all(found.right.values())
        answered += 1
    return answered


def take(house: House, who: Principal, drawn: float = 1.0) -> Next:
    return next_item(house.catalogue, house.index, who, "ANTS", house.release, lambda: drawn)


def decided(house: House, who: Principal, key: UUID, act: Act) -> Any:
    return decide(house.catalogue, who, key, act, house.release, None)


def test_who_is_new_trains_first_and_then_decides_where_they_agree(
    house: House, anna: Principal, vera: Principal
) -> None:
    fill(house, anna)
    waits = house.take(jpeg(ANT_A, 1), "waits.jpg").specimen_id
    house.catch_up()
    first = take(house, vera)
    assert (first.item, first.waiting.ranks) == (None, ())
    with pytest.raises(Forbidden, match="training set first"):
        say(house, vera, waits, A)
    assert train(house, vera, truth(house, anna), genus_only=True) == LEAST_SET
    then = take(house, vera)
    assert then.waiting.ranks is not None
    assert then.waiting.ranks[-1] == "genus"
    assert then.item is None, "what waits bears a name at species"
    with pytest.raises(Forbidden, match="down to the rank genus"):
        say(house, vera, waits, A)
    say(house, vera, waits, "Camponotus", "genus")


def test_answers_at_species_open_species(house: House, anna: Principal, vera: Principal) -> None:
    fill(house, anna)
    house.take(jpeg(ANT_A, 1), "waits.jpg")
    house.catch_up()
    train(house, vera, truth(house, anna))
    set_share(house.catalogue, anna, "ANTS", 0.0)
    item = take(house, vera).item
    assert item is not None
    assert decided(house, vera, item.specimen.id, Act("accept")).fresh
    told = book.own(house.catalogue, vera, "ANTS", house.release)
    species = {one.rank: one.all for one in told.agreement}["species"]
    assert (species.right, species.cases) == (LEAST_SET, LEAST_SET)
    assert species.interval[0] > 0.8


def test_the_first_answer_counts_and_tells_what_looks_alike(
    house: House, anna: Principal, vera: Principal
) -> None:
    in_set = fill(house, anna, 4)
    beside = [
        house.take(jpeg(shade, 900), f"{name}.jpg").specimen_id
        for shade, name in ((ANT_A, A), (ANT_B, B))
    ]
    for key, name in zip(beside, (A, B), strict=True):
        say(house, anna, key, name)
    house.catch_up()
    shown = lesson.next_lesson(house.catalogue, vera, "ANTS", house.release).specimen
    assert shown is not None
    again = lesson.next_lesson(house.catalogue, vera, "ANTS", house.release).specimen
    assert again is not None
    assert again.id == shown.id, "what one has begun comes first"
    wrong = Act("correct", "Pheidole", "genus", blind=True)
    found = lesson.answer(
        house.catalogue, house.index, vera, "ANTS", shown.id, wrong, house.release
    )
    assert found.right == {"order": True, "family": True, "class": True, "genus": False}
    assert found.truth == truth(house, anna)[shown.id]
    assert found.look_alike is not None
    assert found.look_alike.scientific_name != found.truth
    assert found.look_alike.specimen_id not in in_set, "its name will be asked yet"
    with pytest.raises(Conflict):
        lesson.answer(house.catalogue, house.index, vera, "ANTS", shown.id, wrong, house.release)


def test_a_set_holds_what_an_expert_or_the_museum_named(
    house: House, anna: Principal, vera: Principal
) -> None:
    unsure = house.take(jpeg(ANT_A, 1), "unsure.jpg").specimen_id
    house.take(jpeg(ANT_A, 2), "unseen.jpg")
    sure = house.take(jpeg(ANT_B, 3), "sure.jpg").specimen_id
    say(house, vera, unsure, A)
    say(house, anna, sure, B)
    house.catch_up()
    filled = book.fill(house.catalogue, house.index, anna, "ANTS", "", 10, house.release)
    assert (filled.added, dict(filled.refused)) == (1, {"not_known": 2})
    for forbidden in (
        lambda: book.show_set(house.catalogue, vera, "ANTS", house.release),
        lambda: book.reviewers(house.catalogue, vera, "ANTS", house.release),
    ):
        with pytest.raises(Forbidden):
            forbidden()
    book.take_out(house.catalogue, anna, "ANTS", sure)
    assert book.show_set(house.catalogue, anna, "ANTS", house.release) == []
    names = {one.name for one in book.reviewers(house.catalogue, anna, "ANTS", house.release)}
    assert names == {"Anna", "Vera"}


def test_two_independent_answers_settle_and_disagreement_goes_to_a_curator(
    house: House, anna: Principal, vera: Principal
) -> None:
    wanda = house.member("Wanda", ANTS=Role.IDENTIFIER)
    set_share(house.catalogue, anna, "ANTS", 0.0)
    book.set_rule(house.catalogue, anna, "ANTS", 0.9, 20, ["species"])
    agreed = house.take(jpeg(ANT_A, 1), "agreed.jpg").specimen_id
    item = take(house, vera).item
    assert item is not None
    assert not item.blind
    decided(house, vera, agreed, Act("accept"))
    house.catch_up()
    assert take(house, vera).item is None, "not one's own second"
    second = take(house, wanda).item
    assert second is not None
    assert (second.blind, second.second, second.specimen.scientific_name) == (True, True, None)
    with pytest.raises(Invalid, match="write its name"):
        decided(house, wanda, agreed, Act("accept"))
    decided(house, wanda, agreed, Act("correct", A, "species"))
    house.catch_up()
    assert take(house, anna).item is None, "settled by two"
    with house.catalogue.reading() as tx:
        collection = tx.collections.get("ANTS")
        assert checked_here(tx, house.classifier.release, collection) is None, "not drawn at random"
    other = house.take(jpeg(ANT_A, 2), "other.jpg").specimen_id
    assert take(house, vera).item is not None
    decided(house, vera, other, Act("accept"))
    house.catch_up()
    assert take(house, wanda).item is not None
    decided(house, wanda, other, Act("correct", B, "species"))
    house.catch_up()
    zoe = house.member("Zoe", ANTS=Role.IDENTIFIER)
    assert take(house, zoe).item is None
    third = take(house, anna).item
    assert third is not None
    assert (third.why, third.blind) == ("disagree", False)
    decided(house, anna, other, Act("correct", A, "species"))
    house.catch_up()
    assert take(house, zoe).item is None


def test_credit_is_of_ones_choice_also_for_what_was_said_before(
    house: House, vera: Principal
) -> None:
    key = house.take(jpeg(ANT_A, 1), "ant.jpg").specimen_id
    say(house, vera, key, A)
    house.catch_up()
    set_credit(house.catalogue, vera, " Ameise 7 ", "0000-0002-1825-0097")
    house.catch_up()
    shown = show_specimen(house.catalogue, vera, key, house.release).identifications[-1]
    assert (shown.identified_by, shown.orcid) == ("Ameise 7", "0000-0002-1825-0097")
    found = find(house.catalogue, house.index, vera, 'identified_by:"Ameise 7"')
    assert found.total == 1
    set_credit(house.catalogue, vera, None, None)
    shown = show_specimen(house.catalogue, vera, key, house.release).identifications[-1]
    assert (shown.identified_by, shown.orcid) == ("Vera", None)
    with pytest.raises(Invalid, match="no ORCID"):
        set_credit(house.catalogue, vera, None, "0000-0002-1825-0098")
    assert is_orcid("0000-0002-1694-233X")
