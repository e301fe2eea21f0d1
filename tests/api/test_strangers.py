"""A stranger reads everything: nothing betrays a private collection (contract: Access)."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest

from insecta.domain.collection import Role
from insecta.domain.run import Run as RunRow
from insecta.services.access import ANONYMOUS, LOCAL_ADMINISTRATOR
from insecta.services.follow import follow
from insecta.services.keys import create_key
from insecta.settings import Settings
from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw, made

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
SECRET = "hidden-museum"


async def _fill(platform: ScriptedPlatform) -> dict[str, dict[str, str]]:
    """One public and one private collection, and in the public one a picture without licence."""
    sent = {}
    async with client(platform) as http:
        for name, code, licence, shade in (
            ("open", "open", CC0, 80),
            ("private", SECRET, CC0, 70),
            ("unlicensed", "open", "", 75),
        ):
            params = {"collection": code, "fileName": f"{name}.jpg", "catalogNumber": f"{name}-1"}
            params |= {"licence": licence} if licence else {}
            answer = await http.post(IMAGES, params=params, content=draw(shade), headers=JPEG)
            assert answer.status_code == 202, answer.text
            sent[name] = answer.json()
    with platform.catalogue.writing() as tx:
        for code in ("open", SECRET):
            collection = tx.collections.get(code)
            if code == "open":
                tx.collections.change(collection.collection_id, {"public": True})
            run = RunRow(uuid4(), collection.collection_id, f"/{code}", "open", True, tx.at)
            tx.runs.add(run)
            sent[f"run of {code}"] = {"id": str(run.run_id)}
        specimen = sent["private"]["specimenId"]
        tx.specimens.change(UUID(specimen), record={"country": "Secretland"})
    platform.work()
    return sent


@pytest.fixture
def house(tmp_path: Path, run: Run) -> tuple[ScriptedPlatform, dict[str, dict[str, str]]]:
    """Filled on loopback, then opened to strangers."""
    inside = made(Settings(data=tmp_path / "data"))
    sent = run(_fill(inside))
    inside.close()
    return ScriptedPlatform(Settings(data=tmp_path / "data", host="0.0.0.0")), sent


House = tuple[ScriptedPlatform, dict[str, dict[str, str]]]


def _paths(sent: dict[str, dict[str, str]], name: str) -> list[str]:
    one = sent[name]
    return [
        f"{IMAGES}/{one['id']}",
        f"{IMAGES}/{one['id']}/rendition?size=thumbnail",
        f"{IMAGES}/{one['id']}/rendition?size=full",
    ]


def _specimen_paths(sent: dict[str, dict[str, str]], name: str) -> list[str]:
    specimen = sent[name]["specimenId"]
    path = f"/api/v1/specimens/{specimen}"
    return [path, f"{path}/identifications", f"{path}/evidence"]


def test_what_is_private_is_not_there(house: House, run: Run) -> None:
    platform, sent = house
    hidden = _paths(sent, "private") + _specimen_paths(sent, "private") + _paths(sent, "unlicensed")
    hidden += [
        f"/api/v1/runs/{sent[one]['id']}{more}"
        for one in ("run of open", f"run of {SECRET}")
        for more in ("", "/items", "/failures")
    ]

    async def go() -> None:
        async with client(platform) as http:
            nowhere = await http.get(f"{IMAGES}/{uuid4()}")
            for path in hidden:
                answer = await http.get(path)
                assert (answer.status_code, answer.text) == (404, nowhere.text), path
            for path in _paths(sent, "open") + _specimen_paths(sent, "open"):
                assert (await http.get(path)).status_code == 200, path

    run(go())


def _betrays(answer: httpx.Response, sent: dict[str, dict[str, str]]) -> list[str]:
    private = sent["private"]
    words = [SECRET, "Secretland", "private", private["id"], private["specimenId"]]
    return [word for word in words if word in answer.text]


def test_nothing_that_counts_betrays_it(house: House, run: Run) -> None:
    platform, sent = house
    facets = "&".join(
        f"facet={name}"
        for name in ("collection", "genus", "species", "country", "trust", "licence", "rank")
    )
    everywhere = [
        f"/api/v1/search?q=&{facets}",
        f"/api/v1/search?q={SECRET}&{facets}",
        f"/api/v1/search?q=collection:{SECRET}&{facets}",
        "/api/v1/search?q=country:Secretland",
        "/api/v1/search?sort=country:asc",
        "/api/v1/collections",
        "/api/v1/runs",
        "/api/v1/releases",
        "/api/v1/taxa/suggest?q=camp",
        "/api/v1/me",
    ]

    async def go() -> None:
        async with client(platform) as http:
            for path in everywhere:
                answer = await http.get(path)
                assert answer.status_code == 200, (path, answer.text)
                assert not _betrays(answer, sent), path
            whole = (await http.get(f"/api/v1/search?q=&{facets}")).json()
            assert whole["total"] == 2  # both specimens of the public collection
            for facet in whole["facets"]:
                assert all(value["count"] <= 2 for value in facet["values"]), facet
            assert (await http.get("/api/v1/runs")).json()["total"] == 0
            names = (await http.get("/api/v1/taxa/suggest?q=camponotus b")).json()["items"]
            assert names[0]["scientificName"] == "Camponotus b"
            assert max(one["specimens"] for one in names) == 2

    run(go())


def test_no_neighbour_and_no_thumbnail_is_private(house: House, run: Run) -> None:
    platform, sent = house

    async def go() -> None:
        async with client(platform) as http:
            near = await http.post("/api/v1/search/by-picture", content=draw(70), headers=JPEG)
            assert near.status_code == 200
            assert [one["imageId"] for one in near.json()["items"]] == [sent["open"]["id"]]
            hidden, absent = [
                await http.post(
                    f"/api/v1/search/by-picture?collection={code}", content=draw(70), headers=JPEG
                )
                for code in (SECRET, "no-such-collection")
            ]
            assert (hidden.status_code, hidden.text) == (404, absent.text)
            cards = (await http.get("/api/v1/search")).json()["items"]
            shown = {one["id"]: (one["images"], one["thumbnail"]) for one in cards}
            assert shown[sent["unlicensed"]["specimenId"]] == (0, None)
            page = await http.get(f"/api/v1/specimens/{sent['unlicensed']['specimenId']}")
            assert page.json()["images"] == []

    run(go())


def test_events_of_private_collections_are_not_told(house: House) -> None:
    platform, sent = house
    _, all_news = follow(platform.catalogue, LOCAL_ADMINISTRATOR, 0)
    position, news = follow(platform.catalogue, ANONYMOUS, 0)
    told = {str(one.data.get("specimen_id")) for one in news}
    assert sent["private"]["specimenId"] not in told
    assert sent["open"]["specimenId"] in told
    assert position == all_news[-1].seq
    assert len(news) < len(all_news)


def test_a_browser_keeps_only_what_anybody_sees(house: House, run: Run) -> None:
    platform, sent = house
    roles = {SECRET: Role.VIEWER, "open": Role.VIEWER}
    key = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "member", roles)

    async def go() -> None:
        async with client(platform) as http:
            await http.post("/api/v1/me/session", json={"key": key})
            kept = {}
            for name in ("open", "private", "unlicensed"):
                path = f"{IMAGES}/{sent[name]['id']}/rendition?size=thumbnail"
                seen = await http.get(path)
                assert seen.headers["vary"] == "Authorization, Cookie"
                kept[name] = seen.headers["cache-control"]
                again = await http.get(path, headers={"If-None-Match": seen.headers["etag"]})
                assert (again.status_code, again.content) == (304, b"")
            out = await http.delete("/api/v1/me/session")
            assert out.headers["clear-site-data"] == '"cache"'
        assert kept == {
            "open": "private, max-age=3600",
            "private": "private, no-cache",
            "unlicensed": "private, no-cache",
        }

    run(go())


def test_a_member_sees_what_is_theirs(house: House, run: Run) -> None:
    platform, sent = house
    key = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "member", {SECRET: Role.VIEWER})

    async def go() -> None:
        async with client(platform, key) as http:
            for path in _paths(sent, "private") + _specimen_paths(sent, "private"):
                assert (await http.get(path)).status_code == 200, path
            for path in _paths(sent, "unlicensed"):  # of the other collection
                assert (await http.get(path)).status_code == 404, path
            assert (await http.get("/api/v1/runs")).json()["total"] == 1

    run(go())


def test_a_stranger_writes_nothing(house: House, run: Run) -> None:
    platform, sent = house

    async def go() -> None:
        async with client(platform) as http:
            assert (await http.post(IMAGES, content=draw(), headers=JPEG)).status_code == 401
            path = f"/api/v1/specimens/{sent['open']['specimenId']}"
            assert (await http.patch(path, json={"record": {"country": "X"}})).status_code == 401
            assert (await http.post("/api/v1/keys", json={"name": "me"})).status_code == 401

    run(go())


def test_a_contributor_cannot_learn_of_another_collection(house: House, run: Run) -> None:
    """An upload to a private collection sounds like one to a collection that is not there."""
    platform, _ = house
    key = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "giver", {"open": Role.CONTRIBUTOR})

    async def go() -> None:
        async with client(platform, key) as http:
            private, absent = [
                await http.post(f"{IMAGES}?collection={code}", content=draw(), headers=JPEG)
                for code in (SECRET, "no-such-collection")
            ]
            assert private.status_code == absent.status_code == 404
            assert private.text == absent.text

    run(go())
