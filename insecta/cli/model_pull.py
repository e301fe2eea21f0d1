"""`insecta model pull NAME`: a known public network, by its pinned digest, as a release folder."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from insecta.cli import output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", help="such as inat-insects")
    parser.add_argument("--out", type=Path, required=True, help="release folder to write")
    parser.add_argument(
        "--mirror",
        type=Path,
        metavar="FOLDER",
        help="folder with the files, in place of the network",
    )
    parser.add_argument("--json", action="store_true", help="end with one JSON object")


def run(args: Namespace) -> int:
    from insecta.services.pull import pull

    with output.progress() as bar:
        task = bar.add_task("fetching", total=None)
        release = pull(
            args.name,
            args.out,
            args.mirror,
            lambda what, done: bar.update(task, description=what, completed=done),
        )
    if args.json:
        output.as_json({"release": release.digest, "out": str(args.out)})
    else:
        output.say(f"release {release.digest[:12]}… in {args.out}")
        output.say(release.limit_line)
    return 0
