"""What the tests really used: routes over HTTP, commands, settings, events; held to by `make test`.

`python -m tests.ledger FILE` compares such a file with the documentation and names what was never
used. The file is written where INSECTA_TEST_LEDGER names one; nothing else of a test changes.
An event counts once a consumer group was given it by a real log, which it can only be after it was
published there.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

VARIABLE = "INSECTA_TEST_LEDGER"
ROOT = Path(__file__).resolve().parent.parent
_PROGRAM = "insecta.cli.main"
_SETTING = re.compile(r"^(INSECTA_[A-Z0-9_]+)=", re.MULTILINE)


class Ledger:
    """Writes down each thing once, as lines of tab-separated words."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: set[str] = set()

    def note(self, *words: str) -> None:
        line = "\t".join(words)
        if line not in self._seen:
            self._seen.add(line)
            with self._file.open("a", encoding="utf-8") as ledger:
                ledger.write(line + "\n")

    def asked(self, request: Any) -> None:
        self.note("route", request.method, urlsplit(str(request.url)).path)

    def ran(self, words: Iterable[object]) -> None:
        """The command first, wherever options of the whole program stand."""
        from insecta.cli.main import COMMANDS

        said = [str(word) for word in words if re.fullmatch(r"[a-z-]+", str(word))]
        at = next((place for place, word in enumerate(said) if word in COMMANDS), None)
        if at is not None and "--help" not in said:
            self.note("command", *said[at:])

    def read(self, settings: Any) -> None:
        for name in settings.model_fields_set:
            self.note("setting", f"INSECTA_{name.upper()}")

    def delivered(self, batch: Iterable[Any]) -> None:
        for delivery in batch:
            self.note("event", type(delivery.event).__name__)

    def started(self, _: object, argv: Any = (), *__: object, **more: Any) -> None:
        words = _words_of_insecta(argv)
        if words is None:
            return
        self.ran(words)
        for name in (*(more.get("env") or ()), *_in_env_file(words)):
            if str(name).startswith("INSECTA_"):
                self.note("setting", str(name))


def install(file: Path) -> None:
    """From now on every request, command, setting and event of this process is written down."""
    import httpx

    from insecta.adapters.kafka_log import KafkaLog
    from insecta.adapters.table_log import TableLog
    from insecta.cli import main
    from insecta.settings import Settings

    ledger = Ledger(file)
    for client in (httpx.Client, httpx.AsyncClient):
        _before(client, "send", lambda _, request, *a, **k: ledger.asked(request))
    _before(main, "main", lambda argv=None: ledger.ran(argv or ()))
    _before(subprocess.Popen, "__init__", ledger.started)
    _after(Settings, "__init__", lambda settings, _: ledger.read(settings))
    for log in (TableLog, KafkaLog):
        _after(log, "poll", lambda _, batch: ledger.delivered(batch))


def _words_of_insecta(argv: Any) -> list[str] | None:
    """What follows the program's name where this starts it, as a module or by its path."""
    words = [argv] if isinstance(argv, str | os.PathLike) else list(map(str, argv))
    if _PROGRAM in words:
        return words[words.index(_PROGRAM) + 1 :]
    if words and Path(words[0]).name == "insecta":
        return list(map(str, words[1:]))
    return None


def _in_env_file(words: list[str]) -> list[str]:
    """Settings in the file after `--env-file`."""
    if "--env-file" not in words[:-1]:
        return []
    file = Path(words[words.index("--env-file") + 1])
    return _SETTING.findall(file.read_text(encoding="utf-8")) if file.is_file() else []


def _before(owner: Any, name: str, look: Callable[..., object]) -> None:
    original = getattr(owner, name)

    def called(*given: Any, **more: Any) -> Any:
        look(*given, **more)
        return original(*given, **more)

    setattr(owner, name, called)


def _after(owner: Any, name: str, look: Callable[[Any, Any], object]) -> None:
    """`look` is given the object and what its method answered."""
    original = getattr(owner, name)

    def called(self: Any, *given: Any, **more: Any) -> Any:
        answered = original(self, *given, **more)
        look(self, answered)
        return answered

    setattr(owner, name, called)


def missing(file: Path) -> Iterator[str]:
    """What the documentation names and no test used."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    entries = [tuple(line.split("\t")) for line in lines]
    routes = {entry[1:] for entry in entries if entry[0] == "route"}
    commands = [entry[1:] for entry in entries if entry[0] == "command"]
    settings = {entry[1] for entry in entries if entry[0] == "setting"}
    events = {entry[1] for entry in entries if entry[0] == "event"}
    for method, path in _routes():
        pattern = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))
        if not any(m == method and pattern.fullmatch(p) for m, p in routes):
            yield f"{method} {path}"
    for words in _commands():
        if not any(run[:1] == words[:1] and set(words) <= set(run) for run in commands):
            yield f"insecta {' '.join(words)}"
    yield from (
        name for name in _named(r"`(INSECTA_[A-Z0-9_]+)`", "settings.md") if name not in settings
    )
    yield from (
        f"event {name}" for name in _named(r"\[`(\w+)`\]", "events.md") if name not in events
    )


def _named(cell: str, page: str) -> list[str]:
    """What the first cells of a page's tables name, once each."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return list(dict.fromkeys(re.findall(rf"^\| {cell}", text, re.MULTILINE)))


def _routes() -> list[tuple[str, str]]:
    text = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `([A-Z]+) (/\S+)`", text, re.MULTILINE)


def _commands() -> Iterator[tuple[str, ...]]:
    """Every command with each of its verbs."""
    from insecta.cli.main import COMMANDS, parser

    for command in COMMANDS:
        (top,) = (
            one for one in parser(command)._actions if isinstance(one, argparse._SubParsersAction)
        )
        verbs = [
            verb
            for one in top.choices[command]._actions
            if isinstance(one, argparse._SubParsersAction)
            for verb in one.choices
        ]
        yield from ((command, verb) for verb in verbs) if verbs else [(command,)]


def main() -> int:
    never = list(missing(Path(sys.argv[1])))
    for one in never:
        print(f"documented, and never used by a test: {one}")
    return 1 if never else 0


def install_if_wished() -> None:
    """Called once, before any test module is imported."""
    if os.environ.get(VARIABLE):
        install(Path(os.environ[VARIABLE]))


if __name__ == "__main__":
    sys.exit(main())
