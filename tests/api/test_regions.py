"""Regions of a picture of many specimens: read, added and removed over HTTP, and their own thumbnails."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
import numpy as np

from insecta.ports import SearchRequest
from insecta.services.index import images_alias
from insecta.services.search_language import parse
from insecta.vision.rendition import read
from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw

SPECIMENS = "/api/v1/specimens"


async def _sent(http: httpx.AsyncClient) -> str:
    answer = await http.post(
        IMAGES,
        params={"collection": "drawers", "fileName": "drawer.jpg"},
        content=draw(90),
        headers=JPEG,
    )
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


async def _regions(http: httpx.AsyncClient, image: str) -> tuple[list[dict[str, Any]], str]:
    answer = await http.get(f"{IMAGES}/{image}/regions")
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert page["total"] == len(page["items"])
    return page["items"], answer.headers["etag"]


def test_a_region_is_drawn_identified_found_and_taken_back(
    platform: ScriptedPlatform, run: Run
) -> None:
    async def story() -> None:
        async with client(platform) as http:
            image = await _sent(http)
            platform.work()
            whole, tag = await _regions(http, image)
            assert [(one["kind"], one["box"]) for one in whole] == [("specimen", [0, 0, 1, 1])]
            drawn = await http.post(
                f"{IMAGES}/{image}/regions",
                json={"box": [0.25, 0.25, 0.5, 0.5]},
                headers={"If-Match": tag},
            )
            assert drawn.status_code == 201, drawn.text
            made = drawn.json()
            assert made["proposedBy"] == "local administrator"
            stale = await http.post(
                f"{IMAGES}/{image}/regions",
                json={"box": [0.1, 0.1, 0.2, 0.2], "kind": "label"},
                headers={"If-Match": tag},
            )
            assert stale.status_code == 412
            platform.work()
            specimen = (await http.get(f"{SPECIMENS}/{made['specimenId']}")).json()
            picture = specimen["images"][0]
            assert picture["regionId"] == made["id"]
            assert picture["identification"] is not None
            part = read((await http.get(picture["links"]["thumbnail"])).content)
            full = read((await http.get(f"{IMAGES}/{image}/rendition?size=thumbnail")).content)
            assert part.shape != full.shape or not np.array_equal(part, full)
            cards = (await http.get("/api/v1/search", params={"q": ""})).json()["items"]
            assert {one["id"] for one in cards} == {whole[0]["specimenId"], made["specimenId"]}
            links = {one["id"]: one["thumbnail"] for one in cards}
            assert made["id"] in links[made["specimenId"]]

            _, tag = await _regions(http, image)
            gone = await http.delete(
                f"{IMAGES}/{image}/regions/{made['id']}", headers={"If-Match": tag}
            )
            assert gone.status_code == 204, gone.text
            platform.work()
            assert (await http.get(f"{SPECIMENS}/{made['specimenId']}")).status_code == 404
            left = (await http.get("/api/v1/search", params={"q": ""})).json()
            assert [one["id"] for one in left["items"]] == [whole[0]["specimenId"]]
            again = await http.post(
                f"{IMAGES}/{image}/regions", json={"box": [0.25, 0.25, 0.5, 0.5]}
            )
            assert again.json()["specimenId"] == made["specimenId"]
            platform.work()
            assert (await http.get(f"{SPECIMENS}/{made['specimenId']}")).status_code == 200

    run(story())


def test_a_box_at_the_edge_of_the_picture_is_identified(
    platform: ScriptedPlatform, run: Run
) -> None:
    async def story() -> None:
        async with client(platform) as http:
            image = await _sent(http)
            drawn = await http.post(
                f"{IMAGES}/{image}/regions", json={"box": [129 / 320, 0.5, 191 / 320, 0.5]}
            )
            assert drawn.status_code == 201, drawn.text
            platform.work()
            made = drawn.json()
            specimen = (await http.get(f"{SPECIMENS}/{made['specimenId']}")).json()
            assert specimen["images"][0]["identification"] is not None
            link = specimen["images"][0]["links"]["thumbnail"]
            first = await http.get(link)
            told = {"If-None-Match": first.headers["etag"]}
            again = await http.get(link, headers=told)
            assert (again.status_code, again.content) == (304, b"")

    run(story())


def test_a_specimen_that_was_a_label_comes_back_only_when_it_is_drawn_as_one(
    platform: ScriptedPlatform, run: Run
) -> None:
    box = [0.25, 0.25, 0.5, 0.5]

    async def story() -> None:
        async with client(platform) as http:
            image = await _sent(http)
            regions = f"{IMAGES}/{image}/regions"
            made = (await http.post(regions, json={"box": box})).json()
            platform.work()
            assert (await http.delete(f"{regions}/{made['id']}")).status_code == 204
            label = (await http.post(regions, json={"box": box, "kind": "label"})).json()
            platform.work()
            assert (label["id"], label["specimenId"]) == (made["id"], None)
            now = {one["id"]: one["specimenId"] for one in (await _regions(http, image))[0]}
            assert now[label["id"]] is None
            assert (await http.get(f"{SPECIMENS}/{made['specimenId']}")).status_code == 404
            assert (await http.delete(f"{regions}/{made['id']}")).status_code == 204
            again = (await http.post(regions, json={"box": box})).json()
            platform.work()
            assert again["specimenId"] == made["specimenId"]
            found = (await http.get("/api/v1/search", params={"q": ""})).json()
            assert made["specimenId"] in {one["id"] for one in found["items"]}

    run(story())


def test_a_picture_of_two_answers_for_the_specimen_that_it_is_shown_with(
    platform: ScriptedPlatform, run: Run
) -> None:
    async def story() -> None:
        async with client(platform) as http:
            image = await _sent(http)
            await http.post(f"{IMAGES}/{image}/regions", json={"box": [0.25, 0.25, 0.5, 0.5]})
            platform.work()
            shown = (await http.get(f"{IMAGES}/{image}")).json()
            specimen = (await http.get(f"{SPECIMENS}/{shown['specimenId']}")).json()
            own = specimen["images"][0]["identification"]
            assert shown["identification"]["candidates"] == own["candidates"]

    run(story())


def test_what_cannot_be_drawn_or_taken_back_is_refused(
    platform: ScriptedPlatform, run: Run
) -> None:
    async def story() -> None:
        async with client(platform) as http:
            image = await _sent(http)
            regions = f"{IMAGES}/{image}/regions"
            outside = await http.post(regions, json={"box": [0.9, 0.9, 0.2, 0.2]})
            assert outside.status_code == 422
            assert "outside the picture" in outside.text
            label = {"box": [0.1, 0.1, 0.2, 0.1], "kind": "label"}
            made = await http.post(regions, json=label)
            assert made.status_code == 201
            assert made.json()["specimenId"] is None
            assert (await http.post(regions, json=label)).status_code == 409
            whole = next(
                one for one in (await _regions(http, image))[0] if one["kind"] == "specimen"
            )
            refused = await http.delete(f"{regions}/{whole['id']}")
            assert refused.status_code == 409
            assert "whole picture" in refused.text
            assert (await http.delete(f"{regions}/{image}")).status_code == 404

    run(story())


async def _drawn(http: httpx.AsyncClient, image: str, *boxes: list[float]) -> list[dict[str, Any]]:
    regions = f"{IMAGES}/{image}/regions"
    return [(await http.post(regions, json={"box": box})).json() for box in boxes]


async def _redrawn(http: httpx.AsyncClient, image: str, **body: Any) -> list[dict[str, Any]]:
    _, tag = await _regions(http, image)
    path = f"{IMAGES}/{image}/regions/redraw"
    answer = await http.post(path, json=body, headers={"If-Match": tag})
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] != tag
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_boxes_are_merged_split_and_moved_and_every_change_is_undone_by_its_opposite(
    platform: ScriptedPlatform, run: Run
) -> None:
    left, right, both = [0.1, 0.1, 0.2, 0.2], [0.3, 0.1, 0.2, 0.2], [0.1, 0.1, 0.4, 0.2]

    async def story() -> None:
        async with client(platform) as http:
            image = await _sent(http)
            one, two = await _drawn(http, image, left, right)
            platform.work()
            merged = await _redrawn(http, image, regions=[one["id"], two["id"]], boxes=[both])
            (kept,) = (region for region in merged if region["box"] == both)
            assert kept["specimenId"] == one["specimenId"]
            platform.work()
            assert (await http.get(f"{SPECIMENS}/{two['specimenId']}")).status_code == 404
            named = next(r for r in (await _regions(http, image))[0] if r["id"] == kept["id"])
            assert named["name"]["trust"] == "PredictedByMachine"

            split = await _redrawn(http, image, regions=[kept["id"]], boxes=[right, left])
            found = {tuple(region["box"]): region["specimenId"] for region in split}
            assert found[tuple(left)] == one["specimenId"], "which showed it before, not the first"
            assert found[tuple(right)] == two["specimenId"]
            platform.work()
            assert (await http.get(f"{SPECIMENS}/{two['specimenId']}")).status_code == 200

            there = next(region for region in split if region["box"] == right)
            moved = await _redrawn(http, image, regions=[there["id"]], boxes=[[0.4, 0.1, 0.2, 0.2]])
            assert [r["specimenId"] for r in moved if r["box"][0] == 0.4] == [two["specimenId"]]

    run(story())


def test_a_box_redrawn_as_a_label_leaves_no_vector(platform: ScriptedPlatform, run: Run) -> None:
    async def story() -> None:
        async with client(platform) as http:
            image = await _sent(http)
            (one,) = await _drawn(http, image, [0.1, 0.1, 0.2, 0.2])
            platform.work()
            assert one["id"] in _vectors(platform)
            labels = await _redrawn(
                http, image, regions=[one["id"]], boxes=[one["box"]], kind="label"
            )
            assert one["id"] in {region["id"] for region in labels}, "the same box, another kind"
            platform.work()
            assert one["id"] not in _vectors(platform)
            await _redrawn(http, image, regions=[one["id"]], boxes=[one["box"]])
            platform.work()
            assert one["id"] in _vectors(platform)

    run(story())


def _vectors(platform: ScriptedPlatform) -> set[str]:
    """Regions that a search by picture could find."""
    request = SearchRequest(parse(""), None, limit=100, vector=np.ones(4, np.float32))
    alias = images_alias(platform.classifier().release.space)
    return {hit.id for hit in platform.index.search(alias, request).hits}


def test_several_boxes_are_removed_and_brought_back_in_one_request_each(
    platform: ScriptedPlatform, run: Run
) -> None:
    async def story() -> None:
        async with client(platform) as http:
            image = await _sent(http)
            boxes = [[0.1, 0.1, 0.2, 0.2], [0.4, 0.1, 0.2, 0.2], [0.7, 0.1, 0.2, 0.2]]
            made = await _drawn(http, image, *boxes)
            taken = [region["id"] for region in made[:2]]
            left = await _redrawn(http, image, regions=taken, boxes=[])
            assert [region["id"] for region in left][1:] == [made[2]["id"]]
            platform.work()
            for region, status in zip(made, (404, 404, 200), strict=True):
                path = f"{SPECIMENS}/{region['specimenId']}"
                assert (await http.get(path)).status_code == status
            again = await _redrawn(http, image, regions=[], boxes=boxes[:2])
            owners = {region["id"]: region["specimenId"] for region in again}
            assert [owners[region["id"]] for region in made] == [r["specimenId"] for r in made]

    run(story())


def test_regions_come_row_by_row(platform: ScriptedPlatform, run: Run) -> None:
    boxes = [[0.5, 0.62, 0.1, 0.2], [0.1, 0.6, 0.1, 0.2], [0.6, 0.11, 0.1, 0.2], [0.2, 0.1, 0.1, 0.2]]  # fmt: skip

    async def story() -> None:
        async with client(platform) as http:
            image = await _sent(http)
            await _drawn(http, image, *boxes)
            found = [one["box"] for one in (await _regions(http, image))[0]]
            parts = [box for box in found if box != [0, 0, 1, 1]]
            assert parts == [boxes[3], boxes[2], boxes[1], boxes[0]]

    run(story())


def test_what_may_not_give_way_stays(platform: ScriptedPlatform, run: Run) -> None:
    async def story() -> None:
        async with client(platform) as http:
            image = await _sent(http)
            one, two = await _drawn(http, image, [0.1, 0.1, 0.2, 0.2], [0.3, 0.1, 0.2, 0.2])
            path = f"{IMAGES}/{image}/regions/redraw"
            whole = next(r for r in (await _regions(http, image))[0] if r["box"] == [0, 0, 1, 1])
            body = {"regions": [whole["id"]], "boxes": [[0, 0, 0.5, 0.5]]}
            assert (await http.post(path, json=body)).status_code == 409
            body = {"regions": [one["id"]], "boxes": [two["box"]]}
            assert (await http.post(path, json=body)).status_code == 409
            body = {"regions": [image], "boxes": [[0, 0, 0.5, 0.5]]}
            assert (await http.post(path, json=body)).status_code == 404
            assert (await http.post(path, json={"regions": [], "boxes": []})).status_code == 422
            body = {"regions": [one["id"]], "boxes": [[0.9, 0.9, 0.5, 0.5]]}
            assert (await http.post(path, json=body)).status_code == 422
            stale = await http.post(
                path, json={"regions": [one["id"]], "boxes": [[0, 0, 0.5, 0.5]]},
                headers={"If-Match": '"0"'},
            )  # fmt: skip
            assert stale.status_code == 412
            with platform.catalogue.writing() as tx:
                for number, region in (("T1", one), ("T2", two)):
                    tx.specimens.change(UUID(region["specimenId"]), catalog_number=number)
            body = {"regions": [one["id"], two["id"]], "boxes": [[0.1, 0.1, 0.4, 0.2]]}
            refused = await http.post(path, json=body)
            assert refused.status_code == 409
            assert "T1, T2" in refused.text

    run(story())


def test_a_thumbnail_is_cut_once_and_kept_under_its_content(
    platform: ScriptedPlatform, run: Run
) -> None:
    async def story() -> None:
        async with client(platform) as http:
            image = await _sent(http)
            (part,) = await _drawn(http, image, [0.25, 0.25, 0.5, 0.5])
            assert list(platform.store.keys("thumbnails/")) == []
            first = (await http.get(part["thumbnail"])).content
            (key,) = platform.store.keys("thumbnails/")
            assert platform.store.read(key) == first
            platform.store.delete(key)
            platform.store.put(key, [b"what is kept"])
            assert (await http.get(part["thumbnail"])).content == b"what is kept"

    run(story())
