"""`insecta collections list|set|withhold`: what each asks of answers, its largest pictures, withheld taxa."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from insecta.cli import output


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "collections",
        help="List collections; set each one's target, list of taxa and pixel limits, and withhold taxa",
        description="Collections are made by the first ingest, upload or shot that names them.",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    listed = verbs.add_parser("list", help="by code, with target precision and pixel limits")
    listed.add_argument("--json", action="store_true", help="one JSON object a collection")
    change = verbs.add_parser(
        "set", help="what one collection asks of answers, and its pixel limits"
    )
    change.add_argument("code", metavar="CODE", help="its collection code")
    change.add_argument(
        "--target", type=float, metavar="SHARE", help="precision that its answers have to meet, such as 0.95"
    )  # fmt: skip
    change.add_argument(
        "--list", metavar="FILE", dest="taxa",
        help="taxa it expects, a name a line: answers stay among them; an empty file ends that",
    )  # fmt: skip
    change.add_argument(
        "--least-testing", type=int, metavar="N",
        help="answer at the genus where a finer name has fewer test specimens, such as 10; 0: never",
    )  # fmt: skip
    change.add_argument(
        "--max-pixels", type=_pixels, metavar="N",
        help="of staff who ingest, bulk runs and cameras; 0: the house's (INSECTA_MAX_PIXELS_STAFF)",
    )  # fmt: skip
    change.add_argument(
        "--max-pixels-public", type=_pixels, metavar="N",
        help="of uploads; 0: the house's (INSECTA_MAX_PIXELS_PUBLIC)",
    )  # fmt: skip
    change.add_argument("--json", action="store_true", help="one JSON object")
    lists = verbs.add_parser(
        "withhold", help="taxa of which strangers are told less, from files with a name a line"
    )
    lists.add_argument("code", metavar="CODE", help="its collection code")
    lists.add_argument(
        "--sensitive", metavar="FILE",
        help="place, day, collector and labels are withheld; an empty file ends that",
    )  # fmt: skip
    lists.add_argument(
        "--regulated", metavar="FILE",
        help="on hold, with the machine's name, until a person has said what it is",
    )  # fmt: skip
    lists.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=run)


def _pixels(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text!r} is no number of pixels, such as 200000000")
    return int(text)


def run(args: Namespace) -> int:
    """Dispatch to the verb."""
    from insecta.bootstrap import platform

    opened = platform(args.settings)
    opened.require_catalogue()
    return {"list": _list, "set": _set, "withhold": _withhold}[args.verb](opened, args)


def _list(opened: Any, args: Namespace) -> int:
    with opened.catalogue.reading() as tx:
        found = tx.collections.all()
    _tell(opened, args, found)
    return 0


def _set(opened: Any, args: Namespace) -> int:
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.answer_rules import set_answer_rules
    from insecta.services.pixel_limits import set_pixel_limits

    pixels = (args.max_pixels, args.max_pixels_public)
    asked = {"target": args.target, "taxa": args.taxa, "least_testing": args.least_testing}
    given = {name: value for name, value in asked.items() if value is not None}
    if "taxa" in given:
        given["taxa"] = _names(args.taxa)
    rules = None
    if given:
        rules = set_answer_rules(
            opened.catalogue, LOCAL_ADMINISTRATOR, args.code, opened.release, **given
        )
    if not given or pixels != (None, None):
        set_pixel_limits(opened.catalogue, LOCAL_ADMINISTRATOR, args.code, *pixels)
    with opened.catalogue.reading() as tx:
        changed = tx.collections.get(args.code)
    _tell(opened, args, [changed])
    if rules is not None and rules.unknown and not args.json:
        output.say(f"The release does not know: {', '.join(rules.unknown)}")
    return 0


def _withhold(opened: Any, args: Namespace) -> int:
    """Without a file: what is withheld now."""
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.withheld import lists_of, set_lists

    files = {name: getattr(args, name) for name in ("sensitive", "regulated")}
    names = {name: _names(path) for name, path in files.items() if path is not None}
    if names:
        found = set_lists(opened.catalogue, LOCAL_ADMINISTRATOR, args.code, **names)
    else:
        found = lists_of(opened.catalogue, LOCAL_ADMINISTRATOR, args.code)
    if args.json:
        output.as_json({"sensitive": found.sensitive, "regulated": found.regulated})
        return 0
    rows = [[name, "sensitive"] for name in found.sensitive]
    output.table(("taxon", "list"), rows + [[name, "regulated"] for name in found.regulated])
    return 0


def _names(path: str) -> list[str]:
    """A name a line; what follows a `#` is a remark. Raises Invalid."""
    from insecta.errors import Invalid

    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(
            f"{path} cannot be read: {error}", hint="give a text file in UTF-8"
        ) from error
    return [name for line in lines if (name := line.partition("#")[0].strip())]


def _tell(opened: Any, args: Namespace, found: list[Any]) -> None:
    from insecta.services.answers import LEAST_TESTING

    house = opened.settings
    rows = [
        {
            "code": one.code,
            "title": one.title,
            "public": one.public,
            "target": one.target,
            "taxa": None if one.taxon_list is None else len(one.taxon_list),
            "leastTesting": int(one.rules.get(LEAST_TESTING, 0)),
            "maxPixels": one.max_pixels or house.max_pixels_staff,
            "maxPixelsPublic": one.max_pixels_public or house.max_pixels_public,
        }
        for one in found
    ]
    if args.json:
        for row in rows:
            output.as_json(row)
        return
    heads = (
        "code",
        "title",
        "public",
        "target",
        "taxa expected",
        "tests needed",
        "most pixels, staff",
        "most pixels, uploads",
    )
    output.table(heads, [[_cell(v) for v in row.values()] for row in rows])


def _cell(value: Any) -> Any:
    if value is None:
        return "any"
    return f"{value:,}" if type(value) is int else value
