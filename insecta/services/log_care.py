"""What a person does with an event log: make it ready, read dead letters, hand them out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from insecta import wire
from insecta.catalogue.letters import DeadLetter
from insecta.errors import Fault, Invalid, NotFound

MOST_UNREADABLE = 100
"""Unreadable events in a row after which a reader stops instead of filling the dead letters."""


class Unreadable:
    """Counts what cannot be read: some bytes are poison, nothing but poison is another program's."""

    def __init__(self, group: str) -> None:
        self._group = group
        self._in_a_row = 0

    def good(self) -> None:
        self._in_a_row = 0

    def bad(self) -> None:
        """Call when one was put aside. Raises Fault: the circuit is open."""
        self._in_a_row += 1
        if self._in_a_row >= MOST_UNREADABLE:
            raise Fault(
                f"{self._in_a_row} events in a row cannot be read by {self._group}",
                hint="see `insecta dead-letters list`; who writes them, and in which version?",
            )


@dataclass(frozen=True, slots=True)
class Backlog:
    """`behind`: events a group has yet to finish, retries included. `dead`: letters for a person."""

    behind: int
    dead: int


class LogCare(Protocol):
    """The same care for every event log. All raise Unavailable while the log is down."""

    def prepare(self, groups: Mapping[str, Sequence[str]]) -> dict[str, bool]:
        """Make what groups (name → topics they read) need; name → whether it was made just now."""

    def letters(self) -> list[DeadLetter]:
        """The last dead letter of each event in each group, oldest first, replayed ones too."""

    def replay(self, letter: DeadLetter) -> None:
        """Hand the event to its group again, as a retry that is due, and mark the letter."""

    def backlogs(self) -> dict[str, Backlog]:
        """What every group has still to do. 0 behind: all that was handed over before is done."""


def find(letters: Sequence[DeadLetter], ids: Sequence[str]) -> list[DeadLetter]:
    """The letters of these ids, or beginnings of ids. Raises NotFound, Invalid (of several)."""
    return [_one(letters, text) for text in ids]


def _one(letters: Sequence[DeadLetter], text: str) -> DeadLetter:
    found = [one for one in letters if str(one.letter_id).startswith(text.lower())]
    if not found:
        raise NotFound(
            f"there is no dead letter {text}", hint="`insecta dead-letters list --all` shows them"
        )
    if len(found) > 1:
        raise Invalid(f"{text!r} begins several dead letters", hint="give more of the id")
    return found[0]


def unfit(letter: DeadLetter) -> str | None:
    """Why a letter cannot be handed out again, or None."""
    if letter.replayed is not None:
        return f"was replayed at {letter.replayed:%Y-%m-%d %H:%M:%S} UTC already"
    try:
        wire.decode(letter.body)
    except Invalid as error:
        return f"holds no event that anybody could read: {error}"
    return None


def replay(care: LogCare, letters: Sequence[DeadLetter]) -> list[tuple[DeadLetter, str | None]]:
    """Hand these out again; each with the reason why it was not, or None where it was."""
    answers: list[tuple[DeadLetter, str | None]] = []
    for letter in letters:
        reason = unfit(letter)
        if reason is None:
            care.replay(letter)
        answers.append((letter, reason))
    return answers
