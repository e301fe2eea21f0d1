"""A proxy on the same machine calls from loopback: who comes through it is nobody's administrator."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from api.app import create_app
from api.serve import require_keys
from insecta.domain.collection import Role
from insecta.errors import BadSettings
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.keys import create_key
from insecta.settings import load
from tests.api.conftest import Run, ScriptedPlatform, client

KEYS = "/api/v1/keys"


def _named(platform: ScriptedPlatform, **settings: str) -> ScriptedPlatform:
    return replace(platform, settings=platform.settings.model_copy(update=settings))


def test_who_sits_at_the_machine_is_administrator(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            for host in ("127.0.0.1:8470", "LOCALHOST", "[::1]:8470"):
                assert (await http.get(KEYS, headers={"Host": host})).status_code == 200, host

    run(go())


@pytest.mark.parametrize("host", ["museum.org", "127.0.0.1:8470", "localhost"])
@pytest.mark.parametrize(
    "setting", [{"allowed_hosts": "localhost, Museum.org"}, {"public_url": "https://museum.org"}]
)
def test_with_a_name_outside_nobody_is(
    platform: ScriptedPlatform, run: Run, host: str, setting: dict[str, str]
) -> None:
    outside = _named(platform, **setting)

    async def go() -> None:
        async with client(outside, Host=host) as http:
            assert (await http.get(KEYS)).status_code == 401
            assert (await http.get("/api/v1/me")).json()["name"] == "anonymous"

    run(go())


@pytest.mark.parametrize(
    "header",
    [
        "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via",
    ],
)  # fmt: skip
def test_what_was_passed_on_is_a_strangers(
    platform: ScriptedPlatform, run: Run, header: str
) -> None:
    async def go() -> None:
        async with client(platform) as http:
            assert (await http.get(KEYS, headers={header: "for=203.0.113.9"})).status_code == 401
            made_key = await http.post(
                KEYS, json={"name": "me", "administrator": True}, headers={header: "1.1 proxy"}
            )
            assert made_key.status_code == 401

    run(go())


def test_what_comes_in_the_former_http_is_a_strangers(platform: ScriptedPlatform, run: Run) -> None:
    app = create_app(platform)

    async def former(scope: object, receive: object, send: object) -> None:
        await app({**scope, "http_version": "1.0"}, receive, send)  # type: ignore[dict-item, arg-type]

    async def go() -> None:
        transport = httpx.ASGITransport(app=former)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8470") as http:
            assert (await http.get(KEYS)).status_code == 401

    run(go())


def test_behind_a_proxy_a_key_opens_what_it_opens(platform: ScriptedPlatform, run: Run) -> None:
    with platform.catalogue.writing() as tx:
        tx.collections.ensure("A")
    key = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "Ada", {"A": Role.CURATOR})
    outside = _named(platform, allowed_hosts="museum.org")

    async def go() -> None:
        headers = {"Host": "museum.org", "X-Forwarded-For": "203.0.113.9"}
        async with client(outside, key, **headers) as http:
            assert (await http.get("/api/v1/me")).json()["roles"] == {"A": "curator"}

    run(go())


def test_with_a_name_outside_somebody_must_hold_a_key(platform: ScriptedPlatform) -> None:
    require_keys(_named(platform, allowed_hosts="localhost,127.0.0.1"))
    with pytest.raises(BadSettings, match=r"INSECTA_ALLOWED_HOSTS museum\.org"):
        require_keys(_named(platform, allowed_hosts="museum.org"))
    with pytest.raises(BadSettings, match=r"INSECTA_PUBLIC_URL https://museum\.org"):
        require_keys(_named(platform, public_url="https://museum.org"))
    create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "Ada", {})
    require_keys(_named(platform, allowed_hosts="museum.org"))


@pytest.mark.parametrize(
    "url", ["museum.org", "ftp://museum.org", "https://museum.org/insects", "https://a@museum.org", "https://h:x", "https://[::1"]
)  # fmt: skip
def test_a_public_address_is_a_scheme_and_a_host(url: str) -> None:
    with pytest.raises(BadSettings, match="INSECTA_PUBLIC_URL"):
        load(public_url=url)


def test_a_public_address_names_its_host() -> None:
    told = load(public_url="https://Museum.org:8443/", allowed_hosts="inside.museum.org")
    assert told.public_url == "https://museum.org:8443"
    assert told.named_hosts == {"museum.org", "inside.museum.org"}
    assert not load(public_url="http://localhost:8470").is_reachable
