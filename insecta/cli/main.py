"""`insecta`: finds the command, reads the settings, turns errors into a sentence and an exit code.

Commands are modules with `add_parser(subparsers)` and `run(args) -> int`; only the one that is
called is imported, so that `insecta --help` is quick.
"""

from __future__ import annotations

import argparse
import errno
import signal
import sys
import threading
from importlib import import_module
from pathlib import Path
from types import FrameType

from insecta import __version__
from insecta.errors import InsectaError
from insecta.settings import load

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": (
        "insecta.cli.demo",
        "Open the teaching collection, or your own pictures, in a browser",
    ),
    "up": ("insecta.cli.up", "Run the platform: API, workers, and what they need"),
    "doctor": ("insecta.cli.doctor", "Check settings, versions, servers, disk"),
    "services": (
        "insecta.cli.services",
        "Real Kafka, Elasticsearch, PostgreSQL, S3 on this machine",
    ),
    "ingest": ("insecta.cli.ingest", "Take in a folder, CSV, Darwin Core Archive or s3:// prefix"),
    "harvest": ("insecta.cli.harvest", "Fetch the pictures that an archive or a list links to"),
    "watch": ("insecta.cli.watch", "Take in pictures as a camera makes them: a hot folder"),
    "collections": (
        "insecta.cli.collections",
        "List collections, and set the largest picture each takes",
    ),
    "bulk": ("insecta.cli.bulk", "Whole collections through Spark: plan, pilot, commit, diff"),
    "identify": ("insecta.cli.identify", "Name what is in pictures, without any server"),
    "drawers": ("insecta.cli.drawers", "What each drawer or tray holds, and what does not fit"),
    "labels": ("insecta.cli.labels", "Read words and codes on labels, as a proposal"),
    "search": ("insecta.cli.search", "Search what was found"),
    "report": (
        "insecta.cli.report",
        "A collection in a period: what came, what it is called, who did what",
    ),
    "runs": ("insecta.cli.runs", "What happened to every picture of an ingest"),
    "index": ("insecta.cli.index", "Rebuild the search index, or show its state"),
    "events": ("insecta.cli.events", "Make the event log's topics and groups"),
    "dead-letters": ("insecta.cli.dead_letters", "Events that were put aside, and why"),
    "reconcile": (
        "insecta.cli.reconcile",
        "Compare catalogue, object store, log and index; mend them",
    ),
    "dataset": ("insecta.cli.dataset", "Freeze a training snapshot"),
    "model": (
        "insecta.cli.model",
        "Releases: compare, promote, roll back, and what they say of themselves",
    ),
    "airflow": ("insecta.cli.airflow", "Start Airflow, wired to this platform"),
    "fixity": ("insecta.cli.fixity", "Read originals again, and compare their digests"),
    "backup": ("insecta.cli.backup", "Write the whole catalogue into the object store"),
    "rebuild": ("insecta.cli.rebuild", "Fill an empty platform from a bucket and its backup"),
    "forget": ("insecta.cli.forget", "Remove a picture, or a person, from every store"),
    "keys": ("insecta.cli.keys", "Make, list and revoke API keys"),
    "child": ("insecta.cli.child", ""),
}
INTERRUPTED = 130
_SYSTEM_HINTS = {
    errno.ENOSPC: "free some disk space, then run the same command again",
    errno.EDQUOT: "free some disk space, then run the same command again",
    errno.EROFS: "set INSECTA_DATA to a folder that can be written",
    errno.EACCES: "set INSECTA_DATA to a folder that can be written, or change its owner",
    errno.EMFILE: "raise the limit of open files: ulimit -n 4096",
}


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """All commands; with `only`, just that one is given its options."""
    whole = argparse.ArgumentParser(
        prog="insecta", description="Identifies insect specimens from pictures, ants first."
    )
    whole.add_argument("--version", action="version", version=f"insecta {__version__}")
    whole.add_argument("--env-file", type=Path, help="read INSECTA_… settings from this file")
    subparsers = whole.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (module, help_text) in COMMANDS.items():
        if only in (None, name):
            import_module(module).add_parser(subparsers)
        else:
            subparsers.add_parser(name, help=help_text, add_help=False)
    _describe(subparsers)
    return whole


def _describe(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`COMMAND --help` begins with what the overview says of it, where it says no more itself."""
    lines = {choice.dest: choice.help for choice in subparsers._choices_actions}
    for name, one in subparsers.choices.items():
        line = lines.get(name)
        if line and not one.description:
            one.description = f"{line[0].upper()}{line[1:].rstrip('.')}."
        for action in one._actions:
            if isinstance(action, argparse._SubParsersAction):
                _describe(action)


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0 is success, 1 a failure that was explained, 2 unusable arguments."""
    given = sys.argv[1:] if argv is None else argv
    asked = next((word for word in given if word in COMMANDS), "")
    if not asked:
        _overview().parse_args(given)
        return 2
    args = parser(asked).parse_args(given)
    pressed = _CtrlC()
    try:
        args.settings = load(args.env_file)
        return int(args.run(args))
    except KeyboardInterrupt:
        return _interrupted(asked)
    except Exception as error:
        if pressed.heard:
            return _interrupted(asked)
        return _failed(asked, error)


class _CtrlC:
    """Remembers that Ctrl-C was pressed: a library that is being loaded may turn it into its own error."""

    def __init__(self) -> None:
        self.heard = False
        alone = threading.current_thread() is threading.main_thread()
        if alone and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._hear)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.heard = True
        signal.default_int_handler(number, frame)


def _interrupted(asked: str) -> int:
    print(f"insecta {asked}: interrupted", file=sys.stderr)
    return INTERRUPTED


def _failed(asked: str, error: Exception) -> int:
    """Says what went wrong; raises what is no user's doing."""
    match error:
        case InsectaError():
            print(f"insecta {asked}: {error}", file=sys.stderr)
        case BrokenPipeError():
            sys.stderr.close()
        case OSError():
            print(f"insecta {asked}: {_of_the_system(error)}", file=sys.stderr)
        case _:
            raise error
    return 1


def _of_the_system(error: OSError) -> str:
    """What the operating system refused, with the file and what to do where that is known."""
    what = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
    hint = _SYSTEM_HINTS.get(error.errno or 0, "")
    return f"{what} ({hint})" if hint else what


def _overview() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(
        prog="insecta", description="Identifies insect specimens from pictures, ants first."
    )
    whole.add_argument("--version", action="version", version=f"insecta {__version__}")
    whole.add_argument("--env-file", type=Path, help="read INSECTA_… settings from this file")
    subparsers = whole.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (_, help_text) in COMMANDS.items():
        if help_text:
            subparsers.add_parser(name, help=help_text)
    return whole


if __name__ == "__main__":
    sys.exit(main())
