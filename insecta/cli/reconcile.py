"""`insecta reconcile`: do catalogue, object store, event log and search index agree?"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from insecta.cli import output

if TYPE_CHECKING:
    from insecta.bootstrap import Platform

SHOWN = 20
"""Findings of one kind that are listed for people; all are counted."""
GRACE = timedelta(minutes=15)
"""On Kafka, while a group is behind: longer than the longest wait before a retry."""
CLOCKS = timedelta(seconds=5)
"""By how much the clocks of two machines may differ."""


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "reconcile", help="Compare catalogue, object store, log and index; mend them"
    )
    parser.add_argument("--repair", action="store_true", help="mend what can be mended")
    parser.add_argument(
        "--log-lost",
        action="store_true",
        help="Kafka was emptied: nothing that was handed over to it is on its way",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a finding")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Ends with 1 where something is wrong and was not repaired."""
    from insecta.bootstrap import platform
    from insecta.services.audit.finding import House
    from insecta.services.reconcile import reconcile

    opened = platform(args.settings)
    opened.require_catalogue()
    house = House(
        opened.catalogue,
        opened.store,
        opened.index,
        opened.release,
        opened.care,
        _handled(opened, log_lost=args.log_lost) if opened.settings.uses_kafka else None,
    )
    counts: Counter[tuple[str, str]] = Counter()
    rows: list[tuple[str, str, str, str]] = []
    for one in reconcile(house, repair=args.repair):
        counts[one.kind, one.state] += 1
        if args.json:
            output.as_json(asdict(one))
        elif counts[one.kind, one.state] <= SHOWN:
            rows.append((one.kind, one.state, one.thing, one.text))
    if not args.json:
        _tell(rows, counts)
    return 1 if any(state == "wrong" for _, state in counts) else 0


def _handled(opened: Platform, *, log_lost: bool) -> datetime:
    """The moment before which everything handed over to Kafka has been handled, or is lost."""
    from insecta.services import index
    from insecta.services.audit import work

    now = datetime.now(UTC)
    if log_lost:
        return now
    backlogs = opened.care.backlogs()
    behind = any(backlogs[group].behind for group in (work.GROUP, index.GROUP))
    return now - (GRACE if behind else CLOCKS)


def _tell(rows: list[tuple[str, str, str, str]], counts: Counter[tuple[str, str]]) -> None:
    if rows:
        output.table(("what", "state", "thing", ""), rows)
    for (kind, state), number in sorted(counts.items()):
        output.say(f"{number} {kind.replace('_', ' ')} {state}")
    if not counts:
        output.say("catalogue, object store, event log and search index agree")
