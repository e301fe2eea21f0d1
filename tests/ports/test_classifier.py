"""The Classifier contract, on LiteRT with the shipped release and on the scripted one."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from insecta.ports import Classifier
from insecta.vision.litert_classifier import LiteRTClassifier
from insecta.vision.release_folder import default_release
from tests.scripted_classifier import ScriptedClassifier


@pytest.fixture(scope="module", params=["litert", "scripted"])
def classifier(request: pytest.FixtureRequest) -> Classifier:
    if request.param == "litert":
        return LiteRTClassifier.open(default_release())
    return ScriptedClassifier()


@pytest.fixture(scope="module")
def pictures(classifier: Classifier) -> NDArray[np.uint8]:
    """19 pictures, more than a batch: flat, noisy, striped."""
    rng = np.random.default_rng(5)
    side = classifier.release.side
    made = rng.integers(0, 256, (19, side, side, 3)).astype(np.uint8)
    made[1] = 0
    made[2] = 255
    made[3, ::7] = 30
    made[4:9] //= 5
    made[10:13] = made[10:13] // 8 + 150
    return made


def test_one_answer_a_picture_in_order(classifier: Classifier, pictures: NDArray[np.uint8]) -> None:
    there = classifier.see(pictures)
    back = classifier.see(pictures[::-1])
    assert len(there) == len(pictures)
    for one, other in zip(there, reversed(back), strict=True):
        np.testing.assert_allclose(one.leaves, other.leaves, atol=1e-6)
    assert len({one.leaves.tobytes() for one in there}) > 3


def test_same_picture_same_answer_alone_or_in_a_batch(
    classifier: Classifier, pictures: NDArray[np.uint8]
) -> None:
    batch = classifier.see(pictures)
    for number in (0, 3, 17):
        for _ in range(2):
            (alone,) = classifier.see(pictures[number : number + 1])
            np.testing.assert_allclose(alone.leaves, batch[number].leaves, atol=1e-6)
            np.testing.assert_allclose(alone.embedding, batch[number].embedding, atol=1e-6)


def test_probabilities_sum_to_one_and_embeddings_have_unit_length(
    classifier: Classifier, pictures: NDArray[np.uint8]
) -> None:
    release = classifier.release
    for seen in classifier.see(pictures):
        assert seen.leaves.shape == (len(release.leaves),)
        assert seen.leaves.dtype == seen.embedding.dtype == np.float32
        assert seen.leaves.min() >= 0
        assert seen.leaves.sum() == pytest.approx(1, abs=1e-5)
        assert seen.embedding.shape == (release.dimensions,)
        assert release.dimensions <= 256
        assert np.linalg.norm(seen.embedding) == pytest.approx(1, abs=1e-5)


def test_nothing_seen_for_no_pictures(classifier: Classifier, pictures: NDArray[np.uint8]) -> None:
    assert classifier.see(pictures[:0]) == []


def test_labels_fit_the_tree(classifier: Classifier) -> None:
    release = classifier.release
    assert [leaf.leaf for leaf in release.leaves] == list(range(len(release.leaves)))
    for path in release.leaf_paths:
        assert release.by_id[path[0]].parent_id is None
    assert set(release.outside) <= {leaf.taxon_id for leaf in release.leaves}
    assert len(release.space) == len(release.digest) == 64


def test_wrong_shapes_are_refused_by_litert() -> None:
    shipped = LiteRTClassifier.open(default_release())
    with pytest.raises(ValueError, match="expected uint8"):
        shipped.see(np.zeros((1, 10, 10, 3), np.uint8))
