"""Train, calibrate and write the two releases that ship with the teaching collection.

    python -m model.teaching_release [--out releases] [--workers 2]

*teaching-1* was drawn few examples and does not tell the look-alikes of Group D apart: they are one
leaf, the group. *teaching-2* saw more drawings and tells them apart. Nothing else is meant to
differ; what really differs is counted on the shipped collection and written into the cards.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from insecta.domain.answer import Abstention, Answer, Scores
from insecta.domain.decision import NO_RANK, candidates_from, decide, fuse
from insecta.domain.release import Release, Taxon
from insecta.ports import Classifier
from insecta.teaching import collection
from insecta.teaching.kinds import GROUPS, KINDS
from insecta.teaching.plan import BANNER, KNOWN_NAMES, Plan
from insecta.teaching.renderer import Shot, render
from insecta.vision.decode import decode
from insecta.vision.litert_classifier import LiteRTClassifier, calibrated, novelty, unit
from insecta.vision.preprocess import PREPROCESSING, prepare
from insecta.vision.quality import measure
from insecta.vision.release_folder import COLUMNS, FORMAT, canonical
from model.calibrate import fit_temperature, fit_thresholds, rank_cases, wilson
from model.export import full_integer, write_bytes
from model.teaching_drawings import LABELS, OTHER, Drawings, drawn, orders
from model.teaching_network import DIMENSIONS, SIDE, train

ROOT = "drawn-insects"
CREATED = "2026-11-23"
TARGET = 0.95
_NEGATIVES = {LABELS: Abstention.LABEL_ONLY, OTHER: Abstention.UNKNOWN_TAXON}
_TYPICAL = 0.995
"""Share of calibration pictures of known kinds that must not count as unlike training."""
_CALIBRATE, _TEST = 20, 20


@dataclass(frozen=True, slots=True)
class Recipe:
    """What makes one release: drawn individuals per kind, and groups kept as one leaf."""

    name: str
    per_kind: int
    epochs: int
    seed: int
    undivided: tuple[str, ...] = ()
    says: str = ""


RECIPES: tuple[Recipe, ...] = (
    Recipe(
        "teaching-1", per_kind=60, epochs=26, seed=1, undivided=("Group D",),
        says="It does not tell Kind D1 and Kind D2 apart: both are answered as Group D.",
    ),
    Recipe(
        "teaching-2", per_kind=60, epochs=26, seed=1,
        says="It tells Kind D1 and Kind D2 apart, which teaching-1 answers as Group D.",
    ),
)  # fmt: skip


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
                training=recipe.per_kind * kinds_within if is_name else 0,
                testing=_TEST * kinds_within if is_name else 0,
            )
        )
    return tuple(counted)


def _id(name: str) -> str:
    return name.lower().replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Measured:
    """What the finished network says of drawings: logits [n, leaves], embeddings of length 1."""

    logits: NDArray[np.float32]
    embeddings: NDArray[np.float32]


def look(model: bytes, pictures: NDArray[np.uint8]) -> Measured:
    """Run the exported network itself, not the one it was made from."""
    from ai_edge_litert.interpreter import Interpreter

    runner = Interpreter(model_content=model, num_threads=2).get_signature_runner("serving_default")
    parts = [runner(pictures=pictures[n : n + 16]) for n in range(0, len(pictures), 16)]
    return Measured(
        np.concatenate([part["leaves"] for part in parts]),
        unit(np.concatenate([part["embedding"] for part in parts])),
    )


def make(recipe: Recipe, parts: Mapping[str, Drawings], out: Path) -> Path:
    """Train, calibrate and write one release folder; returns it."""
    taxa = taxa_of(recipe)
    leaves = [t for t in taxa if t.leaf is not None]
    places = {taxon.scientific_name: place for place, taxon in enumerate(leaves)}
    learn = _first(parts["train"], recipe.per_kind)
    targets = np.array([places[leaf_of(label, recipe)] for label in learn.labels])
    network = train(learn.pictures, targets, len(leaves), seed=recipe.seed, epochs=recipe.epochs)
    model = full_integer(network, learn.pictures[:: max(1, len(targets) // 200)])
    known = [place for place, taxon in enumerate(leaves) if taxon.rank != NO_RANK]
    seen = look(model, learn.pictures)
    prototypes = unit(np.stack([seen.embeddings[targets == place].mean(axis=0) for place in known]))
    release, calibration = _calibrated(recipe, taxa, model, prototypes, parts["calibrate"])
    folder = out / recipe.name
    _write(folder, release, model, prototypes, card="")
    facts = _tested(folder, recipe, parts["test"])
    _write(folder, release, model, prototypes, card=_card(recipe, release, facts | calibration))
    return folder


def _first(drawings: Drawings, per_kind: int) -> Drawings:
    """The first individuals of each label, as many as the recipe asks for."""
    kept: dict[str, list[int]] = {}
    for label, individual in zip(drawings.labels, drawings.individuals, strict=True):
        found = kept.setdefault(label, [])
        if individual not in found:
            found.append(individual)
    wanted = {
        (label, one)
        for label, found in kept.items()
        for one in found[: per_kind * (2 if label == OTHER else 1)]
    }
    chosen = [
        n
        for n, pair in enumerate(zip(drawings.labels, drawings.individuals, strict=True))
        if pair in wanted
    ]
    return Drawings(
        drawings.pictures[chosen],
        tuple(drawings.labels[n] for n in chosen),
        tuple(drawings.individuals[n] for n in chosen),
    )


def _calibrated(
    recipe: Recipe,
    taxa: tuple[Taxon, ...],
    model: bytes,
    prototypes: NDArray[np.float32],
    drawings: Drawings,
) -> tuple[Release, dict[str, str]]:
    """Temperature, thresholds and novelty from drawings that trained nothing."""
    leaves = [t for t in taxa if t.leaf is not None]
    places = {taxon.scientific_name: place for place, taxon in enumerate(leaves)}
    truth = np.array([places[leaf_of(label, recipe)] for label in drawings.labels])
    seen = look(model, drawings.pictures)
    temperature = fit_temperature(seen.logits, np.eye(len(leaves), dtype=bool)[truth])
    is_kind = np.array([label in KINDS for label in drawings.labels])
    far = novelty(seen.embeddings[is_kind], prototypes)
    space = hashlib.sha256(model + PREPROCESSING.encode()).hexdigest()
    release = Release(
        digest="", name=recipe.name, version="1.0", space=space, side=SIDE, taxa=taxa,
        thresholds={}, limit_line=BANNER[0].upper() + BANNER[1:] + ".", dimensions=DIMENSIONS,
        novelty={"cut": round(float(np.quantile(far, _TYPICAL)) * 1.25, 5)},
        outside={_id(name): code.value for name, code in _NEGATIVES.items()},
        banner=BANNER, temperature=temperature, licence="CC0-1.0",
    )  # fmt: skip
    probabilities = calibrated(seen.logits, temperature)
    lineages = [
        [t.taxon_id for t in release.lineage(leaves[place].taxon_id)] for place in truth[is_kind]
    ]
    cases = rank_cases(release, probabilities[is_kind], lineages)
    facts = {"calibration": f"{len(truth)} pictures", "temperature": f"{temperature}"}
    return replace(release, thresholds=fit_thresholds(cases)), facts


def scores_of(classifier: Classifier, data: bytes, view: str | None = None) -> Scores:
    """What a release sees in one file, as the platform would store it."""
    release = classifier.release
    pixels = decode(data).pixels
    seen = classifier.see(prepare(pixels, release.side)[np.newaxis])[0]
    return Scores(
        release.digest, candidates_from(release, seen.leaves.tolist()), measure(pixels),
        float(seen.extras["novelty"][0]), view,
    )  # fmt: skip


def shown_names(
    classifier: Classifier, made: Plan, folder: Path, target: float = TARGET
) -> dict[str, Answer]:
    """Answer per specimen of the shipped collection, by catalogue number: all its views fused."""
    found = {}
    for specimen in made.specimens:
        views = [
            scores_of(classifier, (folder / picture.file).read_bytes(), picture.view)
            for picture in made.of(specimen)
        ]
        found[specimen.catalog_number] = decide(classifier.release, fuse(views), target)
    return found


def _tested(folder: Path, recipe: Recipe, drawings: Drawings) -> dict[str, str]:
    """Accuracy of single pictures of drawings never seen, as the card states it."""
    classifier = LiteRTClassifier.open(folder, num_threads=2)
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


_GOOD = measure(np.tile(np.array([[[0], [255]], [[255], [0]]], np.uint8), (40, 40, 3)))


def _card(recipe: Recipe, release: Release, facts: Mapping[str, str]) -> str:
    thresholds = ", ".join(f"{rank} {p:.3f}" for rank, p in release.thresholds["0.95"].items())
    return f"""# {recipe.name}: {BANNER}

A small network for the teaching collection, made to show how Insecta works. It knows twelve
invented kinds of drawn insects and nothing else. **It says nothing about real insects.**
{recipe.says}

- Trained on {recipe.per_kind} drawn individuals of each kind in three views, besides labels alone
  and drawings of mixed shapes; seed {recipe.seed}, {recipe.epochs} rounds. No photograph was used.
- Calibrated on {facts["calibration"]} of other individuals: temperature {facts["temperature"]},
  thresholds for 95 % precision: {thresholds}.
- Tested on other individuals again ({_TEST} of each kind), single pictures: answered
  {facts["answered"]}; right {facts["right"]}. These figures are of drawings by the program that
  drew the training pictures; they promise nothing for any other picture.
- `Kind C3` of the collection was kept from both releases on purpose.
- Made by `python -m model.teaching_release`; drawings and weights are CC0 1.0.
"""


_LICENCE = """The weights in this folder and the drawings they were trained on were made by the Insecta project
and are dedicated to the public domain: CC0 1.0 Universal,
https://creativecommons.org/publicdomain/zero/1.0/
"""


def _write(
    folder: Path, release: Release, model: bytes, prototypes: NDArray[np.float32], card: str
) -> None:
    """All files of the release format, release.json last."""
    folder.mkdir(parents=True, exist_ok=True)
    golden_png = _golden_png()
    files = {
        "model.tflite": model,
        "taxa.csv": _taxa_csv(release),
        "prototypes.npy": _npy(prototypes),
        "golden.png": golden_png,
        "golden.json": _golden(release, model, golden_png),
        "card.md": card.encode(),
        "LICENSE": _LICENCE.encode(),
    }
    manifest = {
        "format": FORMAT, "name": release.name, "version": release.version, "created": CREATED,
        "space": release.space, "licence": release.licence, "limit_line": release.limit_line,
        "banner": release.banner, "side": release.side, "dimensions": release.dimensions,
        "temperature": release.temperature, "thresholds": release.thresholds,
        "novelty": release.novelty,
        "outputs": {"leaves": [len(release.leaves)], "embedding": [release.dimensions]},
        "files": {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
            for name, data in files.items()
        },
    }  # fmt: skip
    for name, data in files.items():
        write_bytes(folder / name, data)
    write_bytes(folder / "release.json", canonical(manifest))


def _taxa_csv(release: Release) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for t in release.taxa:
        writer.writerow([
            t.taxon_id, t.scientific_name, t.rank, t.parent_id or "",
            "" if t.leaf is None else t.leaf, str(t.answerable).lower(), t.training, t.testing,
            release.outside.get(t.taxon_id, ""),
        ])  # fmt: skip
    return text.getvalue().encode()


def _npy(array: NDArray[np.float32]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _golden_png() -> bytes:
    """A drawing that is in no other set, at a quarter of the size."""
    picture = render(Shot("Kind B2", "worker", 90_000_001, "profile"))
    buffer = io.BytesIO()
    picture.resize((300, 233), Image.Resampling.LANCZOS).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _golden(release: Release, model: bytes, png: bytes) -> bytes:
    seen = look(model, prepare(decode(png).pixels, release.side)[np.newaxis])
    leaves = calibrated(seen.logits, release.temperature)[0]
    answer: dict[str, Any] = {
        "leaves": [round(float(p), 6) for p in leaves],
        "embedding": [round(float(x), 6) for x in seen.embeddings[0]],
    }
    return (json.dumps(answer, separators=(",", ":")) + "\n").encode()


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, train both releases, and say what they answer on the shipped collection."""
    parser = argparse.ArgumentParser(description=__doc__, prog="model.teaching_release")
    parser.add_argument("--out", type=Path, default=Path("releases"))
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args(arguments)
    counts = {"train": max(r.per_kind for r in RECIPES), "calibrate": _CALIBRATE, "test": _TEST}
    parts = {
        part: drawn(orders(part, count), SIDE, chosen.workers)  # type: ignore[arg-type]
        for part, count in counts.items()
    }
    folders = [make(recipe, parts, chosen.out) for recipe in RECIPES]
    with tempfile.TemporaryDirectory() as name:
        made = collection.write(Path(name), workers=chosen.workers)
        first, second = (
            shown_names(LiteRTClassifier.open(folder), made, Path(name)) for folder in folders
        )
    changed = [number for number in first if _said(first[number]) != _said(second[number])]
    for number in first:
        print(f"{number}  {_said(first[number]):24} {_said(second[number])}")
    print(f"{len(changed)} names change")
    return 0


def _said(answer: Answer) -> str:
    """The name shown, or the reason for none."""
    if answer.answer is not None:
        return answer.answer.scientific_name
    return f"({answer.abstention})"


if __name__ == "__main__":
    raise SystemExit(main())
