"""Objects below a prefix: pictures by key, one sheet as the manifest."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from insecta.errors import BadSource
from insecta.services.sources import objects
from insecta.services.sources.record import SourceRecord

SHEET = b"catalogNumber,file,scientificName\nE1,a/1.jpg,Formica rufa\nE2,a/gone.jpg,Formica\n"


def listed(contents: dict[str, bytes]) -> tuple[list[tuple[str, int]], Callable[[str], bytes]]:
    return [(key, len(content)) for key, content in contents.items()], contents.__getitem__


def codes(record: SourceRecord) -> list[str]:
    return [problem.code for problem in record.problems]


def test_pictures_by_key_and_the_rest_reported() -> None:
    listing, read = listed({"in/": b"", "in/casent0101134_h.jpg": b"x", "in/notes.pdf": b"x"})
    picture, other = objects.read(listing, read, prefix="in/")
    assert picture.source_key == "casent0101134_h.jpg"
    assert picture.picture is not None
    assert (picture.picture.object_key, picture.picture.size) == ("in/casent0101134_h.jpg", 1)
    assert picture.catalogue_number is not None
    assert codes(other) == ["not_a_picture"]


def test_one_sheet_is_the_manifest_and_names_pictures_from_where_it_lies() -> None:
    listing, read = listed(
        {"in/2024/sheet.csv": SHEET, "in/2024/a/1.jpg": b"x", "in/2024/b/2.jpg": b"x"}
    )
    found, gone, forgotten = objects.read(listing, read, prefix="in")
    assert found.picture is not None
    assert found.picture.object_key == "in/2024/a/1.jpg"
    assert found.name is not None
    assert found.name.scientific_name == "Formica rufa"
    assert codes(gone) == ["missing_picture"]
    assert codes(forgotten) == ["picture_without_record"]


def test_of_two_sheets_none_is_taken() -> None:
    listing, read = listed({"a.csv": SHEET, "b.csv": SHEET, "1.jpg": b"x"})
    records = list(objects.read(listing, read))
    assert [(r.user_name, codes(r)) for r in records] == [
        ("1.jpg", []), ("a.csv", ["not_a_picture"]), ("b.csv", ["not_a_picture"]),
    ]  # fmt: skip


def test_a_huge_sheet_is_refused_before_it_is_read() -> None:
    def read(key: str) -> bytes:
        raise AssertionError(f"{key} must not be read")

    with pytest.raises(BadSource, match=r"big\.csv: the table is larger"):
        list(objects.read([("big.csv", 10**12), ("1.jpg", 1)], read))


def test_an_object_is_not_opened_as_a_file() -> None:
    (record,) = objects.read([("1.jpg", 1)], lambda key: b"")
    assert record.picture is not None
    with pytest.raises(BadSource, match="an object in a store"):
        record.picture.open()
