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
from collections.abc import AsyncIterator
from dataclasses import dataclass
from subprocess import DEVNULL, PIPE, Popen
from typing import Any
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue
from insecta.errors import NotFound

logger = logging.getLogger(__name__)
BEAT = 2.0
"""Seconds between two signs of life of a dry run."""
LAST_WORDS = 1_000
GAVE_UP = "insecta ingest: "


@dataclass(frozen=True, slots=True)
class Ingest:
    """What `insecta ingest` is told."""

    source: str
    collection: str
    pattern: str | None = None
    day_first: bool | None = None
    public: bool = False

    @property
    def command(self) -> list[str]:
        words = [sys.executable, "-m", "insecta.cli.main", "ingest", self.source, "--json"]
        words += ["--collection", self.collection]
        words += ["--pattern", self.pattern] if self.pattern else []
        if self.day_first is not None:
            words.append("--day-first" if self.day_first else "--month-first")
        return [*words, "--public"] if self.public else words


def launch(catalogue: Catalogue, ingest: Ingest, run_id: UUID) -> None:
    """Start, and return at once; a command that gives up leaves its last words with the run."""
    process = Popen(
        [*ingest.command, "--detach"], stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE, text=True
    )
    thread = threading.Thread(
        target=_watch, args=(catalogue, process, run_id), name=f"ingest {run_id}", daemon=True
    )
    thread.start()


def _watch(catalogue: Catalogue, process: Popen[str], run_id: UUID) -> None:
    _, said = process.communicate()
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


async def dry_run(ingest: Ingest) -> AsyncIterator[str]:
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
