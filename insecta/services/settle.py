"""Identify and index what one run brought, where no worker runs that would do it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue
from insecta.ports import Classifier, ObjectStore, SearchIndex
from insecta.services import index
from insecta.services.bound import GetClassifier
from insecta.services.documents import GetRelease
from insecta.services.identify import identify_regions

BATCH = 64


def settle(
    catalogue: Catalogue,
    store: ObjectStore,
    search: SearchIndex,
    release: GetRelease,
    champion: Classifier,
    other: GetClassifier,
    run: UUID,
    progress: Callable[[int], None],
) -> None:
    """Until no picture of the run waits; `progress` is told how many each batch settled.

    Workers that start later find the events in the log, and nothing left to change.
    """
    while True:
        with catalogue.reading() as tx:
            items = tx.runs.items(run, ("working",), limit=BATCH)
            regions = [item.region_id for item in items if item.region_id is not None]
            others = tx.images.beside(regions)
        for start in range(0, len(others), BATCH):
            part = others[start : start + BATCH]
            identify_regions(catalogue, store, champion, part, other)
        if regions:
            identify_regions(catalogue, store, champion, regions, other)
        index.catch_up(catalogue, search, release)
        if not items:
            return
        progress(len(items))
