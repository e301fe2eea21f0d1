"""A platform under load while its processes and servers are killed at random moments."""

from __future__ import annotations

import random
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from insecta.servers import fleet
from insecta.servers.state import process_of
from tests.end_to_end.platform import RunningPlatform
from tests.faults.checker import ReleaseFiles, Verdict, check, settled
from tests.faults.clients import Clients
from tests.faults.house import Raw
from tests.faults.ledger import Ledger

FEW = 4
"""Deaths of one child within a minute that `insecta up` bears: at the fifth it stops."""
QUIET_S = 240.0


@dataclass
class Storm:
    """Kills are spread evenly over the uploads; which and when exactly is drawn by the seed."""

    platform: RunningPlatform
    raw: Raw
    ledger: Ledger
    release: ReleaseFiles
    seed: int
    servers: Path | None = None
    cache: Path | None = None
    kills: Counter[str] = field(default_factory=Counter)
    stops: int = 0
    _recent: list[tuple[float, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clients = Clients(lambda: self.platform.address, self.ledger, "STORM", self.seed)

    def rage(self, uploads: int, kills: int) -> Verdict:
        """Upload and kill until both are done; wait until all is quiet; judge."""
        rng = random.Random(self.seed)
        with self.load(uploads) as done:
            for number in range(kills):
                due = (number + rng.uniform(0.3, 1.0)) * uploads / (kills + 1)
                while not done() and len(self.ledger) < due:
                    self.tend()
                    time.sleep(0.02)
                self.tend()
                self._kill(rng)
        return self.judge()

    def judge(self) -> Verdict:
        self.quiet()
        return check(self.raw, self.ledger, self.release)

    @contextmanager
    def load(self, uploads: int) -> Iterator[Callable[[], bool]]:
        """Clients upload meanwhile; ends when all are acknowledged. Gives whether they are."""
        failed: list[BaseException] = []

        def run() -> None:
            try:
                self.clients.run(uploads)
            except BaseException as error:
                failed.append(error)

        loader = threading.Thread(target=run)
        loader.start()
        try:
            yield lambda: not loader.is_alive()
        finally:
            while loader.is_alive():
                self.tend()
                time.sleep(0.05)
        if failed:
            raise failed[0]

    def quiet(self, seconds: float = QUIET_S) -> float:
        """Until nothing is left to do; how long it took."""
        begun = time.monotonic()
        left = "not asked"
        while time.monotonic() - begun < seconds:
            self.tend()
            try:
                left = settled(self.raw, list(self.ledger.entries.values()), self.release)
            except Exception as error:
                left = repr(error)
            if not left:
                return time.monotonic() - begun
            time.sleep(0.5)
        log = self.platform.log.read_text(errors="replace")[-4_000:]
        raise AssertionError(f"never quiet: {left}\n{log}")

    def tend(self) -> None:
        """What an init system does: start `insecta up` again where it stopped."""
        process = self.platform.process
        if process is not None and process.poll() is not None:
            self.stops += 1
            self._recent.clear()
            self.platform.start()

    def _kill(self, rng: random.Random) -> None:
        targets: list[tuple[str, Callable[[], None]]] = [
            (role, lambda role=role: self._kill_child(role))  # type: ignore[misc]
            for role in self._roles()
            if self._deaths(role) < FEW - 1
        ]
        if self.servers is not None:
            targets += [
                (name, lambda name=name: self._kill_server(name))  # type: ignore[misc]
                for name in ("kafka", "elasticsearch")
                if not self._deaths(name)
            ]
        targets.append(("up", self._kill_parent))
        name, act = rng.choice(targets)
        act()
        self.kills[name] += 1
        self._recent.append((time.monotonic(), name))

    def _roles(self) -> tuple[str, ...]:
        return ("api", "identify", "index", *(("relay",) if self.servers is not None else ()))

    def _deaths(self, name: str) -> int:
        return sum(one == name and time.monotonic() - at < 60 for at, one in self._recent)

    def _kill_child(self, role: str) -> None:
        try:
            self.platform.child(role).kill()
        except psutil.NoSuchProcess:
            self._kill_child(role)

    def _kill_parent(self) -> None:
        self.platform.kill_parent()
        self._recent = [one for one in self._recent if one[1] in ("kafka", "elasticsearch")]
        self.platform.start()

    def _kill_server(self, name: str) -> None:
        self.lose_server(name)

    def server(self, name: str) -> psutil.Process:
        """The process of a server that was started for this storm."""
        assert self.servers is not None
        process = process_of(fleet.ServersFolder(self.servers).read()[name])
        assert process is not None, f"{name} was not running"
        return process

    def lose_server(self, name: str, also: str | None = None) -> None:
        """kill -9, some seconds without it, and its start on the same port; without folder `also`."""
        assert self.servers is not None
        assert self.cache is not None
        process = self.server(name)
        process.kill()
        process.wait(10)
        if also is not None:
            shutil.rmtree(self.servers / name / also)
        fleet.start(self.servers, self.cache, [name])
