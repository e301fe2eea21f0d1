"""An ingest ends the same whether or not a platform runs; pictures without a licence stay private."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.command import Ended, House, obeying_permissions
from tests.cli.faulty_pictures import fill, jpeg
from tests.end_to_end.platform import RunningPlatform, running

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
OF_A_RUN = {"run", "created", "collection_id"}
"""Fields of a document that differ from one ingest to the next."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = fill(tmp_path_factory.mktemp("same") / "in")
    yield folder
    (folder / "locked").chmod(0o700)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPlatform]:
    with running({}, tmp_path_factory.mktemp("up")) as started:
        yield started


@pytest.fixture(scope="module")
def beside(source: Path, platform: RunningPlatform) -> tuple[House, Ended]:
    """The data folder of the running platform, with everything taken in."""
    house = House(Path(platform.settings["INSECTA_DATA"]))
    return house, house.ingest(source, before=obeying_permissions)


def _found(house: House) -> dict[str, Mapping[str, Any]]:
    """What a search tells of every specimen, by its id, without what names the run."""
    page = house.run("search", "collection:ANTS", "--limit", "100", "--json").json
    assert page["next"] is None
    return {
        item["id"]: {name: value for name, value in item.items() if name not in OF_A_RUN}
        for item in page["items"]
    }


@pytest.mark.slow
def test_with_and_without_a_running_platform(
    source: Path, platform: RunningPlatform, beside: tuple[House, Ended], tmp_path: Path
) -> None:
    alone, there = House(tmp_path / "data"), beside[0]
    ended = [alone.ingest(source, before=obeying_permissions), beside[1]]
    assert [one.code for one in ended] == [1, 1]
    told = [one.json for one in ended]
    assert told[0]["counts"] == told[1]["counts"]
    assert told[0]["outcomes"] == told[1]["outcomes"]
    assert told[0]["report"] == told[1]["report"]
    assert alone.fates(told[0]["run"]) == there.fates(told[1]["run"])
    platform.wait_for(
        "all indexed", "/api/v1/runs", lambda a: all(run["finished"] for run in a["items"])
    )
    platform.wait_for(
        "all searchable",
        "/api/v1/search",
        lambda a: a["total"] == told[1]["outcomes"]["new"],
        q="collection:ANTS",
    )
    assert _found(alone) == _found(there)


@pytest.mark.slow
def test_a_picture_without_a_licence_is_taken_in_listed_and_shown_to_its_owners_only(
    platform: RunningPlatform, beside: tuple[House, Ended], tmp_path: Path
) -> None:
    house, _ = beside
    (tmp_path / "free.jpg").write_bytes(jpeg(50))
    (tmp_path / "ours.jpg").write_bytes(jpeg(51))
    sheet = tmp_path / "sheet.csv"
    with sheet.open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("catalogNumber", "picture", "license"))
        rows.writerow(("MUS 0001", "free.jpg", LICENCE))
        rows.writerow(("MUS 0002", "ours.jpg", ""))
    done = house.run("ingest", sheet, "--collection", "PUBLIC", "--public", "--json")
    assert done.code == 0, done.err
    assert done.json["outcomes"]["new"] == 2
    assert done.json["report"]["no_licence"] == 1
    assert "no licence" in house.run("runs", "show", done.json["run"]).out
    owner = house.run("keys", "make", "owner", "--collection", "PUBLIC").out.strip()
    stranger = house.run("keys", "make", "stranger", "--collection", "ANTS").out.strip()
    platform.wait_for(
        "both searchable", "/api/v1/search", lambda a: a["total"] == 2, q="collection:PUBLIC"
    )
    assert _renditions(platform, owner) == {"MUS 0001": [200], "MUS 0002": [200]}
    assert _renditions(platform, stranger) == {"MUS 0001": [200], "MUS 0002": []}
    hidden = _pictures(platform, owner)["MUS 0002"]
    for picture in hidden:
        for path in (f"images/{picture}", f"images/{picture}/rendition"):
            assert _ask(platform, stranger, path).status_code == 404


def _pictures(platform: RunningPlatform, key: str) -> dict[str, list[str]]:
    """Catalogue number → ids of its pictures, as the holder of a key sees them."""
    found = _ask(platform, key, "search", q="collection:PUBLIC").json()["items"]
    specimens = [_ask(platform, key, f"specimens/{item['id']}").json() for item in found]
    return {one["catalogNumber"]: [image["id"] for image in one["images"]] for one in specimens}


def _renditions(platform: RunningPlatform, key: str) -> dict[str, list[int]]:
    return {
        number: [_ask(platform, key, f"images/{one}/rendition").status_code for one in pictures]
        for number, pictures in _pictures(platform, key).items()
    }


def _ask(platform: RunningPlatform, key: str, path: str, **params: str) -> httpx.Response:
    return httpx.get(
        f"{platform.address}/api/v1/{path}", params=params, timeout=60, trust_env=False,
        headers={"Authorization": f"Bearer {key}"},
    )  # fmt: skip


@pytest.mark.slow
def test_a_second_platform_on_the_folder_is_refused(platform: RunningPlatform) -> None:
    house = House(Path(platform.settings["INSECTA_DATA"]))
    assert platform.process is not None
    second = house.run("up")
    assert second.code == 1
    assert f"is in use by process {platform.process.pid}" in second.err
    assert platform.get("/readyz") is not None, "and the first one goes on"
