"""One upload is one image of one collection, however often and however many at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from insecta.domain.collection import Role
from insecta.domain.events import ImageReceived, SpecimenChanged
from insecta.errors import BadPicture, Conflict, Forbidden, NotFound, OverBudget
from insecta.services.access import ANONYMOUS
from insecta.services.receive import Limits
from tests.services.house import House, jpeg


def test_the_same_upload_again_is_the_same_image_and_changes_nothing(house: House) -> None:
    first = house.receive(jpeg(40))
    before = house.specimen(first.specimen_id), house.image(first.image_id), house.last_event()
    again = house.receive(jpeg(40), "another name.jpg")
    assert (first.created, again.created) == (True, False)
    assert (again.image_id, again.specimen_id) == (first.image_id, first.specimen_id)
    after = house.specimen(first.specimen_id), house.image(first.image_id), house.last_event()
    assert after == before


def test_the_same_upload_64_times_at_once_is_one_image_and_one_event(house: House) -> None:
    data = jpeg(40, size=(48, 32))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: house.receive(data, catalog_number="A 1"), range(64)))
    assert len({(one.image_id, one.specimen_id) for one in found}) == 1
    assert sum(one.created for one in found) == 1
    with house.catalogue.reading() as tx:
        assert (tx.images.count(), tx.specimens.count()) == (1, 1)
    assert len([one for one in house.events() if isinstance(one, ImageReceived)]) == 1


def test_equal_bytes_in_two_collections_are_two_images_over_one_blob(house: House) -> None:
    ants = house.receive(jpeg(40), catalog_number="A1", licence="CC0", creator="Ward")
    bees = house.receive(jpeg(40), collection="BEES", catalog_number="A1")
    assert ants.image_id != bees.image_id
    assert ants.specimen_id != bees.specimen_id
    assert house.image(ants.image_id).sha256 == house.image(bees.image_id).sha256
    assert (house.image(bees.image_id).licence, house.image(bees.image_id).creator) == (None, None)
    assert len(list(house.store.keys("blobs/"))) == 1


def test_equal_bytes_in_two_collections_are_no_conflict(house: House) -> None:
    house.receive(jpeg(40), catalog_number="A1")
    other = house.receive(jpeg(40), collection="BEES", catalog_number="B2")
    assert house.image(other.image_id).notes == ()


def test_equal_bytes_under_two_numbers_are_two_images_and_both_are_listed(house: House) -> None:
    one = house.take(jpeg(40), "one.jpg", catalog_number="A1")
    two = house.take(jpeg(40), "two.jpg", catalog_number="A2")
    assert one.image_id != two.image_id
    assert one.specimen_id != two.specimen_id
    listed = house.search("note:same_bytes_other_number")
    assert {hit.fields["catalog_number"] for hit in listed.hits} == {"A1", "A2"}
    assert "two.jpg" in house.image(one.image_id).notes[0]["text"]
    assert "one.jpg" in house.image(two.image_id).notes[0]["text"]


def test_a_number_written_otherwise_is_the_same_number(house: House) -> None:
    one = house.receive(jpeg(40), catalog_number="CASENT 0101134")
    two = house.receive(jpeg(40), catalog_number="casent0101134")
    assert one.image_id == two.image_id
    assert not two.created


def test_two_pictures_of_one_number_are_of_one_specimen(house: House) -> None:
    one = house.receive(jpeg(40, 1), catalog_number="A1")
    two = house.receive(jpeg(40, 2), catalog_number="A1")
    assert one.image_id != two.image_id
    assert one.specimen_id == two.specimen_id


def test_an_upload_without_a_number_makes_its_own_specimen(house: House) -> None:
    one, two = house.receive(jpeg(40, 1)), house.receive(jpeg(40, 2))
    assert one.specimen_id != two.specimen_id
    assert house.specimen(one.specimen_id).number_normal is None


def test_a_picture_of_a_merged_number_goes_to_the_specimen_that_is_left(house: House) -> None:
    old = house.receive(jpeg(40, 1), catalog_number="A1")
    new = house.receive(jpeg(40, 2), catalog_number="A2")
    with house.catalogue.writing() as tx:
        tx.specimens.change(old.specimen_id, merged_into=new.specimen_id)
    assert house.receive(jpeg(40, 3), catalog_number="A1").specimen_id == new.specimen_id


def test_a_picture_of_a_deleted_number_is_refused_with_a_reason(house: House) -> None:
    gone = house.receive(jpeg(40, 1), catalog_number="A1")
    with house.catalogue.writing() as tx:
        tx.specimens.change(gone.specimen_id, deleted_at=tx.at)
    with pytest.raises(Conflict, match="A1 was deleted"):
        house.receive(jpeg(40, 2), catalog_number="A1")


def test_the_event_speaks_of_what_was_stored(house: House) -> None:
    before = house.last_event()
    found = house.receive(jpeg(40))
    (event,) = house.events(before)
    assert isinstance(event, ImageReceived)
    assert (event.specimen_id, event.image_id) == (found.specimen_id, found.image_id)
    assert event.region_id == house.region(found)
    assert event.sha256 == house.image(found.image_id).sha256


def test_a_conflict_is_told_of_the_picture_that_was_there_first(house: House) -> None:
    one = house.receive(jpeg(40), catalog_number="A1")
    version, before = house.specimen(one.specimen_id).version, house.last_event()
    house.receive(jpeg(40), catalog_number="A2")
    told = [e.specimen_id for e in house.events(before) if isinstance(e, SpecimenChanged)]
    assert told == [one.specimen_id]
    assert house.specimen(one.specimen_id).version > version


def test_a_code_in_the_picture_is_checked_against_the_number(house: House) -> None:
    from insecta.services.admit import Admitted
    from insecta.services.receive import Upload, _image

    found = house.receive(jpeg(40), catalog_number="A1")
    with house.catalogue.reading() as tx:
        image = house.image(found.image_id)
        collection, blob = tx.collections.get("ANTS"), tx.images.blob(image.sha256)
    made = _image(collection, Upload("x"), Admitted(blob, ("A2",), ()), image.image_id, "A1", [])
    assert [note["code"] for note in made.notes] == ["code_contradicts_number"]
    made = _image(collection, Upload("x"), Admitted(blob, ("a-1",), ()), image.image_id, "A1", [])
    assert made.notes == ()


def test_what_is_no_picture_leaves_no_row_and_no_bytes(house: House) -> None:
    before = house.last_event()
    with pytest.raises(BadPicture):
        house.receive(b"<html>not found</html>")
    with house.catalogue.reading() as tx:
        assert (tx.images.count(), tx.specimens.count()) == (0, 0)
    assert list(house.store.keys("")) == []
    assert house.last_event() == before


def test_an_upload_may_be_as_large_as_the_limit_and_no_larger(house: House) -> None:
    data = jpeg(40)
    assert house.receive(data, limits=Limits(max_bytes=len(data))).created
    with pytest.raises(BadPicture, match="more than"):
        house.receive(jpeg(40, 1), limits=Limits(max_bytes=10))


def test_a_full_queue_tells_when_to_come_back(house: House) -> None:
    house.receive(jpeg(40, 1), limits=Limits(max_waiting=1))
    with pytest.raises(OverBudget) as caught:
        house.receive(jpeg(40, 2), limits=Limits(max_waiting=1))
    assert caught.value.retry_after == 1


def test_a_picture_that_was_looked_at_or_deleted_waits_no_more(house: House) -> None:
    house.take(jpeg(40, 1))
    gone = house.receive(jpeg(40, 2))
    with house.catalogue.writing() as tx:
        assert tx.images.waiting() == 1
        tx.images.change(gone.image_id, deleted_at=tx.at)
        assert tx.images.waiting() == 0
        assert tx.images.oldest_waiting() is None


def test_a_viewer_may_not_add_and_a_contributor_may(house: House) -> None:
    with pytest.raises(Forbidden):
        house.receive(jpeg(40), principal=house.member("reader", ANTS=Role.VIEWER))
    assert house.receive(jpeg(40), principal=house.member("adder", ANTS=Role.CONTRIBUTOR)).created


def test_a_stranger_cannot_tell_a_private_collection_from_none(house: House) -> None:
    house.receive(jpeg(40))
    told = []
    for code in ("ANTS", "NONE"):
        with pytest.raises(NotFound) as caught:
            house.receive(jpeg(40), principal=ANONYMOUS, collection=code)
        told.append(str(caught.value).replace(code, "it"))
    assert told[0] == told[1]
