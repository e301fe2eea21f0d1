"""A Spark cluster of its own processes makes what a local run makes, digest by digest.

Master and workers start with an empty environment in another folder; what they need of Insecta
comes as one archive, pictures lie on S3 only, the catalogue is PostgreSQL.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from insecta.adapters.s3_store import open_store
from insecta.services.backup import digests, verify
from insecta.settings import load
from spark_jobs.session import java_home
from tests.servers import S3Server
from tests.spark.museum import ROOT, Museum

pytestmark = [pytest.mark.long, pytest.mark.server, pytest.mark.timeout(1500)]
ARCHIVE = ROOT / "build" / "spark-env.tar.gz"
_SPEC = find_spec("pyspark")
SPARK = Path(_SPEC.origin or "").parent if _SPEC else Path()


@dataclass(frozen=True)
class Cluster:
    master: str
    processes: tuple[subprocess.Popen[bytes], ...]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _until_open(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text(errors="replace")[-3000:]
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError(log.read_text(errors="replace")[-3000:])


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A master and two workers of one core each, which know of Java and Spark only."""
    home = java_home(load().cache)
    surroundings = {
        "JAVA_HOME": str(home), "SPARK_HOME": str(SPARK), "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "512m",
    }  # fmt: skip
    elsewhere = tmp_path / "cluster"
    elsewhere.mkdir()
    port = _free_port()
    started: list[subprocess.Popen[bytes]] = []

    def start(role: str, name: str, *words: str) -> Path:
        log = elsewhere / f"{role}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [str(SPARK / "bin" / "spark-class"), name, *words], env=surroundings, cwd=elsewhere, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip
        started.append(process)
        return log

    try:
        log = start(
            "master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1",
            "--port", str(port), "--webui-port", str(_free_port()),
        )  # fmt: skip
        _until_open(port, started[0], log)
        for number in (1, 2):
            ui = _free_port()
            log = start(
                f"worker-{number}", "org.apache.spark.deploy.worker.Worker", "--cores", "1",
                "--memory", "1g", "--webui-port", str(ui), "--work-dir", str(elsewhere / f"w{number}"),
                f"spark://127.0.0.1:{port}",
            )  # fmt: skip
            _until_open(ui, started[-1], log)
        yield Cluster(f"spark://127.0.0.1:{port}", tuple(started))
    finally:
        for process in reversed(started):
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def _into_bucket(pictures: Path, s3: S3Server) -> str:
    """The source's files below a prefix; its address."""
    url = f"{s3.url}/source"
    store = open_store(url, load(**_access(s3)))
    for path in sorted(pictures.parent.iterdir()):
        store.put(path.name, [path.read_bytes()])
    return url


def _access(s3: S3Server) -> dict[str, str]:
    return {
        "s3_endpoint": s3.endpoint, "s3_access_key": s3.access_key,
        "s3_secret_key": s3.secret_key, "s3_region": s3.region,
    }  # fmt: skip


def test_a_cluster_makes_what_one_machine_makes(
    cluster: Cluster, s3_server: S3Server, postgres_url: str, pictures: Path, tmp_path: Path
) -> None:
    subprocess.run([sys.executable, ROOT / "scripts" / "spark_env.py"], check=True)
    access = _access(s3_server)
    alone = Museum(tmp_path / "alone", {**access, "object_store_url": f"{s3_server.url}/alone"})
    shared = Museum(
        tmp_path / "shared",
        {**access, "object_store_url": f"{s3_server.url}/shared", "catalogue_url": postgres_url},
    )
    source = _into_bucket(pictures, s3_server)
    told = {}
    for museum, master in (
        (alone, ["local[2]"]),
        (shared, [cluster.master, "--archive", str(ARCHIVE), "--leave-originals"]),
    ):
        museum.folder.mkdir()
        manifest = museum.json("bulk", "plan", source)["manifest"]
        started = time.monotonic()
        told[museum.folder.name] = museum.json(
            "bulk", "commit", manifest, "--collection", "ANTS", "--ledger", "--master", *master
        )
        print(museum.folder.name, round(time.monotonic() - started, 1), told[museum.folder.name])
    assert told["alone"]["counts"] == told["shared"]["counts"]
    assert told["shared"]["steps"]["preparing"]["processes"] == 2
    with closing(shared.platform), closing(alone.platform):
        ours = shared.outcome(shared.only_run("bulk"))
        for what, rows in alone.outcome(alone.only_run("bulk")).items():
            assert ours[what] == rows, what
        store, copied = shared.platform.store, list(alone.platform.store.keys("blobs/"))
        assert list(store.keys("blobs/")) == []
        proved = [verify(store, one) for one in digests(shared.platform.catalogue)]
        assert proved == ["whole"] * len(copied)
    used = list((tmp_path / "cluster").glob("w*/app-*/*/environment"))
    assert len(used) == 2
