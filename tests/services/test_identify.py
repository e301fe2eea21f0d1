"""Look once, decide for each owner; a statement is a function of what is stored."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from uuid import UUID

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Picture

from insecta.catalogue.unit_of_work import Transaction
from insecta.domain.answer import Answer
from insecta.domain.events import ImageIdentified, ImageReceived
from insecta.domain.identity import rendition_key
from insecta.domain.run import Run, RunItem
from insecta.domain.specimen import Identification
from insecta.errors import Unavailable
from insecta.ports import Seen
from insecta.services.answers import answer_from_json
from insecta.services.identify import identify, look, reidentify
from insecta.services.receive import Received
from tests.scripted_classifier import ScriptedClassifier, scripted_release
from tests.services.house import House, jpeg


class Counting(ScriptedClassifier):
    """Counts the pictures it was shown."""

    looked = 0

    def see(self, pictures: NDArray[np.uint8]) -> list[Seen]:
        self.looked += len(pictures)
        return super().see(pictures)


@pytest.fixture
def eye(house: House) -> Counting:
    counting = Counting()
    house.classifier = house.classifiers[counting.release.digest] = counting
    return counting


def statements(house: House, received: Received) -> list[Identification]:
    with house.catalogue.reading() as tx:
        found = tx.identifications.of_specimens([received.specimen_id])
    return found.get(received.specimen_id, [])


def answer(house: House, received: Received) -> Answer:
    return answer_from_json(statements(house, received)[-1].body)


def test_a_region_is_named_by_what_lies_in_its_box(house: House) -> None:
    """The left half is as dark as an ant, the right one as pale as a moth, by the script."""
    sheet = np.full((120, 160, 3), 40, np.uint8)
    sheet[:, 80:] = 150
    data = io.BytesIO()
    Picture.fromarray(sheet).save(data, "PNG")
    house.receive(data.getvalue(), "tray.png")
    digest = hashlib.sha256(data.getvalue()).hexdigest()
    left, right = (digest, "0,0,0.5,1"), (digest, "0.5,0,0.5,1")
    scores = look(house.store, house.classifier, [left, right, (digest, "whole")]).scores
    sure = {
        part: {c.taxon_id for c in s.candidates if c.confidence > 0.8} for part, s in scores.items()
    }
    assert "species:Camponotus_a" in sure[left]
    assert "order:Lepidoptera" in sure[right]
    assert "genus:Pheidole" in sure[digest, "whole"]


def put_run(house: House, regions: list[UUID | None], state: str = "working") -> UUID:
    """A planned run whose items wait for these regions."""
    key = UUID(int=7)
    with house.catalogue.writing() as tx:
        collection = tx.collections.ensure("ANTS").collection_id
        tx.runs.add(Run(key, collection, "somewhere", "running", True, tx.at))
        tx.runs.add_items(
            RunItem(key, number, f"{number}.jpg", f"{number}", state, region_id=region)  # type: ignore[arg-type]
            for number, region in enumerate(regions)
        )
    return key


def run_of(house: House, key: UUID) -> tuple[Run, list[tuple[str, str | None]]]:
    with house.catalogue.reading() as tx:
        return tx.runs.get(key), [(item.state, item.reason) for item in tx.runs.items(key)]


def bind(change: Callable[[Transaction, UUID], None], house: House, code: str = "ANTS") -> None:
    with house.catalogue.writing() as tx:
        change(tx, tx.collections.ensure(code).collection_id)


def test_equal_bytes_in_two_collections_are_looked_at_once(house: House, eye: Counting) -> None:
    ants, bees = house.receive(jpeg(40)), house.receive(jpeg(40), collection="BEES")
    house.identify([house.region(ants)])
    house.identify([house.region(bees)])
    assert eye.looked == 1
    assert answer(house, ants) == answer(house, bees)


def test_equal_bytes_in_one_batch_are_looked_at_once(house: House, eye: Counting) -> None:
    ants, bees = house.receive(jpeg(40)), house.receive(jpeg(40), collection="BEES")
    house.identify([house.region(bees), house.region(ants)])
    assert eye.looked == 1
    assert len(statements(house, ants)) == len(statements(house, bees)) == 1


def test_a_repeated_event_changes_nothing(house: House, eye: Counting) -> None:
    found = house.take(jpeg(40))
    received = [one for one in house.events() if isinstance(one, ImageReceived)]
    before = house.specimen(found.specimen_id), house.image(found.image_id), house.last_event()
    for _ in range(3):
        identify(house.catalogue, house.store, eye, received * 2, house.other)
    after = house.specimen(found.specimen_id), house.image(found.image_id), house.last_event()
    assert after == before
    assert eye.looked == 1


def test_a_repeat_beside_a_new_picture_leaves_the_old_one_alone(house: House) -> None:
    old, new = house.take(jpeg(40, 1)), house.receive(jpeg(40, 2))
    version, before = house.specimen(old.specimen_id).version, house.last_event()
    house.identify([house.region(old), house.region(new)])
    told = [e.specimen_id for e in house.events(before) if isinstance(e, ImageIdentified)]
    assert told == [new.specimen_id]
    assert house.specimen(old.specimen_id).version == version


def test_scores_once_stored_are_never_updated(house: House, eye: Counting) -> None:
    found = house.take(jpeg(40))
    part = (house.image(found.image_id).sha256, "whole")
    digest = eye.release.digest
    with house.catalogue.writing() as tx:
        before = tx.identifications.scores(digest, [part])
        tx.identifications.add_scores(digest, {part: {"other": 1}})
        assert tx.identifications.scores(digest, [part]) == before


def test_a_statement_follows_the_scores_that_are_stored(house: House, eye: Counting) -> None:
    """Two workers look at once: the second decides on what the first one stored."""
    first = house.take(jpeg(40), collection="BEES")
    part = (house.image(first.image_id).sha256, "whole")
    second = house.receive(jpeg(40))

    class Slow(Counting):
        def see(self, pictures: NDArray[np.uint8]) -> list[Seen]:
            raise AssertionError("these are known")

    house.classifier = Slow()
    house.identify([house.region(second)])
    with house.catalogue.reading() as tx:
        body = tx.identifications.scores(eye.release.digest, [part])[part]
    stored = {candidate[0]: candidate[3] for candidate in body["candidates"]}
    told = answer(house, second)
    assert told.answer is not None
    assert told.answer.confidence == stored[told.answer.taxon_id]


def test_other_bytes_in_the_same_image_get_their_own_statement(house: House) -> None:
    """An owner replaced the picture: what was said of the old one is not said of the new one."""
    found = house.take(jpeg(40))
    other = house.receive(jpeg(140, 3), collection="BEES")
    with house.catalogue.writing() as tx:
        sha256 = tx.images.get(other.image_id).sha256
        tx.images.change(found.image_id, sha256=sha256, waiting=True)
    version, before = house.specimen(found.specimen_id).version, house.last_event()
    house.identify([house.region(found)])
    names = [one.scientific_name for one in statements(house, found)]
    assert names == ["Camponotus a", "Anthophila"]
    assert house.specimen(found.specimen_id).version > version
    assert [type(one) for one in house.events(before)] == [ImageIdentified]


def test_a_region_without_rendition_fails_with_a_reason(house: House) -> None:
    broken, good = house.receive(jpeg(40, 1)), house.receive(jpeg(40, 2))
    run = put_run(house, [house.region(broken), house.region(good)])
    house.store.delete(rendition_key(house.image(broken.image_id).sha256))
    house.identify([house.region(broken), house.region(good)])
    found, items = run_of(house, run)
    assert items[0][0] == "failed"
    assert "rendition cannot be read" in str(items[0][1])
    assert items[1] == ("done", None)
    assert found.finished is not None
    assert statements(house, broken) == []


def test_a_picture_whose_rendition_is_lost_waits_no_more(house: House) -> None:
    broken = house.receive(jpeg(40))
    house.store.delete(rendition_key(house.image(broken.image_id).sha256))
    house.identify([house.region(broken)])
    assert not house.image(broken.image_id).waiting


def test_a_picture_removed_meanwhile_ends_its_item(house: House) -> None:
    gone = house.receive(jpeg(40))
    run = put_run(house, [house.region(gone)])
    with house.catalogue.writing() as tx:
        tx.images.change(gone.image_id, deleted_at=tx.at)
    house.identify([house.region(gone)])
    found, items = run_of(house, run)
    assert items == [("failed", "the picture was removed meanwhile")]
    assert found.finished is not None


def test_a_run_is_finished_only_when_nothing_is_pending_or_working(house: House) -> None:
    one, two = house.receive(jpeg(40, 1)), house.receive(jpeg(40, 2))
    run = put_run(house, [house.region(one), house.region(two), None], "pending")
    house.identify([house.region(one)])
    assert run_of(house, run)[0].finished is None
    house.identify([house.region(two)])
    assert run_of(house, run)[0].finished is None
    with house.catalogue.writing() as tx:
        (last,) = tx.runs.items(run, ("pending",))
        tx.runs.set_items([(last, {"state": "rejected"})])
    house.identify([house.region(two)])
    found, items = run_of(house, run)
    assert found.finished is not None
    assert [state for state, _ in items] == ["done", "done", "rejected"]


@pytest.mark.parametrize(
    ("shade", "state", "reason"),
    [(40, "done", None), (205, "abstained", "label_only"), (245, "abstained", None)],
)
def test_an_item_is_done_exactly_when_there_is_an_answer(
    house: House, shade: int, state: str, reason: str | None
) -> None:
    found = house.receive(jpeg(shade))
    run = put_run(house, [house.region(found)])
    house.identify([house.region(found)])
    ((told, why),) = run_of(house, run)[1]
    assert told == state
    assert (answer(house, found).answer is not None) == (told == "done")
    if told == "abstained":
        assert why == answer(house, found).abstention
    if reason:
        assert why == reason


def test_a_store_that_is_down_changes_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = house.receive(jpeg(40))
    before = house.last_event()

    def down(key: str, start: int = 0, length: int | None = None) -> bytes:
        raise Unavailable("no store")

    monkeypatch.setattr(house.store, "read", down)
    with pytest.raises(Unavailable):
        house.identify([house.region(found)])
    assert house.image(found.image_id).waiting
    assert house.last_event() == before


def test_a_bound_collection_is_identified_by_its_own_release(house: House) -> None:
    drawings = Counting(release=scripted_release(digest="d1" * 32, name="drawings"))
    house.know(drawings)
    house.receive(jpeg(40), collection="DRAWN")
    bind(
        lambda tx, key: tx.collections.change(key, {"rules": {"release": "d1" * 32}}),
        house,
        "DRAWN",
    )
    drawn, ant = house.take(jpeg(40), collection="DRAWN"), house.take(jpeg(40))
    assert [one.release for one in statements(house, drawn)] == ["d1" * 32]
    assert [one.release for one in statements(house, ant)] == [house.classifier.release.digest]
    assert drawings.looked == 1


def test_reidentification_looks_at_each_region_with_the_release_of_its_collection(
    house: House,
) -> None:
    drawings = Counting(release=scripted_release(digest="d1" * 32, name="drawings"))
    house.know(drawings)
    drawn, ant = house.take(jpeg(40), collection="DRAWN"), house.take(jpeg(60))
    bind(
        lambda tx, key: tx.collections.change(key, {"rules": {"release": "d1" * 32}}),
        house,
        "DRAWN",
    )
    second = Counting(release=scripted_release(digest="e2" * 32, version="2"))
    house.promote(second)
    args = (house.catalogue, house.store, second, house.other)
    assert reidentify(*args, batch=1) == 2
    assert [one.release for one in statements(house, drawn)] == ["5c" * 32, "d1" * 32]
    assert [one.release for one in statements(house, ant)] == ["5c" * 32, "e2" * 32]
    assert (drawings.looked, second.looked) == (1, 1)
    assert reidentify(*args, batch=1) == 0


def test_a_statement_names_the_promotion_in_force_and_the_target(house: House) -> None:
    bind(lambda tx, key: tx.collections.change(key, {"target": 0.99}), house)
    found = house.take(jpeg(40))
    (one,) = statements(house, found)
    assert (one.kind, one.promotion, one.body["target"]) == ("machine", 1, 0.99)


def test_the_taxon_list_of_the_collection_is_kept_to(house: House) -> None:
    house.receive(jpeg(5), collection="BEES")
    bind(
        lambda tx, key: tx.collections.change(key, {"taxon_list": ["epifamily:Anthophila"]}),
        house,
        "BEES",
    )
    listed, free = house.take(jpeg(40), collection="BEES"), house.take(jpeg(40))
    assert answer(house, free).answer != answer(house, listed).answer


def test_what_events_tell_of_is_identified_and_nothing_else(house: House) -> None:
    told, untold = house.receive(jpeg(40)), house.receive(jpeg(60))
    events = [one for one in house.events() if getattr(one, "image_id", None) != untold.image_id]
    identify(house.catalogue, house.store, house.classifier, events, house.other)
    assert not house.image(told.image_id).waiting
    assert house.image(untold.image_id).waiting
