"""Callers without a key: none shuts the others out, and none makes the server work without end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from starlette.requests import Request

from api.app import create_app
from api.routes import search
from api.strangers import AT_ONCE, LEAST, Begun, Turns, caller_address
from insecta.errors import OverBudget
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.keys import create_key
from insecta.services.visitors import MOST_BYTES
from insecta.settings import Settings
from tests.api.conftest import JPEG, Run, ScriptedPlatform, draw, made

BY_PICTURE = "/api/v1/search/by-picture"
UPLOADS = "/api/v1/uploads"
BEGIN = {
    "Tus-Resumable": "1.0.0",
    "Upload-Length": "1",
    "Upload-Metadata": "collection dmlzaXRvcnM=",
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[ScriptedPlatform]:
    opened = made(Settings(data=tmp_path / "data", host="0.0.0.0", visitors=30))
    yield opened
    opened.close()


def _from(app: object, address: str, key: str = "") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, client=(address, 1))  # type: ignore[arg-type]
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.AsyncClient(transport=transport, base_url="http://museum.org", headers=headers)


def test_one_address_cannot_take_all_uploads(house: ScriptedPlatform, run: Run) -> None:
    app = create_app(house)

    async def go() -> None:
        async with _from(app, "203.0.113.1") as one, _from(app, "203.0.113.2") as other:
            begun = [await one.post(UPLOADS, headers=BEGIN) for _ in range(LEAST)]
            assert {answer.status_code for answer in begun} == {201}
            full = await one.post(UPLOADS, headers=BEGIN)
            assert (full.status_code, full.headers["retry-after"]) == (503, "60")
            assert (await other.post(UPLOADS, headers=BEGIN)).status_code == 201
            version = {"Tus-Resumable": "1.0.0"}
            given_up = await one.delete(begun[0].headers["location"], headers=version)
            assert given_up.status_code == 204
            assert (await one.post(UPLOADS, headers=BEGIN)).status_code == 201

    run(go())


def test_a_search_by_picture_takes_no_more_than_a_visitor_may_send(
    house: ScriptedPlatform, run: Run
) -> None:
    app = create_app(house)
    key = create_key(house.catalogue, LOCAL_ADMINISTRATOR, "Ada", {})
    large = bytes(MOST_BYTES + 1)

    async def go() -> None:
        async with _from(app, "203.0.113.1") as http, _from(app, "203.0.113.1", key) as known:
            assert (await http.post(BY_PICTURE, content=large, headers=JPEG)).status_code == 413
            assert (await known.post(BY_PICTURE, content=large, headers=JPEG)).status_code != 413
            assert (await http.post(BY_PICTURE, content=draw(), headers=JPEG)).status_code == 200

    run(go())


def test_strangers_have_few_places_and_no_byte_is_read_without_one(
    house: ScriptedPlatform, run: Run
) -> None:
    app = create_app(house)
    door = app.state.door
    key = create_key(house.catalogue, LOCAL_ADMINISTRATOR, "Ada", {})

    async def body() -> object:
        raise AssertionError("a byte was read")
        yield b""

    async def go() -> None:
        for place in range(int(door.looks.total_tokens)):
            door.looks.acquire_on_behalf_of_nowait(place)
        async with _from(app, "203.0.113.1") as http, _from(app, "203.0.113.1", key) as known:
            full = await http.post(BY_PICTURE, content=body(), headers=JPEG)  # type: ignore[arg-type]
            assert (full.status_code, full.headers["retry-after"]) == (503, "5")
            assert (await known.post(BY_PICTURE, content=draw(), headers=JPEG)).status_code == 200
            door.looks.release_on_behalf_of(0)
            for _ in range(2):
                assert (
                    await http.post(BY_PICTURE, content=draw(), headers=JPEG)
                ).status_code == 200

    run(go())


def test_dear_answers_are_counted_by_address_for_who_has_no_key(
    house: ScriptedPlatform, run: Run
) -> None:
    app = create_app(house)
    key = create_key(house.catalogue, LOCAL_ADMINISTRATOR, "Ada", {})
    nowhere = uuid4()
    dear = [
        f"/api/v1/images/{nowhere}/heat", f"/api/v1/specimens/{nowhere}/evidence",
        f"/api/v1/releases/{'0' * 64}/pack",
    ]  # fmt: skip
    turns = Turns(clock=lambda: 0.0)
    app.state.door.turns = turns
    for _ in range(AT_ONCE - len(dear)):
        turns.take("203.0.113.1")

    async def go() -> None:
        async with _from(app, "203.0.113.1") as one, _from(app, "203.0.113.2") as other:
            assert [(await one.get(path)).status_code for path in dear] == [404, 404, 404]
            assert [(await one.get(path)).status_code for path in dear] == [503, 503, 503]
            assert (await one.post(BY_PICTURE, content=draw(), headers=JPEG)).status_code == 503
            assert (await one.get("/api/v1/search")).status_code == 200
            assert [(await other.get(path)).status_code for path in dear] == [404, 404, 404]

        async with _from(app, "203.0.113.1", key) as known:
            assert [(await known.get(path)).status_code for path in dear] == [404, 404, 404]

    run(go())


def test_turns_grow_back() -> None:
    now = [0.0]
    turns = Turns(clock=lambda: now[0])
    for _ in range(AT_ONCE):
        turns.take("a")
    with pytest.raises(OverBudget) as told:
        turns.take("a")
    assert told.value.retry_after == 2
    now[0] = 2.0
    turns.take("a")
    turns.take("a")
    with pytest.raises(OverBudget):
        turns.take("a")


def test_uploads_that_ended_are_forgotten() -> None:
    begun, ids = Begun(), [uuid4() for _ in range(LEAST)]
    for one in ids:
        begun.add("a", one)
    with pytest.raises(OverBudget):
        begun.require_share("a", 10, set)
    begun.require_share("a", 10, lambda known: set(known) - {ids[0]})
    begun.require_share("a", 10, lambda known: pytest.fail("nobody needs to ask"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "public", "address"),
    [
        ("203.0.113.1", "", "", "203.0.113.1"),
        ("8.8.8.8", "198.51.100.7", "https://m.org", "8.8.8.8"),
        ("172.18.0.1", "198.51.100.7", "", "172.18.0.1"),
        ("172.18.0.1", "spoofed, 198.51.100.7", "https://m.org", "198.51.100.7"),
        ("172.18.0.1", "nonsense", "https://m.org", "unknown"),
        ("::ffff:8.8.8.8", "", "", "8.8.8.8"),
        ("2606:2800:220:1:248:1893:25c8:1946", "", "", "2606:2800:220:1::/64"),
    ],
)
def test_who_calls_as_far_as_can_be_told(
    peer: str, forwarded: str, public: str, address: str
) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    request = Request({"type": "http", "client": (peer, 1), "headers": headers})
    assert caller_address(request, Settings(public_url=public)) == address


def test_a_pack_that_is_known_is_not_packed_again(house: ScriptedPlatform, run: Run) -> None:
    app = create_app(house)
    digest = house.release("").digest
    path = f"/api/v1/releases/{digest}/pack"

    async def go() -> None:
        async with _from(app, "203.0.113.1") as http:
            known = await http.get(path, headers={"If-None-Match": f'"{digest}"'})
            assert (known.status_code, known.content) == (304, b"")
            absent = f"/api/v1/releases/{'0' * 64}/pack"
            told = await http.get(absent, headers={"If-None-Match": f'"{"0" * 64}"'})
            assert told.status_code == 404

    run(go())


def test_a_picture_that_does_not_come_gives_its_place_back(
    house: ScriptedPlatform, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "LONGEST", 0.1)
    app = create_app(house)

    async def endless() -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.Event().wait()

    async def go() -> None:
        async with _from(app, "203.0.113.1") as http:
            late = await http.post(BY_PICTURE, content=endless(), headers=JPEG)
            assert (late.status_code, "in time" in late.text) == (422, True)
        assert app.state.door.looks.borrowed_tokens == 0

    run(go())


def test_what_was_checked_is_counted_once_a_minute(house: ScriptedPlatform) -> None:
    door = create_app(house).state.door
    with house.catalogue.writing() as tx:
        collection = tx.collections.ensure("A")
    with house.catalogue.reading() as tx:
        first = door.checked_here(tx, house.release(""), collection)
    assert door.checked_here(None, house.release(""), collection) == first  # reads nothing
