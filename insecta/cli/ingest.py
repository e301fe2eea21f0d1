"""`insecta ingest SOURCE --collection CODE`: take in a collection, and see it identified."""

from __future__ import annotations

import time
from argparse import (
    ArgumentParser,
    ArgumentTypeError,
    BooleanOptionalAction,
    Namespace,
    _SubParsersAction,
)
from typing import Any
from uuid import UUID

from insecta.cli import output
from insecta.cli.day_order import add_day_order

LONGEST_CODE = 100


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "ingest",
        help="Take in a folder, CSV, Darwin Core Archive or s3:// prefix",
        description="Take in pictures and records. Interrupted, the same command goes on.",
    )
    parser.add_argument("source", metavar="SOURCE", help="folder, .csv, .tsv, archive, s3://…")
    parser.add_argument(
        "--collection", required=True, metavar="CODE", type=_code,
        help="code of the collection it belongs to; made where there is none",
    )  # fmt: skip
    parser.add_argument(
        "--dry-run", action="store_true", help="tell what would happen, and do nothing"
    )
    parser.add_argument(
        "--pattern",
        help="catalogue-number pattern: a preset (antweb, bmnhe, nhm-datamatrix, guid, any) or a "
        "regular expression with (?P<number>…)",
    )
    add_day_order(parser)
    parser.add_argument(
        "--repair-text", action="store_true",
        help="read damaged text as the dry run proposes: 'MusÃºn' as 'Musún'; kept verbatim",
    )  # fmt: skip
    parser.add_argument(
        "--public", action="store_true", help="a new collection may be seen by anybody"
    )
    parser.add_argument(
        "--many", action=BooleanOptionalAction, default=None,
        help="pictures of this collection hold many specimens (drawers, trays, traps): each that is"
        " found gets its own region and record; kept for later ingests until --no-many",
    )  # fmt: skip
    parser.add_argument("--detach", action="store_true", help="do not wait for identifications")
    parser.add_argument(
        "--retry",
        action="store_true",
        help="try only what failed in the last ingest of this source",
    )
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.set_defaults(run=run)


def _code(text: str) -> str:
    if not 1 <= len(text) <= LONGEST_CODE or text != text.strip() or not text.isprintable():
        raise ArgumentTypeError(
            f"{text!r}: a code has 1 to {LONGEST_CODE} characters, such as ANTS"
        )
    return text


def run(args: Namespace) -> int:
    """0 where every picture ended well, 1 where any was rejected or failed."""
    from insecta.bootstrap import platform
    from insecta.services.ingest.source import open_source
    from insecta.services.sources.record import ReadOptions

    opened = platform(args.settings)
    pattern = _pattern(opened, args)
    options = ReadOptions(pattern, args.day_first, args.repair_text)
    source, bucket = open_source(args.source, options, opened.bucket_opener)
    if args.dry_run:
        return _dry_run(opened, args, pattern, source, bucket)
    opened.prepare()
    return _take_in(opened, args, pattern, source, bucket)


def _pattern(opened: Any, args: Namespace) -> Any:
    """The pattern asked for, else the collection's own, else the cautious default."""
    from insecta.services.number_patterns import named_pattern

    if args.pattern:
        return named_pattern(args.pattern)
    known = _known(opened, args.collection)
    return named_pattern(known.number_pattern if known is not None else "any")


def _known(opened: Any, code: str) -> Any:
    """The collection, if there is one already."""
    from insecta.catalogue.schema import head, revision
    from insecta.errors import NotFound

    if opened.has_catalogue and revision(opened.catalogue) == head():
        with opened.catalogue.reading() as tx:
            try:
                return tx.collections.get(code)
            except NotFound:
                pass
    return None


def _dry_run(opened: Any, args: Namespace, pattern: Any, source: Any, bucket: Any) -> int:
    from insecta.services.ingest.dry_run import dry_run

    known = _known(opened, args.collection)
    own = known.max_pixels if known is not None else None
    with output.progress() as bar:
        task = bar.add_task("reading the source", total=None)
        report = dry_run(
            source.records(),
            pattern,
            max_pixels=own or args.settings.max_pixels_staff,
            workers=opened.workers,
            source=bucket() if bucket else None,
            progress=lambda done: bar.update(task, completed=done),
        )
    if args.json:
        output.as_json(report.as_json())
    else:
        _show(report)
    return 0


def _show(report: Any) -> None:
    rows = [
        (code.replace("_", " "), count, "; ".join(report.examples.get(code, [])[:3]))
        for code, count in sorted(report.counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    rows.insert(0, ("pictures", report.pictures, f"{report.judged} of them opened"))
    output.table(
        ("found", "number", "examples"), rows, "Nothing was written. An ingest would find:"
    )
    if report.seconds is not None:
        output.say(f"It should take about {_duration(report.seconds)} on this machine.")


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3_600:.1f} h"


def _take_in(opened: Any, args: Namespace, pattern: Any, source: Any, bucket: Any) -> int:
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.ingest import run as ingest
    from insecta.services.ingest.pool import Work
    from insecta.services.regions import holds_many, set_many

    collection, begun, resumed = ingest.begin(
        opened.catalogue,
        LOCAL_ADMINISTRATOR,
        args.collection,
        source,
        retry=args.retry,
        public=args.public,
        number_pattern=args.pattern or "any",
        target=args.settings.target,
    )
    if args.many is not None:
        collection = set_many(opened.catalogue, LOCAL_ADMINISTRATOR, args.collection, args.many)
    if resumed:
        output.say(f"Going on with run {begun.run_id}")
    if args.retry:
        ingest.retry_failed(opened.catalogue, begun.run_id)
    work = Work(
        opened.store_opener,
        collection.max_pixels or args.settings.max_pixels_staff,
        args.settings.max_upload_bytes,
        bucket,
        many=holds_many(collection),
    )
    with output.progress() as bar:
        task = bar.add_task("reading the source", total=None)
        ingest.take_in(
            opened.catalogue,
            collection,
            pattern,
            begun,
            source,
            work,
            opened.workers,
            lambda stage, done, total: bar.update(
                task, description=stage, completed=done, total=total
            ),
        )
        if not args.detach:
            wait_identified(opened, begun.run_id, bar, task)
    ingest.close(opened.catalogue, collection, begun)
    return _ended(opened, begun.run_id, args)


def wait_identified(opened: Any, run_id: UUID, bar: Any, task: Any) -> None:
    """Wait for the workers of a running platform; where there is none, do their work here."""
    from insecta.services.ingest.run import open_items

    total = open_items(opened.catalogue, run_id)
    bar.reset(task, description="identifying", total=total)
    while left := open_items(opened.catalogue, run_id):
        bar.update(task, completed=total - left)
        if opened.has_role("identify"):
            time.sleep(0.2)
        else:
            opened.identify_run(run_id, lambda done: bar.advance(task, done))
    bar.update(task, completed=total)


def _ended(opened: Any, run_id: UUID, args: Namespace) -> int:
    with opened.catalogue.reading() as tx:
        counts = tx.runs.counts(run_id)
        run = tx.runs.get(run_id)
    summary = {
        "run": str(run_id),
        "counts": counts,
        "outcomes": run.outcomes,
        "report": run.report.get("counts", {}),
    }
    if args.json:
        output.as_json(summary)
    else:
        rows = [*counts.items(), *run.outcomes.items()]
        output.table(("pictures", "number"), rows, f"Run {run_id}")
        for what, number, examples in output.findings(run.report):
            output.say(f"  {number} × {what}: {examples}")
    lost = counts.get("rejected", 0) + counts.get("failed", 0)
    if lost:
        short = str(run_id)[:8]
        output.say(f"{lost} were not taken in; `insecta runs failures {short}` says why")
    return 1 if lost else 0
