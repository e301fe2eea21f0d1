"""A bulk run step by step, as Spark's tasks do it, so that something may happen between two steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from insecta.adapters.folder_store import open_store
from insecta.domain.collection import Collection
from insecta.domain.run import Run
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.bulk import ledger, output, prepare, see
from insecta.services.bulk.load import Loading, load
from insecta.services.bulk.manifest import Manifest, write_manifest
from insecta.services.ingest import run as ingest
from insecta.services.ingest.pool import Work
from insecta.services.ingest.source import open_source
from insecta.services.number_patterns import named_pattern
from insecta.services.settle import settle
from insecta.services.sources.record import ReadOptions
from tests.scripted_classifier import ScriptedClassifier
from tests.services.house import House


@dataclass
class Bulk:
    """One source under one release; by default the house's own."""

    house: House
    source: Path
    code: str = "ANTS"
    pattern: str = "any"
    classifier: ScriptedClassifier | None = None
    prepared: list[output.Receipt] = field(default_factory=list)
    seen: list[output.Receipt] = field(default_factory=list)

    manifest: Manifest = field(init=False)
    collection: Collection = field(init=False)
    run: Run = field(init=False)

    def __post_init__(self) -> None:
        self.classifier = self.classifier or self.house.classifier
        options = ReadOptions(named_pattern(self.pattern))
        opened, _ = open_source(str(self.source), options, lambda url: None)  # type: ignore[arg-type, return-value]
        self.manifest = write_manifest(
            self.house.store, opened.name, self.pattern, opened.records(), opened.key_prefix
        )
        self.collection, self.run = ledger.begin(
            self.house.catalogue, LOCAL_ADMINISTRATOR, self.code, self.manifest, self.release
        )

    @property
    def release(self) -> str:
        assert self.classifier is not None
        return self.classifier.release.digest

    def work(self) -> Run:
        """All of it, from the ledger to the index."""
        self.prepare()
        self.see()
        return self.load()

    def prepare(self) -> None:
        house, pixels = self.house, self.house.settings.max_pixels_staff
        ledger.write_items(house.catalogue, house.store, self.collection, self.run, self.manifest)
        sources = prepare.Sources(None, pixels, 50_000_000)
        self.prepared = [
            prepare.prepare(house.store, part.key, prepare.digest_of(part.reads, pixels), sources)[
                0
            ]
            for part in self.manifest.parts
        ]

    def see(self) -> None:
        assert self.classifier is not None
        self.seen = [
            see.see(
                self.house.store, self.classifier, one["key"],
                see.digest_of(one["sha256"], self.release),
            )[0]
            for one in self.prepared
        ]  # fmt: skip

    def load(self) -> Run:
        house = self.house
        assert self.classifier is not None
        loading = Loading(
            house.catalogue, house.store, self.collection, named_pattern(self.pattern), self.run,
            self.classifier.release,
        )  # fmt: skip
        for part, one, other in zip(self.manifest.parts, self.prepared, self.seen, strict=True):
            load(loading, part, one, other)
        return self.close()

    def retry(self) -> Run:
        """Failed pictures one by one, as `insecta runs resume --retry` takes them in."""
        house = self.house
        with house.catalogue.writing() as tx:
            tx.runs.reopen(self.run.run_id, failed=True)
            self.run = tx.runs.get(self.run.run_id)
        work = Work(
            partial(open_store, house.settings.object_store, house.settings), 50_000_000, 50_000_000
        )
        ingest.take_in(
            house.catalogue, self.collection, named_pattern(self.pattern), self.run,
            ingest.Source(self.run.source, tuple), work, 1, lambda *_: None,
        )  # fmt: skip
        settle(
            house.catalogue, house.store, house.index, house.release, house.classifier,
            house.other, self.run.run_id, lambda done: None,
        )  # fmt: skip
        return self.close()

    def close(self) -> Run:
        ingest.close(self.house.catalogue, self.collection, self.run)
        self.house.catch_up()
        with self.house.catalogue.reading() as tx:
            self.run = tx.runs.get(self.run.run_id)
        return self.run

    def states(self) -> dict[str, str]:
        """User's file name → state of its item."""
        return {name: state for name, (state, _, _) in self.house.states(self.run).items()}


def packed(house: House, suffixes: Sequence[str] = (".parquet", ".gz")) -> list[Path]:
    """Files of the house's shards and plans."""
    folder = house.settings.data / "objects" / "bulk"
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes)
