"""Whole tables as plain values, the same from both engines, and back.

UUIDs, times and JSON are text, as they are stored; so a catalogue leaves SQLite and arrives in
PostgreSQL.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    Integer,
    LargeBinary,
    Table,
    func,
    insert,
    select,
    text,
)

from insecta.catalogue.tables import Json, Time, Uuid, metadata

NOT_KEPT = frozenset({"leases", "consumer_offsets", "retries", "index_generations"})
"""Tables that tell of processes and of one index; a rebuilt platform makes its own."""
PAGE = 5_000
Kind = str
"""`text`, `int`, `float`, `bool` or `bytes`."""


def tables() -> list[Table]:
    """Tables that are kept, those that others refer to first."""
    return [table for table in metadata.sorted_tables if table.name not in NOT_KEPT]


def kinds(table: Table) -> dict[str, Kind]:
    return {column.name: _kind(column) for column in table.columns}


def _kind(column: Column[Any]) -> Kind:
    if isinstance(column.type, Boolean):
        return "bool"
    if isinstance(column.type, Integer | BigInteger):
        return "int"
    if isinstance(column.type, Float):
        return "float"
    return "bytes" if isinstance(column.type, LargeBinary) else "text"


def rows(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """Pages of plain rows in the order of the primary key."""
    query = select(table).order_by(*table.primary_key.columns)
    ways = [(column.name, _outward(column)) for column in table.columns]
    result = connection.execution_options(yield_per=PAGE).execute(query)
    for page in result.partitions(PAGE):
        yield [
            {name: None if cell is None else way(cell) for (name, way), cell in zip(ways, row, strict=True)}
            for row in page
        ]  # fmt: skip


def put_back(connection: Connection, table: Table, plain: Iterable[Mapping[str, Any]]) -> int:
    """Insert plain rows; how many."""
    ways = {column.name: _inward(column) for column in table.columns}
    listed = [
        {name: None if row.get(name) is None else way(row[name]) for name, way in ways.items()}
        for row in plain
    ]
    if listed:
        connection.execute(insert(table), listed)
    return len(listed)


def is_empty(connection: Connection) -> bool:
    """Whether no kept table has a row."""
    return all(
        connection.execute(select(func.count()).select_from(table)).scalar_one() == 0
        for table in tables()
    )


def continue_numbers(connection: Connection) -> None:
    """PostgreSQL's own counters go on after the rows that were put back."""
    if connection.dialect.name != "postgresql":
        return
    for table, column in (("outbox", "seq"), ("promotions", "number")):
        connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), "
                f"GREATEST(1, (SELECT COALESCE(MAX({column}), 1) FROM {table})))"
            )
        )


def _outward(column: Column[Any]) -> Callable[[Any], Any]:
    if isinstance(column.type, Json):
        return lambda value: json.dumps(value, sort_keys=True, ensure_ascii=False)
    if isinstance(column.type, Time):
        return lambda value: value.isoformat(timespec="microseconds")
    return str if isinstance(column.type, Uuid) else lambda value: value


def _inward(column: Column[Any]) -> Callable[[Any], Any]:
    if isinstance(column.type, Json):
        return json.loads
    if isinstance(column.type, Time):
        return datetime.fromisoformat
    return UUID if isinstance(column.type, Uuid) else lambda value: value
