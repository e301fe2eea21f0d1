"""Events as the outside knows them: every published example loads, every schema fits its class."""

from __future__ import annotations

import json
from dataclasses import MISSING, Field, fields
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest

from insecta import wire
from insecta.domain.events import EVENTS, Event, ImageReceived
from insecta.errors import Fault, Invalid
from tests.conftest import ROOT

FOLDER = ROOT / "docs" / "events"
ENVELOPE = {"id", "time", "trace"}
PUBLISHED = sorted(FOLDER.glob("*/*/example*.json"))
JSON_TYPES: dict[type, dict[str, str]] = {
    UUID: {"type": "string", "format": "uuid"},
    str: {"type": "string"},
    int: {"type": "integer"},
}


def folder(event: type[Event]) -> Path:
    return FOLDER / event.__name__ / str(event.version)


def own_fields(event: type[Event]) -> list[Field[Any]]:
    return [part for part in fields(event) if part.name not in ENVELOPE]


def required(event: type[Event]) -> list[str]:
    return sorted(part.name for part in own_fields(event) if part.default is MISSING)


def property_of(hint: Any) -> dict[str, str]:
    if get_origin(hint) in (Union, UnionType):
        hint = next(arm for arm in get_args(hint) if arm is not type(None))
    return JSON_TYPES[hint]


def problems(schema: dict[str, Any], event: type[Event]) -> list[str]:
    """Where a class breaks what a published schema promised, or says more than it."""
    promised = schema["properties"]["data"]
    hints = get_type_hints(event)
    found = [
        f"{name} became required" for name in required(event) if name not in promised["required"]
    ]
    found += [
        f"{name} is no longer always sent"
        for name in promised["required"]
        if name not in required(event)
    ]
    now = {part.name: property_of(hints[part.name]) for part in own_fields(event)}
    found += [f"{name} is gone" for name in promised["properties"] if name not in now]
    for name, kind in now.items():
        told = promised["properties"].get(name)
        if told is None:
            found.append(f"{name} is not in the schema")
        elif {key: told[key] for key in kind} != kind:
            found.append(f"{name} changed its type")
    return found


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_schema_and_class_say_the_same(event: type[Event]) -> None:
    schema = json.loads((folder(event) / "schema.json").read_text("utf-8"))
    assert problems(schema, event) == []
    assert schema["properties"]["type"] == {"const": wire.event_type(event)}
    assert schema["description"] == event.__doc__
    assert event.topic in (FOLDER.parent / "events.md").read_text("utf-8")


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: str(path.relative_to(FOLDER)))
def test_every_example_ever_published_loads(path: Path) -> None:
    raw = path.read_text("utf-8")
    event = wire.decode(raw)
    envelope = json.loads(raw)
    assert type(event).__name__ == path.parts[-3]
    assert envelope["partitionkey"] == event.key
    if event.version == int(path.parts[-2]):
        assert json.loads(wire.encode(event)) == envelope


def test_every_event_has_an_example() -> None:
    assert {path.parts[-3] for path in PUBLISHED} == {event.__name__ for event in EVENTS}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda data: data["required"].remove("sha256"), "sha256 became required"),
        (lambda data: data["properties"].pop("sha256"), "sha256 is not in the schema"),
        (lambda data: data["properties"].update(more={"type": "string"}), "more is gone"),
        (lambda data: data["required"].append("run_id"), "run_id is no longer always sent"),
        (
            lambda data: data["properties"].update(sha256={"type": "integer"}),
            "sha256 changed its type",
        ),
    ],
)
def test_an_incompatible_change_is_noticed(change: Any, problem: str) -> None:
    schema = json.loads((folder(ImageReceived) / "schema.json").read_text("utf-8"))
    change(schema["properties"]["data"])
    assert problem in problems(schema, ImageReceived)


def test_readers_ignore_what_they_do_not_know_and_stop_at_newer_versions() -> None:
    envelope = json.loads((folder(ImageReceived) / "example.json").read_text("utf-8"))
    known = wire.decode(json.dumps(envelope))
    envelope["data"]["added_later"] = 1
    envelope["extension"] = "x"
    assert wire.decode(json.dumps(envelope)) == known
    for kind in ("insecta.ImageReceived.v2", "insecta.Unheard.v1", "other.ImageReceived.v1"):
        with pytest.raises(Fault, match="unknown event"):
            wire.decode(json.dumps(envelope | {"type": kind}))


@pytest.mark.parametrize(
    "change",
    [
        {"data": {}},
        {"data": None},
        {"id": "1"},
        {"time": "yesterday"},
        {"data": {"specimen_id": 5}},
    ],
)
def test_bytes_that_are_no_event_are_invalid(change: dict[str, Any]) -> None:
    envelope = json.loads((folder(ImageReceived) / "example.json").read_text("utf-8"))
    with pytest.raises(Invalid):
        wire.decode(json.dumps(envelope | change))
