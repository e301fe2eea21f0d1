"""Drawings: the same shot gives the same pixels, individuals and castes differ."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from insecta.teaching.body import VIEWS, View
from insecta.teaching.kinds import CASTES, KINDS, individual
from insecta.teaching.renderer import HEIGHT, WIDTH, Shot, jpeg, render
from insecta.vision.decode import decode
from insecta.vision.quality import measure

FINGERPRINTS: dict[tuple[str, View], list[list[int]]] = {
    ("Kind A1", "head"): [[224, 227, 186, 198, 217], [221, 152, 107, 93, 185], [213, 191, 74, 114, 191], [213, 210, 171, 194, 195]],
    ("Kind B3", "profile"): [[221, 226, 227, 222, 206], [185, 159, 151, 185, 207], [210, 152, 158, 126, 181], [212, 216, 217, 212, 193]],
    ("Kind E1", "dorsal"): [[219, 218, 116, 165, 211], [221, 225, 119, 184, 210], [218, 223, 144, 195, 209], [210, 215, 128, 177, 198]],
}  # fmt: skip


def fingerprint(picture: Image.Image) -> list[list[int]]:
    """Mean grey of 4 × 5 fields: what every processor draws alike, whatever its last float bit."""
    grey: list[list[int]] = np.asarray(
        picture.convert("L").resize((5, 4), Image.Resampling.BOX)
    ).tolist()
    return grey


def test_the_same_shot_gives_the_same_pixels() -> None:
    shot = Shot("Kind A1", "worker", 5, "profile", "TEACH0000001", ("Ochre Hill",))
    first, again = render(shot), render(shot)
    assert first.tobytes() == again.tobytes()
    other = render(Shot("Kind A1", "worker", 6, "profile", "TEACH0000001", ("Ochre Hill",)))
    assert first.tobytes() != other.tobytes()


@pytest.mark.parametrize(("kind", "view"), list(FINGERPRINTS))
def test_drawings_stay_as_the_releases_saw_them(kind: str, view: View) -> None:
    seen = np.array(fingerprint(render(Shot(kind, "worker", 1, view))))
    assert np.abs(seen - np.array(FINGERPRINTS[kind, view])).max() <= 3


@pytest.mark.parametrize("view", VIEWS)
def test_every_kind_fills_the_frame_and_is_sharp(view: View) -> None:
    for n, name in enumerate(KINDS):
        caste = CASTES[n % 2]
        picture = render(Shot(name, caste, 3, view))
        assert picture.size == (WIDTH, HEIGHT)
        quality = measure(decode(jpeg(picture)).pixels)
        assert quality.faults == ()
        assert 0.05 < quality.ink < 0.6, (name, caste, view)


def test_queens_are_larger_with_a_higher_mesosoma_and_larger_eyes() -> None:
    for kind in KINDS.values():
        worker = individual(kind, "worker", np.random.default_rng(1))
        queen = individual(kind, "queen", np.random.default_rng(1))
        assert queen.millimetres > 1.3 * worker.millimetres
        assert queen.height > 1.2 * worker.height
        assert queen.eye > worker.eye
        assert queen.head_width < worker.head_width


def test_individuals_vary_within_bounds() -> None:
    kind = KINDS["Kind A2"]
    spines = [individual(kind, "worker", np.random.default_rng(n)).spines for n in range(50)]
    assert max(spines) <= 1.1 * kind.spines
    assert min(spines) >= 0.9 * kind.spines
    assert np.std(spines) > 0.02 * kind.spines
