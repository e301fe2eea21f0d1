"""`insecta up`: the whole platform on this machine, in the foreground."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from insecta.cli.output import say
from insecta.domain.events import GROUPS
from insecta.errors import BadSettings, Conflict
from insecta.settings import Settings

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from insecta.services.supervise import Command

OnReady = Callable[[str], None]


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command to the program's own parser."""
    parser = subparsers.add_parser(
        "up", help="run the platform", description="Run API and workers until Ctrl-C."
    )
    parser.add_argument(
        "--prepare",
        action="store_true",
        help="only make schema, release and search indexes, for children that run on their own",
    )
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Until stopped, or once prepared: 0; a child that keeps failing: 1."""
    if args.prepare:
        prepare(args.settings)
        say("schema, release and search indexes are there")
        return 0
    return serve(args.settings)


def serve(settings: Settings, on_ready: OnReady | None = None) -> int:
    """Run the platform; `on_ready` gets its address, once, in a thread of its own.

    Raises Conflict (folder or port in use), BadSettings, BadRelease, Unavailable.
    """
    from insecta.services.data_folder import locked, require_local
    from insecta.services.supervise import Supervisor

    if "sqlite" in (settings.catalogue.split(":")[0], settings.search_index.split(":")[0]):
        require_local(settings.data)
    with locked(settings.data, os.getpid()):
        settings = settings.model_copy(update={"port": _port(settings)})
        prepare(settings)
        address = f"http://{_named(settings.host)}:{settings.port}"

        def announce() -> None:
            say(f"Insecta runs at {address} (stop with Ctrl-C)")
            if on_ready is not None:
                threading.Thread(target=on_ready, args=(address,), daemon=True).start()

        supervisor = Supervisor(_commands(settings), say)
        return supervisor.run(lambda: is_ready(address), announce)


def prepare(settings: Settings) -> None:
    """Bring into being what children need; again changes nothing. Raises BadSettings."""
    from insecta.bootstrap import platform

    with closing(platform(settings)) as house:
        house.prepare()
        with house.catalogue.writing() as tx:
            tx.letters.ensure_groups(list(GROUPS))
            has_keys = bool(tx.principals.keys())
    if settings.is_reachable and not has_keys:
        raise BadSettings(
            f"{settings.reached_by}: others can reach it, and there are no keys yet",
            hint="make one with `insecta keys make NAME --role administrator`, or take the setting back",
        )


def _commands(settings: Settings) -> list[Command]:
    from insecta.services.supervise import Command

    names = ["api", *GROUPS] + (["relay"] if settings.uses_kafka else [])
    environment = child_environment(settings)
    argv = [sys.executable, "-m", "insecta.cli.main", "child"]
    return [Command(name, [*argv, name], environment) for name in names]


def child_environment(settings: Settings) -> Mapping[str, str]:
    """Our environment with every setting as it was read, and the folder of the doors on the path."""
    root = str(Path(__file__).resolve().parent.parent.parent)
    path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    told = {f"INSECTA_{name.upper()}": str(value) for name, value in settings.model_dump().items()}
    return {**os.environ, **told, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}


def _port(settings: Settings) -> int:
    """The port to listen on, a free one for 0. Raises Conflict where it is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise Conflict(
                f"{settings.host} port {settings.port}: {error.strerror}",
                hint="set INSECTA_PORT to another one, or to 0 for any that is free",
            ) from error
        return int(probe.getsockname()[1])


def _named(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104  as given by the user
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def is_ready(address: str) -> bool:
    """Whether the API says that every role is filled."""
    opener = build_opener(ProxyHandler({}))
    try:
        with opener.open(f"{address}/readyz", timeout=2) as answer:
            json.load(answer)
            return bool(answer.status == 200)
    except (URLError, OSError, ValueError):
        return False
