"""One picture in: idempotent, bounded, judged by its bytes, and told apart from what is no picture."""

from __future__ import annotations

import asyncio
import io
import struct
import time
import zlib
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image as Pillow

from api.one_part import OnePart
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Role
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.keys import create_key
from insecta.services.show.images import is_waiting
from insecta.settings import Settings
from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw, made


def counts(platform: ScriptedPlatform) -> tuple[int, int, int]:
    """(pictures, specimens, blobs in the store)."""
    with platform.catalogue.reading() as tx:
        blobs = len(list(platform.store.keys("blobs/")))
        return tx.images.count(), tx.specimens.count(), blobs


def test_answer_in_the_same_call(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            call = asyncio.create_task(
                http.post(
                    IMAGES,
                    params={"fileName": "ant.jpg", "catalogNumber": "X-7", "view": "head"},
                    content=draw(),
                    headers={**JPEG, "Prefer": "respond-async, wait=10"},
                )
            )
            while counts(platform)[0] == 0:
                await asyncio.sleep(0.01)
            assert not call.done()
            await asyncio.to_thread(platform.work)
            answer = await call
            assert answer.status_code == 201
            image = answer.json()
            assert answer.headers["location"] == image["links"]["self"]
            assert image["state"] == "answered"
            assert image["identification"]["answer"]["scientificName"] == "Camponotus b"
            assert (image["fileName"], image["width"], image["height"]) == ("ant.jpg", 600, 500)
            again = await http.post(
                IMAGES,
                params={"fileName": "other.jpg", "catalogNumber": "x 7"},
                content=draw(),
                headers=JPEG,
            )
            assert (again.status_code, again.json()["id"]) == (200, image["id"])

    run(go())


def test_without_waiting_the_answer_is_found_at_location(
    platform: ScriptedPlatform, run: Run
) -> None:
    async def go() -> None:
        async with client(platform) as http:
            answer = await http.post(IMAGES, content=draw(), headers=JPEG)
            assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
            await asyncio.to_thread(platform.work)
            later = await http.get(answer.headers["location"])
            assert later.json()["state"] == "answered"

    run(go())


def test_waiting_ends_when_its_time_is_over(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            answer = await http.post(IMAGES, content=draw(), headers={**JPEG, "Prefer": "wait=1"})
            assert answer.status_code == 202

    run(go())


def test_only_whose_picture_was_looked_at_is_woken(platform: ScriptedPlatform, run: Run) -> None:
    """Others go on waiting, and ask the catalogue nothing while pictures of strangers come in."""
    asked: list[UUID] = []

    def counted(catalogue: Catalogue, image_id: UUID) -> bool:
        asked.append(image_id)
        return is_waiting(catalogue, image_id)

    async def go() -> None:
        async with client(platform) as http:
            waiting = {**JPEG, "Prefer": "wait=30"}
            first = asyncio.create_task(http.post(IMAGES, content=draw(1), headers=waiting))
            while not asked:
                await asyncio.sleep(0.01)
            for seed in range(2, 10):
                await http.post(IMAGES, content=draw(seed), headers=JPEG)
            assert not first.done()
            # Unasked it looks twice a second, in case that a commit was missed.
            assert asked.count(asked[0]) <= 2 + 2 * (time.monotonic() - begun)
            await asyncio.to_thread(platform.work)
            assert (await first).status_code == 201

    begun = time.monotonic()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.routes.images.is_waiting", counted)
        run(go())


def test_64_at_once_are_one_image(platform: ScriptedPlatform, run: Run) -> None:
    data = draw(90)

    async def go() -> None:
        async with client(platform) as http:
            answers = await asyncio.gather(
                *(http.post(IMAGES, content=data, headers=JPEG) for _ in range(64))
            )
        assert {answer.status_code for answer in answers} == {202}
        assert len({answer.json()["id"] for answer in answers}) == 1
        assert counts(platform) == (1, 1, 1)
        await asyncio.to_thread(platform.work)
        async with client(platform) as http:
            answers = await asyncio.gather(
                *(http.post(IMAGES, content=data, headers=JPEG) for _ in range(64))
            )
        assert {answer.status_code for answer in answers} == {200}
        assert counts(platform) == (1, 1, 1)

    run(go())


def bomb() -> bytes:
    """A PNG of 60,000 × 60,000 pixels in a few hundred bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        whole = kind + body
        return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 100_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


BAD = {
    "zero bytes": (b"", 422, "empty"),
    "text": (b"this is no picture at all, only words", 415, "not_a_picture"),
    "script": (b"<html><script>alert(1)</script></html>", 415, "not_a_picture"),
    "svg": (
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        415,
        "not_a_picture",
    ),
    "truncated": (draw()[:4_000], 422, "truncated"),
    "bomb": (bomb(), 422, "too_many_pixels"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_picture_leaves_nothing(platform: ScriptedPlatform, run: Run, name: str) -> None:
    data, status, reason = BAD[name]

    async def go() -> None:
        async with client(platform) as http:
            answer = await http.post(f"{IMAGES}?fileName=ant.jpg", content=data, headers=JPEG)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["reason"] == reason
        assert answer.json()["detail"]
        assert counts(platform) == (0, 0, 0)

    run(go())


def test_the_declared_type_decides_nothing(platform: ScriptedPlatform, run: Run) -> None:
    picture = io.BytesIO()
    Pillow.new("RGB", (400, 400), (90, 90, 90)).save(picture, "PNG")

    async def go() -> None:
        async with client(platform) as http:
            answer = await http.post(IMAGES, content=picture.getvalue(), headers=JPEG)
            assert answer.status_code == 202
            for kind in ("text/html", "application/json"):
                refused = await http.post(IMAGES, content=draw(), headers={"Content-Type": kind})
                assert refused.status_code == 415

    run(go())


NAMES = (
    "../../../etc/passwd",
    "..\\..\\x.jpg",
    "<script>alert(1)</script>.jpg",
    "=HYPERLINK(1).jpg",
    "Ameise für Übung 蟻.jpg",
    "a" * 900,
)


@pytest.mark.parametrize("name", NAMES)
def test_file_names_are_data(platform: ScriptedPlatform, run: Run, name: str) -> None:
    async def go() -> None:
        before = {path for path in platform.settings.data.parent.rglob("*") if path.is_file()}
        async with client(platform) as http:
            answer = await http.post(
                IMAGES, params={"fileName": name}, content=draw(), headers=JPEG
            )
        assert answer.json()["fileName"] == name
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        made_since = {
            path for path in platform.settings.data.parent.rglob("*") if path.is_file()
        } - before
        kept = [path for path in made_since if {"blobs", "renditions"} & set(path.parts)]
        assert len({path.stem for path in kept}) == 1 < len(kept)  # named by their digest
        assert all(platform.settings.data in path.parents for path in made_since)

    run(go())


@pytest.fixture
def small(tmp_path: Path) -> ScriptedPlatform:
    return made(Settings(data=tmp_path / "data", max_upload_bytes=50_000, max_waiting=2))


def test_more_bytes_than_allowed(small: ScriptedPlatform, run: Run) -> None:
    async def pieces() -> object:
        for _ in range(10):
            yield b"x" * 10_000

    async def go() -> None:
        async with client(small) as http:
            announced = await http.post(IMAGES, content=b"x" * 60_000, headers=JPEG)
            chunked = await http.post(IMAGES, content=pieces(), headers=JPEG)
        assert (announced.status_code, chunked.status_code) == (413, 413)
        assert counts(small) == (0, 0, 0)

    run(go())


def test_when_too_much_waits_uploads_are_told_to_wait(small: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(small) as http:
            for seed in range(2):
                answer = await http.post(IMAGES, content=draw(seed=seed), headers=JPEG)
                assert answer.status_code == 202
            full = await http.post(IMAGES, content=draw(seed=3), headers=JPEG)
            assert full.status_code == 503
            assert int(full.headers["retry-after"]) >= 1
            assert full.json()["retryAfter"] == int(full.headers["retry-after"])
            await asyncio.to_thread(small.work)
            again = await http.post(IMAGES, content=draw(seed=3), headers=JPEG)
            assert again.status_code == 202

    run(go())


def test_the_same_bytes_in_two_collections_are_two_images(
    platform: ScriptedPlatform, run: Run
) -> None:
    with platform.catalogue.writing() as tx:
        tx.collections.ensure("A")
        tx.collections.ensure("B")
    keys = [
        create_key(platform.catalogue, LOCAL_ADMINISTRATOR, code, {code: Role.CONTRIBUTOR})
        for code in "AB"
    ]
    outside = replace(platform, settings=platform.settings.model_copy(update={"host": "0.0.0.0"}))

    async def go() -> None:
        sent = []
        for code, key in zip("AB", keys, strict=True):
            async with client(outside, key) as http:
                answer = await http.post(
                    f"{IMAGES}?collection={code}", content=draw(), headers=JPEG
                )
                assert answer.status_code == 202  # never "already here"
                sent.append(answer.json()["id"])
        assert len(set(sent)) == 2
        assert counts(platform) == (2, 2, 1)

    run(go())


def test_public_bytes_carry_no_metadata(platform: ScriptedPlatform, run: Run) -> None:
    picture = Pillow.new("RGB", (500, 400), (120, 110, 100))
    exif = Pillow.Exif()
    exif[0x010E] = "planted in a description"
    exif.get_ifd(0x8825)[2] = (12.0, 34.0, 56.0)
    data = io.BytesIO()
    picture.save(data, "JPEG", exif=exif, comment=b"planted in a comment")

    async def go() -> None:
        async with client(platform) as http:
            sent = (await http.post(IMAGES, content=data.getvalue(), headers=JPEG)).json()
            for size in ("full", "thumbnail"):
                seen = await http.get(f"{IMAGES}/{sent['id']}/rendition?size={size}")
                assert seen.headers["content-type"] == "image/jpeg"
                assert seen.headers["cache-control"] == "private, no-cache"
                assert b"planted" not in seen.content
                assert b"Exif" not in seen.content
                assert not Pillow.open(io.BytesIO(seen.content)).getexif()
                tag = {"If-None-Match": seen.headers["etag"]}
                again = await http.get(f"{IMAGES}/{sent['id']}/rendition?size={size}", headers=tag)
                assert again.status_code == 304

    run(go())


def test_one_part_of_a_form(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            form = await http.post(IMAGES, files={"file": ("übung 1.jpg", draw(), "image/jpeg")})
            assert (form.status_code, form.json()["fileName"]) == (202, "übung 1.jpg")
            raw = await http.post(IMAGES, content=draw(), headers=JPEG)
            assert raw.json()["id"] == form.json()["id"]  # the same bytes
            two = await http.post(
                IMAGES, files=[("file", ("a.jpg", draw())), ("file", ("b.jpg", draw()))]
            )
            assert two.status_code == 422
            assert "more than one part" in two.json()["detail"]
            cut = await http.post(
                IMAGES,
                content=b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n' + draw(),
                headers={"Content-Type": "multipart/form-data; boundary=b"},
            )
            assert (cut.status_code, counts(platform)[0]) == (422, 1)

    run(go())


@given(
    data=st.binary(max_size=400)
    | st.lists(st.sampled_from([b"\r\n", b"--", b"B", b"x"])).map(b"".join),
    cuts=st.lists(st.integers(1, 40), max_size=30),
)
def test_a_part_is_the_same_however_it_is_cut(data: bytes, cuts: list[int]) -> None:
    assume(b"\r\n--B" not in b"\r\n" + data)
    whole = b'--B\r\nContent-Disposition: form-data; filename="a"\r\n\r\n' + data + b"\r\n--B--\r\n"
    part, found, at = OnePart(b"B"), b"", 0
    for step in [*cuts, len(whole)]:
        found += part.feed(whole[at : at + step])
        at += step
    part.finish()
    assert (found, part.file_name) == (data, "a")
