"""Peers that live in an environment of their own (`make peers-env`): a process that does passes on demand.

    python -m bench.elsewhere MODULE

reads lines of JSON and answers each with the seconds that `MODULE.look` told; what a peer itself
prints goes to stderr.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path

from bench.processes import ROOT, environment

PYTHON = ROOT / ".venv-peers" / "bin" / "python"


class Elsewhere:
    """One peer's process."""

    def __init__(self, module: str) -> None:
        self.module = module
        self._process = subprocess.Popen(
            [str(PYTHON), "-m", "bench.elsewhere", module], env=environment({}), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    @property
    def pid(self) -> int:
        return self._process.pid

    @staticmethod
    @contextmanager
    def all_of(modules: Mapping[str, str]) -> Iterator[dict[str, Elsewhere]]:
        """By name; none, and a line that says so, where there is no environment for them."""
        with ExitStack() as stack:
            if not PYTHON.is_file():
                print(f"left out, for want of `make peers-env`: {', '.join(modules)}")
                yield {}
                return
            peers = {name: Elsewhere(module) for name, module in modules.items()}
            for peer in peers.values():
                stack.callback(peer.end)
            yield peers

    def look(self, folder: Path, out: Path, batch: int, workers: int) -> float:
        """Seconds of one pass. Raises SystemExit where the peer gave up."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = {"folder": str(folder), "out": str(out), "batch": batch, "workers": workers}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.module} ended with {self._process.wait()}")
        return float(json.loads(line)["seconds"])

    def end(self) -> None:
        self._process.communicate(timeout=60)


def main(module: str) -> None:
    told = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    look = import_module(module).look
    for line in sys.stdin:
        asked = json.loads(line)
        seconds = look(Path(asked["folder"]), Path(asked["out"]), asked["batch"], asked["workers"])
        print(json.dumps({"seconds": seconds}), file=told, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
