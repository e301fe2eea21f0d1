"""The six events (contract: Events). A docstring here is the public description of its event.

Payloads carry keys, never pixels and never state: consumers read the present rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What all events share; `id` is unique, `time` is when the transaction wrote it (UTC).

    `trace`: W3C traceparent of what made it happen, where traces are recorded.
    """

    topic: ClassVar[str]
    version: ClassVar[int] = 1

    id: UUID
    time: datetime
    trace: str | None = None

    @property
    def key(self) -> str:
        """Partition key."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecimenEvent(Event):
    specimen_id: UUID

    @property
    def key(self) -> str:
        return str(self.specimen_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageReceived(SpecimenEvent):
    """An image row and its blob are durable; `region_id` waits to be identified."""

    topic: ClassVar[str] = "images.received"

    image_id: UUID
    region_id: UUID
    sha256: str
    run_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageIdentified(SpecimenEvent):
    """Scores and the machine identification of a region are stored."""

    topic: ClassVar[str] = "images.identified"

    image_id: UUID
    region_id: UUID
    release: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentificationRecorded(SpecimenEvent):
    """A person identified, disputed or undid."""

    topic: ClassVar[str] = "identifications.recorded"

    identification_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecimenChanged(SpecimenEvent):
    """Metadata, taxonomy, merge, consent or deletion changed what is shown of a specimen."""

    topic: ClassVar[str] = "specimens.changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePromoted(Event):
    """A promotion or rollback got number `number`; workers switch between batches."""

    topic: ClassVar[str] = "releases.promoted"

    number: int
    release: str

    @property
    def key(self) -> str:
        return self.release


@dataclass(frozen=True, slots=True, kw_only=True)
class RunShardLoaded(Event):
    """A bulk shard is in the catalogue: one event for all its pictures."""

    topic: ClassVar[str] = "runs.loaded"

    run_id: UUID
    shard_no: int

    @property
    def key(self) -> str:
        return str(self.run_id)


EVENTS: tuple[type[Event], ...] = (
    ImageReceived,
    ImageIdentified,
    IdentificationRecorded,
    SpecimenChanged,
    ReleasePromoted,
    RunShardLoaded,
)
TOPICS: tuple[str, ...] = tuple(event.topic for event in EVENTS)
GROUPS: dict[str, tuple[str, ...]] = {
    "identify": (ImageReceived.topic, ReleasePromoted.topic),
    "index": TOPICS,
    "notify": TOPICS,
}
"""Consumer groups, and the topics that each reads."""
