"""What is written down about servers, and that nothing but our own is ever ended."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from insecta.errors import BadSettings, Fault, Unavailable
from insecta.servers import fleet, state
from insecta.servers.state import Running, ServersFolder

SLEEP = [sys.executable, "-c", "import time; time.sleep(300)"]


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    """A process that is not ours."""
    process = subprocess.Popen(SLEEP)
    yield process
    process.kill()
    process.wait()


def running(pid: int, started: float, name: str = "s3") -> Running:
    return Running(name, pid, started, "id", {"http": 1}, {"INSECTA_S3_REGION": "x"})


def test_a_reused_pid_is_somebody_elses(stranger: subprocess.Popen[bytes]) -> None:
    started = psutil.Process(stranger.pid).create_time()
    assert state.process_of(running(stranger.pid, started)) is not None
    earlier = running(stranger.pid, started - 60)
    assert state.process_of(earlier) is None
    assert state.end(earlier) is False
    assert stranger.poll() is None


def test_down_leaves_a_stranger_with_our_pid_alone(
    tmp_path: Path, stranger: subprocess.Popen[bytes]
) -> None:
    started = psutil.Process(stranger.pid).create_time()
    with ServersFolder(tmp_path).locked() as servers:
        servers["s3"] = running(stranger.pid, started - 60)
    assert [row.health for row in fleet.status(tmp_path, ["s3"])] == ["stopped"]
    assert fleet.stop(tmp_path, ["s3"]) == {"s3": False}
    assert stranger.poll() is None
    assert ServersFolder(tmp_path).read() == {}


def test_what_a_server_started_ends_with_it_even_if_it_ignores_the_signal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "STOP_SECONDS", 1.0)
    stubborn = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(300)\n"
    )
    log = tmp_path / "log.txt"
    process = state.spawn([sys.executable, "-c", stubborn], log)
    while not log.read_text().strip():
        assert process.is_running()
    child = psutil.Process(int(log.read_text()))
    assert state.end(running(process.pid, process.create_time())) is True
    for each in (process, child):
        assert not each.is_running() or each.status() == psutil.STATUS_ZOMBIE


def test_an_ended_server_is_not_ended_twice(tmp_path: Path) -> None:
    process = state.spawn(["sleep", "300"], tmp_path / "log.txt")
    server = running(process.pid, process.create_time())
    assert state.end(server) is True
    assert state.end(server) is False


def test_state_holds_secrets_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    home = ServersFolder(tmp_path)
    with home.locked() as servers:
        servers["s3"] = running(1, 2.5)
    assert home.read() == {"s3": running(1, 2.5)}
    assert (tmp_path / "state.json").stat().st_mode & 0o077 == 0


def test_damaged_state_stops_instead_of_guessing(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text('[{"name": "s3"')
    for act in (fleet.start, fleet.stop):
        with pytest.raises(Fault, match=r"state\.json can't be read"):
            act(tmp_path, tmp_path) if act is fleet.start else act(tmp_path)
    assert (tmp_path / "state.json").read_text() == '[{"name": "s3"'


def test_changes_by_many_at_once_are_all_kept(tmp_path: Path) -> None:
    def add(number: int) -> None:
        with ServersFolder(tmp_path).locked() as servers:
            servers[f"n{number}"] = running(number, 1.0, f"n{number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(24)))
    assert len(ServersFolder(tmp_path).read()) == 24


def test_an_unknown_server_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="no server mysql"):
        fleet.start(tmp_path, tmp_path, ["mysql"])


def test_ports_stay_until_somebody_took_one(tmp_path: Path) -> None:
    import socket

    first = state.ports_for(tmp_path, 2)
    assert len(set(first)) == 2
    assert state.ports_for(tmp_path, 2) == first
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first[0]))
        taken.listen()
        other = state.ports_for(tmp_path, 2)
    assert first[0] not in other
    assert state.ports_for(tmp_path, 2) == other


class _Ending:
    """A kind whose process ends at once, as with a broken configuration."""

    NAME = "broken"

    def launch(self, folder: Path, cache: Path) -> Running:
        command = [sys.executable, "-c", "import sys; sys.exit('port is taken, says the server')"]
        process = state.spawn(command, folder / "log.txt")
        return Running(self.NAME, process.pid, process.create_time(), "id")

    def answers(self, server: Running) -> bool:
        return False


def test_a_server_that_ends_while_starting_tells_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(fleet.KINDS, "broken", _Ending())
    with pytest.raises(Unavailable, match="port is taken, says the server"):
        fleet.start(tmp_path, tmp_path, ["broken"])
    assert ServersFolder(tmp_path).read() == {}


@pytest.mark.server
def test_another_server_on_our_port_is_not_taken_for_ours(tmp_path: Path) -> None:
    """Two S3 servers: what is written down for one points at the other's port."""
    from insecta.settings import load

    cache = load().cache
    ours = fleet.start(tmp_path / "ours", cache, ["s3"])["s3"]
    theirs = fleet.start(tmp_path / "theirs", cache, ["s3"])["s3"]
    try:
        endpoint = theirs.settings["INSECTA_S3_ENDPOINT"]
        mixed = dataclasses.replace(
            ours, settings={**ours.settings, "INSECTA_S3_ENDPOINT": endpoint}
        )
        with ServersFolder(tmp_path / "ours").locked() as servers:
            servers["s3"] = mixed
        assert fleet.status(tmp_path / "ours", ["s3"])[0].health == "not answering"
        assert fleet.status(tmp_path / "theirs", ["s3"])[0].health == "running"
        again = fleet.start(tmp_path / "ours", cache, ["s3"])["s3"]
        assert again.pid != ours.pid
        assert fleet.status(tmp_path / "ours", ["s3"])[0].health == "running"
        assert state.process_of(theirs) is not None
    finally:
        fleet.stop(tmp_path / "ours")
        fleet.stop(tmp_path / "theirs")
    assert state.process_of(ours) is None
    assert state.process_of(theirs) is None


@pytest.mark.server
def test_the_command_brings_servers_up_shows_them_and_ends_them(tmp_path: Path) -> None:
    from insecta.settings import load

    env = {**os.environ, "INSECTA_DATA": str(tmp_path), "INSECTA_CACHE": str(load().cache)}

    def services(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "insecta.cli.main", "services", *words]
        return subprocess.run(command, env=env, check=False, capture_output=True, text=True)

    assert services("status", "s3").returncode == 1
    up = services("up", "s3")
    try:
        assert up.returncode == 0, up.stderr
        settings = load(tmp_path / "servers" / fleet.ENV_FILE)
        assert settings.object_store == "s3://insecta"
        assert settings.s3_endpoint.startswith("http://127.0.0.1:")
        server = ServersFolder(tmp_path / "servers").read()["s3"]
        shown = services("status", "s3")
        assert shown.returncode == 0
        assert f"{server.pid}" in shown.stdout
        assert services("up", "s3").returncode == 0
        assert ServersFolder(tmp_path / "servers").read()["s3"] == server
    finally:
        down = services("down")
    assert "s3: ended" in down.stdout
    assert state.process_of(server) is None
    assert (tmp_path / "servers" / fleet.ENV_FILE).read_text() == ""
    assert services("up", "nosuch").returncode == 1
