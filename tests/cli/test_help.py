"""`--help` of every command helps: each command, option and argument says what it does."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import pytest

from insecta.cli.main import COMMANDS, main, parser

FEW_WORDS = 2


def _parsers(whole: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parser of every command and of its verbs."""
    for action in whole._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield below
                yield from _parsers(below)


def _silent(one: argparse.ArgumentParser) -> Iterator[str]:
    """What of a command says nothing, or repeats no more than its own name."""
    if not one.description:
        yield f"{one.prog}: what it does"
    for action in one._actions:
        name = "/".join(action.option_strings) or str(action.metavar or action.dest)
        if isinstance(action, argparse._SubParsersAction):
            told = {choice.dest: choice.help for choice in action._choices_actions}
            yield from (f"{one.prog} {verb}" for verb in action.choices if not told.get(verb))
        elif not action.help or len(action.help.split()) < FEW_WORDS:
            yield f"{one.prog} {name}"


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "child"])
def test_every_command_option_and_argument_says_what_it_does(command: str) -> None:
    whole = parser(command)
    (top,) = (a for a in whole._actions if isinstance(a, argparse._SubParsersAction))
    told = {choice.dest: choice.help for choice in top._choices_actions}
    assert told.get(command), "`insecta --help` shows a line for it"
    one = top.choices[command]
    assert [*_silent(one), *(text for below in _parsers(one) for text in _silent(below))] == []


def test_the_overview_names_every_command_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    for name, (_, line) in COMMANDS.items():
        assert (name in out and " ".join(line.split())[:30] in " ".join(out.split())) or not line
