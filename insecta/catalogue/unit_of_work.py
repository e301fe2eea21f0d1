"""The catalogue: short transactions that hold rows and events together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from uuid import uuid4

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from insecta.catalogue.audits import Audits
from insecta.catalogue.ceilings import Ceilings
from insecta.catalogue.collections import Collections
from insecta.catalogue.engine import WRITING, open_engine, translate
from insecta.catalogue.erasures import Erasures
from insecta.catalogue.generations import Generations
from insecta.catalogue.identifications import Identifications
from insecta.catalogue.images import Images
from insecta.catalogue.journal import Journal
from insecta.catalogue.leases import Leases
from insecta.catalogue.letters import Letters
from insecta.catalogue.outbox import Outbox
from insecta.catalogue.principals import Principals
from insecta.catalogue.releases import Releases
from insecta.catalogue.reports import Reports
from insecta.catalogue.reviews import Reviews
from insecta.catalogue.runs import Runs
from insecta.catalogue.sets import Sets
from insecta.catalogue.snapshots import Snapshots
from insecta.catalogue.specimens import Specimens
from insecta.catalogue.trainings import Trainings
from insecta.catalogue.uploads import Uploads
from insecta.catalogue.webhooks import Webhooks
from insecta.domain.events import Event
from insecta.errors import Unavailable


def now() -> datetime:
    return datetime.now(UTC)


class Transaction:
    """One transaction's view of every aggregate; nothing is visible before it ends well."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        self.connection = connection
        self.at = at

    @cached_property
    def collections(self) -> Collections:
        return Collections(self.connection, self.at)

    @cached_property
    def principals(self) -> Principals:
        return Principals(self.connection, self.at)

    @cached_property
    def images(self) -> Images:
        return Images(self.connection, self.at)

    @cached_property
    def specimens(self) -> Specimens:
        return Specimens(self.connection, self.at)

    @cached_property
    def identifications(self) -> Identifications:
        return Identifications(self.connection, self.at)

    @cached_property
    def releases(self) -> Releases:
        return Releases(self.connection, self.at)

    @cached_property
    def runs(self) -> Runs:
        return Runs(self.connection, self.at)

    @cached_property
    def reviews(self) -> Reviews:
        return Reviews(self.connection, self.at)

    @cached_property
    def trainings(self) -> Trainings:
        return Trainings(self.connection, self.at)

    @cached_property
    def reports(self) -> Reports:
        return Reports(self.connection)

    @cached_property
    def sets(self) -> Sets:
        return Sets(self.connection, self.at)

    @cached_property
    def ceilings(self) -> Ceilings:
        return Ceilings(self.connection, self.at)

    @cached_property
    def journal(self) -> Journal:
        return Journal(self.connection, self.at)

    @cached_property
    def snapshots(self) -> Snapshots:
        return Snapshots(self.connection, self.at)

    @cached_property
    def generations(self) -> Generations:
        return Generations(self.connection, self.at)

    @cached_property
    def leases(self) -> Leases:
        return Leases(self.connection, self.at)

    @cached_property
    def letters(self) -> Letters:
        return Letters(self.connection, self.at)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.connection, self.at)

    @cached_property
    def uploads(self) -> Uploads:
        return Uploads(self.connection, self.at)

    @cached_property
    def webhooks(self) -> Webhooks:
        return Webhooks(self.connection, self.at)

    @cached_property
    def erasures(self) -> Erasures:
        return Erasures(self.connection, self.at)

    @cached_property
    def audits(self) -> Audits:
        return Audits(self.connection, self.at)

    def emit(self, *build: Callable[..., Event], **data: object) -> None:
        """Write one event into the outbox of this transaction."""
        for make in build:
            self.outbox.add([make(id=uuid4(), time=self.at, **data)])

    def emit_all(self, events: Sequence[Event]) -> None:
        self.outbox.add(events)


class Catalogue:
    """Opens transactions on one database; safe to share between threads, not across a fork."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine: Engine = open_engine(url)

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """A transaction that will write. Raises Unavailable, StoreFull."""
        with self._connect(writing=True) as transaction:
            yield transaction

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A consistent snapshot for reading."""
        with self._connect(writing=False) as transaction:
            yield transaction

    @contextmanager
    def _connect(self, *, writing: bool) -> Iterator[Transaction]:
        try:
            with self.engine.connect() as connection:
                connection = connection.execution_options(**{WRITING: writing})
                if not writing and connection.dialect.name == "postgresql":
                    connection = connection.execution_options(isolation_level="REPEATABLE READ")
                with connection.begin():
                    yield Transaction(connection, now())
        except DBAPIError as error:
            raise translate(error) from error
        except PoolTimeout as error:
            raise Unavailable(
                "every connection to the catalogue is in use", hint="try again in a moment"
            ) from error

    def close(self) -> None:
        self.engine.dispose()
