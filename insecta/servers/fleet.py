"""Start, stop and look at the real servers of one folder: for the command line and for tests."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from insecta.errors import BadSettings, Unavailable
from insecta.servers import elasticsearch, kafka, postgres, s3
from insecta.servers.state import Running, ServersFolder, end, last_lines, process_of

START_SECONDS = 180.0


class Kind(Protocol):
    """What each server's module offers."""

    NAME: str

    def launch(self, folder: Path, cache: Path) -> Running: ...

    def answers(self, server: Running) -> bool: ...


KINDS: dict[str, Kind] = {kind.NAME: kind for kind in (postgres, s3, kafka, elasticsearch)}
ENV_FILE = "servers.env"

Health = Literal["running", "not answering", "stopped"]


@dataclass(frozen=True, slots=True)
class Status:
    """One server as it is now; `memory` is resident bytes of its process."""

    name: str
    health: Health
    server: Running | None = None
    memory: int = 0


def start(
    folder: Path,
    cache: Path,
    names: Sequence[str] = (),
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, Running]:
    """Start these servers (default: all) that don't run yet, together; returns all that run.

    Raises Unavailable if one can't be started; the others stay, and what failed is ended.
    """
    wanted = _wanted(names)
    home = ServersFolder(folder)
    with home.locked() as state:
        fresh = [name for name in wanted if not _runs(state, name)]
        try:
            for name in fresh:
                tell(f"starting {name}")
                state[name] = KINDS[name].launch(folder / name, cache)
                home.write(state)  # known from its first moment, should we be killed
            for name in fresh:
                began = time.monotonic()
                _wait(state[name], folder / name / "log.txt")
                tell(f"{name} answers ({time.monotonic() - began:.1f} s)")
        except BaseException:
            _end_silent(state, fresh)
            raise
        finally:
            _write_env(folder, state)
        return dict(state)


def stop(folder: Path, names: Sequence[str] = ()) -> dict[str, bool]:
    """End these servers (default: all); True where one of ours was running."""
    wanted = _wanted(names)
    with ServersFolder(folder).locked() as state:
        known = [state[name] for name in wanted if name in state]
        with ThreadPoolExecutor(len(KINDS)) as pool:  # each takes seconds to close
            done = dict(zip((each.name for each in known), pool.map(end, known), strict=True))
        ended = {name: done.get(name, False) for name in wanted}
        for name in wanted:
            state.pop(name, None)
        _write_env(folder, state)
    return ended


def status(folder: Path, names: Sequence[str] = ()) -> list[Status]:
    """How these servers (default: all) are at the moment."""
    state = ServersFolder(folder).read()
    return [_status(name, state.get(name)) for name in _wanted(names)]


def _status(name: str, server: Running | None) -> Status:
    process = process_of(server) if server else None
    if server is None or process is None:
        return Status(name, "stopped")
    health: Health = "running" if KINDS[name].answers(server) else "not answering"
    return Status(name, health, server, process.memory_info().rss)


def _wanted(names: Sequence[str]) -> list[str]:
    if unknown := [name for name in names if name not in KINDS]:
        raise BadSettings(f"no server {', '.join(unknown)}", hint=f"there are {', '.join(KINDS)}")
    return [name for name in KINDS if not names or name in names]


def _runs(state: dict[str, Running], name: str) -> bool:
    server = state.get(name)
    if server is None:
        return False
    if process_of(server) and KINDS[name].answers(server):
        return True
    end(server)
    del state[name]
    return False


def _wait(server: Running, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not KINDS[server.name].answers(server):
        if process_of(server) is None:
            raise Unavailable(
                f"{server.name} ended while starting: {last_lines(log)}", hint=f"see {log}"
            )
        if time.monotonic() > deadline:
            raise Unavailable(
                f"{server.name} did not answer within {START_SECONDS:.0f} s: {last_lines(log)}",
                hint=f"see {log}",
            )
        time.sleep(0.1)


def _end_silent(state: dict[str, Running], fresh: Sequence[str]) -> None:
    """After a failed start: keep those that answer, end and forget the others."""
    for name in fresh:
        if name in state and not KINDS[name].answers(state[name]):
            end(state.pop(name))


def _write_env(folder: Path, state: dict[str, Running]) -> None:
    rows = [f"{key}={value}" for row in state.values() for key, value in row.settings.items()]
    ServersFolder(folder).write_private(ENV_FILE, "".join(f"{row}\n" for row in sorted(rows)))
