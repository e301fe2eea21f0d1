"""Calibrate a release on labelled specimens that it has never seen: one pulled from elsewhere, or another
house's. Its network stays as it is; temperature, thresholds and cuts are measured anew (decision 0125).

Names are matched by rank and spelling. What the release does not know counts, too: where it names a
specimen of an unknown species as another one, that is wrong, as it would be in use.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.domain.answer import Scores
from insecta.domain.decision import best_path, candidates_from
from insecta.domain.learned import Learned
from insecta.domain.ranks import depth
from insecta.domain.release import Release
from insecta.errors import Invalid
from insecta.vision.classifier import calibrated, unit
from insecta.vision.novelty import novelty
from insecta.vision.preprocess import prepare
from insecta.vision.quality import measure
from insecta.vision.release_folder import (
    FORMAT_WITH_MEASURE,
    MANIFEST,
    ReleaseFolder,
    read_release,
)
from model.calibrate import (
    LEAST_CASES,
    Case,
    Named,
    calibration_error,
    fit_answer_thresholds,
    fit_temperature,
    uncut,
)
from model.finish import LEAST_FOR_FINEST, MEASURE, RANK_GROUPS, Refusals
from model.judge import judged, known_depth
from model.learned import digests_of, parted
from model.release_writer import ONE, run_outputs, write_release
from model.samples import Sample
from model.shares import Share
from model.snapshot import Snapshot, read_snapshot
from model.tree import OUTSIDE

LEAST_PICTURES = LEAST_CASES
"""Labelled pictures of names that the release knows, below which nothing is calibrated."""
_PROMISE = 0.95
PARTS = ("training", "calibration")
"""What the network has learned from of them is left out; the test part stays for `insecta model evaluate`."""


@dataclass(frozen=True)
class Measured:
    """A release with its new numbers. `pictures`: looked at; `unknown`: of those, of names that the
    release does not have at any rank below the class. `left_out`: not looked at, because the network has
    learned from them or from what looks the same. `learned`: what the new release learned from; None
    where the old one does not tell."""

    release: Release
    pictures: int
    specimens: int
    unknown: int
    cases: Mapping[str, int]
    """Pictures whose name on the best path could be judged, by rank."""
    errors: Mapping[str, float]
    """Expected calibration error of those, by rank: one temperature cannot be right for all where most
    finer names are unknown to the release."""
    named: Mapping[str, int]
    """Pictures by the finest rank of their label that the release knows, fine to coarse."""
    sources: Mapping[str, Share]
    """Answers at 95 % that are right, by source of the pictures that they were measured on."""
    left_out: int = 0
    learned: Learned | None = None

    @property
    def broken(self) -> dict[str, Share]:
        """Sources whose answers fall short of the promise beyond their interval, though all together
        keep it: pictures of another kind than most."""
        return {name: of for name, of in self.sources.items() if of.interval[1] < _PROMISE}


def _names(release: Release, row: NDArray[np.float32], sample: Sample) -> list[Named]:
    """Answerable names on the best path of one picture, coarse to fine."""
    candidates = candidates_from(release, row.tolist())
    scores = Scores(release.digest, candidates, measure(sample.pixels))
    return [
        Named(one.rank, one.confidence, judged(release, one.taxon_id, sample.lineage))
        for one in best_path(release, scores)
        if release.by_id[one.taxon_id].answerable
    ]


def _temperature(
    release: Release, logits: NDArray[np.float32], samples: Sequence[Sample]
) -> tuple[float, int]:
    """The best temperature, and how many pictures it was fitted on: those whose name is known below
    the root of the tree."""
    allowed = np.zeros((len(samples), len(release.leaves)), dtype=np.bool_)
    for row, sample in enumerate(samples):
        place = known_depth(release, sample.lineage)
        taxon = release.named(*reversed(sample.lineage[place])) if place >= 0 else None
        if taxon is not None and taxon.parent_id is not None:
            allowed[row, release.leaves_below(taxon.taxon_id)] = True
    rows = allowed.any(axis=1)
    if rows.sum() < LEAST_PICTURES:
        raise Invalid(
            f"only {int(rows.sum())} labelled pictures bear a name that {release.name} knows",
            hint=f"{LEAST_PICTURES} are needed; names are matched by rank and spelling",
        )
    return fit_temperature(logits[rows], allowed[rows]), int(rows.sum())


def _cuts(
    release: Release, away: NDArray[np.float32], outside: NDArray[np.float32],
    samples: Sequence[Sample], refusals: Refusals,
) -> dict[str, float]:  # fmt: skip
    """As `insecta model export` sets them, from insects of names that the release knows."""
    known = np.array([known_depth(release, s.lineage) > 0 for s in samples], dtype=bool)
    cuts = {"cut": round(float(np.quantile(away[known], 1 - refusals.new)), 5)}
    if release.outside:
        most = float(np.quantile(outside[known], 1 - refusals.outside))
        cuts["outside"] = round(min(0.5, max(0.02, most)), 5)
    fine = np.array(
        [any(release.named(n, r) for r, n in s.lineage if r in RANK_GROUPS[0]) for s in samples],
        dtype=bool,
    )
    if fine.sum() >= LEAST_FOR_FINEST:
        near = round(float(np.quantile(away[fine], 1 - refusals.finest)), 5)
        present = {taxon.rank for taxon in release.taxa}
        cuts |= {f"cut:{rank}": near for rank in RANK_GROUPS[0] if rank in present}
    return cuts


def measured(
    folder: ReleaseFolder, snapshot: Snapshot, refusals: Refusals | None = None
) -> Measured:
    """New numbers of a release from a snapshot's training and calibration parts.

    Raises Invalid where too few pictures bear a name that the release knows, or where it may have been
    trained on them.
    """
    release = folder.release
    samples, left_out = _unlearned(folder, snapshot)
    if not samples:
        raise Invalid(
            f"{snapshot.digest[:12]}: no insect in the parts {' and '.join(PARTS)}"
            + (f"; {left_out} pictures left out that it learned from" if left_out else "")
        )
    pictures = np.stack([prepare(s.pixels, release.side) for s in samples])
    outputs = run_outputs(folder.model, pictures)
    logits = outputs["leaves"]
    temperature, _ = _temperature(release, logits, samples)
    probabilities = calibrated(logits, temperature)
    away = novelty(MEASURE, temperature, logits, unit(outputs["embedding"]), folder.prototypes)
    columns = [leaf for taxon in release.outside for leaf in release.leaves_below(taxon)]
    outside = np.asarray(probabilities[:, columns].sum(axis=1), dtype=np.float32)
    cuts = _cuts(release, away, outside, samples, refusals or Refusals())
    kept = (away <= cuts["cut"]) & (outside < cuts.get("outside", 2.0))
    paths = [
        uncut(_names(release, row, sample), far, cuts)
        for row, sample, far, is_kept in zip(
            probabilities, samples, away.tolist(), kept, strict=True
        )
        if is_kept
    ]
    thresholds = fit_answer_thresholds(paths, RANK_GROUPS)
    new = replace(
        release, temperature=temperature, novelty=cuts, measure=MEASURE, thresholds=thresholds,
        reliability={},
    )  # fmt: skip
    seen = [sample for sample, is_kept in zip(samples, kept, strict=True) if is_kept]
    sources = _by_source(seen, paths, thresholds.get(f"{_PROMISE:.2f}", {}))
    judged_at: dict[str, list[Case]] = defaultdict(list)
    for name in (name for path in paths for name in path):
        if name.right is not None:
            judged_at[name.rank].append((name.confidence, name.right))
    cases = {rank: len(of) for rank, of in judged_at.items()}
    errors = {rank: round(calibration_error(of), 3) for rank, of in judged_at.items()}
    places = [known_depth(release, s.lineage) for s in samples]
    finest = Counter(s.lineage[n][0] for s, n in zip(samples, places, strict=True) if n > 0)
    named = {rank: finest[rank] for rank in sorted(finest, key=depth, reverse=True)}
    unknown = len(samples) - sum(named.values())
    told = Learned(frozenset(), digests_of(samples))
    learned = folder.learned.with_(told) if folder.learned else None
    return Measured(
        new, len(samples), len({s.specimen for s in samples}), unknown, cases, errors, named, sources,
        left_out, learned,
    )  # fmt: skip


def _by_source(
    samples: Sequence[Sample], paths: Sequence[Sequence[Named]], least: Mapping[str, float]
) -> dict[str, Share]:
    """Of the finest name of each picture that reaches its threshold, where it can be judged."""
    found: dict[str, list[bool]] = defaultdict(list)
    for sample, path in zip(samples, paths, strict=True):
        reached = [n for n in path if n.confidence >= least.get(n.rank, 2.0)]
        if reached and reached[-1].right is not None:
            found[sample.source].append(reached[-1].right)
    return {name: Share(sum(of), len(of)) for name, of in sorted(found.items())}


def _unlearned(folder: ReleaseFolder, snapshot: Snapshot) -> tuple[list[Sample], int]:
    """Insects that the network has not been trained on, and how many pictures that leaves out."""
    samples = [s for s in snapshot.part(*PARTS) if s.lineage[-1] not in OUTSIDE]
    if folder.learned is None:
        if snapshot.digest in _trained_on(folder):
            raise Invalid(
                f"{folder.release.name} was trained on this very snapshot: on what it has seen "
                "everything looks right",
                hint="calibrate it on specimens that it has never seen",
            )
        return samples, 0
    fresh, out = parted(samples, snapshot, folder.learned.trained)
    return fresh, len(out)


def _trained_on(folder: ReleaseFolder) -> set[str]:
    """Digests of the snapshots that release.json names."""
    told: dict[str, Any] = json.loads((folder.folder / MANIFEST).read_bytes())
    return {str(one["snapshot"]) for one in (told, told.get("after") or {}) if one.get("snapshot")}


def recalibrate(
    source: Path, snapshot_folder: Path, out: Path, limit_line: str = ""
) -> tuple[str, Measured]:
    """Write the release with its new numbers to `out`; its digest. `limit_line`: what stands above
    answers; by default that they hold for pictures like those that it was calibrated on.

    Raises BadRelease, BadSource, Invalid.
    """
    folder, snapshot = read_release(source), read_snapshot(snapshot_folder)
    found = measured(folder, snapshot)
    before: dict[str, Any] = json.loads((source / MANIFEST).read_bytes())
    files = before.pop("files")
    line = limit_line or _line(found, snapshot)
    told = {
        **before, "format": FORMAT_WITH_MEASURE, "limit_line": line,
        "temperature": found.release.temperature, "thresholds": found.release.thresholds,
        "novelty": dict(found.release.novelty), "novelty_measure": dict(MEASURE),
        "calibration": {"release": folder.release.digest, "snapshot": snapshot.digest,
                        "pictures": found.pictures, "specimens": found.specimens},
    }  # fmt: skip
    told.pop("reliability", None)
    texts = {
        "card.md": card(line, found, folder, (source / "card.md").read_text(encoding="utf-8")),
        "LICENSE": (source / "LICENSE").read_text(encoding="utf-8"),
    }
    more = {ONE: (source / ONE).read_bytes()} if ONE in files else {}
    digest = write_release(
        out, told, folder.model, folder.release.taxa, folder.release.outside, folder.prototypes,
        texts, more, found.learned,
    )  # fmt: skip
    return digest, found


def _line(found: Measured, snapshot: Snapshot) -> str:
    return (
        f"{found.release.name}, calibrated on {found.pictures} labelled pictures of "
        f"{found.specimens} specimens (snapshot {snapshot.digest[:12]}…), whose names it knows as far as "
        f"{_reach(found)}: its numbers hold for pictures like those, and nothing was checked on other ones."
        f"{_warning(found)}"
    )


def _left_out(found: Measured) -> str:
    if found.learned is None:
        return "Whether the network has learned from some of them is not known."
    return f"{found.left_out} pictures were left out, because the network has learned from them."


def _warning(found: Measured) -> str:
    """That the promise holds for all together, and not for these sources."""
    if not found.broken:
        return ""
    told = ", ".join(
        f"{name} ({of.right} of {of.cases} right)" for name, of in found.broken.items()
    )
    return f" They do not hold for {told}: too few beside the others; calibrate on those alone."


def _reach(found: Measured) -> str:
    """Pictures by the finest rank of their name that the release has: `species 76, genus 334`."""
    told = [f"{rank} {count}" for rank, count in found.named.items()]
    return ", ".join([*told, *([f"none {found.unknown}"] if found.unknown else [])])


def card(line: str, found: Measured, folder: ReleaseFolder, before: str) -> str:
    """card.md: what was measured, then what the release said of itself before."""
    least = found.release.thresholds.get("0.95", {})
    ranks = sorted(set(found.cases) | set(least), key=depth)
    rows = "\n".join(
        f"| {rank} | {found.cases.get(rank, 0)} | {format(found.errors.get(rank, 0), '.3f')} | "
        f"{format(least[rank], '.3f') if rank in least else 'never answered'} |"
        for rank in ranks
    )
    sources = "\n".join(f"| {name} | {of} |" for name, of in found.sources.items())
    return f"""{line}

# {found.release.name}, calibrated

- The network is that of release {folder.release.digest[:12]}…, unchanged; temperature {found.release.temperature}.
- {found.pictures} labelled pictures of {found.specimens} specimens were looked at. As far as it knows their names: {_reach(found)}.
  A finer name that it gave one whose own it lacks counts as wrong, as it will in use. {_left_out(found)}
- At a target of 95 % about one answer in twenty is wrong on pictures like those. `insecta model evaluate` tells what it does on
  specimens that took no part here.

| rank | pictures that could be judged | calibration error | least confidence of an answer at 95 % |
| --- | --- | --- | --- |
{rows}

| source | answers at 95 % that could be judged, and were right |
| --- | --- |
{sources}

## What it said of itself before

{before.strip()}
"""
