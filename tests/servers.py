"""Real servers for tests: one of each kind per run, started when first asked for.

A server that can't be started fails the tests that need it; it never skips them.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from insecta.servers import fleet
from insecta.servers.state import Running
from insecta.settings import load

Start = Callable[[str], Running]


@pytest.fixture(scope="session")
def start_server() -> Iterator[Start]:
    """Start one server by name, or return the running one. All end with the run."""
    # Not below pytest's own folder: PostgreSQL's account must be able to pass.
    folder = Path(tempfile.mkdtemp(prefix="insecta-servers-"))
    cache = load().cache

    def start(name: str) -> Running:
        return fleet.start(folder, cache, [name])[name]

    try:
        yield start
    finally:
        fleet.stop(folder)
        shutil.rmtree(folder)


@pytest.fixture
def postgres_url(start_server: Start) -> Iterator[str]:
    """A fresh, empty database on the run's PostgreSQL, dropped after the test."""
    import psycopg

    base = start_server("postgres").settings["INSECTA_CATALOGUE_URL"]
    name = f"test_{uuid4().hex}"
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield base.rsplit("/", 1)[0] + f"/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@dataclass(frozen=True, slots=True)
class S3Server:
    """Where the run's S3 server is; `url` names an own prefix of its bucket."""

    url: str
    endpoint: str
    access_key: str
    secret_key: str
    region: str


@pytest.fixture
def s3_server(start_server: Start) -> S3Server:
    """The run's S3 server, with a prefix of this test's own."""
    settings = start_server("s3").settings
    return S3Server(
        url=f"{settings['INSECTA_OBJECT_STORE_URL']}/{uuid4().hex}",
        endpoint=settings["INSECTA_S3_ENDPOINT"],
        access_key=settings["INSECTA_S3_ACCESS_KEY"],
        secret_key=settings["INSECTA_S3_SECRET_KEY"],
        region=settings["INSECTA_S3_REGION"],
    )


@pytest.fixture(scope="session")
def kafka_server(start_server: Start) -> str:
    """`kafka://HOST:PORT` of the run's Kafka."""
    return start_server("kafka").settings["INSECTA_EVENT_LOG_URL"]


@pytest.fixture(scope="session")
def elasticsearch_url(start_server: Start) -> str:
    """`elasticsearch://HOST:PORT` of the run's Elasticsearch."""
    return start_server("elasticsearch").settings["INSECTA_SEARCH_INDEX_URL"]
