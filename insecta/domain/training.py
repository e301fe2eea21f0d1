"""How a reviewer's answers agree with known ones, and at which ranks that is often enough (users: 28).

The rule is data of the collection. It counts the latest answers at each rank, so that who learns gets
on; an answer counts at the ranks that it names, and says nothing of finer ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insecta.domain.promise import Count
from insecta.domain.ranks import RANKS

RULE = "volunteers"
"""Rule of a collection: `share`, `cases`, `two`."""
LEAST_SET = 20
"""Specimens from which a training set counts: with fewer, nobody is asked to train."""


@dataclass(frozen=True, slots=True)
class Rule:
    """At least `share` of the latest `cases` answers at a rank; names at the ranks of `two` need two
    independent answers."""

    share: float = 0.9
    cases: int = 20
    two: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Agreement:
    """At one rank: of all answers, and of the latest ones that the rule counts."""

    rank: str
    all: Count
    latest: Count
    enough: bool


def rule_of(rules: Mapping[str, object]) -> Rule:
    """A collection's rule; what it does not say is the default."""
    given = rules.get(RULE)
    said: Mapping[str, object] = given if isinstance(given, Mapping) else {}
    share, cases, two = said.get("share"), said.get("cases"), said.get("two")
    usual = Rule()
    return Rule(
        float(share) if isinstance(share, (int, float)) else usual.share,
        int(cases) if isinstance(cases, (int, float)) else usual.cases,
        frozenset(map(str, two)) if isinstance(two, (list, tuple)) else usual.two,
    )


def right_at(truth: Mapping[str, str], said: Mapping[str, str]) -> dict[str, bool]:
    """Rank → whether the answer is right there, at every rank that both name. Both by rank."""
    return {rank: said[rank] == truth[rank] for rank in RANKS if rank in truth and rank in said}


def agreement(answers: Sequence[Mapping[str, bool]], rule: Rule) -> tuple[Agreement, ...]:
    """From coarse to fine. `answers`: as `right_at` gave them, oldest first."""
    found = []
    for rank in RANKS:
        own = [one[rank] for one in answers if rank in one]
        if own:
            latest = own[-rule.cases :]
            often = len(latest) >= rule.cases and sum(latest) >= rule.share * len(latest)
            found.append(
                Agreement(rank, Count(sum(own), len(own)), Count(sum(latest), len(latest)), often)
            )
    return tuple(found)


def ranks_open(found: Sequence[Agreement]) -> frozenset[str]:
    """Where somebody agrees often enough; and every coarser rank, unless they often err at it."""
    enough = [RANKS.index(one.rank) for one in found if one.enough]
    wrong = {one.rank for one in found if not one.enough}
    return frozenset(RANKS[: max(enough) + 1]) - wrong if enough else frozenset()
