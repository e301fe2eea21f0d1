"""`insecta child NAME`: one process of the platform, as `insecta up` starts it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing
from importlib import import_module
from typing import TYPE_CHECKING

from insecta.cli.logs import configure

if TYPE_CHECKING:
    from argparse import _SubParsersAction

DOORS = {
    "api": "api.serve:run",
    "identify": "streaming.identify:run",
    "index": "streaming.index:run",
    "notify": "streaming.notify:run",
    "relay": "streaming.relay:run",
}
"""Each door's function takes a Platform and returns an exit code."""


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command to the program's own parser."""
    parser = subparsers.add_parser("child", description="One process of the platform.")
    parser.add_argument("name", choices=sorted(DOORS))
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Refuse another program's schema, then be that process until told to stop."""
    from insecta import tracing
    from insecta.bootstrap import platform
    from insecta.catalogue.schema import require_current
    from insecta.services.supervise import end_own_group, follow_parent

    follow_parent()
    configure(args.name, args.settings.log_level, as_json=args.settings.json_logs)
    if args.settings.traces:
        tracing.configure(args.settings.traces, args.name)
    module, _, function = DOORS[args.name].partition(":")
    try:
        with closing(platform(args.settings)) as running:
            require_current(running.catalogue)
            return int(getattr(import_module(module), function)(running))
    finally:
        end_own_group()
