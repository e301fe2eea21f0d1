"""Promotions are numbered; names that are shown stay until a curator approves others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from insecta.domain.collection import Role
from insecta.domain.events import ReleasePromoted
from insecta.domain.identity import VISITORS
from insecta.errors import BadRelease, Fault, Forbidden, NotFound
from insecta.ports import Seen
from insecta.services import index
from insecta.services.access import ANONYMOUS, LOCAL_ADMINISTRATOR
from insecta.services.diff import approve
from insecta.services.documents import read_rows
from insecta.services.gate import roll_back
from insecta.services.identify import reidentify
from insecta.services.promote import add_release, champion, ensure_first, promote
from insecta.services.receive import Limits
from insecta.services.release_book import ReleaseBook, release_key
from insecta.services.show.specimens import show_specimen
from insecta.vision.release_folder import MANIFEST
from tests.scripted_classifier import ScriptedClassifier, scripted_release
from tests.services.house import House, jpeg
from tests.services.test_documents import document, identify_by_person, similar

ROOT = Path(__file__).resolve().parents[2]
SECOND = scripted_release(digest="e2" * 32, version="2", space="cd" * 32)


def bees_only() -> ScriptedClassifier:
    """The next release, which sees bees in everything, in another embedding space."""
    leaves = np.zeros(9, np.float32)
    leaves[4] = 1
    return ScriptedClassifier(lambda picture: leaves, SECOND)


def back(house: House) -> None:
    promote(house.catalogue, LOCAL_ADMINISTRATOR, "5c" * 32)
    house.classifier = house.classifiers["5c" * 32]


def again(house: House) -> int:
    return reidentify(house.catalogue, house.store, house.classifier, house.other)


def test_a_rollback_is_a_new_number(house: House) -> None:
    house.promote(bees_only())
    back(house)
    assert champion(house.catalogue).number == 3
    assert champion(house.catalogue).release == "5c" * 32
    numbers = [one.number for one in house.events() if isinstance(one, ReleasePromoted)]
    assert numbers == [1, 2, 3]


def test_going_back_twice_never_brings_the_release_that_failed_again(house: House) -> None:
    house.promote(bees_only())
    roll_back(house.catalogue, LOCAL_ADMINISTRATOR)
    with pytest.raises(NotFound, match="no earlier"):
        roll_back(house.catalogue, LOCAL_ADMINISTRATOR)
    assert champion(house.catalogue).release == "5c" * 32
    roll_back(house.catalogue, LOCAL_ADMINISTRATOR, 2)  # by its number
    assert champion(house.catalogue).release == "e2" * 32


def test_a_collection_keeps_its_first_names_and_tells_the_newest(house: House) -> None:
    found = house.take(jpeg(40))
    house.promote(bees_only())
    assert again(house) == 1
    fields = document(house, found.specimen_id).fields
    assert fields["scientific_name"] == "Camponotus a"
    assert (fields["release"], fields["newest_release"]) == ("5c" * 32, "e2" * 32)


def test_what_visitors_drop_follows_the_newest(house: House) -> None:
    visit = house.receive(
        jpeg(40), principal=ANONYMOUS, collection=VISITORS, limits=Limits(visitors=5)
    )
    house.identify([house.region(visit)])
    house.promote(bees_only())
    again(house)
    page = show_specimen(house.catalogue, ANONYMOUS, visit.specimen_id, house.release)
    assert page.scientific_name == "Anthophila"


def test_a_rollback_moves_what_showed_the_release_that_failed(house: House) -> None:
    house.take(jpeg(40))
    house.promote(bees_only())
    house.take(jpeg(40, 1), collection="BEES")
    again(house)
    roll_back(house.catalogue, LOCAL_ADMINISTRATOR)
    house.classifier = house.classifiers["5c" * 32]
    again(house)
    house.catch_up()
    names = {hit.fields["collection"]: hit.fields["scientific_name"] for hit in house.search().hits}
    assert names == {"ANTS": "Camponotus a", "BEES": "Camponotus a"}
    with house.catalogue.reading() as tx:
        assert tx.collections.get("BEES").shown_promotion == 3
        assert tx.collections.get("ANTS").shown_promotion == 1


def test_a_rollback_is_seen_by_search_where_nothing_has_to_be_looked_at_again(
    house: House,
) -> None:
    house.take(jpeg(40))
    house.promote(bees_only())
    again(house)
    approve(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", SECOND.digest)
    house.catch_up()
    assert house.search().hits[0].fields["scientific_name"] == "Anthophila"
    roll_back(house.catalogue, LOCAL_ADMINISTRATOR)
    house.classifier = house.classifiers["5c" * 32]
    assert again(house) == 0
    house.catch_up()
    assert house.search().hits[0].fields["scientific_name"] == "Camponotus a"


def test_a_promotion_raises_nothing_that_it_does_not_change(house: House) -> None:
    found = house.take(jpeg(40))
    version = house.specimen(found.specimen_id).version
    house.promote(bees_only())
    assert house.specimen(found.specimen_id).version == version


def test_vectors_are_found_in_the_space_they_belong_to(house: House) -> None:
    found = house.take(jpeg(40))
    house.promote(bees_only())
    identify_by_person(house, found)
    house.catch_up()
    assert (len(similar(house)), len(similar(house, SECOND.space))) == (1, 0)
    again(house)
    house.catch_up()
    assert (len(similar(house)), len(similar(house, SECOND.space))) == (1, 1)


class Turned(ScriptedClassifier):
    """Says the same, and puts every picture at another place of its space."""

    def see(self, pictures: NDArray[np.uint8]) -> list[Seen]:
        return [replace(one, embedding=np.roll(one.embedding, 1)) for one in super().see(pictures)]


def test_each_space_is_given_the_vectors_of_its_own_release(house: House) -> None:
    found = house.take(jpeg(40))
    house.promote(Turned(release=SECOND))
    again(house)
    first = scripted_release()
    with house.catalogue.reading() as tx:
        (rows,) = read_rows(tx, [found.specimen_id], house.release, [first.space, SECOND.space])
    (old,), (new,) = (rows.vectors[one.space].values() for one in (first, SECOND))
    assert np.allclose(np.roll(old, 1), new)
    assert not np.allclose(old, new)


def test_what_is_deleted_later_leaves_every_space(house: House) -> None:
    from tests.services.test_documents import delete

    found = house.take(jpeg(40))
    house.promote(bees_only())
    again(house)
    delete(house, found)
    house.catch_up()
    assert (similar(house), similar(house, SECOND.space)) == ((), ())


def test_a_bound_collection_shows_its_release_whatever_is_promoted(house: House) -> None:
    house.receive(jpeg(60))
    with house.catalogue.writing() as tx:
        key = tx.collections.get("ANTS").collection_id
        tx.collections.change(key, {"rules": {"release": "5c" * 32}})
    house.promote(bees_only())
    found = house.take(jpeg(40))
    fields = document(house, found.specimen_id).fields
    assert (fields["scientific_name"], fields["release"]) == ("Camponotus a", "5c" * 32)


def test_a_bound_collection_tries_another_release_beside_its_own(house: House) -> None:
    found = house.take(jpeg(40), collection="DRAWN")
    house.know(bees_only())
    with house.catalogue.writing() as tx:
        rules = {"release": "5c" * 32, "next_release": SECOND.digest}
        tx.collections.change(tx.collections.get("DRAWN").collection_id, {"rules": rules})
    assert again(house) == 1
    fields = document(house, found.specimen_id).fields
    assert (fields["scientific_name"], fields["newest_release"]) == ("Camponotus a", SECOND.digest)


def test_only_an_administrator_promotes(house: House) -> None:
    curator = house.member("curator", ANTS=Role.ADMINISTRATOR)
    with pytest.raises(Forbidden):
        promote(house.catalogue, curator, "5c" * 32)
    assert champion(house.catalogue).number == 1


def test_an_unknown_release_cannot_be_promoted(house: House) -> None:
    with pytest.raises(NotFound):
        promote(house.catalogue, LOCAL_ADMINISTRATOR, "0" * 64)
    assert champion(house.catalogue).number == 1


def test_before_the_first_promotion_nothing_answers(tmp_path: Path) -> None:
    from insecta.catalogue import schema
    from insecta.catalogue.unit_of_work import Catalogue

    catalogue = Catalogue(f"sqlite:///{tmp_path / 'empty.db'}")
    schema.migrate(catalogue)
    with pytest.raises(Fault, match="no release has been promoted"):
        champion(catalogue)
    catalogue.close()


def test_the_first_release_is_promoted_once(house: House, tmp_path: Path) -> None:
    book = ReleaseBook(house.store, tmp_path / "book")
    assert ensure_first(house.catalogue, book, ROOT / "releases" / "starter").number == 1


@pytest.fixture
def book(house: House, tmp_path: Path) -> tuple[ReleaseBook, str]:
    """A book of another process, and the digest of a release in the store."""
    first = ReleaseBook(house.store, tmp_path / "first")
    digest = add_release(house.catalogue, first, ROOT / "releases" / "teaching-1").digest
    return ReleaseBook(house.store, tmp_path / "second"), digest


def test_a_release_is_read_from_the_store_by_another_process(book: tuple[ReleaseBook, str]) -> None:
    assert book[0].get(book[1]).digest == book[1]


def test_a_damaged_release_in_the_store_is_refused(
    house: House, book: tuple[ReleaseBook, str]
) -> None:
    key = release_key(book[1], "taxa.csv")
    data = house.store.read(key)
    house.store.delete(key)
    house.store.put(key, [data[:-1] + b"x"])
    with pytest.raises(BadRelease):
        book[0].get(book[1])


def test_a_damaged_copy_is_not_kept(house: House, book: tuple[ReleaseBook, str]) -> None:
    key = release_key(book[1], "taxa.csv")
    whole = house.store.read(key)
    house.store.delete(key)
    house.store.put(key, [whole[:-1] + b"x"])
    with pytest.raises(BadRelease):
        book[0].path(book[1])
    house.store.delete(key)
    house.store.put(key, [whole])
    assert book[0].get(book[1]).digest == book[1]


def test_a_damaged_local_copy_is_refused(book: tuple[ReleaseBook, str], tmp_path: Path) -> None:
    (book[0].path(book[1]) / "taxa.csv").write_bytes(b"nothing")
    with pytest.raises(BadRelease):
        book[0].get(book[1])


def test_another_release_under_the_digest_is_refused(
    house: House, book: tuple[ReleaseBook, str]
) -> None:
    for path in (ROOT / "releases" / "teaching-2").iterdir():
        house.store.put(release_key("ff" * 32, path.name), [path.read_bytes()])
    with pytest.raises(BadRelease, match="not ffffffffffff"):
        book[0].get("ff" * 32)


def test_a_release_without_manifest_is_not_there(
    house: House, book: tuple[ReleaseBook, str]
) -> None:
    house.store.delete(release_key(book[1], MANIFEST))
    with pytest.raises(BadRelease, match="not in the object store"):
        book[0].get(book[1])


def test_each_space_has_an_alias_of_its_own() -> None:
    assert index.images_alias("ab" * 32) != index.images_alias("cd" * 32)
