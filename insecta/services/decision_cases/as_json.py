"""Releases, scores and answers as docs/decision-cases.json spells them, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from insecta.domain.answer import Answer, Quality, Scores, Subject
from insecta.domain.decision import Ceiling, candidates_from, decide, fuse
from insecta.domain.release import Release, Taxon
from insecta.domain.shown_name import exported_name, shown_name

Json = dict[str, Any]


def release_to_json(release: Release) -> Json:
    """What a decision needs of a release."""
    return {
        "digest": release.digest,
        "side": release.side,
        "temperature": release.temperature,
        "thresholds": {key: dict(value) for key, value in release.thresholds.items()},
        "novelty": dict(release.novelty),
        "outside": dict(release.outside),
        "seen": {
            key: {term: list(values) for term, values in terms.items()}
            for key, terms in release.seen.items()
        },
        "taxa": [
            {
                "taxonId": t.taxon_id, "scientificName": t.scientific_name, "taxonRank": t.rank,
                "parentId": t.parent_id, "leaf": t.leaf, "answerable": t.answerable,
                "training": t.training, "testing": t.testing,
            }
            for t in release.taxa
        ],
    }  # fmt: skip


def release_from_json(body: Mapping[str, Any]) -> Release:
    taxa = tuple(
        Taxon(
            t["taxonId"], t["scientificName"], t["taxonRank"], t["parentId"], t["leaf"],
            t["answerable"], t["training"], t["testing"],
        )
        for t in body["taxa"]
    )  # fmt: skip
    return Release(
        digest=body["digest"], name="", version="", space="", side=body["side"], taxa=taxa,
        thresholds=body["thresholds"], limit_line="", dimensions=0, novelty=body["novelty"],
        outside=body["outside"], temperature=body["temperature"], seen=body["seen"],
    )  # fmt: skip


def view_scores(release: Release, view: Mapping[str, Any]) -> Scores:
    """Scores of one view; leaves that are not listed have probability 0."""
    leaves = [0.0] * len(release.leaves)
    for leaf, probability in view["leaves"].items():
        leaves[int(leaf)] = probability
    return Scores(
        release.digest,
        candidates_from(release, leaves),
        Quality(view["sharpness"], 0.5, 0.4, tuple(view["faults"])),
        view["novelty"],
        view["view"],
        view["individuals"],
    )


def decided(release: Release, given: Mapping[str, Any]) -> Json:
    """What this code answers to the input of a `decide` case."""
    scores = fuse([view_scores(release, view) for view in given["views"]])
    ceilings = [
        Ceiling(c["taxonId"], c["reason"], c["view"], c["needsView"]) for c in given["ceilings"]
    ]
    subject = given["subject"]
    answer = decide(
        release,
        scores,
        given["target"],
        given["taxonList"],
        ceilings,
        Subject(subject["caste"], subject["sex"], subject["lifeStage"], subject["damaged"]),
        given["leastTesting"],
        given["listedAbove"],
    )
    return {**answer_to_json(release, answer), "fused": {"novelty": scores.novelty}}


def answer_to_json(release: Release, answer: Answer) -> Json:
    named = answer.answer
    return {
        "answer": named.taxon_id if named else None,
        "confidence": named.confidence if named else None,
        "abstention": answer.abstention.value if answer.abstention else None,
        "limit": answer.limit.value if answer.limit else None,
        "needsView": answer.needs_view,
        "note": answer.note,
        "candidates": [[c.taxon_id, c.confidence] for c in answer.candidates],
        "shown": _spans(release, named.taxon_id) if named else None,
        "exported": _exported(release, named.taxon_id) if named else None,
    }


def _spans(release: Release, taxon_id: str) -> Sequence[Json]:
    return [asdict(span) for span in shown_name(release, taxon_id)]


def _exported(release: Release, taxon_id: str) -> Json:
    one = exported_name(release, taxon_id)
    return {
        "scientificName": one.scientific_name,
        "taxonRank": one.taxon_rank,
        "verbatimIdentification": one.verbatim_identification,
    }
