"""Webhooks and stations over HTTP: made, shown, refused, removed."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.types import Message

from api.app import create_app
from api.deps import caller
from api.heartbeat import Heartbeat
from api.routes.events import _lines
from insecta.domain.collection import Role
from insecta.errors import Unavailable
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.keys import create_key, list_keys, revoke_key
from insecta.services.waking import Waker, waker
from insecta.services.watch.station import PREFIX
from insecta.settings import Settings
from tests.api.conftest import Run, ScriptedPlatform, client, made

HOOKS = "/api/v1/webhooks"


def test_a_webhook_is_made_shown_without_its_secret_and_removed(
    platform: ScriptedPlatform, run: Run
) -> None:
    async def go() -> None:
        async with client(platform) as http:
            inside = await http.post(HOOKS, json={"url": "https://127.0.0.1/hook"})
            assert inside.status_code == 422
            assert "not a public address" in inside.json()["detail"]
            asked = {"url": "https://8.8.8.8/hook", "events": ["ImageIdentified"]}
            made = (await http.post(HOOKS, json=asked)).json()
            assert made["secret"].startswith("whsec_")
            (shown,) = (await http.get(HOOKS)).json()["items"]
            assert shown == {k: v for k, v in made.items() if k != "secret"}
            one = f"{HOOKS}/{made['id']}"
            assert (await http.get(f"{one}/deliveries")).json()["items"] == []
            assert (await http.post(f"{one}/revive")).status_code == 204
            assert (await http.delete(one)).status_code == 204
            assert (await http.delete(one)).status_code == 404

    run(go())


def test_hosts_of_the_house_are_called_where_the_setting_names_them(
    tmp_path: Path, run: Run
) -> None:
    inside = made(Settings(data=tmp_path / "data", webhook_hosts="127.0.0.1, hooks.museum"))

    async def go() -> None:
        async with client(inside) as http:
            known = await http.post(HOOKS, json={"url": "https://127.0.0.1:9000/hook"})
            assert (known.status_code, known.json()["url"]) == (201, "https://127.0.0.1:9000/hook")
            other = await http.post(HOOKS, json={"url": "https://127.0.0.2/hook"})
            assert other.status_code == 422
            assert "INSECTA_WEBHOOK_HOSTS" in other.json()["hint"]

    run(go())
    inside.close()


def test_a_station_is_shown_as_it_told(platform: ScriptedPlatform, run: Run) -> None:
    body = {
        "collection": "ANTS", "folder": "/camera", "expected": "X-2", "lastHour": 1,
        "problem": None, "shots": [],
    }  # fmt: skip
    with platform.catalogue.writing() as tx:
        tx.collections.ensure("ANTS")
        tx.leases.take(f"{PREFIX}stand 2", "somebody", body)

    async def go() -> None:
        async with client(platform) as http:
            (shown,) = (await http.get("/api/v1/stations")).json()["items"]
            assert (shown["name"], shown["live"], shown["expected"]) == ("stand 2", True, "X-2")
            assert (await http.get("/api/v1/stations/stand 2")).json()["lastHour"] == 1
            assert (await http.get("/api/v1/stations/other")).status_code == 404

    run(go())


def test_the_watching_thread_outlives_a_catalogue_that_did_not_answer(
    platform: ScriptedPlatform, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits is woken by commits again, though somebody was waiting all the time."""
    monkeypatch.setattr("api.heartbeat.LOOK", 0.05)
    opened: list[float] = []

    def failing(*asked: Any) -> Waker:
        opened.append(time.monotonic())
        if len(opened) < 3:
            raise Unavailable("the catalogue does not answer")
        return waker(*asked)

    monkeypatch.setattr("api.heartbeat.waker", failing)

    async def go() -> None:
        async with Heartbeat(platform).watched():
            end = time.monotonic() + 60
            while len(opened) < 3:
                assert time.monotonic() < end
                await asyncio.sleep(0.01)

    run(go())


def test_a_stream_ends_when_its_key_is_taken_back(
    platform: ScriptedPlatform, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.routes.events.ALIVE", 0.05)
    catalogue = platform.catalogue
    with catalogue.writing() as tx:
        tx.collections.ensure("ANTS")
    key = create_key(catalogue, LOCAL_ADMINISTRATOR, "reader", {"ANTS": Role.VIEWER})
    app = create_app(platform)
    scope = {
        "type": "http", "method": "GET", "path": "/", "headers": [
            (b"authorization", f"Bearer {key}".encode())
        ], "query_string": b"", "app": app,
    }  # fmt: skip

    async def never() -> Message:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def go() -> None:
        request = Request(scope, never)
        stream = _lines(request, app.state.door, await caller(request), 0)
        assert await anext(stream) == "retry: 2000\n\n"
        while await anext(stream) != ": alive\n\n":
            pass
        (found,) = list_keys(catalogue, LOCAL_ADMINISTRATOR)
        revoke_key(catalogue, LOCAL_ADMINISTRATOR, found[0])
        async with asyncio.timeout(60):
            assert [line async for line in stream if line != ": alive\n\n"] == []

    run(go())
