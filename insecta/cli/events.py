"""`insecta events init`: everything the event log needs exists, and what exists stays as it is."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction

from insecta.cli import output


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser("events", help="Make the event log's topics and groups")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    init = verbs.add_parser("init", help="make what is missing: Kafka's topics, or the groups")
    init.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Raises Unavailable while the log is down, BadSettings where it may not be changed."""
    from insecta.bootstrap import platform
    from insecta.domain.events import GROUPS

    opened = platform(args.settings)
    if not opened.settings.uses_kafka:
        opened.require_catalogue()
    found = opened.care.prepare(GROUPS)
    kind = "topic" if opened.settings.uses_kafka else "group"
    if args.json:
        output.as_json({f"{kind}s": [{"name": name, "made": new} for name, new in found.items()]})
        return 0
    output.table((kind, ""), [(name, "made" if new else "exists") for name, new in found.items()])
    output.say(f"{sum(found.values())} made, {len(found) - sum(found.values())} were there")
    return 0
