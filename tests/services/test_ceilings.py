"""What no picture can tell apart caps every answer, now and of what was identified before."""

from __future__ import annotations

from uuid import uuid4

import pytest

from insecta.catalogue.ceilings import CeilingRow
from insecta.domain.answer import Limit
from insecta.domain.collection import Role
from insecta.errors import Forbidden, Invalid, NotFound
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.answers import answer_from_json
from insecta.services.ceilings import state_ceiling, withdraw_ceiling
from insecta.services.show.images import show_image
from insecta.services.show.specimens import show_specimen
from tests.scripted_classifier import ScriptedClassifier, scripted_release
from tests.services.house import House, jpeg

CAMPONOTUS_A = 40


def ceiling(**changes: object) -> CeilingRow:
    given: dict[str, object] = {
        "ceiling_id": uuid4(), "scientific_name": "Camponotus", "taxon_rank": "genus",
        "reason": "workers of the group look alike", "reference": "Author 2020",
    }  # fmt: skip
    return CeilingRow(**{**given, **changes})  # type: ignore[arg-type]


def shown_name(house: House) -> str | None:
    house.catch_up()
    return house.search().hits[0].fields.get("scientific_name")


def test_a_ceiling_caps_what_is_shown_and_what_comes(house: House) -> None:
    first = house.take(jpeg(CAMPONOTUS_A), "ant.jpg")
    assert shown_name(house) == "Camponotus a"
    key = state_ceiling(house.catalogue, LOCAL_ADMINISTRATOR, ceiling())
    assert shown_name(house) == "Camponotus"
    seen = show_image(house.catalogue, LOCAL_ADMINISTRATOR, first.image_id, house.release)
    page = show_specimen(house.catalogue, LOCAL_ADMINISTRATOR, first.specimen_id, house.release)
    for shown in (seen, *page.images):
        assert shown.identification is not None
        assert shown.identification.answer is not None
        assert shown.identification.answer.scientific_name == "Camponotus"
        assert shown.identification.limit == "not_separable"
    later = house.take(jpeg(CAMPONOTUS_A, seed=2), "ant 2.jpg")
    with house.catalogue.reading() as tx:
        said = tx.identifications.of_specimens([later.specimen_id])[later.specimen_id][-1]
        assert [e.action for e in tx.journal.of(str(key))] == ["ceiling.state"]
    answer = answer_from_json(said.body)
    assert answer.limit is Limit.NOT_SEPARABLE
    assert answer.note == "workers of the group look alike (Author 2020)"
    withdraw_ceiling(house.catalogue, LOCAL_ADMINISTRATOR, key)
    house.catch_up()
    names = {hit.fields.get("scientific_name") for hit in house.search().hits}
    assert names == {"Camponotus a"}
    with pytest.raises(NotFound):
        withdraw_ceiling(house.catalogue, LOCAL_ADMINISTRATOR, key)


def test_a_ceiling_of_one_view_leaves_the_others(house: House) -> None:
    state_ceiling(house.catalogue, LOCAL_ADMINISTRATOR, ceiling(view="head", needs_view="profile"))
    for view, name in (("head", "Camponotus"), ("profile", "Camponotus a")):
        one = house.take(jpeg(CAMPONOTUS_A, seed=len(view)), f"{view}.jpg", view=view)
        with house.catalogue.reading() as tx:
            said = tx.identifications.of_specimens([one.specimen_id])[one.specimen_id][-1]
        assert said.scientific_name == name
    assert answer_from_json(said.body).limit is None


def test_what_still_shows_another_release_is_capped_too(house: House) -> None:
    house.take(jpeg(CAMPONOTUS_A), "ant.jpg")
    assert shown_name(house) == "Camponotus a"
    house.promote(ScriptedClassifier(release=scripted_release(digest="e2" * 32)))
    key = state_ceiling(house.catalogue, LOCAL_ADMINISTRATOR, ceiling())
    assert shown_name(house) == "Camponotus"
    withdraw_ceiling(house.catalogue, LOCAL_ADMINISTRATOR, key)
    assert shown_name(house) == "Camponotus a"


def test_who_may_and_what_a_ceiling_needs(house: House) -> None:
    curator, viewer = house.member("Cora", ANTS=Role.CURATOR), house.member("Vic", ANTS=Role.VIEWER)
    state_ceiling(house.catalogue, curator, ceiling())
    with pytest.raises(Forbidden):
        state_ceiling(house.catalogue, viewer, ceiling())
    for changes, text in (
        ({"taxon_rank": "kind"}, "no rank"),
        ({"reason": " "}, "needs its reason"),
        ({"view": "left"}, "no view"),
    ):
        with pytest.raises(Invalid, match=text):
            state_ceiling(house.catalogue, curator, ceiling(**changes))
