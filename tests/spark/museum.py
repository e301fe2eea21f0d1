"""A data folder that commands work on, and all that they left in it, without its times."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import select

from insecta.bootstrap import Platform, platform
from insecta.catalogue import tables
from insecta.settings import load

ROOT = Path(__file__).resolve().parents[2]
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Museum:
    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    """By field name; the data folder is the museum's own."""

    @property
    def environment(self) -> dict[str, str]:
        told = {f"INSECTA_{name.upper()}": value for name, value in self.settings.items()}
        own = {"INSECTA_DATA": str(self.folder / "data"), "PYTHONUNBUFFERED": "1"}
        return {**os.environ, **told, **own}

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "insecta.cli.main", *words],
            cwd=self.folder,
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def insecta(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "insecta.cli.main", *words],
            cwd=self.folder, env=self.environment, text=True, capture_output=True, timeout=550,
        )  # fmt: skip

    def json(self, *words: str) -> dict[str, Any]:
        """The last line of what a command says, whatever its exit code."""
        done = self.insecta(*words, "--json")
        assert done.stdout.strip(), done.stderr
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return found

    @cached_property
    def platform(self) -> Platform:
        return platform(load(data=self.folder / "data", **self.settings))

    def rows(self, table: Any, *columns: str) -> Rows:
        with self.platform.catalogue.reading() as tx:
            found = tx.connection.execute(select(*(table.c[name] for name in columns))).all()
        return sorted(tuple(json.dumps(cell, default=str) for cell in row) for row in found)

    def outcome(self, run: str) -> dict[str, Rows]:
        """Everything that a run makes, but its id and the time."""
        with self.platform.catalogue.reading() as tx:
            of_run = tx.connection.execute(
                select(
                    tables.run_items.c.user_name, tables.run_items.c.state,
                    tables.run_items.c.reason, tables.run_items.c.outcome,
                    tables.run_items.c.sha256, tables.run_items.c.region_id,
                ).where(tables.run_items.c.run_id == run)
            ).all()  # fmt: skip
        return {
            "items": sorted(tuple(map(str, row)) for row in of_run),
            "blobs": self.rows(tables.blobs, "sha256", "bytes", "format", "width", "height"),
            "images": self.rows(
                tables.images, "image_id", "source_key", "sha256", "notes", "waiting"
            ),
            "specimens": self.rows(tables.specimens, "specimen_id", "catalog_number", "record"),
            "shown": self.rows(tables.region_specimens, "region_id", "specimen_id"),
            "scores": self.rows(tables.scores, "sha256", "box", "release", "body"),
            "vectors": self.rows(tables.embeddings, "sha256", "box", "space", "vector"),
            "named": self.rows(
                tables.identifications, "identification_id", "kind", "scientific_name", "taxon_rank"
            ),
        }

    def is_as(self, clean: Museum) -> None:
        """Every row that the bulk run made is one that an ordinary ingest makes, and none is lacking."""
        ours = self.outcome(self.only_run("bulk"))
        for what, rows in clean.outcome(clean.only_run("ingest")).items():
            assert ours[what] == rows, what

    def only_run(self, kind: str) -> str:
        with self.platform.catalogue.reading() as tx:
            (found,) = [one for one in tx.runs.newest(None) if one.kind == kind]
        return str(found.run_id)

    def events(self) -> list[str]:
        with self.platform.catalogue.reading() as tx:
            return list(tx.connection.execute(select(tables.outbox.c.topic)).scalars())


def until(
    condition: Callable[[], object], process: subprocess.Popen[str], seconds: float = 200
) -> None:
    """Wait for a condition while a process runs; what it said where it ends before."""
    end = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, process.stdout.read() if process.stdout else ""
        assert time.monotonic() < end
        time.sleep(0.05)
