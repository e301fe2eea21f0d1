"""A path goes to the reader it needs, or is refused with what to give instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from insecta.errors import BadSource
from insecta.services.sources import reading
from tests.services.sources.conftest import JPEG, Tree


def test_folder_sheet_and_archive(tree: Tree) -> None:
    root = tree({"pictures/a.jpg": JPEG, "sheet.tsv": "catalogNumber\tfile\nE1\tpictures/a.jpg\n"})
    (picture,) = reading.read(root / "pictures")
    assert (picture.user_name, picture.catalogue_number) == ("a.jpg", None)
    (row,) = reading.read(root / "sheet.tsv")
    assert row.catalogue_number is not None


@pytest.mark.parametrize("name", ["collection.xlsx", "picture.jpg", "README"])
def test_anything_else_says_what_is_understood(tree: Tree, name: str) -> None:
    with pytest.raises(BadSource, match="give a folder"):
        reading.read(tree({name: "x"}) / name)


def test_nothing_there() -> None:
    with pytest.raises(BadSource, match="no such file"):
        reading.read(Path("nowhere.csv"))
