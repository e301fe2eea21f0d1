"""From upload to answer and to searchable, under load: `python -m bench realtime [--small]`.

A whole platform (`insecta up`), once embedded and once on real PostgreSQL, Kafka, Elasticsearch
(heaps of 512 MB) and S3, on the same two cores as the clients. First the peak: eight clients as fast
as answers come. Then at half of it, at a fixed rate, the time from when a picture was due until its
answer; at 20 a second (10 on real servers) the time until a search finds it; at three times the peak
the answers a second, while what is too much is told to come back (INSECTA_MAX_WAITING 64). The peer,
FastAPI and `model.predict` of the same architecture per request, gets the same pictures at the same
rate as the half load; it stores nothing.
"""

from __future__ import annotations

import http.client
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import numpy as np
import simplejpeg

from bench.load import Client, Reply, as_fast_as, at_rate, per_second
from bench.pictures import commented, draw_scene
from bench.processes import INSECTA
from bench.record import Measure, higher_is_better, lower_is_better, p95
from bench.servers import Served, free_port, own_processor, served
from insecta.servers import fleet
from insecta.settings import load
from insecta.vision.classifier import NetworkClassifier
from insecta.vision.release_folder import default_release

SIZE = (1_280, 960)
CLIENTS = 8
WAITING = 64
ANSWER_MS, SEARCHABLE_MS = 300.0, 3_000.0
GIVEN_UP_S = 60.0
"""After which a picture that no search finds counts with this time."""
SEARCHED = 10
"""Every so many pictures one is searched for: searching must not become the load."""
ASKED_AGAIN_S = 0.5
"""Between two searches for one picture, for the same reason; so much too long a time may seem."""
PEER = "FastAPI and model.predict"
UPLOAD = "/api/v1/images?collection=BENCH&catalogNumber=B-{0:07}"


def main(*, small: bool) -> Sequence[Measure]:
    span = 2.0 if small else 20.0
    pictures = _Pictures(1 if small else 24)
    found: list[Measure] = []
    with tempfile.TemporaryDirectory() as name:
        found += _measured("embedded", {}, Path(name), pictures, span, 20.0, peer=True)
    if not small:
        with _real_servers() as settings, tempfile.TemporaryDirectory() as name:
            found += _measured("real servers", settings, Path(name), pictures, span, 10.0)
    return found


class _Pictures:
    """About 1 MP each; every number gives other bytes."""

    def __init__(self, scenes: int) -> None:
        chance = np.random.default_rng(17)
        self._scenes = [
            simplejpeg.encode_jpeg(draw_scene(chance, SIZE), quality=88) for _ in range(scenes)
        ]

    def __call__(self, number: int) -> bytes:
        return commented(self._scenes[number % len(self._scenes)], f"picture {number}")


def _measured(
    where: str,
    settings: dict[str, str],
    place: Path,
    pictures: Callable[[int], bytes],
    span: float,
    searched_rate: float,
    *,
    peer: bool = False,
) -> list[Measure]:
    alone = own_processor()
    with _platform(place, settings) as server:
        client = Client(server.port, UPLOAD, pictures, patience=60, Prefer="wait=30")
        as_fast_as(client, 2, span / 4)  # everything is loaded
        quick = Client(server.port, UPLOAD, pictures)
        before = server.processor
        peak_replies = as_fast_as(client, CLIENTS, span, first=100_000)
        peak = per_second(peak_replies)
        half = [one.seconds * 1000 for one in at_rate(client, peak / 2, span, first=200_000)]
        patient = Client(server.port, UPLOAD, pictures, patience=60)
        searchable = _searchable(server, patient, searched_rate, span, first=300_000)
        goodput = _goodput(server, quick, 3 * peak, span, first=400_000)
        used, ours = server.processor - before, own_processor() - alone
    measures = [
        lower_is_better(
            f"upload to answer, p95 at half of {peak:.1f}/s, {where}", "ms", [p95(half)],
            "limit", ANSWER_MS,
        ),
        lower_is_better(
            f"upload to searchable, p95 at {searched_rate:.0f}/s, {where}", "ms",
            [p95(searchable)], "limit", SEARCHABLE_MS,
        ),
        higher_is_better(
            f"answers at three times the peak, {where}", "pictures/s", [goodput], "peak", peak, 0.9
        ),
        lower_is_better(
            f"the clients' share of all processor time, {where}", "%",
            [max(0.01, 100 * ours / (ours + used))], "limit", 50.0,
        ),
    ]  # fmt: skip
    if peer:
        measures.append(_beside_the_peer(place, pictures, peak / 2, span, p95(half), where))
    return measures


@contextmanager
def _platform(place: Path, settings: dict[str, str]) -> Iterator[Served]:
    port = free_port()
    told = {
        "INSECTA_DATA": str(place / "data"),
        "INSECTA_PORT": str(port),
        "INSECTA_MAX_WAITING": str(WAITING),
        **settings,
    }
    with served([*INSECTA, "up"], port, "/readyz", place / "up.log", told) as server:
        yield server


@contextmanager
def _real_servers() -> Iterator[dict[str, str]]:
    # Not below this user's own folders: PostgreSQL's account must be able to pass.
    with tempfile.TemporaryDirectory(prefix="insecta-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        try:
            running = fleet.start(folder, load().cache)
            yield {key: value for one in running.values() for key, value in one.settings.items()}
        finally:
            fleet.stop(folder)


def _searchable(
    server: Served, client: Client, rate: float, span: float, first: int
) -> list[float]:
    """Milliseconds from when a picture was due until a search finds its number, of every tenth."""
    due = {n: time.perf_counter() + n / rate for n in range(0, int(rate * span), SEARCHED)}
    found: list[float] = []
    searcher = threading.Thread(target=_search_all, args=(server.port, first, due, found))
    searcher.start()
    at_rate(client, rate, span, first=first)
    searcher.join()
    return [*found, *[1000 * GIVEN_UP_S] * (len(due) - len(found))]


def _search_all(port: int, first: int, due: dict[int, float], found: list[float]) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    end = max(due.values()) + GIVEN_UP_S
    next_look = dict(due)
    while next_look and time.perf_counter() < end:
        n = min(next_look, key=lambda each: next_look[each])
        time.sleep(max(0.0, next_look[n] - time.perf_counter()))
        line.request("GET", "/api/v1/search?q=" + quote(f"B-{first + n:07}"))
        if json.loads(line.getresponse().read()).get("total"):
            found.append(1000 * (time.perf_counter() - due[n]))
            del next_look[n]
        else:
            next_look[n] = time.perf_counter() + ASKED_AGAIN_S
    line.close()


def _goodput(server: Served, client: Client, rate: float, span: float, first: int) -> float:
    """Pictures answered a second while far too many are sent."""
    before, began = _looked_at(server.port), time.perf_counter()
    replies = at_rate(client, rate, span, first=first)
    seconds, after = time.perf_counter() - began, _looked_at(server.port)
    strange = {one.status for one in replies} - {200, 201, 202, 429, 503}
    if strange:
        raise SystemExit(f"realtime: under overload the API answers {sorted(strange)}")
    return (after - before) / seconds


def _looked_at(port: int) -> float:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", "/metrics")
    text = line.getresponse().read().decode()
    line.close()
    name = 'insecta_images{state="looked_at"} '
    return next(float(row.removeprefix(name)) for row in text.splitlines() if row.startswith(name))


def _beside_the_peer(
    place: Path,
    pictures: Callable[[int], bytes],
    rate: float,
    span: float,
    ours: float,
    where: str,
) -> Measure:
    classifier = NetworkClassifier.open(default_release())
    side, leaves = classifier.release.side, len(classifier.release.leaves)
    port = free_port()
    argv = [sys.executable, "-m", "bench.bare_predict", *map(str, (port, side, leaves))]
    with served(argv, port, "/openapi.json", place / "bare.log"):
        client = Client(port, "/identify", pictures)
        replies: list[Reply] = [client.ask(n) for n in range(3)]
        if any(reply.status != 200 or len(reply.body["scores"]) != 5 for reply in replies):
            raise SystemExit("realtime: the peer does not answer")
        times = [one.seconds * 1000 for one in at_rate(client, rate, span)]
    title = f"upload to answer, p95 at {rate:.1f}/s, {where}"
    return lower_is_better(title, "ms", [ours], PEER, p95(times), 4.0)
