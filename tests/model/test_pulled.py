"""A pulled network on real pictures that it has never seen, and names that come of two trees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from insecta.domain.release import Release
from insecta.services.pull import taxa_of
from model.judge import judged, known_depth
from model.pulled_proof import main
from model.taxonomy import ANTHOPHILA, FORMICIDAE, LEPIDOPTERA, ant, moth
from model.tree import LABEL_ONLY, Lineage

COMMITTED = Path(__file__).parents[2] / "model" / "proofs" / "pulled.json"
PULLED = Release(
    digest="x", name="x", version="1", space="", side=8, thresholds={}, limit_line="", dimensions=2,
    taxa=taxa_of(["background", "Camponotus niger", "Apis mellifera", "Noctua pronuba", "Noctua fimbriata"]),
)  # fmt: skip


@pytest.mark.parametrize(
    ("label", "name", "right"),
    [
        (FORMICIDAE, "family:Formicidae", True),
        (FORMICIDAE, "genus:Camponotus", None),
        (FORMICIDAE, "genus:Apis", False),
        (FORMICIDAE, "order:Lepidoptera", False),
        (ant("Formicinae"), "genus:Camponotus", None),
        (ant("Formicinae"), "family:Formicidae", True),
        (ant("Formicinae"), "epifamily:Anthophila", False),
        (ant(genus="Lasius"), "genus:Camponotus", False),
        (ANTHOPHILA, "family:Apidae", None),
        (ANTHOPHILA, "family:Formicidae", False),
        (moth("Noctua", "Noctua pronuba"), "species:Noctua_pronuba", True),
        (moth("Noctua", "Noctua nova"), "species:Noctua_pronuba", False),
        (moth("Noctua", "Noctua spec"), "species:Noctua_pronuba", None),
        ((*LEPIDOPTERA, ("genus", "Noctua")), "family:Noctuidae", True),
        (LEPIDOPTERA, "species:Noctua_pronuba", None),
        (LABEL_ONLY, "genus:Noctua", False),
    ],
)
def test_a_name_of_another_tree_is_judged_as_far_as_the_label_tells(
    label: Lineage, name: str, right: bool | None
) -> None:
    """A rank that only one tree has hides no error: a bee is no ant, though ants have no epifamily."""
    assert judged(PULLED, name, label) is right


def test_a_label_is_known_as_far_as_the_release_has_its_names() -> None:
    assert known_depth(PULLED, moth("Noctua", "Noctua nova")) == 3
    assert known_depth(PULLED, ant("Formicinae")) == 2
    assert known_depth(PULLED, LABEL_ONLY) == -1


@pytest.mark.slow
def test_the_proof_is_made_again_on_a_few_pictures(shared: Path, tmp_path: Path) -> None:
    words = ["--shared", str(shared), "--every", "12", "--out", str(tmp_path / "few.json")]
    assert main(words) == 0
    few = json.loads((tmp_path / "few.json").read_text())
    assert few.keys() == json.loads(COMMITTED.read_text()).keys()
    basis, before, after = few["calibrated_on"], few["before"], few["after"]
    assert basis["names_known"]["family"] > basis["names_known"]["genus"] > 0
    assert f"on {basis['pictures']} labelled pictures" in basis["limit_line"]
    assert before["insects"]["answered"]["right"] == 0, "nothing was measured: candidates only"
    assert after["insects"]["answered"]["right"] > before["insects"]["pictures"] // 2
    assert before["insects"]["ranks"]["order"]["best_name_right"]["share"] > 0.7
    assert after["release"] != before["release"]
    assert after["snapshot"] == before["snapshot"]


def test_the_committed_proof_keeps_its_precision_and_says_where_it_does_not() -> None:
    """What docs/model.md says of it."""
    told = json.loads(COMMITTED.read_text())
    after, line = told["after"], told["calibrated_on"]["limit_line"]
    assert "They do not hold for ant_specimen_tiles (1 of 7 right)" in line
    assert "moths (" not in line
    assert (
        after["insects"]["answers_right"]["low"] < 0.95 < after["insects"]["answers_right"]["high"]
    )
    assert after["by_source"]["ant_specimen_tiles"]["answers_right"]["right"] == 0
