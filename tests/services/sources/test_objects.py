"""Objects below a prefix: pictures by key, one sheet as the manifest."""

from __future__ import annotations

import pytest

from insecta.errors import BadSource
from insecta.services.sources import objects, shelves
from insecta.services.sources.record import SourceRecord

SHEET = b"catalogNumber,file,scientificName\nE1,a/1.jpg,Formica rufa\nE2,a/gone.jpg,Formica\n"


def listed(contents: dict[str, bytes]) -> tuple[list[tuple[str, int]], objects.ReadObject]:
    def read(key: str, start: int = 0, length: int | None = None) -> bytes:
        return contents[key][start : None if length is None else start + length]

    return [(key, len(content)) for key, content in contents.items()], read


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
    def read(key: str, start: int = 0, length: int | None = None) -> bytes:
        raise AssertionError(f"{key} must not be read")

    with pytest.raises(BadSource, match=r"big\.csv: the table is larger"):
        list(objects.read([("big.csv", 10**12), ("1.jpg", 1)], read))


def test_an_object_is_not_opened_as_a_file() -> None:
    (record,) = objects.read([("1.jpg", 1)], listed({})[1])
    assert record.picture is not None
    with pytest.raises(BadSource, match="an object in a store"):
        record.picture.open()


def test_a_sheet_of_several_blocks_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "BLOCK", 100)
    sheet = b"catalogNumber,file\n" + b"".join(b"E%d,%d.jpg\n" % (n, n) for n in range(200))
    pictures = {f"{n}.jpg": b"x" for n in range(200)}
    listing, read = listed({**pictures, "sheet.csv": sheet})
    asked: list[int] = []

    def told(key: str, start: int = 0, length: int | None = None) -> bytes:
        asked.append(length or 0)
        return read(key, start, length)

    records = list(objects.read(listing, told))
    assert [one.user_name for one in records] == list(pictures)
    assert not any(one.problems for one in records)
    assert sum(asked) >= len(sheet)


def test_on_disk_pictures_are_found_as_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """By path, by name in any folder, by number, and those nobody asks for, in their order."""
    sheet = (
        b"catalogNumber,file\nE1,A/1.JPG\nE2,2.jpg\nE3,same.jpg\nE4,gone.jpg\nE5,\nE5,\n"
        b"E1,A/1.JPG\n"
    )
    contents = dict.fromkeys(("a/1.jpg", "a/1.JPG", "b/2.jpg", "b/same.jpg", "c/same.jpg", "d/E5_h.jpg", "d/e5.jpg", "z.jpg", "notes.pdf"), b"x")  # fmt: skip
    bare = listed(contents)
    with_sheet = listed({**contents, "sheet.csv": sheet})
    in_memory = [list(objects.read(*one)) for one in (bare, with_sheet)]
    monkeypatch.setattr(shelves, "IN_MEMORY", 2)
    monkeypatch.setattr(shelves, "PAGE", 3)
    assert [list(objects.read(*one)) for one in (bare, with_sheet)] == in_memory
    found = {code for record in in_memory[1] for code in codes(record)}
    assert {"ambiguous_picture", "missing_picture", "repeated_number"} <= found
    assert "picture_without_record" in found
