"""A folder from a browser: staged, tried out, taken in, its failures tried again."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from insecta.bootstrap import Platform
from insecta.domain.collection import Role
from insecta.services import staging
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.keys import create_key
from insecta.settings import Settings
from tests.api.conftest import Run, client, draw

STAGED = "/api/v1/staged"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """Nothing scripted: the ingest's own process finds the same data folder in its environment."""
    monkeypatch.setenv("INSECTA_DATA", str(tmp_path / "data"))
    opened = Platform(Settings(data=tmp_path / "data", host="0.0.0.0"))
    opened.prepare()
    yield opened
    opened.close()


def _key(platform: Platform, name: str, role: Role) -> str:
    with platform.catalogue.writing() as tx:
        tx.collections.ensure("A")
    return create_key(platform.catalogue, LOCAL_ADMINISTRATOR, name, {"A": role})


async def _sent(http: httpx.AsyncClient, files: dict[str, bytes]) -> str:
    made = await http.post(STAGED, json={"collection": "A", "name": "tray 7"})
    assert made.status_code == 201, made.text
    for path, data in files.items():
        answer = await http.put(f"{STAGED}/{made.json()['id']}/files", params={"path": path}, content=data)  # fmt: skip
        assert answer.status_code == 200, answer.text
    return str(made.json()["id"])


async def _settled(http: httpx.AsyncClient, run_id: str) -> dict[str, Any]:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        told: dict[str, Any] = (await http.get(f"/api/v1/runs/{run_id}")).json()
        if sum(told["counts"].values()) and not told["counts"]["pending"]:
            return told
        time.sleep(0.2)
    raise AssertionError(f"the run never settled: {told}")


FILES = {"X1_h.jpg": draw(80), "deep/X2_p.jpg": draw(90, seed=1), "deep/notes.jpg": b"no picture"}


@pytest.mark.slow
def test_a_folder_is_tried_out_and_taken_in(house: Platform, run: Run) -> None:
    async def go() -> None:
        async with client(house, _key(house, "Ada", Role.CONTRIBUTOR)) as http:
            staged = await _sent(http, FILES)
            told = (await http.get(f"{STAGED}/{staged}")).json()
            assert {one["path"]: one["bytes"] for one in told["files"]} == {
                path: len(data) for path, data in FILES.items()
            }
            body = {"collection": "A", "staged": staged}
            lines = (await http.post("/api/v1/runs/dry-run", json=body)).text.splitlines()
            report = json.loads(lines[-1])["report"]
            assert report["pictures"] == 3
            assert report["counts"]["unreadable_not_a_picture"] == 1
            assert (await http.get("/api/v1/runs")).json()["items"] == []
            begun = await http.post("/api/v1/runs", json=body)
            assert begun.status_code == 201, begun.text
            settled = await _settled(http, begun.json()["id"])
            assert (settled["counts"]["working"], settled["counts"]["rejected"]) == (2, 1)
            failures = (await http.get(f"/api/v1/runs/{settled['id']}/failures")).json()
            assert [one["userName"] for one in failures["items"]] == ["deep/notes.jpg"]
            again = (await http.post("/api/v1/runs", json=body)).json()
            assert again["id"] == settled["id"], "an open run of the same source goes on"
            retried = await http.post(f"/api/v1/runs/{settled['id']}/retry")
            assert retried.status_code == 200, retried.text

    run(go())


def test_a_source_that_cannot_be_read_leaves_its_reason(house: Platform, run: Run) -> None:
    async def go() -> None:
        async with client(house, _key(house, "Ada", Role.CONTRIBUTOR)) as http:
            staged = await _sent(http, {"archive.zip": b"not a zip"})
            body = {"collection": "A", "staged": staged}
            lines = (await http.post("/api/v1/runs/dry-run", json=body)).text.splitlines()
            assert "archive.zip" in json.loads(lines[-1])["problem"]
            begun = (await http.post("/api/v1/runs", json=body)).json()
            end = time.monotonic() + 60
            while time.monotonic() < end:
                told = (await http.get(f"/api/v1/runs/{begun['id']}")).json()
                if "stopped" in told["report"]:
                    break
                time.sleep(0.2)
            assert "archive.zip" in told["report"]["stopped"]

    run(go())


@pytest.mark.parametrize(
    "path", ["../../x.jpg", "/etc/../../x", "a/../b", "\0", "x" * 300, "..", "c:/../x"]
)
def test_no_path_leads_out_of_the_folder(house: Platform, path: str) -> None:
    _key(house, "Ada", Role.CONTRIBUTOR)
    data = house.settings.data
    staged = staging.begin(house.catalogue, data, LOCAL_ADMINISTRATOR, "A", "tray")
    with pytest.raises(Exception, match="no usable file name"):
        staging.put(data, staged, path, [b"x"])
    assert [one for one in data.rglob("*x*") if one.is_file() and one.suffix == ".jpg"] == []


def test_only_its_own_sender_and_only_with_the_role(house: Platform, run: Run) -> None:
    async def go() -> None:
        async with client(house, _key(house, "Ada", Role.CONTRIBUTOR)) as http:
            staged = await _sent(http, {"a.jpg": draw(80)})
            elsewhere = await http.post(STAGED, json={"collection": "B", "name": "x"})
            assert elsewhere.status_code == 404
            path = {"collection": "A", "source": "/etc"}
            assert (await http.post("/api/v1/runs", json=path)).status_code == 403
            assert (await http.post("/api/v1/runs/dry-run", json=path)).status_code == 403
            neither = await http.post("/api/v1/runs", json={"collection": "A"})
            assert neither.status_code == 422
        async with client(house, _key(house, "Bea", Role.CONTRIBUTOR)) as http:
            assert (await http.get(f"{STAGED}/{staged}")).status_code == 404
            body = {"collection": "A", "staged": staged}
            assert (await http.post("/api/v1/runs", json=body)).status_code == 404
        async with client(house, _key(house, "Cid", Role.VIEWER)) as http:
            assert (await http.get(f"{STAGED}/{uuid4()}")).status_code == 403

    run(go())


def test_old_folders_are_swept(house: Platform) -> None:
    data = house.settings.data
    staged = staging.begin(house.catalogue, data, LOCAL_ADMINISTRATOR, "A", "old")
    assert staging.sweep(data) == 0
    assert staging.sweep(data, time.time() + 8 * 86_400) == 1
    assert not os.listdir(data / "staged"), staged
