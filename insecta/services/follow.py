"""What happened since, as far as a principal may know: the outbox, filtered by collection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from insecta import wire
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Principal
from insecta.domain.events import TOPICS, Event, RunShardLoaded, SpecimenEvent
from insecta.errors import Fault, Invalid, NotFound
from insecta.services.access import member_of, visible

BATCH = 500


@dataclass(frozen=True, slots=True)
class News:
    """One event under its outbox number; `data` holds keys only, never state."""

    seq: int
    name: str
    data: Mapping[str, Any]


def newest(catalogue: Catalogue) -> int:
    """Where somebody begins who wants only what happens from now on."""
    with catalogue.reading() as tx:
        return tx.outbox.last()


def follow(catalogue: Catalogue, principal: Principal, after: int) -> tuple[int, tuple[News, ...]]:
    """Events past an outbox number that the principal may know of, and how far was read."""
    with catalogue.reading() as tx:
        rows = tx.outbox.after(after, TOPICS, BATCH)
        events = [(seq, event) for seq, _, body in rows if (event := _event(body)) is not None]
        known = knowable(tx, principal, [event for _, event in events])
    numbers = {event.id: seq for seq, event in events}
    found = [News(numbers[event.id], name, data) for event, name, data in known]
    return (rows[-1][0] if rows else after), tuple(found)


def knowable(
    tx: Transaction, principal: Principal, events: Sequence[Event]
) -> list[tuple[Event, str, Mapping[str, Any]]]:
    """Those of some events that the principal may know of, each with its name and its keys."""
    known = _collections(tx, events)
    seen, members = visible(tx, principal), member_of(principal)
    return [
        (event, type(event).__name__, _keys(event))
        for event in events
        if _may_know(event, known, members if isinstance(event, RunShardLoaded) else seen)
    ]


def _event(body: str) -> Event | None:
    """An event that this program does not know is passed over."""
    try:
        return wire.decode(body)
    except (Fault, Invalid):
        return None


def _collections(tx: Transaction, events: Sequence[Event]) -> dict[UUID, UUID]:
    """Collection of every specimen and run that events speak of."""
    ids = {event.specimen_id for event in events if isinstance(event, SpecimenEvent)}
    known = {key: one.collection_id for key, one in tx.specimens.find(sorted(ids)).items()}
    for event in events:
        if isinstance(event, RunShardLoaded):
            try:
                known[event.run_id] = tx.runs.get(event.run_id).collection_id
            except NotFound:
                continue
    return known


def _may_know(event: Event, known: Mapping[UUID, UUID], seen: frozenset[UUID] | None) -> bool:
    """Events of the house are for everybody; those of a collection for who may see it."""
    if seen is None or not isinstance(event, SpecimenEvent | RunShardLoaded):
        return True
    thing = event.specimen_id if isinstance(event, SpecimenEvent) else event.run_id
    return known.get(thing) in seen


def _keys(event: Event) -> Mapping[str, Any]:
    data = {
        name: str(getattr(event, name))
        for name in ("specimen_id", "image_id", "run_id", "identification_id", "release")
        if getattr(event, name, None) is not None
    }
    return {"time": event.time.isoformat(), **data}
