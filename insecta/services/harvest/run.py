"""A harvest: the links of a source, host by host, at the pace that each host can bear."""

from __future__ import annotations

import shutil
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from insecta.errors import Conflict
from insecta.services.harvest.fetch import Limits, Wanted, fetch
from insecta.services.harvest.ledger import Ledger
from insecta.services.sources import reading
from insecta.services.sources.container import opened
from insecta.services.sources.pictures import has_picture_name
from insecta.services.sources.record import ReadOptions

MARK = "harvest.source"
"""File that says whose harvest a folder holds; no table, so that nobody takes it for one."""
ATTEMPTS = 4
LONGEST_WAIT = 600.0
"""Seconds; a host that wants to be left alone for longer is left for another day."""
_BACK_OFF = 1.0


@dataclass(frozen=True, slots=True)
class Pace:
    """`per_host`: links of one host at a time; `delay`: seconds between two; `hosts`: at a time."""

    per_host: int = 2
    delay: float = 0.2
    hosts: int = 8


@dataclass(frozen=True, slots=True)
class Harvest:
    """`links` by state, `waiting` ones that were not asked for; `fresh`: fetched this time."""

    links: int
    states: dict[str, int]
    waiting: int
    fresh: int
    hosts: dict[str, dict[str, int]]

    def as_json(self) -> dict[str, Any]:
        return {
            "links": self.links, "states": self.states, "waiting": self.waiting,
            "fresh": self.fresh, "hosts": self.hosts,
        }  # fmt: skip


Progress = Callable[[int, int], None]


def harvest(
    source: Path,
    out: Path,
    limits: Limits,
    pace: Pace | None = None,
    progress: Progress = lambda done, total: None,
    stopping: Callable[[], bool] = lambda: False,
) -> Harvest:
    """Fetch what the source links to into `out`, beside a copy of its tables: a source by itself.

    Raises BadSource, and Conflict where `out` holds the harvest of another source.
    """
    wanted = list(links_of(source))
    _claim(source, out)
    _copy(source, out)
    ledger = Ledger(out)
    todo = [one for one in wanted if not ledger.is_done(one.url)]
    work = _Work(ledger, out, limits, pace or Pace(), stopping)
    work.all(todo, lambda done: progress(len(wanted) - len(todo) + done, len(wanted)))
    return _told(wanted, ledger, work.fresh)


def links_of(source: Path) -> Iterator[Wanted]:
    """Every picture that a source names by address, once, in its order. Raises BadSource."""
    seen: set[str] = set()
    for record in reading.read(source, ReadOptions()):
        if any(problem.code == "remote_picture" for problem in record.problems):
            url = record.user_name.strip()
            if url not in seen and url.lower().startswith(("http://", "https://")):
                seen.add(url)
                licence = record.licence.verbatim if record.licence else ""
                yield Wanted(url, licence, record.creator)


def _claim(source: Path, out: Path) -> None:
    """`out` holds the harvest of one source alone. Raises Conflict."""
    mark = out / MARK
    name = str(source.absolute())
    if mark.is_file() and mark.read_text(encoding="utf-8") != name:
        raise Conflict(f"{out} holds the harvest of another source", hint="name another --out")
    out.mkdir(parents=True, exist_ok=True)
    mark.write_text(name, encoding="utf-8")


def _copy(source: Path, out: Path) -> None:
    """The source's own files as they are now: its tables may have grown since the last time."""
    if source.is_file() and source.suffix.casefold() != ".zip":
        with source.open("rb") as stream:
            _write(stream, out / source.name)
        return
    with opened(source) as container:
        for member in container.names():
            target = out / member
            if not (has_picture_name(member) and target.is_file()):
                with container.open(member) as stream:
                    _write(stream, target)


def _write(stream: BinaryIO, target: Path) -> None:
    """Whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.partial")
    with draft.open("wb") as file:
        shutil.copyfileobj(stream, file)
    draft.replace(target)


class _Host:
    """One host's links and when it may be asked next."""

    def __init__(self, delay: float) -> None:
        self.links: deque[tuple[Wanted, int]] = deque()
        self._delay = delay
        self._lock = threading.Lock()
        self._next = 0.0
        self._given_up = False

    def take(self) -> tuple[Wanted, int] | None:
        with self._lock:
            return self.links.popleft() if self.links else None

    def put_back(self, wanted: Wanted, attempt: int) -> None:
        with self._lock:
            if not self._given_up:
                self.links.append((wanted, attempt))

    def turn(self) -> float:
        """Take the turn if it has come (0.0), else the seconds until it may have."""
        with self._lock:
            now = time.monotonic()
            if now < self._next:
                return self._next - now
            self._next = now + self._delay
            return 0.0

    def rest(self, seconds: float) -> None:
        """Leave the host alone for a while."""
        with self._lock:
            self._next = max(self._next, time.monotonic() + seconds)

    def give_up(self) -> None:
        with self._lock:
            self._given_up = True
            self.links.clear()


class _Work:
    def __init__(
        self, ledger: Ledger, out: Path, limits: Limits, pace: Pace, stopping: Callable[[], bool]
    ) -> None:
        self._ledger, self._out, self._limits, self._pace = ledger, out, limits, pace
        self._stopping = stopping
        self._lock = threading.Lock()
        self._done = 0
        self.fresh = 0

    def all(self, todo: Iterable[Wanted], progress: Callable[[int], None]) -> None:
        hosts: dict[str, _Host] = defaultdict(lambda: _Host(self._pace.delay))
        for one in todo:
            hosts[one.host].links.append((one, 1))
        with ThreadPoolExecutor(self._pace.hosts * self._pace.per_host) as pool:
            lanes = [
                pool.submit(self._lane, host, progress)
                for _ in range(self._pace.per_host)
                for host in hosts.values()
            ]
            for lane in lanes:
                lane.result()

    def _lane(self, host: _Host, progress: Callable[[int], None]) -> None:
        """One connection's worth of a host's links."""
        while not self._stopping() and (taken := host.take()) is not None:
            wanted, attempt = taken
            if not self._sleep(host):
                return
            answer = fetch(wanted, self._out, self._limits, attempt)
            if answer.line.state == "failed" and self._again(host, wanted, attempt, answer.wait):
                continue
            self._ledger.add(answer.line)
            with self._lock:
                self._done += 1
                self.fresh += answer.line.state == "fetched"
                progress(self._done)

    def _again(self, host: _Host, wanted: Wanted, attempt: int, wait: float) -> bool:
        """Whether a link is tried again later in this harvest."""
        if wait > LONGEST_WAIT:
            host.give_up()
            return False
        host.rest(wait or _BACK_OFF * 2 ** (attempt - 1))
        if attempt >= ATTEMPTS:
            return False
        host.put_back(wanted, attempt + 1)
        return True

    def _sleep(self, host: _Host) -> bool:
        """Until the host may be asked; False where the harvest was asked to stop meanwhile.

        Another lane may have been told to leave the host alone while this one slept.
        """
        while (left := host.turn()) > 0:
            end = time.monotonic() + left
            while (rest := end - time.monotonic()) > 0:
                if self._stopping():
                    return False
                time.sleep(min(rest, 0.2))
        return not self._stopping()


def _told(wanted: list[Wanted], ledger: Ledger, fresh: int) -> Harvest:
    states: Counter[str] = Counter()
    hosts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in wanted:
        line = ledger.lines.get(one.url)
        state = line.state if line else "waiting"
        states[state] += 1
        hosts[one.host][state] += 1
    waiting = states.pop("waiting", 0)
    told = {host: dict(counts) for host, counts in sorted(hosts.items())}
    return Harvest(len(wanted), dict(states), waiting, fresh, told)
