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
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from insecta.vision.litert_classifier import calibrated, unit
from insecta.vision.preprocess import prepare
from insecta.vision.release_folder import MANIFEST, ReleaseFolder, read_release
from model import report, starter_snapshot
from model.card import ANTS, LICENCE, card, limit_line
from model.finish import Draft, calibrate, description, draft, write
from model.network import continued, seen_by
from model.preset import load_preset
from model.release_writer import run_network
from model.snapshot import Snapshot, read_snapshot
from model.train import DONE, Trained, read_trained, say_on_stderr, train

BACKBONE = "mobilenet_v2_inat_insect_float.keras"
LICENCE_LINE = "evaluation and research; see LICENSE"
VERSION = "1.0.0"
FIRST = "starter"
THEN = (("more", "run-more"), ("settle", "run-all"))
"""Preset of the training without held-out taxa; presets and folders of going on with all."""


@dataclass(frozen=True)
class Finished:
    """One release with what it was made from and what it does."""

    folder: ReleaseFolder
    trained: Trained
    made: Draft
    snapshot: Snapshot
    told: dict[str, Any]


def trained_on(shared: Path, work: Path, *, held_out: bool) -> tuple[Trained, Snapshot]:
    """Snapshot and finished training of one protocol, made where they are missing.

    The release of all names goes on from the network that was trained without 40 of them: no
    picture of a test part of one is in the training part of the other.
    """
    name = "held-out" if held_out else "all"
    folder = work / f"snapshot-{name}"
    if not (folder / "snapshot.json").is_file():
        starter_snapshot.make(shared, folder, held_out=held_out)
    snapshot = read_snapshot(folder)
    run = work / f"run-{name}"
    if (run / DONE).is_file():
        return read_trained(run), snapshot
    backbone = shared / "models" / BACKBONE
    if held_out:
        return train(snapshot, load_preset(FIRST), backbone, run), snapshot
    trained = read_trained(work / "run-held-out")
    for name, place in THEN:
        if (work / place / DONE).is_file():
            trained = read_trained(work / place)
            continue
        preset = load_preset(name)
        start = continued(trained.whole, preset.frozen_until)
        trained = train(snapshot, preset, backbone, work / place, trunk=start, after=trained.about)
    return trained, snapshot


def against_keras(trained: Trained, made: Draft, snapshot: Snapshot) -> list[str]:
    """How far int8 LiteRT is from float Keras on the same prepared test pictures."""
    samples = [s for s in snapshot.part("test") if made.tree.deepest(s.lineage) >= 0]
    pictures = np.stack([prepare(s.pixels, made.release.side) for s in samples])
    logits, embeddings = run_network(made.litert, pictures)
    floats = seen_by(trained.whole, pictures)
    allowed = np.zeros(logits.shape, dtype=np.bool_)
    for row, sample in enumerate(samples):
        allowed[row, made.tree.leaves_of(sample.lineage)] = True
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


def finished(shared: Path, work: Path, out: Path, created: str, *, held_out: bool) -> Finished:
    """Train, calibrate and test one release. Its card is written later, when all is known; until
    then it says so."""
    trained, snapshot = trained_on(shared, work, held_out=held_out)
    prototypes = np.load(work / f"run-{'held-out' if held_out else 'all'}" / "prototypes.npy")
    name = "starter-held-out" if held_out else "starter"
    made = calibrate(draft(trained, snapshot, prototypes, [ANTS], name, VERSION), snapshot)
    line = "Figures are being measured."
    told = description(trained, made, limit_line=line, licence=LICENCE_LINE, created=created)
    write(out, trained, made, {"card.md": line + "\n", "LICENSE": LICENCE}, told)
    folder = read_release(out)
    others = report.strangers(shared / "data" / "not_insects")
    figures, found = report.evaluate(folder, snapshot, others, hard=not held_out)
    report.write(work / f"evaluation-{'held-out' if held_out else 'all'}", folder, figures, found)
    return Finished(folder, trained, made, snapshot, figures)


def sizes(snapshot: Snapshot) -> list[tuple[str, int, int, int]]:
    """(source, training, calibration, test) pictures."""
    counted = [
        Counter(s.source for s in snapshot.part(p)) for p in ("training", "calibration", "test")
    ]
    names = sorted({name for part in counted for name in part})
    return [(name, counted[0][name], counted[1][name], counted[2][name]) for name in names]


def sister_told(shared: Path, work: Path, created: str) -> dict[str, Any]:
    """Figures of the release without held-out taxa; measured once for one release."""
    out, file = work / "release-held-out", work / "evaluation-held-out" / "evaluation.json"
    if file.is_file() and (out / MANIFEST).is_file():
        kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if kept["release"] == read_release(out).release.digest:
            return kept
    return finished(shared, work, out, created, held_out=True).told


def make(shared: Path, work: Path, out: Path, created: str) -> str:
    """Both releases; the digest of the starter release in `out`."""
    sister = sister_told(shared, work, created)
    starter = finished(shared, work, work / "release-all", created, held_out=False)
    taxa = starter.folder.release.taxa
    museum = starter.told["sources"]["ant_specimens"]["ranks"]["genus"]["top1"]
    tiles = starter.told["sources"]["ant_specimen_tiles"]["ranks"]["genus"]["top1"]
    line = limit_line(taxa, _sum(museum, tiles))
    extra = [
        *against_keras(starter.trained, starter.made, starter.snapshot),
        (
            f"network alone, int8, one thread: {starter.told['pictures_per_second']} pictures/s while "
            "other work shared the machine (`make bench` measures it in quiet)"
        ),
        (
            f"the last step of training took {starter.trained.about['seconds'] / 60:.0f} minutes on two "
            "busy cores"
        ),
    ]
    text = card(line, starter.told, sister, sizes(starter.snapshot), extra)
    told = description(
        starter.trained, starter.made, limit_line=line, licence=LICENCE_LINE, created=created
    )
    digest = write(out, starter.trained, starter.made, {"card.md": text, "LICENSE": LICENCE}, told)
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
