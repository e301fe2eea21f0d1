"""Ingests that a browser asked for: each is the command itself, in a process of its own.

So a browser's ingest is what `insecta ingest` does, resumes as that does, and neither a slow source
nor a bad picture touches the API. The process gets the settings of this one from the environment.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from subprocess import DEVNULL, PIPE, Popen
from typing import Any
from uuid import UUID

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Principal
from insecta.errors import NotFound, OverBudget

logger = logging.getLogger(__name__)
BEAT = 2.0
"""Seconds between two signs of life of a dry run."""
LAST_WORDS = 1_000
AT_ONCE, OWN_AT_ONCE = 8, 2
"""Commands that one API process runs at the same time: for all, and for one caller."""
AGAIN = 10
GAVE_UP = "insecta ingest: "


@dataclass(frozen=True, slots=True)
class Ingest:
    """What `insecta ingest` is told."""

    source: str
    collection: str
    pattern: str | None = None
    day_first: bool | None = None
    public: bool = False
    retry: bool = False

    @property
    def command(self) -> list[str]:
        words = [sys.executable, "-m", "insecta.cli.main", "ingest", self.source, "--json"]
        words += ["--collection", self.collection]
        words += ["--pattern", self.pattern] if self.pattern else []
        if self.day_first is not None:
            words.append("--day-first" if self.day_first else "--month-first")
        words += ["--retry"] if self.retry else []
        return [*words, "--public"] if self.public else words


class Launches:
    """Commands that run for browsers at the same time: few for each caller, few in all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places: list[Place] = []

    @contextlib.contextmanager
    def place(self, principal: Principal) -> Iterator[Place]:
        """A place for one command, given back at the end unless it is kept. Raises OverBudget."""
        place = Place(self, principal.principal_id)
        with self._lock:
            own = sum(one.owner == place.owner for one in self._places)
            if own >= OWN_AT_ONCE or len(self._places) >= AT_ONCE:
                raise OverBudget(
                    "as many ingests and dry runs as this platform starts at once are running",
                    retry_after=AGAIN,
                    hint="wait until one of them is done",
                )
            self._places.append(place)
        try:
            yield place
        finally:
            if not place.kept:
                place.leave()

    def works_on(self, run_id: UUID) -> bool:
        """Whether a command for this run is running here."""
        with self._lock:
            return any(one.run_id == run_id for one in self._places)

    def end(self, place: Place) -> None:
        with self._lock:
            if place in self._places:
                self._places.remove(place)


@dataclass(eq=False)
class Place:
    """One of the few places for commands; who keeps it gives it back."""

    launches: Launches
    owner: UUID
    run_id: UUID | None = None
    kept: bool = False

    def leave(self) -> None:
        self.launches.end(self)


def launch(catalogue: Catalogue, ingest: Ingest, run_id: UUID, place: Place) -> None:
    """Start, and return at once; a command that gives up leaves its last words with the run."""
    process = Popen(
        [*ingest.command, "--detach"], stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE, text=True
    )
    thread = threading.Thread(
        target=_watch,
        args=(catalogue, process, run_id, place),
        name=f"ingest {run_id}",
        daemon=True,
    )
    place.run_id, place.kept = run_id, True
    thread.start()


def _watch(catalogue: Catalogue, process: Popen[str], run_id: UUID, place: Place) -> None:
    try:
        _, said = process.communicate()
    finally:
        place.leave()
    if process.returncode == 0 or (process.returncode == 1 and f"\n{GAVE_UP}" not in f"\n{said}"):
        return  # taken in; 1 alone tells that some pictures were not
    logger.warning("the ingest of run %s ended with %s", run_id, process.returncode)
    stopped = _last_line(said) or f"it ended with {process.returncode}"
    with contextlib.suppress(NotFound), catalogue.writing() as tx:
        report = {**tx.runs.get(run_id).report, "stopped": stopped}
        tx.runs.change(run_id, report=report)


def _last_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1].removeprefix(GAVE_UP)[-LAST_WORDS:] if lines else ""


class DryRun(StreamingResponse):
    """A dry run as it goes on; its place is given back when the answer ends, however it does."""

    def __init__(self, ingest: Ingest, place: Place) -> None:
        super().__init__(_dry_run(ingest), media_type="application/x-ndjson")
        self._place = place
        place.kept = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._place.leave()


async def _dry_run(ingest: Ingest) -> AsyncIterator[str]:
    """Lines of JSON: signs of life, then `report` or `problem`. Who goes away ends it."""
    process = await asyncio.create_subprocess_exec(
        *ingest.command,
        "--dry-run",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    talking = asyncio.create_task(process.communicate())
    try:
        while not (await asyncio.wait({talking}, timeout=BEAT))[0]:
            yield _line({"working": True})
        told, said = talking.result()
        if process.returncode == 0:
            yield _line({"report": json.loads(told)})
        else:
            yield _line({"problem": _last_line(said.decode("utf-8", "replace"))})
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        talking.cancel()


def _line(body: dict[str, Any]) -> str:
    return json.dumps(body, separators=(",", ":")) + "\n"
