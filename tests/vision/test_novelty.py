"""How strange a picture is, by the measure that its release names."""

from __future__ import annotations

import numpy as np
import pytest

from insecta.vision.novelty import distance, energy, novelty

LOGITS = np.array([[9.0, 0.0, 0.0], [1.0, 1.0, 1.0], [-4.0, -4.0, -5.0]], dtype=np.float32)
MEANS = np.eye(2, dtype=np.float32)
SEEN = np.array([[1.0, 0.0], [0.6, 0.8], [-1.0, 0.0]], dtype=np.float32)


def test_energy_is_what_a_softmax_divides_away() -> None:
    """It is low where some name fits, high where none does, and no logit is too large for it."""
    found = energy(LOGITS, 1.0)
    assert found == pytest.approx(-np.log(np.exp(LOGITS.astype(np.float64)).sum(axis=1)), abs=1e-6)
    assert found[0] < found[1] < found[2]
    assert energy(LOGITS, 0.5) == pytest.approx(energy(LOGITS * 2, 1.0))
    assert energy(np.array([[1e6, 0.0]], np.float32), 1.0)[0] == pytest.approx(-1e6)


def test_a_measure_is_its_terms_by_their_weights() -> None:
    far, loose = distance(SEEN, MEANS), energy(LOGITS, 1.37)
    assert far == pytest.approx([0.0, 0.2, 1.0], abs=1e-6)
    both = novelty({"distance": 2.0, "energy": 0.5}, 1.37, LOGITS, SEEN, MEANS)
    assert both == pytest.approx(2.0 * far + 0.5 * loose, abs=1e-6)
    np.testing.assert_array_equal(novelty({"distance": 1.0}, 1.37, LOGITS, SEEN, MEANS), far)
    np.testing.assert_array_equal(novelty({"energy": 1.0}, 1.37, LOGITS, SEEN, MEANS), loose)


@pytest.mark.parametrize("measure", [{}, {"likelihood": 1.0}])
def test_a_measure_that_nobody_knows_is_no_measure(measure: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="no measure of novelty"):
        novelty(measure, 1.0, LOGITS, SEEN, MEANS)
