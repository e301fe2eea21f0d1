"""How well extra heads tell view and caste on real museum pictures of ants, by five folds.

    python -m model.heads_proof --shared ../shared --out model/proofs/heads.json

Every fold is a training of its own by the preset `features`, an export and a look through the int8
network: three fifths of the specimens teach, one calibrates, one is tested. Specimens and pictures that look
the same stay together. Views are AntWeb's shots (head, dorsal, profile). The caste of a tile's specimen is
read from FormicID's lists: `reproductive` (queen or male, it does not say which) where `reproductives.csv`
names it, `worker` where only `top101.csv` does.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from insecta.domain.release import Release
from insecta.vision.release_folder import read_release
from model import trait_figures
from model.evaluate import Outcome, look
from model.export import write_bytes
from model.finish import export
from model.preset import Preset, load_preset, with_options
from model.samples import Sample, museum_ants
from model.shares import Share
from model.snapshot import read_snapshot, write_snapshot
from model.split import groups
from model.starter_release import BACKBONE
from model.train import Say, say_on_stderr, train
from model.traits import FIELDS, stated
from model.tree import taxon_id

FORMAT = "insecta-heads-1"
FOLDS = 5
SEED = 20261127
HEADS = ("view", "caste")
_VIEWS = {"h": "head", "d": "dorsal", "p": "profile"}
_FOLDERS = ("ant_specimen_tiles", "ant_specimens")


def _column(file: Path, name: str) -> list[str]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [row[name] for row in csv.DictReader(lines)]


def with_traits(data: Path) -> list[Sample]:
    """Pictures of museum ants that state a view or a caste, with what they state."""
    shots: dict[tuple[str, str], str] = {}
    for folder in _FOLDERS:
        file = data / folder / "labels.csv"
        for name, shot in zip(_column(file, "file"), _column(file, "shot"), strict=True):
            shots[folder, name] = _VIEWS.get(shot, "")
    lists = data / "taxonomy" / "formicid"
    known = {code.lower() for code in _column(lists / "top101.csv", "catalog_number")}
    fertile = {code.lower() for code in _column(lists / "reproductives.csv", "Catalog_number")}
    found = []
    for one in museum_ants(data):
        code = one.specimen.rstrip("_")
        caste = "reproductive" if code in fertile else "worker" if code in known else ""
        told = replace(one, specimen=code, view=shots[one.source, one.name], caste=caste)
        if told.view or told.caste:
            found.append(told)
    return found


def folded(samples: Sequence[Sample], folds: int = FOLDS) -> list[int]:
    """Fold of each sample; a specimen and what looks like it are in one."""
    group_of = groups(samples)
    names = np.random.default_rng(SEED).permutation(sorted(set(group_of))).tolist()
    fold_of = {group: place % folds for place, group in enumerate(names)}
    return [fold_of[group] for group in group_of]


def tested(
    samples: Sequence[Sample], fold: int, folds: Sequence[int], preset: Preset, backbone: Path,
    work: Path, say: Say,
) -> tuple[Release, list[Outcome]]:  # fmt: skip
    """A release that has not seen a fold, and what it says of it."""
    count = max(folds) + 1
    part = {fold: "test", (fold + 1) % count: "calibration"}
    placed = [
        replace(one, part=part.get(own, "training"), group=one.specimen)
        for one, own in zip(samples, folds, strict=True)
    ]
    steps = {step for one in placed for step in one.lineage}
    write_snapshot(
        work / "snapshot", placed, {step: taxon_id(step) for step in steps}, {"seed": SEED}
    )
    snapshot = read_snapshot(work / "snapshot")
    train(snapshot, preset, backbone, work / "run", say)
    export(
        work / "run", work / "snapshot", work / "release", name="heads", version=str(fold),
        licence="evaluation only", limit_line="A proof of extra heads.", created="2026-11-27",
    )  # fmt: skip
    folder = read_release(work / "release")
    return folder.release, look(folder, snapshot.part("test"), snapshot.ids)


def proof(
    samples: Sequence[Sample], preset: Preset, backbone: Path, work: Path,
    folds: int = FOLDS, say: Say = say_on_stderr,
) -> dict[str, Any]:  # fmt: skip
    """Every picture is tested once, by a network that saw neither its specimen nor its like."""
    fold_of = folded(samples, folds)
    releases, found = [], []
    for fold in range(folds):
        release, looked = tested(samples, fold, fold_of, preset, backbone, work / str(fold), say)
        releases.append(release)
        found += looked
    return {
        "format": FORMAT, "preset": preset.digest, "seed": SEED, "folds": folds,
        "pictures": len(samples), "specimens": len({one.specimen for one in samples}),
        "heads": {term: _of(term, releases, found) for term in preset.heads},
    }  # fmt: skip


def _of(
    term: str, releases: Sequence[Release], found: Sequence[Outcome]
) -> Mapping[str, Any] | None:
    """Figures over the folds whose release has the head, None where none has."""
    with_head = [one for one in releases if term in one.heads]
    if not with_head:
        return None
    looked = [o for o in found if any(t.term == term for t in o.traits)]
    told = dict(trait_figures.figures(with_head[0], looked)[term])
    del told["least"]
    counts = Counter(value for o in looked if (value := stated(o.sample, term)))
    most = counts.most_common(1)[0][1]
    specimens = {o.sample.specimen for o in looked if stated(o.sample, term)}
    return {
        "field": FIELDS[term], "specimens": len(specimens), **told,
        "always_the_commonest": Share(most, sum(counts.values())).as_json,
        "least_by_fold": [one.heads[term].least for one in with_head],
        "temperature_by_fold": [one.heads[term].temperature for one in with_head],
        "calibration_pictures_by_fold": [one.heads[term].cases for one in with_head],
    }  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m model.heads_proof", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/ and models/")
    parser.add_argument("--out", type=Path, required=True, help="JSON file to write")
    args = parser.parse_args(argv)
    preset = with_options(load_preset("features"), ",".join(HEADS), None)
    backbone = args.shared / "models" / BACKBONE
    with tempfile.TemporaryDirectory() as work:
        told = proof(with_traits(args.shared / "data"), preset, backbone, Path(work))
    write_bytes(args.out, (json.dumps(told, indent=1) + "\n").encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
