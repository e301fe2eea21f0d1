"""Load on an HTTP server: as fast as some clients can, or at a fixed rate whatever it does.

At a fixed rate the time of an answer counts from when its request was due, so that a server that
falls behind cannot hide it (no coordinated omission).
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from bench.servers import form

MOST_AT_ONCE = 64
BUSY = (429, 503)


@dataclass(frozen=True, slots=True)
class Reply:
    """`seconds`: until the whole answer, 0 status where the line broke; `at`: when it came."""

    status: int
    seconds: float
    at: float
    body: Any


Ask = Callable[[int], Reply]


class Client:
    """Sends pictures to one path; every thread keeps its own connection.

    Told to come back (429, 503), it does for `patience` seconds before that is its answer.
    """

    def __init__(
        self,
        port: int,
        path: str,
        pictures: Callable[[int], bytes],
        patience: float = 0.0,
        **headers: str,
    ) -> None:
        self._port = port
        self._path = path
        self._pictures = pictures
        self._patience = patience
        self._headers = headers
        self._local = threading.local()

    def ask(self, number: int, due: float | None = None) -> Reply:
        """Send the picture of a number; its time counts from when it was due."""
        begun = time.perf_counter() if due is None else due
        while True:
            status, body = self._send(number)
            now = time.perf_counter()
            if status not in BUSY or now - begun > self._patience:
                return Reply(status, now - begun, now, body)
            time.sleep(0.2)

    def _send(self, number: int) -> tuple[int, Any]:
        body, headers = form(self._pictures(number), f"IMG_{number:06}.jpg")
        try:
            line = self._line()
            line.request("POST", self._path.format(number), body, {**headers, **self._headers})
            answer = line.getresponse()
            said = answer.read()
            return answer.status, json.loads(said) if answer.status < 300 else None
        except (OSError, http.client.HTTPException):
            self._local.line = None
            return 0, None

    def _line(self) -> http.client.HTTPConnection:
        if getattr(self._local, "line", None) is None:
            self._local.line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        found: http.client.HTTPConnection = self._local.line
        return found


def as_fast_as(client: Client, clients: int, seconds: float, first: int = 0) -> list[Reply]:
    """Closed loop: each of some clients sends the next picture when it has its answer."""
    end = time.perf_counter() + seconds
    lock, numbers = threading.Lock(), iter(range(first, 1 << 30))
    replies: list[Reply] = []

    def work(_: int) -> None:
        while time.perf_counter() < end:
            with lock:
                number = next(numbers)
            reply = client.ask(number)
            with lock:
                replies.append(reply)

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(work, range(clients)))
    return replies


def at_rate(client: Client, rate: float, seconds: float, first: int = 0) -> list[Reply]:
    """Open loop: one picture every 1/rate seconds, whatever became of those before."""
    number = max(1, int(rate * seconds))
    begun = time.perf_counter()

    def send(n: int) -> Reply:
        return client.ask(first + n, due=begun + n / rate)

    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        waiting = []
        for n in range(number):
            time.sleep(max(0.0, begun + n / rate - time.perf_counter()))
            waiting.append(pool.submit(send, n))
        return [one.result() for one in waiting]


def per_second(replies: Sequence[Reply], good: tuple[int, ...] = (200, 201)) -> float:
    """Good answers a second, over the time in which they came."""
    times = sorted(reply.at for reply in replies if reply.status in good)
    return (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else 0.0
