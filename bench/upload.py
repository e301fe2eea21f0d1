"""Uploads of 5 MB pictures against a plain FastAPI handler: `python -m bench upload [--small]`.

Both take the same multipart bodies from four clients at once, in turn, and do the same work: hash,
judge, make a rendition, store original and rendition durably, write rows. Afterwards every original
is read back from both and compared by its digest. Speed is counted per second of processor that the
server and its children used (MB/s per core), so that neither the clients nor other work blurs it.
Memory: what the API holds more while connections stand open with most of a picture sent.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import numpy as np
import simplejpeg

from bench.pictures import commented, draw_scene
from bench.processes import INSECTA, cost, held
from bench.record import Measure, higher_is_better, lower_is_better
from bench.servers import Served, form, free_port, own_processor, served
from insecta.domain.identity import blob_key

SIZE, QUALITY = (4_600, 3_450), 97
"""16 MP of a camera's best JPEG: 5 MB."""
AT_ONCE = 4
SCENES = 3
PEER = "FastAPI and UploadFile"
MEMORY_LIMIT = 8.0
"""MB that one open connection may hold."""


def main(*, small: bool) -> Sequence[Measure]:
    number, runs, standing = (4, 1, 4) if small else (40, 3, 16)
    size = (800, 600) if small else SIZE
    scenes = _scenes(size, 1 if small else SCENES)
    rates: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        place = Path(name)
        ours = stack.enter_context(_ours(place))
        theirs = stack.enter_context(_theirs(place))
        alone = own_processor()
        first = ours.processor + theirs.processor
        for run in range(runs):
            pictures = [commented(scenes[n % len(scenes)], f"{run}/{n}") for n in range(number)]
            mine = _per_core(ours, "/api/v1/images?collection=BENCH", pictures)
            other = _per_core(theirs, "/upload", pictures)
            rates.append((mine, other))
            _compare(place, pictures)
        used = own_processor() - alone
        share = 100 * used / max(used + ours.processor + theirs.processor - first, 1e-9)
        memory = _memory(ours, scenes[0], standing)
    megabytes = len(scenes[0]) / 1e6
    title = f"uploads of {megabytes:.1f} MB JPEGs, {AT_ONCE} clients"
    peer = statistics.median(theirs for _, theirs in rates)
    return [
        higher_is_better(title, "MB/s per core", [mine for mine, _ in rates], PEER, peer, 2.0),
        lower_is_better("memory of an open connection", "MB", [memory], "limit", MEMORY_LIMIT),
        lower_is_better("the clients' share of all processor time", "%", [share], "limit", 50.0),
    ]


def _scenes(size: tuple[int, int], number: int) -> list[bytes]:
    chance = np.random.default_rng(11)
    return [
        simplejpeg.encode_jpeg(draw_scene(chance, size), quality=QUALITY) for _ in range(number)
    ]


def _ours(place: Path) -> AbstractContextManager[Served]:
    """The API alone: what workers do later is not an upload."""
    port = free_port()
    settings = {
        "INSECTA_DATA": str(place / "data"),
        "INSECTA_PORT": str(port),
        "INSECTA_MAX_WAITING": "1000000",
    }
    cost([*INSECTA, "up", "--prepare"], settings)
    return served([*INSECTA, "child", "api"], port, "/healthz", place / "api.log", settings)


def _theirs(place: Path) -> AbstractContextManager[Served]:
    port, folder = free_port(), place / "bare"
    folder.mkdir()
    argv = [sys.executable, "-m", "bench.bare_upload", str(port), str(folder)]
    return served(argv, port, "/openapi.json", place / "bare.log")


def _per_core(server: Served, path: str, pictures: Sequence[bytes]) -> float:
    """MB a second of the server's processor time."""
    _send(server.port, path, commented(pictures[0], "warm"))
    before = server.processor
    with ThreadPoolExecutor(AT_ONCE) as clients:
        list(clients.map(lambda data: _send(server.port, path, data), pictures))
    return sum(map(len, pictures)) / 1e6 / max(server.processor - before, 0.01)


def _send(port: int, path: str, data: bytes) -> None:
    body, headers = form(data, "picture.jpg")
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        line.request("POST", path, body, headers)
        answer = line.getresponse()
        said = answer.read()
        if answer.status not in (200, 201, 202):
            raise SystemExit(f"upload: {path} answers {answer.status}: {said[:300]!r}")
        json.loads(said)
    finally:
        line.close()


def _compare(place: Path, pictures: Sequence[bytes]) -> None:
    """Both have every original as it was sent, and a rendition of it."""
    for data in pictures:
        digest = hashlib.sha256(data).hexdigest()
        for path in (
            place / "data" / "objects" / blob_key(digest),
            place / "bare" / f"{digest}.jpg",
        ):
            if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                raise SystemExit(f"upload: {path} holds other bytes")
        if not (place / "bare" / f"{digest}.small.jpg").is_file():
            raise SystemExit("upload: the peer made no rendition")


def _memory(server: Served, data: bytes, number: int) -> float:
    """MB more of the API for each connection that has sent nine tenths of a picture and waits."""
    lines = []
    before = held(server.pid)
    try:
        for n in range(number):
            body = commented(data, f"standing {n}")
            line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            line.putrequest("POST", "/api/v1/images?collection=BENCH")
            line.putheader("Content-Type", "image/jpeg")
            line.putheader("Content-Length", str(len(body)))
            line.endheaders(body[: len(body) * 9 // 10])
            lines.append(line)
        time.sleep(2)
        return max((held(server.pid) - before) * 2**20 / 1e6 / number, 0.01)
    finally:
        for line in lines:
            line.close()
