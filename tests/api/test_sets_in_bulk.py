"""One identification is applied to a saved set, and taken back; long lists of sets come by pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from insecta.domain.collection import Role
from insecta.domain.review import BLIND_SHARE
from insecta.services import apply_to_set
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.keys import create_key
from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw

SETS = "/api/v1/sets"


@pytest.fixture(autouse=True)
def collections(platform: ScriptedPlatform) -> None:
    with platform.catalogue.writing() as tx:
        tx.collections.ensure("ants")
        tx.collections.ensure("bees")


async def fill(platform: ScriptedPlatform, http: httpx.AsyncClient, specimens: int) -> list[UUID]:
    """Specimens of one collection, none of them kept for blind looks."""
    found = []
    for n in range(specimens):
        params = {"collection": "ants", "catalogNumber": f"B{n}"}
        answer = await http.post(IMAGES, params=params, content=draw(75, seed=n), headers=JPEG)
        found.append(UUID(answer.json()["specimenId"]))
    with platform.catalogue.writing() as tx:
        key = tx.collections.get("ants").collection_id
        tx.collections.change(key, {"rules": {BLIND_SHARE: 0.0}})
    platform.work()
    return found


async def saved(http: httpx.AsyncClient, **body: Any) -> str:
    answer = await http.post(SETS, json={"title": "Drawer 7", "query": "collection:ants", **body})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def said(platform: ScriptedPlatform, keys: list[UUID]) -> dict[UUID, list[Any]]:
    with platform.catalogue.reading() as tx:
        found = tx.identifications.of_specimens(keys)
    return {key: [one for one in found.get(key, ()) if one.kind == "person"] for key in keys}


def test_one_look_is_applied_to_a_set_without_types_and_taken_back(
    platform: ScriptedPlatform, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply_to_set, "AT_ONCE", 2)  # several pages and transactions
    key = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "Ida", {"ants": Role.IDENTIFIER})

    async def story() -> None:
        async with client(platform) as http:
            keys = await fill(platform, http, 6)
            with platform.catalogue.writing() as tx:
                tx.specimens.change(keys[1], record={"typeStatus": "holotype"})
            spoken = {"act": "correct", "scientificName": "Lasius niger"}
            path = f"/api/v1/specimens/{keys[2]}/identifications"
            assert (await http.post(path, json=spoken)).status_code == 201
            number = await saved(http)
        async with client(platform, key) as http:
            path = f"{SETS}/{number}/identifications"
            body: dict[str, str] = {"examined": str(keys[0])}
            told = (await http.post(f"{path}/preview", json=body)).json()
            assert told["appliesTo"] == 4
            assert {why: n for why, n in told["keptOut"].items() if n} == {"type": 1, "spoken": 1}
            assert told["scientificName"] is None, "nobody said what would be said"
            body |= {"act": "correct", "scientificName": "Lasius flavus"}
            blind = await http.post(path, json=body)
            assert (blind.status_code, "preview" in blind.json()["hint"]) == (422, True)
            previewed = await http.post(f"{path}/preview", json=body)
            assert previewed.json()["scientificName"] == "Lasius flavus"
            assert previewed.headers["etag"] == f'"{previewed.json()["version"]}"'
            seen = {"If-Match": previewed.headers["etag"]}
            done = await http.post(path, json=body, headers=seen)
            assert done.status_code == 201, done.text
            assert done.json()["appliedTo"] == 4
            found = said(platform, keys)
            assert [len(found[one]) for one in keys] == [1, 0, 1, 1, 1, 1]
            first, other = found[keys[0]][0], found[keys[3]][0]
            assert (first.body["examined"], other.body["examined"]) == (True, False)
            assert other.body["remarks"] == "examined 1, applied to 4"
            assert other.scientific_name == "Lasius flavus"
            standing = (await http.get(path)).json()["items"]
            assert [
                (one["scientificName"], one["appliedTo"], one["saidBy"]) for one in standing
            ] == [("Lasius flavus", 4, "Ida")]
            back = {"identification": standing[0]["identification"]}
            assert back["identification"] == done.json()["identification"]
            undo = await http.post(f"{SETS}/{number}/identifications/undo", json=back)
            assert undo.json() == {"takenBack": 4}
            again = await http.post(f"{SETS}/{number}/identifications/undo", json=back)
            assert again.json() == {"takenBack": 0}, "what is undone is not undone twice"
            assert (await http.get(path)).json()["items"] == []
            assert len(said(platform, keys)[keys[2]]) == 1, "another act stands"

    run(story())


def test_who_may_not_and_what_cannot_be_applied(platform: ScriptedPlatform, run: Run) -> None:
    reader = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "Vi", {"ants": Role.VIEWER})
    other = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "Ed", {"bees": Role.IDENTIFIER})

    async def story() -> None:
        async with client(platform) as http:
            keys = await fill(platform, http, 2)
            number = await saved(http)
            path = f"{SETS}/{number}/identifications"
            body = {"examined": str(keys[0]), "act": "accept"}
            stale = await http.post(path, json=body, headers={"If-Match": '"0"'})
            assert stale.status_code == 412
            elsewhere = {**body, "examined": number}
            now = {"If-Match": "*"}
            assert (await http.post(path, json=elsewhere, headers=now)).status_code == 404
            refused = await http.post(path, json={**body, "act": "reject"}, headers=now)
            assert refused.status_code == 422
        for who, code in ((reader, 403), (other, 404)):
            async with client(platform, who) as http:
                assert (await http.post(path, json=body, headers=now)).status_code == code
                assert (await http.get(path)).status_code == code
                assert (await http.post(f"{path}/preview", json={"examined": str(keys[0])})).status_code == code  # fmt: skip
        assert not any(said(platform, keys).values())

    run(story())


def test_an_act_sent_again_goes_on_and_says_nothing_twice(
    platform: ScriptedPlatform, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply_to_set, "AT_ONCE", 2)

    async def story() -> None:
        async with client(platform) as http:
            keys = await fill(platform, http, 4)
            other = f"/api/v1/specimens/{keys[2]}/identifications"
            spoken = {"act": "correct", "scientificName": "Lasius niger"}
            made = (await http.post(other, json=spoken)).json()["identification"]["id"]
            path = f"{SETS}/{await saved(http)}/identifications"
            body = {
                "examined": str(keys[0]), "act": "correct", "scientificName": "Lasius flavus",
                "actId": str(uuid4()),
            }  # fmt: skip
            seen = {"If-Match": (await http.post(f"{path}/preview", json={"examined": str(keys[0])})).headers["etag"]}  # fmt: skip
            first = await http.post(path, json=body, headers=seen)
            assert (first.status_code, first.json()["appliedTo"]) == (201, 3)
            repeated = await http.post(path, json=body, headers=seen)
            assert repeated.json() == first.json()
            await http.post(other, json={"act": "undo", "basedOn": made})
            further = await http.post(path, json=body, headers=seen)
            assert further.json()["appliedTo"] == 4, "what it had not reached before"
            flavus = [
                sum(one.scientific_name == "Lasius flavus" for one in each)
                for each in said(platform, keys).values()
            ]
            assert flavus == [1, 1, 1, 1]
            assert len((await http.get(path)).json()["items"]) == 1
            fresh = {**body, "actId": str(uuid4())}
            assert (await http.post(path, json=fresh, headers=seen)).status_code == 412
            for change in (
                {"scientificName": "Lasius niger"},
                {"act": "accept", "scientificName": ""},
            ):
                another = await http.post(path, json={**body, **change}, headers=seen)
                assert another.status_code == 409, change
            back = {"identification": first.json()["identification"]}
            assert (await http.post(f"{path}/undo", json=back)).json() == {"takenBack": 4}
            late = await http.post(path, json=body, headers=seen)
            assert (late.status_code, "taken back" in late.json()["detail"]) == (409, True)

    run(story())


def test_ones_own_sets_come_by_pages(platform: ScriptedPlatform, run: Run) -> None:
    async def story() -> None:
        async with client(platform) as http:
            await fill(platform, http, 1)
            made = [await saved(http, title=f"Set {n}") for n in range(5)]
            seen: list[str] = []
            after: str | None = "0"
            while after is not None:
                page = (await http.get(SETS, params={"after": after, "limit": 2})).json()
                assert page["total"] == 5
                seen += [one["id"] for one in page["items"]]
                after = page["next"]
            assert seen == made[::-1]

    run(story())
