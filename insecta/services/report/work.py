"""What people did for a collection in a period: decisions, the time they took, names corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from insecta.domain.specimen import Identification
from insecta.domain.statements import CORRECT, UNDO, act_of

LONGEST = 300.0
"""Seconds that one look counts at most: who was called away did not look all the time."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that a person said of a specimen. `corrected`: sighted, another name than the one it speaks of.

    `seconds`: from being shown to the decision, where that was measured.
    """

    specimen_id: UUID
    at: str
    act: str
    examined: bool
    blind: bool
    corrected: bool
    undone: bool
    seconds: float | None
    scientific_name: str
    shown_name: str


@dataclass(frozen=True, slots=True)
class Hours:
    """`timed` decisions were measured; the others count as long as the middle one of those (`median`).

    None where nothing was measured: then there is nothing to estimate from.
    """

    decisions: int
    timed: int
    median: float | None
    hours: float | None


def decisions(
    said: Sequence[Identification],
    shown: dict[UUID, Identification],
    gone: frozenset[UUID],
) -> list[Decision]:
    """`shown`: what each speaks of, by id; `gone`: those that were taken back."""
    return [_decision(one, shown, gone) for one in said if act_of(one) != UNDO]


def _decision(
    one: Identification, shown: dict[UUID, Identification], gone: frozenset[UUID]
) -> Decision:
    before = shown.get(one.based_on) if one.based_on else None
    was = (before.scientific_name if before else None) or ""
    blind = bool(one.body.get("blind"))
    seconds = one.body.get("seconds")
    act = act_of(one)
    return Decision(
        one.specimen_id,
        one.created.isoformat(timespec="seconds") if one.created else "",
        act, one.body.get("examined") is not False, blind,
        act == CORRECT and not blind and was not in ("", one.scientific_name),
        one.identification_id in gone,
        float(seconds) if isinstance(seconds, (int, float)) else None,
        one.scientific_name or "", was,
    )  # fmt: skip


def hours(made: Iterable[Decision]) -> Hours:
    """Of decisions about specimens that were looked at, also of those taken back later."""
    looked = [one for one in made if one.examined]
    timed = [min(one.seconds, LONGEST) for one in looked if one.seconds is not None]
    if not timed:
        return Hours(len(looked), 0, None, None)
    middle = median(timed)
    seconds = sum(timed) + middle * (len(looked) - len(timed))
    return Hours(len(looked), len(timed), round(middle, 1), round(seconds / 3_600, 2))


def credited_by(said: Iterable[Identification]) -> list[tuple[str, str, int]]:
    """(name to be credited, ORCID, decisions on specimens looked at), most first."""
    counted: Counter[tuple[str, str, str]] = Counter()
    for one in said:
        if act_of(one) != UNDO and one.body.get("examined") is not False:
            counted[one.identified_by or "", one.orcid or "", str(one.principal_id)] += 1
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [(name, orcid, number) for (name, orcid, _), number in ordered]
