"""What a release says it has seen: castes, sexes and stages, where every picture states them."""

from __future__ import annotations

import numpy as np

from insecta.domain.answer import Limit, Quality, Scores
from insecta.domain.decision import candidates_from, decide
from insecta.domain.release import Release
from model.evaluate import subject_of
from model.samples import Sample
from model.subjects import seen_subjects
from model.taxonomy import ant, moth
from model.tree import Lineage, build_tree, taxon_id

CAMPONOTUS, PHEIDOLE = ant(genus="Camponotus"), ant(genus="Pheidole")
BLANK = np.zeros((1, 1, 3), np.uint8)


def sample(lineage: Lineage, caste: str, sex: str = "female") -> Sample:
    return Sample("a", "drawn", "a", lineage, BLANK, caste=caste, sex=sex, life_stage="adult")


SAMPLES = [
    sample(CAMPONOTUS, "worker"), sample(CAMPONOTUS, "worker"),
    sample(PHEIDOLE, "worker"), sample(PHEIDOLE, "male", "male"),
    *2 * [sample(moth("Xestia", "Xestia baja"), "", "")],
]  # fmt: skip


def test_a_term_is_told_where_every_picture_states_it_and_differs_from_above() -> None:
    tree = build_tree([one.lineage for one in SAMPLES])
    seen = seen_subjects(tree, SAMPLES, {})
    assert not {"class:Insecta", "order:Hymenoptera"} & set(seen), "with these all are answered"
    every = {"caste": ["male", "worker"], "sex": ["female", "male"], "lifeStage": ["adult"]}
    first = next(name for name in map(taxon_id, CAMPONOTUS) if name in seen)
    assert seen[first] == every
    assert "family:Formicidae" not in set(seen) - {first}, "what is above said it already"
    assert seen["subfamily:Formicinae"] == {"caste": ["worker"], "sex": ["female"]}
    assert "genus:Camponotus" not in seen, "its subfamily said it already"
    assert "genus:Xestia" not in seen, "nobody stated what the moths are"


def test_a_male_among_workers_alone_is_still_named_as_what_it_surely_is() -> None:
    samples = 2 * [sample(CAMPONOTUS, "worker"), sample(PHEIDOLE, "worker")]
    tree = build_tree([one.lineage for one in samples])
    taxa = tree.taxa({}, {}, [line[-1] for line in tree.lineages])
    release = Release(
        "d", "n", "1", "s", 8, taxa, {"0.95": dict.fromkeys(("order", "family", "genus"), 0.5)}, "",
        4, seen=seen_subjects(tree, samples, {}),
    )  # fmt: skip
    sure = [0.0] * len(release.leaves)
    sure[tree.leaf_of[CAMPONOTUS[-1]]] = 1.0
    scores = Scores("d", candidates_from(release, sure), Quality(1, 0.5, 0.5))
    told = decide(release, scores, subject=subject_of(sample(CAMPONOTUS, "male", "male")))
    assert told.answer is not None
    assert (told.answer.rank, told.limit) == ("order", Limit.CASTE_OR_STAGE_UNSEEN)


def test_a_male_of_a_worker_trained_genus_is_answered_above_it() -> None:
    tree = build_tree([one.lineage for one in SAMPLES])
    taxa = tree.taxa({}, {}, [line[-1] for line in tree.lineages])
    release = Release(
        "d", "n", "1", "s", 8, taxa, {"0.95": {"genus": 0.5, "family": 0.5}}, "", 4,
        seen=seen_subjects(tree, SAMPLES, {}),
    )  # fmt: skip
    sure = [0.0] * len(release.leaves)
    sure[tree.leaf_of[CAMPONOTUS[-1]]] = 1.0
    scores = Scores("d", candidates_from(release, sure), Quality(1, 0.5, 0.5))
    worker, male = SAMPLES[0], sample(CAMPONOTUS, "male", "male")
    told = decide(release, scores, subject=subject_of(worker))
    assert told.answer is not None
    assert told.answer.taxon_id == taxon_id(CAMPONOTUS[-1])
    told = decide(release, scores, subject=subject_of(male))
    assert told.answer is not None
    assert (told.answer.scientific_name, told.limit) == (
        "Formicidae",
        Limit.CASTE_OR_STAGE_UNSEEN,
    )
