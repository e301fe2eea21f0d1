"""Jars of Kafka and Elasticsearch, pinned with digests in `docker/jars.lock`.

A line is `server group name version sha256`. Ivy, which ships with pyspark, fetches exactly these
(no resolving); where there is no pyspark, Maven does. Whoever fetched them: every digest is
checked against the lock before a jar is used, each start.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event as Signal
from threading import Thread

from insecta import toolchain
from insecta.errors import BadSettings, Fault, Unavailable


@dataclass(frozen=True, slots=True)
class Jar:
    server: str
    group: str
    name: str
    version: str
    sha256: str

    @property
    def file(self) -> str:
        return f"{self.name}-{self.version}.jar"


def locked(server: str, lock: Path | None = None) -> list[Jar]:
    """Jars of one server. Raises BadSettings naming the line that can't be read."""
    path = lock or toolchain.lock_file("jars.lock")
    jars = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        parts = line.split()
        if len(parts) != 5 or len(parts[4]) != 64:
            raise BadSettings(f"{path}:{number}: expected `server group name version sha256`")
        jars.append(Jar(*parts))
    return [jar for jar in jars if jar.server == server]


def folder(server: str, cache: Path, lock: Path | None = None) -> Path:
    """The folder with exactly the locked jars of a server, fetched if need be.

    Raises Unavailable (no network), Fault (a digest is another than the lock's).
    """
    jars = locked(server, lock)
    pins = "\n".join(f"{jar.file} {jar.sha256}" for jar in jars)
    target = cache / "jars" / f"{server}-{hashlib.sha256(pins.encode()).hexdigest()[:12]}"
    with toolchain.exclusive(cache / "jars" / f"{server}.lock"):
        if missing := [jar for jar in jars if not (target / jar.file).is_file()]:
            target.mkdir(parents=True, exist_ok=True)
            _fetch(missing, target, cache)
    try:
        verify(jars, target)
    except Fault:
        shutil.rmtree(cache / "ivy", ignore_errors=True)  # it may hold the wrong bytes too
        raise
    return target


def verify(jars: Sequence[Jar], target: Path) -> None:
    """Hold every jar, and nothing else, to the lock. Raises Fault, removing what is wrong."""
    names = {jar.file for jar in jars}
    if strangers := {path.name for path in target.glob("*.jar")} - names:
        raise Fault(f"{target} holds jars that are not locked: {', '.join(sorted(strangers))}")
    for jar in jars:
        path = target / jar.file
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != jar.sha256:
            path.unlink()
            raise Fault(
                f"{path} has digest {found}, docker/jars.lock says {jar.sha256}",
                hint="it was removed; start again, and distrust the mirror if it comes back",
            )


def _fetch(jars: Sequence[Jar], target: Path, cache: Path) -> None:
    with TemporaryDirectory(prefix="insecta-jars-") as name, _counting(jars, target):
        work = Path(name)
        spark = importlib.util.find_spec("pyspark")
        if spark and spark.origin:
            _by_ivy(jars, target, work, cache, Path(spark.origin).parent / "jars" / "*")
        elif maven := shutil.which("mvn"):
            _by_maven(jars, target, work, maven)
        else:
            raise Unavailable(
                "nothing here can fetch jars", hint="install the extra `spark`, or Maven"
            )


def _by_ivy(jars: Sequence[Jar], target: Path, work: Path, cache: Path, ivy: Path) -> None:
    rows = "".join(
        f'<dependency org="{jar.group}" name="{jar.name}" rev="{jar.version}"'
        ' conf="default->default" transitive="false"/>'
        for jar in jars
    )
    (work / "ivy.xml").write_text(
        '<ivy-module version="2.0"><info organisation="insecta" module="servers"/>'
        f"<dependencies>{rows}</dependencies></ivy-module>",
        encoding="utf-8",
    )
    (work / "settings.xml").write_text(
        '<ivysettings><settings defaultResolver="central"/><resolvers>'
        '<ibiblio name="central" m2compatible="true" usepoms="false" checksums=""/>'
        "</resolvers></ivysettings>",
        encoding="utf-8",
    )
    java = toolchain.java_home(cache) / "bin" / "java"
    command: list[str | Path] = [
        java,
        *toolchain.java_certificates(),
        f"-Divy.default.ivy.user.dir={work}",
    ]
    command += ["-cp", ivy, "org.apache.ivy.Main"]
    command += ["-settings", work / "settings.xml", "-ivy", work / "ivy.xml"]
    command += ["-cache", cache / "ivy", "-retrieve", f"{target}/[artifact]-[revision].[ext]"]
    toolchain.run([str(part) for part in command], "fetching jars with Ivy")


def _by_maven(jars: Sequence[Jar], target: Path, work: Path, maven: str) -> None:
    rows = "".join(
        f"<dependency><groupId>{jar.group}</groupId><artifactId>{jar.name}</artifactId>"
        f"<version>{jar.version}</version><exclusions><exclusion><groupId>*</groupId>"
        "<artifactId>*</artifactId></exclusion></exclusions></dependency>"
        for jar in jars
    )
    (work / "pom.xml").write_text(
        "<project><modelVersion>4.0.0</modelVersion><groupId>insecta</groupId>"
        "<artifactId>servers</artifactId><version>1</version>"
        f"<dependencies>{rows}</dependencies></project>",
        encoding="utf-8",
    )
    command = [maven, "--batch-mode", "--file", str(work / "pom.xml")]
    command += ["dependency:copy-dependencies", f"-DoutputDirectory={target}"]
    toolchain.run(command, "fetching jars with Maven")


@contextmanager
def _counting(jars: Sequence[Jar], target: Path) -> Iterator[None]:
    done = Signal()
    label = f"fetching {jars[0].server}"
    with toolchain.progress(label) as reword:

        def count() -> None:
            while not done.wait(0.5):
                have = sum((target / jar.file).is_file() for jar in jars)
                reword(f"{label}: {have} of {len(jars)} jars")

        thread = Thread(target=count, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
