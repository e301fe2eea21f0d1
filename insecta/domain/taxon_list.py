"""The taxa that a collection expects, by their names, and those of them that a release knows.

Ids are a release's own, so a list is of names: `Camponotus`, or `genus:Camponotus` where two ranks
share a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from insecta.domain.ranks import RANKS
from insecta.domain.release import Release

MOST_NAMES = 5_000
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Expected:
    """A list as one release reads it, in its ids.

    `taxa`: names that it knows; what lies below and above them is expected, too. `genera`: of listed
    names that it does not know; expected with what lies above, not what lies below. `unknown`: names
    that it does not know, as listed.
    """

    taxa: frozenset[str] = frozenset()
    genera: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()


def split(entry: str) -> tuple[str | None, str]:
    """Rank, if one is given, and name of a line of a list."""
    rank, colon, name = entry.partition(":")
    if colon and rank.strip() in RANKS:
        return rank.strip(), " ".join(name.replace("_", " ").split())
    return None, " ".join(entry.split())


def expected(release: Release, listed: Sequence[str]) -> Expected:
    """What of a list a release knows."""
    by_name = release.by_spelling
    taxa: set[str] = set()
    genera: set[str] = set()
    unknown = []
    for entry in listed:
        rank, name = split(entry)
        known = {t.taxon_id for t in by_name.get(name, ()) if rank in (None, t.rank)}
        taxa |= known
        if not known:
            unknown.append(entry)
            genera |= {t.taxon_id for t in by_name.get(_genus(name), ()) if t.rank == "genus"}
    return Expected(frozenset(taxa), frozenset(genera), tuple(unknown))


def _genus(name: str) -> str:
    """First word of a name of two or more; else nothing."""
    first, blank, _ = name.partition(" ")
    return first if blank else ""
