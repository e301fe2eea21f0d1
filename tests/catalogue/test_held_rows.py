"""A row that is held is changed by nobody else: what was read of it still holds when it is written."""

from __future__ import annotations

import threading
from collections.abc import Callable

from insecta.catalogue.unit_of_work import Catalogue
from insecta.services.versions import changed
from tests.catalogue.rows import fill

WRITERS = 4


def _together(act: Callable[[int], None]) -> None:
    start = threading.Barrier(WRITERS)

    def run(number: int) -> None:
        start.wait(60)
        act(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_of_several_who_saw_one_version_of_a_specimen_one_may_change_it(
    catalogue: Catalogue,
) -> None:
    fill(catalogue)
    with catalogue.reading() as tx:
        key = tx.specimens.page(None, 1)[0]
        seen = tx.specimens.get(key).version
    won: list[int] = []

    def change(number: int) -> None:
        with catalogue.writing() as tx:
            if tx.specimens.held(key).version == seen:
                changed(tx, [key])
                won.append(number)

    _together(change)
    assert len(won) == 1


def test_changes_of_a_collection_by_several_people_are_all_kept(catalogue: Catalogue) -> None:
    with catalogue.writing() as tx:
        tx.collections.ensure("ANTS")

    def add(number: int) -> None:
        with catalogue.writing() as tx:
            collection = tx.collections.held("ANTS")
            rules = {**collection.rules, f"rule {number}": True}
            tx.collections.change(collection.collection_id, {"rules": rules})

    _together(add)
    with catalogue.reading() as tx:
        assert len(tx.collections.get("ANTS").rules) == WRITERS
