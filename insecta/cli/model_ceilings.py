"""`insecta model ceilings`: what no picture can tell apart, and so no answer may claim."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from uuid import UUID

from insecta.cli import output


def add_arguments(parser: ArgumentParser) -> None:
    acts = parser.add_mutually_exclusive_group()
    acts.add_argument("--add", metavar="NAME", help="the finest name that pictures can tell")
    acts.add_argument("--withdraw", type=UUID, metavar="ID", help="let a ceiling hold no longer")
    parser.add_argument("--rank", default="", help="rank of NAME")
    parser.add_argument("--reason", default="", help="why, in words that are shown")
    parser.add_argument("--reference", default="", help="where that is written")
    parser.add_argument("--authority", default="", help="taxonomy and version it speaks of")
    parser.add_argument("--view", help="only for pictures of this view")
    parser.add_argument("--needs-view", help="the view that would help")
    parser.add_argument("--json", action="store_true", help="one JSON object a ceiling")


def run(args: Namespace) -> int:
    from dataclasses import asdict
    from uuid import uuid4

    from insecta.bootstrap import platform
    from insecta.catalogue.ceilings import CeilingRow
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.ceilings import in_force, state_ceiling, withdraw_ceiling

    opened = platform(args.settings)
    opened.require_catalogue()
    if args.add:
        wanted = CeilingRow(
            uuid4(), args.add, args.rank, args.reason, args.reference, args.authority,
            args.view, args.needs_view,
        )  # fmt: skip
        output.say(f"ceiling {state_ceiling(opened.catalogue, LOCAL_ADMINISTRATOR, wanted)}")
    if args.withdraw:
        withdraw_ceiling(opened.catalogue, LOCAL_ADMINISTRATOR, args.withdraw)
    found = in_force(opened.catalogue, opened.release)
    for row, is_so in found:
        if not is_so:
            output.say(
                f"the release in force knows no {row.taxon_rank} {row.scientific_name!r}: this ceiling "
                "caps nothing (names are matched by rank and spelling)"
            )
    if args.json:
        for row, is_so in found:
            output.as_json({**asdict(row), "in_force": is_so})
        return 0
    output.table(
        ("id", "not finer than", "rank", "view", "reason", "reference", "by", "in force"),
        [(r.ceiling_id, r.scientific_name, r.taxon_rank, r.view or "all", r.reason, r.reference, r.by,
          "yes" if is_so else "no") for r, is_so in found],
    )  # fmt: skip
    return 0
