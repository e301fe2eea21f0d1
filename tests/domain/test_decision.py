"""The decision: sums up the tree, one answer at the deepest defended rank, reasons in order."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insecta.domain.answer import Abstention, Limit, Quality, Scores, Subject
from insecta.domain.decision import (
    NOT_LISTED,
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
    assert (elsewhere.abstention, elsewhere.note) == (Abstention.UNKNOWN_TAXON, NOT_LISTED)
    unsure = decide(RELEASE, scores(leaves(_5=0.4, _4=0.3)), taxon_list={"genus:Pheidole"})
    assert (unsure.abstention, unsure.note) == (Abstention.UNDECIDED, "")
    above = decide(RELEASE, seen, taxon_list=set(), listed_above={"genus:Camponotus"})
    assert above.answer is not None
    assert above.answer.scientific_name == "Camponotus"
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


def test_every_reason_comes_in_the_contracts_order() -> None:
    """Each code alone, and all later ones with it: the earlier one is given."""
    pinned = scripted_release(
        outside={**RELEASE.outside, "outside:label_only": "label_only"}, novelty={"cut": 0.5}
    )
    several = {"individuals": 2}
    cases: list[tuple[list[float], dict[str, object], Subject, Abstention]] = [
        (leaves(_8=0.9), {"quality": POOR, "view": "label", **several}, HURT, Abstention.POOR_PICTURE),
        (leaves(_8=0.9), {"view": "label", "novelty": 0.9, **several}, HURT, Abstention.LABEL_ONLY),
        (leaves(_8=0.9), {"novelty": 0.9, **several}, HURT, Abstention.SEVERAL_SPECIMENS),
        (leaves(_8=0.9), {"novelty": 0.9, "individuals": 1}, HURT, Abstention.NOT_AN_INSECT),
        (leaves(_6=0.9), {"novelty": 0.9}, HURT, Abstention.OUTSIDE_SCOPE),
        (leaves(_1=0.9), {"novelty": 0.9}, HURT, Abstention.DAMAGED),
        (leaves(_1=0.9), {"novelty": 0.9}, Subject(), Abstention.UNLIKE_TRAINING),
    ]  # fmt: skip
    for probabilities, changes, subject, code in cases:
        seen = scores(probabilities, **changes)
        assert decide(pinned, seen, subject=subject).abstention is code


HURT = Subject(damaged=True)


def test_a_male_is_not_named_by_classes_that_have_seen_workers_only() -> None:
    release = scripted_release(
        seen={
            "genus:Camponotus": {"caste": ("worker", "male")},
            "species:Camponotus_a": {"caste": ("worker",)},
        }
    )
    seen = scores(leaves(_1=0.97))
    worker = decide(release, seen, subject=Subject(caste="worker"))
    male = decide(release, seen, subject=Subject(caste="male"))
    queen = decide(release, seen, subject=Subject(caste="queen"))
    for answer, name, limit in (
        (worker, "Camponotus a", None),
        (male, "Camponotus", Limit.CASTE_OR_STAGE_UNSEEN),
        (queen, "Formicidae", Limit.CASTE_OR_STAGE_UNSEEN),
    ):
        assert answer.answer is not None
        assert (answer.answer.scientific_name, answer.limit) == (name, limit)
    assert "queen" in queen.note
    nothing_seen = scripted_release(seen={"class:Insecta": {"lifeStage": ("adult",)}})
    larva = decide(nothing_seen, seen, subject=Subject(life_stage="larva"))
    assert larva.abstention is Abstention.UNLIKE_TRAINING


def test_the_view_that_would_help_is_told() -> None:
    seen = scores(leaves(_1=0.97), view="head")
    ceiling = Ceiling("genus:Camponotus", "petiole not seen", view="head", needs_view="profile")
    assert decide(RELEASE, seen, ceilings=[ceiling]).needs_view == "profile"


HEAD, DORSAL = (
    Ceiling("genus:Camponotus", "petiole not seen", view="head", needs_view="profile"),
    Ceiling("genus:Camponotus", "hairs not seen", view="dorsal"),
)


@pytest.mark.parametrize(
    ("views", "name", "limit"),
    [
        (("head",), "Camponotus", Limit.NEEDS_OTHER_VIEW),
        (("head", "dorsal"), "Camponotus", Limit.NOT_SEPARABLE),
        (("dorsal", "head"), "Camponotus", Limit.NOT_SEPARABLE),
        (("head", None), "Camponotus", Limit.NOT_SEPARABLE),
        ((None,), "Camponotus", Limit.NOT_SEPARABLE),
        ((None, None), "Camponotus", Limit.NOT_SEPARABLE),
        (("head", "profile"), "Camponotus a", None),
        (("profile",), "Camponotus a", None),
    ],
)
def test_two_views_pass_no_ceiling_that_holds_for_each(
    views: tuple[str | None, ...], name: str, limit: Limit | None
) -> None:
    """Only a view that no ceiling covers lifts it; one that nobody stated may be of any."""
    seen = fuse([scores(leaves(_1=0.97), view=view) for view in views])
    answer = decide(RELEASE, seen, ceilings=[HEAD, DORSAL])
    assert answer.answer is not None
    assert (answer.answer.scientific_name, answer.limit) == (name, limit)


def test_of_two_ceilings_the_view_that_may_go_deeper_decides() -> None:
    higher = replace(HEAD, taxon_id="family:Formicidae")
    seen = fuse([scores(leaves(_1=0.97), view=view) for view in ("head", "dorsal")])
    answer = decide(RELEASE, seen, ceilings=[higher, DORSAL])
    assert answer.answer is not None
    assert (answer.answer.scientific_name, answer.note) == ("Camponotus", "hairs not seen")


def test_no_view_is_asked_for_that_is_there() -> None:
    asks = replace(DORSAL, needs_view="head")
    seen = fuse([scores(leaves(_1=0.97), view=view) for view in ("head", "dorsal")])
    answer = decide(RELEASE, seen, ceilings=[replace(HEAD, needs_view="dorsal"), asks])
    assert (answer.limit, answer.needs_view) == (Limit.NOT_SEPARABLE, None)


def test_a_picture_too_strange_for_a_rank_is_answered_above_it() -> None:
    release = scripted_release(novelty={"cut": 0.5, "cut:species": 0.3})
    assert decide(release, scores(leaves(_1=0.97), novelty=0.3)).limit is None
    strange = decide(release, scores(leaves(_1=0.97), novelty=0.31))
    assert strange.answer is not None
    assert (strange.answer.rank, strange.limit) == ("genus", Limit.UNDECIDED_BELOW)
    everything = scripted_release(novelty={"cut:order": 0.3})
    assert (
        decide(everything, scores(leaves(_1=0.97), novelty=0.31)).abstention
        is Abstention.UNKNOWN_TAXON
    )


def test_species_that_few_specimens_have_checked_may_be_answered_at_genus() -> None:
    tested = [replace(t, testing=12 if t.taxon_id.endswith("_a") else 9) for t in RELEASE.taxa]
    release = scripted_release(taxa=tuple(tested))
    for leaf, rank in ((1, "species"), (2, "genus")):
        answer = decide(release, scores(leaves(**{f"_{leaf}": 0.97})), least_testing=10)
        assert answer.answer is not None
        assert answer.answer.rank == rank


def test_pictures_of_labels_do_not_speak_for_a_specimen_that_has_others() -> None:
    label = scores(leaves(_5=0.97), view="label")
    head = scores(leaves(_1=0.97), view="head", individuals=1)
    pair = scores(leaves(_1=0.97), view="dorsal", individuals=2)
    assert fuse([label, head]) == head
    assert decide(RELEASE, fuse([label, label])).abstention is Abstention.LABEL_ONLY
    assert fuse([pair, head]).individuals == 1
    assert decide(RELEASE, fuse([pair, pair])).abstention is Abstention.SEVERAL_SPECIMENS
