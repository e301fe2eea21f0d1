"""`insecta model evaluate RELEASE SNAPSHOT`: what a release does on specimens it has never seen."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from insecta.cli import output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("release", help="release folder, the beginning of a digest, or `champion`")
    parser.add_argument("snapshot", type=Path, help="snapshot whose test parts are looked at")
    parser.add_argument("--out", type=Path, required=True, help="folder for the report")
    parser.add_argument("--strangers", type=Path, help="folder of pictures without an insect")
    parser.add_argument("--quick", action="store_true", help="leave out the changed pictures")
    parser.add_argument(
        "--all-pictures", action="store_true",
        help="show pictures that no open licence covers, too: for a report that stays in the house",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="end with one JSON object")


def _folder(args: Namespace) -> Path:
    """Where the release's files are: as given, else a copy of what the house knows."""
    if (Path(args.release) / "release.json").is_file():
        return Path(args.release)
    from insecta.bootstrap import platform
    from insecta.services.promote import champion

    opened = platform(args.settings)
    if not opened.has_catalogue:
        return Path(args.release)  # reading it says what is missing
    digest = args.release
    if digest == "champion":
        digest = champion(opened.catalogue).release
    with opened.catalogue.reading() as tx:
        known = tx.releases.named(digest).digest
    return opened.book.path(known)


def run(args: Namespace) -> int:
    from insecta.vision.release_folder import read_release
    from model import report as door
    from model.snapshot import read_snapshot

    folder = read_release(_folder(args))
    snapshot = read_snapshot(args.snapshot)
    others = door.strangers(args.strangers) if args.strangers else ()
    told, found = door.evaluate(folder, snapshot, others, hard=not args.quick)
    door.write(args.out, folder, told, found, everything=args.all_pictures)
    learned = told["learned"]
    if learned is None:
        output.say("what this release learned from is not known: it may have seen what tests it")
    elif learned["pictures"]:
        output.say(f"{learned['pictures']} pictures left out that it learned from")
    if args.json:
        output.as_json(told)
    else:
        output.say(f"{len(found)} pictures looked at; the report is {args.out / 'report.html'}")
    return 0
