"""`insecta identify PATH…`: names for pictures, without any server or state."""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO, TypeVar

from insecta.cli import output
from insecta.cli.reasons import EXPERIMENT, helpful_view, is_experiment, why
from insecta.domain.answer import Answer, Candidate
from insecta.domain.promise import counted_by, is_checked_together
from insecta.domain.release import Release
from insecta.errors import BadPicture, InsectaError
from insecta.ports import Classifier
from insecta.services.look import Look, Source, look
from insecta.services.sources.folder import shown
from insecta.services.sources.pictures import has_picture_name

WORTH_GUESSING = 0.05
TOGETHER = "not checked by itself"
"""Of names with fewer than ten test specimens: checked only together with the others."""
T = TypeVar("T")
WIDE = 160
"""Columns of a table that does not go to a terminal."""


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Register the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "identify",
        help="name the insects in pictures, without any server or state",
        description="One answer per picture: the deepest name that can be defended, or why none.",
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="picture or folder")
    parser.add_argument(
        "--format", choices=sorted(_WRITERS), default="table",
        help="a table to look at, or a line per picture for programs (table)",
    )  # fmt: skip
    parser.add_argument(
        "--target", type=_share, help="precision an answer has to meet (INSECTA_TARGET, or 0.95)"
    )
    parser.add_argument(
        "--many", action="store_true",
        help="drawers, trays, traps: one line per specimen found, with its box as fractions, and per"
        " label, colour chart and scale",
    )  # fmt: skip
    parser.add_argument("--release", type=Path, help="release folder (default: the shipped one)")
    parser.set_defaults(run=run)
    return parser


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.5 <= value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not between 0.5 and 1, such as 0.95")
    return value


def pictures_of(paths: Sequence[Path], refused: Callable[[OSError], None]) -> Iterator[Path]:
    """Files as given; pictures of folders, in order of their paths, hidden ones left out.

    A file named by itself is always looked at. `refused` hears of folders that cannot be listed.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path, onerror=refused):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if has_picture_name(name) and not name.startswith("."):
                    yield Path(folder, name)


def source_of(path: Path, max_bytes: int) -> Source:
    """A picture's name as text that can be written anywhere, and how it is read."""

    def read() -> bytes:
        with path.open("rb") as stream:
            data = stream.read(max_bytes + 1)
        if len(data) > max_bytes:
            raise BadPicture(
                "too_large", f"more than {max_bytes:,} bytes", hint="INSECTA_MAX_UPLOAD_BYTES"
            )
        return data

    return shown(str(path)), read


def _named(candidate: Candidate) -> dict[str, Any]:
    return {
        "scientificName": candidate.scientific_name,
        "taxonRank": candidate.rank,
        "confidence": round(candidate.confidence, 6),
    }


def _guessed(candidate: Candidate, release: Release) -> dict[str, Any]:
    """A candidate, and whether the release ever answers with such a name."""
    return {**_named(candidate), "answerable": release.by_id[candidate.taxon_id].answerable}


def record(found: Look, release: Release, target: float) -> dict[str, Any]:
    """The JSON line of a picture (docs/release-format.md, Answers)."""
    if found.answer is None:
        raise ValueError(f"{found.name} has no answer")
    decided = _decided(found.answer, release, target)
    return {"file": found.name, "release": release.digest, **decided}


def _decided(answer: Answer, release: Release, target: float) -> dict[str, Any]:
    return {
        "answer": None if answer.answer is None else _named(answer.answer),
        "abstention": None if answer.abstention is None else answer.abstention.value,
        "limit": None if answer.limit is None else answer.limit.value,
        "why": why(answer, release, target),
        "note": answer.note,
        "needsView": answer.needs_view,
        "checked": None if answer.answer is None else _checked(answer.answer, release),
        "candidates": [_guessed(candidate, release) for candidate in answer.candidates],
        **({"suggested": [asdict(one) for one in answer.suggested]} if release.heads else {}),
    }


def _checked(name: Candidate, release: Release) -> dict[str, Any]:
    """What the release's own test says of such an answer (users: 7)."""
    taxon, count = release.by_id[name.taxon_id], counted_by(release, name)
    return {
        "training": taxon.training,
        "testing": taxon.testing,
        "together": is_checked_together(taxon),
        "likeThis": None if count is None else {"right": count.right, "cases": count.cases},
    }


class _JsonLines:
    def __init__(self, out: TextIO, release: Release, target: float) -> None:
        self._out, self._release, self._target = out, release, target

    def add(self, found: Look) -> None:
        line = json.dumps(record(found, self._release, self._target), ensure_ascii=False)
        self._out.write(line + "\n")

    def close(self) -> None:
        self._out.flush()


_PIECES = ("", ":confidence", ":checked")
"""Columns of a suggested caste, sex, stage or view."""


class _Csv:
    COLUMNS = (
        "file", "scientificName", "taxonRank", "confidence", "abstention", "limit", "why", "note",
        "needsView", "bestCandidate", "bestConfidence", "bestAnswerable", "training", "testing",
        "checkedTogether", "likeThisRight", "likeThisCases", "release",
    )  # fmt: skip

    def __init__(self, out: TextIO, release: Release, target: float) -> None:
        self._writer = csv.writer(out, lineterminator="\n")
        self._release, self._target = release, target
        extra = [f"suggested:{term}{piece}" for term in release.heads for piece in _PIECES]
        self._writer.writerow([*self.COLUMNS, *extra])

    def add(self, found: Look) -> None:
        row = record(found, self._release, self._target)
        answer = row["answer"] or {}
        best, checked = _finest(found), row["checked"] or {}
        like_this = checked.get("likeThis") or {}
        self._writer.writerow(
            [
                output.csv_cell(row["file"]), answer.get("scientificName", ""), answer.get("taxonRank", ""),
                answer.get("confidence", ""), row["abstention"] or "", row["limit"] or "",
                row["why"], output.csv_cell(row["note"]), row["needsView"] or "",
                *self._best(best),
                checked.get("training", ""), checked.get("testing", ""),
                str(checked["together"]).lower() if checked else "",
                like_this.get("right", ""), like_this.get("cases", ""), row["release"],
                *self._suggested(found),
            ]
        )  # fmt: skip

    def _best(self, best: Candidate | None) -> Iterator[Any]:
        if best is None:
            yield from ("", "", "")
            return
        told = _guessed(best, self._release)
        yield from (
            told["scientificName"], told["confidence"], str(told["answerable"]).lower(),
        )  # fmt: skip

    def _suggested(self, found: Look) -> Iterator[Any]:
        """Value, confidence and whether it was checked, of each extra output of the release."""
        told = {one.term: one for one in found.answer.suggested} if found.answer else {}
        for term in self._release.heads:
            one = told.get(term)
            yield from ("", "", "") if one is None else (
                one.value, round(one.confidence, 6), str(one.checked).lower(),
            )  # fmt: skip

    def close(self) -> None:
        return


def _finest(found: Look) -> Candidate | None:
    """The most probable candidate that has nothing below it among the candidates."""
    candidates = found.answer.candidates if found.answer else ()
    fine = [c for c in candidates if c.rank in {"species", "species complex", "genus"}]
    return max(fine, key=lambda c: (c.confidence, c.rank != "genus"), default=None)


def suggestions(answer: Answer) -> str:
    """Caste, sex, stage and view as the release guesses them: `suggested view: head 93 %`."""
    told = [
        f"{one.term}: {one.value} {one.confidence:.0%}{'' if one.checked else ' (unchecked)'}"
        for one in answer.suggested
    ]
    return f"suggested {', '.join(told)}" if told else ""


class _Table:
    def __init__(self, out: TextIO, release: Release, target: float) -> None:
        from rich.console import Console
        from rich.table import Table

        self._release, self._target = release, target
        self._console = Console(file=out, width=None if out.isatty() else WIDE)
        self._console.print(release.limit_line, style="dim", highlight=False, markup=False)
        if release.banner:
            self._console.print(release.banner, style="bold", highlight=False, markup=False)
        self._table = Table(box=None, pad_edge=False)
        for column in ("file", "name", "rank", "score", "remark"):
            self._table.add_column(column, overflow="fold")

    def add(self, found: Look) -> None:
        from rich.text import Text

        answer = found.answer
        if answer is None:
            return
        name = answer.answer
        best = _finest(found)
        worth = best is not None and best.confidence >= WORTH_GUESSING
        guess = f"weak guess: {self._guess(best)}" if best and worth and not name else ""
        together = name is not None and is_checked_together(self._release.by_id[name.taxon_id])
        told = (
            why(answer, self._release, self._target), helpful_view(answer),
            TOGETHER if together else "", guess, suggestions(answer),
        )  # fmt: skip
        remark = "; ".join(filter(None, told))
        cells = (
            found.name,
            name.scientific_name if name else f"no answer: {answer.abstention or ''}",
            name.rank if name else "",
            f"{name.confidence:.0%}" if name else "",
            remark,
        )
        self._table.add_row(*(Text(cell) for cell in cells))

    def _guess(self, best: Candidate) -> str:
        """A guess with its share, and whether it is one of an experiment."""
        share = f"{best.scientific_name} {best.confidence:.0%}"
        return f"{share} ({EXPERIMENT})" if is_experiment(self._release, best.taxon_id) else share

    def close(self) -> None:
        self._console.print(self._table)


_WRITERS: dict[str, Callable[[TextIO, Release, float], _JsonLines | _Csv | _Table]] = {
    "jsonl": _JsonLines,
    "csv": _Csv,
    "table": _Table,
}


def with_progress(found: Iterator[T], total: int, doing: str = "identifying") -> Iterator[T]:
    """A bar on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield from found
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(found, doing, total, console=Console(stderr=True), transient=True)


def _release_folder(args: argparse.Namespace) -> Path | None:
    """`--release`, else the setting INSECTA_RELEASE; None for the shipped one."""
    if args.release:
        return Path(args.release)
    set_up = getattr(getattr(args, "settings", None), "release", "")
    return Path(set_up) if set_up else None


def run(args: argparse.Namespace) -> int:
    """0 when every picture was looked at, 1 when one could not be, 2 where nothing could begin."""
    from insecta.vision.classifier import NetworkClassifier
    from insecta.vision.release_folder import default_release

    try:
        folder = _release_folder(args) or default_release()
        classifier = NetworkClassifier.open(folder, args.settings.runtime)
    except InsectaError as error:
        print(f"insecta identify: {error}", file=sys.stderr)
        return 2
    unlisted: list[OSError] = []
    paths = list(pictures_of(args.paths, unlisted.append))
    for one in unlisted:
        print(f"{shown(str(one.filename))}: unreadable: {one.strerror}", file=sys.stderr)
    if not paths:
        print("insecta identify: no pictures found there", file=sys.stderr)
        return 1
    if args.many:
        return _run_many(args, classifier, paths) or int(bool(unlisted))
    failed = 0
    target = args.target or args.settings.target
    writer = _WRITERS[args.format](sys.stdout, classifier.release, target)
    found = look(
        classifier,
        (source_of(path, args.settings.max_upload_bytes) for path in paths),
        target=target,
        max_pixels=args.settings.max_pixels_staff,
    )
    for seen in with_progress(found, len(paths)):
        if seen.error is not None:
            failed += 1
            print(f"{seen.name}: {seen.error.reason}: {seen.error}", file=sys.stderr)
        else:
            writer.add(seen)
    writer.close()
    if failed:
        print(f"{failed} of {len(paths)} pictures could not be looked at", file=sys.stderr)
    return 1 if failed or unlisted else 0


def _run_many(args: argparse.Namespace, classifier: Classifier, paths: Sequence[Path]) -> int:
    from insecta.cli.identify_many import write
    from insecta.services.look_many import look_many

    target = args.target or args.settings.target
    found = look_many(
        classifier,
        (source_of(path, args.settings.max_upload_bytes) for path in paths),
        target=target,
        max_pixels=args.settings.max_pixels_staff,
    )
    seen, failed = write(
        with_progress(found, len(paths)),
        classifier.release,
        args.format,
        lambda answer: _decided(answer, classifier.release, target),
    )
    if failed:
        print(f"{failed} of {seen + failed} pictures could not be looked at", file=sys.stderr)
    return 1 if failed else 0
