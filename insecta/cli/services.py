"""`insecta services up|down|status [NAME …]`: real servers on this machine, for trying and tests."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from insecta.settings import Settings

if TYPE_CHECKING:
    from argparse import _SubParsersAction

NAMES = ("postgres", "s3", "kafka", "elasticsearch")


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command to the program's own parser."""
    parser = subparsers.add_parser(
        "services", help="start, stop or show real Kafka, Elasticsearch, PostgreSQL and S3"
    )
    parser.add_argument(
        "action", choices=("up", "down", "status"),
        help="start what does not run yet, end what was started here, or show both",
    )  # fmt: skip
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; none means all"
    )
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Carry out one action; 0 when every named server is as wished."""
    settings = args.settings
    actions = {"up": _up, "down": _down, "status": _status}
    return actions[args.action](settings, args.names, Console())


def _folder(settings: Settings) -> Path:
    return settings.data / "servers"


def _up(settings: Settings, names: list[str], console: Console) -> int:
    from insecta.servers import fleet

    folder = _folder(settings)
    fleet.start(folder, settings.cache, names, tell=console.print)
    console.print(f"To use them: insecta --env-file {folder / fleet.ENV_FILE} up", soft_wrap=True)
    return 0


def _down(settings: Settings, names: list[str], console: Console) -> int:
    from insecta.servers import fleet

    for name, ended in fleet.stop(_folder(settings), names).items():
        console.print(f"{name}: {'ended' if ended else 'was not running'}")
    return 0


def _status(settings: Settings, names: list[str], console: Console) -> int:
    from insecta.servers import fleet

    table = Table("server", "state", "ports", "process", "memory")
    rows = fleet.status(_folder(settings), names)
    for row in rows:
        if row.server is None:
            table.add_row(row.name, row.health, "", "", "")
            continue
        ports = ", ".join(f"{what} {port}" for what, port in row.server.ports.items())
        table.add_row(
            row.name, row.health, ports, str(row.server.pid), f"{row.memory / 2**20:.0f} MiB"
        )
    console.print(table)
    return 0 if all(row.health == "running" for row in rows) else 1
