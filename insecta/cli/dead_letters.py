"""`insecta dead-letters list|show|replay`: events a worker put aside for a person, with the reason."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Sequence
from typing import TYPE_CHECKING

from insecta.cli import output
from insecta.errors import Invalid

if TYPE_CHECKING:
    from insecta.catalogue.letters import DeadLetter
    from insecta.services.log_care import LogCare


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser("dead-letters", help="Events that were put aside, and why")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    listed = verbs.add_parser("list", help="oldest first; ends with 1 while there are any")
    listed.add_argument("--all", action="store_true", help="those replayed already too")
    shown = verbs.add_parser("show", help="one letter whole, with the event as it was sent")
    shown.add_argument("letter", metavar="ID", help="the letter's id, or its beginning")
    again = verbs.add_parser("replay", help="hand events to their groups again")
    again.add_argument("letters", metavar="ID", nargs="*", help="ids, or their beginnings")
    again.add_argument("--all", action="store_true", help="all that were not replayed yet")
    for verb in (listed, shown, again):
        verb.add_argument("--json", action="store_true", help="one JSON object a letter")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """`list` ends with 1 while a letter waits for a person, `replay` where one was not handed out."""
    from insecta.bootstrap import platform

    opened = platform(args.settings)
    opened.require_catalogue()
    if args.verb == "replay" and bool(args.letters) == args.all:
        raise Invalid("say which dead letters to replay", hint="give their ids, or --all")
    letters = opened.care.letters()
    if args.verb == "list":
        return _list(letters, args)
    if args.verb == "show":
        return _show(letters, args)
    return _replay(opened.care, letters, args)


def _list(letters: Sequence[DeadLetter], args: Namespace) -> int:
    waiting = [one for one in letters if one.replayed is None]
    shown = letters if args.all else waiting
    if args.json:
        for one in shown:
            output.as_json(_summary(one))
    else:
        rows = [
            (
                str(one.letter_id)[:8],
                one.group,
                one.topic,
                f"{one.at:%Y-%m-%d %H:%M}",
                one.reason,
                f"{one.replayed:%Y-%m-%d %H:%M}" if one.replayed else "",
            )
            for one in shown
        ]
        output.table(("letter", "group", "topic", "since (UTC)", "reason", "replayed"), rows)
    return 1 if waiting else 0


def _show(letters: Sequence[DeadLetter], args: Namespace) -> int:
    from insecta.services.log_care import find

    one = find(letters, [args.letter])[0]
    if args.json:
        output.as_json(_summary(one))
    else:
        output.table(("", ""), [(name, value) for name, value in _summary(one).items()])
    return 0


def _replay(care: LogCare, letters: Sequence[DeadLetter], args: Namespace) -> int:
    from insecta.services.log_care import find, replay

    chosen = [one for one in letters if one.replayed is None] if args.all else None
    if chosen is None:
        chosen = find(letters, args.letters)
    answers = replay(care, chosen)
    for letter, reason in answers:
        if args.json:
            output.as_json(
                {"letter": str(letter.letter_id), "replayed": reason is None, "reason": reason}
            )
        else:
            said = f"handed to {letter.group} again" if reason is None else reason
            output.say(f"{str(letter.letter_id)[:8]} {said}")
    return 1 if any(reason for _, reason in answers) else 0


def _summary(letter: DeadLetter) -> dict[str, object]:
    return {
        "letter": str(letter.letter_id),
        "group": letter.group,
        "topic": letter.topic,
        "event": str(letter.event_id),
        "since": letter.at.isoformat(),
        "replayed": letter.replayed.isoformat() if letter.replayed else None,
        "reason": letter.reason,
        "body": letter.body,
    }
