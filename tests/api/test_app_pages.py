"""The exported app under /app/: its files, its policy, and nothing beside its folder."""

from __future__ import annotations

from pathlib import Path

import httpx

from api.app import create_app
from tests.api.conftest import Run, ScriptedPlatform


def exported(folder: Path) -> Path:
    dist = folder / "dist"
    (dist / "_expo" / "static").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html>app")
    (dist / "_expo" / "static" / "index-1.js").write_text("1")
    (dist / "network.wasm").write_bytes(b"\0asm")
    (folder / "secret.txt").write_text("not for strangers")
    return dist


def test_the_app_is_served_with_a_policy_of_its_own(
    platform: ScriptedPlatform, run: Run, tmp_path: Path
) -> None:
    async def case() -> None:
        app = create_app(platform, exported=exported(tmp_path))
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
            bare = await http.get("/app")
            assert (bare.status_code, bare.headers["Location"]) == (308, "/app/")
            first = await http.get("/app/")
            assert first.text == "<!doctype html>app"
            policy = first.headers["Content-Security-Policy"]
            assert "'wasm-unsafe-eval'" in policy
            assert "'unsafe-inline'" not in policy
            assert "'unsafe-eval'" not in policy
            assert first.headers["X-Content-Type-Options"] == "nosniff"
            assert "geolocation=(self)" in first.headers["Permissions-Policy"]
            script = await http.get("/app/_expo/static/index-1.js")
            assert "immutable" in script.headers["Cache-Control"]
            network = await http.get("/app/network.wasm")
            assert network.headers["Content-Type"] == "application/wasm"
            for path in ("/app/%2e%2e/secret.txt", "/app/none.js", "/app/_expo"):
                assert (await http.get(path)).status_code == 404, path
            portal = await http.get("/nowhere")
            assert "wasm-unsafe-eval" not in portal.headers["Content-Security-Policy"]

    run(case())


def test_where_it_is_not_exported_the_address_says_what_to_do(
    platform: ScriptedPlatform, run: Run, tmp_path: Path
) -> None:
    async def case() -> None:
        app = create_app(platform, exported=tmp_path / "none")
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
            missing = await http.get("/app/")
            assert missing.status_code == 404
            assert "make app" in missing.text

    run(case())
