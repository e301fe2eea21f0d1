"""Each aggregate's own rules, on both engines."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import numpy as np
import pytest

from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Principal, Role
from insecta.domain.run import Run, RunItem
from insecta.domain.specimen import PREDICTED, Identification
from insecta.errors import NotFound
from tests.catalogue.rows import ANTS, SHA, add_picture, fill, picture, specimen


def test_what_is_known_is_kept_when_it_comes_again(catalogue: Catalogue) -> None:
    fill(catalogue)
    with catalogue.writing() as tx:
        tx.collections.ensure("ANTS", title="Another title")
        again = tx.specimens.add([specimen("A1", record={"country": "Peru"}), specimen("A2")])
        assert again == 1
        assert tx.images.add([picture("a1.jpg", "cd" * 32)]) == 0
        assert tx.collections.get("ANTS").title == "Ants"
        assert tx.specimens.get(specimen("A1").specimen_id).record == {}
        assert tx.images.get(picture("a1.jpg").image_id).sha256 == SHA


def test_scores_are_inserted_or_ignored_and_vectors_come_back(catalogue: Catalogue) -> None:
    vector = np.array([0.6, 0.8], np.float32)
    with catalogue.writing() as tx:
        tx.identifications.add_scores("r1", {(SHA, "whole"): {"a": 1}})
        tx.identifications.add_scores("r1", {(SHA, "whole"): {"a": 2}})
        tx.identifications.add_embeddings("space", {(SHA, "whole"): vector})
        assert tx.identifications.scores("r1", [(SHA, "whole"), (SHA, "0,0,1,1")]) == {
            (SHA, "whole"): {"a": 1}
        }
        assert tx.identifications.scores("r2", [(SHA, "whole")]) == {}
        found = tx.identifications.embeddings("space", [(SHA, "whole")])[SHA, "whole"]
    np.testing.assert_allclose(found, vector, atol=1e-3)


def test_identifications_are_only_added_oldest_first(catalogue: Catalogue) -> None:
    region = fill(catalogue)
    key = specimen("A1").specimen_id
    with catalogue.writing() as tx:
        first, second = (
            Identification(
                uuid4(),
                key,
                "machine",
                PREDICTED,
                region_id=region,
                release=release,
                created=tx.at + timedelta(seconds=place),
            )
            for place, release in enumerate(("r1", "r2"))
        )
        assert tx.identifications.add([second, first]) == 2
        assert tx.identifications.add([first]) == 0
        assert tx.identifications.of_specimens([key, uuid4()]) == {key: [first, second]}


def test_every_change_raises_the_version(catalogue: Catalogue) -> None:
    fill(catalogue)
    key, image = specimen("A1").specimen_id, picture("a1.jpg").image_id
    with catalogue.writing() as tx:
        tx.specimens.change(key, record={"country": "Peru"})
        tx.specimens.touch([key])
        tx.images.change(image, view="head")
        tx.images.touch([image])
    with catalogue.reading() as tx:
        assert tx.specimens.get(key).version == 3
        assert tx.images.get(image).version == 3


def test_an_old_id_of_a_merged_specimen_leads_to_what_it_became(catalogue: Catalogue) -> None:
    ids = [specimen(number).specimen_id for number in ("A1", "A2", "A3")]
    fill(catalogue)
    with catalogue.writing() as tx:
        tx.specimens.add([specimen("A2"), specimen("A3")])
        tx.specimens.change(ids[0], merged_into=ids[1])
        tx.specimens.change(ids[1], merged_into=ids[2])
    with catalogue.reading() as tx:
        assert tx.specimens.get(ids[0]).specimen_id == ids[2]
        assert tx.specimens.find(ids)[ids[0]].merged_into == ids[1]
        assert set(tx.specimens.by_number(ANTS.collection_id, ["a1", "a2", "a3"])) == {("a3", "")}


def test_what_is_deleted_is_not_found_and_keeps_its_row(catalogue: Catalogue) -> None:
    fill(catalogue)
    key, image = specimen("A1").specimen_id, picture("a1.jpg").image_id
    with catalogue.writing() as tx:
        tx.specimens.change(key, deleted_at=tx.at)
        tx.images.change(image, deleted_at=tx.at)
    with catalogue.reading() as tx:
        for missing in (lambda: tx.specimens.get(key), lambda: tx.images.get(image)):
            with pytest.raises(NotFound):
                missing()
        assert tx.specimens.find([key])[key].version == 2
        assert tx.images.find([image])[image].deleted_at is not None


def test_a_region_moves_to_another_specimen_with_history(catalogue: Catalogue) -> None:
    region = fill(catalogue)
    with catalogue.writing() as tx:
        tx.specimens.add([specimen("A2")])
    with catalogue.writing() as tx:
        tx.images.move_region(region, specimen("A2").specimen_id, "wrong label")
    with catalogue.reading() as tx:
        assert tx.images.specimens_of([region]) == {region: (specimen("A2").specimen_id,)}
        assert tx.images.regions_of([specimen("A1").specimen_id]) == []
        (looked,) = tx.images.to_look_at([region])
        assert looked.specimen_id == specimen("A2").specimen_id


def test_source_ids_find_a_specimen_again_and_the_first_is_primary(catalogue: Catalogue) -> None:
    fill(catalogue)
    one = specimen("A1")
    with catalogue.writing() as tx:
        tx.specimens.add_source_ids(one, [("occurrenceID", "urn:1")])
        tx.specimens.add_source_ids(one, [("occurrenceID", "urn:2")])
        found = tx.specimens.by_source_id(ANTS.collection_id, "occurrenceID", ["urn:2", "urn:9"])
        assert found == {"urn:2": one.specimen_id}
        assert tx.specimens.source_ids(one.specimen_id) == [
            ("occurrenceID", "urn:1", True),
            ("occurrenceID", "urn:2", False),
        ]


def begin_run(catalogue: Catalogue, items: int) -> Run:
    fill(catalogue)
    with catalogue.writing() as tx:
        run = Run(uuid4(), ANTS.collection_id, "folder", "running", False, tx.at)
        tx.runs.add(run)
        tx.runs.add_items(
            [RunItem(run.run_id, n, f"{n}.jpg", f"{n}.jpg", "pending") for n in range(items)]
        )
    return run


def test_a_run_is_finished_when_it_is_planned_and_nothing_is_open(catalogue: Catalogue) -> None:
    run = begin_run(catalogue, 2)
    with catalogue.writing() as tx:
        regions = [add_picture(tx, f"{n}.jpg", specimen("A1")).region_id for n in range(2)]
        items = tx.runs.items(run.run_id)
        tx.runs.set_items(
            [
                (item, {"region_id": region, "state": "working"})
                for item, region in zip(items, regions, strict=True)
            ]
        )
        tx.runs.settle({regions[0]: ("done", None)})
        assert tx.runs.finish_complete() == []
        tx.runs.settle({regions[1]: ("abstained", "undecided"), regions[0]: ("failed", "again")})
        assert tx.runs.finish_complete() == [], "it is not planned to its end"
        tx.runs.change(run.run_id, planned=True)
        assert tx.runs.finish_complete() == [run.run_id]
        assert tx.runs.finish_complete() == []
    with catalogue.reading() as tx:
        assert tx.runs.counts(run.run_id) == {"done": 1, "abstained": 1}, "an end is the end"
        assert tx.runs.item(run.run_id, 1).reason == "undecided"
        assert tx.runs.get(run.run_id).state == "finished"


def test_an_interrupted_run_is_found_again(catalogue: Catalogue) -> None:
    run = begin_run(catalogue, 1)
    with catalogue.writing() as tx:
        found = tx.runs.open_run(ANTS.collection_id, "folder")
        assert found is not None
        assert found.run_id == run.run_id
        assert tx.runs.open_run(ANTS.collection_id, "another folder") is None
        tx.runs.change(run.run_id, finished=tx.at)
        assert tx.runs.open_run(ANTS.collection_id, "folder") is None


def test_promotions_are_numbered_and_rollback_is_a_new_number(catalogue: Catalogue) -> None:
    with catalogue.writing() as tx:
        for digest in ("1" * 64, "2" * 64):
            tx.releases.add(digest=digest, name="r", version="1", space="s", folder="f")
        assert tx.releases.promotion() is None
        for number, digest in enumerate(("1" * 64, "2" * 64, "1" * 64), start=1):
            assert tx.releases.promote(digest, "me").number == number
        newest = tx.releases.promotion()
        assert newest is not None
        assert (newest.number, newest.release) == (3, "1" * 64)
        states = {row.digest[0]: row.state for row in tx.releases.all()}
        assert states == {"1": "champion", "2": "retired"}
        with pytest.raises(NotFound):
            tx.releases.promote("3" * 64, "me")


def test_a_revoked_key_opens_nothing(catalogue: Catalogue) -> None:
    fill(catalogue)
    holder = Principal(uuid4(), "Ana", roles={ANTS.collection_id: Role.CURATOR})
    key = uuid4()
    with catalogue.writing() as tx:
        tx.principals.add(holder)
        tx.principals.add_key(key, holder.principal_id, "d" * 64, "abcd")
        assert tx.principals.of_key("d" * 64) == holder
        assert tx.principals.of_key("e" * 64) is None
        assert tx.principals.revoke(key)
        assert not tx.principals.revoke(key)
        assert tx.principals.of_key("d" * 64) is None


def test_generations_are_written_for_a_day_after_their_time(catalogue: Catalogue) -> None:
    from insecta.catalogue.generations import Generations

    with catalogue.writing() as tx:
        first = tx.generations.proposed("specimens", None, None)
        assert tx.generations.add(first)
        assert not tx.generations.add(first)
        second = tx.generations.proposed("specimens", None, None)
        assert tx.generations.add(second)
        assert (first.name, second.name) == ("specimens-1", "specimens-2")
        tx.generations.set_state(first.name, "former")
        tx.generations.set_state(second.name, "live")
        assert [one.name for one in tx.generations.written()] == [first.name, second.name]
        later = Generations(tx.connection, tx.at + timedelta(days=1, seconds=1))
        assert [one.name for one in later.written()] == [second.name]
        live = tx.generations.live("specimens")
        assert live is not None
        assert live.name == second.name
