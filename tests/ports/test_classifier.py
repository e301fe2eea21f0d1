"""The Classifier contract, on both runtimes with the shipped release and on the scripted one."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from insecta.errors import NotFound
from insecta.ports import Classifier
from insecta.vision.classifier import NetworkClassifier, heat_of
from insecta.vision.decode import decode
from insecta.vision.preprocess import prepare
from insecta.vision.release_folder import default_release
from insecta.vision.runtime import Runtime
from tests.kernels import RUNTIMES
from tests.scripted_classifier import ScriptedClassifier


@cache
def shipped(runtime: Runtime) -> NetworkClassifier:
    return NetworkClassifier.open(default_release(), runtime)


@pytest.fixture(scope="module", params=[*RUNTIMES, "scripted"])
def classifier(request: pytest.FixtureRequest) -> Classifier:
    return ScriptedClassifier() if request.param == "scripted" else shipped(request.param)


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


def test_heat_is_a_small_map_that_only_a_known_name_has(
    classifier: Classifier, pictures: NDArray[np.uint8]
) -> None:
    release = classifier.release
    before = classifier.see(pictures[:1])[0]
    for taxon_id in ("family:Formicidae", release.leaves[0].taxon_id):
        heat = classifier.heat(pictures[0], taxon_id)
        assert heat is not None
        assert heat.ndim == 2
        assert heat.dtype == np.float32
        assert 0 <= heat.min() <= heat.max() <= 1
    with pytest.raises(NotFound, match="knows no taxon"):
        classifier.heat(pictures[0], "genus:Nowhere")
    np.testing.assert_array_equal(classifier.see(pictures[:1])[0].leaves, before.leaves)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_heat_follows_the_insect_across_the_picture(runtime: Runtime) -> None:
    """The golden drawing in the left or the right half: that half is the warmer one."""
    classifier = shipped(runtime)
    side = classifier.release.side
    drawn = prepare(decode((default_release() / "golden.png").read_bytes()).pixels, side)
    small = drawn[::2, ::2]
    half, top = side // 2, side // 4
    for left in (0, half):
        sheet = np.full((side, side, 3), 235, np.uint8)
        sheet[top : top + half, left : left + half] = small
        heat = classifier.heat(sheet, "class:Insecta")
        assert heat is not None
        warm = heat[:, : heat.shape[1] // 2].sum() > heat[:, -(heat.shape[1] // 2) :].sum()
        assert warm == (left == 0)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_a_release_without_a_heat_output_says_so(runtime: Runtime) -> None:
    teaching = NetworkClassifier.open(default_release().parent / "teaching-1", runtime)
    picture = np.zeros((teaching.release.side, teaching.release.side, 3), np.uint8)
    assert teaching.heat(picture, teaching.release.taxa[0].taxon_id) is None


def test_heat_of_a_name_is_its_leaves_by_their_share_above_the_mean() -> None:
    heat = np.zeros((2, 2, 3), np.float32)
    heat[0, 0, 0], heat[1, 1, 1], heat[0, 1, 2] = 6, 3, 9
    leaves = np.array([0.2, 0.6, 0.2], np.float32)
    found = heat_of(heat, leaves, [0, 1])
    # Cell by cell: 6/4 - 6/3, 3 * 3/4 - 3/3, and what speaks for another leaf is nothing.
    np.testing.assert_allclose(found, [[0, 0], [0, 1]], atol=1e-6)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_wrong_shapes_are_refused(runtime: Runtime) -> None:
    with pytest.raises(ValueError, match="expected uint8"):
        shipped(runtime).see(np.zeros((1, 10, 10, 3), np.uint8))
