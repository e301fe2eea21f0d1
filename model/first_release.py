"""Train, calibrate, test and write the first release.

    python -m model.first_release --shared ../shared --out releases/first

Deterministic by seed; features are cached, so a second run takes a minute.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.domain.release import Release, Taxon
from insecta.vision.decode import decode
from insecta.vision.litert_classifier import calibrated, novelty, unit
from insecta.vision.preprocess import PREPROCESSING, prepare
from insecta.vision.release_folder import FORMAT
from model import backbone as frozen
from model.calibrate import (
    calibration_error,
    fit_answer_thresholds,
    fit_temperature,
    nameable,
    rank_cases,
)
from model.card import LICENCE, card, limit_line
from model.evaluate import Outcome, Report, outcomes, report
from model.export import assemble, full_integer
from model.features import FeatureCache, prepared_views
from model.heads import Linear, principal_projection, train_head
from model.negatives import drawn, label_photographs
from model.release_writer import run_network, write_release
from model.samples import Sample, real_samples
from model.split import Part, split
from model.taxonomy import (
    FORMICIDAE,
    INSECTA,
    OUTSIDE,
    Step,
    Tree,
    build_tree,
    taxon_id,
)

SEED = 20261123
VIEWS = 8
VIEW_SEED = 7
DIMENSIONS = 128
WEIGHTS: Mapping[str, float] = {
    "moths": 1.0, "ants_bees_field": 1.0, "ant_specimen_tiles": 1.5, "ant_specimens": 1.5,
    "orders": 2.0, "drawn": 0.7, "ant_labels": 0.7,
}  # fmt: skip
"""How much a picture of each source counts in the loss."""

RANK_GROUPS = (
    ("species", "species complex"),
    ("genus",),
    ("family", "epifamily"),
    ("order",),
)
"""Ranks that share a threshold, fine to coarse: a complex is what a picture shows of its species,
and bees alone are too few to calibrate."""

REFUSED_AS_OUTSIDE, REFUSED_AS_NEW = 0.0125, 0.005
"""Shares of true insects of the calibration part that the two cuts of novelty may refuse."""


def say(text: str) -> None:
    """Progress on stderr."""
    print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Parts:
    """Samples by part, each in a fixed order."""

    training: list[Sample]
    calibration: list[Sample]
    testing: list[Sample]


@dataclass(frozen=True)
class Network:
    """The trained network in both forms, and its tree and class means."""

    tree: Tree
    keras: Any
    litert: bytes
    projection: Linear
    prototypes: NDArray[np.float32]


def parts_of(samples: Sequence[Sample], seed: int = SEED) -> Parts:
    """60/20/20 by specimen and near-duplicate group."""
    found: dict[Part, list[Sample]] = {"training": [], "calibration": [], "testing": []}
    for sample, part in zip(samples, split(samples, seed), strict=True):
        found[part].append(sample)
    return Parts(**found)


def allowed_leaves(tree: Tree, samples: Sequence[Sample]) -> NDArray[np.bool_]:
    """bool [n, leaves]: the leaves each label allows."""
    allowed = np.zeros((len(samples), len(tree.leaf_of)), dtype=np.bool_)
    cached: dict[tuple[Step, ...], list[int]] = {}
    for row, sample in enumerate(samples):
        if sample.lineage not in cached:
            cached[sample.lineage] = tree.leaves_of(sample.lineage)
        allowed[row, cached[sample.lineage]] = True
    return allowed


def specimen_lineages(samples: Sequence[Sample]) -> list[tuple[Step, ...]]:
    """One lineage per specimen, its finest."""
    best: dict[str, tuple[Step, ...]] = {}
    for sample in samples:
        if len(sample.lineage) > len(best.get(sample.specimen, ())):
            best[sample.specimen] = sample.lineage
    return list(best.values())


def class_means(
    tree: Tree, embeddings: NDArray[np.float32], allowed: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Unit class means [known leaves, dimensions]; pictures of several leaves make one mean a set."""
    outside = [tree.leaf_of[step] for step in OUTSIDE if step in tree.leaf_of]
    means = []
    for pattern in np.unique(allowed, axis=0):
        if pattern[outside].any():
            continue
        rows = (allowed == pattern).all(axis=1)
        means.append(embeddings[rows].mean(axis=0))
    return unit(np.stack(means).astype(np.float32))


def train(parts: Parts, network: Any, cache: FeatureCache, views: int, seed: int = SEED) -> Network:
    """Heads on frozen features of all views of the training part, then the int8 network."""
    total = len(parts.training) * views
    shown = prepared_views(parts.training, range(views), VIEW_SEED)
    features = cache.compute(network, shown, total, say)
    tree = build_tree(specimen_lineages(parts.training))
    allowed = np.repeat(allowed_leaves(tree, parts.training), views, axis=0)
    weight = np.array([WEIGHTS.get(s.source, 1.0) for s in parts.training], dtype=np.float32)
    say(f"training {len(tree.leaf_of)} leaves on {total} views of {len(parts.training)} pictures")
    leaves = train_head(features, allowed, np.repeat(weight, views), seed=seed)
    dimensions = min(DIMENSIONS, total - 1)
    projection = principal_projection(features, dimensions)
    prototypes = class_means(tree, unit(projection(features)), allowed)
    whole = assemble(network, leaves, projection)
    say("exporting int8")
    every = max(1, len(parts.training) // 160)
    representative = np.stack([prepare(s.pixels, frozen.SIDE) for s in parts.training[::every]])
    return Network(tree, whole, full_integer(whole, representative), projection, prototypes)


def prepared(samples: Sequence[Sample]) -> NDArray[np.uint8]:
    """uint8 [n, side, side, 3]."""
    return np.stack([prepare(sample.pixels, frozen.SIDE) for sample in samples])


def counts_at(samples: Sequence[Sample]) -> Counter[Step]:
    """Specimens at or below each name."""
    return Counter(step for lineage in specimen_lineages(samples) for step in set(lineage))


def taxa_of(tree: Tree, parts: Parts) -> tuple[Taxon, ...]:
    """Taxa with counts. Below the ant family, and at the root, nothing is ever an answer: too few
    specimens to pass users 12, and "an insect" answers nobody."""
    answerable = [
        line[-1]
        for line in tree.lineages
        if line[-1] not in OUTSIDE
        and line[-1] != INSECTA
        and not (line[:3] == FORMICIDAE and len(line) > 3)
    ]
    return tree.taxa(counts_at(parts.training), counts_at(parts.testing), answerable)


def _outside(tree: Tree) -> dict[str, str]:
    return {taxon_id(step): code for step, code in OUTSIDE.items() if step in tree.leaf_of}


def draft_release(network: Network, taxa: tuple[Taxon, ...]) -> Release:
    """A release without numbers yet, to run the pure decision with."""
    return Release(
        digest="draft", name="first", version="0", space="", side=frozen.SIDE, taxa=taxa,
        thresholds={}, limit_line="", dimensions=network.prototypes.shape[1],
        outside=_outside(network.tree),
    )  # fmt: skip


def calibrate(network: Network, parts: Parts, taxa: tuple[Taxon, ...]) -> Release:
    """Temperature, thresholds and novelty cut of the int8 network, from the calibration part."""
    samples = parts.calibration
    logits, embeddings = run_network(network.litert, prepared(samples))
    temperature = fit_temperature(logits, allowed_leaves(network.tree, samples))
    draft = draft_release(network, taxa)
    truths = [[taxon_id(step) for step in sample.lineage] for sample in samples]
    probabilities = calibrated(logits, temperature)
    for rank, of_rank in rank_cases(draft, probabilities, truths).items():
        say(f"calibration, {rank}: {len(of_rank)} cases, error {calibration_error(of_rank):.3f}")
    cuts, kept = novelty_cuts(network, samples, probabilities, embeddings)
    paths = [
        nameable(draft, row, truth)
        for row, truth, is_kept in zip(probabilities, truths, kept, strict=True)
        if is_kept
    ]
    return replace(
        draft,
        temperature=temperature,
        thresholds=fit_answer_thresholds(paths, RANK_GROUPS),
        novelty=cuts,
    )


def novelty_cuts(
    network: Network,
    samples: Sequence[Sample],
    probabilities: NDArray[np.float32],
    embeddings: NDArray[np.float32],
) -> tuple[dict[str, float], NDArray[np.bool_]]:
    """Cuts that refuse few true insects of the calibration part, and which samples pass them.

    `cut`: of 1 − cosine to the nearest class mean. `outside`: of the probability of leaves that
    are no answer.
    """
    insects = np.array([s.lineage[-1] not in OUTSIDE for s in samples], dtype=bool)
    away = novelty(unit(embeddings), network.prototypes)
    columns = [network.tree.leaf_of[step] for step in OUTSIDE if step in network.tree.leaf_of]
    outside = probabilities[:, columns].sum(axis=1)
    cut = float(np.quantile(away[insects], 1 - REFUSED_AS_NEW))
    most = float(np.quantile(outside[insects], 1 - REFUSED_AS_OUTSIDE))
    cuts = {"cut": round(cut, 5), "outside": round(min(0.5, max(0.02, most)), 5)}
    return cuts, (away <= cuts["cut"]) & (outside < cuts["outside"])


def judged(network: Network, release: Release, samples: Sequence[Sample]) -> list[Outcome]:
    """What the int8 network and the decision say about samples."""
    if not samples:
        return []
    logits, embeddings = run_network(network.litert, prepared(samples))
    return outcomes(release, network.prototypes, samples, logits, embeddings)


def compare_with_keras(network: Network, release: Release, samples: Sequence[Sample]) -> list[str]:
    """How far int8 LiteRT is from float Keras on the same prepared pictures."""
    pictures = prepared(samples)
    logits, embeddings = run_network(network.litert, pictures)
    outputs = network.keras.predict(frozen.normalised(pictures), batch_size=32, verbose=0)
    floats = np.asarray(outputs["leaves"], dtype=np.float32)
    same = logits.argmax(axis=1) == floats.argmax(axis=1)
    allowed = allowed_leaves(network.tree, samples)
    right = [float(allowed[np.arange(len(p)), p.argmax(axis=1)].mean()) for p in (logits, floats)]
    temperature = release.temperature
    apart = calibrated(logits, temperature) - calibrated(floats, temperature)
    worst = np.abs(apart).max(axis=1)
    cosine = (unit(embeddings) * unit(np.asarray(outputs["embedding"], np.float32))).sum(axis=1)
    return [
        f"{len(samples)} pictures; same best leaf: {same.mean():.1%}",
        f"best leaf allowed by the label: int8 {right[0]:.1%}, float {right[1]:.1%}",
        (
            "largest difference of a probability per picture: "
            f"median {np.median(worst):.3f}, 95th percentile {np.quantile(worst, 0.95):.3f}"
        ),
        f"cosine of embeddings: median {np.median(cosine):.4f}, worst {cosine.min():.4f}",
    ]


def strangers(data: Path) -> list[Sample]:
    """`not_insects/`, for the test alone; the kind stands in the place of the specimen."""
    return [
        Sample(
            path.name, "not_insects", path.name.split("_")[0],
            ((  "none", "not an insect"),), decode(path.read_bytes()).pixels,
        )
        for path in sorted((data / "not_insects").glob("*.jpg"))
    ]  # fmt: skip


def _sizes(parts: Parts) -> list[tuple[str, int, int, int]]:
    counted = [
        Counter(s.source for s in part)
        for part in (parts.training, parts.calibration, parts.testing)
    ]
    return [(name, *(part[name] for part in counted)) for name in WEIGHTS]  # type: ignore[misc]


def description_of(release: Release, network: Network, line: str, created: str) -> dict[str, Any]:
    """release.json without its files."""
    space = hashlib.sha256(
        frozen.SHA256.encode() + network.projection.weights.tobytes()
        + network.projection.bias.tobytes() + PREPROCESSING.encode()
    ).hexdigest()  # fmt: skip
    return {
        "format": FORMAT, "name": "first", "version": "0.1.0", "created": created,
        "side": release.side, "dimensions": release.dimensions, "space": space,
        "preprocessing": PREPROCESSING, "backbone": frozen.NAME, "seed": SEED,
        "outputs": {"leaves": [len(network.tree.leaf_of)], "embedding": [release.dimensions]},
        "licence": "evaluation and research; see LICENSE", "limit_line": line, "banner": "",
        "thresholds": release.thresholds, "novelty": dict(release.novelty),
        "temperature": release.temperature,
    }  # fmt: skip


def make_release(data: Path, backbone_file: Path, out: Path, cache: Path, created: str) -> Report:
    """The whole way from pictures to a verified folder."""
    say("reading pictures")
    samples = [*real_samples(data), *drawn(300, 7), *label_photographs(data, 5, 7)]
    parts = parts_of(samples)
    network = train(parts, frozen.load_backbone(backbone_file), FeatureCache(cache), VIEWS)
    taxa = taxa_of(network.tree, parts)
    release = calibrate(network, parts, taxa)
    found = report(
        judged(network, release, parts.testing), judged(network, release, strangers(data))
    )
    compared = compare_with_keras(network, release, parts.testing)
    line = limit_line(found, taxa)
    text = card(line, found, _sizes(parts), compared, frozen.NAME)
    description = description_of(release, network, line, created)
    digest = write_release(
        out, description, network.litert, taxa, release.outside, network.prototypes,
        {"card.md": text, "LICENSE": LICENCE},
    )  # fmt: skip
    for said in (
        *found.lines,
        *compared,
        f"temperature {release.temperature}",
        str(release.thresholds),
    ):
        say(said)
    say(f"release {digest}: {sum(p.stat().st_size for p in out.iterdir()) / 1e6:.2f} MB in {out}")
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m model.first_release", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/ and models/")
    parser.add_argument("--out", type=Path, required=True, help="release folder to write")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache/insecta/features")
    parser.add_argument("--created", default=time.strftime("%Y-%m-%d"), help="date in release.json")
    args = parser.parse_args(argv)
    file = args.shared / "models" / "mobilenet_v2_inat_insect_float.keras"
    make_release(args.shared / "data", file, args.out, args.cache, args.created)
    return 0


if __name__ == "__main__":
    sys.exit(main())
