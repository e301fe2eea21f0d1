"""The manifest as the platform's own reader understands it."""

from __future__ import annotations

from pathlib import Path

from insecta.domain.catalogue_number import PRESETS
from insecta.services.sources import table
from insecta.services.sources.record import ReadOptions
from insecta.teaching import collection
from insecta.teaching.kinds import KINDS
from insecta.teaching.plan import Plan


def test_every_row_is_read_and_its_invented_name_kept_whole(made: Plan, tmp_path: Path) -> None:
    sheet = tmp_path / collection.MANIFEST
    sheet.write_text(collection.manifest(made), encoding="utf-8", newline="")
    for picture in made.pictures:
        (tmp_path / picture.file).write_bytes(b"\xff\xd8\xff")
    records = list(table.read(sheet, ReadOptions(pattern=PRESETS["antweb"])))
    assert {record.user_name for record in records} == {p.file for p in made.pictures}
    catalogued = {s.catalog_number: s for s in made.specimens}
    for record in records:
        assert record.name is not None
        assert record.catalogue_number is not None
        number = record.catalogue_number
        specimen = catalogued[number.number + number.letter]
        assert record.name.scientific_name == specimen.catalogued
        assert (record.name.rank, record.name.morphospecies) == ("species", None)
        assert record.name.genus == KINDS[specimen.catalogued].group
        assert record.storage == specimen.storage
        assert record.licence is not None
        assert record.licence.uri == collection.LICENCE
        assert {problem.code for problem in record.problems} <= {"day_first"}
