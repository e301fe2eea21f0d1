"""`insecta model compare CHAMPION CANDIDATE`: two evaluations, paired on the same specimens."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from insecta.cli import output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("champion", type=Path, help="folder of `insecta model evaluate`")
    parser.add_argument("candidate", type=Path, help="folder of `insecta model evaluate`")
    parser.add_argument("--seed", type=int, default=1, help="of the draws (1)")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")


def run(args: Namespace) -> int:
    from insecta.services.compare import compare, read_evaluation

    verdict = compare(read_evaluation(args.champion), read_evaluation(args.candidate), args.seed)
    if args.json:
        output.as_json(verdict.as_json)
    else:
        show(verdict)
    return 0


def show(verdict: Any) -> None:
    """The differences as a table, and the decision in words."""
    rows = [
        (d.test, d.figure, f"{d.champion:.1%}", f"{d.candidate:.1%}", f"{d.low:+.1%} to {d.high:+.1%}",
         f"{d.smallest_seen:.1%}", d.specimens, "worse" if d.is_worse else "")
        for d in verdict.differences
    ]  # fmt: skip
    head = (
        "test",
        "figure",
        "champion",
        "candidate",
        "difference",
        "could be seen",
        "specimens",
        "",
    )
    output.table(head, rows)
    for reason in verdict.reasons:
        output.say(reason)
    words = {
        "not_worse": "not worse than the champion beyond the interval on any frozen test",
        "worse": "worse than the champion",
        "a_person": f"{verdict.specimens} test specimens are too few to decide by: a person decides",
    }
    output.say(words[verdict.decision])
