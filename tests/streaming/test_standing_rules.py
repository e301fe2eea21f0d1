"""What a curator approves without asking is approved when a release answers again, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.approve_part import Part, keep_rule
from insecta.services.diff import diff
from insecta.services.gate import roll_back
from insecta.services.promote import promote
from streaming.identify import Champion, Reidentification
from tests.scripted_classifier import ScriptedClassifier, scripted_release
from tests.services.test_approve_part import BEFORE, FINER, SECOND, Museum


@pytest.fixture
def museum(tmp_path: Path) -> Museum:
    return Museum(tmp_path)


def test_a_release_that_a_collection_tries_is_asked_within_seconds(
    museum: Museum, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streaming.identify.ASK_BOUND", 0.0)
    house = museum.house
    current = Champion(house.catalogue, house.other)
    again = Reidentification(house.catalogue, house.store, current, house.other, house.release)
    for _ in range(2):
        while again.step():
            pass
    third = scripted_release(digest="f3" * 32, version="3", space="cd" * 32)
    house.know(ScriptedClassifier(release=third))
    with house.catalogue.writing() as tx:
        key = tx.collections.get("ANTS").collection_id
        rules = {"release": museum.pair.before, "next_release": third.digest}
        tx.collections.change(key, {"rules": rules})
    assert again.step()
    while again.step():
        pass
    before, admin = museum.pair.before, LOCAL_ADMINISTRATOR
    found = diff(house.catalogue, admin, "ANTS", before, third.digest, house.release)
    assert found.counts["not_seen"] == 0
    again.close()


def test_a_rule_is_applied_again_after_a_rollback_though_nothing_is_left_to_look_at(
    museum: Museum,
) -> None:
    house = museum.house
    current = Champion(house.catalogue, house.other)
    again = Reidentification(house.catalogue, house.store, current, house.other, house.release)

    def names() -> list[str | None]:
        while again.step():
            pass
        house.catch_up()
        return museum.names()

    assert names() == BEFORE
    keep_rule(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", Part(frozenset({"finer"})))
    roll_back(house.catalogue, LOCAL_ADMINISTRATOR)
    assert names() == BEFORE  # the release that is shown answers: no rule has anything to say
    promote(house.catalogue, LOCAL_ADMINISTRATOR, SECOND.digest)
    assert names() == FINER
    roll_back(house.catalogue, LOCAL_ADMINISTRATOR)
    assert names() == BEFORE  # what the rule approved goes back, and stays there
    again.close()
