"""Events to bytes and back: CloudEvents 1.0 structured JSON, `type` = `insecta.<Name>.v<n>`.

Within a version changes are additive and unknown fields are ignored; an unknown type or version
raises `Fault`, which opens the reader's circuit instead of losing the event.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from insecta.domain.events import EVENTS, Event
from insecta.errors import Fault, Invalid

SOURCE = "insecta"
_BY_NAME = {event.__name__: event for event in EVENTS}
_ENVELOPE = {"id", "time", "trace"}

Upcast = Callable[[dict[str, Any]], dict[str, Any]]
UPCASTS: dict[tuple[str, int], Upcast] = {}
"""(name, version) → data of the next version; one step each, applied in order."""


def event_type(event: type[Event]) -> str:
    return f"insecta.{event.__name__}.v{event.version}"


def encode(event: Event) -> bytes:
    """One event as CloudEvents JSON, keys sorted, UTF-8."""
    data = {
        part.name: _plain(getattr(event, part.name))
        for part in fields(event)
        if part.name not in _ENVELOPE and getattr(event, part.name) is not None
    }
    envelope = {
        "specversion": "1.0",
        "id": str(event.id),
        "source": SOURCE,
        "type": event_type(type(event)),
        "time": event.time.isoformat(),
        "partitionkey": event.key,
        "datacontenttype": "application/json",
        "data": data,
    }
    if event.trace is not None:
        envelope["traceparent"] = event.trace
    return json.dumps(envelope, sort_keys=True, separators=(",", ":")).encode()


def decode(raw: bytes | str) -> Event:
    """The event in some bytes. Raises Invalid (not an event), Fault (a type this reader is too old for)."""
    try:
        envelope = json.loads(raw)
        kind, event_id, time = envelope["type"], UUID(envelope["id"]), envelope["time"]
        data = dict(envelope["data"])
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(f"not a CloudEvents envelope: {error!r}") from error
    trace = envelope.get("traceparent")
    event, version = _known(kind)
    for step in range(version, event.version):
        data = UPCASTS[event.__name__, step](data)
    try:
        return event(
            id=event_id,
            time=datetime.fromisoformat(time),
            trace=trace if isinstance(trace, str) else None,
            **_typed(event, data),
        )
    except (TypeError, ValueError, AttributeError) as error:
        raise Invalid(f"{kind} {event_id}: {error}") from error


def _known(kind: str) -> tuple[type[Event], int]:
    match kind.split("."):
        case ["insecta", name, version] if name in _BY_NAME and version[1:].isdigit():
            event = _BY_NAME[name]
            if int(version[1:]) <= event.version:
                return event, int(version[1:])
    raise Fault(f"unknown event {kind}", hint="this reader is older than the writer: upgrade it")


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


def _typed(event: type[Event], data: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(event)
    names = {part.name for part in fields(event)} - _ENVELOPE
    return {name: _cast(hints[name], value) for name, value in data.items() if name in names}


def _cast(hint: Any, value: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        if value is None:
            return None
        hint = next(arm for arm in get_args(hint) if arm is not type(None))
    if hint is UUID:
        return UUID(value)
    if not isinstance(value, hint):
        raise TypeError(f"{value!r} is no {hint.__name__}")
    return value
