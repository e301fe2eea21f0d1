"""A public network, fetched by digest and wrapped: the same network, and no promise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from insecta.domain.answer import Abstention
from insecta.errors import BadRelease, Conflict, NotFound
from insecta.services.look import look
from insecta.services.pull import KNOWN, pull, taxa_of
from insecta.services.pulled_genera import ABOVE, GENERA
from insecta.vision.classifier import NetworkClassifier
from model.taxonomy import FORMICIDAE, MOTH_FAMILY
from tests.services.house import jpeg


@pytest.fixture(scope="module")
def models(shared: Path) -> Path:
    return shared / "models"


@pytest.fixture(scope="module")
def pulled(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pull") / "inat"
    pull("inat-insects", out, models)
    return out


def test_the_wrapped_network_says_what_the_original_says(pulled: Path, models: Path) -> None:
    from ai_edge_litert.interpreter import Interpreter

    known = KNOWN["inat-insects"]
    original = Interpreter(str(models / known.model.name))
    original.allocate_tensors()
    place = original.get_input_details()[0]["index"]
    random = np.random.default_rng(1)
    pictures = random.integers(0, 256, (5, 224, 224, 3), dtype=np.uint8)
    seen = NetworkClassifier.open(pulled).see(pictures)
    for picture, one in zip(pictures, seen, strict=True):
        original.set_tensor(place, picture[np.newaxis])
        original.invoke()
        found = original.get_tensor(original.get_output_details()[0]["index"])[0] / 256
        assert np.abs(found - one.leaves).max() < 0.02
        assert one.embedding.shape == (256,)


def test_it_lists_candidates_and_never_answers(pulled: Path) -> None:
    classifier = NetworkClassifier.open(pulled)
    assert len(classifier.release.leaves) == 1022
    assert "never gives an answer" in classifier.release.limit_line
    pictures = [(f"{n}", jpeg(60 + 30 * n, n)) for n in range(4)]
    for found in look(classifier, pictures, target=0.5):
        assert found.answer is not None
        assert found.answer.answer is None
        assert found.answer.abstention in (Abstention.UNDECIDED, Abstention.NOT_AN_INSECT)
        assert found.answer.candidates


def test_other_bytes_than_pinned_are_refused(tmp_path: Path, pulled: Path, models: Path) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    known = KNOWN["inat-insects"]
    with pytest.raises(NotFound, match=known.model.name):
        pull("inat-insects", tmp_path / "out", mirror)
    data = bytearray((models / known.model.name).read_bytes())
    data[5000] ^= 1
    (mirror / known.model.name).write_bytes(data)
    with pytest.raises(BadRelease, match="is not the pinned 0ebaeb474dcc"):
        pull("inat-insects", tmp_path / "out", mirror)
    assert not (tmp_path / "out").exists()
    with pytest.raises(Conflict):
        pull("inat-insects", pulled, models)
    with pytest.raises(NotFound, match="known: inat-insects"):
        pull("antweb", tmp_path / "out")


def test_labels_are_a_tree() -> None:
    """Orders and families are put above the genera that are known, so that a coarse label can judge."""
    taxa = taxa_of(["Camponotus niger (Black Ant)", "background", "Nova niger alienus ()"])
    assert [(t.scientific_name, t.rank, t.leaf) for t in taxa] == [
        ("Insecta", "class", None), ("no insect", "none", 1), ("Nova", "genus", None),
        ("Hymenoptera", "order", None), ("Formicidae", "family", None), ("Nova niger", "species", None),
        ("Camponotus", "genus", None), ("Nova niger alienus", "subspecies", 2),
        ("Camponotus niger", "species", 0),
    ]  # fmt: skip
    assert [t.rank for t in taxa_of(["Apis mellifera"])] == [
        "class", "order", "epifamily", "family", "genus", "species",
    ]  # fmt: skip
    with pytest.raises(BadRelease, match="label 1, 'ant', is no name"):
        taxa_of(["ant"])
    with pytest.raises(BadRelease, match="appears twice"):
        taxa_of(["Lasius niger", "Lasius niger (again)"])


def test_every_genus_of_the_network_has_its_order_and_the_family_that_we_give_it(
    models: Path,
) -> None:
    labels = (models / KNOWN["inat-insects"].labels.name).read_text(encoding="utf-8")
    taxa = taxa_of(labels.splitlines())
    genera = {t.scientific_name for t in taxa if t.rank == "genus"}
    assert genera == set(ABOVE)
    assert sum(len(of.split()) for one in GENERA.values() for of in one.values()) == len(ABOVE)
    shared = genera & set(MOTH_FAMILY)
    assert len(shared) > 20
    assert all(("family", MOTH_FAMILY[genus]) in ABOVE[genus] for genus in shared)
    assert sum(ABOVE[genus] == FORMICIDAE[1:] for genus in genera) == 9
