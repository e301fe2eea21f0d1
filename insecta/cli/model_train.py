"""`insecta model train SNAPSHOT`: a network from a frozen snapshot; killed, it goes on where it was."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from insecta.cli import output
from insecta.errors import BadSettings


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("snapshot", type=Path, help="folder made by `insecta dataset build`")
    parser.add_argument("--out", type=Path, required=True, help="folder of the training")
    parser.add_argument(
        "--preset",
        default="features",
        help="features, starter, starter-again (with --after), more, settle, or a .json file",
    )
    parser.add_argument(
        "--backbone", type=Path, help="what `insecta model pull inat-insects` wrote (docs/model.md)"
    )
    parser.add_argument(
        "--after", type=Path, help="go on from a finished training, with other names"
    )
    parser.add_argument(
        "--refit", type=Path, metavar="TRAINING",
        help="train the same again and learn from the calibration part too; numbers stay those of "
        "TRAINING (`insecta model export --measured-by TRAINING`)",
    )  # fmt: skip
    parser.add_argument(
        "--heads", metavar="TERM,…",
        help="also learn caste, sex, lifeStage or view, where the snapshot states them",
    )  # fmt: skip
    parser.add_argument(
        "--precision", help="float32, mixed_bfloat16 or mixed_float16; used where there is a GPU"
    )
    parser.add_argument("--json", action="store_true", help="end with one JSON object")


def run(args: Namespace) -> int:
    if (args.backbone is None) == (args.after is None):
        raise BadSettings("say where training starts: --backbone FILE, or --after TRAINING")
    from model import learned
    from model import train as door
    from model.network import continued
    from model.preset import load_preset, with_options
    from model.snapshot import read_snapshot

    preset = with_options(load_preset(args.preset), args.heads, args.precision)
    snapshot = read_snapshot(args.snapshot)
    trunk, before = None, None
    if args.after is not None:
        finished = door.read_trained(args.after)
        trunk = continued(finished.whole, preset.frozen_until)
        before = finished.about
    trained = door.train(
        snapshot, preset, args.backbone or Path(), args.out, trunk=trunk, after=before,
        earlier=None if args.refit is None else door.read_trained(args.refit),
    )  # fmt: skip
    learned.keep(args.out, trained.about, snapshot, args.after)
    told = {
        "out": str(args.out), "snapshot": snapshot.digest, "leaves": trained.about["leaves"],
        "seconds": trained.about["seconds"], "heads": trained.heads,
    }  # fmt: skip
    if args.json:
        output.as_json(told)
    else:
        for term, values in trained.heads.items():
            output.say(f"{term}: {', '.join(values)}")
        output.say(f"{told['leaves']} leaves in {told['seconds']} s, in {args.out}")
    return 0
