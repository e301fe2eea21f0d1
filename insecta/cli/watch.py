"""`insecta watch FOLDER --collection CODE`: the hot folder beside the camera."""

from __future__ import annotations

import hashlib
import signal
import sys
import threading
from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import TYPE_CHECKING

from insecta.cli import output

if TYPE_CHECKING:
    from insecta.bootstrap import Platform
    from insecta.services.watch.shot import Bench, Shot

_GOOD, _WRONG, _PLAIN = "\x1b[32m", "\x1b[31;1m", "\x1b[0m"


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "watch",
        help="Take in pictures as a camera makes them, and say what is wrong with them",
        description="Watch a folder until Ctrl-C. Originals are only read, never moved or changed.",
    )
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="where the camera writes to")
    parser.add_argument("--collection", required=True, metavar="CODE", help="its collection code")
    parser.add_argument(
        "--station", metavar="NAME", default="station", help="name of the camera, for its page"
    )
    parser.add_argument("--quiet", action="store_true", help="no sound where a shot is wrong")
    parser.add_argument("--json", action="store_true", help="one JSON object a shot")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Until Ctrl-C or SIGTERM. Raises BadSource, Conflict (another station of this name)."""
    from insecta.bootstrap import platform
    from insecta.errors import BadSource
    from insecta.services.watch.folder import HotFolder
    from insecta.services.watch.station import Station

    folder = args.folder.expanduser().absolute()
    if not folder.is_dir():
        raise BadSource("there is no such folder", where=str(folder), hint="is its share mounted?")
    opened = platform(args.settings)
    opened.prepare()
    bench = _bench(opened, args.collection, args.station)
    book = args.settings.data / "watch" / f"{_key(folder, args.collection)}.jsonl"
    stopping = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stopping.set())
    output.say(f"watching {folder} for {args.collection} as station {args.station} (Ctrl-C ends)")
    station = Station(args.station, bench, HotFolder(folder, book), lambda shot: _tell(args, shot))
    station.run(stopping.is_set)
    return 0


def _bench(opened: Platform, code: str, station: str) -> Bench:
    from dataclasses import replace

    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.number_patterns import named_pattern
    from insecta.services.watch.shot import Bench

    with opened.catalogue.writing() as tx:
        collection = tx.collections.ensure(code, target=opened.settings.target)
    return Bench(
        opened.catalogue,
        opened.store,
        LOCAL_ADMINISTRATOR,
        collection,
        named_pattern(collection.number_pattern),
        replace(opened.limits, max_pixels=opened.settings.max_pixels_staff, staff=True),
        station,
    )


def _key(folder: Path, code: str) -> str:
    return hashlib.sha256(f"{folder}\n{code}".encode()).hexdigest()[:16]


def _tell(args: Namespace, shot: Shot) -> None:
    from insecta.services.watch.station import as_json

    if args.json:
        output.as_json(as_json(shot))
        return
    bell = "" if shot.is_good or args.quiet else "\a"
    colour, plain = (_GOOD if shot.is_good else _WRONG, _PLAIN) if sys.stdout.isatty() else ("", "")
    print(f"{bell}{colour}{'ok   ' if shot.is_good else 'AGAIN'}{plain} {told(shot)}", flush=True)


def told(shot: Shot) -> str:
    """One line: file, number, and all that the photographer has to know."""
    barcode = {"read": "barcode read", "not_read": "no barcode", "disagrees": "BARCODE DISAGREES"}
    parts = [shot.file, shot.number or "no number", shot.view or "", barcode[shot.barcode]]
    parts += [", ".join(shot.faults) or ("sharp" if shot.sharp else "not sharp")]
    if shot.superseded:
        parts.append("replaces the last one")
    if shot.already:
        parts.append(f"already imaged {shot.already} time{'s' if shot.already > 1 else ''}")
    if shot.held:
        parts.append(f"NOT TAKEN IN: {shot.held}")
    return "  ".join(part for part in parts if part)
