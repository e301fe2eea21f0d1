"""What a look is worth, and the drawing of those that are looked at blind."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from insecta.domain.answer import Abstention, Answer, Candidate
from insecta.domain.review import contradict, draw, share_of, worth
from insecta.domain.specimen import PREDICTED, REVIEWED, Identification


def answer(confidence: float | None, abstention: Abstention | None = None) -> Answer:
    given = None if confidence is None else Candidate("g", "Camponotus", "genus", confidence)
    return Answer(given, abstention, None, ())


def statement(act: str, name: str | None = None) -> Identification:
    return Identification(
        uuid4(), uuid4(), "person", REVIEWED, scientific_name=name, taxon_rank="genus", body={"act": act, "refused": "Lasius"}
    )  # fmt: skip


LASIUS = {"genus": "Lasius", "family": "Formicidae"}
CAMPONOTUS = {"genus": "Camponotus", "family": "Formicidae"}


def test_in_this_order() -> None:
    disputed = worth([statement("accept", "Lasius"), statement("dispute")], answer(0.99), {}, {})
    against = worth([], answer(0.99), CAMPONOTUS, LASIUS)
    nameless = worth([], answer(None, Abstention.UNDECIDED), {}, {})
    unsure = worth([], answer(0.6), CAMPONOTUS, {})
    agreed = worth([], answer(0.6), CAMPONOTUS, CAMPONOTUS)
    hopeless = worth([], answer(None, Abstention.LABEL_ONLY), {}, {})
    sure = worth([], answer(0.97), CAMPONOTUS, {})
    found = [disputed, against, nameless, unsure, agreed, hopeless, sure]
    assert [one.why for one in found if one] == [
        "disputed", "contradicts_catalogue", "no_name", "unsure", "unsure", "no_name", "unchecked",
    ]  # fmt: skip
    values = [one.value for one in found if one]
    assert values == sorted(values, reverse=True)
    assert all(0 <= value <= 1 for value in values)


@pytest.mark.parametrize("act", ["accept", "correct", "reject"])
def test_what_a_person_has_spoken_of_is_settled(act: str) -> None:
    assert worth([statement(act, "Lasius")], answer(0.6), CAMPONOTUS, LASIUS) is None


def test_what_no_release_has_seen_waits_for_it() -> None:
    machine = Identification(uuid4(), uuid4(), "machine", PREDICTED)
    assert worth([machine], None, {}, {}) is None


def test_a_coarser_name_contradicts_nothing_below_it() -> None:
    assert not contradict({"family": "Formicidae"}, LASIUS)
    assert contradict({"family": "Vespidae"}, LASIUS)
    assert not contradict({}, LASIUS)


def test_the_drawing_is_even_and_fixed() -> None:
    keys = [uuid4() for _ in range(4_000)]
    share = sum(draw(key) < 0.1 for key in keys) / len(keys)
    assert 0.07 < share < 0.13
    assert draw(keys[0]) == draw(keys[0])
    assert share_of({}) == 0.1
    assert share_of({"blind_share": 0.25}) == 0.25


def by(person: UUID, name: str, rank: str = "species", **body: object) -> Identification:
    return Identification(
        uuid4(), uuid4(), "person", REVIEWED, principal_id=person, scientific_name=name, taxon_rank=rank,
        body={"act": "correct", **body},
    )  # fmt: skip


ANNA, BELA, CARL = uuid4(), uuid4(), uuid4()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ([by(ANNA, "Lasius niger")], "second"),
        # Who saw the first name only repeats it.
        ([by(ANNA, "Lasius niger"), by(BELA, "Lasius niger")], "second"),
        ([by(ANNA, "Lasius niger"), by(BELA, "Lasius niger", second=True)], None),
        ([by(ANNA, "Lasius niger"), by(BELA, "Lasius", "genus", second=True)], "disagree"),
        ([by(ANNA, "Lasius niger"), by(BELA, "Lasius flavus", second=True)], "disagree"),
        (
            [
                by(ANNA, "Lasius niger"), by(BELA, "Lasius flavus", second=True),
                by(CARL, "Lasius alienus", settles=True),
            ],
            None,
        ),
        ([by(ANNA, "Lasius", "genus")], None),
    ],
)  # fmt: skip
def test_two_answers_are_those_of_people_who_did_not_see_each_others(
    said: list[Identification], why: str | None
) -> None:
    found = worth(said, answer(0.6), CAMPONOTUS, {}, frozenset({"species"}))
    assert (found.why if found else None) == why
