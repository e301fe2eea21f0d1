"""Programs that a benchmark asks over HTTP: started on a free port, ended whatever happens."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.processes import environment, spent

START_S = 180.0
BOUNDARY = "insecta-bench-7f3a"


@dataclass(frozen=True, slots=True)
class Served:
    """A running program, and where it answers."""

    pid: int
    port: int

    @property
    def processor(self) -> float:
        """Seconds that it and everything it started have used so far."""
        return spent(self.pid)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@contextmanager
def served(
    argv: Sequence[str], port: int, ready: str, log: Path, settings: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Run a program until it answers `ready` with 200 or 404. Raises SystemExit with its last words."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            argv, env=environment(settings or {}), stdout=out, stderr=subprocess.STDOUT
        )
    try:
        deadline = time.monotonic() + START_S
        while answer("GET", port, ready) not in (200, 404):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{argv[-1]} did not start:\n{log.read_text()[-2_000:]}")
            time.sleep(0.1)
        yield Served(process.pid, port)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answer(method: str, port: int, path: str) -> int:
    """Status of one request, 0 where nobody answers."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request(method, path)
        return line.getresponse().status
    except OSError:
        return 0
    finally:
        line.close()


def form(data: bytes, name: str) -> tuple[bytes, dict[str, str]]:
    """A multipart body with one file, and its headers."""
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    body = head.encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def own_processor() -> float:
    """Processor seconds of this process alone: the load generator's."""
    times = os.times()
    return times.user + times.system
