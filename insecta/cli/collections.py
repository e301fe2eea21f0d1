"""`insecta collections list|set|withhold`: collections, their largest pictures, and withheld taxa."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from insecta.cli import output


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "collections",
        help="List collections, set the largest picture each takes, and which taxa it withholds",
        description="Collections are made by the first ingest, upload or shot that names them.",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    listed = verbs.add_parser("list", help="by code, with target precision and pixel limits")
    listed.add_argument("--json", action="store_true", help="one JSON object a collection")
    change = verbs.add_parser("set", help="pixel limits of its own, for one collection")
    change.add_argument("code", metavar="CODE", help="its collection code")
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
    from insecta.services.pixel_limits import set_pixel_limits

    changed = set_pixel_limits(
        opened.catalogue, LOCAL_ADMINISTRATOR, args.code, args.max_pixels, args.max_pixels_public
    )
    _tell(opened, args, [changed])
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
    house = opened.settings
    rows = [
        {
            "code": one.code,
            "title": one.title,
            "public": one.public,
            "target": one.target,
            "maxPixels": one.max_pixels or house.max_pixels_staff,
            "maxPixelsPublic": one.max_pixels_public or house.max_pixels_public,
        }
        for one in found
    ]
    if args.json:
        for row in rows:
            output.as_json(row)
        return
    heads = ("code", "title", "public", "target", "most pixels, staff", "most pixels, uploads")
    output.table(heads, [[f"{v:,}" if type(v) is int else v for v in r.values()] for r in rows])
