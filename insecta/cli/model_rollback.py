"""`insecta model rollback`: let an earlier release answer again, in one command."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from insecta.cli import output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "promotion",
        nargs="?",
        type=int,
        help="number of the promotion to go back to (the one before)",
    )
    parser.add_argument("--json", action="store_true", help="end with one JSON object")


def run(args: Namespace) -> int:
    from insecta.bootstrap import platform
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.gate import roll_back

    opened = platform(args.settings)
    opened.require_catalogue()
    back = roll_back(opened.catalogue, LOCAL_ADMINISTRATOR, args.promotion)
    opened.prepare()
    if args.json:
        output.as_json({"release": back.release, "promotion": back.number})
    else:
        output.say(f"promotion {back.number}: release {back.release[:12]}… answers again")
    return 0
