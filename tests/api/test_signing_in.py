"""A key kept by the browser: as a cookie that no script reads, until it is forgotten or revoked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from insecta.domain.collection import Role
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.keys import create_key, revoke_key
from insecta.settings import Settings
from tests.api.conftest import Run, ScriptedPlatform, client, made

SESSION = "/api/v1/me/session"


@pytest.fixture
def house(tmp_path: Path) -> tuple[ScriptedPlatform, str]:
    platform = made(Settings(data=tmp_path / "data", host="0.0.0.0"))
    with platform.catalogue.writing() as tx:
        tx.collections.ensure("A")
    key = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "Ada", {"A": Role.CURATOR})
    return platform, key


def test_a_browser_signs_in_and_out(house: tuple[ScriptedPlatform, str], run: Run) -> None:
    platform, key = house

    async def go() -> None:
        async with client(platform) as http:
            assert (await http.get("/api/v1/me")).json()["name"] == "anonymous"
            answer = await http.post(SESSION, json={"key": f" {key} "})
            assert answer.json()["roles"] == {"A": "curator"}
            cookie = answer.headers["set-cookie"]
            assert "HttpOnly" in cookie
            assert "SameSite=strict" in cookie
            assert "Max-Age" not in cookie
            assert (await http.get("/api/v1/me")).json()["name"] == "Ada"
            assert (await http.delete(SESSION)).status_code == 204
            assert (await http.get("/api/v1/me")).json()["name"] == "anonymous"
            remembered = await http.post(SESSION, json={"key": key, "remember": True})
            assert "Max-Age=2592000" in remembered.headers["set-cookie"]

    run(go())


def test_a_wrong_or_revoked_key_is_told(house: tuple[ScriptedPlatform, str], run: Run) -> None:
    platform, key = house

    async def go() -> None:
        async with client(platform) as http:
            wrong = await http.post(SESSION, json={"key": "insecta_nonsense"})
            assert (wrong.status_code, "set-cookie" in wrong.headers) == (401, False)
            await http.post(SESSION, json={"key": key})
            with platform.catalogue.reading() as tx:
                key_id = tx.principals.keys()[0][0]
            revoke_key(platform.catalogue, LOCAL_ADMINISTRATOR, key_id)
            assert (await http.get("/api/v1/me")).status_code == 401
            assert (await http.delete(SESSION)).status_code == 204
            assert (await http.get("/api/v1/me")).status_code == 200

    run(go())


def test_behind_tls_the_cookie_never_goes_over_plain_http(
    house: tuple[ScriptedPlatform, str], run: Run
) -> None:
    platform, key = house
    settings = platform.settings.model_copy(update={"public_url": "https://museum.org"})

    async def go() -> None:
        for opened, secure in ((platform, False), (replace(platform, settings=settings), True)):
            async with client(opened) as http:
                for answer in (
                    await http.post(SESSION, json={"key": key}),
                    await http.delete(SESSION),
                ):
                    assert ("Secure" in answer.headers["set-cookie"]) is secure

    run(go())


def test_pages_of_the_public_address_may_ask(house: tuple[ScriptedPlatform, str], run: Run) -> None:
    """A proxy may call us by our own name: the browser's Origin still tells the public one."""
    platform, key = house
    settings = platform.settings.model_copy(update={"public_url": "https://museum.org"})

    async def go() -> None:
        async with client(replace(platform, settings=settings)) as http:
            for host in ("127.0.0.1:8470", "museum.org"):
                headers = {"Host": host, "Origin": "https://museum.org"}
                answer = await http.post(SESSION, json={"key": key}, headers=headers)
                assert answer.status_code == 200, answer.text
                headers["Origin"] = "https://museum.org.evil.example"
                answer = await http.post(SESSION, json={"key": key}, headers=headers)
                assert answer.status_code == 403
            answer = await http.get("/api/v1/me", headers={"Host": "evil.example"})
            assert answer.status_code == 421

    run(go())


def test_another_site_cannot_sign_anybody_in(house: tuple[ScriptedPlatform, str], run: Run) -> None:
    platform, key = house

    async def go() -> None:
        async with client(platform, Origin="https://elsewhere.example") as http:
            assert (await http.post(SESSION, json={"key": key})).status_code == 403

    run(go())
