"""`insecta model ACTION`: releases and the networks in them.

Actions are modules with `add_arguments(parser)` and `run(args) -> int`; heavy modules are imported
inside `run`.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from insecta.errors import BadSettings

ACTIONS: dict[str, tuple[str, str]] = {
    "compare": ("insecta.cli.model_compare", "Compare two evaluations on the same specimens"),
    "promote": ("insecta.cli.model_promote", "Let a release answer, if it is not worse"),
    "rollback": ("insecta.cli.model_rollback", "Let an earlier release answer again"),
    "card": ("insecta.cli.model_card", "What a release says of itself, and where it stands"),
    "pull": ("insecta.cli.model_pull", "Fetch a known public network as a release"),
    "ceilings": ("insecta.cli.model_ceilings", "What no picture can tell apart"),
    "due": ("insecta.cli.model_due", "Whether people have named enough to train again"),
    "train": ("insecta.cli.model_train", "Train a network on a frozen snapshot"),
    "export": ("insecta.cli.model_export", "Make a release of a finished training"),
    "calibrate": (
        "insecta.cli.model_calibrate",
        "Measure a release's numbers anew on own specimens",
    ),
    "evaluate": ("insecta.cli.model_evaluate", "Measure a release on specimens it has never seen"),
    "cases": ("insecta.cli.model_cases", "Write the cases that copies of the decision are held to"),
}
"""Action → module, and what it does in a line."""
THROUGH_THE_DOOR = {"train", "export", "calibrate", "evaluate"}
"""Actions of `model/`, which lies in the repository and not in the installed package."""


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "model",
        help="Releases: compare, promote, roll back, and what they say of themselves",
        description="Releases and the networks in them.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, (module, text) in ACTIONS.items():
        action = actions.add_parser(name, help=text, description=text + ".")
        loaded = import_module(module)
        loaded.add_arguments(action)
        through = name in THROUGH_THE_DOOR
        action.set_defaults(run=_through_the_door(loaded.run) if through else loaded.run)


def _through_the_door(run: Callable[[Namespace], int]) -> Callable[[Namespace], int]:
    """The action with `model/` importable, from wherever the command is given."""

    def opened(args: Namespace) -> int:
        root = Path(__file__).resolve().parents[2]
        if not (root / "model" / "__init__.py").is_file():
            raise BadSettings(
                "training is not part of the installed package",
                hint="give the command in a checkout of the repository (`make env`)",
            )
        if str(root) not in sys.path:
            sys.path.append(str(root))
        return run(args)

    return opened
