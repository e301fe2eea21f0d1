"""The review queue over HTTP, on both catalogues: one at a time, blind where drawn, never doubled."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from insecta.domain.collection import Role
from insecta.domain.review import draw as drawn
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.keys import create_key
from insecta.settings import Settings
from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw, made

REVIEW = "/api/v1/review"
ANT, MOTH, LABEL = 75, 155, 215
"""Shades that the scripted classifier calls Camponotus b, Lepidoptera, and a label."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.server)])
def platform(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ScriptedPlatform]:
    where = {"catalogue_url": request.getfixturevalue("postgres_url")} if request.param == "postgres" else {}  # fmt: skip
    opened = made(Settings(data=tmp_path / "data", **where))
    yield opened
    opened.close()


async def fill(
    platform: ScriptedPlatform, shades: list[int], share: float = 0.0
) -> list[dict[str, Any]]:
    """One specimen for each shade, in the collection `ants`."""
    found = []
    async with client(platform) as http:
        for n, shade in enumerate(shades):
            params = {"collection": "ants", "catalogNumber": f"A{n}"}
            answer = await http.post(IMAGES, params=params, content=draw(shade + n // 4, seed=n % 4), headers=JPEG)  # fmt: skip
            found.append(answer.json())
        assert (await http.put(f"{REVIEW}/share", json={"collection": "ants", "share": share})).status_code == 204  # fmt: skip
    platform.work()
    return found


def key_of(platform: ScriptedPlatform, name: str, role: Role = Role.IDENTIFIER) -> str:
    return create_key(platform.catalogue, LOCAL_ADMINISTRATOR, name, {"ants": role})


async def take(http: httpx.AsyncClient) -> dict[str, Any]:
    answer = await http.post(f"{REVIEW}/next", json={"collection": "ants"})
    assert answer.status_code == 200, answer.text
    item: dict[str, Any] = answer.json()["item"]
    return item


async def say(
    http: httpx.AsyncClient, item: dict[str, Any], act: str, **more: Any
) -> httpx.Response:
    specimen = item["specimen"]
    return await http.post(
        f"{REVIEW}/{specimen['id']}/decision",
        json={"act": act, **more},
        headers={"If-Match": f'"{specimen["version"]}"'},
    )


def test_the_most_worthwhile_comes_first_and_is_held(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        sent = await fill(platform, [LABEL, ANT, MOTH])
        with platform.catalogue.writing() as tx:
            tx.specimens.change(
                UUID(sent[2]["specimenId"]),
                record={"scientificName": "Noctua", "taxonRank": "genus", "order": "Lepidoptera"},
            )
            tx.specimens.change(
                UUID(sent[1]["specimenId"]),
                record={"scientificName": "Pheidole", "taxonRank": "genus"},
            )
        platform.work()
        async with client(platform, key_of(platform, "Anna")) as anna:
            told = (await anna.get(REVIEW)).json()["items"]
            assert told == [
                {"collection": "ants", "sighted": 3, "blind": 0, "blindShare": 0.0, "ranks": None}
            ]
            item = await take(anna)
            assert item["why"] == "contradicts_catalogue"
            assert item["specimen"]["catalogNumber"] == "A1"
            assert (await take(anna))["specimen"]["id"] == item["specimen"]["id"]
            assert (await say(anna, item, "dispute")).status_code == 200
            platform.work()
            assert (await take(anna))["specimen"]["catalogNumber"] != "A1", "others judge a doubt"
        async with client(platform, key_of(platform, "Berta")) as berta:
            again = await take(berta)
            assert (again["why"], again["specimen"]["catalogNumber"]) == ("disputed", "A1")

    run(go())


def test_reviewers_at_once_never_have_the_same(platform: ScriptedPlatform, run: Run) -> None:
    names = [f"reviewer {n}" for n in range(4)]

    async def go() -> None:
        sent = await fill(platform, [ANT] * 10)
        keys = [key_of(platform, name) for name in names]
        seen: list[str] = []

        async def work(key: str) -> None:
            async with client(platform, key) as http:
                while (item := await take(http)) is not None:
                    seen.append(item["specimen"]["id"])
                    assert (await say(http, item, "accept")).status_code == 200

        await asyncio.gather(*(work(key) for key in keys))
        assert sorted(seen) == sorted(one["specimenId"] for one in sent)

    run(go())


def test_a_skip_is_for_oneself_and_can_be_taken_back(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        await fill(platform, [ANT])
        async with (
            client(platform, key_of(platform, "Anna")) as anna,
            client(platform, key_of(platform, "Berta")) as berta,
        ):
            item = await take(anna)
            assert await take(berta) is None
            path = f"{REVIEW}/{item['specimen']['id']}"
            assert (await berta.put(f"{path}/hold")).status_code == 409
            assert (await say(berta, item, "accept")).status_code == 409
            assert (await anna.post(f"{path}/skip")).status_code == 204
            assert await take(anna) is None
            assert (await anna.put(f"{path}/hold")).status_code == 200
            assert (await take(anna))["specimen"]["id"] == item["specimen"]["id"]
            assert (await anna.post(f"{path}/skip")).status_code == 204
            assert (await take(berta))["specimen"]["id"] == item["specimen"]["id"]

    run(go())


def test_what_changed_meanwhile_is_refused_and_kept(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        await fill(platform, [ANT])
        async with (
            client(platform, key_of(platform, "Anna")) as anna,
            client(platform) as somebody,
        ):
            item = await take(anna)
            path = f"/api/v1/specimens/{item['specimen']['id']}/identifications"
            assert (await somebody.post(path, json={"act": "dispute"})).status_code == 201
            assert (await say(anna, item, "accept")).status_code == 412
            fresh = (await anna.put(f"{REVIEW}/{item['specimen']['id']}/hold")).json()
            assert fresh["why"] == "disputed"
            decided = await say(anna, fresh, "accept")
            assert decided.status_code == 200
            undo = {"act": "undo", "basedOn": decided.json()["identification"]["id"]}
            assert (await anna.post(path, json=undo)).status_code == 201
            assert (await anna.put(f"{REVIEW}/{item['specimen']['id']}/hold")).status_code == 200

    run(go())


def test_the_blind_share_is_drawn_and_tells_no_name(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        sent = await fill(platform, [ANT] * 12, share=0.5)
        kept = sorted(
            (one["specimenId"] for one in sent if drawn(UUID(one["specimenId"])) < 0.5),
            key=lambda key: drawn(UUID(key)),
        )
        assert 0 < len(kept) < len(sent), "numbers that draw both kinds"
        blind: list[str] = []
        async with client(platform, key_of(platform, "Anna")) as anna:
            waiting = (await anna.get(REVIEW)).json()["items"][0]
            assert (waiting["blind"], waiting["sighted"]) == (len(kept), len(sent) - len(kept))
            while (item := await take(anna)) is not None:
                if not item["blind"]:
                    assert item["specimen"]["shown"] is not None
                    group = (await anna.get(f"{REVIEW}/{item['specimen']['id']}/alike")).json()
                    assert not {one["specimen"]["id"] for one in group["items"]} & set(kept)
                    assert (await say(anna, item, "accept")).status_code == 200
                    continue
                blind.append(item["specimen"]["id"])
                answer = await anna.put(f"{REVIEW}/{item['specimen']['id']}/hold")
                assert "Camponotus" not in answer.text
                assert (await say(anna, item, "accept")).status_code == 422
                assert (
                    await anna.get(f"{REVIEW}/{item['specimen']['id']}/alike")
                ).status_code == 409
                done = await say(anna, item, "correct", scientificName="Camponotus b")
                assert done.json()["identification"]["blind"] is True
        assert blind == kept, "in the order of the drawing, whatever is decided between"

    run(go())


def test_one_of_ones_choice_is_taken_without_its_name(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        (sent,) = await fill(platform, [ANT])
        key = sent["specimenId"]
        said = {"act": "correct", "scientificName": "Camponotus b", "blind": True}
        async with client(platform, key_of(platform, "Anna")) as anna:
            claimed = await anna.post(f"/api/v1/specimens/{key}/identifications", json=said)
            assert claimed.status_code == 422
            assert "not said but known" in claimed.json()["detail"]
            held = await anna.put(f"{REVIEW}/{key}/hold", params={"blind": True})
            assert held.status_code == 200
            assert held.json()["blind"] is True
            assert "Camponotus" not in held.text
            done = await say(anna, held.json(), "correct", scientificName="Camponotus b")
            assert done.json()["identification"]["blind"] is True
            again = await anna.put(f"{REVIEW}/{key}/hold", params={"blind": True})
            assert again.status_code == 409, again.text

    run(go())


def test_applied_to_look_alikes_but_never_to_what_is_kept_out(
    platform: ScriptedPlatform, run: Run
) -> None:
    async def go() -> None:
        sent = await fill(platform, [ANT] * 6 + [MOTH])
        ids = [one["specimenId"] for one in sent]
        with platform.catalogue.writing() as tx:
            tx.specimens.change(UUID(ids[1]), record={"typeStatus": "holotype"})
        platform.work()
        async with (
            client(platform, key_of(platform, "Anna")) as anna,
            client(platform, key_of(platform, "Berta")) as berta,
        ):
            first = await take(berta)
            path = f"/api/v1/specimens/{ids[2]}/identifications"
            if first["specimen"]["id"] == ids[2]:
                path = path.replace(ids[2], ids[3])
            async with client(platform) as somebody:
                assert (await somebody.post(path, json={"act": "accept"})).status_code == 201
            item = await take(anna)
            while item["specimen"]["id"] == ids[1] or item["specimen"]["catalogNumber"] == "A6":
                await anna.post(f"{REVIEW}/{item['specimen']['id']}/skip")
                item = await take(anna)
            group = (await anna.get(f"{REVIEW}/{item['specimen']['id']}/alike")).json()
            assert group["keptOut"]["type"] == 1
            assert group["keptOut"]["spoken"] == 1
            assert group["keptOut"]["with_others"] == 1
            also = [one["specimen"]["id"] for one in group["items"]]
            assert len(also) == 2
            assert ids[6] not in also, "a moth is no look-alike of an ant"
            for refused in (ids[1], first["specimen"]["id"], path.split("/")[4]):
                answer = await say(anna, item, "accept", also=[*also, refused])
                assert answer.status_code == 409, answer.text
            done = await say(anna, item, "accept", also=also)
            assert done.json()["appliedTo"] == 3
            for key in also:
                history = (await anna.get(f"/api/v1/specimens/{key}/identifications")).json()
                last = history["items"][-1]
                assert last["remarks"] == "examined 1, applied to 3"
                assert (last["examined"], last["trust"]) == (False, "ReviewedByHuman")
            undo = {"act": "undo", "basedOn": done.json()["identification"]["id"], "wholeAct": True}
            path = f"/api/v1/specimens/{item['specimen']['id']}/identifications"
            assert (await anna.post(path, json=undo)).json()["appliedTo"] == 3

    run(go())


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CONTRIBUTOR])
def test_who_may_not_identify_may_not_review(
    platform: ScriptedPlatform, run: Run, role: Role
) -> None:
    async def go() -> None:
        await fill(platform, [ANT])
        async with client(platform, key_of(platform, "V", role)) as http:
            assert (await http.get(REVIEW)).status_code == 403
            answer = await http.post(f"{REVIEW}/next", json={"collection": "ants"})
            assert answer.status_code == 403
        with platform.catalogue.writing() as tx:
            tx.collections.ensure("other")
        key = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "O", {"other": Role.IDENTIFIER})
        async with client(platform, key) as http:
            assert [one["collection"] for one in (await http.get(REVIEW)).json()["items"]] == ["other"]  # fmt: skip
            hidden, absent = [
                await http.post(f"{REVIEW}/next", json={"collection": code})
                for code in ("ants", "nowhere")
            ]
            assert (hidden.status_code, hidden.text) == (404, absent.text)
            identifier = {"collection": "other", "share": 0.2}
            assert (await http.put(f"{REVIEW}/share", json=identifier)).status_code == 403

    run(go())
