"""From a trained network to a release: int8 export, calibration, novelty cuts, folder, proof.

Everything that is measured here is measured on the calibration part with the exported int8
network, since that is what will answer.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.domain.learned import Learned
from insecta.domain.ranks import depth
from insecta.domain.release import ENERGY, Release
from insecta.errors import Invalid
from insecta.vision.classifier import calibrated, unit
from insecta.vision.novelty import novelty
from insecta.vision.preprocess import PREPROCESSING, prepare
from insecta.vision.release_folder import FORMAT_WITH_MEASURE
from model.calibrate import fit_answer_thresholds, fit_temperature, nameable, uncut
from model.code_version import code_version
from model.export import float32, full_integer, with_heat, write_bytes
from model.learned import of_training, parted
from model.negatives import drawn_for_calibration
from model.release_writer import ONE, run_outputs, write_release
from model.samples import Sample
from model.snapshot import Snapshot, read_snapshot
from model.subjects import seen_subjects
from model.train import LEARNED, Trained, read_trained, specimen_lineages
from model.traits import Heads, calibrate_heads
from model.traits import told as told_heads
from model.tree import OUTSIDE, Step, Tree, allowed_leaves, taxon_id

RANK_GROUPS = (
    ("subspecies", "species", "species complex", "species group"),
    ("subgenus", "genus"),
    ("tribe", "subfamily"),
    ("family", "epifamily", "superfamily"),
    ("order",),
)
"""Ranks that share a threshold, fine to coarse: a complex is what a picture shows of its species,
and some ranks alone are too few to calibrate. Coarser names than an order answer nobody."""

REPRESENTATIVE = 200
"""Training pictures that the int8 ranges are measured on."""


MEASURE: Mapping[str, float] = {ENERGY: 1.0}
"""Of novelty, in new releases: of what needs no further matrix, what told unknown genera best
(decision 0110)."""


@dataclass(frozen=True)
class Refusals:
    """Shares of true insects of the calibration part that the cuts of novelty may cost.

    `outside` and `new`: their answer. `finest`: their species, of those labelled with one: what lies
    as far from all that was learned as the outermost tenth is answered at the genus at best, since
    most of what lies there is a species that the release has never seen.
    """

    outside: float = 0.0125
    new: float = 0.0075
    finest: float = 0.10


LEAST_FOR_FINEST = 50
"""Labelled calibration pictures below which an outermost tenth says nothing, and nothing is cut."""


@dataclass(frozen=True)
class Draft:
    """An exported network with its tree and class means, before and after calibration."""

    release: Release
    litert: bytes
    litert_one: bytes
    """The same for one picture at a time: what browser and phone load."""
    tree: Tree
    prototypes: NDArray[np.float32]
    ids: Mapping[Step, str]
    heat: tuple[int, ...]
    """Height and width of the heat map, and leaves."""
    heads: Heads
    """Extra heads of the network with their values."""


def counts_at(samples: Sequence[Sample]) -> Counter[Step]:
    """Specimens at or below each name."""
    return Counter(step for lineage in specimen_lineages(samples) for step in set(lineage))


def answerable(tree: Tree, candidates_below: Sequence[str], ids: Mapping[Step, str]) -> list[Step]:
    """Names that may be an answer: none coarser than an order, none strictly below
    `candidates_below` (taxon ids), nothing that is no name."""
    found = []
    for line in tree.lineages:
        above = {ids.get(step, taxon_id(step)) for step in line[:-1]}
        is_name = line[-1] not in OUTSIDE
        if is_name and depth(line[-1][0]) >= depth("order") and not above & set(candidates_below):
            found.append(line[-1])
    return found


def representative(snapshot: Snapshot, side: int) -> NDArray[np.uint8]:
    """Real training pictures, evenly taken, as the network is shown them."""
    samples = snapshot.part("training")
    every = max(1, len(samples) // REPRESENTATIVE)
    return np.stack([prepare(sample.pixels, side) for sample in samples[::every]])


def draft(
    trained: Trained, snapshot: Snapshot, prototypes: NDArray[np.float32],
    candidates_below: Sequence[str], name: str, version: str,
) -> Draft:  # fmt: skip
    """The int8 network and its names. Raises Invalid where a candidate-only name is unknown."""
    side = int(trained.about["preset"]["side"])
    tree, ids = trained.tree, snapshot.ids
    network = with_heat(trained.whole, side)
    shown = representative(snapshot, side)
    litert, one = full_integer(network, shown), full_integer(network, shown, 1)
    learned = snapshot.part(*trained.parts)
    taxa = tree.taxa(
        counts_at(learned), counts_at(snapshot.part("test")),
        answerable(tree, candidates_below, ids), ids,
    )  # fmt: skip
    missing = set(candidates_below) - {taxon.taxon_id for taxon in taxa}
    if missing:
        raise Invalid(f"the network knows no taxon {', '.join(sorted(missing))}")
    outside = {taxon_id(step): code for step, code in OUTSIDE.items() if step in tree.leaf_of}
    release = Release(
        digest="draft", name=name, version=version, space="", side=side, taxa=taxa, thresholds={},
        limit_line="", dimensions=prototypes.shape[1], outside=outside,
        seen=seen_subjects(tree, learned, ids),
    )  # fmt: skip
    heat = tuple(network.output["heat"].shape[1:])
    return Draft(release, litert, one, tree, prototypes, ids, heat, trained.heads)


def calibrate(
    made: Draft,
    snapshot: Snapshot,
    refusals: Refusals | None = None,
    learned: Learned | None = None,
) -> Draft:
    """Temperatures, thresholds and novelty cuts from the calibration part and fresh drawings.

    `learned`: what the network learned from, an earlier training that it went on from included; none of
    it calibrates. Raises Invalid where nothing is left.
    """
    refusals = refusals or Refusals()
    trained = learned.trained if learned else frozenset()
    fresh, _ = parted(snapshot.part("calibration"), snapshot, trained)
    if not fresh:
        raise Invalid(
            "the network has learned from every specimen of the calibration part",
            hint="calibrate it on a snapshot with specimens that it has never seen",
        )
    samples = [*fresh, *drawn_for_calibration()]
    samples = [s for s in samples if made.tree.deepest(s.lineage) >= 0]
    pictures = np.stack([prepare(s.pixels, made.release.side) for s in samples])
    outputs = run_outputs(made.litert, pictures)
    logits, embeddings = outputs["leaves"], outputs["embedding"]
    temperature = fit_temperature(logits, allowed_leaves(made.tree, [s.lineage for s in samples]))
    probabilities = calibrated(logits, temperature)
    away = novelty(MEASURE, temperature, logits, unit(embeddings), made.prototypes)
    cuts, kept = novelty_cuts(made, samples, probabilities, away, refusals)
    truths = [[made.ids.get(step, taxon_id(step)) for step in s.lineage] for s in samples]
    paths = [
        uncut(nameable(made.release, row, truth), far, cuts)
        for row, truth, far, is_kept in zip(probabilities, truths, away.tolist(), kept, strict=True)
        if is_kept
    ]
    return replace(
        made,
        release=replace(
            made.release,
            temperature=temperature,
            thresholds=fit_answer_thresholds(paths, RANK_GROUPS),
            novelty=cuts,
            measure=MEASURE,
            heads=calibrate_heads(made.heads, snapshot.part("training"), samples, outputs),
        ),
    )


def as_measured(made: Draft, measured: Draft) -> Draft:
    """A network that has learned from the calibration part too, with the numbers that the same
    training without it was calibrated to (decision 0140)."""
    numbers = measured.release
    return replace(
        made,
        release=replace(
            made.release, temperature=numbers.temperature, thresholds=numbers.thresholds,
            novelty=numbers.novelty, measure=numbers.measure, heads=numbers.heads,
        ),
    )  # fmt: skip


def novelty_cuts(
    made: Draft, samples: Sequence[Sample], probabilities: NDArray[np.float32],
    away: NDArray[np.float32], refusals: Refusals,
) -> tuple[dict[str, float], NDArray[np.bool_]]:  # fmt: skip
    """Cuts that refuse few true insects of the calibration part, and which samples pass them.

    `cut`: of the measure of novelty, of each sample in `away`. `outside`: of the probability of
    leaves that are no answer. `cut:RANK`: of the same measure, for species and what stands for them.
    """
    insects = np.array([s.lineage[-1] not in OUTSIDE for s in samples], dtype=bool)
    columns = [made.tree.leaf_of[step] for step in OUTSIDE if step in made.tree.leaf_of]
    outside = probabilities[:, columns].sum(axis=1)
    cut = float(np.quantile(away[insects], 1 - refusals.new))
    most = float(np.quantile(outside[insects], 1 - refusals.outside))
    cuts = {"cut": round(cut, 5), "outside": round(min(0.5, max(0.02, most)), 5)}
    kept = (away <= cuts["cut"]) & (outside < cuts["outside"])
    named = np.array(
        [any(rank in RANK_GROUPS[0] for rank, _ in s.lineage) for s in samples], dtype=bool
    )
    if named.sum() >= LEAST_FOR_FINEST:
        near = round(float(np.quantile(away[named], 1 - refusals.finest)), 5)
        present = {taxon.rank for taxon in made.release.taxa}
        cuts |= {f"cut:{rank}": near for rank in RANK_GROUPS[0] if rank in present}
    return cuts, kept


def space_of(trained: Trained, draft: Draft) -> str:
    """Digest of the network that embeds, its projection included, and of the preprocessing."""
    digest = hashlib.sha256(PREPROCESSING.encode())
    for layer in trained.whole.layers:
        if layer.name != "leaves" and layer.name not in draft.heads:
            for weights in layer.get_weights():
                digest.update(np.ascontiguousarray(weights).tobytes())
    digest.update(str(draft.release.side).encode())
    return digest.hexdigest()


def description(
    trained: Trained,
    made: Draft,
    *,
    limit_line: str,
    licence: str,
    created: str,
    banner: str = "",
    reliability: Mapping[str, Sequence[Sequence[float]]] | None = None,
) -> dict[str, Any]:
    """release.json without its files; lineage (snapshot, seed, preset, backbone) included.

    `reliability`: test answers by rank and confidence, where the test was looked at already.
    """
    release = made.release
    checked: dict[str, Any] = {} if reliability is None else {"reliability": reliability}
    if release.seen:
        checked["seen"] = release.seen
    if release.heads:
        checked["heads"] = told_heads(release.heads)
    return {
        "format": FORMAT_WITH_MEASURE, "name": release.name, "version": release.version,
        "created": created, "side": release.side, "dimensions": release.dimensions, "space": space_of(trained, made),
        "preprocessing": PREPROCESSING, "licence": licence, "limit_line": limit_line,
        "banner": banner, "thresholds": release.thresholds, "novelty": dict(release.novelty),
        "novelty_measure": dict(release.measure),
        "temperature": release.temperature,
        "outputs": {
            "leaves": [len(made.tree.leaf_of)], "embedding": [release.dimensions],
            "heat": list(made.heat),
            **{term: [len(head.values)] for term, head in release.heads.items()},
        },
        "backbone": trained.about["backbone"], "seed": trained.about["seed"],
        "snapshot": trained.about["snapshot"], "preset": trained.about["preset_digest"],
        "code": code_version(), **_lineage(trained.about), **checked,
    }  # fmt: skip


def _lineage(about: Mapping[str, Any]) -> dict[str, Any]:
    """The training that this one went on from, and the branches of the tree that it evened out."""
    found: dict[str, Any] = {"branches": about["branches"]} if about.get("branches") else {}
    if trained_by := about.get("code"):
        found["training_code"] = trained_by
    if again := about.get("refit"):
        found["refit"] = again
    if before := about.get("after"):
        found["after"] = {
            "snapshot": before["snapshot"], "preset": before["preset_digest"], "seed": before["seed"],
        }  # fmt: skip
    return found


def write(
    out: Path, trained: Trained, made: Draft, texts: Mapping[str, str], told: Mapping[str, Any],
    learned: Learned | None = None,
) -> str:  # fmt: skip
    """The release folder, read back as proof; its digest. `learned`: what it learned from."""
    return write_release(
        out, told, made.litert, made.release.taxa, made.release.outside, made.prototypes, texts,
        {ONE: made.litert_one}, learned,
    )  # fmt: skip


def export(
    run: Path, snapshot_folder: Path, out: Path, *, name: str, version: str, licence: str,
    limit_line: str, created: str, candidates_below: Sequence[str] = (),
    measured_by: Path | None = None,
) -> str:  # fmt: skip
    """A release from a finished training and its snapshot; its digest. The card says what is known
    now; `insecta model card` writes a longer one from an evaluation.

    `measured_by`: the training whose numbers it bears, for one that has learned from the calibration
    part. Raises Invalid where a snapshot or training does not belong to `run`.
    """
    trained, snapshot = read_trained(run), read_snapshot(snapshot_folder)
    if trained.about["snapshot"] != snapshot.digest:
        raise Invalid(
            f"{snapshot_folder}: is not the snapshot that {run} was trained on",
            hint=f"the training names snapshot {trained.about['snapshot'][:12]}…",
        )
    _check_measured(run, trained, measured_by)

    def drafted(folder: Path, of: Trained) -> Draft:
        prototypes = np.load(folder / "prototypes.npy", allow_pickle=False)
        return draft(of, snapshot, prototypes, candidates_below, name, version)

    made, learned = drafted(run, trained), of_training(trained.about, snapshot, run)
    if measured_by is None:
        made = calibrate(made, snapshot, learned=learned)
    else:
        first = read_trained(measured_by)
        before = of_training(first.about, snapshot, measured_by)
        numbers = calibrate(drafted(measured_by, first), snapshot, learned=before)
        made = as_measured(made, numbers)
    told = description(trained, made, limit_line=limit_line, licence=licence, created=created)
    texts = {"card.md": limit_line + "\n", "LICENSE": licence + "\n"}
    return write(out, trained, made, texts, told, learned)


def _check_measured(run: Path, trained: Trained, measured_by: Path | None) -> None:
    """Raises Invalid where a network would be calibrated on what it has learned from, or by another
    training than its own."""
    if measured_by is None:
        if trained.parts != LEARNED:
            raise Invalid(
                f"{run}: has learned from the calibration part, which therefore tells nothing of it",
                hint="--measured-by the training that it repeats (`insecta model train --refit`)",
            )
        return
    if trained.about.get("refit") != read_trained(measured_by).told_of:
        raise Invalid(
            f"{run}: does not repeat the training {measured_by}",
            hint="--measured-by takes the folder that `insecta model train --refit` was given",
        )


def write_forms(run: Path, snapshot_folder: Path, out: Path) -> None:
    """The network in every form: int8 and float32, for any number of pictures and for one."""
    trained, snapshot = read_trained(run), read_snapshot(snapshot_folder)
    side = int(trained.about["preset"]["side"])
    network, shown = with_heat(trained.whole, side), representative(snapshot, side)
    out.mkdir(parents=True, exist_ok=True)
    for batch, suffix in ((None, ""), (1, "-one")):
        write_bytes(out / f"model-int8{suffix}.tflite", full_integer(network, shown, batch))
        write_bytes(out / f"model-float32{suffix}.tflite", float32(network, side, batch))
