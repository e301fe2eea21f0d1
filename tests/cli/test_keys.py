"""`insecta keys`: a key opens what it was made for until it is revoked; experts are listed by taxon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from insecta.domain.collection import Principal, Role
from insecta.domain.specimen import REVIEWED, VALIDATED
from insecta.errors import Invalid
from insecta.services.access import authenticate
from insecta.services.determine import Act, determine
from tests.cli.inside import Inside
from tests.services.house import House, jpeg

ANT = 40
"""Shade that the scripted classifier calls Camponotus a."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    with built.catalogue.writing() as tx:
        tx.collections.ensure("ANTS")
    yield built
    built.catalogue.close()


@pytest.fixture
def insecta(house: House) -> Inside:
    return Inside(house.settings.data)


def holder(house: House, key: str) -> Principal:
    with house.catalogue.reading() as tx:
        return authenticate(tx, key)


def test_a_key_opens_its_collection_until_it_is_revoked(house: House, insecta: Inside) -> None:
    made = insecta.done("keys", "make", "Ada", "--collection", "ANTS", "--role", "curator")
    key = made.out.strip()
    assert "not shown again" in made.err
    assert list(holder(house, key).roles.values()) == [Role.CURATOR]
    listed = insecta.done("keys", "list").out
    assert "Ada" in listed
    assert key not in listed
    (key_id,) = re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", listed)
    insecta.done("keys", "revoke", key_id)
    with pytest.raises(Invalid, match="opens nothing"):
        holder(house, key)
    assert "Ada" not in insecta.done("keys", "list").out
    again = insecta.run("keys", "revoke", key_id)
    assert (again.code, "no living key" in again.err) == (1, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("revoke", "Ada"), "'Ada' is no key's id"),
        (("make", "Ada", "--role", "curator"), "add --collection CODE"),
        (("make", "Ada", "--collection", "NONE"), "no collection 'NONE'"),
        (("expert", "Ada", "--collection", "ANTS", "--taxon", "Lasius"), "nobody called 'Ada'"),
    ],
)
def test_what_cannot_be_done_is_said(insecta: Inside, words: tuple[str, ...], told: str) -> None:
    ended = insecta.run("keys", *words)
    assert ended.code == 1
    assert told in ended.err
    assert "Ada" not in insecta.done("keys", "list").out


def test_an_experts_name_is_validated_where_they_are_listed_and_no_longer(
    house: House, insecta: Inside
) -> None:
    key = insecta.done("keys", "make", "Bo", "--collection", "ANTS", "--role", "identifier").out
    bo = holder(house, key.strip())

    def accepted(seed: int) -> object:
        found = house.take(jpeg(ANT, seed), f"{seed}.jpg")
        determine(house.catalogue, bo, found.specimen_id, Act("accept"), house.release)
        house.catch_up()
        hits = house.search().hits
        return next(hit.fields["trust"] for hit in hits if hit.id == str(found.specimen_id))

    assert accepted(1) == REVIEWED
    insecta.done("keys", "expert", "Bo", "--collection", "ANTS", "--taxon", "Formicidae")
    assert accepted(2) == VALIDATED
    assert "no longer listed" in insecta.done("keys", "expert", "Bo", "--collection", "ANTS").err
    assert accepted(3) == REVIEWED
