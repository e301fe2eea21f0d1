"""The first pass over a source: every picture gets an item, every record without one a specimen."""

from __future__ import annotations

import json
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Collection
from insecta.domain.licence import is_shareable
from insecta.domain.run import Run, RunItem
from insecta.services.ingest.planned import PlannedPicture, from_json, planned, to_json
from insecta.services.ingest.specimens import is_open, state_occurrences, store_records
from insecta.services.sources.record import Problem, SourceRecord

BATCH = 200
EXAMPLES = 20
UNREADABLE = frozenset({"unreadable"})
"""A file or folder that is there and cannot be opened."""
MISSING = UNREADABLE | {"missing_picture", "remote_picture", "ambiguous_picture"}
"""The source names a picture that cannot be had: its item is rejected at once."""
NO_RECORD = frozenset(
    {"not_a_picture", "broken_link", "link_outside", "linked_folder", "no_metadata", "bad_metadata"}
)
"""A file that is neither a picture nor a record: told, and nothing else."""
FOR_A_PERSON = frozenset({"number_disagrees", "ambiguous_number"})
"""Which specimen it shows is contradicted: the picture stops here, and nothing is guessed."""
WITHOUT = "record_without_picture"


class Once:
    """Lets a problem through once, though each of its row's pictures repeats it.

    Pictures of a row follow each other, so the last `BATCH` problems are enough to know.
    """

    def __init__(self) -> None:
        self._said: OrderedDict[Problem, None] = OrderedDict()

    def fresh(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        for problem in problems:
            known = problem in self._said
            self._said[problem] = None
            self._said.move_to_end(problem)
            if len(self._said) > BATCH:
                self._said.popitem(last=False)
            if not known:
                yield problem


@dataclass(slots=True)
class Findings:
    """What planning met: counts by code, with the first examples of each."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    said: Once = field(default_factory=Once)

    def note(self, code: str, example: str) -> None:
        self.counts[code] += 1
        kept = self.examples.setdefault(code, [])
        if len(kept) < EXAMPLES:
            kept.append(example)

    def as_json(self) -> dict[str, Any]:
        return {"counts": dict(self.counts), "examples": self.examples}


def plan(
    catalogue: Catalogue,
    collection: Collection,
    run: Run,
    records: Iterable[SourceRecord],
    key_prefix: str,
    progress: Callable[[int], None],
) -> None:
    """Write the run's items in the source's order; done again after a crash, it ends the same.

    Items that an interrupted reading wrote are found again and keep their numbers.
    """
    findings = Findings()
    with TemporaryFile("w+", encoding="utf-8") as lines:
        later = _Later(lines)
        _read(catalogue, collection, run, _Reading(records, key_prefix, findings, progress), later)
        for some in later.batches():
            with catalogue.writing() as tx:
                for one in some:
                    _store_record(tx, collection, run, one)
    with catalogue.writing() as tx:
        tx.runs.change(run.run_id, planned=True, report={**run.report, **findings.as_json()})


@dataclass(frozen=True, slots=True)
class _Reading:
    records: Iterable[SourceRecord]
    key_prefix: str
    findings: Findings
    progress: Callable[[int], None]


def _read(
    catalogue: Catalogue, collection: Collection, run: Run, source: _Reading, later: _Later
) -> None:
    """Write items batch by batch; records that only the rest of the source decides go to `later`."""
    read = 0
    with catalogue.reading() as tx:
        number = tx.runs.next_number(run.run_id)
    for batch in _batches(source.records):
        pictures, without = by_picture(batch, source.key_prefix, source.findings)
        with catalogue.writing() as tx:
            known = tx.runs.items_named(run.run_id, [one.source_key for one in pictures])
            fresh = [one for one in pictures if one.source_key not in known]
            for one in pictures:
                if one.source_key in known:
                    join(tx, run.run_id, one)
            tx.runs.add_items(_item(run, number + n, one) for n, one in enumerate(fresh))
            state_occurrences(tx, collection, run.run_id, [*pictures, *without])
            for one in without:
                if is_open(tx, collection, one):
                    later.add(one)
                else:
                    _store_record(tx, collection, run, one)
        number += len(fresh)
        read += len(pictures)
        source.progress(read)


def _store_record(tx: Transaction, collection: Collection, run: Run, one: PlannedPicture) -> None:
    store_records(tx, collection, run.run_id, one, f"record:{one.source_key}")


class _Later:
    """Records that wait for the end of the source, in a file: there may be millions."""

    def __init__(self, lines: IO[str]) -> None:
        self._lines = lines

    def add(self, one: PlannedPicture) -> None:
        self._lines.write(json.dumps(to_json(one)) + "\n")

    def batches(self) -> Iterator[list[PlannedPicture]]:
        self._lines.seek(0)
        while lines := list(islice(self._lines, BATCH)):
            yield [from_json(json.loads(line)) for line in lines]


def _batches(records: Iterable[SourceRecord]) -> Iterator[list[SourceRecord]]:
    remaining = iter(records)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def by_picture(
    batch: Iterable[SourceRecord], key_prefix: str, findings: Findings
) -> tuple[list[PlannedPicture], list[PlannedPicture]]:
    """Pictures, each with all specimens that records of the batch give it; and bare records."""
    pictures: dict[str, PlannedPicture] = {}
    without: list[PlannedPicture] = []
    for record in batch:
        for problem in findings.said.fresh(record.problems):
            findings.note(problem.code, f"{problem.where}: {problem.text}")
        codes = {problem.code for problem in record.problems}
        if record.picture is None and codes & NO_RECORD:
            continue
        one = planned(record, key_prefix)
        if one.picture is None:
            if WITHOUT not in codes and not codes & UNREADABLE:
                findings.note(WITHOUT, record.where)
            if one.specimens and (one.specimens[0].verbatim or one.verbatim):
                without.append(one)
            if not codes & MISSING:
                continue
        if one.picture is not None and not is_shareable(one.licence):
            findings.note("no_licence", one.user_name)
        rival = pictures.get(one.source_key)
        pictures[one.source_key] = one if rival is None else merged(rival, one)
    return list(pictures.values()), without


def merged(first: PlannedPicture, second: PlannedPicture) -> PlannedPicture:
    known = [one.key for one in first.specimens]
    fresh = tuple(one for one in second.specimens if one.key not in known)
    return replace(first, specimens=first.specimens + fresh)


def join(tx: Transaction, run: UUID, more: PlannedPicture) -> None:
    """A later record of a picture that has an item already adds its specimens to it."""
    item = tx.runs.item_named(run, more.source_key)
    known = from_json(item.body)
    both = merged(known, more)
    if len(both.specimens) > len(known.specimens):
        specimens = to_json(both)["specimens"]
        tx.runs.set_items([(item, {"body": {**item.body, "specimens": specimens}})])


def _item(run: Run, number: int, one: PlannedPicture) -> RunItem:
    reason = stopped(one)
    return RunItem(
        run.run_id,
        number,
        one.user_name,
        one.source_key,
        "pending" if reason is None else "rejected",
        reason,
        body=to_json(one),
    )


def stopped(one: PlannedPicture) -> str | None:
    """Why the picture goes no further: it cannot be had, or its number is contradicted."""
    problems = [problem for specimen in one.specimens for problem in specimen.problems]
    for problem in problems:
        if problem["code"] in MISSING | FOR_A_PERSON:
            return f"{problem['code']}: {problem['text']}"
    return "missing_picture" if one.picture is None else None
