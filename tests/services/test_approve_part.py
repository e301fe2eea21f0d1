"""A part of a diff is approved, the rest keeps its names (users: 23)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from numpy.typing import NDArray

from insecta.domain.collection import Role
from insecta.domain.release import Release
from insecta.errors import Conflict, Forbidden, Invalid
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.approve_part import (
    Part,
    PartApproved,
    apply_standing,
    approve_part,
    keep_rule,
    standing_rule,
)
from insecta.services.diff import Pair, approve, approve_seen, diff, releases_of
from insecta.services.gate import roll_back
from insecta.services.preview_part import Renamed, preview_part
from insecta.services.show.images import show_image
from insecta.services.show.names import show_names
from insecta.services.show.specimens import show_specimen
from tests.scripted_classifier import ScriptedClassifier, scripted_release
from tests.services.house import House, jpeg

SECOND = scripted_release(digest="e2" * 32, version="2", space="cd" * 32)
FAMILY, ONE_ANT, MOTH = 40, 100, 160
"""Shades; the second release is finer on the first and differs on the second."""


def _says(*leaves: int) -> Callable[[NDArray[np.uint8]], NDArray[np.float32]]:
    def script(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        told = np.full(9, 0.1 / 8, dtype=np.float32)
        told[leaves[0 if picture.mean() < 70 else 1 if picture.mean() < 130 else 2]] = 0.9
        return told / told.sum()

    return script


class Museum:
    """Three specimens by what they are, both releases, and the newer one has seen all."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder, ScriptedClassifier(_says(0, 1, 5)))
        self.taken = {shade: self.house.take(jpeg(shade)) for shade in (FAMILY, ONE_ANT, MOTH)}
        self.house.promote(ScriptedClassifier(_says(1, 2, 5), SECOND))
        self.house.look_again()
        self.pair = releases_of(self.house.catalogue, LOCAL_ADMINISTRATOR, "ANTS")

    def approve(self, *kinds: str, **more: object) -> PartApproved:
        part = Part(frozenset(kinds), **more)  # type: ignore[arg-type]
        house = self.house
        done = approve_part(
            house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", self.pair, house.release, part
        )
        house.catch_up()
        return done

    def names(self) -> list[str | None]:
        """By shade; the same on specimen page, picture page and in the search."""
        hits = {hit.id: hit.fields.get("scientific_name") for hit in self.house.search().hits}
        return [self._name(hits, shade) for shade in self.taken]

    def _name(self, hits: dict[str, object], shade: int) -> str | None:
        house, one = self.house, self.taken[shade]
        who = LOCAL_ADMINISTRATOR
        specimen = show_specimen(house.catalogue, who, one.specimen_id, house.release)
        image = show_image(house.catalogue, who, one.image_id, house.release)
        answer = image.identification.answer if image.identification else None
        found = {specimen.scientific_name, answer.scientific_name if answer else None}
        assert found == {hits[str(one.specimen_id)]}
        return specimen.scientific_name

    def version(self, shade: int) -> int:
        return self.house.specimen(self.taken[shade].specimen_id).version


@pytest.fixture
def museum(tmp_path: Path) -> Museum:
    return Museum(tmp_path)


BEFORE = ["Formicidae", "Camponotus a", "Lepidoptera"]
FINER = ["Camponotus a", "Camponotus a", "Lepidoptera"]
AFTER = ["Camponotus a", "Camponotus b", "Lepidoptera"]


def test_one_kind_of_change_is_approved_and_the_rest_waits(museum: Museum) -> None:
    assert museum.names() == BEFORE
    versions = [museum.version(shade) for shade in (ONE_ANT, MOTH)]
    assert museum.approve("finer") == PartApproved(SECOND.digest, 1, 1, whole=False)
    assert museum.names() == FINER
    assert [museum.version(shade) for shade in (ONE_ANT, MOTH)] == versions
    house = museum.house
    left = diff(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", *_of(museum.pair), house.release)
    assert {kind: n for kind, n in left.counts.items() if n} == {"different": 1, "same": 2}
    with house.catalogue.reading() as tx:
        (entry,) = tx.journal.of("ANTS")
    assert entry.body["part"]["kinds"] == ["finer"]


def _of(pair: Pair) -> tuple[str, str]:
    return pair.before, pair.after


def test_with_the_last_part_the_collection_shows_the_release(museum: Museum) -> None:
    museum.approve("finer")
    assert museum.approve("different").whole
    assert museum.names() == AFTER
    house = museum.house
    assert releases_of(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS").before == SECOND.digest
    assert house.specimen(museum.taken[FAMILY].specimen_id).shown_release is None


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"kinds": ["finer", "different"], "taxon": "Camponotus b"}, [*BEFORE[:1], *AFTER[1:]]),
        ({"kinds": ["finer", "different"], "taxon": "Lepidoptera"}, BEFORE),
        ({"kinds": ["finer"], "rank": "species"}, FINER),
        ({"kinds": ["finer"], "rank": "genus"}, BEFORE),
        ({"kinds": ["finer"], "from_rank": "genus"}, BEFORE),
        ({"kinds": ["finer"], "from_rank": "family"}, FINER),
        ({"kinds": ["finer"], "least": 0.95}, BEFORE),
    ],
)
def test_a_part_is_as_narrow_as_a_curator_wants(
    museum: Museum, given: dict[str, object], names: list[str]
) -> None:
    kinds: list[str] = given.pop("kinds")  # type: ignore[assignment]
    museum.approve(*kinds, **given)
    assert museum.names() == names


def test_a_rollback_takes_a_part_back_too(museum: Museum) -> None:
    museum.approve("finer")
    roll_back(museum.house.catalogue, LOCAL_ADMINISTRATOR)
    museum.house.catch_up()
    assert museum.names() == BEFORE


def test_approving_the_release_that_is_shown_takes_a_part_back(museum: Museum) -> None:
    museum.approve("finer")
    approve(museum.house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", museum.pair.before)
    museum.house.catch_up()
    assert museum.names() == BEFORE


def test_a_standing_rule_approves_without_asking_and_holds_the_rest(museum: Museum) -> None:
    catalogue, release = museum.house.catalogue, museum.house.release
    assert apply_standing(catalogue, release) == {}
    rule = Part(frozenset({"finer"}), 0.8, from_rank="family")
    keep_rule(catalogue, LOCAL_ADMINISTRATOR, "ANTS", rule)
    assert standing_rule(catalogue, LOCAL_ADMINISTRATOR, "ANTS") == rule
    assert apply_standing(catalogue, release)["ANTS"].approved == 1
    museum.house.catch_up()
    assert museum.names() == FINER
    keep_rule(catalogue, LOCAL_ADMINISTRATOR, "ANTS", None)
    assert standing_rule(catalogue, LOCAL_ADMINISTRATOR, "ANTS") is None
    assert apply_standing(catalogue, release) == {}


def test_who_goes_back_to_the_older_release_is_not_overruled_by_a_standing_rule(
    museum: Museum,
) -> None:
    catalogue, release = museum.house.catalogue, museum.house.release
    keep_rule(catalogue, LOCAL_ADMINISTRATOR, "ANTS", Part(frozenset({"finer"})))
    approve(catalogue, LOCAL_ADMINISTRATOR, "ANTS", museum.pair.after)
    assert standing_rule(catalogue, LOCAL_ADMINISTRATOR, "ANTS") is not None
    approve(catalogue, LOCAL_ADMINISTRATOR, "ANTS", museum.pair.before)
    assert standing_rule(catalogue, LOCAL_ADMINISTRATOR, "ANTS") is None
    assert apply_standing(catalogue, release) == {}
    museum.house.catch_up()
    assert museum.names() == BEFORE


@pytest.mark.parametrize("by_rule", [True, False])
def test_what_a_curator_decides_during_a_comparison_holds(museum: Museum, by_rule: bool) -> None:
    catalogue, part = museum.house.catalogue, Part(frozenset({"finer"}))
    keep_rule(catalogue, LOCAL_ADMINISTRATOR, "ANTS", part)

    def meanwhile(digest: str) -> Release:
        if by_rule:
            keep_rule(catalogue, LOCAL_ADMINISTRATOR, "ANTS", None)
        else:
            approve(catalogue, LOCAL_ADMINISTRATOR, "ANTS", museum.pair.after)
        return museum.house.release(digest)

    if by_rule:
        assert apply_standing(catalogue, meanwhile) == {}
    else:
        given = (catalogue, LOCAL_ADMINISTRATOR, "ANTS", museum.pair, meanwhile)
        with pytest.raises(Conflict, match="shows release"):
            approve_part(*given, part)
        approve(catalogue, LOCAL_ADMINISTRATOR, "ANTS", museum.pair.before)
        with pytest.raises(Conflict, match="shows release"):
            approve_seen(*given)
        approve(catalogue, LOCAL_ADMINISTRATOR, "ANTS", museum.pair.before)
    museum.house.catch_up()
    assert museum.names() == BEFORE


def test_who_may_not_approve_may_not_approve_a_part(museum: Museum) -> None:
    house, part = museum.house, Part(frozenset({"finer"}))
    who = house.member("somebody", ANTS=Role.IDENTIFIER)
    with pytest.raises(Forbidden):
        approve_part(house.catalogue, who, "ANTS", museum.pair, house.release, part)
    with pytest.raises(Forbidden):
        keep_rule(house.catalogue, who, "ANTS", part)
    assert museum.names() == BEFORE


def test_a_part_of_another_comparison_is_refused(museum: Museum) -> None:
    """Nothing would differ between the two, and all that differs from what is shown would pass."""
    house = museum.house
    pair = Pair(museum.pair.after, museum.pair.after)
    with pytest.raises(Conflict, match="the collection shows release"):
        approve_part(
            house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", pair, house.release,
            Part(frozenset({"finer"})),
        )  # fmt: skip
    assert museum.names() == BEFORE


def test_a_release_that_was_never_promoted_is_not_shown_in_part(museum: Museum) -> None:
    house = museum.house
    house.know(ScriptedClassifier(_says(1, 2, 5), scripted_release(digest="f3" * 32)))
    pair = Pair(museum.pair.before, "f3" * 32)
    with pytest.raises(Conflict, match="never promoted"):
        approve_part(
            house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", pair, house.release,
            Part(frozenset({"finer"})),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"kinds": frozenset({"better"})}, "no kind of change"),
        ({"kinds": frozenset()}, "no kind of change"),
        ({"kinds": frozenset({"finer"}), "rank": "sort"}, "is no rank"),
        ({"kinds": frozenset({"finer"}), "least": 95}, "no confidence"),
    ],
)
def test_a_part_that_cannot_be_is_refused(given: dict[str, object], wrong: str) -> None:
    with pytest.raises(Invalid, match=wrong):
        Part(**given)  # type: ignore[arg-type]


def test_a_preview_says_what_would_be_approved_and_writes_nothing(museum: Museum) -> None:
    house = museum.house
    part = Part(frozenset({"finer"}))
    given = (house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", museum.pair, house.release, part)
    told = preview_part(*given)
    assert (told.specimens, told.left, told.unlisted) == (1, 1, 0)
    assert told.names == (Renamed("finer", "Formicidae", "Camponotus a", None, 1),)
    assert [one.specimen_id for one in told.examples] == [museum.taken[FAMILY].specimen_id]
    assert museum.names() == BEFORE
    done = museum.approve("finer")
    assert (done.approved, done.left) == (told.specimens, told.left)
    stands = show_names(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS")
    assert (stands.apart, stands.former, stands.proposed) == (1, None, SECOND.digest)
    (said,) = stands.approvals
    assert (said.specimens, said.part) == (1, part)
    approve(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", museum.pair.before)
    assert show_names(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS").apart == 0


def test_a_merged_away_specimen_is_left_alone(museum: Museum) -> None:
    """What has no page of its own any more shows nothing, approved or not."""
    house = museum.house
    gone: UUID = museum.taken[FAMILY].specimen_id
    with house.catalogue.writing() as tx:
        tx.specimens.change(gone, merged_into=museum.taken[MOTH].specimen_id)
    assert museum.approve("finer").approved == 0
    assert house.specimen(gone).shown_release is None
