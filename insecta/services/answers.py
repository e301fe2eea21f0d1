"""Scores and answers as the catalogue keeps them, and the answer a specimen shows.

Scores are stored; answers are functions of them: change a threshold and nothing is run again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from insecta.domain.answer import Abstention, Answer, Candidate, Limit, Quality, Scores
from insecta.domain.collection import Collection
from insecta.domain.decision import decide, fuse
from insecta.domain.release import Release
from insecta.domain.run import State


def scores_to_json(scores: Scores) -> dict[str, Any]:
    body = asdict(scores)
    body["candidates"] = [
        [c.taxon_id, c.scientific_name, c.rank, round(c.confidence, 6)] for c in scores.candidates
    ]
    return body


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
    )


def answer_to_json(answer: Answer, target: float) -> dict[str, Any]:
    return {**asdict(answer), "target": target}


def answer_from_json(body: Mapping[str, Any]) -> Answer:
    given = body.get("answer")
    return Answer(
        Candidate(**given) if given else None,
        Abstention(body["abstention"]) if body.get("abstention") else None,
        Limit(body["limit"]) if body.get("limit") else None,
        tuple(Candidate(**candidate) for candidate in body.get("candidates", ())),
        body.get("note", ""),
    )


def shown_answer(release: Release, views: Sequence[Scores], collection: Collection) -> Answer:
    """What the specimen is shown as: the fused decision over all its regions' scores.

    Label pictures say nothing about the insect and are left out where there is any other.
    """
    telling = [scores for scores in views if scores.view != "label"] or list(views)
    return decide(release, fuse(telling), collection.target, collection.taxon_list)


def item_state(answer: Answer) -> tuple[State, str | None]:
    """How a run item ends: `done` exactly when there is an answer."""
    if answer.answer is not None:
        return "done", answer.limit.value if answer.limit else None
    return "abstained", answer.abstention.value if answer.abstention else None
