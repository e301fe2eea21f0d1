"""Processes that are killed, stopped, orphaned, stuck: work is repeated, never lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import psutil
import pytest

from insecta.catalogue.unit_of_work import Catalogue
from insecta.services.supervise import Command, Supervisor
from tests.conftest import ROOT
from tests.processes import still_alive
from tests.streaming.children import BATCH, STUCK_AT
from tests.streaming.conftest import EVENTS

Start = Callable[[str], "subprocess.Popen[str]"]


def argv(kind: str, catalogue: Catalogue, ledger: Path) -> list[str]:
    return [sys.executable, "-m", "tests.streaming.children", kind, catalogue.url, str(ledger)]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "ledger.txt"


@pytest.fixture
def start(catalogue: Catalogue, ledger: Path) -> Start:
    def begin(kind: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            argv(kind, catalogue, ledger), cwd=ROOT, stderr=subprocess.PIPE, text=True
        )

    return begin


def lines(ledger: Path) -> list[UUID]:
    return [UUID(line) for line in ledger.read_text().split()] if ledger.exists() else []


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def own_children(mark: str) -> list[psutil.Process]:
    """Children of this process whose command line names the test's own file or folder."""
    return [one for one in psutil.Process().children() if mark in one.cmdline()]


def position(catalogue: Catalogue) -> int:
    with catalogue.reading() as tx:
        return tx.letters.position("index")


def test_kill_9_in_the_middle_of_a_batch_repeats_it_and_loses_nothing(
    catalogue: Catalogue, events: list[UUID], ledger: Path, start: Start
) -> None:
    with start("stuck") as child:
        until(lambda: len(lines(ledger)) == STUCK_AT)
        child.kill()
    before = lines(ledger)
    assert position(catalogue) == STUCK_AT - STUCK_AT % BATCH
    with start("works") as child:
        until(lambda: position(catalogue) == EVENTS)
        child.terminate()
    again = lines(ledger)[len(before) :]
    assert before == events[:STUCK_AT]
    assert again == events[STUCK_AT - STUCK_AT % BATCH :]


def test_sigterm_lets_the_batch_in_hand_end_and_commits_it(
    catalogue: Catalogue, events: list[UUID], ledger: Path, start: Start
) -> None:
    with start("slow") as child:
        until(lambda: len(lines(ledger)) >= BATCH)
        child.terminate()
        assert child.wait(10) == 0
    done = lines(ledger)
    assert BATCH <= len(done) < EVENTS
    assert done == events[: len(done)]
    assert position(catalogue) == len(done)
    with catalogue.reading() as tx:
        assert tx.leases.live() == [], "leases are given back, so the next one need not wait"


def test_a_worker_that_makes_no_progress_ends_itself(
    events: list[UUID], ledger: Path, start: Start
) -> None:
    with start("stalls") as child:
        assert child.wait(60) == 75
        assert child.stderr is not None
        assert "no progress for 1 s" in child.stderr.read()


def test_the_unknown_stops_a_worker_with_its_trace(
    catalogue: Catalogue, events: list[UUID], start: Start
) -> None:
    with start("breaks") as child:
        assert child.wait(60) == 1
        assert child.stderr is not None
        assert "nobody thought of this" in child.stderr.read()
    assert position(catalogue) == 0


PARENT = """
import os, sys
from insecta.services.supervise import Command, Supervisor
commands = [Command(kind, [sys.executable, "-m", "tests.streaming.children", kind, *sys.argv[1:]],
                    dict(os.environ)) for kind in ("works", "stuck")]
sys.exit(Supervisor(commands, lambda line: print(line, file=sys.stderr)).run())
"""


def test_children_end_when_their_parent_is_killed(
    catalogue: Catalogue, events: list[UUID], ledger: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, catalogue.url, str(ledger)], cwd=ROOT
    ) as parent:
        until(lambda: position(catalogue) >= 2 * BATCH)
        children = psutil.Process(parent.pid).children()
        assert len(children) == 2
        parent.kill()
    assert not still_alive(children, 12)


def test_sigterm_to_the_parent_stops_all_within_ten_seconds(
    catalogue: Catalogue, events: list[UUID], ledger: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, catalogue.url, str(ledger)], cwd=ROOT
    ) as parent:
        until(lambda: position(catalogue) >= 2 * BATCH)
        children = psutil.Process(parent.pid).children()
        parent.send_signal(signal.SIGTERM)
        assert parent.wait(10) == 0
    assert not any(child.is_running() for child in children)


def test_a_killed_child_is_started_again(
    catalogue: Catalogue, events: list[UUID], ledger: Path
) -> None:
    said: list[str] = []
    killed: list[int] = []

    def ready() -> bool:
        """Looked at twice a second: kills the first child once, then waits for the end."""
        if not killed and len(lines(ledger)) >= STUCK_AT:
            (child,) = own_children(str(ledger))
            killed.append(child.pid)
            child.kill()
        return bool(killed) and position(catalogue) == EVENTS

    command = Command("index", argv("slow", catalogue, ledger), {**os.environ})
    code = Supervisor([command], said.append).run(
        ready, lambda: os.kill(os.getpid(), signal.SIGTERM)
    )
    assert code == 0
    assert said[0].startswith("index ended (signal 9)")
    assert set(lines(ledger)) == set(events)


def test_a_child_that_fails_five_times_stops_the_platform_and_its_last_lines_are_told(
    tmp_path: Path,
) -> None:
    said: list[str] = []
    mark = str(tmp_path)
    fails = Command("api", [sys.executable, "-c", "print('no such port'); exit(3)", mark], {})
    stays = Command("index", [sys.executable, "-c", "import time; time.sleep(60)", mark], {})
    assert Supervisor([stays, fails], said.append, first_wait=0.01).run() == 1
    assert sum("starts again" in line for line in said) == 4
    end = said.index("api failed 5 times within 60 s: the platform stops. Its last lines:")
    assert said[end + 1].strip() == "no such port"
    assert own_children(str(tmp_path)) == []


LEAVES_SOMETHING = """
import subprocess, sys, time
left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", sys.argv[1]])
print("left", left.pid, flush=True)
time.sleep(600)
"""


def test_what_a_child_has_started_ends_with_it(tmp_path: Path) -> None:
    """A pool's idle processes outlive a killed parent, and would keep its output open."""
    said: list[str] = []
    command = Command("api", [sys.executable, "-c", LEAVES_SOMETHING, str(tmp_path)], {})
    supervisor = Supervisor([command], said.append)
    started = time.monotonic()
    code = supervisor.run(lambda: bool(said), lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert code == 0
    assert time.monotonic() - started < 10
    left = int(said[0].split()[1])
    until(lambda: not psutil.pid_exists(left) or psutil.Process(left).status() == "zombie", 5)
