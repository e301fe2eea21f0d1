"""`insecta runs list|show|failures|resume|cancel`: what happened to every picture of a run."""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import Any
from uuid import UUID

from insecta.cli import output
from insecta.errors import Conflict, Invalid


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "runs",
        help="What happened to every picture of an ingest",
        description="Lists ingests, and says of every picture what became of it, and why.",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    listed = verbs.add_parser("list", help="newest first")
    listed.add_argument("--json", action="store_true", help="one JSON object a run")
    shown = verbs.add_parser("show", help="one run: states, outcomes, what was odd")
    shown.add_argument("run_id", metavar="ID", help="the run's id, or its beginning")
    shown.add_argument("--json", action="store_true", help="one JSON object")
    failures = verbs.add_parser("failures", help="pictures that got no answer, and why")
    failures.add_argument("run_id", metavar="ID", help="the run's id, or its beginning")
    failures.add_argument("--csv", action="store_true", help="CSV with your own file names")
    resume = verbs.add_parser("resume", help="go on with a run that broke off or was cancelled")
    resume.add_argument("run_id", metavar="ID", help="the run's id, or its beginning")
    resume.add_argument("--retry", action="store_true", help="try failed pictures again")
    resume.add_argument("--master", default="local[*]", help="Spark master of a bulk run")
    resume.add_argument("--archive", default="", help="packed Python environment for workers")
    resume.add_argument("--json", action="store_true", help="end with one JSON object")
    cancel = verbs.add_parser("cancel", help="begin no further picture; what is done stays")
    cancel.add_argument("run_id", metavar="ID", help="the run's id, or its beginning")
    cancel.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Dispatch to the verb."""
    from insecta.bootstrap import platform

    opened = platform(args.settings)
    opened.require_catalogue()
    verbs = {
        "list": _list, "show": _show, "failures": _failures, "resume": _resume, "cancel": _cancel,
    }  # fmt: skip
    return verbs[args.verb](opened, args)


def _list(opened: Any, args: Namespace) -> int:
    with opened.catalogue.reading() as tx:
        found = [(one, tx.runs.counts(one.run_id)) for one in tx.runs.newest(None)]
        codes = {one.collection_id: one.code for one in tx.collections.all()}
    for one, counts in found:
        if args.json:
            output.as_json(_summary(one, counts, codes))
    if not args.json:
        rows = [
            (
                str(one.run_id)[:8],
                codes[one.collection_id],
                one.state,
                f"{one.started:%Y-%m-%d %H:%M}",
                _counted(counts),
                one.source,
            )
            for one, counts in found
        ]
        output.table(("run", "collection", "state", "started (UTC)", "pictures", "source"), rows)
    return 0


def _show(opened: Any, args: Namespace) -> int:
    one = _find(opened, args.run_id)
    with opened.catalogue.reading() as tx:
        counts = tx.runs.counts(one.run_id)
        codes = {c.collection_id: c.code for c in tx.collections.all()}
    if args.json:
        output.as_json(_summary(one, counts, codes))
        return 0
    output.say(f"Run {one.run_id}")
    rows: list[tuple[str, object, str]] = [
        ("collection", codes[one.collection_id], ""),
        ("source", one.source, ""),
        ("state", one.state, ""),
        *((f"pictures {state}", number, "") for state, number in counts.items()),
        *((f"outcome {name}", number, "") for name, number in one.outcomes.items()),
        *output.findings(one.report),
    ]
    output.table(("what", "found", "such as"), rows)
    return 0


def _failures(opened: Any, args: Namespace) -> int:
    one = _find(opened, args.run_id)
    with opened.catalogue.reading() as tx:
        items = tx.runs.items(one.run_id, ("abstained", "rejected", "failed", "duplicate"))
    rows = [(item.item_no, item.user_name, item.state, item.reason or "") for item in items]
    if args.csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(("item", "file", "state", "reason"))
        writer.writerows(
            (number, output.csv_cell(name), state, output.csv_cell(reason))
            for number, name, state, reason in rows
        )
    else:
        output.table(("item", "file", "state", "reason"), rows)
    return 0


def _resume(opened: Any, args: Namespace) -> int:
    from insecta.cli.bulk import resume

    one = _find(opened, args.run_id)
    if one.kind == "ingest" and not one.planned:
        raise Invalid(
            "the source of this ingest was not read to its end",
            hint=f"give the same `insecta ingest` again: {one.source}",
        )
    with opened.catalogue.writing() as tx:
        put_back = tx.runs.reopen(one.run_id, failed=args.retry)
        one, collection = tx.runs.get(one.run_id), tx.collections.by_id(one.collection_id)
    output.say(f"{put_back} pictures are tried again" if put_back else "no picture was put back")
    return 1 if resume(opened, collection, one, args) else 0


def _cancel(opened: Any, args: Namespace) -> int:
    from insecta.services.bulk.ledger import into_live_index

    one = _find(opened, args.run_id)
    if one.finished is not None:
        raise Conflict(f"run {one.run_id} is {one.state} already")
    with opened.catalogue.writing() as tx:
        number = tx.runs.cancel(one.run_id)
        into_live_index(tx, one)
    if args.json:
        output.as_json({"run": str(one.run_id), "cancelled": number})
    else:
        output.say(f"{number} pictures will not be begun; `insecta runs resume` takes them up")
    return 0


def _find(opened: Any, text: str) -> Any:
    """A run by its id or the beginning of it."""
    with opened.catalogue.reading() as tx:
        found = [one for one in tx.runs.newest(None) if str(one.run_id).startswith(text.lower())]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise Invalid(f"{text!r} begins several runs", hint="give more of the id")
        try:
            return tx.runs.get(UUID(text))
        except ValueError as error:
            raise Invalid(f"{text!r} is no run", hint="`insecta runs list` shows them") from error


def _summary(one: Any, counts: dict[str, int], codes: dict[UUID, str]) -> dict[str, object]:
    return {
        "run": str(one.run_id),
        "collection": codes[one.collection_id],
        "source": one.source,
        "state": one.state,
        "started": one.started.isoformat(),
        "finished": one.finished.isoformat() if one.finished else None,
        "counts": counts,
        "outcomes": one.outcomes,
        "report": one.report.get("counts", {}),
        "link": one.report.get("link"),
    }


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {state}" for state, number in sorted(counts.items()))
