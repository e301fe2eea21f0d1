"""The decision: sums up the tree, one answer at the deepest defended rank, reasons in order."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insecta.domain.answer import Abstention, Limit, Quality, Scores
from insecta.domain.decision import (
    Ceiling,
    best_path,
    candidates_from,
    decide,
    fuse,
    thresholds_for,
)
from insecta.domain.ranks import depth
from insecta.domain.release import Release
from tests.scripted_classifier import scripted_release

RELEASE = scripted_release()
FINE = Quality(sharpness=100, exposure=0.5, ink=0.4)
POOR = Quality(sharpness=1, exposure=0.5, ink=0.4, faults=("blurred",))


def leaves(**held: float) -> list[float]:
    """Probabilities by leaf number, `_3=0.9`; the rest is spread evenly."""
    given_to = {int(name[1:]): value for name, value in held.items()}
    others = len(RELEASE.leaves) - len(given_to)
    rest = (1 - sum(given_to.values())) / others
    return [given_to.get(n, rest) for n in range(len(RELEASE.leaves))]


def scores(probabilities: list[float], **changes: object) -> Scores:
    made = Scores(RELEASE.digest, candidates_from(RELEASE, probabilities), FINE, 0.1)
    return replace(made, **changes)  # type: ignore[arg-type]


distributions = (
    st.lists(st.floats(0.0, 1.0), min_size=len(RELEASE.leaves), max_size=len(RELEASE.leaves))
    .filter(lambda values: sum(values) > 0.01)
    .map(lambda values: [v / sum(values) for v in values])
)


@given(distributions)
def test_a_parent_is_never_below_its_child_and_is_always_listed(values: list[float]) -> None:
    found = {c.taxon_id: c.confidence for c in candidates_from(RELEASE, values)}
    for taxon_id, confidence in found.items():
        parent = RELEASE.by_id[taxon_id].parent_id
        assert parent is None or found[parent] >= confidence
        assert 0 <= confidence <= 1


@given(distributions)
def test_the_roots_and_lone_leaves_hold_everything(values: list[float]) -> None:
    roots = [c for c in candidates_from(RELEASE, values) if not RELEASE.by_id[c.taxon_id].parent_id]
    assert math.isclose(sum(c.confidence for c in roots), 1, abs_tol=1e-9)


def test_best_five_of_each_rank_are_kept_however_small() -> None:
    found = candidates_from(RELEASE, leaves(_5=0.99999))
    assert {c.rank for c in found} == {
        "class",
        "order",
        "family",
        "epifamily",
        "genus",
        "species",
        "none",
    }
    assert len([c for c in found if c.rank == "species"]) == 2


def test_another_number_of_scores_is_refused() -> None:
    with pytest.raises(ValueError, match="3 scores for 9 leaves"):
        candidates_from(RELEASE, [0.2, 0.3, 0.5])


def test_the_deepest_defended_name_is_the_answer() -> None:
    answer = decide(RELEASE, scores(leaves(_1=0.9)))
    assert answer.answer is not None
    assert (answer.answer.scientific_name, answer.limit) == ("Camponotus a", None)
    assert answer.abstention is None


def test_two_species_alike_stop_at_their_genus() -> None:
    answer = decide(RELEASE, scores(leaves(_1=0.46, _2=0.46)))
    assert answer.answer is not None
    assert answer.answer.scientific_name == "Camponotus"
    assert answer.answer.confidence == pytest.approx(0.92, abs=1e-9)
    assert answer.limit is Limit.UNDECIDED_BELOW


def test_a_name_that_is_only_a_candidate_gives_its_parent() -> None:
    answer = decide(RELEASE, scores(leaves(_3=0.95)))
    assert answer.answer is not None
    assert answer.answer.scientific_name == "Formicidae"
    assert answer.limit is Limit.UNDECIDED_BELOW
    assert "Pheidole" in {c.scientific_name for c in answer.candidates}


def test_without_a_defended_name_it_is_undecided_and_candidates_stay() -> None:
    answer = decide(RELEASE, scores(leaves(_5=0.4, _1=0.3)))
    assert (answer.answer, answer.abstention) == (None, Abstention.UNDECIDED)
    assert answer.candidates


def test_leaves_that_are_no_names_are_never_shown() -> None:
    answer = decide(RELEASE, scores(leaves(_8=0.9)))
    assert answer.abstention is Abstention.NOT_AN_INSECT
    assert "none" not in {c.rank for c in answer.candidates}


@pytest.mark.parametrize(
    ("probabilities", "changes", "code"),
    [
        (leaves(_7=0.9), {"quality": POOR, "novelty": 0.9}, Abstention.POOR_PICTURE),
        (leaves(_7=0.9), {"novelty": 0.9}, Abstention.LABEL_ONLY),
        (leaves(_7=0.5, _8=0.5), {}, Abstention.LABEL_ONLY),
        (leaves(_8=0.9), {"novelty": 0.9}, Abstention.NOT_AN_INSECT),
        (leaves(_6=0.9), {"novelty": 0.9}, Abstention.OUTSIDE_SCOPE),
        (leaves(_1=0.9), {"novelty": 0.9}, Abstention.UNLIKE_TRAINING),
        (leaves(_1=0.9), {"novelty": None}, None),
    ],
)
def test_reasons_come_in_the_contracts_order(
    probabilities: list[float], changes: dict[str, object], code: Abstention | None
) -> None:
    assert decide(RELEASE, scores(probabilities, **changes)).abstention is code


def test_a_list_moves_no_probability_and_stops_above_what_is_not_on_it() -> None:
    seen = scores(leaves(_1=0.9))
    listed = decide(RELEASE, seen, taxon_list={"species:Camponotus_b", "order:Lepidoptera"})
    assert listed.answer is not None
    assert listed.answer.scientific_name == "Camponotus"
    assert listed.limit is Limit.UNDECIDED_BELOW
    elsewhere = decide(RELEASE, scores(leaves(_5=0.9)), taxon_list={"genus:Pheidole"})
    assert elsewhere.abstention is Abstention.UNDECIDED
    assert decide(RELEASE, seen, taxon_list=set()).abstention is Abstention.UNKNOWN_TAXON
    whole_family = decide(RELEASE, seen, taxon_list={"family:Formicidae"})
    assert whole_family.answer == decide(RELEASE, seen).answer


def test_a_ceiling_caps_whatever_the_score_and_gives_its_reason() -> None:
    seen = scores(leaves(_1=0.97), view="head")
    ceiling = Ceiling("genus:Camponotus", "not from pictures (Author 2020)")
    answer = decide(RELEASE, seen, ceilings=[ceiling])
    assert answer.answer is not None
    assert answer.answer.scientific_name == "Camponotus"
    assert (answer.limit, answer.note) == (Limit.NOT_SEPARABLE, ceiling.reason)
    other_view = replace(ceiling, view="head", needs_view="profile")
    assert decide(RELEASE, seen, ceilings=[other_view]).limit is Limit.NEEDS_OTHER_VIEW
    elsewhere = replace(ceiling, view="dorsal")
    assert decide(RELEASE, seen, ceilings=[elsewhere]).limit is None


def test_a_target_never_measured_promises_nothing() -> None:
    assert thresholds_for(RELEASE, 0.999) == {}
    assert thresholds_for(RELEASE, 0.9) == RELEASE.thresholds["0.95"]
    assert decide(RELEASE, scores(leaves(_1=0.99)), target=0.999).abstention is Abstention.UNDECIDED


def answer_depth(release: Release, values: list[float], target: float) -> int:
    found = decide(release, scores(values), target).answer
    return -1 if found is None else depth(found.rank)


@given(distributions, st.floats(0.5, 0.999), st.floats(0.5, 0.999))
def test_a_higher_target_is_never_deeper(values: list[float], one: float, two: float) -> None:
    low, high = sorted((one, two))
    assert answer_depth(RELEASE, values, high) <= answer_depth(RELEASE, values, low)


@given(distributions, st.floats(0.5, 0.999))
def test_exactly_one_of_answer_and_abstention(values: list[float], target: float) -> None:
    answer = decide(RELEASE, scores(values), target)
    assert (answer.answer is None) != (answer.abstention is None)
    assert answer.limit is None or answer.answer is not None


@given(distributions, distributions)
def test_fused_views_stay_consistent_between_both(one: list[float], two: list[float]) -> None:
    views = [scores(one, view="head"), scores(two, view="profile", novelty=0.3)]
    fused = fuse(views)
    found = {c.taxon_id: c.confidence for c in fused.candidates}
    for taxon_id, confidence in found.items():
        parent = RELEASE.by_id[taxon_id].parent_id
        assert parent is None or found[parent] >= confidence - 1e-12
    assert (fused.view, fused.novelty) == (None, pytest.approx(0.2))
    assert best_path(RELEASE, fused)


def test_a_blurred_view_does_not_spoil_a_sharp_one() -> None:
    sharp, blurred = scores(leaves(_1=0.9)), scores(leaves(_5=0.9), quality=POOR)
    assert decide(RELEASE, fuse([blurred, sharp])).answer == decide(RELEASE, sharp).answer
    both = decide(RELEASE, fuse([blurred, blurred]))
    assert both.abstention is Abstention.POOR_PICTURE


def test_what_cannot_be_fused_is_refused() -> None:
    one = scores(leaves(_1=0.9))
    assert fuse([one]) == one
    with pytest.raises(ValueError, match="no scores"):
        fuse([])
    with pytest.raises(ValueError, match="different releases"):
        fuse([one, replace(one, release="another")])


def test_a_release_may_measure_its_own_cut_for_leaves_that_are_no_answer() -> None:
    probabilities = leaves(_1=0.68, _7=0.05, _8=0.25)
    usual = decide(RELEASE, scores(probabilities))
    assert usual.answer is not None
    stricter = scripted_release(novelty={"cut": 0.5, "outside": 0.2})
    found = decide(stricter, scores(probabilities))
    assert (found.answer, found.abstention) == (None, Abstention.NOT_AN_INSECT)
