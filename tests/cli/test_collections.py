"""`insecta collections`: the largest picture that each takes, from staff and from uploads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from insecta.bootstrap import Platform
from insecta.domain.collection import Principal, Role
from insecta.errors import BadPicture, Forbidden, NotFound
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.pixel_limits import set_pixel_limits
from insecta.services.receive import Upload, receive
from tests.cli.inside import Inside
from tests.cli.teaching_house import FIRST
from tests.services.house import jpeg

SIDE = (200, 150)
PIXELS = SIDE[0] * SIDE[1]


@pytest.fixture
def insecta(tmp_path: Path) -> Inside:
    made = Inside(tmp_path / "data")
    made.done("up", "--prepare", INSECTA_RELEASE=str(FIRST))
    return made


@pytest.fixture
def opened(insecta: Inside) -> Iterator[Platform]:
    with closing(insecta.opened()) as platform:
        with platform.catalogue.writing() as tx:
            for code in ("ANTS", "MOTHS"):
                tx.collections.ensure(code)
        yield platform


def upload(opened: Platform, code: str, seed: int) -> None:
    sent = Upload("a.jpg", collection=code)
    data = jpeg(90, seed, SIDE)
    receive(opened.catalogue, opened.store, LOCAL_ADMINISTRATOR, sent, [data], opened.limits)


def ingest(insecta: Inside, folder: Path, code: str, seed: int) -> dict[str, int]:
    source = folder / f"{code}{seed}"
    source.mkdir()
    (source / "a.jpg").write_bytes(jpeg(90, seed, SIDE))
    dry = insecta.done("ingest", source, "--collection", code, "--dry-run", "--json").json
    told = insecta.run("ingest", source, "--collection", code, "--json", "--detach").json
    assert dry["counts"].get("unreadable_too_many_pixels", 0) == told["counts"].get("rejected", 0)
    counts: dict[str, int] = told["counts"]
    return counts


def test_each_role_has_a_limit_of_its_own_in_that_collection_only(
    insecta: Inside, opened: Platform, tmp_path: Path
) -> None:
    insecta.done("collections", "set", "ANTS", "--max-pixels-public", str(PIXELS - 1))
    with pytest.raises(BadPicture, match="pixels are more than"):
        upload(opened, "ANTS", 1)
    upload(opened, "MOTHS", 2)
    assert ingest(insecta, tmp_path, "ANTS", 3) == {"working": 1}

    insecta.done(
        "collections", "set", "ANTS", "--max-pixels-public", "0", "--max-pixels", str(PIXELS - 1)
    )
    upload(opened, "ANTS", 4)
    assert ingest(insecta, tmp_path, "ANTS", 5) == {"rejected": 1}
    assert ingest(insecta, tmp_path, "MOTHS", 6) == {"working": 1}


def test_limits_are_listed_with_the_house_s_where_there_is_none(
    insecta: Inside, opened: Platform
) -> None:
    changed = insecta.done("collections", "set", "ANTS", "--max-pixels", "7000000", "--json").json
    assert (changed["maxPixels"], changed["maxPixelsPublic"]) == (7_000_000, 50_000_000)
    lines = insecta.done("collections", "list").out
    assert "7,000,000" in lines
    assert "1,000,000,000" in lines
    ended = insecta.done("collections", "list", "--json", INSECTA_MAX_PIXELS_STAFF="9000000")
    assert ended.json["code"] == "MOTHS"
    assert ended.json["maxPixels"] == 9_000_000


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("set", "ANTS"), "no limit is given"),
        (("set", "BEES", "--max-pixels", "9"), "no collection 'BEES'"),
        (("set", "ANTS", "--max-pixels", "3000000000"), "3,000,000,000 pixels"),
    ],
)
def test_what_is_no_limit_is_refused(
    insecta: Inside, opened: Platform, words: tuple[str, ...], told: str
) -> None:
    ended = insecta.run("collections", *words)
    assert ended.code == 1
    assert told in ended.err


def test_only_a_collections_administrator_sets_them(opened: Platform) -> None:
    with opened.catalogue.reading() as tx:
        ants = tx.collections.get("ANTS").collection_id
    curator = Principal(ants, "curator", roles={ants: Role.CURATOR})
    with pytest.raises(Forbidden):
        set_pixel_limits(opened.catalogue, curator, "ANTS", 9)
    with pytest.raises(NotFound):
        set_pixel_limits(opened.catalogue, curator, "MOTHS", 9)


def test_target_list_and_tests_needed_are_set_and_listed(
    insecta: Inside, opened: Platform, tmp_path: Path
) -> None:
    names, nothing = tmp_path / "list.txt", tmp_path / "none.txt"
    names.write_text("Kind A1  # drawn\ngenus:Absent\n", encoding="utf-8")
    nothing.write_text("", encoding="utf-8")
    ended = insecta.done(
        "collections", "set", "ANTS", "--target", "0.9", "--list", str(names), "--least-testing",
        "10", "--max-pixels", "7000000",
    )  # fmt: skip
    assert "The release does not know: genus:Absent" in ended.err
    told = insecta.done("collections", "set", "ANTS", "--target", "0.8", "--json").json
    assert (told["target"], told["taxa"], told["leastTesting"], told["maxPixels"]) == (
        0.8, 2, 10, 7_000_000,
    )  # fmt: skip
    told = insecta.done("collections", "set", "ANTS", "--list", str(nothing), "--json").json
    assert told["taxa"] is None
    refused = insecta.run("collections", "set", "ANTS", "--target", "0.999")
    assert refused.code == 1
    assert "never measured a target as high as 0.999" in refused.err


def test_withheld_taxa_are_listed_from_files_and_ended_by_empty_ones(
    insecta: Inside, opened: Platform, tmp_path: Path
) -> None:
    names, pests, nothing = (tmp_path / name for name in ("s.txt", "p.txt", "none.txt"))
    names.write_text("\ufeffParnassius apollo  # CITES II\n\nLucanus\n", encoding="utf-8")
    pests.write_text("Popillia japonica\n", encoding="utf-8")
    nothing.write_text("# nobody\n", encoding="utf-8")
    told = insecta.done(
        "collections", "withhold", "ANTS", "--sensitive", str(names), "--regulated", str(pests),
        "--json",
    ).json  # fmt: skip
    assert told == {
        "sensitive": ["Parnassius apollo", "Lucanus"],
        "regulated": ["Popillia japonica"],
    }
    insecta.done("collections", "withhold", "ANTS", "--sensitive", str(nothing))
    left = insecta.done("collections", "withhold", "ANTS").out
    assert "Popillia japonica" in left
    assert "Lucanus" not in left
    pests.write_text("japonica\n", encoding="utf-8")
    refused = insecta.run("collections", "withhold", "ANTS", "--regulated", str(pests))
    assert refused.code == 1
    assert "name 1, 'japonica'" in refused.err
    assert "absent.txt" in insecta.run(
        "collections", "withhold", "ANTS", "--sensitive", str(tmp_path / "absent.txt")
    ).err  # fmt: skip
