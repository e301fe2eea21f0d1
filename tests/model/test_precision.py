"""Mixed precision as far as a processor goes: the trunk computes in less, everything kept is float32."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.batches import Boxed, Epoch, labels_of
from model.heads import Linear
from model.network import build
from model.precision import LossScale, usable
from model.train import Trainer, computing_in, specimen_lineages
from model.tree import build_tree
from tests.model import drawn_collection as beetles

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def test_less_precision_is_for_gpus_and_said() -> None:
    said: list[str] = []
    assert usable("mixed_bfloat16", 0, said.append) == "float32"
    assert usable("mixed_bfloat16", 2, said.append) == "mixed_bfloat16"
    assert usable("float32", 1, said.append) == "float32"
    assert said == ["no GPU: float32 in place of mixed_bfloat16", "2 GPUs: mixed_bfloat16"]


@pytest.mark.parametrize("precision", ["mixed_bfloat16", "mixed_float16"])
def test_a_few_steps_in_mixed_precision_learn_and_leave_float32(
    precision: str, tmp_path: Path
) -> None:
    samples = beetles.samples(8, told=True)
    tree = build_tree(specimen_lineages(samples))
    preset = beetles.preset(heads={"view": 0.5}, precision=precision)
    labels = labels_of(tree, samples, preset)
    rng = np.random.default_rng(1)

    def head(outputs: int) -> Linear:
        return Linear(
            rng.normal(0, 0.1, (48, outputs)).astype(np.float32), np.zeros(outputs, np.float32)
        )

    network = build(beetles.trunk(), head(len(tree.leaf_of)), head(8), {"view": head(2)})
    trainer = Trainer(computing_in(network, precision), tree, labels, preset, tmp_path, precision)
    whole = trainer.network.whole
    wanted = precision.removeprefix("mixed_")
    assert trainer.network.trunk.layers[1].compute_dtype == wanted
    assert {v.dtype for v in whole.weights} == {"float32"}
    seen = whole(np.zeros((1, 32, 32, 3), np.float32))
    assert {name: values.dtype.name for name, values in seen.items()} == dict.fromkeys(
        ("leaves", "embedding", "view"), "float32"
    )
    before = whole.get_weights()
    epoch = Epoch(Boxed(samples), labels, preset, 0)
    losses = [trainer.train_epoch(epoch, 32, 20) for _ in range(3)]
    assert np.isfinite(losses).all()
    assert losses[-1] < losses[0]
    network.whole.set_weights(whole.get_weights())
    assert any(
        not np.array_equal(a, b) for a, b in zip(before, network.whole.get_weights(), strict=True)
    )
    assert network.trunk.layers[1].compute_dtype == "float32", "what is kept and released"


def test_a_step_that_overflows_is_left_out_and_the_scale_halved() -> None:
    import tensorflow as tf

    scale = LossScale("mixed_float16")
    first = float(scale.scale.numpy())
    slopes, fine = scale.slopes([tf.constant([first, 2 * first]), tf.constant([0.0])])
    assert bool(fine)
    assert slopes[0].numpy().tolist() == [1, 2]
    _, fine = scale.slopes([tf.constant([np.inf])])
    assert not bool(fine)
    assert float(scale.scale.numpy()) == first / 2
    still = LossScale("mixed_bfloat16")
    assert float(still.scaled(tf.constant(3.0)).numpy()) == 3.0
