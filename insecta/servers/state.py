"""What runs under a servers folder: one state file, one lock, and proof that a process is ours.

A process is ours only while its pid *and* its start time are those written down when it was
started: a reused pid is somebody else's and is never touched.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

from insecta.errors import Fault

STOP_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Running:
    """One started server: who it is, where it answers, and the secrets to speak to it."""

    name: str
    pid: int
    started: float
    """Start time of the process, as the system tells it (seconds since 1970)."""
    identity: str
    """What only our server answers: cluster id or name, access key, password."""
    ports: dict[str, int] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    """Settings that make Insecta use this server, e.g. INSECTA_EVENT_LOG_URL."""


class ServersFolder:
    """The folder that holds state.json, its lock, and one folder of data per server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "state.json"

    @contextmanager
    def locked(self) -> Iterator[dict[str, Running]]:
        """Read the state, let the caller change it, write it back: one process at a time."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "state.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            state = self.read()
            try:
                yield state
            finally:
                self.write(state)

    def read(self) -> dict[str, Running]:
        """State as last written. Raises Fault on a damaged file: guessing could end a stranger."""
        try:
            rows = json.loads(self._file.read_text(encoding="utf-8"))
            return {row["name"]: Running(**row) for row in rows}
        except FileNotFoundError:
            return {}
        except (ValueError, TypeError, KeyError) as error:
            raise Fault(
                f"{self._file} can't be read: {error}",
                hint="see which of its processes still run, end them, then remove the file",
            ) from error

    def write(self, state: Mapping[str, Running]) -> None:
        """Put the state down at once; only under the lock."""
        rows = [asdict(server) for server in state.values()]
        self.write_private(self._file.name, json.dumps(rows, indent=1))

    def write_private(self, name: str, text: str) -> None:
        """A file with secrets in it: replaced whole, readable by its owner only."""
        part = self.folder / f"{name}.part"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        part.replace(self.folder / name)


def process_of(server: Running) -> psutil.Process | None:
    """The live process of a server, or None where it ended or the pid now is another's."""
    try:
        process = psutil.Process(server.pid)
        ours = abs(process.create_time() - server.started) < 0.01
        return process if ours and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.NoSuchProcess:
        return None


def end(server: Running) -> bool:
    """End a server and what it started; False where nothing of ours was running."""
    process = process_of(server)
    if process is None:
        return False
    family = [process, *process.children(recursive=True)]
    process.terminate()
    _, alive = psutil.wait_procs([process], timeout=STOP_SECONDS)
    for left in [*alive, *family]:
        if left.is_running():  # psutil compares the start time
            left.kill()
    psutil.wait_procs(family, timeout=STOP_SECONDS)
    return True


def spawn(
    command: Sequence[str | Path],
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
) -> psutil.Process:
    """Start a server in a session of its own, so that Ctrl-C and our end leave it alone."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        child = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            user=user,
            cwd=log.parent,
            start_new_session=True,
        )
    _children.append(child)
    return psutil.Process(child.pid)


_children: list[subprocess.Popen[bytes]] = []
"""Kept so that a server's end is reaped and Python doesn't warn of a lost child."""


def ports_for(folder: Path, count: int) -> list[int]:
    """Ports on 127.0.0.1 nobody holds: those this folder had before, if they are still free."""
    file = folder / "ports.json"
    with suppress(OSError, ValueError):
        before = [int(port) for port in json.loads(file.read_text(encoding="utf-8"))]
        if len(before) == count:
            with suppress(OSError):
                return _free(before)
    ports = _free([0] * count)
    file.write_text(json.dumps(ports), encoding="utf-8")
    return ports


def listens(port: int) -> bool:
    """Whether anybody takes connections on a port of 127.0.0.1."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _free(wanted: Sequence[int]) -> list[int]:
    """These ports (0: any), all held until all are found. Raises OSError if one is taken."""
    sockets = [socket.socket() for _ in wanted]
    try:
        for each, port in zip(sockets, wanted, strict=True):
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            each.bind(("127.0.0.1", port))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def last_lines(log: Path, count: int = 6) -> str:
    """The end of a server's log, on one line."""
    if not log.is_file():
        return "it wrote no log"
    return " | ".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
