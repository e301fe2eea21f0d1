"""Statements that both engines spell alike but SQLAlchemy keeps per dialect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")
CHUNK = 500
"""Rows or keys per statement; below SQLite's limit on bound variables."""


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def insert_or_ignore(
    connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]
) -> int:
    """Insert rows whose key is new; how many were."""
    listed = [dict(row) for row in rows]
    if not listed:
        return 0
    # Rows as parameters, not in the statement: so SQLAlchemy compiles it once and keeps it.
    # Counted by what comes back: psycopg's rowcount is -1 here.
    statement = _insert(connection, table).on_conflict_do_nothing().returning(*table.primary_key)
    return len(connection.execute(statement, listed).all())


def upsert(
    connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]], keys: Sequence[str]
) -> None:
    """Insert rows; where the key exists, replace every other column given."""
    listed = [dict(row) for row in rows]
    if not listed:
        return
    statement = _insert(connection, table)
    changed = {name: statement.excluded[name] for name in listed[0] if name not in keys}
    # Rows as parameters, as above.
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(keys), set_=changed), listed
    )


def _insert(connection: Connection, table: Table) -> Any:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table)
