"""Which specimens and pictures a release learned from, and which of a snapshot those are.

A snapshot deals its parts anew, so that another release's training may lie in its test. What a release
learned from goes with it (`trained.bin`, `calibrated.bin`), and is left out of its tests (decision 0148).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from insecta.domain.learned import (
    CALIBRATED,
    TRAINED,
    Learned,
    from_bytes,
    picture_digest,
    specimen_digest,
    to_bytes,
)
from model.export import write_bytes
from model.samples import Sample
from model.snapshot import Snapshot


def digests_of(samples: Sequence[Sample]) -> frozenset[bytes]:
    """Of every specimen and every picture."""
    specimens = {specimen_digest(sample.specimen) for sample in samples}
    return frozenset(specimens | {_of_pixels(sample) for sample in samples})


def _of_pixels(sample: Sample) -> bytes:
    return picture_digest(sample.pixels.shape, np.ascontiguousarray(sample.pixels).tobytes())


def of(snapshot: Snapshot, *, refit: bool = False) -> Learned:
    """What a training on a snapshot learns from. `refit`: from the calibration part, too."""
    trained, calibrated = (digests_of(snapshot.part(p)) for p in ("training", "calibration"))
    return Learned(trained | calibrated if refit else trained, calibrated)


def of_training(
    about: Mapping[str, Any], snapshot: Snapshot, run: Path | None = None
) -> Learned | None:
    """What a finished training learned from, earlier ones that it went on from included.

    `about`: its training.json; `run`: its folder, where `insecta model train` keeps the whole list.
    None where it went on from a training on another snapshot whose list nobody kept: not known.
    """
    kept = None if run is None else read(run)
    if kept is not None:
        return kept
    before = about.get("after")
    if before and before["snapshot"] != snapshot.digest:
        return None
    return of(snapshot, refit=bool(about.get("refit")))


def keep(run: Path, about: Mapping[str, Any], snapshot: Snapshot, before: Path | None) -> None:
    """Write beside a finished training what it learned from. `before`: the one it went on from."""
    found: Learned | None = of(snapshot, refit=bool(about.get("refit")))
    if found is not None and before is not None:
        earlier = read(before)
        if earlier is not None:
            found = found.with_(earlier)
        else:
            found = of_training(about, snapshot) if _stands_alone(before, about) else None
    if found is not None:
        for name, data in files(found).items():
            write_bytes(run / name, data)


def parted(
    samples: Sequence[Sample], snapshot: Snapshot, digests: Collection[bytes]
) -> tuple[list[Sample], list[Sample]]:
    """Samples of a snapshot that nothing was learned from, and the others."""
    seen = known_from(snapshot.samples, digests)
    fresh = [s for s in samples if s.specimen not in seen]
    return fresh, [s for s in samples if s.specimen in seen]


def _stands_alone(before: Path, about: Mapping[str, Any]) -> bool:
    """Whether a training without a list began at the backbone, or on the same snapshot as this one."""
    file = before / "training.json"
    told = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    after = told.get("after")
    return after is None or after["snapshot"] == about["snapshot"]


def files(learned: Learned) -> dict[str, bytes]:
    """The files of a release that tell it."""
    return {TRAINED: to_bytes(learned.trained), CALIBRATED: to_bytes(learned.calibrated)}


def read(folder: Path) -> Learned | None:
    """What a folder tells, None where it does not."""
    if not all((folder / name).is_file() for name in (TRAINED, CALIBRATED)):
        return None
    trained, calibrated = (
        from_bytes((folder / name).read_bytes()) for name in (TRAINED, CALIBRATED)
    )
    return Learned(trained, calibrated)


def known_from(samples: Sequence[Sample], digests: Collection[bytes]) -> set[str]:
    """Specimens of samples of which a picture, or a near-duplicate of one, is among the digests.

    Give all samples of a snapshot: a group reaches across its parts.
    """
    groups: set[str] = set()
    specimens: set[str] = set()
    for sample in samples:
        if specimen_digest(sample.specimen) in digests or _of_pixels(sample) in digests:
            specimens.add(sample.specimen)
            groups.add(sample.group or sample.specimen)
    return specimens | {s.specimen for s in samples if (s.group or s.specimen) in groups}
