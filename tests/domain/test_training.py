"""Agreement by rank, and where it opens the queue."""

from __future__ import annotations

from insecta.domain.promise import Count
from insecta.domain.training import Rule, agreement, ranks_open, right_at, rule_of

TRUTH = {"family": "Formicidae", "genus": "Camponotus", "species": "Camponotus a"}


def test_an_answer_counts_at_the_ranks_it_names() -> None:
    assert right_at(TRUTH, TRUTH) == {"family": True, "genus": True, "species": True}
    assert right_at(TRUTH, {"family": "Formicidae", "genus": "Pheidole"}) == {
        "family": True,
        "genus": False,
    }
    assert right_at(TRUTH, {"order": "Lepidoptera"}) == {}


def test_the_latest_answers_count_and_earlier_mistakes_pass() -> None:
    rule = Rule(share=0.9, cases=10)
    answers = [{"genus": False}] * 5 + [{"genus": True}] * 9 + [{"genus": False}]
    (found,) = agreement(answers, rule)
    assert (found.all, found.latest, found.enough) == (Count(9, 15), Count(9, 10), True)
    (too_few,) = agreement([{"genus": True}] * 9, rule)
    assert not too_few.enough


def test_coarser_ranks_are_open_unless_somebody_errs_there() -> None:
    rule = Rule(cases=5)
    good = agreement([{"family": True, "genus": True}] * 5, rule)
    assert {"order", "family", "subfamily", "genus"} <= ranks_open(good)
    assert "species" not in ranks_open(good)
    odd = agreement([{"family": False}] * 5 + [{"genus": True}] * 5, rule)
    assert "genus" in ranks_open(odd)
    assert "family" not in ranks_open(odd)
    assert ranks_open(()) == frozenset()


def test_a_rule_is_data_with_a_default() -> None:
    assert rule_of({}) == Rule(0.9, 20, frozenset())
    assert rule_of({"volunteers": {"two": ["species"]}}) == Rule(0.9, 20, frozenset({"species"}))
