"""Extra heads: what a snapshot can teach of caste, sex, stage and view, and how sure they may be."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from insecta.errors import BadSettings
from model.heads import softmax
from model.heads_proof import FOLDS, folded, proof, with_traits
from model.preset import FOLDER, load_preset, with_options
from model.samples import Sample
from model.traits import (
    UNSTATED,
    calibrate_heads,
    first_heads,
    heads_of,
    places,
    stated,
    value_weights,
)
from model.tree import NOT_AN_INSECT

ANT = (("class", "Insecta"), ("order", "Hymenoptera"), ("family", "Formicidae"))


def ants(**stated: list[str]) -> list[Sample]:
    count = len(next(iter(stated.values())))
    nothing = np.zeros((1, 1, 3), dtype=np.uint8)
    made = [Sample(f"{n}", "", f"{n}", ANT, nothing) for n in range(count)]
    return [
        replace(one, **{term: values[n] for term, values in stated.items()})
        for n, one in enumerate(made)
    ]


def test_a_head_needs_two_values_that_specimens_state() -> None:
    samples = ants(
        caste=["worker", "worker", "queen", "queen", "male", ""],
        view=["head", "head", "head", "", "", "dorsal"],
    )
    heads = heads_of(samples, ["caste", "view", "sex"], 2)
    assert heads == {"caste": ("queen", "worker")}
    assert places(samples, heads)[:, 0].tolist() == [1, 1, 0, 0, UNSTATED, UNSTATED]
    label = replace(samples[0], lineage=NOT_AN_INSECT)
    assert places([label], heads)[0, 0] == UNSTATED, "a label has no caste"
    one_pin = [replace(s, specimen="pin") for s in samples[2:4]]
    assert not heads_of([*samples[:2], *one_pin], ["caste"], 2), "two pictures, one specimen"


def test_rare_values_count_more() -> None:
    samples = ants(caste=["worker"] * 8 + ["queen"] * 2)
    heads = heads_of(samples, ["caste"], 2)
    (weights,) = value_weights(places(samples, heads), heads, 1.0)
    assert weights.tolist() == [2.5, 0.625]
    (even,) = value_weights(places(samples, heads), heads, 0.0)
    assert even.tolist() == [1, 1]


def test_linear_heads_learn_from_the_pictures_that_state_something() -> None:
    rng = np.random.default_rng(4)
    truth = rng.integers(0, 2, 200)
    features = (np.array([[3, 0, 1], [-3, 0, 1]])[truth] + rng.normal(0, 1, (200, 3))).astype(
        np.float32
    )
    stated = [("dorsal", "head")[t] if n % 4 else "" for n, t in enumerate(truth)]
    heads = heads_of(ants(view=stated), ["view"], 2)
    made = first_heads(features, places(ants(view=stated), heads), heads, 0.5, 1)
    silent = [n for n in range(200) if n % 4 == 0]
    assert (made["view"](features[silent]).argmax(axis=1) == truth[silent]).mean() > 0.95


def test_a_head_has_its_own_temperature_and_least_probability() -> None:
    rng = np.random.default_rng(5)
    right = rng.normal(0, 3, (400, 2)).astype(np.float32)
    truth = [rng.choice(2, p=row / row.sum()) for row in softmax(right).astype(float)]
    samples = ants(view=[("dorsal", "head")[t] for t in truth])
    heads = heads_of(samples, ["view"], 2)
    found = calibrate_heads(heads, samples, samples, {"view": right * 2})["view"]
    assert found.temperature == pytest.approx(2, rel=0.2)
    assert found.least is not None
    sure = softmax(right * 2 / found.temperature)
    kept = sure.max(axis=1) >= found.least
    assert (sure.argmax(axis=1) == truth)[kept].mean() >= 0.95
    assert found.training == {v: sum(s.view == v for s in samples) for v in ("dorsal", "head")}
    silent = calibrate_heads(heads, samples, ants(view=["", ""]), {"view": right[:2]})["view"]
    assert (silent.temperature, silent.least, silent.cases) == (1.0, None, 0)


def test_presets_may_name_heads_and_a_precision(tmp_path) -> None:
    shipped = (FOLDER / "features.json").read_text()
    plain = load_preset("features")
    file = tmp_path / "own.json"

    def with_field(field: str):
        file.write_text(shipped.rstrip().removesuffix("}") + f", {field}}}")
        return load_preset(str(file))

    own = with_field('"heads": {"view": 0.3}')
    assert own.heads == {"view": 0.3}
    assert own.digest != plain.digest
    assert with_field('"precision": "float32"').digest == plain.digest, (
        "what is usual names nothing"
    )
    for wrong in ('"heads": {"colour": 1}', '"heads": {"view": 0}', '"precision": "float8"'):
        with pytest.raises(BadSettings, match=r"own\.json"):
            with_field(wrong)


def test_digests_of_shipped_presets_stay() -> None:
    """Finished trainings are known by them."""
    known = {name: load_preset(name).digest[:12] for name in ("starter", "starter-again")}
    assert known == {"starter": "ea8546d2fbae", "starter-again": "2b3887d35b59"}


COMMITTED = Path(__file__).parents[2] / "model" / "proofs" / "heads.json"


def test_real_ants_state_what_the_proof_says_and_no_specimen_is_in_two_folds(shared: Path) -> None:
    """`python -m model.heads_proof` tests each picture by a network that saw nothing of its specimen."""
    samples = with_traits(shared / "data")
    folds = folded(samples)
    of_specimen: dict[str, set[int]] = defaultdict(set)
    for sample, fold in zip(samples, folds, strict=True):
        of_specimen[sample.specimen].add(fold)
    assert all(len(of) == 1 for of in of_specimen.values())
    assert sorted(set(folds)) == list(range(FOLDS))
    told = json.loads(COMMITTED.read_text())
    assert (told["pictures"], told["specimens"]) == (len(samples), len(of_specimen))
    for term in ("view", "caste"):
        counts = Counter(value for s in samples if (value := stated(s, term)))
        by_value = told["heads"][term]["by_value"]
        assert {value: of["cases"] for value, of in by_value.items()} == counts


@pytest.mark.long
@pytest.mark.timeout(900)
def test_the_proof_of_heads_is_made_again_in_three_folds(shared: Path, tmp_path: Path) -> None:
    preset = with_options(load_preset("features"), "view", None)
    backbone = shared / "models" / "mobilenet_v2_inat_insect_float.keras"
    samples = with_traits(shared / "data")
    told = proof(samples, preset, backbone, tmp_path, folds=3, say=lambda _: None)
    view = told["heads"]["view"]
    assert view["right"]["cases"] == sum(1 for s in samples if s.view)
    assert view["right"]["share"] > view["always_the_commonest"]["share"]
