"""One catalogue, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from insecta.catalogue.schema import migrate
from insecta.catalogue.unit_of_work import Catalogue


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.server)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'catalogue.db'}"


@pytest.fixture
def empty(url: str) -> Iterator[Catalogue]:
    """A catalogue without tables."""
    made = Catalogue(url)
    yield made
    made.close()


@pytest.fixture
def catalogue(empty: Catalogue) -> Catalogue:
    """A catalogue at the newest schema."""
    migrate(empty)
    return empty
