"""An embedded catalogue with events in its outbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from insecta.catalogue.schema import migrate
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.events import SpecimenChanged

EVENTS = 60


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    made = Catalogue(f"sqlite:///{tmp_path / 'catalogue.db'}")
    migrate(made)
    yield made
    made.close()


@pytest.fixture
def events(catalogue: Catalogue) -> list[UUID]:
    """Ids of events that wait in the outbox, in order."""
    with catalogue.writing() as tx:
        made = [SpecimenChanged(id=uuid4(), time=tx.at, specimen_id=uuid4()) for _ in range(EVENTS)]
        tx.emit_all(made)
    return [one.id for one in made]
