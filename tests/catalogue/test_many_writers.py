"""Many processes write to one SQLite file at once: none fails, nothing is lost, order holds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from insecta import wire
from insecta.catalogue.schema import migrate
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.events import SpecimenChanged

pytestmark = pytest.mark.seconds

WRITERS, EACH = 4, 20
WRITER = """
import sys
from uuid import UUID
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.events import SpecimenChanged
catalogue, writer, each = Catalogue(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
sys.stdin.readline()
for turn in range(each):
    with catalogue.writing() as tx:
        seen = tx.letters.position("all")
        tx.letters.move("all", seen + 1)
        tx.emit(SpecimenChanged, specimen_id=UUID(int=writer * each + turn))
"""


def test_processes_that_read_then_write_lose_nothing(tmp_path: Path) -> None:
    catalogue = Catalogue(f"sqlite:///{tmp_path / 'catalogue.db'}")
    migrate(catalogue)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, catalogue.url, str(number), str(EACH)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(WRITERS)
    ]
    problems = [writer.communicate("go\n")[1] for writer in writers]
    assert problems == [""] * WRITERS
    with catalogue.reading() as tx:
        rows = tx.outbox.after(0, (SpecimenChanged.topic,), 10_000)
        counted = tx.letters.position("all")
    catalogue.close()
    events = [wire.decode(body) for _, _, body in rows]
    numbers = [one.specimen_id.int for one in events if isinstance(one, SpecimenChanged)]
    assert sorted(numbers) == list(range(WRITERS * EACH))
    assert counted == WRITERS * EACH, "each read what the one before had written"
    for writer in range(WRITERS):
        own = [number for number in numbers if number // EACH == writer]
        assert own == sorted(own)
