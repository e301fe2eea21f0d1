"""One Kafka node (KRaft: broker and controller in one process), 512 MB of heap.

The cluster id is made once per folder; only our node answers with it.
"""

from __future__ import annotations

import base64
import uuid
from pathlib import Path

from insecta import toolchain
from insecta.servers import jars
from insecta.servers.state import Running, listens, ports_for, spawn

NAME = "kafka"
HEAP = "-Xmx512m"
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
    """Format the folder once, and start the node; it answers some seconds later."""
    libraries = jars.folder(NAME, cache) / "*"
    java = toolchain.java_home(cache, (17,)) / "bin" / "java"
    folder.mkdir(parents=True, exist_ok=True)
    identity = _identity(folder)
    broker, controller = ports_for(folder, 2)
    properties = _configure(folder, broker, controller)
    logging = f"-Dlog4j2.configurationFile={folder / 'log4j2.properties'}"
    base = [str(java), HEAP, logging, "-cp", str(libraries)]
    if not (folder / "data" / "meta.properties").is_file():
        command = [*base, "kafka.tools.StorageTool", "format", "-t", identity, "-c", properties]
        toolchain.run(command, "formatting Kafka's folder")
    process = spawn([*base, "kafka.Kafka", properties], folder / "log.txt")
    return Running(
        name=NAME,
        pid=process.pid,
        started=process.create_time(),
        identity=identity,
        ports={"broker": broker, "controller": controller},
        settings={"INSECTA_EVENT_LOG_URL": f"kafka://127.0.0.1:{broker}"},
    )


def answers(server: Running) -> bool:
    """Whether the node on the port is the one we formatted."""
    from kafka import KafkaAdminClient
    from kafka.errors import KafkaError

    address = f"127.0.0.1:{server.ports['broker']}"
    if not listens(server.ports["broker"]):  # kafka-python leaks a socket per refused connection
        return False
    try:
        admin = KafkaAdminClient(bootstrap_servers=address, bootstrap_timeout_ms=2000)
    except KafkaError:
        return False
    try:
        return bool(admin.describe_cluster()["cluster_id"] == server.identity)
    except KafkaError:
        return False
    finally:
        admin.close()


def _identity(folder: Path) -> str:
    path = folder / "cluster.id"
    if not path.is_file():
        name = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "_")
        path.write_text(name, encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def _configure(folder: Path, broker: int, controller: int) -> str:
    (folder / "log4j2.properties").write_text(_LOGGING, encoding="utf-8")
    rows = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@127.0.0.1:{controller}",
        "listeners": f"PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{broker}",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": str(folder / "data"),
        "auto.create.topics.enable": "false",
        "num.partitions": "4",
        "offsets.topic.num.partitions": "4",
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.num.partitions": "4",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0",
    }
    path = folder / "server.properties"
    path.write_text("".join(f"{key}={value}\n" for key, value in rows.items()), encoding="utf-8")
    return str(path)
