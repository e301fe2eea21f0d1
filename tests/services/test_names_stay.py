"""A new release changes no name that a collection shows until its curator approves it (users: 23).

Held in what the public and what owners see; on Elasticsearch by tests/end_to_end.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from insecta.domain.collection import Principal, Role
from insecta.errors import Conflict, Forbidden, NotFound
from insecta.services.access import ANONYMOUS, LOCAL_ADMINISTRATOR
from insecta.services.diff import Pair, Rule, approve, approve_seen, diff, releases_of
from insecta.services.receive import Received
from insecta.services.show.images import show_image
from insecta.services.show.specimens import show_specimen
from tests.services.house import House, jpeg
from tests.services.test_promote import SECOND, bees_only

FIRST = "5c" * 32
OLD, NEW = "Camponotus a", "Anthophila"


def seen(house: House, found: Received, who: Principal) -> set[str | None]:
    """The name of a specimen wherever it is shown to somebody."""
    with house.catalogue.reading() as tx:
        for one in tx.generations.written():
            house.index.refresh(one.name)
    specimen = show_specimen(house.catalogue, who, found.specimen_id, house.release)
    image = show_image(house.catalogue, who, found.image_id, house.release)
    hits = {hit.id: hit.fields.get("scientific_name") for hit in house.search().hits}
    of_image = image.identification.answer if image.identification else None
    return {
        specimen.scientific_name,
        of_image.scientific_name if of_image else None,
        hits[str(found.specimen_id)],
    }


def test_names_stay_until_they_are_approved(house: House) -> None:
    names_stay(house)


def names_stay(public: House) -> None:
    """The whole way of a new release, in a house with either search engine."""
    with public.catalogue.writing() as tx:
        tx.collections.ensure("ANTS", public=True)
    found = public.take(jpeg(40), licence="CC-BY-4.0")
    public.promote(bees_only())
    public.look_again()
    later = public.take(jpeg(40, 1), licence="CC-BY-4.0")
    public.look_again()
    for who in (ANONYMOUS, LOCAL_ADMINISTRATOR):
        assert seen(public, found, who) == seen(public, later, who) == {OLD}
    curator = public.member("curator", ANTS=Role.CURATOR)
    pair = releases_of(public.catalogue, curator, "ANTS")
    assert pair == Pair(FIRST, SECOND.digest)
    assert approve_seen(public.catalogue, curator, "ANTS", pair, public.release).approved
    public.catch_up()
    for who in (ANONYMOUS, LOCAL_ADMINISTRATOR):
        assert seen(public, found, who) == seen(public, later, who) == {NEW}
    with public.catalogue.reading() as tx:
        (entry,) = tx.journal.of("ANTS")
    assert entry.body["name"] == "curator"
    assert (entry.body["before"], entry.body["release"]) == (FIRST, SECOND.digest)


def test_what_was_not_looked_at_yet_keeps_a_person_from_approving(house: House) -> None:
    house.take(jpeg(40))
    house.promote(bees_only())
    pair = Pair(FIRST, SECOND.digest)
    told = diff(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", FIRST, SECOND.digest, house.release)
    assert told.unseen == 1
    with pytest.raises(Conflict, match="1 specimens that bear a name were not looked at"):
        approve_seen(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", pair, house.release)


def test_a_rule_approves_nothing_that_it_does_not_name(house: House) -> None:
    house.take(jpeg(40))
    house.promote(bees_only())
    house.look_again()
    judged = approve_seen(
        house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", Pair(FIRST, SECOND.digest), house.release,
        Rule(frozenset({"finer"}), 0.5),
    )  # fmt: skip
    assert not judged.approved
    assert [(one.before, one.after) for one in judged.held] == [(OLD, NEW)]


@pytest.mark.parametrize(("role", "error"), [(Role.IDENTIFIER, Forbidden), (None, NotFound)])
def test_only_curators_approve(house: House, role: Role | None, error: type[Exception]) -> None:
    house.take(jpeg(40))
    who = house.member("somebody", **({"ANTS": role} if role else {}))
    acts: list[Callable[[], object]] = [
        lambda: approve(house.catalogue, who, "ANTS", FIRST),
        lambda: releases_of(house.catalogue, who, "ANTS"),
    ]
    for act in acts:
        with pytest.raises(error):
            act()


def test_a_bound_collection_is_bound_to_what_its_curator_approves(house: House) -> None:
    found = house.take(jpeg(40))
    house.know(bees_only())
    with house.catalogue.writing() as tx:
        rules = {"release": FIRST, "next_release": SECOND.digest}
        tx.collections.change(tx.collections.get("ANTS").collection_id, {"rules": rules})
    house.look_again()
    pair = releases_of(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS")
    assert pair == Pair(FIRST, SECOND.digest)
    approve_seen(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", pair, house.release)
    house.catch_up()
    assert seen(house, found, LOCAL_ADMINISTRATOR) == {NEW}


def test_a_picture_that_waits_is_first_seen_by_the_release_that_is_shown(house: House) -> None:
    house.take(jpeg(40))
    house.promote(bees_only())
    house.look_again()
    waiting = house.receive(jpeg(41, 2))
    assert house.look_again() == 0
    house.identify([house.region(waiting)])
    house.catch_up()
    assert seen(house, waiting, LOCAL_ADMINISTRATOR) == {OLD}


def test_the_first_names_decide_even_if_another_release_was_promoted_meanwhile(
    house: House,
) -> None:
    first = house.classifier
    waiting = house.receive(jpeg(40))
    house.promote(bees_only())
    house.classifier = first  # a worker that has not seen the promotion yet
    house.identify([house.region(waiting)])
    house.catch_up()
    assert seen(house, waiting, LOCAL_ADMINISTRATOR) == {OLD}
