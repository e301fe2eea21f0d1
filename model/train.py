"""Training: linear heads on frozen features, then the whole network; killed, it goes on where it was.

    insecta model train SNAPSHOT --out RUN [--preset starter]

The folder RUN holds checkpoints, `log/` for TensorBoard, and at the end `network.keras`,
`prototypes.npy` and `training.json`. The same snapshot, preset and machine give the same network.
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.errors import Fault, Invalid
from insecta.vision.classifier import unit
from insecta.vision.preprocess import prepare
from model.backbone import NAME, SHA256, features_of
from model.batches import Boxed, Epoch, Labels, labels_of, views, with_drawings
from model.branches import even_out, fold, remembered
from model.calibrate import fit_temperature
from model.code_version import code_version
from model.export import write_bytes
from model.heads import Linear, partial_loss, principal_projection, train_head
from model.losses import cosine_logits, hierarchical, level_weights, masked
from model.network import HEADS, Network, build, pretrained, seen_by
from model.precision import LossScale, copied, gpus, usable
from model.preset import FLOAT32, Preset
from model.samples import Sample
from model.snapshot import Snapshot
from model.traits import Heads, first_heads, value_weights
from model.tree import Lineage, Tree, allowed_leaves, build_tree

DONE = "training.json"
LEARNED = ("training",)
"""Parts of a snapshot that a training learns from."""
REFITTED = ("training", "calibration")
"""The same, once the calibration part has told what it had to tell."""
_EVERY = 4
"""Epochs between looks at the calibration part."""
_WARM = 0.05
"""Share of all steps in which the rate rises."""

Say = Callable[[str], None]


class TrainingStopped(Fault):
    """The loss is no number, a checkpoint cannot be written, or another run's are in the folder."""


def say_on_stderr(text: str) -> None:
    """Progress."""
    print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Trained:
    """What a finished run left: the network with averaged weights, its tree, what it was made from."""

    whole: Any
    tree: Tree
    about: dict[str, Any]

    @property
    def heads(self) -> Heads:
        """Extra heads of the network with their values, in output order."""
        return {term: tuple(values) for term, values in self.about.get("heads", {}).items()}

    @property
    def parts(self) -> tuple[str, ...]:
        """Parts of its snapshot that it has learned from."""
        return REFITTED if self.about.get("refit") else LEARNED

    @property
    def told_of(self) -> dict[str, Any]:
        """What one that repeats it says of it."""
        return {"preset": self.about["preset_digest"], "seed": self.about["seed"],
                "branches": self.about.get("branches", [])}  # fmt: skip


def specimen_lineages(samples: Sequence[Sample]) -> list[Lineage]:
    """One lineage per specimen, its finest."""
    best: dict[str, Lineage] = {}
    for sample in samples:
        if len(sample.lineage) > len(best.get(sample.specimen, ())):
            best[sample.specimen] = sample.lineage
    return list(best.values())


def first_network(
    trunk: Any, tree: Tree, samples: Sequence[Sample], labels: Labels, preset: Preset
) -> Network:
    """Heads trained on frozen features of a few views of each picture."""
    shown = np.stack(list(views(samples, preset.head_views, preset.side, preset.seed)))
    features = features_of(trunk, shown)
    finest = labels.allowed[labels.label, 0] > 0
    leaves = train_head(
        features,
        np.repeat(finest, preset.head_views, axis=0),
        np.repeat(labels.weight, preset.head_views),
        seed=preset.seed,
    )
    dimensions = min(preset.dimensions, len(features) - 1, features.shape[1])
    traits = np.repeat(labels.traits, preset.head_views, axis=0)
    extra = first_heads(features, traits, labels.heads, preset.balance, preset.seed)
    return build(trunk, leaves, principal_projection(features, dimensions), extra)


class Trainer:
    """Fine-tuning with checkpoints. One epoch is one unit of work that a kill may cost."""

    def __init__(
        self, network: Network, tree: Tree, labels: Labels, preset: Preset, folder: Path,
        precision: str = FLOAT32,
    ) -> None:  # fmt: skip
        import keras
        import tensorflow as tf

        self._tf = tf
        self.network, self.tree, self.labels, self.preset = network, tree, labels, preset
        embedding = network.whole.get_layer("embedding").units
        start = np.random.default_rng(preset.seed).normal(size=(len(tree.leaf_of), embedding))
        self.proxies = tf.Variable(unit(start.astype(np.float32)), name="proxies")
        self._body, self._heads = network.body, [*network.heads, self.proxies]
        self._of_body = keras.optimizers.AdamW(preset.rate, weight_decay=preset.decay)
        self._of_heads = keras.optimizers.AdamW(preset.head_rate, weight_decay=preset.decay)
        self._of_body.build(self._body)
        self._of_heads.build(self._heads)
        learned = network.whole.trainable_variables
        self.average = [tf.Variable(v.numpy(), trainable=False) for v in learned]
        self.epoch = tf.Variable(0, dtype=tf.int64, trainable=False)
        self.step = tf.Variable(0, dtype=tf.int64, trainable=False)
        kept = {f"average{n}": v for n, v in enumerate(self.average)}
        self.scale = LossScale(precision)
        if precision != FLOAT32:
            kept |= {"scale": self.scale.scale, "calm": self.scale.calm}
        self._manager = tf.train.CheckpointManager(
            tf.train.Checkpoint(
                network=network.whole, proxies=self.proxies, of_body=self._of_body,
                of_heads=self._of_heads, epoch=self.epoch, step=self.step, **kept,
            ),
            str(folder / "checkpoints"),
            max_to_keep=2,
        )  # fmt: skip
        self._allowed = tf.constant(labels.allowed)
        self._levels = tf.constant(level_weights(preset.levels, preset.level_decay))
        weights = value_weights(labels.traits, labels.heads, preset.balance)
        self._value_weights = [tf.constant(one) for one in weights]
        self._calls: dict[int, Any] = {}

    def resume(self) -> int:
        """Epochs that are done already, from the newest checkpoint."""
        if self._manager.latest_checkpoint:
            self._manager.checkpoint.restore(self._manager.latest_checkpoint).assert_consumed()
        return int(self.epoch.numpy())

    def save(self, epoch: int) -> None:
        """A checkpoint after `epoch` epochs; written beside, then renamed. Raises TrainingStopped where
        it cannot be written."""
        self.epoch.assign(epoch)
        try:
            self._manager.save(checkpoint_number=epoch)
        except self._tf.errors.OpError as error:
            raise TrainingStopped(
                f"the checkpoint of epoch {epoch} cannot be written: {error.message}",
                hint="make room and start it again: it goes on from the checkpoint before",
            ) from error

    def _losses(self, batch: Any) -> Any:
        tf, preset = self._tf, self.preset
        pictures, label, other, share, weight, traits, other_traits = batch
        outputs = self.network.whole(pictures, training=True)
        near = cosine_logits(outputs["embedding"], self.proxies, preset.proxy_scale)
        total = 0.0
        for logits, part in ((outputs["leaves"], 1.0), (near, preset.proxy_weight)):
            if part:
                one = hierarchical(
                    logits, tf.gather(self._allowed, label), self._levels, preset.smoothing
                )
                two = hierarchical(
                    logits, tf.gather(self._allowed, other), self._levels, preset.smoothing
                )
                total += part * tf.reduce_mean(weight * (share * one + (1 - share) * two))
        for column, term in enumerate(self.labels.heads):
            values, logits = self._value_weights[column], outputs[term]
            one = masked(logits, traits[:, column], values)
            two = masked(logits, other_traits[:, column], values)
            held = tf.cast(traits[:, column] >= 0, tf.float32)
            told = tf.reduce_sum(share * one + (1 - share) * two)
            total += preset.heads[term] * told / tf.maximum(tf.reduce_sum(held), 1.0)
        return total

    def _taken(self, batch: Any) -> Any:
        """One step; the loss before it."""
        tf, preset = self._tf, self.preset
        with tf.GradientTape() as tape:
            loss = self._losses(batch)
            scaled = self.scale.scaled(loss)
        slopes = tape.gradient(scaled, [*self._body, *self._heads])
        slopes, fine = self.scale.slopes(slopes)

        def step() -> bool:
            clipped, _ = tf.clip_by_global_norm(slopes, 2.0)
            self._of_body.apply(clipped[: len(self._body)], self._body)
            self._of_heads.apply(clipped[len(self._body) :], self._heads)
            for kept, now in zip(self.average, self.network.whole.trainable_variables, strict=True):
                kept.assign_sub((1 - preset.average) * (kept - now))
            return True

        if self.scale.moves:
            tf.cond(fine, step, lambda: False)
        else:
            step()
        return loss

    def _rate(self, steps: int) -> float:
        """Share of the highest rate at this step of `steps`: a short rise, then half a cosine."""
        done = int(self.step.numpy()) / max(1, steps)
        return min(1.0, done / _WARM) * 0.5 * (1 + math.cos(math.pi * min(1.0, done)))

    def train_epoch(self, epoch: Epoch, side: int, steps: int) -> float:
        """Mean loss. Raises TrainingStopped where a loss is no number."""
        if side not in self._calls:
            self._calls[side] = self._tf.function(self._taken)
        losses = []
        for batch in epoch.dataset():
            self.step.assign_add(1)
            rate = max(self._rate(steps), 1e-3)
            self._of_body.learning_rate.assign(self.preset.rate * rate)
            self._of_heads.learning_rate.assign(self.preset.head_rate * rate)
            loss = float(self._calls[side](batch))
            if not math.isfinite(loss):
                raise TrainingStopped(
                    f"the loss is not a number at step {int(self.step.numpy())}",
                    hint="the checkpoint of the epoch before is kept; train with a lower rate",
                )
            losses.append(loss)
        return float(np.mean(losses))

    def averaged(self) -> list[NDArray[np.float32]]:
        """All weights with the averages in place of what was learned last."""
        learned = {id(v): n for n, v in enumerate(self.network.whole.trainable_variables)}
        return [
            self.average[learned[id(v)]].numpy() if id(v) in learned else v.numpy()
            for v in self.network.whole.weights
        ]


def _looked_at(
    trainer: Trainer, pictures: NDArray[np.uint8], allowed: NDArray[np.bool_]
) -> tuple[float, float]:
    """Calibration loss at the best temperature, which a release will have, and the share of best
    leaves that a label allows, with averaged weights."""
    whole = trainer.network.whole
    before = whole.get_weights()
    whole.set_weights(trainer.averaged())
    logits = seen_by(whole, pictures)["leaves"]
    whole.set_weights(before)
    right = allowed[np.arange(len(logits)), logits.argmax(axis=1)]
    tempered = (logits / fit_temperature(logits, allowed)).astype(np.float32)
    return partial_loss(tempered, allowed), float(right.mean())


def fine_tune(
    trainer: Trainer, samples: Sequence[Sample], held: Sequence[Sample], folder: Path, say: Say,
    until: int | None = None,
) -> list[dict[str, float]]:  # fmt: skip
    """All epochs that are not done yet, up to `until` (the preset's); what each reached. The best averaged
    weights by the calibration loss at the final side are left in the network; the last ones where
    nothing is held."""
    import tensorflow as tf

    preset, tree = trainer.preset, trainer.tree
    until = until or preset.epochs
    looked = [s for s in held if tree.deepest(s.lineage) >= 0]
    shown_at = {stage.side: _stacked(looked, stage.side) for stage in preset.stages if looked}
    allowed = (
        allowed_leaves(tree, [s.lineage for s in looked]) if looked else np.zeros((0, 0), bool)
    )
    file, best_file = folder / "history.json", folder / "best.npz"
    done = trainer.resume()
    history = json.loads(file.read_text())[:done] if done and file.is_file() else []
    boxed = Boxed(samples)
    steps = sum(Epoch(boxed, trainer.labels, preset, e).steps for e in range(preset.epochs))
    with tf.summary.create_file_writer(str(folder / "log")).as_default():
        for epoch in range(done, until):
            if _is_over(history, preset):
                say(f"no better calibration loss in {preset.patience} epochs: stopped")
                break
            started = time.monotonic()
            shown = Epoch(boxed, trainer.labels, preset, epoch)
            side = preset.side_of(epoch)
            said: dict[str, float] = {"epoch": epoch + 1, "side": side}
            said["loss"] = trainer.train_epoch(shown, side, steps)
            last = epoch + 1 == until
            if looked and ((epoch + 1) % _EVERY == 0 or last):
                said["calibration_loss"], said["calibration_right"] = _looked_at(
                    trainer, shown_at[side], allowed
                )
            said["seconds"] = round(time.monotonic() - started, 1)
            history.append(said)
            for name in ("loss", "calibration_loss", "calibration_right"):
                if name in said:
                    _logged(name, said[name], epoch + 1)
            say(
                f"epoch {epoch + 1} of {preset.epochs}: "
                + ", ".join(f"{k} {v:.4g}" for k, v in said.items() if k != "epoch")
            )
            losses = _last_looks(history, preset)
            if losses and "calibration_loss" in said and said["calibration_loss"] <= min(losses)[0]:
                _save_arrays(best_file, trainer.averaged())
            if last and not looked:
                _save_arrays(best_file, trainer.averaged())
            write_bytes(file, json.dumps(history).encode())
            trainer.save(epoch + 1)
    with np.load(best_file, allow_pickle=False) as stored:
        trainer.network.whole.set_weights([stored[f"w{n}"] for n in range(len(stored.files))])
    return history


def _logged(name: str, value: float, epoch: int) -> None:
    """One point of a curve that TensorBoard shows; TensorBoard itself is not needed to write it."""
    import tensorflow as tf

    about = tf.compat.v1.SummaryMetadata()
    about.plugin_data.plugin_name = "scalars"
    about.data_class = 1
    tf.summary.write(name, tf.constant(value, tf.float32), step=epoch, metadata=about)


def _save_arrays(file: Path, arrays: Sequence[NDArray[Any]]) -> None:
    partial = file.with_suffix(".partial.npz")
    np.savez(partial, **{f"w{n}": array for n, array in enumerate(arrays)})  # type: ignore[arg-type]
    os.replace(partial, file)


def _last_looks(history: Sequence[dict[str, float]], preset: Preset) -> list[tuple[float, float]]:
    """(calibration loss, epoch) of the looks in the second half of the last stage: before, pictures
    are of another side or mixed, and the network is still on its way."""
    first = preset.epochs - preset.stages[-1].epochs // 2
    return [
        (e["calibration_loss"], e["epoch"])
        for e in history
        if "calibration_loss" in e and e["epoch"] >= first
    ]


def kept_epoch(history: Sequence[dict[str, float]], preset: Preset) -> int:
    """Epochs after which the weights were kept: the best look's, all where none was taken."""
    losses = _last_looks(history, preset)
    return int(min(losses)[1]) if losses else preset.epochs


def _is_over(history: Sequence[dict[str, float]], preset: Preset) -> bool:
    """No better loss since `patience` epochs; from the history, so that a resumed run knows it, too."""
    losses = _last_looks(history, preset)
    return bool(losses) and history[-1]["epoch"] - min(losses)[1] >= preset.patience


def _stacked(samples: Sequence[Sample], side: int) -> NDArray[np.uint8]:
    return np.stack([prepare(sample.pixels, side) for sample in samples])


def _claim(folder: Path, told: dict[str, Any]) -> None:
    """The folder belongs to one snapshot and preset; raises TrainingStopped for another's."""
    file = folder / "run.json"
    if file.is_file() and json.loads(file.read_text()) != told:
        raise TrainingStopped(
            f"{folder}: holds the training of another snapshot, preset or start",
            hint="take another folder, or empty this one",
        )
    folder.mkdir(parents=True, exist_ok=True)
    write_bytes(file, json.dumps(told).encode())


def train(
    snapshot: Snapshot, preset: Preset, backbone: Path, folder: Path, say: Say = say_on_stderr,
    trunk: Any = None, after: Mapping[str, Any] | None = None, earlier: Trained | None = None,
) -> Trained:  # fmt: skip
    """The whole training into `folder`. `trunk`: another one than the pinned backbone. `after`: what
    is known of the training that made it. `earlier`: the same training without the calibration part,
    which is learned from now; its names and branches are taken over (decision 0140).

    Raises Invalid where the snapshot teaches nothing, TrainingStopped where the loss is no number.
    """
    import keras
    import tensorflow as tf

    parts = LEARNED if earlier is None else REFITTED
    _check_repeats(snapshot, preset, earlier)
    _claim(folder, _told(snapshot, preset, after, earlier))
    keras.utils.set_random_seed(preset.seed)
    samples = with_drawings(snapshot.part(*parts), preset)
    tree = (
        earlier.tree if earlier else build_tree(specimen_lineages(samples), preset.least_specimens)
    )
    held = () if earlier else snapshot.part("calibration")
    placed = [s for s in samples if tree.deepest(s.lineage) >= 0]
    if len(tree.leaf_of) < 4:
        raise Invalid(
            f"{snapshot.digest[:12]}: only {len(tree.leaf_of)} classes have enough specimens",
            hint="at least two names with two specimens each are needed",
        )
    labels = labels_of(tree, placed, preset)
    say(f"{len(placed)} training pictures, {len(tree.leaf_of)} leaves; heads on frozen features")
    for term in set(preset.heads) - set(labels.heads):
        say(
            f"no head for {term}: fewer than two values that {preset.least_specimens} specimens state"
        )
    started = time.monotonic()
    if trunk is None:
        trunk = pretrained(backbone, preset.frozen_until)
    heads = folder / "heads.npz"
    network = _started(heads, trunk, tree, placed, labels, preset)
    history: list[dict[str, float]] = []
    if preset.epochs:
        began = network.whole.get_weights()
        precision = usable(preset.precision, gpus(), say)
        trainer = Trainer(computing_in(network, precision), tree, labels, preset, folder, precision)
        until = kept_epoch(earlier.about["history"], preset) if earlier else None
        history = fine_tune(trainer, placed, held, folder, say, until)
        ended = trainer.network.whole.get_weights()
        network.whole.set_weights(blended(began, ended, preset.blend))
    branches = even_out(network.whole, tree, held, preset.side)
    if earlier:
        branches = earlier.told_of["branches"]
        fold(network.whole, remembered(tree, branches))
    prototypes = class_means(network.whole, tree, placed, preset.side)
    about = {
        "snapshot": snapshot.digest, "preset": asdict(preset), "preset_digest": preset.digest,
        "seed": preset.seed, "backbone": NAME, "backbone_sha256": SHA256,
        "code": code_version(), "tensorflow": tf.__version__, "keras": keras.__version__, "history": history,
        "seconds": round(time.monotonic() - started), "leaves": len(tree.leaf_of), "branches": branches,
        "heads": {term: list(values) for term, values in labels.heads.items()},
        "refit": earlier.told_of if earlier else None,
        "after": None if after is None else {k: after[k] for k in ("snapshot", "preset_digest", "seed", "seconds")},
    }  # fmt: skip
    _finish(folder, network.whole, tree, prototypes, about)
    return Trained(network.whole, tree, about)


def _told(
    snapshot: Snapshot, preset: Preset, after: Mapping[str, Any] | None, earlier: Trained | None
) -> dict[str, Any]:
    """What a folder is claimed for: where the training starts is as much of it as where it goes."""
    told: dict[str, Any] = {"snapshot": snapshot.digest, "preset": preset.digest}
    if after is not None:
        told["after"] = {k: after[k] for k in ("snapshot", "preset_digest", "seed")}
    return {**told, "refit": earlier.told_of} if earlier else told


def _check_repeats(snapshot: Snapshot, preset: Preset, earlier: Trained | None) -> None:
    """Raises Invalid where `earlier` is not the same training without the calibration part."""
    if earlier is None:
        return
    is_same = earlier.about["snapshot"] == snapshot.digest
    if not is_same or earlier.about["preset_digest"] != preset.digest or earlier.about.get("refit"):
        raise Invalid(
            "the training to repeat is of another snapshot or preset, or repeats one itself",
            hint="--refit takes a training of the same snapshot and preset, made without --refit",
        )


def computing_in(network: Network, precision: str) -> Network:
    """The network itself in float32; else a copy whose trunk computes in less, its heads not."""
    if precision == FLOAT32:
        return network
    heads = {name: linear_of(network.whole.get_layer(name)) for name in network.whole.output}
    first = {name: heads.pop(name) for name in HEADS}
    return build(copied(network.trunk, precision), first["leaves"], first["embedding"], heads)


def linear_of(layer: Any) -> Linear:
    """Weights of a head."""
    weights, bias = layer.get_weights()
    return Linear(weights, bias)


def blended(
    began: Sequence[NDArray[np.float32]], ended: Sequence[NDArray[np.float32]], share: float
) -> list[NDArray[np.float32]]:
    """`share` of the way from where fine-tuning began to where it ended: it keeps more of what the
    backbone knew, calibrates better and tells unknown genera better (decision 0015)."""
    return [(1 - share) * one + share * two for one, two in zip(began, ended, strict=True)]


def _started(
    file: Path, trunk: Any, tree: Tree, samples: Sequence[Sample], labels: Labels, preset: Preset
) -> Network:
    """The network before fine-tuning; heads are kept in a file, so that a resumed run has them."""
    if file.is_file():
        with np.load(file, allow_pickle=False) as kept:
            names = (*HEADS, *labels.heads)
            made = {name: Linear(kept[name], kept[f"{name}_bias"]) for name in names}
            return build(trunk, made.pop("leaves"), made.pop("embedding"), made)
    try:
        network = first_network(trunk, tree, samples, labels, preset)
    except FloatingPointError as error:
        raise TrainingStopped(
            f"the heads cannot begin: {error}",
            hint="does the backbone give numbers for your pictures?",
        ) from error
    named = {}
    for name in network.whole.output:
        named[name], named[f"{name}_bias"] = network.whole.get_layer(name).get_weights()
    partial = file.with_suffix(".partial.npz")
    np.savez(partial, **named)
    os.replace(partial, file)
    return network


def class_means(
    whole: Any, tree: Tree, samples: Sequence[Sample], side: int
) -> NDArray[np.float32]:
    """Unit mean embedding of each label's training pictures that are insects, [labels, d]."""
    from model.tree import OUTSIDE

    insects = [s for s in samples if s.lineage[-1] not in OUTSIDE]
    pictures = np.stack([prepare(s.pixels, side) for s in insects])
    embeddings = unit(seen_by(whole, pictures)["embedding"])
    by_label: dict[Lineage, list[int]] = {}
    for row, sample in enumerate(insects):
        depth = tree.deepest(sample.lineage)
        by_label.setdefault(sample.lineage[: depth + 1], []).append(row)
    means = [embeddings[rows].mean(axis=0) for _, rows in sorted(by_label.items())]
    return unit(np.stack(means).astype(np.float32))


def _finish(
    folder: Path, whole: Any, tree: Tree, prototypes: NDArray[np.float32], about: dict[str, Any]
) -> None:
    """network.keras, prototypes.npy and tree, training.json last: it says that all is there."""
    partial = folder / "partial.keras"
    whole.save(partial)
    os.replace(partial, folder / "network.keras")
    np.save(folder / "prototypes.npy", prototypes, allow_pickle=False)
    told = {**about, "tree": {"lineages": tree.lineages, "leaves": list(tree.leaf_of)}}
    write_bytes(folder / DONE, json.dumps(told, indent=1).encode())


def read_trained(folder: Path) -> Trained:
    """A finished run. Raises TrainingStopped where it is not finished."""
    import keras

    file = folder / DONE
    if not file.is_file():
        raise TrainingStopped(
            f"{folder}: no finished training",
            hint="run `insecta model train` again: it goes on where it was",
        )
    told = json.loads(file.read_text())
    kept = told.pop("tree")
    lineages = tuple(tuple((rank, name) for rank, name in line) for line in kept["lineages"])
    leaves = {(rank, name): n for n, (rank, name) in enumerate(kept["leaves"])}
    whole = keras.models.load_model(folder / "network.keras", compile=False)
    return Trained(whole, Tree(lineages, leaves), told)
