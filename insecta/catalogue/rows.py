"""Rows of a table as the domain's frozen dataclasses, and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, TypeVar

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
    values = row._mapping
    given = {
        part.name: _frozen(values[part.name])
        for part in fields(kind)  # type: ignore[arg-type]
        if part.name in values
    }
    return kind(**given)


def as_things(kind: type[T], rows: Iterable[Any]) -> list[T]:
    return [as_thing(kind, row) for row in rows]


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
