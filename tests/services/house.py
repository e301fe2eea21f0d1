"""A small platform for tests of services: real SQLite, folder and index; a scripted classifier."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from PIL import Image as Picture

from insecta import wire
from insecta.adapters.folder_store import open_store
from insecta.adapters.sqlite_index import open_index
from insecta.catalogue import schema
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Principal, Role
from insecta.domain.events import TOPICS, Event
from insecta.domain.identity import region_id
from insecta.domain.release import Release
from insecta.domain.run import Run
from insecta.domain.specimen import Image, Specimen
from insecta.ports import Classifier, SearchPage, SearchRequest
from insecta.services import index, promote
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.identify import identify_regions, reidentify
from insecta.services.ingest import run as ingest
from insecta.services.ingest.pool import Work
from insecta.services.ingest.source import open_source
from insecta.services.number_patterns import named_pattern
from insecta.services.receive import Limits, Received, Upload, receive
from insecta.services.review.queue import take_hidden
from insecta.services.search_language import parse
from insecta.services.settle import settle
from insecta.services.sources.record import ReadOptions
from insecta.settings import load
from tests.scripted_classifier import ScriptedClassifier

UNLIMITED = Limits()


def jpeg(shade: int, seed: int = 0, size: tuple[int, int] = (160, 120)) -> bytes:
    """A sharp picture of a certain brightness; another seed, other bytes."""
    noise = np.random.default_rng(seed).integers(-30, 30, (size[1], size[0], 3))
    pixels = np.clip(noise + shade, 0, 255).astype(np.uint8)
    data = io.BytesIO()
    Picture.fromarray(pixels).save(data, "JPEG", quality=92)
    return data.getvalue()


@dataclass
class House:
    folder: Path
    classifier: ScriptedClassifier = field(default_factory=ScriptedClassifier)
    classifiers: dict[str, ScriptedClassifier] = field(default_factory=dict)
    """Every release this house has met, by digest."""

    def __post_init__(self) -> None:
        self.settings = load(data=self.folder / "data")
        self.settings.data.mkdir(parents=True)
        self.catalogue = Catalogue(self.settings.catalogue)
        schema.migrate(self.catalogue)
        self.store = open_store(self.settings.object_store, self.settings)
        self.index = open_index(self.settings.search_index)
        self.promote(self.classifier)

    def know(self, classifier: ScriptedClassifier) -> None:
        """Make a release known, without promoting it."""
        release = classifier.release
        self.classifiers[release.digest] = classifier
        with self.catalogue.writing() as tx:
            tx.releases.add(
                digest=release.digest,
                name=release.name,
                version=release.version,
                space=release.space,
                folder="",
            )

    def promote(self, classifier: ScriptedClassifier) -> None:
        self.classifier = classifier
        self.know(classifier)
        promote.promote(self.catalogue, LOCAL_ADMINISTRATOR, classifier.release.digest)
        index.ensure(self.catalogue, self.index, classifier.release)

    def release(self, digest: str) -> Release:
        return self.classifiers[digest].release

    def other(self, digest: str) -> Classifier:
        return self.classifiers[digest]

    def receive(
        self,
        data: bytes,
        file_name: str = "ant.jpg",
        *,
        principal: Principal = LOCAL_ADMINISTRATOR,
        limits: Limits = UNLIMITED,
        **more: Any,
    ) -> Received:
        upload = Upload(file_name, **{"collection": "ANTS", **more})
        return receive(self.catalogue, self.store, principal, upload, [data], limits)

    def region(self, received: Received) -> UUID:
        return region_id(received.image_id)

    def take(self, data: bytes, file_name: str = "ant.jpg", **more: Any) -> Received:
        """Receive one picture, identify and index it."""
        received = self.receive(data, file_name, **more)
        self.identify([self.region(received)])
        self.catch_up()
        return received

    def hide(self, who: Principal, specimen: UUID) -> None:
        """The queue shows them the specimen without its name: what they say next may be blind."""
        assert take_hidden(self.catalogue, who, specimen, self.release).blind

    def catch_up(self) -> None:
        index.catch_up(self.catalogue, self.index, self.release)

    def specimen(self, key: UUID) -> Specimen:
        with self.catalogue.reading() as tx:
            return tx.specimens.find([key])[key]

    def image(self, key: UUID) -> Image:
        with self.catalogue.reading() as tx:
            return tx.images.find([key])[key]

    def last_event(self) -> int:
        with self.catalogue.reading() as tx:
            return tx.outbox.last()

    def events(self, after: int = 0) -> list[Event]:
        with self.catalogue.reading() as tx:
            return [wire.decode(body) for _, _, body in tx.outbox.after(after, TOPICS, 10_000)]

    def member(self, name: str, **roles: Role) -> Principal:
        """Somebody with a role in collections, by code."""
        with self.catalogue.writing() as tx:
            given = {tx.collections.ensure(code).collection_id: r for code, r in roles.items()}
            principal = Principal(uuid4(), name, roles=given)
            tx.principals.add(principal)
        return principal

    def take_in(
        self,
        source: Path,
        code: str = "ANTS",
        pattern: str = "any",
        *,
        workers: int = 1,
        many: bool = False,
    ) -> Run:
        """Ingest, identify and index everything a source holds; the finished run."""
        run = self.only_take_in(source, code, pattern, workers=workers, many=many)
        settle(
            self.catalogue, self.store, self.index, self.release, self.classifier, self.other,
            run.run_id, lambda done: None,
        )  # fmt: skip
        with self.catalogue.reading() as tx:
            return tx.runs.get(run.run_id)

    def only_take_in(
        self,
        source: Path,
        code: str = "ANTS",
        pattern: str = "any",
        *,
        workers: int = 1,
        many: bool = False,
        progress: Callable[[str, int, int | None], None] = lambda *_: None,
    ) -> Run:
        kind = named_pattern(pattern)
        opened, _ = open_source(str(source), ReadOptions(kind), lambda url: None)  # type: ignore[arg-type, return-value]
        collection, run, _ = ingest.begin(self.catalogue, LOCAL_ADMINISTRATOR, code, opened)
        work = Work(
            partial(open_store, self.settings.object_store, self.settings),
            50_000_000,
            50_000_000,
            many=many,
        )
        ingest.take_in(self.catalogue, collection, kind, run, opened, work, workers, progress)
        return run

    def identify(self, regions: list[UUID]) -> None:
        identify_regions(self.catalogue, self.store, self.classifier, regions, self.other)

    def look_again(self) -> int:
        """Show every picture to the newest release, as the identify worker does in its spare time."""
        done = reidentify(self.catalogue, self.store, self.classifier, self.other)
        self.catch_up()
        return done

    def states(self, run: Run) -> dict[str, tuple[str, str | None, str | None]]:
        """User's file name → (state, outcome, reason)."""
        with self.catalogue.reading() as tx:
            items = tx.runs.items(run.run_id)
        return {item.user_name: (item.state, item.outcome, item.reason) for item in items}

    def counts(self, run: Run) -> Counter[str]:
        return Counter(state for state, _, _ in self.states(run).values())

    def search(self, text: str = "", **more: object) -> SearchPage:
        return self.index.search("specimens", SearchRequest(parse(text), None, **more))  # type: ignore[arg-type]
