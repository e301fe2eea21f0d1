"""The result as a map and a table, and searches by lists of numbers; nothing private shows in them."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from uuid import UUID

import pytest

from insecta.settings import Settings
from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw, made

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
PLACES = {"A-1": (-18.9, 47.5), "A-2": (-18.8, 47.6), "A-3": (48.1, 11.5), "A-4": (90.0, 180.0)}


async def _fill(platform: ScriptedPlatform) -> None:
    async with client(platform) as http:
        for code, numbers in (("open", [*PLACES, "=CMD"]), ("hidden", ["A-1", "H 99"])):
            for n, number in enumerate(numbers):
                params = {"collection": code, "catalogNumber": number, "licence": CC0}
                answer = await http.post(
                    IMAGES, params=params, content=draw(60 + n, seed=n), headers=JPEG
                )
                assert answer.status_code == 202, answer.text
                specimen = UUID(answer.json()["specimenId"])
                latitude, longitude = PLACES.get(number, (None, None))
                record = {"decimalLatitude": latitude, "decimalLongitude": longitude}
                with platform.catalogue.writing() as tx:
                    tx.specimens.change(specimen, record=record)
    with platform.catalogue.writing() as tx:
        tx.collections.change(tx.collections.get("open").collection_id, {"public": True})
    platform.work()


@pytest.fixture
def stranger(tmp_path: Path, run: Run) -> ScriptedPlatform:
    """Filled on loopback, then opened to the world: whoever asks sees the public collection."""
    inside = made(Settings(data=tmp_path / "data"))
    run(_fill(inside))
    inside.close()
    return ScriptedPlatform(Settings(data=tmp_path / "data", host="0.0.0.0"))


def test_a_map_counts_every_place_once(stranger: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(stranger) as http:
            world = (await http.get("/api/v1/search/map")).json()
            assert world["total"] == 4
            assert sum(cell["count"] for cell in world["cells"]) == 4
            assert world["size"] == 10
            island = {"west": 43, "south": -26, "east": 51, "north": -11}
            near = (await http.get("/api/v1/search/map", params=island)).json()
            assert (near["total"], near["size"]) == (2, 0.5)
            elsewhere = {**island, "west": -60, "east": -40}
            assert (await http.get("/api/v1/search/map", params=elsewhere)).json()["total"] == 0
            for cell in near["cells"]:
                assert cell["west"] <= 47.6
                assert cell["east"] >= 47.5
            narrowed = (await http.get("/api/v1/search/map", params={"q": "catalog_number:a-3"})).json()  # fmt: skip
            assert [cell["count"] for cell in narrowed["cells"]] == [1]
            assert (await http.get("/api/v1/search/map?south=91")).status_code == 422

    run(go())


def test_numbers_are_found_however_they_are_written(stranger: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(stranger) as http:
            sent = ["a_1", "A-3", " ", "H 99", "A 1", "Z-7"]
            found = (await http.post("/api/v1/search/by-numbers", json={"numbers": sent})).json()
            assert [one["number"] for one in found["found"]] == ["a_1", "A-3"]
            cards = [card for one in found["found"] for card in one["specimens"]]
            assert [card["collection"] for card in cards] == ["open", "open"]
            assert found["missing"] == ["H 99", "Z-7"]
            assert found["repeated"] == ["a_1"]
            many = {"numbers": [f"N{n}" for n in range(10_001)]}
            assert (await http.post("/api/v1/search/by-numbers", json=many)).status_code == 422

    run(go())


def test_the_table_is_the_whole_result_and_no_formula(stranger: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(stranger) as http:
            answer = await http.get("/api/v1/search/table?sort=catalog_number:asc")
            assert answer.headers["content-type"].startswith("text/csv")
            rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
            assert [one["catalogNumber"] for one in rows] == ["'=CMD", *PLACES]
            assert {one["collectionCode"] for one in rows} == {"open"}
            unreadable = await http.get("/api/v1/search/table?q=nosuch:x")
            assert unreadable.status_code == 400

    run(go())
