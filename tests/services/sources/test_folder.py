"""A folder gives every file exactly once, in the same order, and never leaves itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from insecta.domain.catalogue_number import PRESETS
from insecta.errors import BadSource
from insecta.services.sources import folder
from insecta.services.sources.record import ReadOptions
from tests.services.sources.conftest import JPEG, Tree


def test_names_with_spaces_and_letters_of_all_kinds(tree: Tree) -> None:
    names = ["a b/CASENT0101134_h.jpg", "Çà/été.JPG", "東京/casent0101135_p_1_high.png", "z.tiff"]
    root = tree(dict.fromkeys(names, JPEG))
    records = list(folder.read(root))
    assert sorted(record.source_key for record in records) == sorted(names)
    assert all(record.picture and record.picture.open().close() is None for record in records)
    by_name = {record.user_name: record for record in records}
    head = by_name["a b/CASENT0101134_h.jpg"]
    assert head.catalogue_number is not None
    assert (head.catalogue_number.normal, head.view) == ("CASENT0101134", "head")
    assert by_name["z.tiff"].catalogue_number is None


def test_the_order_does_not_depend_on_how_files_were_made(tree: Tree, tmp_path: Path) -> None:
    names = [f"{folder}/{name}.jpg" for folder in "bca" for name in ("2", "10", "1")]
    first = [record.source_key for record in folder.read(tree(dict.fromkeys(names, JPEG)))]
    assert first == sorted(names)
    assert first == [record.source_key for record in folder.read(tmp_path / "source")]


def test_what_is_no_picture_is_reported_and_litter_is_not(tree: Tree) -> None:
    root = tree(
        {
            "notes.txt": "hello",
            "really a picture.dat": JPEG,
            ".DS_Store": b"x",
            "__MACOSX/._a.jpg": b"x",
            "._b.jpg": b"x",
            "Thumbs.db": b"x",
        }
    )
    records = {record.user_name: record for record in folder.read(root)}
    assert records.keys() == {"notes.txt", "really a picture.dat"}
    assert [p.code for p in records["notes.txt"].problems] == ["not_a_picture"]
    assert records["notes.txt"].picture is None
    assert records["really a picture.dat"].picture is not None


def test_links_are_followed_only_inside(tree: Tree, tmp_path: Path) -> None:
    root = tree({"real/a.jpg": JPEG})
    outside = tmp_path / "secret.jpg"
    outside.write_bytes(JPEG)
    (root / "inside.jpg").symlink_to(root / "real/a.jpg")
    (root / "outside.jpg").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "broken.jpg").symlink_to(root / "nowhere.jpg")
    (root / "up").symlink_to(tmp_path)
    found = {r.user_name: [p.code for p in r.problems] for r in folder.read(root)}
    assert found == {
        "broken.jpg": ["broken_link"],
        "inside.jpg": [],
        "loop": ["linked_folder"],
        "outside.jpg": ["link_outside"],
        "real/a.jpg": [],
        "up": ["link_outside"],
    }


def test_a_name_that_is_no_utf8_can_still_be_stored(tree: Tree) -> None:
    root = tree({"ok.jpg": JPEG})
    with open(os.fsencode(root) + b"/caf\xe9.jpg", "wb") as stream:
        stream.write(JPEG)
    names = [record.user_name for record in folder.read(root)]
    assert names == ["caf\\xe9.jpg", "ok.jpg"]
    assert all(
        record.picture and record.picture.open().close() is None for record in folder.read(root)
    )


def test_two_numbers_in_one_name_are_a_question(tree: Tree) -> None:
    (record,) = folder.read(tree({"CASENT0101134 CASENT0101135.jpg": JPEG}))
    assert record.catalogue_number is None
    assert [problem.code for problem in record.problems] == ["ambiguous_number"]


def test_a_folder_that_is_not_there_is_told() -> None:
    with pytest.raises(BadSource, match="no such folder"):
        list(folder.read(Path("nowhere at all")))


def test_real_pictures_all_come_with_what_their_names_say(shared: Path) -> None:
    root = shared / "data/ant_labels"
    records = list(folder.read(root, ReadOptions(PRESETS["antweb"])))
    assert len(records) == len(list(root.iterdir()))
    for record in records:
        if record.picture:
            assert record.catalogue_number is not None, record.user_name
            assert record.view in ("label", None)
            assert record.picture.size == (root / record.user_name).stat().st_size
