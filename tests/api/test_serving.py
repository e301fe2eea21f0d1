"""The API as a real process: broken-off and slow senders, memory, live events, its end."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from api.serve import DRAIN, require_keys
from insecta.catalogue.unit_of_work import Catalogue
from insecta.errors import BadSettings
from insecta.settings import Settings
from tests.api.conftest import IMAGES, JPEG, ScriptedPlatform, draw, made
from tests.processes import still_alive

ROOT = Path(__file__).resolve().parents[2]
MB = 1 << 20


@dataclass(frozen=True)
class Server:
    process: subprocess.Popen[str]
    address: str
    data: Path

    def connect(self) -> socket.socket:
        parts = urlsplit(self.address)
        return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30)

    def begin_upload(self, length: int, name: str = "slow.jpg") -> socket.socket:
        opened = self.connect()
        opened.sendall(
            f"POST {IMAGES}?fileName={name} HTTP/1.1\r\nHost: {urlsplit(self.address).netloc}\r\n"
            f"Content-Type: image/jpeg\r\nContent-Length: {length}\r\n\r\n".encode()
        )
        return opened


@contextmanager
def started(data: Path) -> Iterator[Server]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.api.server", str(data)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("Insecta is at http://127.0.0.1:"), line
        yield Server(process, line.split()[-1].rstrip("/"), data)
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with started(tmp_path_factory.mktemp("served") / "data") as running:
        yield running


def blobs(data: Path) -> set[Path]:
    return {path for path in (data / "objects" / "blobs").rglob("*") if path.is_file()}


def images(data: Path) -> int:
    catalogue = Catalogue(Settings(data=data).catalogue)
    with catalogue.reading() as tx:
        found = tx.images.count()
    catalogue.close()
    return found


def test_senders_that_break_off_leave_nothing(server: Server) -> None:
    before, known = blobs(server.data), images(server.data)
    picture = draw()
    for share in (0, 1, 100, len(picture) // 2, len(picture) - 1):
        with server.begin_upload(len(picture)) as opened:
            opened.sendall(picture[:share])
    answer = httpx.post(f"{server.address}{IMAGES}", content=draw(20), headers=JPEG, timeout=60)
    assert answer.status_code == 202
    assert images(server.data) == known + 1
    assert len(blobs(server.data) - before) == 1
    open_files = psutil.Process(server.process.pid).open_files()
    assert not [one for one in open_files if "deleted" in one.path]


def test_slow_senders_hold_no_thread_and_little_memory(server: Server) -> None:
    count, each = 12, 12 * MB
    process = psutil.Process(server.process.pid)
    httpx.post(f"{server.address}{IMAGES}", content=draw(), headers=JPEG, timeout=60)
    before = process.memory_info().rss
    with ExitStack() as stack:
        for _ in range(count):
            opened = stack.enter_context(server.begin_upload(each))
            opened.sendall(b"x" * (each - 1))
        idle = [stack.enter_context(server.begin_upload(1_000)) for _ in range(60)]
        assert len(idle) == 60
        begun = time.monotonic()
        assert httpx.get(f"{server.address}/api/v1/search", timeout=20).status_code == 200
        assert time.monotonic() - begun < 5
        grown = process.memory_info().rss - before
    assert grown < count * 8 * MB, f"{grown / count / MB:.1f} MB per connection"


def workers(server: Server) -> list[psutil.Process]:
    """Processes that the server started, which are all for decoding."""
    return psutil.Process(server.process.pid).children(recursive=True)


@pytest.mark.slow
def test_strangers_bytes_are_decoded_in_workers_that_may_die(server: Server) -> None:
    httpx.post(f"{server.address}{IMAGES}", content=draw(seed=7), headers=JPEG, timeout=60)
    limited = [one for one in workers(server) if one.rlimit(psutil.RLIMIT_AS)[0] > 0]
    assert limited
    assert psutil.Process(server.process.pid).rlimit(psutil.RLIMIT_AS)[0] < 0  # no limit itself
    for one in limited:
        one.kill()
    assert not still_alive(limited, 10)
    answer = httpx.post(f"{server.address}{IMAGES}", content=draw(seed=8), headers=JPEG, timeout=60)
    assert answer.status_code == 202


def test_live_events_go_on_where_they_stopped(server: Server) -> None:
    def send(seed: int) -> str:
        answer = httpx.post(
            f"{server.address}{IMAGES}", content=draw(seed=seed), headers=JPEG, timeout=60
        )
        return str(answer.json()["id"])

    first = send(1)
    with httpx.stream("GET", f"{server.address}/api/v1/events?after=0", timeout=20) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        seen = [event(lines)]
        while seen[-1][2].get("image_id") != first:
            seen.append(event(lines))
        second = send(2)
        live = event(lines)
    assert live[2]["image_id"] == second
    assert live[0] > seen[-1][0]
    with httpx.stream(
        "GET",
        f"{server.address}/api/v1/events",
        headers={"Last-Event-ID": str(seen[-1][0])},
        timeout=20,
    ) as stream:
        assert event(stream.iter_lines())[2]["image_id"] == second


def event(lines: Iterator[str]) -> tuple[int, str, dict[str, str]]:
    """The next server-sent event: (id, name, data)."""
    found: dict[str, str] = {}
    for line in lines:
        field, _, value = line.partition(": ")
        if line:
            found[field] = value
        elif "data" in found:
            return int(found["id"]), found["event"], json.loads(found["data"])
        else:
            found = {}
    raise AssertionError("the stream ended")


@pytest.mark.slow
def test_it_ends_when_told(tmp_path: Path) -> None:
    with started(tmp_path / "data") as server:
        assert httpx.get(f"{server.address}/healthz").text == "ok\n"
        httpx.post(f"{server.address}{IMAGES}", content=draw(), headers=JPEG, timeout=60)
        with httpx.stream("GET", f"{server.address}/api/v1/events", timeout=20) as stream:
            lines = stream.iter_lines()
            assert next(lines).startswith("retry:")
            children = workers(server)
            begun = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            assert server.process.wait(20) == 0
            assert children
            assert not still_alive(children, 10)  # none of its workers outlives it
            assert time.monotonic() - begun < DRAIN  # an open stream does not hold it up


@pytest.mark.slow
def test_killed_it_leaves_no_worker(tmp_path: Path) -> None:
    with started(tmp_path / "data") as server:
        answer = httpx.post(f"{server.address}{IMAGES}", content=draw(), headers=JPEG, timeout=60)
        assert answer.status_code == 202
        children = workers(server)
        assert children
        server.process.kill()
        assert not still_alive(children, 15)


def test_beyond_loopback_somebody_must_hold_a_key(tmp_path: Path) -> None:
    platform = made(Settings(data=tmp_path / "data"))
    outside = ScriptedPlatform(Settings(data=tmp_path / "data", host="0.0.0.0"))
    require_keys(platform)
    with pytest.raises(BadSettings, match="no API key"):
        require_keys(outside)
    platform.close()
    outside.close()
