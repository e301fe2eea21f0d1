"""`insecta model calibrate RELEASE SNAPSHOT`: measure a release's numbers anew on own specimens."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from insecta.cli import output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("release", type=Path, help="release folder, such as `model pull` writes")
    parser.add_argument("snapshot", type=Path, help="labelled specimens (`insecta dataset build`)")
    parser.add_argument("--out", type=Path, required=True, help="release folder to write")
    parser.add_argument(
        "--limit-line", default="", metavar="LINE",
        help="what stands above its answers (that they hold for pictures like these)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="end with one JSON object")


def run(args: Namespace) -> int:
    from insecta.errors import Conflict
    from model import recalibrate as door

    if args.out.exists():
        raise Conflict(f"{args.out} is there already", hint="a release never changes: name another")
    digest, found = door.recalibrate(args.release, args.snapshot, args.out, args.limit_line)
    least = found.release.thresholds.get("0.95", {})
    if args.json:
        output.as_json(
            {"release": digest, "out": str(args.out), "pictures": found.pictures,
             "specimens": found.specimens, "unknown": found.unknown, "left_out": found.left_out,
             "temperature": found.release.temperature, "thresholds": dict(least),
             "sources": {name: of.as_json for name, of in found.sources.items()}}
        )  # fmt: skip
        return 0
    rows = [
        (rank, count, f"{least[rank]:.3f}" if rank in least else "never answered")
        for rank, count in found.cases.items()
    ]
    output.table(("rank", "pictures judged", "answered from, at 95 %"), rows)
    output.say(
        f"{found.pictures} pictures looked at, {found.unknown} of names it does not know; "
        f"{found.left_out} left out that it learned from; "
        f"release {digest[:12]}… in {args.out}"
    )
    for name, of in found.broken.items():
        output.say(
            f"{name}: only {of.right} of {of.cases} answers are right; calibrate on it alone"
        )
    return 0
