"""A look is blind where the platform hid the name, and nowhere else; what is measured rests on such looks."""

from __future__ import annotations

from uuid import uuid4

import pytest

from insecta.domain.collection import Principal, Role
from insecta.domain.review import draw
from insecta.domain.specimen import REVIEWED, Identification
from insecta.errors import Conflict, Invalid
from insecta.services.blind import agrees
from insecta.services.determine import Act, determine
from insecta.services.review.decide import decide
from insecta.services.review.queue import next_item, set_share, take_again, take_hidden
from insecta.services.verified import Verified
from tests.scripted_classifier import scripted_release
from tests.services.house import House, jpeg

ANT = 45
BLIND = Act("correct", "Camponotus a", "species", blind=True)


@pytest.fixture
def anna(house: House) -> Principal:
    return house.member("Anna", ANTS=Role.CURATOR)


def test_nobody_claims_to_have_been_blind(house: House, anna: Principal) -> None:
    berta = house.member("Berta", ANTS=Role.IDENTIFIER)
    key = house.take(jpeg(ANT)).specimen_id
    with pytest.raises(Invalid, match="not said but known"):
        determine(house.catalogue, anna, key, BLIND, house.release)
    shown = take_hidden(house.catalogue, anna, key, house.release)
    assert (shown.blind, shown.specimen.scientific_name, shown.specimen.shown) == (True, None, None)
    with pytest.raises(Invalid, match="not said but known"):
        determine(house.catalogue, berta, key, BLIND, house.release)
    with pytest.raises(Conflict, match="somebody else"):
        take_hidden(house.catalogue, berta, key, house.release)
    assert decide(house.catalogue, anna, key, BLIND, house.release, None).fresh
    again = Act("correct", "Camponotus b", "species", blind=True)
    with pytest.raises(Invalid, match="not said but known"):
        determine(house.catalogue, anna, key, again, house.release)
    with pytest.raises(Conflict, match="before you already"):
        take_hidden(house.catalogue, anna, key, house.release)


def test_whose_name_was_seen_is_hidden_from_nobody_afterwards(
    house: House, anna: Principal
) -> None:
    key = house.take(jpeg(ANT)).specimen_id
    set_share(house.catalogue, anna, "ANTS", 0.0)
    found = next_item(house.catalogue, house.index, anna, "ANTS", house.release).item
    assert found is not None
    assert (found.specimen.id, found.blind) == (key, False)
    with pytest.raises(Conflict, match="before you already"):
        take_hidden(house.catalogue, anna, key, house.release)
    assert not take_again(house.catalogue, anna, key, house.release).blind


def test_a_named_drawer_gives_nothing_away(house: House, anna: Principal) -> None:
    key = house.take(jpeg(ANT)).specimen_id
    with house.catalogue.writing() as tx:
        tx.specimens.change(key, record={"storage": "East/Camponotus a", "country": "Peru"})
    assert take_hidden(house.catalogue, anna, key, house.release).specimen.record == {
        "country": "Peru"
    }


def test_the_share_is_never_named_unseen(house: House, anna: Principal) -> None:
    one, other = (house.take(jpeg(ANT, n), f"{n}.jpg").specimen_id for n in range(2))
    set_share(house.catalogue, anna, "ANTS", 1.0)
    act = Act("accept", also=(other,))
    with pytest.raises(Conflict, match="kept for a blind look"):
        determine(house.catalogue, anna, one, act, house.release)
    set_share(house.catalogue, anna, "ANTS", draw(other))
    assert determine(house.catalogue, anna, one, act, house.release).applied_to == 2


@pytest.mark.parametrize(
    ("name", "rank", "truth", "truth_rank", "said"),
    [
        ("Camponotus", "genus", "Camponotus a", "species", True),
        ("Camponotus b", "species", "Camponotus a", "species", False),
        ("Camponotus a", "species", "Camponotus", "genus", None),
        # Names that the release lacks: what lies above their genus is known all the same.
        ("Camponotus", "genus", "Camponotus novus", "species", True),
        ("Formicidae", "family", "Camponotus novus", "species", True),
        ("Hymenoptera", "order", "Camponotus novus alter", "subspecies", True),
        ("Camponotus a", "species", "Camponotus novus", "species", False),
        ("Lepidoptera", "order", "Camponotus novus", "species", False),
        ("Pheidole", "genus", "Lasius niger", "species", False),
        ("Formicidae", "family", "Lasius niger", "species", None),
        ("Formicidae", "family", "Apidae", "family", False),
        ("Hymenoptera", "order", "Apidae", "family", None),
    ],
)
def test_a_right_coarse_answer_is_never_counted_as_wrong(
    name: str, rank: str, truth: str, truth_rank: str, said: bool | None
) -> None:
    statement = Identification(
        uuid4(), uuid4(), "person", REVIEWED, scientific_name=truth, taxon_rank=truth_rank
    )
    found = agrees(scripted_release(), name, rank, Verified(statement, REVIEWED, blind=True))
    assert found is said
