"""The process of an Elasticsearch node: `HOME FOLDER CLUSTER HTTP-PORT TRANSPORT-PORT`.

What Elasticsearch's own launcher does with a distribution, done through JPype with its jars.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

HEAP = "512m"


def main(home: Path, folder: Path, cluster: str, http: str, transport: str) -> None:
    """Start the node and hold it until SIGTERM; then close it, so that nothing is replayed."""
    stop = threading.Event()
    import jpype

    library = Path(os.environ["JAVA_HOME"]) / "lib" / "server" / "libjvm.so"
    options = [f"-Xms{HEAP}", f"-Xmx{HEAP}", "-Xrs", "-Dlog4j2.disable.jmx=true"]
    options += ["--enable-native-access=ALL-UNNAMED", "-Djava.awt.headless=true"]
    options += [f"-Des.path.home={home}", f"-Djava.io.tmpdir={_temporary(folder)}"]
    jpype.startJVM(
        str(library), *options, classpath=[str(home / "lib" / "*")], convertStrings=False
    )
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    node = _start(jpype, home, folder, cluster, http, transport)
    while not stop.wait(1.0):
        pass
    node.close()


def _temporary(folder: Path) -> Path:
    path = folder / "tmp"
    path.mkdir(exist_ok=True)
    return path


def _start(jpype, home: Path, folder: Path, cluster: str, http: str, transport: str):  # type: ignore[no-untyped-def]  # Java objects
    java = jpype.JClass
    logging = java("org.elasticsearch.common.logging.LogConfigurator")
    logging.configureESLogging()
    builder = java("org.elasticsearch.common.settings.Settings").builder()
    for key, value in {
        "path.home": str(home),
        "path.data": str(folder / "data"),
        "path.logs": str(folder / "logs"),
        "node.name": "insecta",
        "cluster.name": cluster,
        "discovery.type": "single-node",
        "network.host": "127.0.0.1",
        "http.port": http,
        "transport.port": transport,
        "node.store.allow_mmap": "false",
        "node.processors": "2",
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }.items():
        builder.put(key, value)
    config = java("java.nio.file.Paths").get(str(folder / "config"))
    environment = java("org.elasticsearch.env.Environment")(builder.build(), config)
    logging.configure(environment, True)
    plugins = java("org.elasticsearch.plugins.PluginsLoader")
    none = java("java.util.Set").of()
    bundles = plugins.loadModulesBundles(environment.modulesDir(), False)
    loader = plugins.createPluginsLoader(bundles, none, java("java.util.Map").of(), False)
    node = java("org.elasticsearch.node.Node")(environment, loader)
    node.start()
    return node


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
