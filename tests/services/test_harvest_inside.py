"""A link never leads into the house, whatever it says at first."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from insecta.errors import Invalid
from insecta.services.harvest.fetch import Answer, Limits, Wanted, fetch
from insecta.services.harvest.pinned import outside

STRANGE = frozenset({"other.example"})
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
NO_LINKS = ["file:///etc/passwd", "ftp://host/a", "http:///a", "HTTP:a", "//host/a", ""]
LITERAL = ["http://127.0.0.1:{}/a", "http://[::ffff:127.0.0.1]:{}/a", "http://localhost.:{}/a"]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def house() -> Iterator[tuple[int, list[str]]]:
    """A server of the house: its port, and what was asked of it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.headers['Host']}{self.path}")
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, asked
    server.shutdown()
    server.server_close()
    thread.join()


def _ask(url: str, folder: Path, inside: frozenset[str] = STRANGE) -> Answer:
    return fetch(Wanted(url), folder, Limits(1_000, 1_000, inside), 1)


def _names(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """A name server that answers each question otherwise, the last answer ever after; what it was asked."""
    questions: list[str] = []

    def lookup(host: str, port: int, *_: Any, **__: Any) -> list[tuple[Any, ...]]:
        address = answers[min(len(questions), len(answers) - 1)]
        questions.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    return questions


@pytest.mark.parametrize("address", ["64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "224.0.0.1"])
def test_an_address_in_disguise_is_refused(address: str) -> None:
    with pytest.raises(Invalid, match="not a public address"):
        outside(address, 443, STRANGE)


@pytest.mark.parametrize("url", NO_LINKS)
def test_what_is_no_link_of_the_web_is_refused(url: str, tmp_path: Path) -> None:
    assert _ask(url, tmp_path).line.state == "refused"


@pytest.mark.parametrize("url", LITERAL)
def test_a_link_into_the_house_is_refused(
    url: str, house: tuple[int, list[str]], tmp_path: Path
) -> None:
    port, asked = house
    told = _ask(url.format(port), tmp_path).line
    assert (told.state, asked) == ("refused", [])
    assert "not a public address" in told.reason


def test_a_host_that_goes_round_the_proxy_is_judged_too(
    house: tuple[int, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, asked = house
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    told = _ask(f"http://127.0.0.1:{port}/a", tmp_path).line
    assert (told.state, asked) == ("refused", [])


def test_a_proxy_is_asked_by_name(
    house: tuple[int, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, asked = house
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
    _ask("http://museum.example/a", tmp_path)
    assert len(asked) == 1
    assert asked[0].startswith("museum.example")


def test_a_name_that_changes_its_mind_gains_nothing(
    house: tuple[int, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection goes to what was judged; only the wire to the public address is cut here."""
    port, asked = house
    connect, went = socket.create_connection, []

    def wire(address: tuple[str, int], *more: Any, **named: Any) -> socket.socket:
        went.append(address[0])
        if address[0] == "93.184.216.34":
            raise OSError("cut")
        return connect(address, *more, **named)

    questions = _names(monkeypatch, "93.184.216.34", "127.0.0.1")
    monkeypatch.setattr(socket, "create_connection", wire)
    told = _ask(f"http://rebind.example:{port}/a", tmp_path).line
    assert (told.state, asked, went) == ("failed", [], ["93.184.216.34"])
    assert questions == ["rebind.example"]
    again = _ask(f"http://rebind.example:{port}/a", tmp_path).line
    assert (again.state, asked) == ("refused", [])


def test_a_host_that_may_be_asked_is_asked(
    house: tuple[int, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, asked = house
    _ask(f"http://127.0.0.1:{port}/a?b=1", tmp_path, frozenset({"127.0.0.1"}))
    assert asked == [f"127.0.0.1:{port}/a?b=1"]
