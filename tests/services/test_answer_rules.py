"""A collection's target, list and rule of least testing: who sets them, and that what is shown follows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from insecta.domain.answer import Abstention
from insecta.domain.collection import Role
from insecta.errors import Forbidden, Invalid, NotFound
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.answer_rules import AnswerRules, answer_rules, set_answer_rules
from insecta.services.documents import read_rows, standing
from insecta.services.evidence import evidence
from tests.services.house import House, jpeg

CAMPONOTUS_A, LEPIDOPTERA = 40, 155


def ask(house: House, **changes: Any) -> AnswerRules:
    return set_answer_rules(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", house.release, **changes)


def versions(house: House, specimen: UUID, image: UUID) -> tuple[int, int]:
    return house.specimen(specimen).version, house.image(image).version


def found(house: House) -> object:
    """The name that the index tells."""
    house.catch_up()
    return house.search().hits[0].fields.get("scientific_name")


def test_what_is_shown_follows_the_target(house: House) -> None:
    one = house.take(jpeg(CAMPONOTUS_A))
    assert found(house) == "Camponotus a"
    before = versions(house, one.specimen_id, one.image_id)
    assert ask(house, target=0.99).targets == (0.8, 0.95, 0.99)
    after = versions(house, one.specimen_id, one.image_id)
    assert min(new - old for new, old in zip(after, before, strict=True)) > 0
    assert found(house) == "Camponotus"
    with house.catalogue.reading() as tx:
        (entry,) = tx.journal.of("ANTS")
        assert (entry.action, entry.body["target"]) == ("collection.answers", 0.99)
    ask(house, target=0.95)
    assert found(house) == "Camponotus a"


def test_what_is_shown_follows_the_list_by_names(house: House) -> None:
    one = house.take(jpeg(CAMPONOTUS_A))
    told = ask(house, taxa=["Camponotus b", " genus:Pheidole", "Formica  rufa"])
    assert told.taxa == ("Camponotus b", "genus:Pheidole", "Formica rufa")
    assert told.unknown == ("Formica rufa",)
    assert found(house) == "Camponotus"
    seen = evidence(
        house.catalogue, house.index, LOCAL_ADMINISTRATOR, one.specimen_id, house.release
    )
    assert (seen.known, seen.listed) == (2, 3)
    ask(house, taxa=["Formicidae"])
    assert found(house) == "Camponotus a"
    ask(house, taxa=["Lepidoptera"])
    assert found(house) is None
    with house.catalogue.reading() as tx:
        answer = standing(read_rows(tx, [one.specimen_id], house.release)[0]).answer
    assert answer is not None
    assert answer.abstention is Abstention.UNKNOWN_TAXON
    assert answer.note == "not on the taxon list"
    assert ask(house, taxa=[]).taxa is None
    assert found(house) == "Camponotus a"


def test_of_a_listed_species_that_the_release_lacks_the_genus_is_answered(house: House) -> None:
    house.take(jpeg(CAMPONOTUS_A))
    assert ask(house, taxa=["Camponotus ligniperda"]).unknown == ("Camponotus ligniperda",)
    assert found(house) == "Camponotus"


def test_species_that_were_tested_too_rarely_are_answered_at_the_genus(house: House) -> None:
    house.take(jpeg(CAMPONOTUS_A))
    assert ask(house, least_testing=10).least_testing == 10
    assert found(house) == "Camponotus"
    assert ask(house, target=0.9).least_testing == 10
    assert ask(house, least_testing=0).least_testing == 0
    assert found(house) == "Camponotus a"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"target": 0.995}, "never measured a target as high as 0.995"),
        ({"target": 0.4}, "a target of 0.4"),
        ({"taxa": ["Formicidae", "rufa"]}, "name 2, 'rufa'"),
        ({"taxa": ["Apis mellifera"]}, "knows none of these 1 names"),
        ({"least_testing": -1}, "-1 test specimens"),
    ],
)
def test_what_would_end_all_answers_is_refused(
    house: House, changes: dict[str, Any], told: str
) -> None:
    house.take(jpeg(CAMPONOTUS_A))
    before = house.last_event()
    with pytest.raises(Invalid, match=told):
        ask(house, **changes)
    assert house.last_event() == before


def test_only_curators_of_the_collection_set_them(house: House) -> None:
    house.receive(jpeg(LEPIDOPTERA))
    house.receive(jpeg(LEPIDOPTERA), collection="BEES")
    curator, worker = (
        house.member("Cora", ANTS=Role.CURATOR),
        house.member("Ida", ANTS=Role.IDENTIFIER),
    )
    told = set_answer_rules(house.catalogue, curator, "ANTS", house.release, target=0.8)
    assert answer_rules(house.catalogue, curator, "ANTS", house.release) == told
    with pytest.raises(Forbidden):
        set_answer_rules(house.catalogue, worker, "ANTS", house.release, target=0.9)
    with pytest.raises(Forbidden):
        answer_rules(house.catalogue, worker, "ANTS", house.release)
    with pytest.raises(NotFound):
        set_answer_rules(house.catalogue, curator, "BEES", house.release, target=0.9)
