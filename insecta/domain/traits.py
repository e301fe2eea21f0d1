"""What a release's extra outputs say of the individual and the picture: suggestions, never facts.

Caste, sex and stage of an individual, and the view of a picture. No decision reads them: a male is
kept from names that were learned from workers by its record, not by the network's guess (users: 18).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

VIEW = "view"
TERMS = ("caste", "sex", "lifeStage", VIEW)
"""Darwin Core's terms of an individual, and the view that a picture shows: names of outputs, too."""

_WORTH_SAYING = 0.5
"""Nothing less likely than not is suggested."""


@dataclass(frozen=True, slots=True)
class Head:
    """An extra output. `values`: what it can say, in output order. `temperature`: of its own.

    `least`: probability from which 95 of 100 pictures of the calibration part were right; None where
    they were too few to say, or never as many. `training`: specimens by value; `cases`: pictures of
    the calibration part that state the term.
    """

    values: tuple[str, ...]
    temperature: float
    least: float | None = None
    training: Mapping[str, int] | None = None
    cases: int = 0


@dataclass(frozen=True, slots=True)
class Trait:
    """A value of a term with its calibrated probability."""

    term: str
    value: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The most probable value of a term. `checked`: it is as sure as those that were right 95 times in
    100 on the calibration pictures; else nobody knows how often it is."""

    term: str
    value: str
    confidence: float
    checked: bool


def traits_of(
    heads: Mapping[str, Head], outputs: Mapping[str, Sequence[float]]
) -> tuple[Trait, ...]:
    """Every value with its probability, from the calibrated outputs of heads by name."""
    return tuple(
        Trait(term, value, round(float(probability), 6))
        for term, head in heads.items()
        for value, probability in zip(head.values, outputs[term], strict=True)
    )


def suggested(heads: Mapping[str, Head], traits: Sequence[Trait]) -> tuple[Suggestion, ...]:
    """The best value of each term that a release has a head for, if it is likelier than not."""
    best: dict[str, Trait] = {}
    for trait in traits:
        if trait.term not in best or trait.confidence > best[trait.term].confidence:
            best[trait.term] = trait
    return tuple(
        Suggestion(term, one.value, one.confidence, _is_checked(heads[term], one))
        for term, one in best.items()
        if term in heads and one.confidence > _WORTH_SAYING
    )


def _is_checked(head: Head, one: Trait) -> bool:
    return head.least is not None and one.confidence >= head.least


def fused_traits(views: Sequence[Sequence[Trait]]) -> tuple[Trait, ...]:
    """Of one individual from several pictures: the mean of those that say anything. A view belongs to
    one picture and is left out."""
    telling = [traits for traits in views if traits]
    if len(views) == 1:
        return tuple(views[0])
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for traits in telling:
        for trait in traits:
            if trait.term != VIEW:
                sums[trait.term, trait.value] += trait.confidence / len(telling)
    return tuple(Trait(term, value, min(1.0, held)) for (term, value), held in sums.items())
