"""One Elasticsearch 9 node from its published jars, in a JVM inside a Python process.

The cluster name is made once per folder; only our node answers with it. What the published jars
lack is listed in docs/operations/servers.md.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import urllib.error
import urllib.request
import zipfile
from pathlib import Path
from uuid import uuid4

from insecta import toolchain
from insecta.servers import jars
from insecta.servers.state import Running, ports_for, spawn

NAME = "elasticsearch"
_MODULE = "transport-netty4"
_LOGGING = """\
status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d %p %c{1} %m%n
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
"""


def launch(folder: Path, cache: Path) -> Running:
    """Start the node; it answers some seconds later."""
    home = _home(cache)
    java = toolchain.java_home(cache, (21,))
    (folder / "config").mkdir(parents=True, exist_ok=True)
    (folder / "config" / "log4j2.properties").write_text(_LOGGING, encoding="utf-8")
    identity = _identity(folder)
    http, transport = ports_for(folder, 2)
    root = Path(__file__).resolve().parents[2]
    process = spawn(
        [sys.executable, "-m", "insecta.servers.elasticsearch_node"]
        + [str(part) for part in (home, folder, identity, http, transport)],
        folder / "log.txt",
        env={**os.environ, "JAVA_HOME": str(java), "PYTHONPATH": str(root)},
    )
    return Running(
        name=NAME,
        pid=process.pid,
        started=process.create_time(),
        identity=identity,
        ports={"http": http, "transport": transport},
        settings={"INSECTA_SEARCH_INDEX_URL": f"elasticsearch://127.0.0.1:{http}"},
    )


def answers(server: Running) -> bool:
    """Whether the node on the port is ours and its cluster can take writes."""
    url = f"http://127.0.0.1:{server.ports['http']}/_cluster/health"
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            health = json.load(answer)
    except (urllib.error.URLError, OSError, ValueError):
        return False
    return health["cluster_name"] == server.identity and health["status"] in {"green", "yellow"}


def _identity(folder: Path) -> str:
    path = folder / "cluster.name"
    if not path.is_file():
        path.write_text(f"insecta-{uuid4().hex[:12]}", encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def _home(cache: Path) -> Path:
    """Elasticsearch's own folder layout, made once from the locked jars."""
    source = jars.folder(NAME, cache)
    home = cache / source.name.replace(NAME, f"{NAME}-home")
    with toolchain.exclusive(cache / "elasticsearch-home.lock"):
        if not home.is_dir():
            work = home.with_name(home.name + ".part")
            shutil.rmtree(work, ignore_errors=True)
            _lay_out(source, work)
            work.rename(home)
    return home


def _lay_out(source: Path, home: Path) -> None:
    module = home / "modules" / _MODULE
    module.mkdir(parents=True)
    for name in ("lib", "plugins"):
        (home / name).mkdir()
    for jar in source.glob("*.jar"):
        own = jar.name.startswith(("netty-", f"{_MODULE}-"))
        shutil.copyfile(jar, (module if own else home / "lib") / jar.name)
    with zipfile.ZipFile(next(module.glob(f"{_MODULE}-*.jar"))) as archive:
        prefix = f"META-INF/es-plugins/{_MODULE}/"
        for entry in archive.namelist():
            if entry.startswith(prefix) and not entry.endswith("/"):
                _unpack(archive.read(entry), module / Path(entry).name)


def _unpack(content: bytes, path: Path) -> None:
    # We run on the class path, where a named Java module is not found.
    lines = content.splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if not line.startswith(b"modulename=")))
