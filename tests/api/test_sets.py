"""Saved sets: frozen, shared by their address, never telling what the reader may not see."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from insecta.domain.collection import Role
from insecta.services import index
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.forget import House, forget_person
from insecta.services.keys import create_key
from insecta.services.sources import dwca
from insecta.settings import Settings
from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw, made

SETS = "/api/v1/sets"
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
NUMBERS = ["S 1", "S 2", "S 3"]


async def _fill(platform: ScriptedPlatform) -> dict[str, UUID]:
    """A public and a private collection; specimens by number, `hidden` for the private one's."""
    found: dict[str, UUID] = {}
    async with client(platform) as http:
        for code, numbers in (("open", NUMBERS), ("secret", ["S 9"])):
            for number in numbers:
                params = {"collection": code, "catalogNumber": number, "licence": CC0}
                picture = draw(60 + len(found), seed=len(found))
                answer = await http.post(IMAGES, params=params, content=picture, headers=JPEG)
                assert answer.status_code == 202, answer.text
                found[number] = UUID(answer.json()["specimenId"])
    with platform.catalogue.writing() as tx:
        tx.collections.change(tx.collections.get("open").collection_id, {"public": True})
        record = {"country": "=Peru", "eventStart": "1923-07-01", "eventEnd": "1923-07-31"}
        tx.specimens.change(found["S 1"], record=record)
    platform.work()
    return found


@pytest.fixture
def house(tmp_path: Path, run: Run) -> tuple[ScriptedPlatform, dict[str, UUID], str]:
    """Opened to the world; the key is that of a viewer of both collections."""
    inside = made(Settings(data=tmp_path / "data"))
    found = run(_fill(inside))
    roles = {"open": Role.VIEWER, "secret": Role.VIEWER}
    key = create_key(inside.catalogue, LOCAL_ADMINISTRATOR, "Ida", roles)
    inside.close()
    return ScriptedPlatform(Settings(data=tmp_path / "data", host="0.0.0.0")), found, key


Opened = tuple[ScriptedPlatform, dict[str, UUID], str]


async def _save(platform: ScriptedPlatform, key: str, **body: Any) -> dict[str, Any]:
    async with client(platform, key) as http:
        answer = await http.post(SETS, json={"title": "Syntypes seen", **body})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_set_stays_as_it_was_saved(house: Opened, run: Run) -> None:
    platform, found, key = house

    async def go() -> None:
        saved = await _save(platform, key, query="collection:open")
        assert (saved["total"], saved["savedBy"], saved["own"]) == (3, "Ida", True)
        assert saved["citation"].startswith("Ida (")
        assert "scripted 1" in saved["citation"], "a citation names whose names stood in it"
        assert saved["citation"].endswith(f"/sets/{saved['id']}")
        async with client(platform) as http:
            params = {"collection": "open", "catalogNumber": "S 4", "licence": CC0}
            inside = ScriptedPlatform(Settings(data=platform.settings.data))
            async with client(inside) as local:
                await local.post(IMAGES, params=params, content=draw(90, seed=9), headers=JPEG)
            inside.work()
            inside.close()
            assert (await http.get("/api/v1/search?q=collection:open")).json()["total"] == 4
            page = (await http.get(f"{SETS}/{saved['id']}/specimens?limit=2")).json()
            rest = (await http.get(f"{SETS}/{saved['id']}/specimens?after={page['next']}")).json()
        members = page["items"] + rest["items"]
        assert [one["specimen"]["catalogNumber"] for one in members] == NUMBERS
        assert rest["next"] is None
        assert {one["then"]["release"] for one in members} == {platform.release("").digest}
        assert found["S 1"] == UUID(members[0]["specimen"]["id"])

    run(go())


def test_it_tells_what_was_renamed_and_what_is_gone(house: Opened, run: Run) -> None:
    platform, found, key = house

    async def go() -> None:
        saved = await _save(platform, key, query="collection:open")
        with platform.catalogue.writing() as tx:
            tx.specimens.change(found["S 2"], deleted_at=tx.at)
            tx.specimens.change(found["S 3"], merged_into=found["S 1"])
        inside = ScriptedPlatform(Settings(data=platform.settings.data))
        async with client(inside) as http:
            act = {"act": "correct", "scientificName": "Camponotus zz", "taxonRank": "species"}
            path = f"/api/v1/specimens/{found['S 1']}/identifications"
            assert (await http.post(path, json=act)).status_code == 201
        inside.close()
        async with client(platform) as http:
            items = (await http.get(f"{SETS}/{saved['id']}/specimens")).json()["items"]
        assert items[0]["specimen"]["scientificName"] == "Camponotus zz"
        assert items[0]["then"]["scientificName"] != "Camponotus zz"
        assert items[1]["specimen"] is None
        assert items[2]["specimen"]["id"] == str(found["S 1"]), "a merged one is what it became"

    run(go())


def test_numbers_become_a_set_in_their_own_order(house: Opened, run: Run) -> None:
    platform, _, key = house

    async def go() -> None:
        saved = await _save(platform, key, numbers=["s-3", "S 1", "nobody 7", "S_3"])
        assert (saved["total"], saved["missing"], saved["query"]) == (2, ["nobody 7"], None)
        async with client(platform, key) as http:
            items = (await http.get(f"{SETS}/{saved['id']}/specimens")).json()["items"]
            assert [one["specimen"]["catalogNumber"] for one in items] == ["S 3", "S 1"]
            own = (await http.get(SETS)).json()
            assert [one["id"] for one in own["items"]] == [saved["id"]]

    run(go())


def test_a_stranger_reads_only_what_they_may_see(house: Opened, run: Run) -> None:
    platform, found, key = house

    async def go() -> None:
        mixed = await _save(platform, key, numbers=["S 1", "S 9", "nobody 7"])
        private = await _save(platform, key, query="collection:secret")
        assert (mixed["total"], private["total"]) == (2, 1)
        async with client(platform) as http:
            seen = (await http.get(f"{SETS}/{mixed['id']}")).json()
            assert (seen["total"], seen["own"], seen["missing"]) == (1, False, [])
            assert "1 specimen as of" in seen["citation"]
            for more in ("/specimens", "/table"):
                told = (await http.get(f"{SETS}/{mixed['id']}{more}")).text
                assert str(found["S 1"]) in told
                assert str(found["S 9"]) not in told
                assert "secret" not in told
            nowhere = await http.get(f"{SETS}/{uuid4()}")
            for more in ("", "/specimens", "/table", "/archive"):
                answer = await http.get(f"{SETS}/{private['id']}{more}")
                assert (answer.status_code, answer.text) == (404, nowhere.text), more
            assert (await http.get(SETS)).status_code == 401
            assert (await http.post(SETS, json={"title": "x", "query": ""})).status_code == 401

    run(go())


def test_only_its_owner_removes_it(house: Opened, run: Run) -> None:
    platform, _, key = house
    other = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "Otto", {"open": Role.CURATOR})

    async def go() -> None:
        saved = await _save(platform, key, query="collection:open")
        path = f"{SETS}/{saved['id']}"
        async with client(platform, other) as http:
            assert (await http.get(path)).json()["own"] is False
            assert (await http.delete(path)).status_code == 403
        async with client(platform, key) as http:
            assert (await http.delete(path)).status_code == 204
            assert (await http.get(path)).status_code == 404
            assert (await http.get("/api/v1/search?q=collection:open")).json()["total"] == 3

    run(go())


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"query": "collection:open", "numbers": ["S 1"]}, 422, "one of them"),
        ({}, 422, "one of them"),
        ({"query": "nosuchword"}, 422, "no specimen in this set"),
        ({"numbers": ["nobody 7"]}, 422, "no specimen in this set"),
        ({"query": "gneus:x"}, 400, "there is no field gneus"),
        ({"query": "", "title": "  "}, 422, "no title"),
    ],
)
def test_what_cannot_be_saved_says_why(
    house: Opened, run: Run, body: dict[str, Any], status: int, says: str
) -> None:
    platform, _, key = house

    async def go() -> None:
        async with client(platform, key) as http:
            answer = await http.post(SETS, json={"title": "t", **body})
        assert answer.status_code == status, answer.text
        assert says in answer.text

    run(go())


def test_more_than_a_set_holds_is_refused(
    house: Opened, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform, _, key = house
    monkeypatch.setattr("insecta.services.sets.MOST", 2)

    async def go() -> None:
        async with client(platform, key) as http:
            for body in ({"query": "collection:open"}, {"numbers": NUMBERS}):
                answer = await http.post(SETS, json={"title": "t", **body})
                assert answer.status_code == 422
                assert "narrow the search down" in answer.text

    run(go())


def test_exports_never_pass_a_machine_for_a_determiner(house: Opened, run: Run) -> None:
    platform, _, key = house

    async def go() -> None:
        saved = await _save(platform, key, query="collection:open")
        async with client(platform) as http:
            answer = await http.get(f"{SETS}/{saved['id']}/table")
        assert answer.headers["content-type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
        assert [one["catalogNumber"] for one in rows] == NUMBERS
        assert {one["scientificName"] for one in rows} == {""}
        assert {one["identificationVerificationStatus"] for one in rows} == {"PredictedByMachine"}
        assert all("Predicted by machine: " in one["identificationRemarks"] for one in rows)
        then = json.loads(rows[0]["dynamicProperties"])["nameWhenSaved"]
        assert then["trust"] == "PredictedByMachine"
        assert rows[0]["eventDate"] == "1923-07-01/1923-07-31"
        assert rows[0]["country"] == "'=Peru", "spreadsheets must not run a cell"

    run(go())


def test_the_archive_is_one_that_we_read_ourselves(house: Opened, run: Run, tmp_path: Path) -> None:
    platform, found, key = house
    path = tmp_path / "set.zip"

    async def go() -> None:
        saved = await _save(
            platform, key, query="collection:open", note="for a \x01 revision & more"
        )
        async with client(platform) as http:
            answer = await http.get(f"{SETS}/{saved['id']}/archive")
        assert answer.headers["content-type"] == "application/zip"
        path.write_bytes(answer.content)

    run(go())
    records = list(dwca.read(path))
    assert {one.verbatim["catalogNumber"] for one in records} == set(NUMBERS)
    first = next(one for one in records if one.verbatim["catalogNumber"] == "S 1")
    assert first.source_ids["occurrenceID"] == f"urn:uuid:{found['S 1']}"
    assert first.determination == "", "no machine's name in the core"
    assert first.place.country is not None
    assert first.place.country.verbatim == "=Peru"
    assert first.licence is not None
    assert first.licence.uri == CC0


def test_who_is_forgotten_signs_no_set(house: Opened, run: Run) -> None:
    platform, _, key = house
    saved = run(_save(platform, key, query="collection:open"))
    forget_person(
        House(platform.catalogue, platform.store, platform.index, 1_000_000),
        LOCAL_ADMINISTRATOR,
        "Ida",
    )

    async def go() -> None:
        async with client(platform) as http:
            told = (await http.get(f"{SETS}/{saved['id']}")).json()
        assert "Ida" not in told["citation"]
        assert told["total"] == 3

    run(go())


def test_a_search_tells_observations_from_specimens(house: Opened, run: Run) -> None:
    platform, found, _ = house
    with platform.catalogue.writing() as tx:
        tx.specimens.change(found["S 1"], basis_of_record="HumanObservation")
    index.write(platform.catalogue, platform.index, platform.release, [found["S 1"]])
    platform.index.refresh("specimens-1")

    async def go() -> None:
        async with client(platform) as http:
            answer = await http.get("/api/v1/search?q=collection:open&sort=catalog_number:asc")
            kinds = [one["basisOfRecord"] for one in answer.json()["items"]]
        assert kinds == ["HumanObservation", "PreservedSpecimen", "PreservedSpecimen"]

    run(go())
