"""The frozen test of the starter release: which picture is in which part, for good.

    python -m model.frozen_split --shared ../shared

writes `model/splits/starter.csv` once, before any training. Its digest stands in this module, so a
later edit of either fails `tests/model/test_frozen_split.py`.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np

from insecta.errors import BadSource
from model.samples import Sample, real_samples
from model.split import groups, split

SEED = 20261126
UNSEEN_GENERA, UNSEEN_SPECIES = 20, 20
FILE = Path(__file__).parent / "splits" / "starter.csv"
SHA256 = "e0565199e50ddfa388326fefff5274bee11ff59e154053a094b730f1ef6d98e7"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one picture belongs.

    `part`: training, calibration, test, unseen_species or unseen_genus. `part_all`: the same
    without taxa held out, as the shipped release is trained; equal to `part` but for held-out taxa.
    """

    source: str
    file: str
    specimen: str
    group: str
    part: str
    part_all: str


def held_out(samples: Sequence[Sample], seed: int) -> tuple[set[str], set[str]]:
    """Names of moth genera, and of species of other genera, that no training may see.

    Each genus with a species held out keeps at least one other.
    """
    species_of: dict[str, set[str]] = defaultdict(set)
    for sample in samples:
        if sample.source == "moths":
            names = dict(sample.lineage)
            finest = names.get("species") or names.get("species complex")
            species_of[names["genus"]] |= {finest} if finest else set()
    rng = np.random.default_rng([seed, 1])
    genera = set(rng.permutation(sorted(species_of))[:UNSEEN_GENERA].tolist())
    left = {genus: len(of) for genus, of in species_of.items() if genus not in genera}
    pool = sorted((name, genus) for genus in left for name in species_of[genus])
    species: set[str] = set()
    for place in rng.permutation(len(pool)).tolist():
        name, genus = pool[place]
        if len(species) < UNSEEN_SPECIES and left[genus] > 1:
            species.add(name)
            left[genus] -= 1
    return genera, species


def make(samples: Sequence[Sample], seed: int = SEED) -> list[Place]:
    """The part of every sample. A known picture that looks like one of a held-out taxon is in
    no part (`left_out`): it would tell the training of it."""
    genera, species = held_out(samples, seed)
    parts, group_of = split(samples, seed), groups(samples)
    unseen: list[str | None] = []
    for sample in samples:
        names = {name for _, name in sample.lineage}
        is_moth = sample.source == "moths"
        unseen.append(
            "unseen_genus" if is_moth and names & genera
            else "unseen_species" if is_moth and names & species
            else None
        )  # fmt: skip
    touched = {group for group, part in zip(group_of, unseen, strict=True) if part}
    places = []
    for sample, known, group, part in zip(samples, parts, group_of, unseen, strict=True):
        part_all = "test" if known == "testing" else known
        chosen = part or ("left_out" if group in touched and part_all == "training" else part_all)
        number = f"g{group:04d}"
        places.append(Place(sample.source, sample.name, sample.specimen, number, chosen, part_all))
    return places


def read(file: Path = FILE) -> dict[tuple[str, str], Place]:
    """Places by (source, file). Raises BadSource where the file isn't the one that was frozen."""
    data = file.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise BadSource(
            f"{file}: is not the split that was frozen",
            hint="a frozen test is never edited: take the file from the repository's history",
        )
    rows = csv.DictReader(data.decode().splitlines())
    return {(row["source"], row["file"]): Place(**row) for row in rows}


def write(places: Sequence[Place], file: Path = FILE) -> str:
    """Write the file; its digest."""
    file.parent.mkdir(exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([field.name for field in fields(Place)])
        writer.writerows(astuple(place) for place in places)
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main(argv: Sequence[str] | None = None) -> int:
    """Command line. Refuses to write over a frozen file."""
    parser = argparse.ArgumentParser(prog="python -m model.frozen_split", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/")
    parser.add_argument("--out", type=Path, default=FILE)
    args = parser.parse_args(argv)
    if args.out.exists():
        print(f"{args.out}: is frozen; nothing was written", file=sys.stderr)
        return 2
    print(write(make(real_samples(args.shared / "data")), args.out))
    return 0


if __name__ == "__main__":
    sys.exit(main())
