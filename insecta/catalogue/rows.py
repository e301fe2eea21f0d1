"""Rows of a table as the domain's frozen dataclasses, and back."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Column, Row, Table

T = TypeVar("T")


def as_row(table: Table, thing: Any, **more: Any) -> dict[str, Any]:
    """Every column of the table: the dataclass's value, else `more`, else the column's default."""
    values = {part.name: getattr(thing, part.name) for part in fields(thing)}
    values |= {name: value for name, value in more.items() if values.get(name) is None}
    return {column.name: _given(column, values.get(column.name)) for column in table.columns}


def _given(column: Column[Any], value: Any) -> Any:
    if value is None and column.default is not None:
        default: Any = column.default
        return default.arg(None) if default.is_callable else default.arg
    return list(value) if isinstance(value, tuple) else value


def as_thing(kind: type[T], row: Row[Any]) -> T:
    """A dataclass from a row; lists become tuples, columns it lacks are left out."""
    return as_things(kind, [row])[0]


def as_things(kind: type[T], rows: Iterable[Any]) -> list[T]:
    """Dataclasses from rows of one statement."""
    listed = list(rows)
    if not listed:
        return []
    columns = {name: place for place, name in enumerate(listed[0]._fields)}
    places = [(name, columns[name]) for name in _names(cast(Hashable, kind)) if name in columns]
    return [kind(**{name: _frozen(row[place]) for name, place in places}) for row in listed]


@cache
def _names(kind: Hashable) -> tuple[str, ...]:
    return tuple(part.name for part in fields(kind))  # type: ignore[arg-type]


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
