"""What a pulled public network is worth here, before and after it is calibrated, on real pictures.

    python -m model.pulled_proof --shared ../shared --out model/proofs/pulled.json

The network is taken from ../shared/models by its pinned digest. It has learned from none of the
pictures of ../shared/data; the frozen split's training and calibration parts calibrate it, and the test
part, which nothing else looks at, says what came of it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from insecta.domain.ranks import FINEST
from insecta.domain.release import Release
from insecta.services.pull import pull
from insecta.vision.release_folder import read_release
from model import frozen_split, report
from model.calibrate import calibration_error
from model.evaluate import (
    Outcome,
    abstained,
    answered,
    answered_at,
    by_source,
    cases_of,
    forced,
    precision,
    precision_at,
    reasons,
    refused,
)
from model.export import write_bytes
from model.judge import known_depth
from model.recalibrate import Measured, recalibrate
from model.samples import Sample
from model.snapshot import read_snapshot, write_snapshot
from model.starter_snapshot import samples_of
from model.tree import INSECTA, OUTSIDE, taxon_id

FORMAT = "insecta-pulled-1"
NAME = "inat-insects"
_RANKS = {"species": FINEST, "genus": ("genus",), "family": ("family",), "order": ("order",)}
_KNOWN_TO = ("species", "genus", "family", "order", "class")
"""How far a label is known to the network: to the first of these that its deepest known name reaches."""


def labelled(data: Path, every: int = 1) -> list[Sample]:
    """Every `every`-th labelled picture in its part. The starter release takes insects of small orders
    for `other insects`; here each bears its order."""
    return [
        replace(one, lineage=(INSECTA, ("order", Path(one.name).stem)))
        if one.source == "orders" else one
        for one in samples_of(data, held_out=False)[::every]
    ]  # fmt: skip


def proof(
    shared: Path, samples: Sequence[Sample], strangers: Sequence[Sample], work: Path
) -> dict[str, Any]:
    """Pull, calibrate and evaluate in `work`; all figures."""
    pull(NAME, work / "pulled", shared / "models")
    steps = {step for sample in samples for step in sample.lineage}
    about = {"seed": frozen_split.SEED, "split": frozen_split.SHA256}
    write_snapshot(work / "snapshot", samples, {step: taxon_id(step) for step in steps}, about)
    _, measured = recalibrate(work / "pulled", work / "snapshot", work / "calibrated")
    return {
        "format": FORMAT, "network": NAME,
        "calibrated_on": _basis(measured, read_release(work / "calibrated").release.limit_line),
        "before": _figures(work / "pulled", work / "snapshot", strangers),
        "after": _figures(work / "calibrated", work / "snapshot", strangers),
    }  # fmt: skip


def _basis(found: Measured, line: str) -> dict[str, Any]:
    return {
        "pictures": found.pictures, "specimens": found.specimens,
        "pictures_judged": dict(found.cases), "temperature": found.release.temperature,
        "thresholds_at_95": dict(found.release.thresholds.get("0.95", {})),
        "calibration_error": dict(found.errors),
        "answers_right_by_source": {name: of.as_json for name, of in found.sources.items()},
        "names_known": dict(found.named), "names_unknown": found.unknown, "limit_line": line,
    }  # fmt: skip


def _figures(release: Path, snapshot: Path, strangers: Sequence[Sample]) -> dict[str, Any]:
    folder, known = read_release(release), read_snapshot(snapshot)
    told, found = report.evaluate(folder, known, strangers, hard=False)
    test = [o for o in found if o.sample.part == "test"]
    insects = [o for o in test if o.sample.lineage[-1] not in OUTSIDE]
    return {
        "release": told["release"], "snapshot": told["snapshot"],
        "insects": _of(insects),
        "by_source": {
            source: _of(by_source(insects, source))
            for source in sorted({o.sample.source for o in insects})
        },
        "by_what_it_knows": _by_known(folder.release, insects),
        "labels_abstained": told["nothing_abstained"],
        "not_insects_abstained": abstained([o for o in found if o.sample.part == "strangers"]).as_json,
    }  # fmt: skip


def _of(found: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "pictures": len(found),
        "answered": answered(found).as_json,
        "answers_right": precision(found).as_json,
        "answers_too_fine_to_check": sum(o.is_unknown for o in found),
        "refused": refused(found).as_json,
        "reasons": reasons(found),
        "ranks": {name: _at(found, ranks) for name, ranks in _RANKS.items()},
    }


def _at(found: Sequence[Outcome], ranks: Sequence[str]) -> dict[str, Any]:
    cases = cases_of(found, ranks)
    return {
        "best_name_right": forced(found, *ranks).as_json,
        "calibration_error": round(calibration_error(cases), 4) if cases else None,
        "judged": len(cases),
        "answered": answered_at(found, ranks).as_json,
        "answers_right": precision_at(found, ranks).as_json,
    }


def _by_known(release: Release, found: Sequence[Outcome]) -> Mapping[str, Any]:
    """Pictures by the finest rank of their label that the network has."""
    parts: dict[str, list[Outcome]] = {rank: [] for rank in _KNOWN_TO}
    for o in found:
        rank = o.sample.lineage[known_depth(release, o.sample.lineage)][0]
        coarse = "family" if rank == "epifamily" else rank
        parts[coarse if coarse in parts else "class"].append(o)
    return {
        rank: {
            "labels": dict(Counter(o.sample.source for o in of)), "answered": answered(of).as_json,
            "answers_right": precision(of).as_json,
            "best_name_right": forced(of, *_RANKS.get(rank, (rank,))).as_json,
            "answered_at": dict(Counter(o.answer.answer.rank for o in of if o.answer.answer)),
        }
        for rank, of in parts.items()
        if of
    }  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m model.pulled_proof", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/ and models/")
    parser.add_argument("--out", type=Path, required=True, help="JSON file to write")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each N-th picture")
    args = parser.parse_args(argv)
    data = args.shared / "data"
    strangers = report.strangers(data / "not_insects")[:: args.every]
    with tempfile.TemporaryDirectory() as work:
        told = proof(args.shared, labelled(data, args.every), strangers, Path(work))
    write_bytes(args.out, (json.dumps(told, indent=1) + "\n").encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
