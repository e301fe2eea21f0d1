"""Scores and answers as the catalogue keeps them, and the answer a specimen shows.

Scores are stored; answers are functions of them: change a threshold and nothing is run again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple
from types import MappingProxyType
from typing import Any

from insecta.domain.answer import (
    Abstention,
    Answer,
    Candidate,
    Limit,
    Quality,
    Scores,
    Subject,
)
from insecta.domain.collection import Collection
from insecta.domain.decision import Ceiling, decide, fuse
from insecta.domain.release import Release
from insecta.domain.run import State
from insecta.domain.taxon_list import Expected, expected
from insecta.domain.traits import Suggestion, Trait

LEAST_TESTING = "least_testing"
"""Rule of a collection: names below the genus with fewer test specimens are answered coarser."""


def scores_to_json(scores: Scores) -> dict[str, Any]:
    """Releases without extra outputs say nothing of traits."""
    traits = {"traits": [list(astuple(one)) for one in scores.traits]} if scores.traits else {}
    return {
        "release": scores.release,
        "candidates": [
            [c.taxon_id, c.scientific_name, c.rank, round(c.confidence, 6)]
            for c in scores.candidates
        ],
        "quality": asdict(scores.quality),
        "novelty": scores.novelty,
        "view": scores.view,
        "individuals": scores.individuals,
        **traits,
    }


def scores_from_json(body: Mapping[str, Any]) -> Scores:
    quality = body["quality"]
    return Scores(
        body["release"],
        tuple(Candidate(*candidate) for candidate in body["candidates"]),
        Quality(
            quality["sharpness"], quality["exposure"], quality["ink"], tuple(quality["faults"])
        ),
        body.get("novelty"),
        body.get("view"),
        body.get("individuals"),
        tuple(Trait(*trait) for trait in body.get("traits", ())),
    )


def answer_to_json(answer: Answer, target: float) -> dict[str, Any]:
    name = answer.answer
    guessed = {"suggested": [asdict(one) for one in answer.suggested]} if answer.suggested else {}
    return {
        "answer": _candidate_to_json(name) if name else None,
        "abstention": answer.abstention,
        "limit": answer.limit,
        "candidates": [_candidate_to_json(one) for one in answer.candidates],
        "note": answer.note,
        "needs_view": answer.needs_view,
        "target": target,
        **guessed,
    }


def _candidate_to_json(one: Candidate) -> dict[str, Any]:
    return {
        "taxon_id": one.taxon_id,
        "scientific_name": one.scientific_name,
        "rank": one.rank,
        "confidence": one.confidence,
    }


def answer_from_json(body: Mapping[str, Any]) -> Answer:
    given = body.get("answer")
    return Answer(
        Candidate(**given) if given else None,
        Abstention(body["abstention"]) if body.get("abstention") else None,
        Limit(body["limit"]) if body.get("limit") else None,
        tuple(Candidate(**candidate) for candidate in body.get("candidates", ())),
        body.get("note", ""),
        body.get("needs_view"),
        tuple(Suggestion(**one) for one in body.get("suggested", ())),
    )


def subject_of(record: Mapping[str, Any]) -> Subject:
    """What a specimen's record says of the individual. Damage is stated, never read from remarks."""
    return Subject(
        record.get("caste"),
        record.get("sex"),
        record.get("lifeStage"),
        record.get("condition") == "damaged",
    )


def decided(
    release: Release,
    scores: Scores,
    collection: Collection,
    record: Mapping[str, Any],
    ceilings: Sequence[Ceiling] = (),
) -> Answer:
    """The decision under a collection's target, list and rules, and the house's ceilings."""
    listed = collection.taxon_list
    known = Expected() if listed is None else expected(release, listed)
    return decide(
        release,
        scores,
        collection.target,
        None if listed is None else known.taxa,
        ceilings,
        subject=subject_of(record),
        least_testing=int(collection.rules.get(LEAST_TESTING, 0)),
        listed_above=known.genera,
    )


def shown_answer(
    release: Release,
    views: Sequence[Scores],
    collection: Collection,
    record: Mapping[str, Any] = MappingProxyType({}),
    ceilings: Sequence[Ceiling] = (),
) -> Answer:
    """What the specimen is shown as: the fused decision over all its regions' scores."""
    return decided(release, fuse(views), collection, record, ceilings)


def item_state(answer: Answer) -> tuple[State, str | None]:
    """How a run item ends: `done` exactly when there is an answer."""
    if answer.answer is not None:
        return "done", answer.limit.value if answer.limit else None
    return "abstained", answer.abstention.value if answer.abstention else None
