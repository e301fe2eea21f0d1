"""Who may see and do what; a stranger learns nothing, not even that something is there."""

from __future__ import annotations

import sqlite3
from uuid import UUID, uuid4

import numpy as np
import pytest

from insecta.catalogue.unit_of_work import Transaction
from insecta.domain.collection import Principal, Role
from insecta.errors import Forbidden, Invalid, NotFound
from insecta.services.access import (
    ANONYMOUS,
    LOCAL_ADMINISTRATOR,
    authenticate,
    key_digest,
    make_key,
    member_of,
    named,
    owns,
    require,
    require_administrator,
    role_in,
    visible,
)
from insecta.services.find import find, find_similar, release_to_compare
from insecta.services.follow import follow
from insecta.services.keys import create_key, list_keys, revoke_key
from insecta.services.show.images import rendition, show_image
from tests.services.house import House, jpeg

ROLES = list(Role)


def collection(tx: Transaction, code: str, *, public: bool = False) -> UUID:
    return tx.collections.ensure(code, public=public).collection_id


def with_role(key: UUID, role: Role) -> Principal:
    return Principal(uuid4(), role.name, roles={key: role})


def publish(house: House, code: str) -> None:
    with house.catalogue.writing() as tx:
        tx.collections.change(tx.collections.get(code).collection_id, {"public": True})


def test_strangers_members_and_administrators_see_what_is_theirs(house: House) -> None:
    with house.catalogue.writing() as tx:
        open_, own, _ = (
            collection(tx, "OPEN", public=True), collection(tx, "OWN"), collection(tx, "OTHER")
        )  # fmt: skip
        assert visible(tx, ANONYMOUS) == frozenset({open_})
        assert visible(tx, with_role(own, Role.VIEWER)) == frozenset({open_, own})
        assert visible(tx, LOCAL_ADMINISTRATOR) is None


def test_only_members_see_the_workings_of_a_collection(house: House) -> None:
    with house.catalogue.writing() as tx:
        own = collection(tx, "OWN")
        collection(tx, "OPEN", public=True)
    assert member_of(ANONYMOUS) == frozenset()
    assert member_of(with_role(own, Role.VIEWER)) == frozenset({own})
    assert member_of(LOCAL_ADMINISTRATOR) is None


@pytest.mark.parametrize("has", ROLES)
@pytest.mark.parametrize("needs", ROLES)
def test_each_role_may_do_all_that_lower_ones_may(house: House, has: Role, needs: Role) -> None:
    with house.catalogue.writing() as tx:
        own = collection(tx, "OWN")
        if has >= needs:
            require(tx, with_role(own, has), own, needs)
        else:
            with pytest.raises(Forbidden, match=needs.name.lower()):
                require(tx, with_role(own, has), own, needs)


def test_a_role_in_one_collection_is_none_in_another(house: House) -> None:
    with house.catalogue.writing() as tx:
        own, other = collection(tx, "OWN"), collection(tx, "OTHER")
        curator = with_role(own, Role.CURATOR)
        assert role_in(tx, curator, other) is None
        with pytest.raises(NotFound):
            require(tx, curator, other, Role.VIEWER)


def test_strangers_are_viewers_of_what_is_public_and_no_more(house: House) -> None:
    with house.catalogue.writing() as tx:
        open_ = collection(tx, "OPEN", public=True)
        assert role_in(tx, ANONYMOUS, open_) is Role.VIEWER
        require(tx, ANONYMOUS, open_, Role.VIEWER)
        with pytest.raises(Forbidden):
            require(tx, ANONYMOUS, open_, Role.CONTRIBUTOR)


def test_an_administrator_may_do_everything_and_others_administer_nothing(house: House) -> None:
    with house.catalogue.writing() as tx:
        own = collection(tx, "OWN")
        require(tx, LOCAL_ADMINISTRATOR, own, Role.ADMINISTRATOR)
    require_administrator(LOCAL_ADMINISTRATOR)
    for principal in (ANONYMOUS, with_role(own, Role.ADMINISTRATOR)):
        with pytest.raises(Forbidden):
            require_administrator(principal)


def test_members_own_a_collection_and_strangers_do_not_even_where_it_is_public(
    house: House,
) -> None:
    with house.catalogue.writing() as tx:
        open_ = collection(tx, "OPEN", public=True)
        assert owns(tx, with_role(open_, Role.VIEWER), open_)
        assert owns(tx, LOCAL_ADMINISTRATOR, open_)
        assert not owns(tx, ANONYMOUS, open_)


def test_a_hidden_collection_is_told_like_one_that_is_not_there(house: House) -> None:
    told = []
    with house.catalogue.writing() as tx:
        collection(tx, "HIDDEN")
        for code in ("HIDDEN", "NONE"):
            with pytest.raises(NotFound) as caught:
                named(tx, ANONYMOUS, code, Role.VIEWER)
            told.append(str(caught.value).replace(code, "it"))
    assert told[0] == told[1]


def test_equal_bytes_never_share_permissions(house: House) -> None:
    """Whoever may see a picture in one collection sees nothing of it in another."""
    house.take(jpeg(40), licence="CC0")
    hidden = house.take(jpeg(40), collection="HIDDEN", licence="CC0")
    publish(house, "ANTS")
    with pytest.raises(NotFound):
        show_image(house.catalogue, ANONYMOUS, hidden.image_id, house.release)
    with pytest.raises(NotFound):
        rendition(house.catalogue, house.store, ANONYMOUS, hidden.image_id, "full")
    assert find(house.catalogue, house.index, ANONYMOUS, "").total == 1
    assert find(house.catalogue, house.index, LOCAL_ADMINISTRATOR, "").total == 2


def test_no_count_facet_or_neighbour_betrays_a_private_specimen(house: House) -> None:
    house.take(jpeg(40), catalog_number="A1", licence="CC0")
    facets = ("collection", "genus")
    found = find(house.catalogue, house.index, ANONYMOUS, "", facets=facets)
    assert (found.total, found.items) == (0, ())
    assert [facet.values for facet in found.facets] == [(), ()]
    digest = house.classifier.release.digest
    space = house.release(digest).space
    assert release_to_compare(house.catalogue, ANONYMOUS, None) == digest
    for principal, number in ((ANONYMOUS, 0), (LOCAL_ADMINISTRATOR, 1)):
        near = find_similar(
            house.catalogue, house.index, principal, house.release, space,
            np.ones(4, np.float32), 10,
        )  # fmt: skip
        assert len(near) == number
    names = {one.name for one in follow(house.catalogue, ANONYMOUS, 0)[1]}
    assert names == {"ReleasePromoted"}


def test_a_picture_without_a_licence_is_shown_to_its_members_only(house: House) -> None:
    found = house.take(jpeg(40))
    publish(house, "ANTS")
    with pytest.raises(NotFound):
        rendition(house.catalogue, house.store, ANONYMOUS, found.image_id, "thumbnail")
    (card,) = find(house.catalogue, house.index, ANONYMOUS, "").items
    assert (card.thumbnail, card.images) == (None, 0)
    member = house.member("reader", ANTS=Role.VIEWER)
    assert rendition(house.catalogue, house.store, member, found.image_id, "thumbnail")[0]
    (card,) = find(house.catalogue, house.index, member, "").items
    assert (card.thumbnail, card.images) == (found.image_id, 1)


def test_a_key_opens_what_its_principal_may(house: House) -> None:
    with house.catalogue.writing() as tx:
        own = collection(tx, "OWN")
    key = create_key(house.catalogue, LOCAL_ADMINISTRATOR, "Corrie", {"OWN": Role.CURATOR})
    with house.catalogue.reading() as tx:
        found = authenticate(tx, key)
    assert (found.name, found.administrator, dict(found.roles)) == (
        "Corrie", False, {own: Role.CURATOR}
    )  # fmt: skip


def test_of_a_key_only_the_digest_is_kept(house: House) -> None:
    with house.catalogue.writing() as tx:
        key = make_key(tx, LOCAL_ADMINISTRATOR, Principal(uuid4(), "Corrie"))
    secret = key.removeprefix("insecta_").rpartition("_")[0]
    database = sqlite3.connect(house.settings.data / "catalogue.db")
    dump = "\n".join(database.iterdump())
    database.close()
    assert secret not in dump
    assert key_digest(key) in dump


@pytest.mark.parametrize("change", ["", "x", "insecta_", "insecta_ab_cd", "insecta_ü_é", "é"])
def test_what_is_no_key_opens_nothing(house: House, change: str) -> None:
    with house.catalogue.reading() as tx, pytest.raises(Invalid, match="opens nothing"):
        authenticate(tx, change)


def test_a_changed_key_opens_nothing(house: House) -> None:
    with house.catalogue.writing() as tx:
        key = make_key(tx, LOCAL_ADMINISTRATOR, Principal(uuid4(), "Corrie"))
        changed = key[:8] + ("a" if key[8] != "a" else "b") + key[9:]
        for bad in (changed, key[:-1], key.removeprefix("insecta_")):
            with pytest.raises(Invalid):
                authenticate(tx, bad)


def test_a_revoked_key_opens_nothing_and_is_listed_no_more(house: House) -> None:
    key = create_key(house.catalogue, LOCAL_ADMINISTRATOR, "Corrie", {})
    ((key_id, name, hint),) = list_keys(house.catalogue, LOCAL_ADMINISTRATOR)
    assert (name, key.startswith(hint), len(hint)) == ("Corrie", True, 12)
    revoke_key(house.catalogue, LOCAL_ADMINISTRATOR, key_id)
    with house.catalogue.reading() as tx, pytest.raises(Invalid):
        authenticate(tx, key)
    assert list_keys(house.catalogue, LOCAL_ADMINISTRATOR) == []
    with pytest.raises(NotFound):
        revoke_key(house.catalogue, LOCAL_ADMINISTRATOR, key_id)


def test_only_an_administrator_makes_keys(house: House) -> None:
    with house.catalogue.writing() as tx:
        own = collection(tx, "OWN")
        with pytest.raises(Forbidden):
            make_key(tx, with_role(own, Role.ADMINISTRATOR), Principal(uuid4(), "friend"))
        assert tx.principals.keys() == []
