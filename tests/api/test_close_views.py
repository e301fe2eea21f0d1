"""What people look at closely, and several views of one specimen."""

from __future__ import annotations

import base64
import io
from uuid import uuid4

import httpx
from PIL import Image as Pillow

from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw

TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


def _said(**words: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in words.items())  # fmt: skip


async def _upload(http: httpx.AsyncClient, data: bytes, **words: str) -> httpx.Response:
    headers = {**TUS, "Upload-Length": str(len(data)), "Upload-Metadata": _said(**words)}
    return await http.post("/api/v1/uploads", headers=headers, content=data)


async def _size(http: httpx.AsyncClient, image: str, size: str) -> tuple[int, int]:
    answer = await http.get(f"{IMAGES}/{image}/rendition", params={"size": size})
    assert answer.status_code == 200, answer.text
    with Pillow.open(io.BytesIO(answer.content)) as picture:
        return picture.size


def test_a_picture_can_be_looked_at_closely(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            sent = await http.post(IMAGES, content=draw(80, size=(3_000, 2_400)), headers=JPEG)
            image = sent.json()["id"]
            assert await _size(http, image, "full") == (480, 384)
            assert await _size(http, image, "large") == (2_560, 2_048)
            assert await _size(http, image, "large") == (2_560, 2_048)
            small = await http.post(IMAGES, content=draw(90, size=(500, 450)), headers=JPEG)
            assert await _size(http, small.json()["id"], "large") == (500, 450)

    run(go())


def test_one_more_view_joins_the_specimen_of_its_own_collection(
    platform: ScriptedPlatform, run: Run
) -> None:
    async def go() -> None:
        async with client(platform) as http:
            first = await _upload(http, draw(80), collection="A", filename="head.jpg")
            address = first.headers["Insecta-Image"]
            specimen = (await http.get(address)).json()["specimenId"]
            view = {"filename": "side.jpg", "specimen": specimen}
            more = await _upload(http, draw(90, seed=1), collection="A", **view)
            assert (await http.get(more.headers["Insecta-Image"])).json()["specimenId"] == specimen
            shown = (await http.get(f"/api/v1/specimens/{specimen}")).json()
            assert [one["fileName"] for one in shown["images"]] == ["head.jpg", "side.jpg"]
            elsewhere = await _upload(http, draw(70, seed=2), collection="B", **view)
            assert elsewhere.status_code == 404
            unknown = await _upload(http, draw(60, seed=3), collection="A", specimen=str(uuid4()))
            assert unknown.status_code == 404
            nonsense = await _upload(http, draw(50, seed=4), collection="A", specimen="x")
            assert nonsense.status_code == 422

    run(go())


def test_a_living_insect_is_an_observation(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            sent = await _upload(
                http, draw(80), filename="garden.jpg", basisOfRecord="HumanObservation"
            )
            specimen = (await http.get(sent.headers["Insecta-Image"])).json()["specimenId"]
            shown = (await http.get(f"/api/v1/specimens/{specimen}")).json()
            assert shown["basisOfRecord"] == "HumanObservation"

    run(go())
