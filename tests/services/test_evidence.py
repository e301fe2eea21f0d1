"""Evidence: nearest verified specimens, another name always beside, and what may be promised."""

from __future__ import annotations

import numpy as np
import pytest

from insecta.catalogue import snapshots as learning
from insecta.domain.collection import Principal, Role
from insecta.domain.promise import Basis, Count
from insecta.services import evidence as evidence_of
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.determine import Act, determine
from insecta.services.evidence import RELIABILITY, Evidence, Witness, evidence
from insecta.services.receive import Received
from insecta.services.review.queue import set_share
from tests.scripted_classifier import scripted_release
from tests.services.house import House, jpeg

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CAMPONOTUS_A, PHEIDOLE = 40, 100


@pytest.fixture
def anna(house: House) -> Principal:
    return house.member("Anna", ANTS=Role.IDENTIFIER)


def named(
    house: House, who: Principal, shade: int, name: str, rank: str = "species", **more: object
) -> Received:
    taken = house.take(jpeg(shade, seed=shade), f"{shade}.jpg", licence=LICENCE, **more)
    act = Act("correct", name, rank)
    determine(house.catalogue, who, taken.specimen_id, act, house.release)
    house.catch_up()
    return taken


def asked(house: House, one: Received, who: Principal | None = None) -> Evidence:

    return evidence(
        house.catalogue, house.index, who or LOCAL_ADMINISTRATOR, one.specimen_id, house.release
    )


def names(found: tuple[Witness, ...]) -> list[str]:
    return [one.scientific_name for one in found]


def test_only_verified_specimens_speak_and_another_name_stands_beside(
    house: House, anna: Principal
) -> None:
    house.take(jpeg(41, seed=7), "unverified.jpg", licence=LICENCE)
    same = named(house, anna, 42, "Camponotus a")
    named(house, anna, 60, "Lasius niger")
    one = house.take(jpeg(CAMPONOTUS_A), "ant.jpg", licence=LICENCE)
    found = asked(house, one)
    assert found.answer == "Camponotus a"
    assert sorted(names(found.nearest)) == ["Camponotus a", "Lasius niger"]
    assert found.nearest[0].similarity >= found.nearest[1].similarity
    ours = next(one for one in found.nearest if one.scientific_name == "Camponotus a")
    assert (ours.specimen_id, ours.identified_by) == (same.specimen_id, "Anna")
    assert found.another_name is not None
    assert found.another_name.scientific_name == "Lasius niger"
    assert found.withheld == 0
    assert not found.weak


def test_verified_ones_are_found_behind_any_number_that_no_person_has_seen(
    house: House, anna: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a house of machine-named specimens the nearest are all unverified (users: 26)."""
    monkeypatch.setattr(evidence_of, "_ASKED", 3)
    for n in range(5):
        house.take(jpeg(CAMPONOTUS_A, seed=900 + n), f"unverified {n}.jpg", licence=LICENCE)
    named(house, anna, 60, "Lasius niger")
    one = house.take(jpeg(CAMPONOTUS_A), "ant.jpg", licence=LICENCE)
    assert names(asked(house, one).nearest) == ["Lasius niger"]
    act = Act("dispute")
    lasius = asked(house, one).nearest[0].specimen_id
    determine(house.catalogue, anna, lasius, act, house.release)
    house.catch_up()
    assert asked(house, one).nearest == ()


def test_a_picture_unlike_the_training_is_promised_nothing(house: House) -> None:
    one = house.take(jpeg(CAMPONOTUS_A), "ant.jpg")
    assert asked(house, one).taxon_id == "species:Camponotus_a"
    house.classifier._release = scripted_release(novelty={"cut": -1.0})
    told = asked(house, one)
    assert told.taxon_id is None
    assert told.promise is not None
    assert (told.promise.basis, told.promise.count) == (Basis.NONE, None)


def test_a_genus_is_no_other_name_for_its_species(house: House, anna: Principal) -> None:
    named(house, anna, 42, "Camponotus", "genus")
    one = house.take(jpeg(CAMPONOTUS_A), "ant.jpg")
    found = asked(house, one)
    assert names(found.nearest) == ["Camponotus"]
    assert found.another_name is None


def test_the_same_view_comes_first(house: House, anna: Principal) -> None:
    named(house, anna, 43, "Camponotus a", view="profile")
    named(house, anna, 70, "Camponotus b", view="head")
    one = house.take(jpeg(CAMPONOTUS_A), "ant.jpg", view="head")
    assert [w.view for w in asked(house, one).nearest] == ["head", "profile"]


def test_pictures_without_a_licence_are_named_but_not_shown_to_others(
    house: House, anna: Principal
) -> None:
    taken = house.take(jpeg(42, seed=42), "42.jpg")
    act = Act("correct", "Camponotus a", "species")
    determine(house.catalogue, anna, taken.specimen_id, act, house.release)
    house.catch_up()
    with house.catalogue.writing() as tx:
        tx.collections.change(tx.collections.get("ANTS").collection_id, {"public": True})
    one = house.take(jpeg(CAMPONOTUS_A), "ant.jpg", licence=LICENCE)
    stranger = asked(house, one, Principal(anna.principal_id, "Eve"))
    assert stranger.withheld == 1
    assert stranger.nearest[0].image_id is None
    assert stranger.nearest[0].creator is None
    assert asked(house, one).nearest[0].image_id == taken.image_id


def test_alternatives_are_a_tree_with_counts(house: House) -> None:
    found = asked(house, house.take(jpeg(CAMPONOTUS_A), "ant.jpg"))
    ids = {one.taxon_id for one in found.alternatives}
    assert all(one.parent_id in ids for one in found.alternatives if one.parent_id)
    species = next(o for o in found.alternatives if o.taxon_id == "species:Camponotus_a")
    assert [(span.text, span.italic) for span in species.shown] == [
        ("Camponotus", True), (" a", False),
    ]  # fmt: skip


def test_guesses_of_an_abstained_picture_are_weak(house: House) -> None:
    house.classifier._script = lambda picture: np.full(9, 1 / 9, np.float32)
    found = asked(house, house.take(jpeg(PHEIDOLE), "ant.jpg"))
    assert (found.answer, found.weak, found.promise) == (None, True, None)


def test_what_is_promised_depends_on_what_was_checked_here(house: House, anna: Principal) -> None:
    digest = house.classifier.release.digest
    one = house.take(jpeg(CAMPONOTUS_A), "ant.jpg")
    told = asked(house, one).promise
    assert told is not None
    assert (told.basis, told.count, told.together) == (Basis.TEST_SET, None, True)
    own = scripted_release(reliability={"species": ((0.5, 33, 40),)})
    house.classifier._release = own
    told = asked(house, one).promise
    assert told is not None
    assert told.count == Count(33, 40)
    with house.catalogue.writing() as tx:
        bins = {"species": [[0.5, 20, 30], [0.85, 401, 412]]}
        tx.releases.describe(digest, {RELIABILITY: bins})
    told = asked(house, one).promise
    assert told is not None
    assert told.count == Count(401, 412)
    set_share(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", 1.0)
    looked = []
    for n in range(52):
        taken = house.receive(jpeg(CAMPONOTUS_A, seed=500 + n), f"blind{n}.jpg")
        house.identify([house.region(taken)])
        name = "Camponotus b" if n == 0 else "Camponotus a"
        act = Act("correct", name, "species", blind=True)
        house.hide(anna, taken.specimen_id)
        determine(house.catalogue, anna, taken.specimen_id, act, house.release)
        looked.append(taken.specimen_id)
    told = asked(house, one).promise
    assert told is not None
    assert (told.basis, told.count) == (Basis.CHECKED_HERE, Count(51, 52))
    with house.catalogue.writing() as tx:
        tx.snapshots.add("ab" * 32, "ants", {})
        frozen = learning.Role(looked[1], learning.FROZEN, "test")
        learned = learning.Role(looked[0], learning.TRAINING, "calibration")
        tx.snapshots.hold("ab" * 32, [frozen, learned])
    told = asked(house, one).promise
    assert told is not None
    assert told.count == Count(51, 51), "what was learned from checks nothing"
    # Only the share was drawn at random: blind looks at others tell nothing of the collection.
    set_share(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", 0.5)
    told = asked(house, one).promise
    assert told is not None
    assert told.basis is Basis.TEST_SET
