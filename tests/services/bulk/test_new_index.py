"""A bulk run whose documents come with a new generation of the index, all at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from insecta.domain.events import RunShardLoaded
from insecta.domain.run import ANEW, INDEX, Run
from insecta.ports import SearchRequest
from insecta.services import index
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.bulk import ledger, prepare, see
from insecta.services.bulk.load import Loading, load
from insecta.services.bulk.manifest import write_manifest
from insecta.services.number_patterns import named_pattern
from insecta.services.search_language import parse
from insecta.services.sources import reading
from tests.services.house import House, jpeg

PICTURES = 3


@pytest.fixture
def run(house: House, pictures: Path) -> Run:
    """Loaded and not closed yet, begun to fill a new index."""
    for n in range(PICTURES):
        (pictures / f"MUS{n}.jpg").write_bytes(jpeg(60 + 40 * n, n))
    made = write_manifest(house.store, str(pictures), "any", reading.read(pictures))
    release = house.classifier.release
    collection, begun = ledger.begin(
        house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", made, release.digest, wishes={INDEX: ANEW}
    )
    ledger.write_items(house.catalogue, house.store, collection, begun, made)
    loading = Loading(
        house.catalogue, house.store, collection, named_pattern("any"), begun, release
    )
    for part in made.parts:
        packed, _ = prepare.prepare(
            house.store, part.key, prepare.digest_of(part.reads, 50_000_000),
            prepare.Sources(None, 50_000_000, 50_000_000),
        )  # fmt: skip
        digest = see.digest_of(packed["sha256"], release.digest)
        seen, _ = see.see(house.store, house.classifier, packed["key"], digest)
        load(loading, part, packed, seen)
    return begun


def pictures_found(house: House) -> int:
    release = house.classifier.release
    vector = np.ones(release.dimensions, np.float32)
    request = SearchRequest(parse(""), None, vector=vector / np.linalg.norm(vector))
    return house.index.search(index.images_alias(release.space), request).total


def test_nothing_is_found_before_the_swap_and_everything_after(house: House, run: Run) -> None:
    other = house.take(jpeg(30, 9), catalog_number="A1")
    house.catch_up()
    assert house.search().total == pictures_found(house) == 1
    count, name = index.rebuild(house.catalogue, house.index, house.release, pictures=True)
    assert (count, name) == (1 + PICTURES, "specimens-2")
    assert house.search().total == pictures_found(house) == 1 + PICTURES
    assert house.specimen(other.specimen_id).deleted_at is None


def test_a_cancelled_run_tells_the_live_index_what_it_has_loaded(house: House, run: Run) -> None:
    house.catch_up()
    assert house.search().total == 0
    with house.catalogue.writing() as tx:
        tx.runs.cancel(run.run_id)
        ledger.into_live_index(tx, run)
        assert not tx.runs.get(run.run_id).fills_new_index
    house.catch_up()
    assert house.search().total == pictures_found(house) == PICTURES


def test_one_that_writes_to_the_live_index_has_nothing_to_tell_when_it_is_cancelled(
    house: House, run: Run
) -> None:
    with house.catalogue.writing() as tx:
        ledger.into_live_index(tx, run)
    before = house.last_event()
    with house.catalogue.writing() as tx:
        ledger.into_live_index(tx, tx.runs.get(run.run_id))
    assert not [one for one in house.events(before) if isinstance(one, RunShardLoaded)]


def test_how_it_was_begun_is_remembered_and_not_asked_of_a_finished_run(
    house: House, run: Run, pictures: Path
) -> None:
    made = write_manifest(house.store, str(pictures), "any", reading.read(pictures))
    digest = house.classifier.release.digest
    given = (house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", made, digest)
    assert ledger.begin(*given)[1].fills_new_index
    with house.catalogue.writing() as tx:
        ledger.into_live_index(tx, run)
        tx.runs.change(run.run_id, finished=tx.at, state="finished")
    assert not ledger.begin(*given, wishes={INDEX: ANEW})[1].fills_new_index
