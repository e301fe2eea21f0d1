"""`insecta model cases`: docs/decision-cases.json, which holds copies of the decision equal."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from insecta.cli import output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("docs/decision-cases.json"),
        help="file to write (docs/decision-cases.json)",
    )
    parser.add_argument(
        "--release", type=Path, action="append", default=[], metavar="FOLDER",
        help="take this release too (may be repeated)",
    )  # fmt: skip


def run(args: Namespace) -> int:
    from insecta.services.decision_cases.write import write
    from insecta.vision.release_folder import read_default_release, read_release

    real = {"shipped": read_default_release().release}
    real |= {folder.name: read_release(folder).release for folder in args.release}
    number = write(args.out, real)
    output.say(f"{number} cases written to {args.out}")
    return 0
