"""Documents show present rows, whatever the order, the repeats and the gaps of events."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insecta.adapters.sqlite_index import open_index
from insecta.domain.events import SpecimenChanged
from insecta.domain.specimen import VALIDATED, Identification
from insecta.ports import Document, Hit, SearchRequest
from insecta.services import index
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.diff import approve
from insecta.services.documents import read_rows, specimen_document
from insecta.services.receive import Received
from insecta.services.search_language import parse
from insecta.services.versions import changed
from tests.scripted_classifier import ScriptedClassifier, scripted_release
from tests.services.house import House, jpeg


def document(house: House, key: UUID) -> Document:
    with house.catalogue.reading() as tx:
        (rows,) = read_rows(tx, [key], house.release)
    return specimen_document(rows)


def similar(house: House, space: str = "ab" * 32) -> tuple[Hit, ...]:
    import numpy as np

    request = SearchRequest(parse(""), None, vector=np.ones(4, np.float32))
    return house.index.search(index.images_alias(space), request).hits


def identify_by_person(
    house: House, found: Received, name: str = "Lasius niger", rank: str = "species"
) -> None:
    with house.catalogue.writing() as tx:
        tx.identifications.add(
            [
                Identification(
                    uuid4(),
                    found.specimen_id,
                    "person",
                    VALIDATED,
                    identified_by="B. Bolton",
                    date_identified="2020-05-01",
                    scientific_name=name,
                    taxon_rank=rank,
                )
            ]
        )
        changed(tx, [found.specimen_id])
        tx.emit(SpecimenChanged, specimen_id=found.specimen_id)


def delete_image(house: House, found: Received) -> None:
    with house.catalogue.writing() as tx:
        tx.images.change(found.image_id, deleted_at=tx.at)
        changed(tx, [found.specimen_id])
        tx.emit(SpecimenChanged, specimen_id=found.specimen_id)


def delete(house: House, found: Received) -> None:
    with house.catalogue.writing() as tx:
        tx.specimens.change(found.specimen_id, deleted_at=tx.at)
        changed(tx, [found.specimen_id])
        tx.emit(SpecimenChanged, specimen_id=found.specimen_id)


def merge(house: House, old: Received, new: Received) -> None:
    with house.catalogue.writing() as tx:
        tx.specimens.change(old.specimen_id, merged_into=new.specimen_id)
        tx.images.move_region(house.region(old), new.specimen_id, "merged")
        changed(tx, [old.specimen_id, new.specimen_id])
        for one in (old, new):
            tx.emit(SpecimenChanged, specimen_id=one.specimen_id)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.data())
def test_any_order_and_repetition_of_events_gives_the_same_documents(
    house: House, order: st.DataObject
) -> None:
    if house.last_event() < 10:
        found = [
            house.take(jpeg(40, seed, (48, 32)), catalog_number=f"A{seed}") for seed in (1, 2, 3, 4)
        ]
        identify_by_person(house, found[0])
        delete(house, found[1])
        merge(house, found[2], found[3])
    house.catch_up()
    expected = house.search().hits, house.search().total, similar(house)
    events = house.events()
    shuffled = order.draw(st.permutations(events * 2)) if events else []
    path = house.settings.data / f"{uuid4()}.db"
    house.index = open_index(f"sqlite:///{path}")
    index.ensure(house.catalogue, house.index, house.classifier.release)
    for start in range(0, len(shuffled), 5):
        part = shuffled[start : start + 5]
        index.index(house.catalogue, house.index, house.release, part)
    got = house.search().hits, house.search().total, similar(house)
    assert sorted(map(str, got[0])) == sorted(map(str, expected[0]))
    assert got[1] == expected[1] == 2
    assert sorted(map(str, got[2])) == sorted(map(str, expected[2]))


def test_an_older_document_never_wins(house: House) -> None:
    found = house.take(jpeg(40), catalog_number="A1")
    old = document(house, found.specimen_id)
    identify_by_person(house, found)
    house.catch_up()
    with house.catalogue.reading() as tx:
        live = tx.generations.live("specimens")
    assert live is not None
    house.index.write([live.name], [old])
    assert house.search().hits[0].fields["scientific_name"] == "Lasius niger"


def test_everything_that_a_document_shows_raises_its_version(house: House) -> None:
    found = house.receive(jpeg(40), catalog_number="A1")
    versions = [document(house, found.specimen_id).version]
    house.identify([house.region(found)])
    versions.append(document(house, found.specimen_id).version)
    identify_by_person(house, found)
    versions.append(document(house, found.specimen_id).version)
    house.receive(jpeg(40, 2), catalog_number="A1")
    versions.append(document(house, found.specimen_id).version)
    assert versions == sorted(set(versions))


def test_a_persons_identification_wins_over_the_machines(house: House) -> None:
    found = house.take(jpeg(40))
    assert document(house, found.specimen_id).fields["scientific_name"] == "Camponotus a"
    identify_by_person(house, found)
    fields = document(house, found.specimen_id).fields
    assert (fields["scientific_name"], fields["trust"]) == ("Lasius niger", VALIDATED)
    assert (fields["genus"], fields["identified_by"]) == ("Lasius", "B. Bolton")
    assert "confidence" not in fields


def test_a_later_release_never_overwrites_a_person(house: House) -> None:
    found = house.take(jpeg(40))
    identify_by_person(house, found)
    house.promote(ScriptedClassifier(release=scripted_release(digest="e2" * 32, version="2")))
    assert house.look_again() == 1
    approve(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", "e2" * 32)
    assert document(house, found.specimen_id).fields["scientific_name"] == "Lasius niger"
    with house.catalogue.reading() as tx:
        kinds = [
            one.kind
            for one in tx.identifications.of_specimens([found.specimen_id])[found.specimen_id]
        ]
    assert kinds == ["machine", "person", "machine"]


def test_the_last_of_several_people_is_shown(house: House) -> None:
    found = house.take(jpeg(40))
    identify_by_person(house, found)
    identify_by_person(house, found, "Lasius", "genus")
    assert document(house, found.specimen_id).fields["scientific_name"] == "Lasius"


def test_a_deleted_specimen_is_never_found(house: House) -> None:
    found = house.take(jpeg(40), catalog_number="A1")
    delete(house, found)
    house.catch_up()
    assert house.search().total == 0
    assert similar(house) == ()
    gone = document(house, found.specimen_id)
    assert (gone.deleted, gone.fields) == (True, {})


def test_a_deleted_picture_is_not_found_by_its_likeness(house: House) -> None:
    found = house.take(jpeg(40), catalog_number="A1")
    assert len(similar(house)) == 1
    delete_image(house, found)
    house.catch_up()
    assert similar(house) == ()
    (hit,) = house.search().hits
    assert hit.fields["note"] == ["no_picture"]


def test_a_merged_specimen_redirects_and_its_picture_is_the_others(house: House) -> None:
    old, new = house.take(jpeg(40, 1), catalog_number="A1"), house.take(jpeg(40, 2))
    merge(house, old, new)
    house.catch_up()
    (hit,) = house.search().hits
    assert hit.id == str(new.specimen_id)
    assert hit.fields["images"] == 2
    assert {one.fields["specimen_id"] for one in similar(house)} == {str(new.specimen_id)}
    with house.catalogue.reading() as tx:
        assert tx.specimens.get(old.specimen_id).specimen_id == new.specimen_id


def test_several_views_are_answered_together_and_labels_say_nothing(house: House) -> None:
    found = house.take(jpeg(40, 1), catalog_number="A1", view="head")
    house.take(jpeg(205, 2), catalog_number="A1", view="label")
    fields = document(house, found.specimen_id).fields
    assert fields["scientific_name"] == "Camponotus a"
    assert fields["view"] == ["head", "label"]


def test_a_picture_without_a_licence_says_so(house: House) -> None:
    found = house.take(jpeg(40, 1), catalog_number="A1")
    house.take(jpeg(40, 2), catalog_number="A1", licence="CC0")
    assert document(house, found.specimen_id).fields["licence"] == ["CC0", "none"]


def test_the_name_of_the_file_the_collection_and_the_genus_are_found(house: House) -> None:
    house.take(jpeg(40), "drawer-7.jpg", catalog_number="A1")
    for text in ("drawer", "ants", "camponotus", "formicidae", "a1"):
        assert house.search(text).total == 1, text


def test_a_number_is_found_in_its_normal_form(house: House) -> None:
    house.take(jpeg(40), catalog_number="MUS 0002")
    for text in ("mus0002", "MUS-0002", "mus 0002", '"MUS 0002"', "mus00*"):
        assert house.search(text).total == 1, text
    assert house.search("mus0003").total == 0


def test_a_determination_is_the_museums_or_a_persons_and_never_a_machines(house: House) -> None:
    found = house.take(jpeg(40), catalog_number="MUS 0107", creator="A. Nobile", licence="CC0")
    house.take(jpeg(40, 2), catalog_number="MUS 0107", creator="who took what members see only")
    fields = document(house, found.specimen_id).fields
    assert not {"determination", "determiner", "determined_start"} & fields.keys()
    assert (fields["number_series"], fields["number_value"]) == ("MUS", 107.0)
    assert fields["digitiser"] == ["A. Nobile"]
    with house.catalogue.writing() as tx:
        tx.identifications.add(
            [
                Identification(
                    uuid4(), found.specimen_id, "catalogue", "", identified_by="H. Donisthorpe",
                    date_identified="1927", scientific_name="Lasius", taxon_rank="genus",
                )
            ]
        )  # fmt: skip
    fields = document(house, found.specimen_id).fields
    assert (fields["determination"], fields["determiner"]) == (["museum"], ["H. Donisthorpe"])
    assert (fields["determined_start"], fields["determined_end"]) == ("1927-01-01", "1927-12-31")
    identify_by_person(house, found)
    house.catch_up()
    for text in ('determiner:"B. Bolton"', "determined:2020-05", "determination:person"):
        assert house.search(text).total == 1, text
    assert house.search("determination:none").total == 0
    assert house.search("catalog_number:mus100..mus110").total == 1


@pytest.mark.parametrize("shade", [205, 245])
def test_an_abstention_is_no_name(house: House, shade: int) -> None:
    found = house.take(jpeg(shade))
    fields = document(house, found.specimen_id).fields
    assert "scientific_name" not in fields
    assert fields["abstention"]
    assert fields["trust"] == "PredictedByMachine"
