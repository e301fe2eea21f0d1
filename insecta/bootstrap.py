"""The only module that names adapters: settings in, a whole platform out.

An adapter is chosen by the scheme of its URL, and its driver is imported only then.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, partial
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import make_url

from insecta.adapters.left_in_place import following
from insecta.catalogue import schema
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.release import Release
from insecta.errors import BadSettings, NotFound
from insecta.ports import Classifier, EventLog, ObjectStore, SearchIndex
from insecta.services import index, promote
from insecta.services.log_care import LogCare
from insecta.services.receive import Limits
from insecta.services.release_book import ReleaseBook
from insecta.services.settle import settle
from insecta.settings import Settings
from insecta.vision.classifier import NetworkClassifier
from insecta.vision.release_folder import default_release
from insecta.vision.runtime import require

ADAPTERS: dict[str, dict[str, str]] = {
    "INSECTA_OBJECT_STORE_URL": {
        "file": "insecta.adapters.folder_store:open_store",
        "s3": "insecta.adapters.s3_store:open_store",
    },
    "INSECTA_EVENT_LOG_URL": {
        "table": "insecta.adapters.table_log:open_log",
        "kafka": "insecta.adapters.kafka_log:open_log",
    },
    "INSECTA_SEARCH_INDEX_URL": {
        "sqlite": "insecta.adapters.sqlite_index:open_index",
        "elasticsearch": "insecta.adapters.elastic_index:open_index",
    },
}
CARE = {
    "table": "insecta.adapters.table_care:open_care",
    "kafka": "insecta.adapters.kafka_care:open_care",
}
EXTRAS = {"s3": "s3", "kafka": "kafka", "elasticsearch": "elastic", "postgresql": "postgres"}


def adapter(setting: str, url: str) -> Callable[..., Any]:
    """The function that opens what a URL names. Raises BadSettings, naming the extra to install."""
    scheme = urlsplit(url).scheme
    known = ADAPTERS[setting]
    if scheme not in known:
        raise BadSettings(
            f"{setting} begins with {scheme!r}", hint=f"use one of {', '.join(sorted(known))}"
        )
    module, _, function = known[scheme].partition(":")
    opened: Callable[..., Any] = getattr(import_module(module), function)
    return opened


@dataclass(frozen=True)
class Platform:
    """Everything a door needs. Parts are opened when first asked for."""

    settings: Settings

    @cached_property
    def catalogue(self) -> Catalogue:
        with _extra(self.settings.catalogue):
            return Catalogue(self.settings.catalogue)

    @cached_property
    def store(self) -> ObjectStore:
        return self.store_at(self.settings.object_store)

    def store_at(self, url: str) -> ObjectStore:
        """The objects of a house; originals that were left in another bucket are read there."""
        with _extra(url):
            opened: ObjectStore = adapter("INSECTA_OBJECT_STORE_URL", url)(url, self.settings)
        return following(opened, lambda bucket: self.bucket_opener(bucket)())

    @cached_property
    def index(self) -> SearchIndex:
        url = self.settings.search_index
        with _extra(url):
            opened: SearchIndex = adapter("INSECTA_SEARCH_INDEX_URL", url)(url)
        return opened

    def log(self, group: str) -> EventLog:
        """The event log as one consumer group sees it."""
        url = self.settings.event_log_url
        with _extra(url):
            opened: EventLog = adapter("INSECTA_EVENT_LOG_URL", url)(url, self.catalogue, group)
        return opened

    @cached_property
    def care(self) -> LogCare:
        """The event log as a person looks after it."""
        url = self.settings.event_log_url
        adapter("INSECTA_EVENT_LOG_URL", url)
        module, _, function = CARE[urlsplit(url).scheme].partition(":")
        with _extra(url):
            opened: LogCare = getattr(import_module(module), function)(url, self.catalogue)
        return opened

    @cached_property
    def book(self) -> ReleaseBook:
        return ReleaseBook(self.store, self.settings.data / "releases")

    def release(self, digest: str) -> Release:
        return self.book.get(digest)

    def classifier(self, digest: str | None = None) -> Classifier:
        """The network of a release, by default the promoted one; verified while it loads."""
        wanted = digest or promote.champion(self.catalogue).release
        return NetworkClassifier.open(self.book.path(wanted), self.settings.runtime)

    @property
    def first_release(self) -> Path:
        """The folder a new platform starts with."""
        return Path(self.settings.release) if self.settings.release else default_release()

    @property
    def limits(self) -> Limits:
        return Limits(
            self.settings.max_upload_bytes,
            self.settings.max_pixels_public,
            self.settings.max_waiting,
            visitors=self.settings.visitors,
            target=self.settings.target,
        )

    @property
    def workers(self) -> int:
        """Processes of bulk picture work."""
        return self.settings.workers or os.cpu_count() or 1

    @property
    def store_opener(self) -> Callable[[], ObjectStore]:
        """How another process opens the object store."""
        url = self.settings.object_store
        return partial(adapter("INSECTA_OBJECT_STORE_URL", url), url, self.settings)

    def bucket_opener(self, url: str) -> Callable[[], ObjectStore]:
        """How a process opens a bucket of somebody else's, such as a source of pictures."""
        with _extra(url):
            return partial(adapter("INSECTA_OBJECT_STORE_URL", url), url, self.settings)

    @property
    def has_catalogue(self) -> bool:
        """Whether there may be a catalogue to read, without making an empty one."""
        url = make_url(self.settings.catalogue)
        return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()

    def require_catalogue(self) -> None:
        """Raises NotFound before the first ingest, Fault for another schema revision."""
        if not self.has_catalogue:
            raise NotFound(
                f"there is nothing in {self.settings.data} yet",
                hint="begin with `insecta demo`, `insecta up` or `insecta ingest`",
            )
        schema.require_current(self.catalogue)

    def prepare(self) -> None:
        """Schema, first release and search index exist; a second call changes nothing. Raises
        BadSettings where the runtime is not installed."""
        require(self.settings.runtime)
        self.settings.data.mkdir(parents=True, exist_ok=True)
        schema.migrate(self.catalogue)
        promotion = promote.ensure_first(self.catalogue, self.book, self.first_release)
        index.ensure(self.catalogue, self.index, self.release(promotion.release))

    def has_role(self, role: str) -> bool:
        """Whether a live worker fills the role."""
        with self.catalogue.reading() as tx:
            return bool(tx.leases.live(f"role:{role}"))

    def identify_run(self, run_id: UUID, progress: Callable[[int], None]) -> None:
        """Identify and index what a run brought, in this process."""
        settle(
            self.catalogue,
            self.store,
            self.index,
            self.release,
            self.classifier(),
            cache(self.classifier),
            run_id,
            progress,
        )

    def close(self) -> None:
        """Let go of what was opened."""
        if "catalogue" in self.__dict__:
            self.catalogue.close()


class _extra:  # noqa: N801
    """Turns a missing driver into the extra that brings it."""

    def __init__(self, url: str) -> None:
        self._scheme = urlsplit(url).scheme

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ModuleNotFoundError) and self._scheme in EXTRAS:
            raise BadSettings(
                f"{self._scheme}:// needs the module {error.name}",
                hint=f'pip install "insecta[{EXTRAS[self._scheme]}]"',
            ) from error


def platform(settings: Settings) -> Platform:
    """A platform on these settings."""
    return Platform(settings)
