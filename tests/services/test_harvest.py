"""Harvesting from a server that misbehaves: nothing hurried, nothing refetched, nothing taken on trust."""

from __future__ import annotations

import csv
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from insecta.cli.main import main
from insecta.errors import BadSource, Conflict
from insecta.services.harvest.fetch import Limits, retry_after
from insecta.services.harvest.ledger import Ledger, Line
from insecta.services.harvest.run import Harvest, Pace, _Host, _Work, harvest
from insecta.services.sources import reading
from insecta.services.sources.pictures import references
from tests.services.house import House, jpeg

pytestmark = pytest.mark.seconds

INSIDE = frozenset({"127.0.0.1"})
LIMITS = Limits(3_000_000, 50_000_000, INSIDE)
QUICK = Pace(per_host=2, delay=0.0)
PICTURE = jpeg(120, 5)


@dataclass
class Site:
    """What was asked of the server, when, and how many at once."""

    asked: Counter[str] = field(default_factory=Counter)
    times: dict[str, list[float]] = field(default_factory=dict)
    agents: set[str] = field(default_factory=set)
    now: int = 0
    most: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    address: str = ""


Reply = tuple[int, bytes, dict[str, str]]
GOOD: Reply = (200, PICTURE, {})
ALWAYS: dict[str, Reply] = {
    "/gone.jpg": (410, b"", {}),
    "/secret.jpg": (403, b"", {}),
    "/page.jpg": (200, b"<!doctype html><p>log in first", {"Content-Type": "image/jpeg"}),
    "/huge.jpg": (200, bytes(LIMITS.max_bytes + 1), {}),
    "/moved.jpg": (302, b"", {"Location": "/a.jpg"}),
    "/astray.jpg": (302, b"", {"Location": "http://10.0.0.1/a.jpg"}),
    "/loop.jpg": (302, b"", {"Location": "/loop.jpg"}),
}
AT_FIRST: dict[str, tuple[Reply, ...]] = {
    "/busy.jpg": ((429, b"", {"Retry-After": "1"}),),
    "/ill.jpg": ((503, b"", {}), (503, b"", {})),
    "/torn.jpg": ((200, PICTURE[:200], {"Content-Length": str(len(PICTURE))}),),
}


def _answer(request: BaseHTTPRequestHandler, number: int) -> None:
    first = AT_FIRST.get(request.path, ())
    reply = first[number - 1] if number <= len(first) else ALWAYS.get(request.path, GOOD)
    status, body, headers = reply
    request.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(body)


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with found.lock:
                found.asked[self.path] += 1
                found.times.setdefault(self.path, []).append(time.monotonic())
                found.agents.add(self.headers["User-Agent"])
                found.now += 1
                found.most = max(found.most, found.now)
            try:
                time.sleep(0.02)
                _answer(self, found.asked[self.path])
            finally:
                with found.lock:
                    found.now -= 1

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def listed(folder: Path, site: Site, *names: str) -> Path:
    with (folder / "list.csv").open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("catalogNumber", "associatedMedia", "license", "creator"))
        for n, name in enumerate(names):
            writer.writerow((f"A{n}", site.address + name, "CC BY 4.0", "Ada"))
    return folder / "list.csv"


def fetched(source: Path, out: Path) -> tuple[Harvest, dict[str, Line]]:
    found = harvest(source, out, LIMITS, QUICK)
    lines = {line.url.rsplit("/", 1)[1]: line for line in Ledger(out).lines.values()}
    return found, lines


def test_what_a_bad_server_says_is_told_by_link(site: Site, tmp_path: Path) -> None:
    names = (
        "a",
        "busy",
        "ill",
        "gone",
        "secret",
        "page",
        "torn",
        "huge",
        "moved",
        "astray",
        "loop",
    )
    source = listed(tmp_path, site, *(f"/{name}.jpg" for name in names))
    found, lines = fetched(source, tmp_path / "out")
    told = {name: lines[f"{name}.jpg"].state for name in names}
    assert told == {
        "a": "fetched", "busy": "fetched", "ill": "fetched", "gone": "gone", "secret": "refused",
        "page": "no_picture", "torn": "fetched", "huge": "no_picture", "moved": "fetched",
        "astray": "refused", "loop": "refused",
    }  # fmt: skip
    assert "not a public address" in lines["astray.jpg"].reason
    first, second = site.times["/busy.jpg"]
    assert second - first >= 1
    assert (found.links, found.waiting, found.fresh) == (11, 0, 5)
    assert {line.licence for line in lines.values()} == {"CC BY 4.0"}
    assert all(agent.startswith("Insecta/") for agent in site.agents)
    assert not list((tmp_path / "out").rglob("*.partial"))


def test_a_host_is_never_asked_more_at_once_than_agreed(site: Site, tmp_path: Path) -> None:
    source = listed(tmp_path, site, *(f"/{n}.jpg" for n in range(24)))
    fetched(source, tmp_path / "out")
    assert site.most <= 2


def test_two_links_of_a_host_have_a_pause_between_them(site: Site, tmp_path: Path) -> None:
    source = listed(tmp_path, site, *(f"/{n}.jpg" for n in range(5)))
    harvest(source, tmp_path / "out", LIMITS, Pace(per_host=2, delay=0.1))
    times = sorted(at for found in site.times.values() for at in found)
    assert times[-1] - times[0] >= 0.35


def test_given_again_nothing_is_refetched_and_what_may_pass_is_tried(
    site: Site, tmp_path: Path
) -> None:
    source = listed(tmp_path, site, "/a.jpg", "/gone.jpg", "/page.jpg")
    fetched(source, tmp_path / "out")
    ledger = Ledger(tmp_path / "out")
    ledger.add(Line(f"{site.address}/a.jpg", "failed"))
    before = dict(site.asked)
    found, lines = fetched(source, tmp_path / "out")
    assert site.asked["/a.jpg"] == before["/a.jpg"] + 1
    assert (site.asked["/gone.jpg"], site.asked["/page.jpg"]) == (1, 1)
    assert (found.fresh, lines["a.jpg"].state) == (1, "fetched")


def test_asked_to_stop_it_keeps_what_it_has_and_goes_on_later(site: Site, tmp_path: Path) -> None:
    source = listed(tmp_path, site, *(f"/{n}.jpg" for n in range(12)))
    out = tmp_path / "out"
    done: list[int] = []
    found = harvest(
        source, out, LIMITS, QUICK, lambda now, total: done.append(now), lambda: len(done) > 6
    )
    assert 0 < found.waiting < 12
    with (out / "harvest.jsonl").open("a") as file:
        file.write('{"url": "torn')  # a kill in the middle of a line
    found = harvest(source, out, LIMITS, QUICK)
    assert (found.waiting, found.states) == (0, {"fetched": 12})
    assert set(site.asked.values()) == {1}


def test_a_harvest_is_a_source_with_its_licences(site: Site, tmp_path: Path, house: House) -> None:
    source = listed(tmp_path, site, "/a.jpg", "/gone.jpg", "/b.jpg")
    out = tmp_path / "out"
    fetched(source, out)
    records = list(reading.read(out / "list.csv"))
    pictured = [one for one in records if one.picture is not None]
    assert [one.catalogue_number.verbatim for one in pictured if one.catalogue_number] == ["A0", "A2"]  # fmt: skip
    assert {one.licence.uri for one in pictured if one.licence} == {
        "https://creativecommons.org/licenses/by/4.0/"
    }
    house.take_in(out / "list.csv")
    assert house.search("a0").total == house.search("a2").total == 1


def test_the_folder_of_a_harvested_list_is_taken_in_with_its_records(
    site: Site, tmp_path: Path, house: House
) -> None:
    fetched(listed(tmp_path, site, "/a.jpg", "/b.jpg"), tmp_path / "out")
    house.take_in(tmp_path / "out")
    assert house.search("a0").total == house.search("a1").total == 1
    records = [one for one in reading.read(tmp_path / "out") if one.picture is not None]
    assert [one.creator for one in records] == ["Ada", "Ada"]


def test_a_source_that_has_grown_is_copied_again(site: Site, tmp_path: Path) -> None:
    out = tmp_path / "out"
    fetched(listed(tmp_path, site, "/a.jpg"), out)
    fetched(listed(tmp_path, site, "/a.jpg", "/b.jpg"), out)
    numbers = [one.catalogue_number for one in reading.read(out) if one.picture is not None]
    assert [one.verbatim for one in numbers if one] == ["A0", "A1"]


def test_addresses_are_asked_for_as_people_write_them(site: Site, tmp_path: Path) -> None:
    source = listed(tmp_path, site, "/ñ b.jpg", "/img?id=1;size=2", "/already%20so.jpg")
    found = harvest(source, tmp_path / "out", LIMITS, QUICK)
    assert found.states == {"fetched": 3}
    assert set(site.asked) == {"/%C3%B1%20b.jpg", "/img?id=1;size=2", "/already%20so.jpg"}
    pictured = [one for one in reading.read(tmp_path / "out") if one.picture is not None]
    assert len(pictured) == 3


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        ("a.jpg;b.jpg | c.jpg", ["a.jpg", "b.jpg", "c.jpg"]),
        ("https://x.org/i?a=1;b=2;https://x.org/j", ["https://x.org/i?a=1;b=2", "https://x.org/j"]),
        ("https://x.org/i; https://x.org/j|", ["https://x.org/i", "https://x.org/j"]),
    ],
)
def test_a_cell_names_several_pictures(cell: str, named: list[str]) -> None:
    assert references(cell) == named


def test_a_lane_that_sleeps_hears_that_the_host_wants_to_be_left_alone(tmp_path: Path) -> None:
    host, told = _Host(0.0), list[float]()
    host.rest(0.3)

    def another_lane_is_told() -> bool:
        if not told:
            told.append(time.monotonic())
            host.rest(0.8)
        return False

    _Work(Ledger(tmp_path), tmp_path, LIMITS, QUICK, another_lane_is_told)._sleep(host)
    assert time.monotonic() - told[0] >= 0.8


def test_a_name_with_a_separator_of_lines_does_not_tear_the_ledger(tmp_path: Path) -> None:
    Ledger(tmp_path).add(Line("u", "fetched", creator="A\u2028B\u0085C"))
    assert Ledger(tmp_path).lines["u"].creator == "A\u2028B\u0085C"


def test_an_archive_keeps_its_tables_and_gets_its_pictures(site: Site, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / "meta.xml").write_text(META)
    (archive / "occurrence.txt").write_text("id\tcatalogNumber\n1\tA1\n")
    (archive / "multimedia.txt").write_text(
        "coreid\tidentifier\tlicense\tcreator\n"
        f"1\t{site.address}/photos/1/original.jpg\tCC0 1.0\tAda\n"
        f"1\t{site.address}/photos/2/original.jpg\tCC0 1.0\tBo\n"
    )
    found = harvest(archive, tmp_path / "out", LIMITS, QUICK)
    assert found.states == {"fetched": 2}
    records = [one for one in reading.read(tmp_path / "out") if one.picture is not None]
    assert sorted(one.creator for one in records) == ["Ada", "Bo"]
    assert len({one.source_key for one in records}) == 2


META = """<archive xmlns="http://rs.tdwg.org/dwc/text/">
 <core encoding="UTF-8" fieldsTerminatedBy="\\t" linesTerminatedBy="\\n" fieldsEnclosedBy="" ignoreHeaderLines="1"
  rowType="http://rs.tdwg.org/dwc/terms/Occurrence"><files><location>occurrence.txt</location></files>
  <id index="0"/><field index="1" term="http://rs.tdwg.org/dwc/terms/catalogNumber"/></core>
 <extension encoding="UTF-8" fieldsTerminatedBy="\\t" linesTerminatedBy="\\n" fieldsEnclosedBy="" ignoreHeaderLines="1"
  rowType="http://rs.gbif.org/terms/1.0/Multimedia"><files><location>multimedia.txt</location></files>
  <coreid index="0"/><field index="1" term="http://purl.org/dc/terms/identifier"/>
  <field index="2" term="http://purl.org/dc/terms/license"/><field index="3" term="http://purl.org/dc/terms/creator"/>
 </extension></archive>"""


def test_the_command_reports_and_lists_every_link(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = listed(tmp_path, site, "/a.jpg", "/gone.jpg")
    words = [
        "harvest", str(source), "--out", str(tmp_path / "out"), "--inside", "127.0.0.1",
        "--delay", "0", "--links", str(tmp_path / "links.csv"),
    ]  # fmt: skip
    assert main([*words, "--json"]) == 0
    assert '"states": {"fetched": 1, "gone": 1}' in capsys.readouterr().out
    with (tmp_path / "links.csv").open() as file:
        assert [row["state"] for row in csv.DictReader(file)] == ["fetched", "gone"]


def test_a_folder_belongs_to_one_source(site: Site, tmp_path: Path) -> None:
    fetched(listed(tmp_path, site, "/a.jpg"), tmp_path / "out")
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(Conflict, match="another source"):
        harvest(listed(other, site, "/b.jpg"), tmp_path / "out", LIMITS, QUICK)


def test_a_line_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "harvest.jsonl").write_text('{"url": "u", "state": "fetched"}\nnonsense\n')
    with pytest.raises(BadSource, match="row 2"):
        Ledger(tmp_path)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("7", 7), ("Thu, 26 Nov 2026 12:00:30 GMT", 30), ("Thu, 26 Nov 2026 11:00:00 GMT", 0), ("soon", 0), ("", 0)],
)  # fmt: skip
def test_retry_after_is_read_as_a_number_or_a_date(text: str, seconds: float) -> None:
    assert retry_after(text, datetime(2026, 11, 26, 12, tzinfo=UTC)) == seconds
