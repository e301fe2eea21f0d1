"""Engines for SQLite and PostgreSQL with the locking that several processes need.

SQLite: WAL, foreign keys, synchronous=FULL, busy time-out of 10 s, and every writing transaction
begins with BEGIN IMMEDIATE, because a deferred one that reads and then writes fails at once.

PostgreSQL: a connection that lay unused for a second is asked whether its server still is there, and
replaced where not; one in steady use is not, which would be a question for every short transaction.
"""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, OperationalError

from insecta.errors import BadSettings, InsectaError, StoreFull, Unavailable

BUSY_SECONDS = 10
UNUSED = 1.0
"""Seconds after which a pooled connection to PostgreSQL is asked whether it still works."""
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
        return _postgres(parsed.set(drivername="postgresql+psycopg"))
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


def _postgres(url: URL) -> Engine:
    engine = create_engine(url, pool_size=5)

    @event.listens_for(engine, "checkin")
    def note(_connection: Any, record: Any) -> None:
        record.info["back"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: Any, _proxy: Any) -> None:
        unused = time.monotonic() - record.info.get("back", time.monotonic())
        if unused > UNUSED and not _answers(engine, connection):
            raise DisconnectionError("the server has closed this connection")

    return engine


def _answers(engine: Engine, connection: Any) -> bool:
    try:
        return engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error:
        return False


def translate(error: DBAPIError) -> InsectaError | DBAPIError:
    """A driver's error as one of ours where it may pass; others are returned as they are."""
    text = " ".join(str(error.orig).split())
    if "disk is full" in text or "No space left" in text:
        return StoreFull(f"the catalogue cannot write: {text}", hint="free some disk space")
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return Unavailable(f"the catalogue does not answer: {text}")
    return error
