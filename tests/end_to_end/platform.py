"""A platform as a user runs it: `insecta up` and commands in processes of their own, HTTP outside."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.processes import still_alive

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = [sys.executable, "-m", "insecta.cli.main"]
READY_S = 180.0
_ADDRESS = re.compile(r"Insecta runs at (http://\S+)")


@dataclass
class RunningPlatform:
    """`settings` are INSECTA_… variables; everything else of the caller's environment is kept."""

    settings: Mapping[str, str]
    log: Path
    word: str = "up"
    process: subprocess.Popen[bytes] | None = None
    address: str = ""
    environment: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("INSECTA_")}
        self.environment = {**kept, **self.settings, "PYTHONPATH": str(ROOT)}

    def start(self) -> None:
        """Start, and wait until /readyz is green."""
        with self.log.open("ab") as log:
            offset = log.tell()
            self.process = subprocess.Popen(
                [*COMMAND, self.word], env=self.environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + READY_S
        while time.monotonic() < deadline:
            told = _ADDRESS.search(self.log.read_bytes()[offset:].decode(errors="replace"))
            if told:
                self.address = told[1]
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"the platform did not start:\n{self.log.read_text()[-4000:]}")

    def stop(self) -> int:
        """Ask it to end; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def kill_parent(self) -> None:
        """kill -9 of `insecta up` itself; returns when its children are gone too."""
        assert self.process is not None
        children = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        self.process.wait(10)
        alive = still_alive(children, 25)
        assert not alive, f"children outlived their parent: {alive}"

    def child(self, name: str) -> psutil.Process:
        """The present process of a role."""
        assert self.process is not None
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            for process in psutil.Process(self.process.pid).children():
                try:
                    if process.cmdline()[-2:] == ["child", name]:
                        return process
                except (psutil.NoSuchProcess, psutil.ZombieProcess):
                    continue
            time.sleep(0.02)
        raise AssertionError(f"no child {name}")

    def command(self, *words: str, code: int | None = 0) -> str:
        """Run `insecta WORDS`; its standard output."""
        done = subprocess.run(
            [*COMMAND, *words], env=self.environment, capture_output=True, text=True, check=False
        )
        if code is not None:
            assert done.returncode == code, f"{words}: {done.returncode}\n{done.stderr[-3000:]}"
        return done.stdout

    def ask(self, *words: str, code: int | None = 0) -> Any:
        """The JSON object a command ends with."""
        return json.loads(self.command(*words, "--json", code=code).splitlines()[-1])

    def get(self, path: str, **params: Any) -> Any:
        answer = httpx.get(f"{self.address}{path}", params=params, timeout=30, trust_env=False)
        answer.raise_for_status()
        return answer.json()

    def upload(self, data: bytes, **params: str) -> httpx.Response:
        return httpx.post(
            f"{self.address}/api/v1/images",
            params=params,
            content=data,
            headers={"Prefer": "wait=10", "Content-Type": "image/jpeg"},
            timeout=60,
            trust_env=False,
        )

    def wait_for(
        self, what: str, path: str, wanted: Any, seconds: float = 60, **params: Any
    ) -> Any:
        """Ask until `wanted(answer)` is true."""
        deadline = time.monotonic() + seconds
        answer = None
        while time.monotonic() < deadline:
            try:
                answer = self.get(path, **params)
            except httpx.HTTPError:
                time.sleep(0.2)
                continue
            if wanted(answer):
                return answer
            time.sleep(0.1)
        raise AssertionError(f"never {what}; last {answer}\n{self.log.read_text()[-3000:]}")


@contextmanager
def running(settings: Mapping[str, str], folder: Path) -> Iterator[RunningPlatform]:
    """A started platform on a free port, stopped at the end whatever happened."""
    told = {"INSECTA_DATA": str(folder / "data"), "INSECTA_PORT": "0", **settings}
    platform = RunningPlatform(told, folder / "up.log")
    platform.start()
    try:
        yield platform
    finally:
        if platform.process is not None and platform.process.poll() is None:
            platform.stop()
