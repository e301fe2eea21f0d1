"""`insecta model due`: whether people have named enough since the last snapshot to train again."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from insecta.cli import output

NOT_YET = 99
"""Exit code of "not yet": Airflow takes it for a task to skip, with all that follows."""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--collection", action="append", required=True, metavar="CODE", help="may be repeated"
    )
    parser.add_argument(
        "--least", type=int, default=50, metavar="N", help="specimens that suffice (50)"
    )
    parser.add_argument("--json", action="store_true", help="end with one JSON object")


def run(args: Namespace) -> int:
    from insecta.bootstrap import platform
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.retraining import due

    opened = platform(args.settings)
    opened.require_catalogue()
    found = due(opened.catalogue, LOCAL_ADMINISTRATOR, args.collection, args.least)
    since = found.since.isoformat() if found.since else None
    if args.json:
        told = {"due": found.is_due, "named": found.named, "least": found.least, "since": since}
        output.as_json(told)
    else:
        word = "train again" if found.is_due else "not yet"
        when = f"since the snapshot of {since[:10]}" if since else "and no snapshot was ever made"
        output.say(f"{found.named} specimens were named by people, {when}: {word} ({found.least})")
    return 0 if found.is_due else NOT_YET
