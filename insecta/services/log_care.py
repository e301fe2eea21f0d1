"""What a person does with an event log: make it ready, read dead letters, hand them out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from insecta import wire
from insecta.catalogue.letters import DeadLetter
from insecta.errors import Invalid, NotFound


class LogCare(Protocol):
    """The same care for every event log. All raise Unavailable while the log is down."""

    def prepare(self, groups: Mapping[str, Sequence[str]]) -> dict[str, bool]:
        """Make what groups (name → topics they read) need; name → whether it was made just now."""

    def letters(self) -> list[DeadLetter]:
        """The last dead letter of each event in each group, oldest first, replayed ones too."""

    def replay(self, letter: DeadLetter) -> None:
        """Hand the event to its group again, as a retry that is due, and mark the letter."""


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
