"""Engines for SQLite and PostgreSQL with the locking that several processes need.

SQLite: WAL, foreign keys, synchronous=FULL, busy time-out of 10 s, and every writing transaction
begins with BEGIN IMMEDIATE, because a deferred one that reads and then writes fails at once.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from insecta.errors import BadSettings, InsectaError, StoreFull, Unavailable

BUSY_SECONDS = 10
WRITING = "insecta_writing"
"""Execution option of a connection whose transaction will write."""


def open_engine(url: str) -> Engine:
    """An engine for a catalogue URL. Raises BadSettings for anything but SQLite and PostgreSQL."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise BadSettings(f"INSECTA_CATALOGUE_URL {url!r} is no database address") from error
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=5
        )
    raise BadSettings(
        f"INSECTA_CATALOGUE_URL begins with {parsed.drivername!r}",
        hint="use sqlite:///PATH or postgresql://USER:PASSWORD@HOST/DATABASE",
    )


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def translate(error: DBAPIError) -> InsectaError | DBAPIError:
    """A driver's error as one of ours where it may pass; others are returned as they are."""
    text = " ".join(str(error.orig).split())
    if "disk is full" in text or "No space left" in text:
        return StoreFull(f"the catalogue cannot write: {text}", hint="free some disk space")
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return Unavailable(f"the catalogue does not answer: {text}")
    return error
