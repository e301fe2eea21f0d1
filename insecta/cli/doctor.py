"""`insecta doctor`: settings, versions, servers, disk, each with what to do about it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from insecta.cli import output

if TYPE_CHECKING:
    from argparse import _SubParsersAction

COLOURS = {"ok": "green", "warn": "yellow", "fail": "bold red"}


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command to the program's own parser."""
    parser = subparsers.add_parser("doctor", help="check settings, versions, servers, disk")
    parser.add_argument("--json", action="store_true", help="one JSON object per check")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Print every finding as it is made; 1 where one of them is `fail`."""
    from insecta.cli.checks import findings

    console, failed = Console(), 0
    for one in findings(args.settings, args.env_file):
        failed += one.status == "fail"
        if args.json:
            output.as_json(asdict(one))
            continue
        line = Text(f"{one.status:<5}", COLOURS[one.status]).append(f"{one.check}: ", "bold")
        line.append(one.detail, "default")
        if one.hint:
            line.append(f"\n      → {one.hint}", "default")
        console.print(line, soft_wrap=True)
    if failed and not args.json:
        output.say(f"{failed} of these must be mended before the platform can run.")
    return 1 if failed else 0
