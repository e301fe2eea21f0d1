"""Bad pictures through the real commands: each is told by name and reason, and the rest goes on."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from insecta.bootstrap import platform
from insecta.domain.identity import rendition_key
from insecta.services.sources.record import MAY_READ
from insecta.settings import load
from insecta.vision.rendition import read
from tests.cli.command import Ended, House, obeying_permissions
from tests.cli.faulty_pictures import (
    BAD,
    GOOD,
    GREEN,
    NAMELESS,
    NAMELESS_SHOWN,
    RED,
    fill,
    halves,
    saved,
)

TAKEN = {*GOOD, NAMELESS_SHOWN}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = fill(tmp_path_factory.mktemp("bad") / "as it comes")
    yield made
    (made / "locked").chmod(0o700)


@pytest.fixture(scope="module")
def house(folder: Path) -> House:
    return House(folder.parent / "data")


@pytest.fixture(scope="module")
def taken_in(house: House, folder: Path) -> Ended:
    """All of it ingested by somebody who may not read everything."""
    return house.ingest(folder, before=obeying_permissions)


@pytest.fixture(scope="module")
def fates(house: House, taken_in: Ended) -> dict[str, tuple[str, str]]:
    return dict(house.fates(taken_in.json["run"]))


def test_what_failed_makes_the_exit_code_and_the_rest_is_taken_in(taken_in: Ended) -> None:
    assert taken_in.code == 1
    assert taken_in.json["outcomes"]["new"] == len(TAKEN)
    counts = taken_in.json["counts"]
    assert counts["rejected"] == len(BAD) + 1, "and the folder that cannot be listed"
    assert counts["failed"] == 1
    everything = len(TAKEN) + len(BAD) + 2
    assert sum(counts.values()) == everything, "nothing is lost on the way"
    assert "9 were not taken in; `insecta runs failures" in taken_in.err


@pytest.mark.parametrize("name", BAD)
def test_each_bad_picture_is_named_with_its_reason_and_what_to_do(
    fates: dict[str, tuple[str, str]], name: str
) -> None:
    state, reason = fates[name]
    assert state == "rejected"
    assert reason.startswith(BAD[name][1])
    assert reason.endswith(")"), "a hint stands at the end"


def test_a_bomb_is_judged_by_its_header(fates: dict[str, tuple[str, str]]) -> None:
    assert "60000 × 60000 pixels are more than the 1000 million" in fates["bomb.png"][1]


def test_what_may_not_be_read_is_told_and_can_be_read_later(
    fates: dict[str, tuple[str, str]], house: House, folder: Path
) -> None:
    assert fates["forbidden.jpg"][0] == "failed"
    assert "forbidden.jpg: may not be read (let the user" in fates["forbidden.jpg"][1]
    assert fates["locked"] == (
        "rejected",
        f"unreadable: the folder cannot be listed: Permission denied ({MAY_READ})",
    )
    (folder / "forbidden.jpg").chmod(0o600)
    again = house.ingest(folder, "--retry", before=obeying_permissions)
    assert "Going on with run" in again.err
    assert "failed" not in again.json["counts"]
    assert again.json["outcomes"]["new"] == len(TAKEN) + 1
    (folder / "forbidden.jpg").chmod(0)


def test_good_pictures_of_every_kind_and_name_are_not_among_the_refused(
    fates: dict[str, tuple[str, str]],
) -> None:
    refused = {name for name, (state, _) in fates.items() if state in {"rejected", "failed"}}
    assert refused == {*BAD, "forbidden.jpg", "locked"}


def test_failures_are_a_table_no_spreadsheet_can_be_hurt_by(
    fates: dict[str, tuple[str, str]],
) -> None:
    assert "'=cmd|' .calc'!A1.jpg" in fates
    assert "=cmd|' .calc'!A1.jpg" not in fates


def test_what_is_no_picture_is_counted_once_and_litter_is_not(taken_in: Ended) -> None:
    found = taken_in.json["report"]
    assert found["not_a_picture"] == found["broken_link"] == found["link_outside"] == 1
    assert found["no_licence"] == len(TAKEN) + len(BAD) + 1


@pytest.fixture(scope="module")
def renditions(house: House, taken_in: Ended) -> dict[str, NDArray[np.uint8]]:
    """What the ingest has stored for people and networks to look at, by the user's file name."""
    with closing(platform(load(data=house.folder))) as opened:
        with opened.catalogue.reading() as tx:
            items = tx.runs.items(tx.runs.newest(None)[0].run_id)
        return {
            item.user_name: read(opened.store.read(rendition_key(item.sha256)))
            for item in items
            if item.sha256
        }


def _close(pixels: NDArray[np.uint8], colour: tuple[int, int, int]) -> bool:
    return bool(np.abs(pixels.astype(int).mean((0, 1)) - colour).max() < 25)


@pytest.mark.parametrize(
    "name", ["CASENT0000001_h.jpg", "really a PNG.jpg", "rotated.jpg", "cmyk.jpg", "palette.png"]
)
def test_red_is_above_and_green_below_after_ingest(
    renditions: dict[str, NDArray[np.uint8]], name: str
) -> None:
    pixels = renditions[name]
    assert pixels.shape == (80, 120, 3), "a picture that lay on its side stands upright"
    assert _close(pixels[5:35], RED)
    assert _close(pixels[45:75], GREEN)


@pytest.mark.parametrize(
    "name", ["animation.gif", "animation.webp", "two pictures.mpo", "pages.tif"]
)
def test_the_first_of_several_pictures_is_stored(
    renditions: dict[str, NDArray[np.uint8]], name: str
) -> None:
    assert renditions[name].shape == (60, 90, 3)
    assert _close(renditions[name], RED)


def test_twelve_bits_in_sixteen_become_visible(renditions: dict[str, NDArray[np.uint8]]) -> None:
    pixels = renditions["twelve bits.png"]
    assert pixels[:, :4].max() < 20
    assert pixels[:, -4:].min() > 235


def test_a_dry_run_tells_all_of_it_and_writes_nothing(folder: Path, tmp_path: Path) -> None:
    house = House(tmp_path / "data")
    told = house.ingest(folder, "--dry-run", before=obeying_permissions)
    assert told.code == 0
    counts = told.json["counts"]
    assert counts["unreadable_file"] == counts["unreadable"] == counts["unreadable_empty"] == 1
    assert counts["unreadable_truncated"] == counts["unreadable_not_a_picture"] == 2
    assert counts["no_licence"] == len(TAKEN) + len(BAD) + 1
    assert counts["number_matched"] == 1
    assert told.json["examples"]["number_matched"] == ["CASENT0000001_h.jpg → CASENT0000001 head"]
    assert told.json["seconds"] > 0
    assert not house.folder.exists()


def test_identify_looks_at_the_good_ones_and_names_the_bad_ones(house: House, folder: Path) -> None:
    done = house.run("identify", folder, "--format", "jsonl", before=obeying_permissions)
    assert done.code == 1
    seen = {os.path.relpath(json.loads(line)["file"], folder) for line in done.out.splitlines()}
    assert seen == TAKEN - {"no picture by its name.dat"} | {"leads outside.jpg"}
    for name in BAD:
        assert f"{folder / name}: {BAD[name][1]}" in done.err
    assert f"{folder / 'forbidden.jpg'}: unreadable: Permission denied" in done.err
    assert f"{folder / 'leads nowhere.jpg'}: unreadable: No such file" in done.err
    assert f"{folder / 'locked'}: unreadable: Permission denied" in done.err


def test_a_name_that_is_no_utf8_is_shown_and_found_again(house: House, folder: Path) -> None:
    done = house.run("identify", folder / NAMELESS, "--format", "jsonl")
    assert done.code == 0
    assert json.loads(done.out)["file"].endswith(NAMELESS_SHOWN)


def test_the_pixel_limit_is_the_role_s_and_can_be_set(tmp_path: Path) -> None:
    pictures = tmp_path / "in"
    pictures.mkdir()
    (pictures / "large.png").write_bytes(saved(halves(400, 300), "PNG"))
    (pictures / "small.png").write_bytes(saved(halves(100, 60), "PNG"))
    house = House(tmp_path / "data", {"INSECTA_MAX_PIXELS_PUBLIC": "10000"})
    assert house.ingest(pictures, "--detach").code == 0, "the public's limit is not staff's"
    strict = House(tmp_path / "strict", {"INSECTA_MAX_PIXELS_STAFF": "10000"})
    done = strict.ingest(pictures, "--detach")
    assert done.code == 1
    (fate,) = strict.fates(done.json["run"]).items()
    assert fate[0] == "large.png"
    assert fate[1][1].startswith("too_many_pixels: 400 × 300 pixels are more than the 0.01 mill")
    seen = strict.run("identify", pictures, "--format", "csv")
    assert seen.code == 1
    assert "large.png: too_many_pixels" in seen.err
    assert "small.png" in seen.out
