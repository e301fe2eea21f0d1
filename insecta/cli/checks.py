"""The single checks of `insecta doctor`: what is there, whether it works, what to do about it."""

from __future__ import annotations

import os
import platform as machine
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from dotenv import dotenv_values

from insecta import __version__
from insecta.bootstrap import Platform, platform
from insecta.catalogue import schema
from insecta.errors import InsectaError
from insecta.services.data_folder import NETWORK, file_system, holder
from insecta.settings import Settings
from insecta.vision.classifier import NetworkClassifier
from insecta.vision.release_folder import read_release

Status = Literal["ok", "warn", "fail"]
SECRETS = ("secret", "password", "access_key")
LITTLE, TOO_LITTLE = 5 * 2**30, 500 * 2**20
"""Free bytes of the data folder below which to warn, or to stop."""
OLDEST_POSTGRES, OLDEST_KAFKA = 14, (4, 0)
OPTIONAL = {
    "boto3": ("s3", "s3:// addresses"),
    "kafka": ("kafka", "kafka:// event log"),
    "elasticsearch": ("elastic", "elasticsearch:// search index"),
    "psycopg": ("postgres", "postgresql:// catalogue"),
    "pillow_heif": ("heif", "HEIC pictures"),
    "rawpy": ("raw", "camera raw pictures"),
    "tensorflow": ("model", "training"),
    "pyspark": ("spark", "bulk runs"),
    "openvino": ("fast", "INSECTA_RUNTIME=openvino"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; `hint` says what to do where the status is not ok."""

    check: str
    status: Status
    detail: str
    hint: str = ""


def findings(settings: Settings, env_file: Path | None) -> Iterator[Finding]:
    """Every check in order; one that breaks is a finding itself."""
    yield from _settings(settings, env_file)
    yield from _machine()
    yield from _extras(settings)
    yield from _disk(settings.data)
    with closing(platform(settings)) as house:
        for name, check in _PARTS.items():
            yield _guarded(name, lambda check=check: check(house))  # type: ignore[misc]
    yield _port(settings)


def _guarded(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except InsectaError as error:
        return Finding(name, "fail", error.message, error.hint)
    except Exception as error:  # a driver's own: still a line of the report
        return Finding(name, "fail", f"{type(error).__name__}: {error}", "check its address")


# Settings


def _settings(settings: Settings, env_file: Path | None) -> Iterator[Finding]:
    filed = {name.upper() for name in dotenv_values(env_file)} if env_file else set()
    set_here = {name.upper() for name in os.environ}
    for name, value in settings.model_dump().items():
        variable = f"INSECTA_{name.upper()}"
        source = "default"
        if variable in set_here:
            source = "environment"
        elif variable in filed:
            source = str(env_file)
        yield Finding(variable, "ok", f"{masked(name, str(value)) or '(empty)'} — {source}")


def masked(name: str, value: str) -> str:
    """A setting as it may be shown: no secret, no password inside an address."""
    if value and any(word in name for word in SECRETS):
        return "•••"
    if "://" not in value:
        return value
    parts = urlsplit(value)
    account, at, place = parts.netloc.rpartition("@")
    if not at or ":" not in account:
        return value
    return urlunsplit(parts._replace(netloc=f"{account.split(':')[0]}:•••@{place}"))


# The machine


def _machine() -> Iterator[Finding]:
    found = machine.python_version()
    fits = (3, 11) <= sys.version_info[:2] < (3, 13)
    hint = "" if fits else "Insecta is tested on Python 3.11 and 3.12"
    yield Finding("Python", "ok" if fits else "fail", f"{found} ({sys.executable})", hint)
    yield Finding("Insecta", "ok", __version__)
    names = ("sqlalchemy", "fastapi", "numpy", "pillow", "ai-edge-litert")
    yield Finding("packages", "ok", ", ".join(f"{name} {_version(name)}" for name in names))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


def _extras(settings: Settings) -> Iterator[Finding]:
    urls = (
        settings.catalogue,
        settings.object_store,
        settings.event_log_url,
        settings.search_index,
    )
    schemes = {urlsplit(url).scheme.split("+")[0] for url in urls}
    for module, (extra, use) in OPTIONAL.items():
        there = find_spec(module) is not None
        needed = use.split("://")[0] in schemes
        hint = "" if there else f'for {use}: pip install "insecta[{extra}]"'
        status: Status = "fail" if needed and not there else "ok"
        yield Finding(f"extra {extra}", status, "installed" if there else "not installed", hint)


def _disk(data: Path) -> Iterator[Finding]:
    there = next(one for one in (data, *data.parents) if one.exists())
    if not os.access(there, os.W_OK):
        hint = "change its owner, or set INSECTA_DATA"
        yield Finding("data folder", "fail", f"{there} cannot be written", hint)
    else:
        yield Finding("data folder", "ok", f"{data}" + ("" if data.exists() else " (not yet made)"))
    free = shutil.disk_usage(there).free
    status: Status = "fail" if free < TOO_LITTLE else "warn" if free < LITTLE else "ok"
    hint = "" if status == "ok" else "free some, or set INSECTA_DATA to a larger disk"
    yield Finding("disk space", status, f"{free / 2**30:.1f} GB free", hint)
    kind = file_system(data)
    if kind in NETWORK:
        hint = "SQLite can lose data there: set INSECTA_DATA to a local folder"
        yield Finding("file system", "fail", f"{kind}, a network file system", hint)
    else:
        yield Finding("file system", "ok", kind or "unknown")


# The four addresses, and the release


def _catalogue(house: Platform) -> Finding:
    name = "catalogue"
    if not house.has_catalogue:
        return Finding(name, "ok", "none yet: the first `insecta up`, demo or ingest makes it")
    with house.catalogue.reading() as tx:
        dialect = tx.connection.dialect
        number = dialect.server_version_info or ()
    told = f"{dialect.name} {'.'.join(map(str, number))}"
    if dialect.name == "postgresql" and int(number[0]) < OLDEST_POSTGRES:
        return Finding(name, "fail", told, f"needs PostgreSQL {OLDEST_POSTGRES} or newer")
    found, wanted = schema.revision(house.catalogue), schema.head()
    if found != wanted:
        hint = "`insecta up` migrates" if found is None or found < wanted else "upgrade Insecta"
        return Finding(name, "warn", f"{told}, schema {found}, this program needs {wanted}", hint)
    return Finding(name, "ok", f"{told}, schema {found}")


def _store(house: Platform) -> Finding:
    house.store.size("doctor")
    return Finding("object store", "ok", f"{masked('', house.settings.object_store)} answers")


def _index(house: Platform) -> Finding:
    url = urlsplit(house.settings.search_index)
    if url.scheme == "sqlite" and not Path(url.path).is_file():
        return Finding("search index", "ok", "none yet: the first `insecta up` makes it")
    opened: Any = house.index  # looks at the server's version itself
    shown = masked("", house.settings.search_index)
    return Finding("search index", "ok", f"{shown} answers ({type(opened).__name__})")


def _event_log(house: Platform) -> Finding:
    if not house.settings.uses_kafka:
        return Finding("event log", "ok", "the catalogue's own outbox")
    from kafka import KafkaAdminClient

    brokers = urlsplit(house.settings.event_log_url).netloc.split(",")
    with closing(KafkaAdminClient(bootstrap_servers=brokers, bootstrap_timeout_ms=5_000)) as admin:
        cluster = admin.describe_cluster()
        nodes = [node["broker_id"] for node in cluster["brokers"]]
        found = tuple(admin.get_broker_version_data(nodes[0]).broker_version)
    told = f"Kafka {'.'.join(map(str, found))}, {len(nodes)} broker(s)"
    if found < OLDEST_KAFKA:
        return Finding("event log", "fail", told, "needs Kafka 4 or newer")
    return Finding("event log", "ok", told)


def _release(house: Platform) -> Finding:
    release = read_release(house.first_release).release
    told = f"{release.name} {release.version} ({release.digest[:12]}…)"
    return Finding("first release", "ok", told)


def _network(house: Platform) -> Finding:
    loaded = NetworkClassifier.open(house.first_release, house.settings.runtime)
    return Finding("network", "ok", f"{loaded.program} answers the golden picture as it should")


def _workers(house: Platform) -> Finding:
    pid = holder(house.settings.data)
    if pid is None:
        return Finding("platform", "ok", "not running on this folder")
    with house.catalogue.reading() as tx:
        roles = [lease.name.removeprefix("role:") for lease in tx.leases.live("role:")]
    missing = {"identify", "index"} - {role.split(":")[0] for role in roles}
    if missing:
        hint = "look at its output; it starts ended children again"
        return Finding("platform", "warn", f"process {pid}, without {sorted(missing)}", hint)
    return Finding("platform", "ok", f"runs as process {pid} with {', '.join(roles)}")


_PARTS: dict[str, Callable[[Platform], Finding]] = {
    "catalogue": _catalogue,
    "object store": _store,
    "event log": _event_log,
    "search index": _index,
    "first release": _release,
    "network": _network,
    "platform": _workers,
}


def _port(settings: Settings) -> Finding:
    place = f"{settings.host}:{settings.port}"
    if holder(settings.data) is not None:
        return Finding("port", "ok", f"{place} is for the running platform")
    try:
        with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError as error:
        hint = "set INSECTA_PORT to another one, or to 0 for any that is free"
        return Finding("port", "fail", f"{place}: {error.strerror}", hint)
    return Finding("port", "ok", f"{place} is free")
