"""Child processes: started, watched, restarted with back-off, stopped together.

Children follow their parent: when it is gone, even by kill -9, they are asked to stop, and end
themselves where draining takes too long.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

PARENT = "INSECTA_PARENT"
"""Environment variable that tells a child whom to follow."""
GRACE = 9.5
"""Seconds from asking to stop until kill -9."""
FAILURES, WINDOW = 5, 60.0
FIRST_WAIT, LONGEST_WAIT = 0.5, 8.0
LAST_LINES = 20
ORPHANED = 75
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Command:
    """A child to keep running."""

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str]


@dataclass
class _Child:
    command: Command
    process: subprocess.Popen[str] | None = None
    reader: threading.Thread | None = None
    failures: list[float] = field(default_factory=list)
    start_at: float = 0.0
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=LAST_LINES))


class Supervisor:
    """Runs in the main thread, whose end Linux takes for the parent's."""

    def __init__(
        self,
        commands: Sequence[Command],
        say: Callable[[str], None],
        first_wait: float = FIRST_WAIT,
    ) -> None:
        self._children = [_Child(command) for command in commands]
        self._say = say
        self._first_wait = first_wait
        self._stop = threading.Event()

    def run(
        self,
        ready: Callable[[], bool] = lambda: True,
        on_ready: Callable[[], None] = lambda: None,
    ) -> int:
        """Until SIGTERM or SIGINT (0), or a child that keeps failing (1).

        `ready` is asked twice a second until it is true; then `on_ready` is called once.
        """
        former = {one: signal.signal(one, self._asked) for one in (signal.SIGTERM, signal.SIGINT)}
        announced, ask_at = False, 0.0
        try:
            while not self._stop.is_set():
                failed = next((child for child in self._children if not self._tend(child)), None)
                if failed is not None:
                    self._give_up(failed)
                    return 1
                if not announced and time.monotonic() >= ask_at:
                    announced, ask_at = ready(), time.monotonic() + 0.5
                    if announced:
                        on_ready()
                self._stop.wait(0.1)
            return 0
        finally:
            self._stop_all()
            for number, handler in former.items():
                signal.signal(number, handler)

    def _asked(self, _signal: int, _frame: FrameType | None) -> None:
        self._stop.set()

    def _tend(self, child: _Child) -> bool:
        """Start or restart a child that is due; False where it failed too often."""
        now = time.monotonic()
        if child.process is None:
            if now >= child.start_at:
                self._start(child)
            return True
        code = child.process.poll()
        if code is None:
            return True
        self._drop(child)
        child.failures = [at for at in child.failures if now - at < WINDOW] + [now]
        if len(child.failures) >= FAILURES:
            return False
        wait = min(self._first_wait * 2 ** (len(child.failures) - 1), LONGEST_WAIT)
        child.start_at = now + wait
        self._say(f"{child.command.name} ended ({_told(code)}); starts again in {wait:.1f} s")
        return True

    def _start(self, child: _Child) -> None:
        child.process = subprocess.Popen(
            child.command.argv,
            env={**child.command.environment, PARENT: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        child.reader = threading.Thread(target=self._read, args=(child, child.process), daemon=True)
        child.reader.start()

    def _read(self, child: _Child, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None  # noqa: S101  asked for above
        with process.stdout as lines:
            for line in lines:
                child.lines.append(line.rstrip("\n"))
                self._say(line.rstrip("\n"))

    def _drop(self, child: _Child) -> None:
        """Take leave of a process that has ended: end what it left behind, hear its last words."""
        if child.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.process.pid, signal.SIGKILL)
        if child.reader is not None:
            child.reader.join(2.0)
        child.process = child.reader = None

    def _give_up(self, child: _Child) -> None:
        self._say(
            f"{child.command.name} failed {FAILURES} times within {WINDOW:.0f} s: the platform "
            "stops. Its last lines:"
        )
        for line in list(child.lines):
            self._say(f"    {line}")

    def _stop_all(self) -> None:
        running = [child for child in self._children if child.process is not None]
        for child in running:
            if child.process is not None:
                child.process.send_signal(signal.SIGTERM)
        end = time.monotonic() + GRACE
        for child in running:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._say(f"{child.command.name} did not stop in time and is killed")
                child.process.kill()
                child.process.wait()
            self._drop(child)


def _told(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def follow_parent(grace: float = 10.0) -> None:
    """In a child: SIGTERM to ourselves when the parent is gone, then the end after `grace` s."""
    told = os.environ.get(PARENT)
    if told is None:
        return
    parent = int(told)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    threading.Thread(target=_watch_parent, args=(parent, grace), daemon=True).start()


def _watch_parent(parent: int, grace: float) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(grace)
    with contextlib.suppress(OSError):
        print("the parent is gone and draining takes too long", file=sys.stderr, flush=True)
    os._exit(ORPHANED)


def end_own_group() -> None:
    """In a child that leads its group: end what it has started, such as idle pool processes."""
    if os.environ.get(PARENT) is None or os.getpgrp() != os.getpid():
        return
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.killpg(os.getpid(), signal.SIGTERM)
