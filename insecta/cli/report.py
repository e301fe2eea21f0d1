"""`insecta report CODE --from 2026-01-01 --to 2026-06-30`: a collection's report for a period."""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, _SubParsersAction
from datetime import date

from insecta.cli import output


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "report",
        help="A collection in a period: what came, what it is called, who did what",
        description="Every number comes with the address that gives it again; docs/guides/reports.md "
        "says what each counts.",
    )
    parser.add_argument("code", metavar="CODE", help="its collection code")
    parser.add_argument(
        "--from", dest="first", type=_day, metavar="DAY", help="first day in UTC (1 January)"
    )
    parser.add_argument(
        "--to", dest="last", type=_day, metavar="DAY", help="last day in UTC (today)"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object")
    form.add_argument("--csv", action="store_true", help="one figure a line, on standard output")
    parser.set_defaults(run=run)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day, such as 2026-01-31") from None


def run(args: Namespace) -> int:
    """0, also where nothing came. Raises NotFound, Invalid."""
    from dataclasses import asdict

    from insecta.bootstrap import platform
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.report import build, table

    opened = platform(args.settings)
    opened.require_catalogue()
    report = build.build(
        opened.catalogue, opened.index, LOCAL_ADMINISTRATOR, args.code, args.first, args.last,
        opened.release,
    )  # fmt: skip
    if args.csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(table.FIGURES)
        writer.writerows(
            [map(output.csv_cell, table.cells(line)) for line in table.figures(report)]
        )
        return 0
    if args.json:
        release = report.release
        shown = {"digest": release.digest, "name": release.name, "version": release.version} if release else None  # fmt: skip
        body = {
            "collection": report.collection, "title": report.title, "first": report.first,
            "last": report.last, "made": report.made, "release": shown, "complete": report.complete,
            "figures": [asdict(one) for one in report.figures],
        }  # fmt: skip
        output.as_json(body)
        return 0
    title = f"{report.title or report.collection}, {report.first} to {report.last} (UTC)"
    rows = [
        (one.group, one.name, f"{'≥ ' if one.at_least else ''}{one.value:g}", one.of, one.query)
        for one in report.figures
    ]
    output.table(("group", "name", "value", "of", "query"), rows, title)
    if not report.complete:
        output.say("the search index is being filled again: names and trust are counted too low")
    return 0
