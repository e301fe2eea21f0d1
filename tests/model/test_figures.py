"""Figures of an evaluation against numbers worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from insecta.domain.answer import Abstention, Answer, Candidate
from insecta.domain.interval import wilson
from insecta.domain.release import Release, Taxon
from model.calibrate import calibration_error
from model.evaluate import (
    Outcome,
    cases_of,
    coverage_at,
    forced,
    fused,
    macro,
    outcomes,
    precision,
    share,
)
from model.samples import Sample
from model.shares import Share

GENUS, SPECIES = ("genus", "Rotunda"), ("species", "Rotunda rubra")
OTHER = ("species", "Rotunda viridis")
PIXELS = np.full((60, 60, 3), 128, np.uint8)


def sample(specimen: str = "s", lineage: tuple[tuple[str, str], ...] = (GENUS, SPECIES)) -> Sample:
    return Sample(specimen, "drawn", specimen, lineage, PIXELS, part="test")


def named(rank: str, name: str, confidence: float) -> Candidate:
    return Candidate(f"{rank}:{name}", name, rank, confidence)


def outcome(
    name: str | None = "Rotunda rubra",
    confidence: float = 0.9,
    truth: str = "Rotunda rubra",
    specimen: str = "s",
    answered: str | None = "species",
) -> Outcome:
    """One picture of `truth` whose best species is `name`; `answered`: the rank of its answer."""
    path = (
        named("genus", "Rotunda", 0.99),
        *([named("species", name, confidence)] if name else []),
    )
    lineage = (GENUS, ("species", truth)) if truth else (GENUS,)
    given = next((one for one in path if one.rank == answered), None)
    answer = Answer(given, None if given else Abstention.UNDECIDED, None, ())
    ids = tuple(f"{rank}:{text}" for rank, text in lineage)
    right = {
        one.taxon_id: True if one.taxon_id in ids else None if not truth else False for one in path
    }
    return Outcome(sample(specimen, lineage), ids, path, answer, 0.1, right=right)


def test_calibration_error_is_the_mean_gap_of_bins_of_equal_count() -> None:
    """Ten at 0.9 of which eight are right, ten at 0.6 of which nine are: (0.1 + 0.3) / 2."""
    cases = [(0.9, n < 8) for n in range(10)] + [(0.6, n < 9) for n in range(10)]
    assert calibration_error(cases, bins=2) == pytest.approx(0.2)
    assert calibration_error([(0.7, True)] * 7 + [(0.7, False)] * 3, bins=1) == pytest.approx(0)
    assert calibration_error([(1.0, True)] * 5, bins=10) == 0
    assert calibration_error([]) == 0


def test_coverage_is_the_largest_share_that_keeps_the_target() -> None:
    """By confidence: right, right, right, wrong, right. 3 of 3 at 0.9; 4 of 5 at 0.8, though 3 of 4 is less."""
    confidences = (0.95, 0.9, 0.85, 0.8, 0.7)
    found = [
        outcome("Rotunda viridis" if n == 3 else "Rotunda rubra", one)
        for n, one in enumerate(confidences)
    ]
    assert coverage_at(found, 0.9, "species") == pytest.approx(3 / 5)
    assert coverage_at(found, 0.8, "species") == 1
    assert coverage_at(found[3:4], 0.5, "species") == 0
    assert coverage_at([], 0.9, "species") == 0


def test_macro_counts_every_name_alike() -> None:
    """Rubra: 3 of 4 right; viridis: 0 of 1."""
    found = [outcome() for _ in range(3)] + [outcome("Rotunda viridis")]
    found.append(outcome(truth="Rotunda viridis"))
    assert macro(found, "species") == pytest.approx((3 / 4 + 0) / 2)
    assert macro([outcome(truth="")], "species") is None


def test_precision_leaves_out_what_nobody_can_tell() -> None:
    """Right, wrong, no answer, finer than its label, and a right coarse one."""
    found = [
        outcome(), outcome("Rotunda viridis"), outcome(answered=None), outcome(truth=""),
        outcome("Rotunda viridis", answered="genus"),
    ]  # fmt: skip
    one = precision(found)
    assert (one.right, one.cases) == (2, 3)
    assert found[3].is_unknown
    assert cases_of(found, ("species",)) == [
        (0.9, True), (0.9, False), (0.9, True), (0.9, False),
    ]  # fmt: skip


def test_views_of_one_specimen_are_no_independent_cases() -> None:
    """Four views of eight ants say no more than eight: 28 of 32 right, as 7 of 8."""
    found = [outcome(specimen=f"a{n // 4}") for n in range(28)]
    found += [outcome("Rotunda viridis", specimen="a7") for _ in range(4)]
    views = forced(found, "species")
    assert (views.right, views.cases, views.independent) == (28, 32, 8)
    assert views.interval == wilson(7, 8)
    assert "too few to say" in str(views)
    assert views.as_json["independent"] == 8
    apart = share([(True, outcome(specimen=f"b{n}")) for n in range(40)])
    assert apart.interval == wilson(40, 40) == Share(40, 40).interval


def release(ids: tuple[str, ...] = ("g", "r", "v")) -> Release:
    genus, rubra, viridis = ids
    return Release(
        digest="d", name="n", version="1", space="", side=32, limit_line="", dimensions=2,
        taxa=(
            Taxon(genus, "Rotunda", "genus", None, testing=50),
            Taxon(rubra, "Rotunda rubra", "species", genus, leaf=0, testing=50),
            Taxon(viridis, "Rotunda viridis", "species", genus, leaf=1, testing=50),
        ),
        thresholds={"0.95": {"genus": 0.6, "species": 0.8}}, novelty={"cut": 2.0},
    )  # fmt: skip


def looked(made: Release, logits: list[list[float]], samples: list[Sample]) -> list[Outcome]:
    sharp = np.random.default_rng(1).integers(0, 256, (60, 60, 3), dtype=np.uint8)
    samples = [replace(one, pixels=sharp) for one in samples]
    means = np.eye(2, dtype=np.float32)
    ids = {GENUS: "7001", SPECIES: "7002", OTHER: "7003"}
    return outcomes(
        made, means, samples, np.array(logits, np.float32), means[[0] * len(samples)], ids=ids
    )


def test_names_are_held_to_a_release_of_other_ids_by_rank_and_spelling() -> None:
    """One that uses a number for another name is not taken at its number."""
    sure = [[5.0, 0.0]]
    for ids in (("g", "r", "v"), ("7001", "7002", "7003"), ("7001", "7003", "7002")):
        right = looked(release(ids), sure, [sample()])[0]
        wrong = looked(release(ids), sure, [sample(lineage=(GENUS, OTHER))])[0]
        assert (right.is_right, wrong.is_right) == (True, False)
        assert (right.answer.answer or named("", "", 0)).scientific_name == "Rotunda rubra"
    strange = ("species", "Rotunda nova")
    unknown = looked(release(("g", "species:x", "v")), sure, [sample(lineage=(GENUS, strange))])[0]
    assert not unknown.is_right
    assert not unknown.is_unknown


def test_a_label_at_a_rank_that_the_release_lacks_tells_nothing_finer() -> None:
    tribe = (("tribe", "Rotundini"),)
    one = looked(release(), [[5.0, 0.0]], [sample(lineage=tribe)])[0]
    assert one.is_unknown
    assert not one.is_right


def test_a_name_of_a_sister_is_wrong_though_the_label_has_no_such_rank() -> None:
    """A bee is known to its epifamily; an ant's family beside it does not fit, though it is a finer rank."""
    taxa = (
        Taxon("o", "Hymenoptera", "order", None),
        Taxon("e", "Anthophila", "epifamily", "o", leaf=0),
        Taxon("f", "Formicidae", "family", "o", leaf=1),
    )
    made = replace(release(), taxa=taxa, thresholds={"0.95": {"family": 0.6}})
    bee = sample(lineage=(("order", "Hymenoptera"), ("epifamily", "Anthophila")))
    one = looked(made, [[0.0, 5.0]], [bee])[0]
    assert (one.is_right, one.is_unknown) == (False, False)
    coarse = looked(made, [[0.0, 5.0]], [sample(lineage=(("order", "Hymenoptera"),))])[0]
    assert (coarse.is_right, coarse.is_unknown) == (False, True)


def test_several_pictures_of_a_specimen_are_told_together_and_alone() -> None:
    """A: one view is sure of the right species, the other of the wrong one: together the genus."""
    samples = [sample("a"), sample("a"), sample("b"), sample("c"), sample("c")]
    found = looked(release(), [[5, 0], [0, 5], [5, 0], [5, 0], [5, 0]], samples)
    told = fused(release(), found)
    assert told["specimens"] == 2
    assert (told["answers_right"]["right"], told["answers_right"]["cases"]) == (2, 2)
    alone = told["single"]["answers_right"]
    assert (alone["right"], alone["cases"], alone["independent"]) == (3, 4, 2)
