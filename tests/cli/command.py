"""`insecta` as a user calls it: a process of its own on a data folder of its own."""

from __future__ import annotations

import csv
import ctypes
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "insecta.cli.main")
SECONDS = 600
_PR_CAPBSET_DROP, _CAPSET_VERSION = 24, 0x20080522


def _heed_ctrl_c() -> None:
    """As in a terminal: what a shell starts in the background ignores Ctrl-C, children included."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


_READ_ANYTHING = (1, 2)
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: what lets root read files that nobody may read."""


def obeying_permissions() -> None:
    """In a child before it becomes the command: even root may not read what its mode forbids."""
    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in _READ_ANYTHING:
        if libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "prctl(PR_CAPBSET_DROP)")
    header = (ctypes.c_uint32 * 2)(_CAPSET_VERSION, 0)
    held = (ctypes.c_uint32 * 6)()
    if libc.capget(header, held):
        raise OSError(ctypes.get_errno(), "capget")
    for number in range(3):  # effective, permitted, inheritable
        held[number] &= ~sum(1 << capability for capability in _READ_ANYTHING)
    if libc.capset(header, held):
        raise OSError(ctypes.get_errno(), "capset")


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command left: exit code, and what it said to programs and to people."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The object that `--json` ends with."""
        return json.loads(self.out.splitlines()[-1])


@dataclass
class House:
    """A data folder, and commands on it. `settings` are INSECTA_… variables."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("INSECTA_")}
        own = {"INSECTA_DATA": str(self.folder), "INSECTA_PORT": "0", "PYTHONPATH": str(ROOT)}
        return {**kept, **own, **self.settings}

    def run(
        self, *words: str | Path, before: Callable[[], None] | None = None, **settings: str
    ) -> Ended:
        done = subprocess.run(
            [*COMMAND, *map(str, words)], env={**self.environment, **settings},
            capture_output=True, text=True, errors="replace", check=False, timeout=SECONDS,
            cwd=self.folder.parent, preexec_fn=before,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr[-4000:]
        return Ended(done.returncode, done.stdout, done.stderr)

    def ingest(
        self, source: Path | str, *words: str, before: Callable[[], None] | None = None,
        **settings: str,
    ) -> Ended:  # fmt: skip
        return self.run(
            "ingest", source, "--collection", "ANTS", "--json", *words, before=before, **settings
        )

    def start(self, *words: str | Path) -> subprocess.Popen[str]:
        """A command left running in a process group of its own."""
        return subprocess.Popen(
            [*COMMAND, *map(str, words)], env=self.environment, cwd=self.folder.parent,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
            preexec_fn=_heed_ctrl_c,
        )  # fmt: skip

    def fates(self, run: str) -> Mapping[str, tuple[str, str]]:
        """User's file name → (state, reason) of every picture without an answer."""
        told = self.run("runs", "failures", run, "--csv")
        assert told.code == 0, told.err
        rows = csv.DictReader(io.StringIO(told.out))
        return {row["file"]: (row["state"], row["reason"]) for row in rows}
