"""The test of the starter release was frozen before training: nobody moves a picture later."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from insecta.errors import BadSource
from model import frozen_split

PLACES = list(frozen_split.read().values())
PARTS = {"training", "calibration", "test", "unseen_species", "unseen_genus", "left_out"}


def test_an_edited_split_is_refused(tmp_path: Path) -> None:
    edited = tmp_path / "starter.csv"
    edited.write_text(frozen_split.FILE.read_text().replace(",test,test", ",training,training", 1))
    with pytest.raises(BadSource, match="is not the split that was frozen"):
        frozen_split.read(edited)


def test_the_frozen_file_is_never_written_again() -> None:
    before = frozen_split.FILE.read_bytes()
    assert frozen_split.main(["--shared", "/nowhere"]) == 2
    assert frozen_split.FILE.read_bytes() == before


@pytest.mark.parametrize("protocol", ["part", "part_all"])
def test_no_specimen_and_no_near_duplicate_is_in_two_parts(protocol: str) -> None:
    by_group: dict[str, set[str]] = defaultdict(set)
    by_specimen: dict[str, set[str]] = defaultdict(set)
    for place in PLACES:
        part = getattr(place, protocol)
        assert part in PARTS
        if protocol == "part_all" or part in {"training", "calibration", "test"}:
            by_group[place.group].add(part)
            by_specimen[place.specimen].add(part)
    assert all(len(parts) == 1 for parts in (*by_group.values(), *by_specimen.values()))


def test_nothing_that_looks_like_a_held_out_taxon_is_trained_on() -> None:
    unseen = {p.group for p in PLACES if p.part.startswith("unseen")}
    assert not [p for p in PLACES if p.part == "training" and p.group in unseen]


def test_a_test_picture_of_one_protocol_is_never_training_of_the_other() -> None:
    """So a network trained without held-out taxa may be the start of one that knows them."""
    known = [p for p in PLACES if not p.part.startswith("unseen") and p.part != "left_out"]
    assert all(p.part == p.part_all for p in known)
    assert sum(p.part == "test" for p in known) >= 280
    assert sum(p.part == "unseen_genus" for p in PLACES) >= 150
    assert sum(p.part == "unseen_species" for p in PLACES) >= 150
