"""Waking up when an event was committed, without asking all the time.

PostgreSQL tells by NOTIFY; on SQLite `PRAGMA data_version` is read every 5 ms, rising to `slowest`
while nothing happens (about 10 µs a look): 100 ms, less where a person waits for what comes. Who
sends one picture after another is not made to wait for a look that has become slow: for `alert`
seconds after an event it stays quick. Commits without an event, such as renewed leases, wake
nobody. A call may end early; it never misses an event.
"""

from __future__ import annotations

import time
from typing import Any, Protocol

from sqlalchemy.exc import OperationalError as NoConnection
from sqlalchemy.exc import TimeoutError as PoolTimeout

from insecta.catalogue.outbox import CHANNEL
from insecta.catalogue.unit_of_work import Catalogue
from insecta.errors import Unavailable

FASTEST, SLOWEST = 0.005, 0.1


class Waker(Protocol):
    """Belongs to one thread."""

    def wait(self, timeout: float) -> bool:
        """Until an event was committed since the last call, at most `timeout` seconds."""

    def close(self) -> None:
        """Give the connection back."""


def waker(catalogue: Catalogue, slowest: float = SLOWEST, alert: float = 0.0) -> Waker:
    """The way of waking up that fits the catalogue's engine. `slowest`, `alert`: seconds, as above."""
    if catalogue.engine.dialect.name == "sqlite":
        return _SqliteWaker(catalogue, slowest, alert)
    return _PostgresWaker(catalogue)


def _borrowed(catalogue: Catalogue) -> Any:
    """A connection of the pool. Raises Unavailable where all are in use, or the server is gone."""
    try:
        return catalogue.engine.raw_connection()
    except (NoConnection, PoolTimeout) as error:
        raise Unavailable(f"the catalogue does not answer: {error}") from error


class _SqliteWaker:
    def __init__(self, catalogue: Catalogue, slowest: float, alert: float) -> None:
        self._slowest = slowest
        self._alert = alert
        self._last_at = time.monotonic() - alert
        self._connection = _borrowed(catalogue)
        self._cursor = self._connection.cursor()
        self._seen = self._version()
        self._last = self._last_event()
        self._delay = FASTEST

    def _version(self) -> int:
        self._cursor.execute("PRAGMA data_version")
        return int(self._cursor.fetchall()[0][0])

    def _last_event(self) -> int:
        self._cursor.execute("SELECT max(seq) FROM outbox")
        return int(self._cursor.fetchall()[0][0] or 0)

    def wait(self, timeout: float) -> bool:
        end = time.monotonic() + timeout
        while not self._event_came():
            left = end - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(self._delay, left))
            if time.monotonic() - self._last_at >= self._alert:
                self._delay = min(self._delay * 2, self._slowest)
        self._delay, self._last_at = FASTEST, time.monotonic()
        return True

    def _event_came(self) -> bool:
        version = self._version()
        if version == self._seen:
            return False
        self._seen, before = version, self._last
        self._last = self._last_event()
        return self._last != before

    def close(self) -> None:
        self._cursor.close()
        self._connection.close()


class _PostgresWaker:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._connection: Any = None

    def _listen(self) -> Any:
        if self._connection is None:
            borrowed = _borrowed(self._catalogue)
            self._connection = borrowed.driver_connection
            borrowed.detach()
            self._connection.autocommit = True
            self._connection.execute(f"LISTEN {CHANNEL}")
        return self._connection

    def wait(self, timeout: float) -> bool:
        from psycopg import OperationalError

        try:
            return any(True for _ in self._listen().notifies(timeout=timeout, stop_after=1))
        except OperationalError as error:
            self.close()
            raise Unavailable(f"the catalogue does not answer: {error}") from error

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
