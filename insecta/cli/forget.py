"""`insecta forget picture|person`: out of every store, with a report of each."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import Any
from uuid import UUID

from insecta.cli import output
from insecta.errors import Invalid


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "forget",
        help="Remove a picture, or a person, from every store",
        description="There is no way back. Broken off, the same command goes on.",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    picture = verbs.add_parser("picture", help="its rows, bytes, renditions, scores and documents")
    picture.add_argument("thing", metavar="ID", help="id of the picture, as its page shows it")
    person = verbs.add_parser("person", help="their name and keys; what they said stands")
    person.add_argument("thing", metavar="NAME", help="as `insecta keys list` shows it")
    for one in (picture, person):
        one.add_argument("--yes", action="store_true", help="yes, for good")
        one.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    from insecta.bootstrap import platform
    from insecta.services import forget, index
    from insecta.services.access import LOCAL_ADMINISTRATOR

    if not args.yes:
        raise Invalid("there is no way back", hint="give the command again with --yes")
    opened = platform(args.settings)
    opened.require_catalogue()
    house = house_of(opened)
    if args.verb == "picture":
        told = forget.forget_picture(house, LOCAL_ADMINISTRATOR, _id(args.thing))
    else:
        told = forget.forget_person(house, LOCAL_ADMINISTRATOR, args.thing)
    if not opened.has_role("index"):
        index.catch_up(opened.catalogue, opened.index, opened.release)
    if args.json:
        output.as_json(told.as_json())
    else:
        _show(told)
    return 0


def house_of(opened: Any) -> Any:
    from insecta.services.forget import House

    return House(opened.catalogue, opened.store, opened.index, opened.settings.max_pixels_staff)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid(
            f"{text!r} is no picture's id", hint="the last part of its address"
        ) from error


def _show(told: Any) -> None:
    rows = [(f"catalogue: {name}", number) for name, number in told.catalogue.items()]
    rows += [
        ("objects deleted", len(told.objects)),
        ("shards and plans rewritten", len(told.shards)),
    ]
    rows += [
        ("documents of the index", told.index),
        ("backups that hold rows of it", len(told.backups)),
    ]
    output.table(("store", "number"), rows, f"Forgotten: {told.what}")
    output.say("Left to people:")
    for one in told.left:
        output.say(f"  - {one}")
