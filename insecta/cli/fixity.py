"""`insecta fixity`: are the originals still what they were?"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from datetime import UTC, datetime

from insecta.cli import output


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "fixity",
        help="Read originals again, compare digests, mend from a second store",
        description="Reads every original (or those of one day of a rotation) and compares its "
        "SHA-256. Tells changed, missing and untracked ones.",
    )
    parser.add_argument(
        "--days", type=int, default=1, metavar="N",
        help="spread over a rotation of N days, and read those of today; default all at once",
    )  # fmt: skip
    parser.add_argument("--day", type=int, metavar="D", help="another day of the rotation")
    parser.add_argument(
        "--mend-from", metavar="URL", help="file:///PATH or s3://…: a second store with the objects"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """0 where all is whole or mended, 1 where an original is lost."""
    from insecta.bootstrap import platform
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.fixity import check

    opened = platform(args.settings)
    opened.require_catalogue()
    today = datetime.now(UTC).toordinal()
    with output.progress() as bar:
        task = bar.add_task("reading originals", total=None)
        report = check(
            opened.catalogue,
            opened.store,
            LOCAL_ADMINISTRATOR,
            days=args.days,
            day=today if args.day is None else args.day,
            second=opened.store_at(args.mend_from) if args.mend_from else None,
            progress=lambda done: bar.update(task, completed=done),
        )
    if args.json:
        output.as_json(report.as_json())
    else:
        found = report.as_json()
        rows = [
            (name, len(found[name]), "; ".join(found[name][:2]))
            for name in ("changed", "missing", "untracked", "mended", "lost")
        ]
        output.table(("originals", "number", "such as"), [("checked", report.checked, ""), *rows])
    return 0 if report.is_whole else 1
