"""Train, calibrate and write the two releases that ship with the teaching collection.

    python -m model.teaching_release [--out releases] [--workers 2]

Both stand on one small backbone trained here on drawings, so their embeddings compare. *teaching-1*
has a head that does not tell the look-alikes of Group D apart: they are one leaf, the group; the
head of *teaching-2* tells them apart. What really differs on the shipped collection is printed at
the end, and held by tests/teaching/test_releases.py.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.domain.answer import Abstention, Quality, Scores
from insecta.domain.decision import NO_RANK, candidates_from, decide
from insecta.domain.release import Release, Taxon
from insecta.teaching import collection
from insecta.teaching.kinds import GROUPS, KINDS
from insecta.teaching.plan import BANNER, KNOWN_NAMES
from insecta.vision.classifier import NetworkClassifier, calibrated, unit
from insecta.vision.novelty import distance
from insecta.vision.preprocess import PREPROCESSING
from insecta.vision.release_folder import FORMAT
from model.backbone import features_of
from model.calibrate import fit_temperature, fit_thresholds, rank_cases, wilson
from model.export import assemble, full_integer
from model.heads import Linear, train_head
from model.release_writer import run_network, write_release
from model.teaching_answers import TARGET, said, shown_names
from model.teaching_drawings import LABELS, OTHER, Drawings, drawn, orders
from model.teaching_network import DIMENSIONS, SIDE, train

ROOT = "drawn-insects"
CREATED = "2026-11-23"
_NEGATIVES = {LABELS: Abstention.LABEL_ONLY, OTHER: Abstention.UNKNOWN_TAXON}
_TYPICAL, _MARGIN = 0.995, 1.5
"""Unlike training is what lies half as far again as all but one in 200 calibration pictures."""
_TRAIN, _CALIBRATE, _TEST = 60, 20, 20


@dataclass(frozen=True, slots=True)
class Recipe:
    """What makes one release: the groups whose kinds it keeps as one leaf."""

    name: str
    says: str
    undivided: tuple[str, ...] = ()


RECIPES: tuple[Recipe, ...] = (
    Recipe(
        "teaching-1",
        "It does not tell Kind D1 and Kind D2 apart: both are answered as Group D.",
        undivided=("Group D",),
    ),
    Recipe("teaching-2", "It tells Kind D1 and Kind D2 apart, which teaching-1 calls Group D."),
)
SEED, EPOCHS, HEAD_EPOCHS = 1, 18, 400


def leaf_of(label: str, recipe: Recipe) -> str:
    """Name of the leaf that a drawing's label belongs to."""
    if label in KINDS and KINDS[label].group in recipe.undivided:
        return KINDS[label].group
    return label


def taxa_of(recipe: Recipe) -> tuple[Taxon, ...]:
    """Root, groups, kinds and negatives, parents first, leaves numbered in that order."""
    made = [Taxon(ROOT, "Drawn insects", "order", None)]
    for group in GROUPS:
        whole = group in recipe.undivided
        made.append(Taxon(_id(group), group, "genus", ROOT, leaf=0 if whole else None))
        kinds = [name for name in KNOWN_NAMES if KINDS[name].group == group and not whole]
        made += [Taxon(_id(name), name, "species", _id(group), leaf=0) for name in kinds]
    made += [Taxon(_id(name), name, NO_RANK, None, leaf=0, answerable=False) for name in _NEGATIVES]
    number = iter(range(len(made)))
    counted = []
    for taxon in made:
        is_name = taxon.rank in {"genus", "species"}
        kinds_within = 1
        if taxon.rank == "genus":
            kinds_within = sum(KINDS[n].group == taxon.scientific_name for n in KNOWN_NAMES)
        counted.append(
            replace(
                taxon,
                leaf=next(number) if taxon.leaf is not None else None,
                training=_TRAIN * kinds_within if is_name else 0,
                testing=_TEST * kinds_within if is_name else 0,
            )
        )
    return tuple(counted)


def _id(name: str) -> str:
    return name.lower().replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Backbone:
    """Network up to its features, and the projection to the embedding; `space` names both."""

    network: Any
    embedding: Linear
    space: str


def backbone_of(drawings: Drawings) -> Backbone:
    """Train the backbone that both releases share, on all labels."""
    names = [*KNOWN_NAMES, *_NEGATIVES]
    targets = np.array([names.index(label) for label in drawings.labels])
    network, embedding = train(drawings.pictures, targets, len(names), seed=SEED, epochs=EPOCHS)
    digest = hashlib.sha256(PREPROCESSING.encode())
    for weights in (*network.get_weights(), embedding.weights, embedding.bias):
        digest.update(np.ascontiguousarray(weights).tobytes())
    return Backbone(network, embedding, digest.hexdigest())


def make(recipe: Recipe, backbone: Backbone, parts: Mapping[str, Drawings], out: Path) -> Path:
    """Train the head, export, calibrate and write one release folder; returns it."""
    taxa = taxa_of(recipe)
    leaves = [t for t in taxa if t.leaf is not None]
    places = {taxon.scientific_name: place for place, taxon in enumerate(leaves)}
    learn = parts["train"]
    targets = np.array([places[leaf_of(label, recipe)] for label in learn.labels])
    features = features_of(backbone.network, learn.pictures)
    allowed = np.eye(len(leaves), dtype=bool)[targets]
    even = np.ones(len(targets), np.float32)
    head = train_head(features, allowed, even, seed=SEED, epochs=HEAD_EPOCHS)
    network = assemble(backbone.network, head, backbone.embedding)
    model = full_integer(network, learn.pictures[:: max(1, len(targets) // 200)])
    embeddings = unit(run_network(model, learn.pictures)[1])
    prototypes = _means(embeddings, np.array(learn.labels))
    draft = Release(
        digest="", name=recipe.name, version="1.0", space=backbone.space, side=SIDE, taxa=taxa,
        thresholds={}, limit_line=BANNER[0].upper() + BANNER[1:] + ".", dimensions=DIMENSIONS,
        outside={_id(name): code.value for name, code in _NEGATIVES.items()}, banner=BANNER,
        licence="CC0-1.0",
    )  # fmt: skip
    release = calibrate(recipe, draft, model, prototypes, parts["calibrate"])
    folder = out / recipe.name
    texts = {"LICENSE": _LICENCE, "card.md": ""}
    described = _description(release)
    write_release(folder, described, model, taxa, release.outside, prototypes, texts)
    texts["card.md"] = _card(recipe, release, _tested(folder, parts["test"]))
    write_release(folder, described, model, taxa, release.outside, prototypes, texts)
    return folder


def _means(embeddings: NDArray[np.float32], labels: NDArray[np.str_]) -> NDArray[np.float32]:
    """Mean direction of each kind, look-alikes apart in both releases: [12, dimensions]."""
    return unit(np.stack([embeddings[labels == name].mean(axis=0) for name in KNOWN_NAMES]))


def _description(release: Release) -> dict[str, object]:
    """release.json without its files."""
    return {
        "format": FORMAT, "name": release.name, "version": release.version, "created": CREATED,
        "space": release.space, "licence": release.licence, "limit_line": release.limit_line,
        "banner": release.banner, "side": release.side, "dimensions": release.dimensions,
        "temperature": release.temperature, "thresholds": release.thresholds,
        "novelty": release.novelty,
        "outputs": {"leaves": [len(release.leaves)], "embedding": [release.dimensions]},
    }  # fmt: skip


def calibrate(
    recipe: Recipe,
    draft: Release,
    model: bytes,
    prototypes: NDArray[np.float32],
    drawings: Drawings,
) -> Release:
    """The draft with temperature, novelty and thresholds from drawings that trained nothing."""
    places = {taxon.scientific_name: place for place, taxon in enumerate(draft.leaves)}
    truth = np.array([places[leaf_of(label, recipe)] for label in drawings.labels])
    logits, embeddings = run_network(model, drawings.pictures)
    temperature = fit_temperature(logits, np.eye(len(places), dtype=bool)[truth])
    is_kind = np.array([label in KINDS for label in drawings.labels])
    far = distance(unit(embeddings)[is_kind], prototypes)
    lineages = [
        [t.taxon_id for t in draft.lineage(draft.leaves[place].taxon_id)]
        for place in truth[is_kind]
    ]
    probabilities = calibrated(logits[is_kind], temperature)
    return replace(
        draft,
        temperature=temperature,
        novelty={"cut": round(float(np.quantile(far, _TYPICAL)) * _MARGIN, 5)},
        thresholds=fit_thresholds(rank_cases(draft, probabilities, lineages)),
    )


def _tested(folder: Path, drawings: Drawings) -> dict[str, str]:
    """Accuracy of single pictures of drawings never seen, as the card states it."""
    classifier = NetworkClassifier.open(folder, num_threads=2)
    release = classifier.release
    answered = right = kinds = 0
    for label, seen in zip(drawings.labels, classifier.see(drawings.pictures), strict=True):
        if label not in KINDS:
            continue
        kinds += 1
        scores = Scores(
            release.digest, candidates_from(release, seen.leaves.tolist()),
            _GOOD, float(seen.extras["novelty"][0]),
        )  # fmt: skip
        answer = decide(release, scores, TARGET).answer
        if answer is None:
            continue
        answered += 1
        lineage = {label, KINDS[label].group, "Drawn insects"}
        right += answer.scientific_name in lineage
    low, high = wilson(right, answered)
    return {
        "answered": f"{answered} of {kinds} single pictures",
        "right": f"{right} of {answered} answers ({low:.1%} to {high:.1%})",
    }


_GOOD = Quality(sharpness=100.0, exposure=0.5, ink=0.5)


def _card(recipe: Recipe, release: Release, facts: Mapping[str, str]) -> str:
    thresholds = ", ".join(f"{rank} {p:.3f}" for rank, p in release.thresholds["0.95"].items())
    return f"""# {recipe.name}: {BANNER}

A small network for the teaching collection, made to show how Insecta works. It knows twelve
invented kinds of drawn insects and nothing else. **It says nothing about real insects.**
{recipe.says}

- Trained on {_TRAIN} drawn individuals of each kind in three views, labels alone, and drawings of
  mixed shapes (backbone: seed {SEED}, {EPOCHS} rounds; the same in both teaching releases). No
  photograph was used.
- Calibrated on {_CALIBRATE} other individuals of each kind: temperature {release.temperature},
  thresholds for 95 % precision: {thresholds}.
- Tested on other individuals again ({_TEST} of each kind), single pictures: answered
  {facts["answered"]}; right {facts["right"]}.
  The program that drew the training pictures drew these too: they promise nothing for others.
- `Kind C3` of the collection was kept from both releases on purpose.
- Made by `python -m model.teaching_release`; drawings and weights are CC0 1.0.
"""


_LICENCE = """The weights in this folder and the drawings they were trained on were made by the Insecta project
and are dedicated to the public domain: CC0 1.0 Universal,
https://creativecommons.org/publicdomain/zero/1.0/
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, train both releases, and say what they answer on the shipped collection."""
    parser = argparse.ArgumentParser(description=__doc__, prog="model.teaching_release")
    parser.add_argument("--out", type=Path, default=Path("releases"))
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args(arguments)
    counts = {"train": _TRAIN, "calibrate": _CALIBRATE, "test": _TEST}
    parts = {
        part: drawn(orders(part, count), SIDE, chosen.workers)  # type: ignore[arg-type]
        for part, count in counts.items()
    }
    backbone = backbone_of(parts["train"])
    folders = [make(recipe, backbone, parts, chosen.out) for recipe in RECIPES]
    with tempfile.TemporaryDirectory() as name:
        made = collection.write(Path(name), workers=chosen.workers)
        first, second = (
            shown_names(NetworkClassifier.open(folder), made, Path(name)) for folder in folders
        )
    changed = [number for number in first if said(first[number]) != said(second[number])]
    for number in first:
        print(f"{number}  {said(first[number]):24} {said(second[number])}")
    print(f"{len(changed)} names change")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
