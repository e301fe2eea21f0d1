"""`insecta model export TRAINING SNAPSHOT`: a release folder, calibrated and read back as proof."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from insecta.cli import output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("training", type=Path, help="folder of a finished `insecta model train`")
    parser.add_argument("snapshot", type=Path, help="the snapshot it was trained on")
    parser.add_argument("--out", type=Path, required=True, help="release folder to write")
    parser.add_argument("--name", required=True, help="name of the release")
    parser.add_argument("--release-version", default="1.0.0", help="version of the release")
    parser.add_argument("--licence", required=True, help="terms of the weights, in a line")
    parser.add_argument("--limit-line", required=True, help="what it can and cannot do, in a line")
    parser.add_argument(
        "--candidates-below", action="append", default=[], metavar="TAXON",
        help="taxon id below which names are candidates and never an answer; repeat for several",
    )  # fmt: skip
    parser.add_argument(
        "--forms", type=Path, metavar="FOLDER",
        help="also write the other forms there: int8 and float32, any number of pictures and one",
    )  # fmt: skip
    parser.add_argument(
        "--measured-by", type=Path, metavar="TRAINING",
        help="for a training made with --refit: the one it repeats, which is calibrated in its place",
    )  # fmt: skip
    parser.add_argument("--created", default=time.strftime("%Y-%m-%d"), help="date in release.json")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")


def run(args: Namespace) -> int:
    from insecta.errors import Conflict
    from insecta.vision.release_folder import MANIFEST
    from model import finish as door

    if (args.out / MANIFEST).exists():
        raise Conflict(
            f"{args.out} is a release", hint="a release never changes: name another folder"
        )
    made = door.export(
        args.training, args.snapshot, args.out, name=args.name, version=args.release_version,
        licence=args.licence, limit_line=args.limit_line, created=args.created,
        candidates_below=args.candidates_below, measured_by=args.measured_by,
    )  # fmt: skip
    if args.forms is not None:
        door.write_forms(args.training, args.snapshot, args.forms)
    if args.json:
        output.as_json({"release": made, "out": str(args.out)})
    else:
        output.say(f"release {made} in {args.out}")
    return 0
