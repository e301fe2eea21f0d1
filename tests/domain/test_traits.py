"""Caste, sex, stage and view as suggestions: they stand beside an answer and never move it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from insecta.domain.answer import Abstention, Quality, Scores, Subject
from insecta.domain.decision import candidates_from, decide, fuse
from insecta.domain.release import Release, Taxon
from insecta.domain.traits import Head, Suggestion, Trait, suggested, traits_of
from insecta.services.answers import (
    answer_from_json,
    answer_to_json,
    scores_from_json,
    scores_to_json,
)

HEADS = {
    "caste": Head(("queen", "worker"), 1.0, 0.8),
    "view": Head(("dorsal", "head", "profile"), 1.0, None),
}
RELEASE = Release(
    digest="r", name="", version="", space="", side=8, dimensions=2, limit_line="",
    taxa=(Taxon("f", "Formicidae", "family", None, 0), Taxon("n", "not an insect", "none", None, 1)),
    thresholds={"0.95": {"family": 0.7}}, outside={"n": "not_an_insect"}, heads=HEADS,
    seen={"f": {"caste": ["worker"]}},
)  # fmt: skip


def scores(caste: float, view: tuple[float, float, float], ant: float = 0.9) -> Scores:
    traits = traits_of(HEADS, {"caste": (caste, 1 - caste), "view": view})
    return Scores(
        "r", candidates_from(RELEASE, (ant, 1 - ant)), Quality(50, 0.5, 0.4), traits=traits
    )


def test_the_likeliest_value_is_suggested_and_told_whether_it_was_checked() -> None:
    answer = decide(RELEASE, scores(0.9, (0.1, 0.3, 0.6)))
    assert answer.suggested == (
        Suggestion("caste", "queen", 0.9, True), Suggestion("view", "profile", 0.6, False),
    )  # fmt: skip
    assert [s.term for s in decide(RELEASE, scores(0.6, (0.4, 0.3, 0.3))).suggested] == ["caste"]
    assert not decide(RELEASE, scores(0.6, (1, 0, 0))).suggested[0].checked


def test_a_suggestion_moves_no_name() -> None:
    """Only the record's caste keeps a queen from a name that was learned from workers."""
    silent = replace(scores(0.99, (1, 0, 0)), traits=())
    with_traits = decide(RELEASE, scores(0.99, (1, 0, 0)))
    assert replace(with_traits, suggested=()) == decide(RELEASE, silent)
    assert with_traits.answer is not None
    queen = decide(RELEASE, scores(0.01, (1, 0, 0)), subject=Subject(caste="queen"))
    assert queen.answer is None


def test_what_is_no_insect_has_no_caste() -> None:
    refused = decide(RELEASE, scores(0.9, (1, 0, 0), ant=0.1))
    assert refused.abstention is Abstention.NOT_AN_INSECT
    assert refused.suggested == ()
    undecided = decide(RELEASE, scores(0.9, (1, 0, 0), ant=0.6))
    assert undecided.abstention is Abstention.UNDECIDED
    assert undecided.suggested


def test_views_of_an_individual_share_its_caste_and_not_their_view() -> None:
    both = fuse([scores(0.9, (1, 0, 0)), scores(0.5, (0, 1, 0))])
    assert [(t.term, t.value) for t in both.traits] == [("caste", "queen"), ("caste", "worker")]
    assert both.traits[0].confidence == pytest.approx(0.7)
    alone = scores(0.9, (1, 0, 0))
    assert fuse([alone]).traits == alone.traits


def test_what_is_stored_is_read_back_and_older_rows_say_nothing() -> None:
    seen = scores(0.9, (0.1, 0.3, 0.6))
    assert scores_from_json(scores_to_json(seen)).traits == seen.traits
    plain = replace(seen, traits=())
    assert "traits" not in scores_to_json(plain)
    assert scores_from_json(scores_to_json(plain)).traits == ()
    answer = decide(RELEASE, seen)
    assert answer_from_json(answer_to_json(answer, 0.95)) == answer
    assert "suggested" not in answer_to_json(decide(RELEASE, plain), 0.95)


def test_a_head_that_a_release_lacks_is_not_believed() -> None:
    assert suggested({}, [Trait("caste", "queen", 0.9)]) == ()
