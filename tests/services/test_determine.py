"""What people say of specimens: nothing is overwritten, and what stands follows from all of it."""

from __future__ import annotations

from collections import Counter
from uuid import UUID, uuid4

import pytest

from insecta.domain.collection import Principal, Role
from insecta.domain.events import IdentificationRecorded
from insecta.domain.specimen import DISPUTED, PREDICTED, REVIEWED, VALIDATED, Identification
from insecta.errors import Conflict, Forbidden, Invalid, NotFound
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.amend import Stale
from insecta.services.determine import Act, Recorded, determine, list_expert
from insecta.services.diff import approve
from insecta.services.receive import Received
from insecta.services.review.queue import set_share
from tests.scripted_classifier import ScriptedClassifier, scripted_release
from tests.services.house import House, jpeg

CAMPONOTUS_A = 40
"""Shade that the scripted classifier calls Camponotus a."""


def say(
    house: House, who: Principal, found: Received | UUID, kind: str, **more: object
) -> Recorded:
    key = found if isinstance(found, UUID) else found.specimen_id
    recorded = determine(house.catalogue, who, key, Act(kind, **more), house.release)  # type: ignore[arg-type]
    house.catch_up()
    return recorded


def fields(house: House, found: Received) -> dict[str, object]:
    hits = house.search().hits
    return next(hit.fields for hit in hits if hit.id == str(found.specimen_id))


def shown(house: House, found: Received) -> tuple[object, object]:
    document = fields(house, found)
    return document.get("scientific_name"), document.get("trust")


def history(house: House, found: Received) -> list[Identification]:
    with house.catalogue.reading() as tx:
        return tx.identifications.of_specimens([found.specimen_id])[found.specimen_id]


@pytest.fixture
def anna(house: House) -> Principal:
    """In a collection that keeps nothing for blind looks."""
    who = house.member("Anna", ANTS=Role.IDENTIFIER)
    set_share(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", 0.0)
    return who


@pytest.fixture
def ant(house: House) -> Received:
    return house.take(jpeg(CAMPONOTUS_A))


def test_accepting_is_a_new_statement_beside_the_machines(
    house: House, anna: Principal, ant: Received
) -> None:
    before = history(house, ant)
    say(house, anna, ant, "accept", basis="microscope")
    assert shown(house, ant) == ("Camponotus a", REVIEWED)
    machine, person = history(house, ant)
    assert [machine] == before
    assert (person.kind, person.based_on) == ("person", machine.identification_id)
    assert (person.identified_by, person.body["basis"]) == ("Anna", "microscope")
    assert fields(house, ant)["genus"] == "Camponotus"
    events = [one for one in house.events() if isinstance(one, IdentificationRecorded)]
    assert [one.identification_id for one in events] == [person.identification_id]


@pytest.mark.parametrize(
    ("given", "name", "rank", "qualifier"),
    [
        ({"scientific_name": "Lasius niger"}, "Lasius niger", "species", None),
        ({"scientific_name": "Formicidae"}, "Formicidae", "family", None),
        ({"scientific_name": "Lasius cf. niger"}, "Lasius", "genus", "cf. niger"),
        ({"scientific_name": "Lasius niger", "qualifier": "aff."}, "Lasius", "genus", "aff. niger"),
        ({"scientific_name": "Lasius", "taxon_rank": "genus"}, "Lasius", "genus", None),
        ({"taxon_id": "species:Camponotus_b"}, "Camponotus b", "species", None),
        ({"scientific_name": "Camponotus b"}, "Camponotus b", "species", None),
    ],
)
def test_a_correction_may_be_at_any_rank(
    house: House, anna: Principal, ant: Received,
    given: dict[str, str], name: str, rank: str, qualifier: str | None,
) -> None:  # fmt: skip
    say(house, anna, ant, "correct", **given)
    said = history(house, ant)[-1]
    assert (said.scientific_name, said.taxon_rank, said.qualifier) == (name, rank, qualifier)
    assert shown(house, ant) == (name, REVIEWED)


@pytest.mark.parametrize(
    ("kind", "given", "wrong"),
    [
        ("guess", {}, "no act"),
        ("correct", {}, "no name that can be recorded"),
        ("correct", {"scientific_name": "the big brown one"}, "name"),
        ("correct", {"taxon_id": "species:Nobody"}, "no taxon"),
        ("correct", {"taxon_id": "outside:label_only"}, "no taxon"),
        ("correct", {"scientific_name": "Lasius niger", "basis": "hearsay"}, "hearsay"),
        ("accept", {"scientific_name": "Lasius niger"}, "takes no name"),
        ("accept", {"blind": True}, "has seen the name"),
        ("undo", {}, "undo needs"),
        ("correct", {"scientific_name": "Lasius", "also": tuple(uuid4() for _ in range(501))}, "500"),
    ],
)  # fmt: skip
def test_what_cannot_be_recorded_says_why(
    house: House, anna: Principal, ant: Received, kind: str, given: dict[str, object], wrong: str
) -> None:
    with pytest.raises(Invalid, match=wrong):
        say(house, anna, ant, kind, **given)
    assert len(history(house, ant)) == 1


def test_there_is_nothing_to_accept_where_the_machine_abstained(
    house: House, anna: Principal
) -> None:
    label = house.take(jpeg(220), "label.jpg")
    for kind in ("accept", "reject"):
        with pytest.raises(Invalid, match="no name"):
            say(house, anna, label, kind)


def show_newest(house: House) -> None:
    """The newest release has looked at everything, and the curator has approved its names."""
    house.look_again()
    approve(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", house.classifier.release.digest)
    house.catch_up()


def test_a_rejected_name_is_not_shown_again_but_another_is(
    house: House, anna: Principal, ant: Received
) -> None:
    say(house, anna, ant, "reject")
    assert shown(house, ant) == (None, REVIEWED)
    again = scripted_release(digest="e2" * 32, version="2")
    house.promote(ScriptedClassifier(release=again))
    show_newest(house)
    assert shown(house, ant) == (None, REVIEWED)

    def moth(_: object) -> object:
        import numpy as np

        leaves = np.full(9, 0.01, np.float32)
        leaves[5] = 0.92
        return leaves

    other = scripted_release(digest="e3" * 32, version="3")
    house.promote(ScriptedClassifier(moth, other))  # type: ignore[arg-type]
    show_newest(house)
    assert shown(house, ant) == ("Lepidoptera", PREDICTED)


def test_a_dispute_stands_until_somebody_gives_a_name(
    house: House, anna: Principal, ant: Received
) -> None:
    berta = house.member("Berta", ANTS=Role.IDENTIFIER)
    say(house, anna, ant, "accept")
    say(house, berta, ant, "dispute", remarks="the petiole has no scale")
    assert shown(house, ant) == ("Camponotus a", DISPUTED)
    say(house, anna, ant, "correct", scientific_name="Lasius niger")
    assert shown(house, ant) == ("Lasius niger", REVIEWED)


def test_undo_and_undo_of_undo(house: House, anna: Principal, ant: Received) -> None:
    first = say(house, anna, ant, "correct", scientific_name="Lasius niger")
    back = say(house, anna, ant, "undo", based_on=first.identification)
    assert shown(house, ant) == ("Camponotus a", PREDICTED)
    assert not say(house, anna, ant, "undo", based_on=first.identification).fresh
    say(house, anna, ant, "undo", based_on=back.identification)
    assert shown(house, ant) == ("Lasius niger", REVIEWED)
    assert Counter(one.kind for one in history(house, ant)) == {"machine": 1, "person": 3}


def test_only_its_author_or_a_curator_takes_it_back(
    house: House, anna: Principal, ant: Received
) -> None:
    berta = house.member("Berta", ANTS=Role.IDENTIFIER)
    clara = house.member("Clara", ANTS=Role.CURATOR)
    said = say(house, anna, ant, "correct", scientific_name="Lasius niger").identification
    with pytest.raises(Forbidden):
        say(house, berta, ant, "undo", based_on=said)
    say(house, clara, ant, "undo", based_on=said)
    assert shown(house, ant) == ("Camponotus a", PREDICTED)
    with pytest.raises(Invalid, match="only what a person said"):
        say(house, clara, ant, "undo", based_on=history(house, ant)[0].identification_id)


def test_the_same_again_is_one_identification(house: House, anna: Principal, ant: Received) -> None:
    first = say(house, anna, ant, "accept")
    second = say(house, anna, ant, "accept")
    assert (second.identification, second.fresh) == (first.identification, False)
    say(house, house.member("Berta", ANTS=Role.IDENTIFIER), ant, "accept")
    assert len(history(house, ant)) == 3


def test_applied_unseen_says_so_and_is_taken_back_together(house: House, anna: Principal) -> None:
    ants = [house.take(jpeg(CAMPONOTUS_A, seed), f"{seed}.jpg") for seed in range(4)]
    also = tuple(one.specimen_id for one in ants)
    first = say(house, anna, ants[0], "correct", scientific_name="Lasius niger", also=also)
    assert first.applied_to == 4
    assert {shown(house, one) for one in ants} == {("Lasius niger", REVIEWED)}
    statements = [history(house, one)[-1] for one in ants]
    assert [one.body["examined"] for one in statements] == [True, False, False, False]
    assert {one.body["remarks"] for one in statements} == {"examined 1, applied to 4"}
    say(house, anna, ants[3], "undo", based_on=statements[3].identification_id)
    back = say(house, anna, ants[0], "undo", based_on=first.identification, whole_act=True)
    assert back.applied_to == 3
    assert {shown(house, one) for one in ants} == {("Camponotus a", PREDICTED)}


@pytest.mark.parametrize(
    ("taxa", "name", "trust"),
    [
        (["Formicidae"], "Camponotus b", VALIDATED),
        (["Camponotus"], "Camponotus b", VALIDATED),
        (["Lasius"], "Lasius niger", VALIDATED),
        (["Lasius"], "Camponotus b", REVIEWED),
        ([], "Camponotus b", REVIEWED),
    ],
)
def test_an_expert_is_one_that_the_collection_lists_for_the_taxon(
    house: House, anna: Principal, ant: Received, taxa: list[str], name: str, trust: str
) -> None:
    list_expert(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", "Anna", ["Formicidae"])
    list_expert(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", "Anna", taxa)
    other = house.take(jpeg(CAMPONOTUS_A, 7), "unseen.jpg")
    say(house, anna, ant, "correct", scientific_name=name, also=(other.specimen_id,))
    assert shown(house, ant) == (name, trust)
    assert shown(house, other) == (name, REVIEWED)


def test_a_type_bears_its_name(house: House, anna: Principal, ant: Received) -> None:
    seen = house.take(jpeg(CAMPONOTUS_A, 9), "seen.jpg")
    with house.catalogue.writing() as tx:
        tx.specimens.change(ant.specimen_id, record={"typeStatus": "holotype"})
    with pytest.raises(Conflict, match="type"):
        say(house, anna, ant, "reject")
    with pytest.raises(Conflict, match="unseen"):
        say(house, anna, seen, "accept", also=(ant.specimen_id,))
    say(house, anna, ant, "dispute")
    assert len(history(house, seen)) == 1


def test_strangers_and_viewers(house: House, ant: Received) -> None:
    viewer = house.member("viewer", ANTS=Role.VIEWER)
    stranger = house.member("stranger", OTHER=Role.CURATOR)
    with pytest.raises(Forbidden):
        say(house, viewer, ant, "accept")
    with pytest.raises(NotFound):
        say(house, stranger, ant, "accept")
    anna = house.member("Anna", OTHER=Role.IDENTIFIER, ANTS=Role.IDENTIFIER)
    elsewhere = house.take(jpeg(CAMPONOTUS_A, 3), collection="THIRD")
    with pytest.raises(NotFound):
        say(house, anna, ant, "accept", also=(elsewhere.specimen_id,))
    with pytest.raises(NotFound, match="no such identification"):
        say(house, anna, ant, "accept", based_on=history(house, elsewhere)[0].identification_id)
    assert len(history(house, ant)) == 1


def test_what_changed_meanwhile_is_told(house: House, anna: Principal, ant: Received) -> None:
    seen = house.specimen(ant.specimen_id).version
    determine(house.catalogue, anna, ant.specimen_id, Act("accept"), house.release, seen)
    with pytest.raises(Stale):
        determine(house.catalogue, anna, ant.specimen_id, Act("dispute"), house.release, seen)


def test_a_catalogue_name_can_be_accepted(house: House, anna: Principal, ant: Received) -> None:
    museum = Identification(
        uuid4(), ant.specimen_id, "catalogue", VALIDATED,
        scientific_name="Lasius niger", taxon_rank="species", qualifier=None,
    )  # fmt: skip
    with house.catalogue.writing() as tx:
        tx.identifications.add([museum])
    say(house, anna, ant, "accept", based_on=museum.identification_id)
    assert shown(house, ant) == ("Lasius niger", REVIEWED)


def test_a_finer_name_is_not_given_under_a_coarser_rank(
    house: House, anna: Principal, ant: Received
) -> None:
    """Else who may decide at the order only names a genus there."""
    with pytest.raises(Invalid, match="of the rank genus, not order"):
        say(house, anna, ant, "correct", scientific_name="Camponotus", taxon_rank="order")


def test_what_a_person_refused_is_not_applied_unseen(house: House, anna: Principal) -> None:
    one, other = house.take(jpeg(CAMPONOTUS_A)), house.take(jpeg(CAMPONOTUS_A, 2))
    say(house, house.member("Bela", ANTS=Role.IDENTIFIER), other, "reject")
    with pytest.raises(Conflict, match="looked at it"):
        say(house, anna, one, "accept", also=(other.specimen_id,))
