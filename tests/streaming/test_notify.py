"""The sender against a real HTTP server: a slow subscriber holds up nobody, redirects lead nowhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from insecta.errors import Invalid, Unavailable
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.webhooks import fan_out, history, subscribe
from streaming.notify import Sender
from streaming.webhook_post import post
from tests.services.house import House, jpeg

INSIDE = frozenset({"127.0.0.1"})
GOT: list[tuple[str, str]] = []


class Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        if self.path == "/slow":
            time.sleep(2)
        body = self.rfile.read(int(self.headers["content-length"]))
        GOT.append((self.path, body.decode()))
        self.send_response({"/moved": 302, "/broken": 500}.get(self.path, 204))
        if self.path == "/moved":
            self.send_header("Location", "/taken")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def address() -> Iterator[str]:
    GOT.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_told_within_a_second_while_another_is_slow(tmp_path: Path, address: str) -> None:
    house = House(tmp_path)
    admin = LOCAL_ADMINISTRATOR
    made = {
        path: subscribe(house.catalogue, admin, f"{address}/{path}", ["ImageReceived"])
        for path in ("slow", "taken", "broken")
    }
    sender = Sender(house.catalogue, partial(post, inside=INSIDE))
    sender.start()
    for number in range(3):
        house.receive(jpeg(40 + number, number))
    assert fan_out(house.catalogue, house.events()) == 9
    began = time.monotonic()
    sender.wake()
    while sum(path == "/taken" for path, _ in GOT) < 3:
        assert time.monotonic() - began < 20
        time.sleep(0.01)
    assert sum(path == "/slow" for path, _ in GOT) <= 1
    sender.stop()
    by = {name: history(house.catalogue, admin, one.webhook_id) for name, one in made.items()}
    assert all(one.delivered for one in by["taken"])
    tried = [one for one in by["broken"] if one.attempts]
    assert len(tried) == 1, "what follows waits behind what failed"


def test_a_redirect_is_not_followed_and_inside_is_not_called(address: str) -> None:
    with pytest.raises(Unavailable, match="answered 302"):
        post(f"{address}/moved", b"{}", {}, INSIDE)
    assert GOT == [("/moved", "{}")]
    with pytest.raises(Invalid):
        post(f"{address}/taken".replace("http", "https"), b"{}", {})
    assert len(GOT) == 1
