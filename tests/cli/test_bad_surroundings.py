"""A full disk, servers that are away or of another age, two platforms, Ctrl-C: nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest

from insecta.vision.release_folder import default_release
from tests.cli.command import COMMAND, House
from tests.cli.faulty_pictures import jpeg
from tests.processes import still_alive

pytestmark = pytest.mark.slow
PICTURES = 60
ROOM_OF_A_FEW = 4_000_000
"""Bytes beside the release, which is kept in the object store too."""


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "data")


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(PICTURES):
        (folder / f"{number:03}.jpg").write_bytes(jpeg(number, 300, 200))
    return folder


FILLING = """
mount -t tmpfs -o size="$2" none "$1" || exit 90
shift 2
"$@" && exit 91
mount -o remount,size=200m "$INSECTA_DATA" || exit 92
exec "$@"
"""


def test_a_full_disk_is_told_and_the_ingest_goes_on_when_there_is_room(
    house: House, tmp_path: Path
) -> None:
    """A small disk in memory, mounted where only this command sees it, fills in mid-ingest."""
    pictures = tmp_path / "in"
    pictures.mkdir()
    for number in range(20):
        (pictures / f"{number:03}.jpg").write_bytes(jpeg(number, 1500, 1000))
    house.folder.mkdir()
    unshare = shutil.which("unshare")
    assert unshare, "`apt install util-linux`"
    ingest = [*COMMAND, "ingest", str(pictures), "--collection", "ANTS", "--detach", "--json"]
    release = sum(file.stat().st_size for file in default_release().iterdir())
    little = str(release + ROOM_OF_A_FEW)
    script = [unshare, "--mount", "--map-root-user", "sh", "-c", FILLING, "sh", str(house.folder)]
    done = subprocess.run(
        [*script, little, *ingest], env=house.environment, cwd=tmp_path,
        capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, (done.returncode, done.stderr[-3000:])
    assert "Traceback" not in done.stderr
    told = next(line for line in done.stderr.splitlines() if line.startswith("insecta ingest: "))
    assert "No space left" in told or "no room" in told or "full" in told
    assert "Going on with run" in done.stderr
    ended = json.loads(done.stdout.splitlines()[-1])
    assert ended["outcomes"]["new"] == sum(ended["counts"].values()) == 20


def test_ctrl_c_leaves_no_process_and_the_same_command_goes_on(
    house: House, pictures: Path
) -> None:
    assert house.run("up", "--prepare").code == 0
    running = house.start("ingest", pictures, "--collection", "ANTS", "--json")
    workers = _workers(running.pid)
    os.killpg(running.pid, signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130, told[-3000:]
    assert "insecta ingest: interrupted" in told
    assert "Traceback" not in told
    _, alive = psutil.wait_procs(workers, timeout=90)
    assert not alive, "and none is left, not even as a zombie"
    again = house.ingest(pictures)
    assert again.code == 0, again.err
    assert "Going on with run" in again.err
    assert sum(again.json["counts"].values()) == again.json["outcomes"]["new"] == PICTURES


def test_a_killed_ingest_takes_its_processes_with_it(house: House, pictures: Path) -> None:
    running = house.start("ingest", pictures, "--collection", "ANTS", "--json")
    workers = _workers(running.pid)
    running.kill()
    running.communicate(timeout=90)
    assert not still_alive(workers, 90)


def _workers(pid: int) -> list[psutil.Process]:
    """The processes that decode, once they are there."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        found = [
            child
            for child in psutil.Process(pid).children(recursive=True)
            if "spawn_main" in " ".join(child.cmdline())
        ]
        if found:
            time.sleep(1)
            return found
        time.sleep(0.02)
    raise AssertionError("the ingest never began to decode")


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


AWAY = {
    "INSECTA_CATALOGUE_URL": "postgresql://nobody:nothing@127.0.0.1:{port}/insecta",
    "INSECTA_OBJECT_STORE_URL": "s3://bucket/prefix",
    "INSECTA_SEARCH_INDEX_URL": "elasticsearch://127.0.0.1:{port}",
}


@pytest.mark.parametrize("setting", AWAY)
@pytest.mark.parametrize("command", ["ingest", "up"])
def test_a_server_that_is_down_is_named(
    house: House, tmp_path: Path, setting: str, command: str
) -> None:
    port = _closed_port()
    (tmp_path / "one.jpg").write_bytes(jpeg(1))
    words = ["up"] if command == "up" else ["ingest", str(tmp_path / "in"), "--collection", "ANTS"]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.jpg").write_bytes(jpeg(1))
    done = house.run(
        *words,
        **{
            setting: AWAY[setting].format(port=port),
            "INSECTA_S3_ENDPOINT": f"http://127.0.0.1:{port}",
            "INSECTA_S3_ACCESS_KEY": "key",
            "INSECTA_S3_SECRET_KEY": "secret",
        },
    )
    assert done.code == 1
    last = done.err.strip().splitlines()[-1]
    assert last.startswith(f"insecta {command}: "), done.err
    assert f"127.0.0.1:{port}" in last or f"port {port}" in last, last


def test_s3_without_credentials_names_the_setting(house: House, tmp_path: Path) -> None:
    done = house.run(
        "ingest", "s3://bucket/prefix", "--collection", "ANTS", "--dry-run",
        INSECTA_S3_ENDPOINT="http://127.0.0.1:9", AWS_EC2_METADATA_DISABLED="true",
        AWS_SHARED_CREDENTIALS_FILE=str(tmp_path / "none"), AWS_CONFIG_FILE=str(tmp_path / "none"),
    )  # fmt: skip
    assert done.code == 1
    assert "INSECTA_S3_ACCESS_KEY" in done.err
    assert "INSECTA_S3_SECRET_KEY" in done.err


@contextmanager
def _elasticsearch_of(version: str) -> Iterator[str]:
    """A server that says it is Elasticsearch of this version."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"nodes": {"one": {"version": version}}})
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.end_headers()
            self.wfile.write(body.encode())

        do_HEAD = do_PUT = do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"elasticsearch://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_a_server_of_another_major_version_is_refused(house: House) -> None:
    with _elasticsearch_of("8.15.0") as url:
        done = house.run("up", INSECTA_SEARCH_INDEX_URL=url)
    assert done.code == 1
    assert "8.15.0" in done.err
    assert "9" in done.err
