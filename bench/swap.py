"""A new search index while people search: `python -m bench swap`.

A catalogue of made-up specimens is indexed, then indexed anew into another generation, which takes the
alias over, as `insecta index rebuild` does it; meanwhile another connection searches without pause. A
search fails where it raises, or finds another number than all. Its time stands beside that of the same
rebuild with nobody searching. With Elasticsearch (not at small size) the peer is `helpers.bulk` of its
Python client at its defaults, given the same bodies ready made, while ours reads rows, builds documents,
writes them through a writer that checks every item, and compares the whole generation with the catalogue.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid5

from bench.collection import COUNTRIES, GENERA, LOCALITIES, PEOPLE
from bench.record import Measure, higher_is_better, seconds

WORD = "museum"
"""Every specimen's record has it."""


class Searching(Thread):
    """Searches without pause on a connection of its own."""

    def __init__(self, settings: Any, wanted: int) -> None:
        super().__init__(daemon=True)
        self._settings, self._wanted = settings, wanted
        self._ended = Event()
        self.asked, self.failed = 0, 0

    def run(self) -> None:
        from insecta.bootstrap import platform
        from insecta.ports import SearchRequest
        from insecta.services.search_language import parse

        with closing(platform(self._settings)) as own:
            request = SearchRequest(parse(WORD), None, facets=("country",))
            while not self._ended.is_set():
                self.asked += 1
                try:
                    self.failed += own.index.search("specimens", request).total != self._wanted
                except Exception:
                    self.failed += 1

    def end(self) -> None:
        self._ended.set()
        self.join()


def main(*, small: bool) -> list[Measure]:
    number = 500 if small else 50_000
    with tempfile.TemporaryDirectory() as name:
        found = _measured(Path(name), number, {}, "embedded")
    if small:
        return found
    with tempfile.TemporaryDirectory() as name, _elasticsearch(Path(name)) as url:
        return [*found, *_measured(Path(name), number, {"search_index_url": url}, "Elasticsearch")]


def _measured(place: Path, number: int, more: dict[str, Any], engine: str) -> list[Measure]:
    from insecta.bootstrap import platform
    from insecta.services import index
    from insecta.settings import load

    settings = load(data=place / "data", **more)
    with closing(platform(settings)) as house:
        house.prepare()
        _fill(house.catalogue, number)

        def rebuild() -> None:
            count, _ = index.rebuild(house.catalogue, house.index, house.release)
            if count != number:
                raise SystemExit(f"{count} of {number} specimens are in the new index")

        rebuild()
        alone = number / seconds(rebuild)
        people = Searching(settings, number)
        people.start()
        beside = number / seconds(rebuild)
        people.end()
        peer = _helpers(house, number) if engine == "Elasticsearch" else None
    title = f"index of {number:,} specimens anew while people search, {engine}"
    answered = 100 * (people.asked - people.failed) / people.asked
    told = [
        higher_is_better(title, "documents/s", [beside], "nobody searches", alone, 0.4),
        higher_is_better(
            f"{people.asked:,} searches meanwhile, {engine}", "% answered in full", [answered],
            "all", 100.0,
        ),
    ]  # fmt: skip
    if peer is not None:
        name = title.replace(" while people search", "")
        beside_helpers = "helpers.bulk at its defaults, bodies ready made"
        told.append(higher_is_better(name, "documents/s", [alone], beside_helpers, peer, 0.4))
    return told


def _fill(catalogue: Any, number: int) -> None:
    """Specimens without pictures, under catalogue numbers."""
    from insecta.catalogue import tables

    with catalogue.writing() as tx:
        collection = tx.collections.ensure("ANTS").collection_id
    at = datetime.now(UTC)
    chance = random.Random(7)
    for start in range(0, number, 5_000):
        rows = [
            _specimen(chance, collection, n, at) for n in range(start, min(start + 5_000, number))
        ]
        with catalogue.writing() as tx:
            tx.connection.execute(tables.specimens.insert(), rows)


def _specimen(chance: random.Random, collection: UUID, n: int, at: datetime) -> dict[str, Any]:
    record = {
        "country": chance.choice(COUNTRIES), "locality": f"{WORD} {chance.choice(LOCALITIES)}",
        "recordedBy": chance.choice(PEOPLE), "eventDate": f"{1900 + n % 120}-{1 + n % 12:02}",
    }  # fmt: skip
    return {
        "specimen_id": uuid5(collection, str(n)), "collection_id": collection,
        "catalog_number": f"CASENT{n:07}", "number_normal": f"casent{n:07}", "record": record,
        "verbatim": {"determination": chance.choice(GENERA)}, "created": at,
    }  # fmt: skip


@contextmanager
def _elasticsearch(folder: Path) -> Iterator[str]:
    from insecta.servers import fleet
    from insecta.settings import load

    place = folder / "servers"
    try:
        started = fleet.start(place, load().cache, ["elasticsearch"])["elasticsearch"]
        yield started.settings["INSECTA_SEARCH_INDEX_URL"]
    finally:
        fleet.stop(place)


def _helpers(house: Any, number: int) -> float:
    """Documents a second of the client's own bulk helper, into an index of the same mapping."""
    from elasticsearch import Elasticsearch, helpers

    from insecta.adapters import elastic_index
    from insecta.ports import Generation

    made = Generation("peer-1", "specimens")
    bodies = [elastic_index._body(made, one) for one in _documents(house)]
    if len(bodies) != number:
        raise SystemExit(f"{len(bodies)} of {number} documents were built")
    address = house.settings.search_index.removeprefix("elasticsearch://").split("/")[0]
    with Elasticsearch(f"http://{address}", request_timeout=60) as client:
        client.indices.create(
            index="peer-1",
            settings=elastic_index._SETTINGS,
            mappings=elastic_index._mapping(made),
        )

        def write() -> None:
            actions = ({"_index": "peer-1", "_id": one["id"], "_source": one} for one in bodies)
            helpers.bulk(client, actions)
            client.indices.refresh(index="peer-1")

        return number / seconds(write)


def _documents(house: Any) -> Iterator[Any]:
    from insecta.services import index
    from insecta.services.documents import read_rows, specimen_document

    for page in index._pages(house.catalogue):
        with house.catalogue.reading() as tx:
            rows = read_rows(tx, page, house.release, [])
        yield from (specimen_document(one) for one in rows)
