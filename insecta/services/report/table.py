"""A report, and the rows behind its numbers, as lines of cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from insecta.catalogue.reports import Picture
from insecta.services.blind import BlindLook
from insecta.services.report.build import Report
from insecta.services.report.digitised import Digitised
from insecta.services.report.figure import Figure
from insecta.services.report.work import Decision

Line = tuple[object, ...]
FIGURES = ("group", "name", "value", "atLeast", "of", "low", "high", "enough", "note", "counted", "query")  # fmt: skip
PICTURES = ("imageId", "fileName", "created", "station", "retaken", "waiting")
DECISIONS = (
    "specimenId", "at", "act", "examined", "blind", "corrected", "undone", "scientificName",
    "shownName",
)  # fmt: skip
SECONDS = ("seconds",)
BLIND = (
    "specimenId", "catalogNumber", "namedByPerson", "namedByMachine", "machineRank", "confidence",
    "agrees",
)  # fmt: skip
LEVELS = ("specimenId", "catalogNumber", "level", "missing")
ONLY_PICTURES = ("retaken", "waiting")
ONLY_DECISIONS = ("examined", "applied", "blind", "corrected_examined", "corrected_applied")


def figures(report: Report) -> Iterator[Line]:
    """One number a line."""
    for one in report.figures:
        yield _figure(one)


def _figure(one: Figure) -> Line:
    return (
        one.group, one.name, one.value, one.at_least, one.of, one.low, one.high, one.enough,
        one.note, one.counted, one.query,
    )  # fmt: skip


def pictures(found: Iterable[Picture], only: str | None, station: str | None) -> Iterator[Line]:
    """`only`: one of ONLY_PICTURES; `station`: empty for those that came another way."""
    for one in found:
        if only is not None and not {"retaken": one.retaken, "waiting": one.waiting}[only]:
            continue
        if station is not None and (one.station or "") != station:
            continue
        yield one.image_id, one.user_name, one.created, one.station, one.retaken, one.waiting


def decisions(found: Iterable[Decision], only: str | None) -> Iterator[Line]:
    """`only`: one of ONLY_DECISIONS."""
    for one in found:
        if only is None or _is(one, only):
            yield (
                one.specimen_id, one.at, one.act, one.examined, one.blind, one.corrected,
                one.undone, one.scientific_name, one.shown_name,
            )  # fmt: skip


def seconds(found: Iterable[Decision]) -> Iterator[Line]:
    """From short to long and of no decision: how fast somebody is, is not for others to read."""
    for one in sorted(one.seconds for one in found if one.examined and one.seconds is not None):
        yield (one,)


def _is(one: Decision, only: str) -> bool:
    corrected = one.corrected and not one.undone
    return {
        "examined": one.examined,
        "applied": not one.examined,
        "blind": one.blind and one.examined,
        "corrected_examined": corrected and one.examined,
        "corrected_applied": corrected and not one.examined,
    }[only]


def blind(found: Iterable[BlindLook]) -> Iterator[Line]:
    """`agrees` is empty where nobody can tell: the person's name is the coarser one, or there is no answer."""
    for one in found:
        given = one.answer
        yield (
            one.specimen_id, one.catalog_number, one.truth.statement.scientific_name,
            given.scientific_name if given else None, given.rank if given else None,
            round(given.confidence, 6) if given else None, one.agrees,
        )  # fmt: skip


def levels(found: Iterable[Digitised]) -> Iterator[Line]:
    """`level` is empty where not even level 0 is reached."""
    for one in found:
        yield one.specimen_id, one.catalog_number, one.level, " ".join(one.missing)


def cells(line: Line) -> list[str]:
    """As text: nothing for what is not known, and yes or no."""
    return [_cell(one) for one in line]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
