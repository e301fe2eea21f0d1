"""How soon a camera's operator is told: `python -m bench station [--small]`.

A running platform and `insecta watch` beside it, on the same two cores; a 12 MP JPEG is written into
the hot folder every few seconds. Measured from when the file is closed until the station's page can
show what was seen in it (`GET /api/v1/stations/{name}`); the limit is 3 s.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import simplejpeg

from bench.pictures import commented, draw_scene
from bench.processes import INSECTA, environment
from bench.record import Measure, lower_is_better, p95
from bench.servers import free_port, served

SIZE = (4_000, 3_000)
LIMIT_S = 3.0
GIVEN_UP_S = 60.0
STATION = "bench"


def main(*, small: bool) -> list[Measure]:
    number, rest, size = (2, 0.5, (1_280, 960)) if small else (20, 2.0, SIZE)
    scene = simplejpeg.encode_jpeg(draw_scene(np.random.default_rng(23), size), quality=90)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        folder = place / "camera"
        folder.mkdir()
        port = free_port()
        settings = {"INSECTA_DATA": str(place / "data"), "INSECTA_PORT": str(port)}
        with (
            served([*INSECTA, "up"], port, "/readyz", place / "up.log", settings),
            _watching(folder, settings, place / "watch.log"),
        ):
            _told(port, folder, "warm", scene)
            times = []
            for n in range(number):
                time.sleep(rest)
                times.append(_told(port, folder, f"B{n:07}", scene))
    title = f"picture of {size[0] * size[1] / 1e6:.0f} MP written until the station tells, p95"
    return [lower_is_better(title, "s", [p95(times)], "limit", LIMIT_S)]


@contextmanager
def _watching(folder: Path, settings: dict[str, str], log: Path) -> Iterator[None]:
    argv = [*INSECTA, "watch", str(folder), "--collection", "BENCH", "--station", STATION]
    with log.open("wb") as out:
        watch = subprocess.Popen(
            [*argv, "--quiet"], env=environment(settings), stdout=out, stderr=out
        )
    try:
        yield
        if watch.poll() is not None:
            raise SystemExit(f"station: the watch ended:\n{log.read_text()[-2_000:]}")
    finally:
        watch.terminate()
        watch.wait(30)


def _told(port: int, folder: Path, name: str, scene: bytes) -> float:
    """Seconds until the newest shot of the station is this one."""
    (folder / f"{name}.jpg").write_bytes(commented(scene, name))
    began = time.perf_counter()
    while time.perf_counter() - began < GIVEN_UP_S:
        shots = _shots(port)
        if shots and shots[0]["file"].startswith(name):
            return time.perf_counter() - began
        time.sleep(0.05)
    raise SystemExit(f"station: nothing was told of {name}.jpg in {GIVEN_UP_S:.0f} s")


def _shots(port: int) -> list[dict[str, str]]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("GET", f"/api/v1/stations/{STATION}")
        answer = line.getresponse()
        body = answer.read()
        found: list[dict[str, str]] = json.loads(body)["shots"] if answer.status == 200 else []
        return found
    finally:
        line.close()
