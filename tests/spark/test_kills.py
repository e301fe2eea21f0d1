"""kill -9 in the middle of a bulk run: what it makes is what an undisturbed one makes, digest by digest.

Under Airflow: tests/spark/test_killed_under_airflow.py. `make faults-long` runs both.
"""

from __future__ import annotations

import subprocess
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.processes import still_alive
from tests.spark.museum import Museum, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def _workers(process: subprocess.Popen[str]) -> dict[int, psutil.Process]:
    """Spark's Python workers by id: what its daemon has forked."""
    daemons = _named(process, "pyspark.daemon")
    return {pid: one for pid, one in daemons.items() if _parent(one) in daemons}


def _named(process: subprocess.Popen[str], word: str) -> dict[int, psutil.Process]:
    """Descendants in whose command line the word is."""
    found = {}
    for one in psutil.Process(process.pid).children(recursive=True):
        with suppress(psutil.Error):
            if word in " ".join(one.cmdline()):
                found[one.pid] = one
    return found


def _parent(process: psutil.Process) -> int | None:
    with suppress(psutil.Error):
        return process.ppid()
    return None


@pytest.mark.long  # every day the driver is killed under Airflow
def test_kill_9_of_a_driver_in_the_middle(tmp_path: Path, pictures: Path, clean: Museum) -> None:
    museum = Museum(tmp_path)
    manifest = museum.json("bulk", "plan", str(pictures))["manifest"]
    commit = ("bulk", "commit", manifest, "--collection", "ANTS", "--master", "local[1]")
    process = museum.start(*commit)
    receipts = museum.folder / "data" / "objects" / "bulk" / "prepared"
    until(lambda: receipts.is_dir() and any(receipts.rglob("*.json")), process)
    family = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate()
    assert not still_alive(family, 30)
    assert len(list(receipts.rglob("*.json"))) < 3
    assert museum.insecta(*commit).returncode == 1
    museum.is_as(clean)


def test_kill_9_of_a_python_worker_and_then_of_its_executor(
    tmp_path: Path, pictures: Path, clean: Museum
) -> None:
    """A cluster within one process tree: an executor with a JVM of its own, one task at a time."""
    museum = Museum(tmp_path)
    manifest = museum.json("bulk", "plan", str(pictures))["manifest"]
    process = museum.start(
        "bulk", "commit", manifest, "--collection", "ANTS", "--master", "local-cluster[1,1,1024]",
        "--new-index",
    )  # fmt: skip
    receipts = museum.folder / "data" / "objects" / "bulk" / "prepared"
    until(lambda: receipts.is_dir() and any(receipts.rglob("*.json")), process)
    workers = _workers(process)
    assert workers
    for one in workers.values():
        one.kill()
    until(lambda: _workers(process).keys() - workers.keys(), process)
    executors = _named(process, "CoarseGrainedExecutorBackend")
    assert executors
    assert process.poll() is None
    for one in executors.values():
        one.kill()
    out, _ = process.communicate(timeout=400)
    assert process.returncode == 1, out  # one picture is broken, and that is said
    museum.is_as(clean)
    assert museum.json("search", "lasius")["total"] == 148
    with museum.platform.catalogue.reading() as tx:
        live = tx.generations.live("specimens")
    assert live is not None
    assert live.name == "specimens-2", "filled by the run, and swapped in"
