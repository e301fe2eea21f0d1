"""What each search engine does when the other side is wrong, busy, damaged or shared."""

from __future__ import annotations

import base64
import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from insecta.adapters import elastic_index, sqlite_index
from insecta.domain.query import Query
from insecta.errors import BadSettings, Fault, Invalid, Unavailable
from insecta.ports import Document, Generation, SearchRequest

Answer = Callable[[str, str, bytes], tuple[int, Any]]
Serve = Callable[..., str]
MADE = {"_meta": {"name": "specimens-1", "kind": "specimens", "dimensions": None}}


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts an HTTP server that answers (method, path, body) as told; gives its index URL."""
    servers: list[ThreadingHTTPServer] = []

    def start(
        answer: Answer,
        *,
        product: str = "Elasticsearch",
        accounts: list[str | None] | None = None,
    ) -> str:
        class Handler(BaseHTTPRequestHandler):
            def _reply(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if accounts is not None:
                    accounts.append(self.headers.get("Authorization"))
                status, said = answer(self.command, self.path, body)
                raw = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("X-Elastic-Product", product)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            do_GET = do_PUT = do_POST = do_HEAD = _reply  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever).start()
        return f"elasticsearch://127.0.0.1:{servers[-1].server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def nodes(version: str) -> tuple[int, Any]:
    return 200, {"nodes": {"x": {"version": version}}}


def test_another_major_version_is_refused_at_start(serve: Serve) -> None:
    url = serve(lambda *_: nodes("8.19.2"))
    with pytest.raises(BadSettings, match=r"Elasticsearch 8\.19\.2.*needs Elasticsearch 9"):
        elastic_index.open_index(url)


def test_another_product_is_refused_at_start(serve: Serve) -> None:
    url = serve(lambda *_: nodes("9.1.0"), product="OpenSomething")
    with pytest.raises(BadSettings, match="not Elasticsearch"):
        elastic_index.open_index(url)


def test_a_server_that_is_down_may_come_back(serve: Serve) -> None:
    url = serve(lambda *_: (503, {}))
    with pytest.raises(Unavailable):
        elastic_index.open_index(url)
    with pytest.raises(Unavailable):
        elastic_index.open_index("elasticsearch://127.0.0.1:9")


@pytest.mark.parametrize("rest", ["", "u:secret@h:port", "u:secret@h/A b", "h?secret=1"])
def test_an_address_that_cannot_be_read_is_a_bad_setting(rest: str) -> None:
    with pytest.raises(BadSettings, match="HOST:PORT") as caught:
        elastic_index.open_index(f"elasticsearch://{rest}")
    assert "secret" not in str(caught.value)


def test_account_and_tls_of_the_address_are_used(serve: Serve) -> None:
    accounts: list[str | None] = []
    url = serve(lambda *_: nodes("9.5.3"), accounts=accounts)
    elastic_index.open_index(url.replace("//", "//me:p%40ss@")).close()
    assert accounts == ["Basic " + base64.b64encode(b"me:p@ss").decode()]
    with pytest.raises(Unavailable):  # the server speaks no TLS
        elastic_index.open_index(url + "?tls=true")


def bulk(*rounds: list[int]) -> tuple[Answer, list[list[str]]]:
    """A server whose bulk answers give these statuses, round by round; and the ids it was sent."""
    sent: list[list[str]] = []

    def answer(method: str, path: str, body: bytes) -> tuple[int, Any]:
        if path.startswith("/_nodes"):
            return nodes("9.5.3")
        if path.endswith("/_mapping"):
            return 200, {"insecta-specimens-1": {"mappings": MADE}}
        sent.append([json.loads(line)["index"]["_id"] for line in body.splitlines()[::2]])
        items = [
            {"index": {"status": status, **({"error": {"reason": "why"}} if status > 299 else {})}}
            for status in rounds[len(sent) - 1]
        ]
        return 200, {"errors": True, "items": items}

    return answer, sent


def three() -> list[Document]:
    return [Document(name, 1, {"collection_id": "c"}) for name in "abc"]


def test_only_items_the_server_was_too_busy_for_are_sent_again(serve: Serve) -> None:
    answer, sent = bulk([201, 429, 503], [409, 429], [200])
    elastic = elastic_index.open_index(serve(answer))
    elastic.write(["specimens-1"], three())
    elastic.close()
    assert sent == [["a", "b", "c"], ["b", "c"], ["c"]]


def test_an_item_that_never_will_be_taken_is_named(serve: Serve) -> None:
    answer, sent = bulk([201, 400, 201])
    elastic = elastic_index.open_index(serve(answer))
    with pytest.raises(Invalid, match="b: why"):
        elastic.write(["specimens-1"], three())
    elastic.close()
    assert len(sent) == 1


def test_a_server_that_stays_too_busy_is_unavailable(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elastic_index, "TRIES", 2)
    answer, sent = bulk([429] * 3, [429] * 3)
    elastic = elastic_index.open_index(serve(answer))
    with pytest.raises(Unavailable, match="3 documents"):
        elastic.write(["specimens-1"], three())
    elastic.close()
    assert len(sent) == 2


def test_a_file_that_is_no_index_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "index.db").write_bytes(b"this is not a database, by any reading of it" * 100)
    with pytest.raises(Fault, match="insecta index rebuild"):
        sqlite_index.open_index(f"sqlite:///{tmp_path / 'index.db'}")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "index.db"])
def test_a_file_address_that_cannot_be_read_is_a_bad_setting(url: str) -> None:
    with pytest.raises(BadSettings, match="sqlite:///PATH"):
        sqlite_index.open_index(url)


def test_a_writer_that_holds_the_file_too_long_makes_others_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    index = sqlite_index.SqliteIndex(path, busy_seconds=0.05)
    index.open(Generation("specimens-1", "specimens"))
    index.point("specimens", "specimens-1")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked"):
        index.write(["specimens-1"], three())
    assert index.search("specimens", SearchRequest(Query(), None)).total == 0  # readers go on
    holder.execute("COMMIT")
    holder.close()
    index.write(["specimens-1"], three())
    assert index.search("specimens", SearchRequest(Query(), None)).total == 3
    index.close()


_WRITER = """
import sys
from insecta.adapters.sqlite_index import open_index
from insecta.ports import Document, Generation
name = sys.argv[2]
index = open_index(sys.argv[1])
index.open(Generation("specimens-1", "specimens"))
index.point("specimens", "specimens-1")
for n in range(40):
    fields = {"collection_id": "c", "genus": name, "text": f"word {name}"}
    shared = Document(f"shared{n}", n, fields)
    index.write(["specimens-1"], [Document(f"{name}{n}", 1, fields), shared])
"""


def test_several_processes_open_and_write_one_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'index.db'}"
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, url, name], stderr=subprocess.PIPE)
        for name in ("Atta", "Eciton", "Lasius")
    ]
    for writer in writers:
        assert writer.wait() == 0, writer.stderr and writer.stderr.read().decode()
        if writer.stderr:
            writer.stderr.close()
    index = sqlite_index.open_index(url)
    page = index.search("specimens", SearchRequest(Query(), None, facets=("genus",)))
    assert page.total == 160
    assert sum(count for _, count in page.facets[0].values) == 160
    assert index.refresh("specimens-1").count == 160
    index.close()
