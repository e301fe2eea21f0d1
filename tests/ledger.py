"""What the tests really called: routes over HTTP, commands, settings; told by `make test`.

`python -m tests.ledger FILE` compares such a file with the documentation and names what was never
called. The file is written where INSECTA_TEST_LEDGER names one; nothing else of a test changes.
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


def install(file: Path) -> None:
    """From now on every request, command and setting of this process's tests is written down."""
    import httpx

    from insecta.cli import main
    from insecta.settings import Settings

    seen: set[str] = set()

    def note(*words: str) -> None:
        line = "\t".join(words)
        if line not in seen:
            seen.add(line)
            with file.open("a", encoding="utf-8") as ledger:
                ledger.write(line + "\n")

    def asked(request: httpx.Request) -> None:
        note("route", request.method, urlsplit(str(request.url)).path)

    def ran(words: Iterable[object]) -> None:
        note("command", *(str(word) for word in words if re.fullmatch(r"[a-z-]+", str(word))))

    _before(httpx.Client, "send", lambda _, request, *a, **k: asked(request))
    _before(httpx.AsyncClient, "send", lambda _, request, *a, **k: asked(request))
    _before(main, "main", lambda argv=None: ran(argv or ()))
    _before(
        Settings, "__init__",
        lambda *_, **given: [note("setting", f"INSECTA_{name.upper()}") for name in given],
    )  # fmt: skip

    def started(_: object, argv: Any = (), *__: object, **more: Any) -> None:
        words = [argv] if isinstance(argv, str) else list(map(str, argv))
        if _PROGRAM in words:
            ran(words[words.index(_PROGRAM) + 1 :])
            for name in more.get("env") or ():
                if str(name).startswith("INSECTA_"):
                    note("setting", str(name))

    _before(subprocess.Popen, "__init__", started)


def _before(owner: Any, name: str, look: Callable[..., object]) -> None:
    original = getattr(owner, name)

    def called(*given: Any, **more: Any) -> Any:
        look(*given, **more)
        return original(*given, **more)

    setattr(owner, name, called)


def missing(file: Path) -> Iterator[str]:
    """What the documentation names and no test called."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    entries = [tuple(line.split("\t")) for line in lines]
    routes = {entry[1:] for entry in entries if entry[0] == "route"}
    commands = [entry[1:] for entry in entries if entry[0] == "command"]
    settings = {entry[1] for entry in entries if entry[0] == "setting"}
    for method, path in _routes():
        pattern = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))
        if not any(m == method and pattern.fullmatch(p) for m, p in routes):
            yield f"{method} {path}"
    for words in _commands():
        if not any(set(words) <= set(run) for run in commands):
            yield f"insecta {' '.join(words)}"
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    for name in dict.fromkeys(re.findall(r"^\| `(INSECTA_[A-Z0-9_]+)`", text, re.MULTILINE)):
        if name not in settings:
            yield name


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
        print(f"documented, and never called by a test: {one}")
    return 1 if never else 0


def install_if_wished() -> None:
    """Called once, before any test module is imported."""
    if os.environ.get(VARIABLE):
        install(Path(os.environ[VARIABLE]))


if __name__ == "__main__":
    sys.exit(main())
