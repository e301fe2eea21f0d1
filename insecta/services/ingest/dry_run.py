"""What an ingest would do, told before it does anything. Nothing is written."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from insecta.domain.catalogue_number import NumberPattern, candidates
from insecta.domain.licence import is_shareable
from insecta.errors import BadPicture, BadSource
from insecta.ports import ObjectStore
from insecta.services.ingest.plan import NO_RECORD, UNREADABLE, WITHOUT, Once
from insecta.services.sources.record import PictureRef, SourceRecord
from insecta.vision.container import judge
from insecta.vision.decode import decode

EXAMPLES = 5
EVERY = 2_000
"""Up to so many pictures all are judged; of more, so many drawn by seed."""
TIMED = 8
IDENTIFY_SECONDS = 0.02
"""Looking at one picture with an int8 network on one core, roughly; for the estimate only."""


@dataclass(slots=True)
class Report:
    """Counts by what was found, examples of each, and an estimate of the time it will take.

    `judged` of `pictures` were opened; where it is less, unreadable ones are of that sample only.
    """

    records: int = 0
    pictures: int = 0
    judged: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    seconds: float | None = None

    def note(self, code: str, example: str) -> None:
        self.counts[code] += 1
        kept = self.examples.setdefault(code, [])
        if len(kept) < EXAMPLES:
            kept.append(example)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "counts": dict(self.counts)}


def dry_run(
    records: Iterable[SourceRecord],
    pattern: NumberPattern,
    *,
    max_pixels: int,
    workers: int,
    source: ObjectStore | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Report:
    """Read a whole source and judge its pictures. Raises BadSource where it cannot be read."""
    report, said = Report(), Once()
    pictures: dict[str, tuple[PictureRef, str]] = {}
    for record in records:
        report.records += 1
        progress(report.records)
        codes = {problem.code for problem in record.problems}
        for problem in said.fresh(record.problems):
            report.note(problem.code, f"{problem.where}: {problem.text}")
        if record.picture is None and codes & (NO_RECORD | UNREADABLE):
            continue
        _number(report, record, pattern)
        if record.picture is None:
            if WITHOUT not in codes:
                report.note(WITHOUT, record.where)
            continue
        if not is_shareable(record.licence.verbatim if record.licence else None):
            report.note("no_licence", record.user_name)
        number = record.catalogue_number
        pictures[record.source_key] = (record.picture, number.normal if number else "")
    report.pictures = len(pictures)
    _judge(report, list(pictures.values()), max_pixels, workers, source)
    return report


def _number(report: Report, record: SourceRecord, pattern: NumberPattern) -> None:
    """Matched, unmatched or ambiguous, with an example of each as it was read."""
    number = record.catalogue_number
    several = {one.key for one in candidates(pattern, record.user_name)}
    if number is None and len(several) > 1:
        report.note("number_ambiguous", f"{record.user_name}: {sorted(several)}")
    elif number is None:
        report.note("number_unmatched", record.user_name)
    else:
        parts = [number.normal, number.letter, number.view or ""]
        report.note("number_matched", f"{record.user_name} → {' '.join(p for p in parts if p)}")


def _judge(
    report: Report,
    pictures: list[tuple[PictureRef, str]],
    max_pixels: int,
    workers: int,
    source: ObjectStore | None,
) -> None:
    chosen = pictures
    if len(pictures) > EVERY:
        chosen = random.Random(len(pictures)).sample(pictures, EVERY)
    filed: dict[str, tuple[str, str]] = {}
    spent: list[float] = []
    for picture, number in chosen:
        report.judged += 1
        started = time.perf_counter()
        try:
            data = _read(picture, source)
            judge(data, max_pixels=max_pixels)
            if len(spent) < TIMED:
                decode(data, max_pixels=max_pixels)
                spent.append(time.perf_counter() - started)
        except BadPicture as error:
            report.note(f"unreadable_{error.reason}", f"{picture.name}: {error}")
            continue
        except BadSource as error:
            report.note("unreadable_file", str(error))
            continue
        except OSError as error:
            report.note("unreadable_file", f"{picture.name}: {error.strerror or error}")
            continue
        _same_bytes(report, filed, picture.name, number, data)
    if spent:
        each = sum(spent) / len(spent) + IDENTIFY_SECONDS
        report.seconds = round(each * report.pictures / max(1, workers), 1)


def _read(picture: PictureRef, source: ObjectStore | None) -> bytes:
    if picture.object_key is not None and source is not None:
        return source.read(picture.object_key)
    with picture.open() as stream:
        return stream.read()


def _same_bytes(
    report: Report, filed: dict[str, tuple[str, str]], name: str, number: str, data: bytes
) -> None:
    digest = sha256(data).hexdigest()
    if digest not in filed:
        filed[digest] = (name, number)
        return
    other, its_number = filed[digest]
    same = not number or not its_number or number == its_number
    report.note("duplicate" if same else "conflict_same_bytes", f"{name} = {other}")
