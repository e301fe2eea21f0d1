"""Labels at any rank, splits that do not leak, calibration: the parts of training, without TensorFlow."""

from __future__ import annotations

import numpy as np
import pytest

from insecta.domain.decision import NO_RANK
from model.branches import branches_of, evened, fitted
from model.calibrate import (
    LEAST_CASES,
    Named,
    _ordered,
    fit_answer_thresholds,
    fit_temperature,
    threshold,
    uncut,
    wilson,
)
from model.heads import allowed_targets, partial_loss, principal_projection, softmax, train_head
from model.negatives import drawn
from model.preset import load_preset
from model.samples import Sample
from model.split import difference_hash, groups, split
from model.taxonomy import ANTHOPHILA, FORMICIDAE, ant, moth
from model.train import blended
from model.tree import (
    LABEL_ONLY,
    NOT_AN_INSECT,
    OTHER_INSECT,
    Lineage,
    Step,
    allowed_by_level,
    allowed_leaves,
    build_tree,
    taxon_id,
)

CAMPONOTUS, PHEIDOLE = ant(genus="Camponotus"), ant(genus="Pheidole")
TRAINING = [
    CAMPONOTUS, CAMPONOTUS, PHEIDOLE, PHEIDOLE, ant(genus="Solenopsis"), ant("Myrmicinae"), ant(), ant(),
    *2 * [
        ANTHOPHILA, moth("Xestia", "Xestia c-nigrum"), moth("Xestia", "Xestia baja"),
        moth("Mesapamea", "Mesapamea spec"), moth("Thera", "Thera variata_-_britannica"),
    ],
    OTHER_INSECT, NOT_AN_INSECT, LABEL_ONLY,
]  # fmt: skip


def names(leaves: list[int]) -> set[str]:
    tree = build_tree(TRAINING)
    of_leaf = {leaf: step[1] for step, leaf in tree.leaf_of.items()}
    return {of_leaf[leaf] for leaf in leaves}


def test_labels_stop_at_their_true_rank_and_use_valid_names() -> None:
    assert ant(subfamily="Ecitoninae")[-1] == ("subfamily", "Dorylinae")
    assert ant(subfamily="Sphecomyrminae") == FORMICIDAE
    assert ant(genus="Pyramica")[-2:] == (("subfamily", "Myrmicinae"), ("genus", "Strumigenys"))
    assert moth("Mesapamea", "Mesapamea spec")[-1] == ("genus", "Mesapamea")
    assert moth("Thera", "Thera variata_-_britannica")[-1] == (
        "species complex",
        "Thera variata/britannica",
    )


@pytest.mark.parametrize(
    ("label", "allowed"),
    [
        (PHEIDOLE, {"Pheidole"}),
        (ant(genus="Solenopsis"), {"Myrmicinae"}),
        (ant(genus="Eciton"), {"Formicidae"}),
        (ant("Myrmicinae"), {"Myrmicinae", "Pheidole"}),
        (ant(), {"Formicidae", "Myrmicinae", "Pheidole", "Camponotus"}),
        (moth("Xestia", "Xestia baja")[:-1], {"Xestia baja", "Xestia c-nigrum"}),
        (NOT_AN_INSECT, {"not an insect"}),
    ],
)
def test_a_label_allows_the_leaves_below_it(label: tuple[Step, ...], allowed: set[str]) -> None:
    assert names(build_tree(TRAINING).leaves_of(label)) == allowed


def test_taxa_have_parents_before_children_and_leaves_in_order() -> None:
    taxa = build_tree(TRAINING).taxa({}, {}, [FORMICIDAE[-1]])
    known: set[str] = set()
    for taxon in taxa:
        assert taxon.parent_id is None or taxon.parent_id in known
        known.add(taxon.taxon_id)
    assert sorted(t.leaf for t in taxa if t.leaf is not None) == list(range(12))
    assert [t.scientific_name for t in taxa if t.answerable] == ["Formicidae"]
    assert {t.rank for t in taxa if t.parent_id is None} == {"class", NO_RANK}
    assert taxon_id(("species complex", "A b/c")) == "species-complex:A_b/c"


def test_a_coarse_label_leaves_the_finer_ones_free() -> None:
    """Two coarse classes of two fine ones; half the labels are coarse. Fine ones are still learned."""
    rng = np.random.default_rng(3)
    centres = np.array([[4, 0, 1], [4, 0, -1], [-4, 0, 1], [-4, 0, -1]], dtype=np.float32) * 2
    truth = rng.integers(0, 4, 400)
    features = (centres[truth] + rng.normal(0, 0.6, (400, 3))).astype(np.float32)
    allowed = np.eye(4, dtype=bool)[truth]
    coarse = np.arange(400) % 2 == 0
    allowed[coarse] = (np.arange(4) // 2)[None, :] == (truth[coarse] // 2)[:, None]
    weight = np.ones(400, dtype=np.float32)
    head = train_head(features, allowed, weight, seed=1, epochs=60, rate=0.05)
    again = train_head(features, allowed, weight, seed=1, epochs=60, rate=0.05)
    assert np.array_equal(head.weights, again.weights)
    assert (head(features).argmax(axis=1) == truth).mean() > 0.97
    assert partial_loss(head(features), allowed) < 0.2


def test_targets_of_partial_labels_sum_to_one_even_for_hopeless_rows() -> None:
    probabilities = softmax(np.array([[50.0, 0, 0], [0, 0, 0]], dtype=np.float32))
    allowed = np.array([[False, True, True], [True, True, False]])
    targets = allowed_targets(probabilities, allowed)
    np.testing.assert_allclose(targets.sum(axis=1), 1, rtol=1e-5)
    assert targets[0, 0] == 0


def test_nan_features_stop_training() -> None:
    features = np.ones((8, 3), dtype=np.float32)
    features[2, 1] = np.nan
    with pytest.raises(FloatingPointError, match="nothing was written"):
        train_head(features, np.eye(8, dtype=bool)[:, :2] | True, np.ones(8, np.float32), seed=1)


def test_projection_is_centred_and_smaller() -> None:
    features = np.random.default_rng(1).normal(2, 1, (200, 20)).astype(np.float32)
    projection = principal_projection(features, 5)
    made = projection(features)
    assert made.shape == (200, 5)
    assert abs(made.mean()) < 1e-3


def sample(name: str, specimen: str, pixels: np.ndarray, lineage: tuple[Step, ...]) -> Sample:
    return Sample(name, "ant_specimens", specimen, lineage, pixels)


def test_no_specimen_and_no_near_duplicate_is_in_two_parts() -> None:
    pictures = [s.pixels for n, s in enumerate(drawn(120, 1)) if n % 8 in (4, 6)]
    samples = [sample(f"{n}.jpg", f"s{n}", p, PHEIDOLE) for n, p in enumerate(pictures)]
    samples += [sample(f"{n}-d.jpg", f"s{n}", p[::-1], PHEIDOLE) for n, p in enumerate(pictures)]
    darker = [(p * 0.9).astype(np.uint8) for p in pictures]
    samples += [sample(f"{n}-b.jpg", f"other{n}", p, PHEIDOLE) for n, p in enumerate(darker)]
    found = groups(samples)
    assert all(found[n] == found[n + 30] == found[n + 60] for n in range(30))
    parts = split(samples, 4)
    assert parts == split(samples, 4)
    assert all(parts[n] == parts[n + 30] == parts[n + 60] for n in range(30))
    assert set(parts) == {"training", "calibration", "testing"}


def test_difference_hash_survives_size_and_light() -> None:
    picture = drawn(8, 2)[4].pixels
    darker = (picture * 0.8).astype(np.uint8)[::2, ::2]
    assert (difference_hash(picture) ^ difference_hash(darker)).bit_count() <= 8


def test_blending_goes_part_of_the_way() -> None:
    (half,) = blended([np.zeros(3, np.float32)], [np.full(3, 4, np.float32)], 0.25)
    assert half.tolist() == [1, 1, 1]


def test_a_stage_may_augment_in_its_own_way() -> None:
    preset = load_preset("starter")
    assert preset.strength_of(0) == dict(preset.strength)
    last = preset.strength_of(preset.epochs - 1)
    assert last["upright"] > preset.strength["upright"]
    assert last["turn"] == preset.strength["turn"]


def test_drawings_repeat_by_seed() -> None:
    for one, other in zip(drawn(12, 5), drawn(12, 5), strict=True):
        assert np.array_equal(one.pixels, other.pixels)


def test_wilson_interval_of_known_cases() -> None:
    low, high = wilson(287, 300)
    assert (round(low, 3), round(high, 3)) == (0.927, 0.975)
    assert wilson(0, 0) == (0.0, 1.0)


def test_temperature_finds_the_factor_logits_were_inflated_by() -> None:
    rng = np.random.default_rng(2)
    logits = rng.normal(0, 2, (4000, 5)).astype(np.float32)
    labels = np.array([rng.choice(5, p=row / row.sum()) for row in softmax(logits).astype(float)])
    assert fit_temperature(logits * 3, np.eye(5, dtype=bool)[labels]) == pytest.approx(3, rel=0.08)


def of_lineages(lineages: list[Lineage]) -> list[Sample]:
    nothing = np.zeros((1, 1, 3), dtype=np.uint8)
    return [Sample(str(n), "", str(n), line, nothing) for n, line in enumerate(lineages)]


def test_a_large_branch_gets_a_temperature_of_its_own() -> None:
    """Logits of moths are half of what they should be and lie too low; the fit finds both."""
    rng = np.random.default_rng(12)
    tree = build_tree(TRAINING)
    labels = sorted(tree.leaf_of, key=lambda step: tree.leaf_of[step])
    lines = {line[-1]: line for line in tree.lineages}
    right = rng.normal(0, 2, (1500, len(labels))).astype(np.float32)
    drawn_labels = [
        rng.choice(len(labels), p=row / row.sum()) for row in softmax(right).astype(float)
    ]
    allowed = np.eye(len(labels), dtype=bool)[drawn_labels]
    samples = of_lineages([lines[labels[n]] for n in drawn_labels])
    moths, others = branches_of(tree, samples)[::-1]
    assert (moths.step, others.step) == (("order", "Lepidoptera"), ("order", "Hymenoptera"))
    assert branches_of(tree, samples[:60]) == []
    columns = list(moths.leaves)
    shown = right.copy()
    shown[:, columns] = right[:, columns] / 2 - 1
    (found,) = fitted(shown, allowed, [moths])
    assert found.factor == pytest.approx(2, rel=0.12)
    assert found.shift == pytest.approx(2, abs=0.4)
    even = evened(shown, [found])
    common = fit_temperature(even, allowed)
    assert common == pytest.approx(1, rel=0.1)
    assert partial_loss((even / common).astype(np.float32), allowed) < partial_loss(
        (shown / fit_temperature(shown, allowed)).astype(np.float32), allowed
    )


def test_allowed_leaves_are_those_of_each_label() -> None:
    tree = build_tree(TRAINING)
    allowed = allowed_leaves(tree, [CAMPONOTUS, ant()])
    assert np.flatnonzero(allowed[0]).tolist() == tree.leaves_of(CAMPONOTUS)
    assert np.flatnonzero(allowed[1]).tolist() == sorted(tree.leaves_of(ant()))


def test_thresholds_keep_their_promise_or_are_absent() -> None:
    rng = np.random.default_rng(6)
    confidence = rng.uniform(0, 1, 3000)
    cases = [(float(c), bool(rng.random() < c)) for c in confidence]
    least = threshold(cases, 0.9)
    assert least is not None
    kept = [right for c, right in cases if c >= least]
    assert sum(kept) / len(kept) >= 0.9
    assert threshold([(0.99, False)] * 50, 0.8) is None
    assert threshold([(0.4, True)] * 500, 0.8) is None
    assert threshold([(0.97, True)] * (LEAST_CASES - 5), 0.95) == 0.95
    assert threshold([(0.9, True)] * (LEAST_CASES - 5), 0.95) is None


def test_a_coarser_rank_is_measured_on_what_finer_ones_leave() -> None:
    """Genus is always right where species is sure, and a coin elsewhere: no genus answers below."""
    rng = np.random.default_rng(7)
    sure = [[Named("genus", 0.99, True), Named("species", 0.98, True)]] * 200
    unsure = [
        [Named("genus", 0.9, bool(rng.random() < 0.5)), Named("species", 0.3, False)]
        for _ in range(60)
    ]
    found = fit_answer_thresholds([*sure, *unsure], (("species",), ("genus",)))
    assert found["0.95"]["species"] <= 0.98
    assert "genus" not in found["0.95"]
    values = [found[target].get("species", 1.0) for target in ("0.80", "0.90", "0.95", "0.99")]
    assert values == sorted(values)


@pytest.mark.parametrize(("genus_right", "promised"), [(0.7, False), (1.0, True)])
def test_a_group_is_measured_by_the_name_that_it_gives(genus_right: float, promised: bool) -> None:
    """Where the subgenus is doubtful the genus stands for it: its errors count at that threshold, too."""
    rng = np.random.default_rng(4)
    paths = [
        [Named("genus", g, bool(s > 0.9 or rng.random() < genus_right)), Named("subgenus", s, s > 0.9)]
        for s, g in zip(rng.uniform(0.5, 1.0, 600), rng.uniform(0.97, 0.999, 600), strict=True)
    ]  # fmt: skip
    found = fit_answer_thresholds(paths, (("subgenus", "genus"),))["0.95"]
    assert set(found) == ({"subgenus", "genus"} if promised else set())
    if promised:
        given = [
            next(n for n in reversed(path) if n.confidence >= found["genus"]) for path in paths
        ]
        assert sum(bool(n.right) for n in given) / len(given) >= 0.95


def test_what_lies_beyond_a_cut_counts_where_it_is_answered() -> None:
    """Far pictures get no species, so the genus has to be measured on them as well."""
    near = [[Named("genus", 0.99, True), Named("species", 0.95, True)]] * 200
    far = [[Named("genus", 0.9, n % 2 == 0), Named("species", 0.94, n % 2 == 0)] for n in range(40)]
    cuts = {"cut:species": 0.5}
    assert uncut(far[0], 0.6, cuts) == far[0][:1]
    assert uncut(far[0], 0.5, cuts) == far[0]
    paths = [*near, *(uncut(path, 0.6, cuts) for path in far)]
    found = fit_answer_thresholds(paths, (("species",), ("genus",)))["0.95"]
    assert found["species"] <= 0.95
    assert "genus" not in found, "half of the genera that would be answered are wrong"


def test_a_borrowed_threshold_reaches_its_own_target() -> None:
    """At 95 % too few pictures are left to the order to measure it; at 99 % more of them are."""
    found = _ordered([{}, {}, {}, {"order": 0.9}])
    assert {target: ranks["order"] for target, ranks in found.items()} == dict.fromkeys(found, 0.95)


def test_a_label_costs_its_own_rank_and_those_above() -> None:
    tree = build_tree(TRAINING)
    levels = allowed_by_level(tree, PHEIDOLE, 4)
    assert levels.sum(axis=1).tolist() == [1, 2, 4, 5]
    assert allowed_by_level(tree, NOT_AN_INSECT, 3).sum(axis=1).tolist() == [1, 12, 12]
