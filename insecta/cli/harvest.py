"""`insecta harvest SOURCE --out FOLDER`: pictures that a source only links to, fetched politely."""

from __future__ import annotations

import csv
import signal
import threading
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from insecta.cli import output

INTERRUPTED = 130


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "harvest",
        help="Fetch the pictures that an archive or a list links to",
        description="Fetches every linked picture once, at a pace each host can bear, and keeps "
        "them in a folder that `insecta ingest` takes in. Given again, it goes on.",
    )
    parser.add_argument(
        "source", type=Path, metavar="SOURCE", help="Darwin Core Archive (a GBIF download), or list"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="where pictures are kept"
    )
    parser.add_argument(
        "--per-host", type=int, default=2, metavar="N", help="links of one host at a time (2)"
    )
    parser.add_argument(
        "--delay",
        type=float,
        default=0.2,
        metavar="S",
        help="seconds between two of one host (0.2)",
    )
    parser.add_argument(
        "--inside", action="append", default=[], metavar="HOST",
        help="a host of the house that may be asked; others lead outside only; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--links", type=Path, metavar="FILE", help="also write what became of every link, as CSV"
    )
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """0 where every link has its final answer, 1 where some may be tried again."""
    from insecta.errors import Invalid
    from insecta.services.harvest.fetch import Limits
    from insecta.services.harvest.run import Pace, harvest
    from insecta.vision.sandbox import DecodeSandbox

    if args.per_host < 1 or args.delay < 0:
        raise Invalid("--per-host is 1 or more, and --delay not negative")
    inside = frozenset(host.lower() for host in args.inside)
    settings = args.settings
    with DecodeSandbox(1) as sandbox, _stops() as stopped, output.progress() as bar:
        limits = Limits(
            settings.max_upload_bytes, settings.max_pixels_staff, inside, sandbox.decode
        )
        task = bar.add_task("reading the source", total=None)
        found = harvest(
            args.source, args.out, limits, Pace(args.per_host, args.delay),
            lambda done, total: bar.update(
                task, description="fetching", completed=done, total=total
            ),
            stopped.is_set,
        )  # fmt: skip
    if args.links is not None:
        _write_links(args.out, args.links)
    _tell(found, args)
    if stopped.is_set():
        return INTERRUPTED
    return 1 if found.waiting or found.states.get("failed") else 0


@contextmanager
def _stops() -> Iterator[threading.Event]:
    """Ctrl-C and SIGTERM let what is under way end; what is fetched is kept."""
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    former = {one: signal.signal(one, stop) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _write_links(folder: Path, file: Path) -> None:
    from insecta.services.harvest.ledger import Ledger

    names = (
        "url",
        "state",
        "status",
        "reason",
        "file",
        "sha256",
        "bytes",
        "licence",
        "creator",
        "at",
    )
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(names)
        for _, line in sorted(Ledger(folder).lines.items()):
            writer.writerow(output.csv_cell(str(getattr(line, name))) for name in names)


def _tell(found: Any, args: Namespace) -> None:
    if args.json:
        output.as_json(found.as_json())
        return
    rows = [(state.replace("_", " "), number) for state, number in sorted(found.states.items())]
    output.table(("links", "number"), [*rows, ("not asked yet", found.waiting)], str(args.out))
    hosts = [
        (host or "no host", sum(counts.values()), ", ".join(f"{n} {s}" for s, n in counts.items()))
        for host, counts in found.hosts.items()
    ]
    output.table(("host", "links", "of them"), hosts)
    output.say(f"{found.fresh} fetched now. Next: insecta ingest {args.out} --collection CODE")
