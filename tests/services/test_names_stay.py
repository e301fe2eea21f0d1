"""A new release changes no name that a collection shows until its curator approves it (users: 23).

Held in what the public and what owners see; on Elasticsearch by tests/end_to_end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import delete

from insecta.adapters.table_care import open_care
from insecta.catalogue.ceilings import CeilingRow
from insecta.catalogue.tables import scores
from insecta.catalogue.unit_of_work import Transaction
from insecta.domain.collection import Principal, Role
from insecta.domain.events import Event, SpecimenChanged
from insecta.errors import Conflict, Forbidden, NotFound
from insecta.services.access import ANONYMOUS, LOCAL_ADMINISTRATOR
from insecta.services.audit.finding import House as Audited
from insecta.services.ceilings import state_ceiling
from insecta.services.diff import Pair, Rule, approve, approve_seen, diff, releases_of
from insecta.services.promote import promote
from insecta.services.receive import Received
from insecta.services.reconcile import reconcile
from insecta.services.show.images import show_image
from insecta.services.show.specimens import show_specimen
from insecta.services.withheld import set_lists
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


def test_a_specimen_of_which_only_one_view_was_looked_at_is_not_approved(house: House) -> None:
    first = house.take(jpeg(40), catalog_number="A1")
    house.take(jpeg(40, 1), catalog_number="A1")
    house.promote(bees_only())
    assert house.look_again() == 2
    pair = Pair(FIRST, SECOND.digest)
    with house.catalogue.writing() as tx:  # as if the run had broken off between its two shards
        sha = house.image(first.image_id).sha256
        of_view = (scores.c.release == SECOND.digest) & (scores.c.sha256 == sha)
        tx.connection.execute(delete(scores).where(of_view))
    told = diff(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", FIRST, SECOND.digest, house.release)
    assert (told.unseen, told.counts["not_seen"]) == (1, 1)
    with pytest.raises(Conflict, match="1 specimens that bear a name were not looked at"):
        approve_seen(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", pair, house.release)
    for rule in (Rule(frozenset({"different"}), 0.0), Rule()):
        judged = approve_seen(
            house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", pair, house.release, rule
        )
        assert not judged.approved
    assert house.look_again() == 1
    assert approve_seen(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", pair, house.release).approved


def test_an_approval_that_was_killed_before_it_told_anybody_is_mended_by_an_audit(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.take(jpeg(40), catalog_number="A1")
    house.promote(bees_only())
    house.look_again()
    with broken_off(monkeypatch):
        approve(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", SECOND.digest)
    house.catch_up()
    assert names(house) == {OLD}
    assert audited(house) == ["document_stale"]
    assert names(house) == {NEW}
    assert audited(house) == []


def test_a_rollback_that_was_killed_before_it_told_anybody_is_mended_by_an_audit(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.take(jpeg(40), catalog_number="A1")
    house.promote(bees_only())
    house.look_again()
    approve(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", SECOND.digest)
    house.catch_up()
    assert names(house) == {NEW}
    with broken_off(monkeypatch):
        promote(house.catalogue, LOCAL_ADMINISTRATOR, FIRST, instead_of=SECOND.digest)
    house.catch_up()
    assert names(house) == {NEW}
    assert audited(house) == ["document_stale"]
    assert names(house) == {OLD}
    assert audited(house) == []


def withhold(house: House) -> None:
    set_lists(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", sensitive=["Camponotus"])


def cap(house: House) -> None:
    wanted = CeilingRow(uuid4(), "Camponotus", "genus", "species are not told apart in pictures")
    state_ceiling(house.catalogue, LOCAL_ADMINISTRATOR, wanted)


@pytest.mark.parametrize("act", [withhold, cap])
def test_what_changes_many_documents_and_was_killed_is_mended_by_an_audit(
    house: House, act: Callable[[House], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    house.take(jpeg(40), catalog_number="A1")
    with broken_off(monkeypatch):
        act(house)
    house.catch_up()
    assert audited(house) == ["document_stale"]
    assert audited(house) == []


@contextmanager
def broken_off(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Killed as soon as it tells of a specimen."""
    emit = Transaction.emit

    def killed(tx: Transaction, *build: Callable[..., Event], **data: object) -> None:
        if SpecimenChanged in build:
            raise KeyboardInterrupt
        emit(tx, *build, **data)

    with monkeypatch.context() as broken:
        broken.setattr(Transaction, "emit", killed)
        with pytest.raises(KeyboardInterrupt):
            yield


def names(house: House) -> set[object]:
    """What search shows."""
    return {hit.fields.get("scientific_name") for hit in house.search().hits}


def audited(house: House) -> list[str]:
    """What an audit finds and mends, once all events are handled."""
    with house.catalogue.writing() as tx:
        for group in ("identify", "index"):
            tx.letters.move(group, tx.outbox.last())
    care = open_care("table:", house.catalogue)
    whole = Audited(house.catalogue, house.store, house.index, house.release, care)
    return [one.kind for one in reconcile(whole, repair=True)]


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
