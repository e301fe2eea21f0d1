"""`insecta model promote RELEASE`: let a release answer, if the gate lets it through."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from insecta.cli import output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("release", help="release folder, or the beginning of a digest")
    parser.add_argument(
        "--evaluation",
        type=Path,
        metavar="FOLDER",
        help="of this release (`insecta model evaluate`)",
    )
    parser.add_argument(
        "--against", type=Path, metavar="FOLDER",
        help="evaluation of the champion on the same snapshot, where it is not kept yet",
    )  # fmt: skip
    parser.add_argument(
        "--override", default="", metavar="REASON",
        help="promote whatever the gate says; the reason is kept in the audit",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="end with one JSON object")


def run(args: Namespace) -> int:
    from insecta.bootstrap import platform
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.gate import keep_evaluation, promote_through_gate

    opened = platform(args.settings)
    opened.prepare()
    digest = named(opened, args.release)
    against = keep_evaluation(opened.store, args.against) if args.against else None
    candidate = keep_evaluation(opened.store, args.evaluation) if args.evaluation else None
    decided = promote_through_gate(
        opened.catalogue, opened.store, LOCAL_ADMINISTRATOR, digest, candidate, args.override,
        against,
    )  # fmt: skip
    opened.prepare()
    _tell(args, digest, decided)
    return 0


def named(opened: Any, release: str) -> str:
    """Digest of a release folder, which is made known, or of a release that is. Raises NotFound."""
    from insecta.services.promote import add_release

    if (Path(release) / "release.json").is_file():
        return str(add_release(opened.catalogue, opened.book, Path(release)).digest)
    with opened.catalogue.reading() as tx:
        return str(tx.releases.named(release).digest)


def _tell(args: Namespace, digest: str, decided: Any) -> None:
    verdict, promotion = decided.verdict, decided.promotion
    if args.json:
        output.as_json(
            {
                "release": digest,
                "promotion": promotion.number if promotion else None,
                "decision": verdict.decision if verdict else None,
                "override": args.override or None,
            }
        )
        return
    if verdict is not None:
        from insecta.cli.model_compare import show

        show(verdict)
    if promotion is None:
        output.say(f"release {digest[:12]}… answers already")
    else:
        output.say(f"promotion {promotion.number}: release {digest[:12]}… answers from now on")
