"""Train, calibrate, test and write the starter release, and the sister that shows what is unseen.

    python -m model.starter_release --shared ../shared --work WORK --out releases/starter

WORK keeps snapshots and trainings, so that a killed run goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from insecta.domain.promise import reliability
from insecta.vision.classifier import calibrated, unit
from insecta.vision.preprocess import prepare
from insecta.vision.release_folder import MANIFEST, ReleaseFolder, read_release
from model import report, starter_snapshot
from model.card import ANTS, LICENCE, card, limit_line, unknown_taxa
from model.code_version import code_version
from model.evaluate import Outcome
from model.export import write_bytes
from model.finish import Draft, as_measured, calibrate, description, draft, write
from model.learned import of_training
from model.network import continued, seen_by
from model.preset import load_preset
from model.release_writer import ONE, run_network, write_release
from model.snapshot import Snapshot, read_snapshot
from model.train import DONE, Trained, read_trained, say_on_stderr, train
from model.tree import allowed_leaves

BACKBONE = "mobilenet_v2_inat_insect_float.keras"
LICENCE_LINE = "evaluation and research; see LICENSE"
VERSION = "1.4.0"
PRESETS = ("starter", "starter-again")
"""One training after the other, each on from the one before."""


@dataclass(frozen=True)
class Finished:
    """A release with what its frozen test showed. Its card is written later, when all is known.

    `about`: `sizes` of parts by source, `apart` (the network against Keras), `reliability` (test
    answers by rank and confidence), `seconds` of training.
    """

    folder: ReleaseFolder
    told: dict[str, Any]
    about: dict[str, Any]


@dataclass(frozen=True)
class Trainings:
    """One protocol's finished trainings: `measured` learned from the training part alone and is
    calibrated; `shipped` repeats it on both parts (decision 0140)."""

    snapshot: Snapshot
    measured: Trained
    shipped: Trained

    @property
    def seconds(self) -> int:
        """Of the shipped one and of those before it."""
        about = self.shipped.about
        return int(about["seconds"] + about["after"]["seconds"])


def trained_on(shared: Path, work: Path, *, held_out: bool) -> Trainings:
    """Snapshot and finished trainings of one protocol, made where they are missing."""
    name = "held-out" if held_out else "all"
    folder = work / f"snapshot-{name}"
    if not (folder / "snapshot.json").is_file():
        starter_snapshot.make(shared, folder, held_out=held_out)
    snapshot = read_snapshot(folder)

    measured: list[Trained] = []
    shipped: list[Trained] = []
    for preset in PRESETS:
        run = run_folder(work, preset, held_out=held_out)
        measured.append(_trained_by(preset, snapshot, shared, run, measured, None))
    for preset, repeated in zip(PRESETS, measured, strict=True):
        run = run_folder(work, preset, held_out=held_out, refit=True)
        shipped.append(_trained_by(preset, snapshot, shared, run, shipped, repeated))
    return Trainings(snapshot, measured[-1], shipped[-1])


def _trained_by(
    name: str, snapshot: Snapshot, shared: Path, run: Path, before: Sequence[Trained],
    earlier: Trained | None,
) -> Trained:  # fmt: skip
    """The training of one preset, from the backbone or on from the last `before`, unless it lies in
    `run`. `earlier`: the training that it repeats with the calibration part."""
    if (run / DONE).is_file():
        return read_trained(run)
    preset, backbone = load_preset(name), shared / "models" / BACKBONE
    if not before:
        return train(snapshot, preset, backbone, run, earlier=earlier)
    trunk, after = continued(before[-1].whole, preset.frozen_until), before[-1].about
    return train(snapshot, preset, backbone, run, trunk=trunk, after=after, earlier=earlier)


def run_folder(work: Path, preset: str, *, held_out: bool, refit: bool = False) -> Path:
    """Where the training of one preset lies."""
    again = "-refit" if refit else ""
    return work / f"run-{'held-out' if held_out else 'all'}-{preset}{again}"


def against_keras(trained: Trained, made: Draft, snapshot: Snapshot) -> list[str]:
    """How far int8 LiteRT is from float Keras on the same prepared test pictures."""
    samples = [s for s in snapshot.part("test") if made.tree.deepest(s.lineage) >= 0]
    pictures = np.stack([prepare(s.pixels, made.release.side) for s in samples])
    logits, embeddings = run_network(made.litert, pictures)
    floats = seen_by(trained.whole, pictures)
    allowed = allowed_leaves(made.tree, [s.lineage for s in samples])
    rows = np.arange(len(samples))
    right = [float(allowed[rows, p.argmax(axis=1)].mean()) for p in (logits, floats["leaves"])]
    same = float((logits.argmax(axis=1) == floats["leaves"].argmax(axis=1)).mean())
    temperature = made.release.temperature
    apart = calibrated(logits, temperature) - calibrated(floats["leaves"], temperature)
    worst = np.abs(apart).max(axis=1)
    cosine = (unit(embeddings) * unit(floats["embedding"])).sum(axis=1)
    return [
        f"{len(samples)} pictures; same best leaf: {100 * same:.1f} %",
        f"best leaf allowed by the label: int8 {100 * right[0]:.1f} %, float {100 * right[1]:.1f} %",
        (
            "largest difference of a probability per picture: "
            f"median {np.median(worst):.3f}, 95th percentile {np.quantile(worst, 0.95):.3f}"
        ),
        f"cosine of embeddings: median {np.median(cosine):.4f}, worst {cosine.min():.4f}",
    ]


def finished(shared: Path, work: Path, created: str, *, held_out: bool) -> Finished:
    """Train, calibrate and test one release, each once: what lies in `work` is not made again.

    A training serves several versions; what was calibrated and measured is of one.
    """
    name = f"{'held-out' if held_out else 'all'}-{VERSION}"
    out, figures, file = (
        work / f"release-{name}",
        work / f"evaluation-{name}",
        work / f"{name}.json",
    )
    if file.is_file():
        return _kept(out, figures, file)
    trainings = trained_on(shared, work, held_out=held_out)
    trained, snapshot = trainings.shipped, trainings.snapshot
    called = "starter-held-out" if held_out else "starter"

    def drafted(of: Trained, *, refit: bool) -> Draft:
        run = run_folder(work, PRESETS[-1], held_out=held_out, refit=refit)
        return draft(of, snapshot, np.load(run / "prototypes.npy"), [ANTS], called, VERSION)

    numbers = calibrate(drafted(trainings.measured, refit=False), snapshot)
    made = as_measured(drafted(trained, refit=True), numbers)
    line = "Figures are being measured."
    told = description(trained, made, limit_line=line, licence=LICENCE_LINE, created=created)
    texts = {"card.md": line + "\n", "LICENSE": LICENCE}
    write(out, trained, made, texts, told, of_training(trained.about, snapshot))
    folder = read_release(out)
    others = report.strangers(shared / "data" / "not_insects")
    evaluated, found = report.evaluate(folder, snapshot, others, hard=not held_out)
    report.write(figures, folder, evaluated, found)
    about = {
        "sizes": sizes(snapshot), "apart": against_keras(trained, made, snapshot),
        "reliability": reliability(_answers(found)), "seconds": trainings.seconds,
    }  # fmt: skip
    write_bytes(file, json.dumps(about).encode())
    return _kept(out, figures, file)


def _kept(out: Path, figures: Path, file: Path) -> Finished:
    told = json.loads((figures / "evaluation.json").read_text(encoding="utf-8"))
    return Finished(read_release(out), told, json.loads(file.read_text(encoding="utf-8")))


def _answers(found: Sequence[Outcome]) -> Iterator[tuple[str, float, bool]]:
    """(rank, confidence, right) of the test's answers that can be checked."""
    for one in found:
        name = one.answer.answer
        if one.sample.part == "test" and name is not None and not one.is_unknown:
            yield name.rank, round(name.confidence, 6), one.is_right


def sizes(snapshot: Snapshot) -> list[tuple[str, int, int, int]]:
    """(source, training, calibration, test) pictures."""
    counted = [
        Counter(s.source for s in snapshot.part(p)) for p in ("training", "calibration", "test")
    ]
    names = sorted({name for part in counted for name in part})
    return [(name, counted[0][name], counted[1][name], counted[2][name]) for name in names]


def make(shared: Path, work: Path, out: Path, created: str) -> str:
    """Both releases; the digest of the starter release in `out`."""
    starter = finished(shared, work, created, held_out=False)
    sister = finished(shared, work, created, held_out=True)
    return publish(starter, unknown_taxa(sister.told), out)


def publish(starter: Finished, unknown: str, out: Path) -> str:
    """The starter release with its card and what its test showed, in `out`; its digest. `unknown`:
    the card's part about taxa that it has never seen."""
    folder, told, about = starter.folder, starter.told, starter.about
    museum = told["sources"]["ant_specimens"]["ranks"]["genus"]["top1"]
    tiles = told["sources"]["ant_specimen_tiles"]["ranks"]["genus"]["top1"]
    line = limit_line(folder.release.taxa, _sum(museum, tiles))
    extra = [
        *about["apart"],
        (
            f"the trainings that made it took {about['seconds'] / 60:.0f} minutes on two cores that other work shared; its speed stands "
            "in docs/operations/speed.md"
        ),
    ]
    text = card(line, told, unknown, about["sizes"], extra)
    described = json.loads((folder.folder / MANIFEST).read_bytes())
    del described["files"]
    described |= {"limit_line": line, "version": VERSION, "reliability": about["reliability"]}
    described["code"] = code_version()
    digest = write_release(
        out, described, folder.model, folder.release.taxa, folder.release.outside,
        folder.prototypes, {"card.md": text, "LICENSE": LICENCE},
        {ONE: (folder.folder / ONE).read_bytes()}, folder.learned,
    )  # fmt: skip
    size = sum(path.stat().st_size for path in out.iterdir()) / 1e6
    say_on_stderr(f"release {digest}: {size:.2f} MB in {out}")
    return digest


def _sum(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    from model.shares import Share

    return Share(one["right"] + other["right"], one["cases"] + other["cases"]).as_json


def main(argv: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m model.starter_release", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/ and models/")
    parser.add_argument("--work", type=Path, required=True, help="for snapshots and trainings")
    parser.add_argument("--out", type=Path, required=True, help="release folder to write")
    parser.add_argument("--created", default=time.strftime("%Y-%m-%d"), help="date in release.json")
    args = parser.parse_args(argv)
    print(json.dumps({"release": make(args.shared, args.work, args.out, args.created)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
