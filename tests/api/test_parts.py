"""Uploads in parts: tus 1.0 word for word, presigned ones on a real S3 server, and the sweep."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import update

from insecta.catalogue.tables import uploads as table
from insecta.domain.collection import Role
from insecta.services import uploads
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.keys import create_key
from insecta.settings import Settings
from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw, made
from tests.conftest import ROOT
from tests.servers import S3Server

UPLOADS = "/api/v1/uploads"
TUS = {"Tus-Resumable": "1.0.0"}
PART = {**TUS, "Content-Type": "application/offset+octet-stream"}
DATA = draw(seed=5)


def told(**values: str) -> str:
    return ",".join(f"{key} {base64.b64encode(v.encode()).decode()}" for key, v in values.items())


def checksum(data: bytes, algorithm: str = "sha256") -> str:
    digest = hashlib.new(algorithm, data).digest()
    return f"{algorithm} {base64.b64encode(digest).decode()}"


async def begin(http: httpx.AsyncClient, length: int = len(DATA), **more: str) -> str:
    answer = await http.post(UPLOADS, headers={**TUS, "Upload-Length": str(length), **more})
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


async def send(http: httpx.AsyncClient, where: str, offset: int, part: bytes, **more: str) -> Any:
    headers = {**PART, "Upload-Offset": str(offset), **more}
    return await http.patch(where, content=part, headers=headers)


def parts_in(platform: ScriptedPlatform) -> list[str]:
    return list(platform.store.keys("uploads/"))


def test_what_the_server_understands(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            answer = await http.options(UPLOADS)
            assert answer.status_code == 204
            assert answer.headers["tus-version"] == "1.0.0"
            assert set(answer.headers["tus-extension"].split(",")) == {
                "creation", "creation-with-upload", "termination", "expiration", "checksum",
            }  # fmt: skip
            assert answer.headers["tus-max-size"] == "200000000"

    run(go())


def test_in_three_parts_with_an_answer_at_the_end(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            where = await begin(
                http, **{"Upload-Metadata": told(filename="mein Käfer.jpg", catalogNumber="X-9")}
            )
            for start in (0, 1_000, 5_000):
                end = {0: 1_000, 1_000: 5_000, 5_000: len(DATA)}[start]
                head = await http.head(where, headers=TUS)
                assert (head.status_code, head.headers["upload-offset"]) == (200, str(start))
                assert head.headers["upload-length"] == str(len(DATA))
                assert head.headers["cache-control"] == "no-store"
                answer = await send(http, where, start, DATA[start:end])
                assert (answer.status_code, answer.headers["upload-offset"]) == (204, str(end))
                assert parsedate_to_datetime(answer.headers["upload-expires"]) > datetime.now(UTC)
            image = (await http.get(answer.headers["insecta-image"])).json()
            assert image["fileName"] == "mein Käfer.jpg"
            state = (await http.get(where)).json()
            assert state["image"] == answer.headers["insecta-image"]
            assert parts_in(platform) == []
            again = await http.post(
                IMAGES, params={"catalogNumber": "x9"}, content=DATA, headers=JPEG
            )
            assert again.json()["id"] == image["id"], "by whatever way it comes, it is one picture"
            assert (await http.head(where, headers=TUS)).headers["insecta-image"] == state["image"]

    run(go())


def test_a_living_insect_is_an_observation(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            where = await begin(http, **{"Upload-Metadata": told(basisOfRecord="HumanObservation")})
            answer = await send(http, where, 0, DATA)
            image = (await http.get(answer.headers["insecta-image"])).json()
            specimen = (await http.get(image["links"]["specimen"])).json()
            assert specimen["basisOfRecord"] == "HumanObservation"

    run(go())


def test_creation_with_all_bytes_is_one_call(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            headers = {**PART, "Upload-Length": str(len(DATA))}
            answer = await http.post(UPLOADS, content=DATA, headers=headers)
            assert (answer.status_code, answer.headers["upload-offset"]) == (201, str(len(DATA)))
            assert (await http.get(answer.headers["insecta-image"])).status_code == 200

    run(go())


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
def test_a_part_that_changed_on_its_way_is_refused(
    platform: ScriptedPlatform, run: Run, algorithm: str
) -> None:
    async def go() -> None:
        async with client(platform) as http:
            where = await begin(http)
            right = {"Upload-Checksum": checksum(DATA[:4_000], algorithm)}
            answer = await send(http, where, 0, DATA[1:4_001], **right)
            assert answer.status_code == 460
            assert (await http.head(where, headers=TUS)).headers["upload-offset"] == "0"
            assert (await send(http, where, 0, DATA[:4_000], **right)).status_code == 204

    run(go())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "5"}, 412),
        ({"Tus-Resumable": "0.2.2", "Upload-Length": "5"}, 412),
        (TUS, 422),
        ({**TUS, "Upload-Length": "-1"}, 422),
        ({**TUS, "Upload-Length": "0"}, 422),
        ({**TUS, "Upload-Length": "200000001"}, 413),
        ({**TUS, "Upload-Length": "5", "Upload-Metadata": "filename §"}, 422),
        ({**TUS, "Upload-Length": "5", "Upload-Metadata": told(catalogNumber="9" * 300)}, 422),
        ({**TUS, "Upload-Length": "5", "Content-Type": "image/jpeg"}, 415),
    ],
)
def test_what_cannot_begin(
    platform: ScriptedPlatform, run: Run, headers: dict[str, str], status: int
) -> None:
    async def go() -> None:
        async with client(platform) as http:
            sent = {name: value.encode() for name, value in headers.items()}
            answer = await http.post(UPLOADS, headers=sent)
            assert answer.status_code == status, answer.text
            assert answer.headers["tus-resumable"] == "1.0.0"
            if status == 412:
                assert answer.headers["tus-version"] == "1.0.0"

    run(go())


def test_a_part_must_begin_where_the_last_one_ended(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            where = await begin(http)
            assert (await send(http, where, 10, DATA[10:])).status_code == 409
            assert (await send(http, where, 0, DATA + b"more")).status_code == 413
            wrong = await http.patch(where, content=b"x", headers={**TUS, "Upload-Offset": "0"})
            assert wrong.status_code == 415
            assert (await http.head(where, headers=TUS)).headers["upload-offset"] == "0"

    run(go())


def test_of_eight_who_send_the_same_part_one_wins_and_the_picture_is_whole(
    platform: ScriptedPlatform, run: Run
) -> None:
    async def go() -> None:
        async with client(platform) as http:
            where = await begin(http)
            answers = await asyncio.gather(*(send(http, where, 0, DATA[:3_000]) for _ in range(8)))
            assert sorted({one.status_code for one in answers}) == [204, 409]
            assert [one.status_code for one in answers].count(204) == 1
            assert len(parts_in(platform)) == 1
            last = await asyncio.gather(*(send(http, where, 3_000, DATA[3_000:]) for _ in range(8)))
            assert {one.status_code for one in last} <= {204, 409}
            assert "insecta-image" in (await http.head(where, headers=TUS)).headers
        with platform.catalogue.reading() as tx:
            assert tx.images.count() == 1

    run(go())


def test_bytes_that_are_no_picture_are_refused_for_good(
    platform: ScriptedPlatform, run: Run
) -> None:
    async def go() -> None:
        async with client(platform) as http:
            where = await begin(http, 300)
            answer = await send(http, where, 0, b"no picture" * 30)
            assert answer.status_code == 415
            state = (await http.get(where)).json()
            assert (state["reason"], state["image"]) == (answer.json()["reason"], None)
            assert parts_in(platform) == []
            head = await http.head(where, headers=TUS)
            assert (head.status_code, head.headers["upload-offset"]) == (200, "300")

    run(go())


def test_whole_but_not_taken_in_yet_is_locked_and_taken_in_by_the_next_look(
    tmp_path: Path, run: Run
) -> None:
    """The last bytes came while too much waited: nothing is sent again, and nothing is lost."""
    platform = made(Settings(data=tmp_path / "data", max_waiting=1))

    async def go() -> None:
        async with client(platform) as http:
            where = await begin(http)
            await http.post(IMAGES, content=draw(seed=6), headers=JPEG)
            answer = await send(http, where, 0, DATA)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
            head = await http.head(where, headers=TUS)
            assert (head.status_code, head.headers["retry-after"]) == (423, "1")
            refused = await http.post(UPLOADS, headers={**TUS, "Upload-Length": "9"})
            assert refused.status_code == 503
            await asyncio.to_thread(platform.work)
            head = await http.head(where, headers=TUS)
            assert head.status_code == 200
            assert (await http.get(head.headers["insecta-image"])).status_code == 200

    run(go())
    platform.close()


def test_given_up_or_too_old_it_is_gone_with_its_bytes(
    platform: ScriptedPlatform, run: Run
) -> None:
    async def go() -> None:
        async with client(platform) as http:
            first, second, third = [await begin(http) for _ in range(3)]
            for where in (first, second, third):
                await send(http, where, 0, DATA[:2_000])
            assert (await http.delete(first, headers=TUS)).status_code == 204
            assert (await http.head(first, headers=TUS)).status_code == 404
            _age(platform, second)
            assert (await send(http, second, 2_000, DATA[2_000:])).status_code == 404
            platform.store.put("uploads/00000000-0000-0000-0000-000000000001/x", [b"left over"])
            assert uploads.sweep(platform.catalogue, platform.store) == 1
            (left,) = parts_in(platform)
            assert left.split("/")[1] == third.rpartition("/")[2]
            assert (await send(http, third, 2_000, DATA[2_000:])).status_code == 204

    run(go())


def _age(platform: ScriptedPlatform, where: str) -> None:
    with platform.catalogue.writing() as tx:
        tx.connection.execute(
            update(table)
            .where(table.c.upload_id == UUID(where.rpartition("/")[2]))
            .values(expires=tx.at - timedelta(seconds=1))
        )


def test_anothers_upload_is_not_there(platform: ScriptedPlatform, run: Run) -> None:
    with platform.catalogue.writing() as tx:
        tx.collections.ensure("A")
    keys = [
        create_key(platform.catalogue, LOCAL_ADMINISTRATOR, name, {"A": Role.CONTRIBUTOR})
        for name in ("one", "two")
    ]

    async def go() -> None:
        async with client(platform, keys[0]) as http:
            assert (
                await http.post(UPLOADS, headers={**TUS, "Upload-Length": "9"})
            ).status_code == 404, "the default collection is not theirs"
            where = await begin(http, **{"Upload-Metadata": told(collection="A")})
        async with client(platform, keys[1]) as http:
            for answer in (
                await http.head(where, headers=TUS),
                await send(http, where, 0, DATA),
                await http.delete(where, headers=TUS),
                await http.get(where),
            ):
                assert answer.status_code == 404

    run(go())


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The real process; its address."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.api.server", str(data)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1].rstrip("/")
        finally:
            process.kill()


def at(http: httpx.Client, address: str, where: str) -> int:
    return int(http.head(f"{address}{where}", headers=TUS).headers["upload-offset"])


def test_a_sender_that_breaks_off_goes_on_after_kill_9_of_the_server(tmp_path: Path) -> None:
    """What came before the break is kept; another process goes on with it."""
    with served(tmp_path / "data") as address, httpx.Client(trust_env=False, timeout=60) as http:
        where = http.post(
            f"{address}{UPLOADS}", headers={**TUS, "Upload-Length": str(len(DATA))}
        ).headers["location"]

        def some() -> Iterator[bytes]:
            yield DATA[:6_000]
            time.sleep(1)  # a server that has not begun to read drops what a closed line brought
            raise ConnectionAbortedError

        headers = {**PART, "Upload-Offset": "0", "Content-Length": str(len(DATA))}
        with pytest.raises(ConnectionAbortedError):
            http.patch(f"{address}{where}", content=some(), headers=headers)
        end = time.monotonic() + 20
        while not (offset := at(http, address, where)) and time.monotonic() < end:
            time.sleep(0.05)
        assert offset == 6_000
    with served(tmp_path / "data") as address, httpx.Client(trust_env=False, timeout=60) as http:
        assert at(http, address, where) == 6_000
        last = http.patch(
            f"{address}{where}",
            content=DATA[6_000:],
            headers={**PART, "Upload-Offset": "6000"},
        )
        assert last.status_code == 204
        image = http.get(f"{address}{last.headers['insecta-image']}").json()
        assert (image["width"], image["height"]) == (600, 500)


def test_a_store_that_strangers_cannot_write_to_says_what_to_use(
    platform: ScriptedPlatform, run: Run
) -> None:
    async def go() -> None:
        async with client(platform) as http:
            answer = await http.post(f"{UPLOADS}/presigned", json={"length": 5})
            assert answer.status_code == 409
            assert UPLOADS in answer.json()["hint"]

    run(go())


@pytest.mark.server
def test_straight_into_s3_and_judged_by_what_lies_there(
    tmp_path: Path, s3_server: S3Server, run: Run
) -> None:
    settings = Settings(
        data=tmp_path / "data",
        object_store_url=s3_server.url,
        s3_endpoint=s3_server.endpoint,
        s3_access_key=s3_server.access_key,
        s3_secret_key=s3_server.secret_key,
        s3_region=s3_server.region,
        max_upload_bytes=100_000,
    )
    platform = made(settings)

    async def direct(http: httpx.AsyncClient, length: int, data: bytes) -> dict[str, Any]:
        asked = {"length": length, "fileName": "big.jpg", "catalogNumber": "B-1"}
        given = (await http.post(f"{UPLOADS}/presigned", json=asked)).json()
        async with httpx.AsyncClient(trust_env=False) as outside:
            put = await outside.put(given["url"], content=data, headers=given["headers"])
            assert put.status_code == 200, put.text
            again = await outside.put(given["url"], content=b"x", headers=given["headers"])
            assert again.status_code == 412, "one address, one write"
        return given

    async def go() -> None:
        async with client(platform) as http:
            early = (await http.post(f"{UPLOADS}/presigned", json={"length": 9})).json()
            assert (await http.post(early["complete"])).status_code == 409
            given = await direct(http, len(DATA), DATA)
            answer = await http.post(given["complete"])
            assert (answer.status_code, answer.json()["fileName"]) == (202, "big.jpg")
            assert parts_in(platform) == []
            again = await http.post(given["complete"])
            assert again.json()["id"] == answer.json()["id"]
            shorter = await direct(http, len(DATA), DATA[:-100])
            assert (await http.post(shorter["complete"])).status_code == 409
            larger = await direct(http, 50_000, b"5" * 100_001)
            assert (await http.post(larger["complete"])).status_code == 413
            other = await direct(http, 3_000, b"a text of three thousand bytes" * 100)
            assert (await http.post(other["complete"])).status_code == 415

    run(go())
    platform.close()
