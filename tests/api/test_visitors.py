"""Identifying without an account, over HTTP: in one call, in parts, and kept in one step."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from insecta.domain.collection import Role
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.keys import create_key
from insecta.settings import Settings
from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw, made

VISIT = f"{IMAGES}?collection=visitors&fileName=ant.jpg"
UPLOADS = "/api/v1/uploads"


def _metadata(**said: str) -> str:
    return ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in said.items())


@pytest.fixture
def house(tmp_path: Path) -> Iterator[ScriptedPlatform]:
    """A platform that others reach, so that a call without a key is a stranger's."""
    opened = made(Settings(data=tmp_path / "data", host="0.0.0.0", visitors=3))
    yield opened
    opened.close()


def test_a_stranger_sends_a_picture_and_reads_its_answer(house: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(house) as http:
            assert (await http.get("/api/v1/me")).json()["visitors"] is True
            sent = await http.post(VISIT, content=draw(), headers=JPEG)
            assert sent.status_code == 202, sent.text
            house.work()
            links = sent.json()["links"]
            answer = await http.get(links["self"], headers={"Prefer": "wait=5"})
            assert answer.json()["state"] == "answered"
            for path in (links["thumbnail"], links["specimen"], f"{links['specimen']}/evidence"):
                assert (await http.get(path)).status_code == 200, path
            assert (await http.get("/api/v1/search")).json()["total"] == 0
            listed = (await http.get("/api/v1/collections")).json()["items"]
            assert [one["code"] for one in listed] == []
            near = await http.post("/api/v1/search/by-picture", content=draw(), headers=JPEG)
            assert near.json()["items"] == []

    run(go())


def test_a_stranger_sends_in_parts(house: ScriptedPlatform, run: Run) -> None:
    data = draw(70)
    version = {"Tus-Resumable": "1.0.0"}
    part = {**version, "Content-Type": "application/offset+octet-stream"}

    async def go() -> None:
        async with client(house) as http:
            said = _metadata(
                filename="ant.jpg", collection="visitors", basisOfRecord="HumanObservation"
            )
            begun = await http.post(
                UPLOADS,
                headers={**version, "Upload-Length": str(len(data)), "Upload-Metadata": said},
            )
            assert begun.status_code == 201, begun.text
            address = begun.headers["Location"]
            half = len(data) // 2
            await http.patch(address, content=data[:half], headers={**part, "Upload-Offset": "0"})
            where = await http.head(address, headers=version)
            assert where.headers["Upload-Offset"] == str(half)
            last = await http.patch(
                address, content=data[half:], headers={**part, "Upload-Offset": str(half)}
            )
            image = last.headers["Insecta-Image"]
            again = await http.head(address, headers=version)
            assert again.headers["Insecta-Image"] == image  # once, however often it is asked
            house.work()
            specimen = (await http.get(image)).json()["links"]["specimen"]
            page = (await http.get(specimen)).json()
            assert page["basisOfRecord"] == "HumanObservation"

    run(go())


def test_what_a_stranger_may_not(house: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(house) as http:
            other = await http.post(f"{IMAGES}?collection=mine", content=draw(), headers=JPEG)
            assert other.status_code == 401
            numbered = await http.post(f"{VISIT}&catalogNumber=1", content=draw(), headers=JPEG)
            assert (numbered.status_code, "bears no number" in numbered.text) == (422, True)
            for seed in range(3):
                sent = await http.post(VISIT, content=draw(seed=seed), headers=JPEG)
                assert sent.status_code == 202
            full = await http.post(VISIT, content=draw(seed=9), headers=JPEG)
            assert (full.status_code, full.headers["Retry-After"]) == (503, "3600")
            keeping = {"collection": "mine", "licence": "CC0", "consent": True}
            kept = await http.post(f"{sent.json()['links']['specimen']}/keep", json=keeping)
            assert kept.status_code == 401

    run(go())


def test_where_it_is_off_a_stranger_is_asked_for_a_key(tmp_path: Path, run: Run) -> None:
    closed = made(Settings(data=tmp_path / "data", host="0.0.0.0", visitors=0))

    async def go() -> None:
        async with client(closed) as http:
            assert (await http.get("/api/v1/me")).json()["visitors"] is False
            assert (await http.post(VISIT, content=draw(), headers=JPEG)).status_code == 401
            begun = await http.post(
                UPLOADS,
                headers={
                    "Tus-Resumable": "1.0.0",
                    "Upload-Length": "9",
                    "Upload-Metadata": _metadata(collection="visitors"),
                },
            )
            assert begun.status_code == 401

    run(go())
    closed.close()


def test_who_has_an_account_keeps_it(house: ScriptedPlatform, run: Run) -> None:
    with house.catalogue.writing() as tx:
        tx.collections.ensure("mine")
    key = create_key(house.catalogue, LOCAL_ADMINISTRATOR, "me", {"mine": Role.CONTRIBUTOR})

    async def go() -> None:
        async with client(house) as http:
            sent = (await http.post(VISIT, content=draw(), headers=JPEG)).json()
        house.work()
        keeping = {
            "collection": "mine", "licence": "CC BY-NC 4.0", "creator": "Me", "consent": True,
            "basisOfRecord": "HumanObservation", "precision": "exact",
            "latitude": 1.5, "longitude": 2.5,
        }  # fmt: skip
        async with client(house, key) as http:
            path = f"{sent['links']['specimen']}/keep"
            refused = await http.post(path, json={**keeping, "consent": False})
            assert (refused.status_code, "consent" in refused.text) == (422, True)
            kept = await http.post(path, json=keeping)
            assert kept.status_code == 200, kept.text
            page = kept.json()
            assert (page["collection"], page["basisOfRecord"]) == ("mine", "HumanObservation")
            assert page["record"]["decimalLatitude"] == 1.5
            assert page["images"][0]["licence"].endswith("/by-nc/4.0/")
            assert page["shown"]["answer"] is not None  # seen once: no second look is needed
            again = await http.post(path, json=keeping)
            assert again.json()["id"] == page["id"]
        async with client(house) as http:
            assert (await http.get(sent["links"]["self"])).status_code == 404

    run(go())
