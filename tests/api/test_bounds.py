"""What contributors may make the server do: few commands at a time, no path of its own, no endless pattern."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from subprocess import Popen
from typing import Any
from uuid import uuid4

import pytest

import api.launch
from api.launch import AT_ONCE, OWN_AT_ONCE, Ingest, Launches
from insecta.domain.collection import Principal, Role
from insecta.domain.run import Run as RunRow
from insecta.domain.run import RunItem
from insecta.errors import Conflict, Invalid, OverBudget
from insecta.services import staging
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.ingest import run as starting
from insecta.services.ingest.run import Source
from insecta.services.keys import create_key
from tests.api.conftest import Run, ScriptedPlatform, client


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Command lines of processes that were asked for; each is `true` instead."""
    asked: list[list[str]] = []

    def begin(words: list[str], **more: Any) -> Popen[str]:
        asked.append(words)
        return Popen(["true"], **more)

    monkeypatch.setattr(api.launch, "Popen", begin)
    return asked


def _key(platform: ScriptedPlatform, role: Role = Role.CONTRIBUTOR) -> str:
    with platform.catalogue.writing() as tx:
        tx.collections.ensure("A")
    return create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "Ada", {"A": role})


def _run(platform: ScriptedPlatform, state: str, finished: bool, **more: Any) -> str:
    """A run over a path of the server with one picture of this state."""
    with platform.catalogue.writing() as tx:
        home = tx.collections.get("A").collection_id
        row = RunRow(uuid4(), home, "/mnt/tray 7", "open", True, tx.at, **more)
        tx.runs.add(row)
        tx.runs.add_items([RunItem(row.run_id, 0, "a.jpg", "a.jpg", state)])  # type: ignore[arg-type]
        if finished:
            tx.runs.change(row.run_id, finished=tx.at, state="finished")
    return f"/api/v1/runs/{row.run_id}/retry"


def test_what_is_over_is_not_read_again(
    platform: ScriptedPlatform, run: Run, commands: list[list[str]]
) -> None:
    key = _key(platform)
    paths = [
        _run(platform, "done", True), _run(platform, "rejected", True),
        _run(platform, "failed", True, kind="bulk"),
    ]  # fmt: skip

    async def go() -> None:
        async with client(platform, key) as http:
            for path in paths:
                answer = await http.post(path)
                assert (answer.status_code, commands) == (409, []), answer.text

    run(go())


@pytest.mark.parametrize(("state", "finished"), [("failed", True), ("pending", False)])
def test_what_failed_or_is_open_goes_on_as_it_was_asked(
    platform: ScriptedPlatform, run: Run, commands: list[list[str]], state: str, finished: bool
) -> None:
    key = _key(platform)
    asked = {"asked": {"pattern": "antweb", "day_first": False}, "stopped": "no disk"}
    path = _run(platform, state, finished, report=asked)

    async def go() -> None:
        async with client(platform, key) as http:
            answer = await http.post(path)
            assert answer.status_code == 200, answer.text
            assert answer.json()["state"] == "open"
            assert "stopped" not in answer.json()["report"]

    run(go())
    (words,) = commands
    assert {"/mnt/tray 7", "--retry", "--pattern", "antweb", "--month-first"} <= set(words)


def test_failures_tried_again_begin_no_new_run(platform: ScriptedPlatform) -> None:
    _key(platform)
    _run(platform, "done", True)
    source = Source("/mnt/tray 7", list)
    with pytest.raises(Conflict, match="failed"):
        starting.begin(platform.catalogue, LOCAL_ADMINISTRATOR, "A", source, retry=True)
    _, begun, resumed = starting.begin(platform.catalogue, LOCAL_ADMINISTRATOR, "A", source)
    assert (begun.source, resumed) == ("/mnt/tray 7", False)


@pytest.mark.parametrize("path", ["/api/v1/runs", "/api/v1/runs/dry-run"])
def test_a_pattern_of_ones_own_is_for_administrators(
    platform: ScriptedPlatform, run: Run, path: str
) -> None:
    """One that never ends on a long name would hold a core for ever."""
    key = _key(platform)
    body = {"collection": "A", "staged": str(uuid4())}
    endless = body | {"pattern": "(?P<number>(a+)+)b"}

    async def go() -> None:
        async with client(platform, key) as http:
            assert (await http.post(path, json=endless)).status_code == 403
            assert (await http.post(path, json=body | {"pattern": "antweb"})).status_code == 404
        async with client(platform) as http:
            assert (await http.post(path, json=endless)).status_code == 404

    run(go())


def test_few_commands_run_at_once() -> None:
    launches = Launches()
    people = [Principal(uuid4(), f"P{n}") for n in range(AT_ONCE)]
    with ExitStack() as held:
        for person in people[: AT_ONCE // OWN_AT_ONCE]:
            for _ in range(OWN_AT_ONCE):
                held.enter_context(launches.place(person))
        for person in (people[0], people[-1]):
            with pytest.raises(OverBudget), launches.place(person):
                """Nobody comes in."""
    with launches.place(people[0]), launches.place(people[0]):
        with pytest.raises(OverBudget), launches.place(people[0]):
            """The third of one person waits."""
        with launches.place(people[1]) as other:
            other.kept = True
    other.leave()
    other.leave()
    with launches.place(people[1]), launches.place(people[1]):
        """What was kept was given back, once."""


def test_a_third_dry_run_waits_and_the_first_ones_give_their_place_back(
    platform: ScriptedPlatform, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "pictures").mkdir()
    body = {"collection": "A", "source": str(tmp_path / "pictures")}

    async def go() -> None:
        async with client(platform) as http:
            door = http._transport.app.state.door  # type: ignore[attr-defined]
            with door.launches.place(LOCAL_ADMINISTRATOR), door.launches.place(LOCAL_ADMINISTRATOR):
                full = await http.post("/api/v1/runs/dry-run", json=body)
                assert (full.status_code, full.headers["retry-after"]) == (503, "10")
            for _ in range(OWN_AT_ONCE + 1):
                wrong = await http.post("/api/v1/runs/dry-run", json=body | {"source": "/nowhere"})
                assert "problem" in wrong.text

    run(go())


def test_the_command_of_an_ingest_says_what_was_asked() -> None:
    words = Ingest("/a", "A", "guid", day_first=True, public=True, retry=True).command
    assert words[3:] == [
        "ingest", "/a", "--json", "--collection", "A", "--pattern", "guid", "--day-first",
        "--retry", "--public",
    ]  # fmt: skip


def test_a_staged_folder_has_an_end(platform: ScriptedPlatform) -> None:
    _key(platform)
    data = platform.settings.data
    begun = staging.begin(platform.catalogue, data, LOCAL_ADMINISTRATOR, "A", "tray")
    staging.put(data, begun, "a", [b"12345"], 5, 8)
    known = staging.find(data, LOCAL_ADMINISTRATOR, begun.staged_id)
    staging.put(data, known, "a", [b"12345678"], 8, 8)  # in place of the first
    with pytest.raises(Invalid, match="at most 8 bytes"):
        staging.put(data, known, "b", [b"1234"], 4, 8)
    staging.put(data, known, "b", [b"1234"], 4)


def test_a_sender_has_so_many_folders(
    platform: ScriptedPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "MOST_FOLDERS", 2)
    _key(platform)
    data = platform.settings.data
    for _ in range(2):
        staging.begin(platform.catalogue, data, LOCAL_ADMINISTRATOR, "A", "tray")
    with pytest.raises(Conflict, match="2 folders"):
        staging.begin(platform.catalogue, data, LOCAL_ADMINISTRATOR, "A", "tray")
