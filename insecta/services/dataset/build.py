"""Build a snapshot folder: read, label, split, write; the manifest last, and in one rename."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from insecta.errors import Conflict, Invalid, StoreFull
from insecta.services.dataset import sheet, shortcuts
from insecta.services.dataset.labelled import Findings, Labelled, Step, taxon_id
from insecta.services.dataset.opened import Opened, one_label_each, opened
from insecta.services.dataset.split import LEFT_OUT, PARTS, TEST, TRAIN, HoldOut, parts_of
from insecta.services.dataset.taxonomy import Taxonomy, resolved
from insecta.vision import near_duplicate
from insecta.vision.release_folder import canonical
from insecta.vision.rendition import read, thumbnail

FORMAT = "insecta-snapshot-1"
MANIFEST = "snapshot.json"
SAMPLE_COLUMNS = (
    "sample_id", "sha256", "picture", "specimen", "group", "taxon_id", "part", "view", "caste", "sex",
    "life_stage", "licence", "creator", "institution", "basis", "weight", "source",
)  # fmt: skip
WRITTEN = {TRAIN: "training"}
"""Part → how samples.csv spells it: as `insecta model train` reads it."""
TAXON_COLUMNS = ("taxon_id", "scientificName", "taxonRank", "parent_id", "authority")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a snapshot is made by. `taxonomy` None: names after the sources themselves."""

    seed: int = 1
    hold_out: HoldOut = field(default_factory=HoldOut)
    taxonomy: Taxonomy | None = None
    workers: int = 1


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot that was written. `digest`: SHA-256 of snapshot.json; `parts`: sample → part."""

    folder: Path
    digest: str
    counts: Mapping[str, int]
    report: Mapping[str, Any]
    parts: Mapping[str, str]
    """Specimen → part, of those that are in the snapshot."""


def build(
    labels: Sequence[Labelled],
    out: Path,
    recipe: Recipe,
    findings: Findings,
    progress: Progress = lambda stage, done, total: None,
) -> Snapshot:
    """Write a snapshot of the labels that fit.

    Raises Conflict where `out` exists, Invalid where nothing could train or test, StoreFull where
    the disk is full; what was begun is taken away again.
    """
    if out.exists():
        raise Conflict(f"{out} is there already", hint="a snapshot never changes: name another")
    draft = out.with_name(out.name + ".partial")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(parents=True)
        made = _write(labels, draft, recipe, findings, progress)
        draft.rename(out)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull(f"{out}: no room left", hint="free some, and build it again") from error
        raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Snapshot(out, *made)


def _write(
    labels: Sequence[Labelled],
    draft: Path,
    recipe: Recipe,
    findings: Findings,
    progress: Progress,
) -> tuple[str, Mapping[str, int], Mapping[str, Any], Mapping[str, str]]:
    fitting = resolved(labels, recipe.taxonomy, findings)
    digests: dict[str, str] = {}

    def keep(one: Opened, jpeg: bytes) -> None:
        path = draft / one.picture
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(jpeg)
        digests[one.picture] = hashlib.sha256(jpeg).hexdigest()

    seen = opened(fitting, keep, findings, recipe.workers,
                  lambda done: progress("opening pictures", done, len(fitting)))  # fmt: skip
    pictures = one_label_each(seen, findings)
    progress("looking for near-duplicates", 0, len(pictures))
    groups = near_duplicate.groups(
        [(one.label.specimen,) for one in pictures], [one.hash for one in pictures]
    )
    names = [one.label for one in pictures]
    parts = parts_of(names, groups, recipe.seed, recipe.hold_out, findings)
    chosen = [n for n, part in enumerate(parts) if part != LEFT_OUT]
    pictures = [pictures[n] for n in chosen]
    groups, parts = [groups[n] for n in chosen], [parts[n] for n in chosen]
    _usable(parts, findings)
    _single(pictures, parts, findings)
    report = _report(pictures, groups, parts, findings)
    used = {one.picture for one in pictures}
    for name in [name for name in digests if name not in used]:
        (draft / name).unlink()
        del digests[name]
    about = _about(pictures, parts, recipe)
    tables = {
        "samples.csv": _samples_csv(pictures, groups, parts),
        "taxa.csv": _taxa_csv(pictures, about["authority"]),
        "report.json": canonical(report),
        "datasheet.html": _sheet(draft, about, pictures, parts, report).encode(),
    }
    for name, data in tables.items():
        (draft / name).write_bytes(data)
        digests[name] = hashlib.sha256(data).hexdigest()
    manifest = canonical(json.loads(json.dumps({**about, "files": digests})))
    (draft / MANIFEST).write_bytes(manifest)
    by_specimen = {o.label.specimen: part for o, part in zip(pictures, parts, strict=True)}
    return hashlib.sha256(manifest).hexdigest(), about["counts"], report, by_specimen


def _usable(parts: Sequence[str], findings: Findings) -> None:
    """Raises Invalid where there is nothing to train with, or to test on."""
    lacking = [part for part in (TRAIN, TEST) if part not in parts]
    if lacking:
        told = ", ".join(f"{n} × {code.replace('_', ' ')}" for code, n in findings.counts.items())
        raise Invalid(
            f"no picture is left for {' and '.join(lacking)}",
            hint=f"on the way: {told or 'nothing was found'}; see docs/guides/datasets.md",
        )


def _single(pictures: Sequence[Opened], parts: Sequence[str], findings: Findings) -> None:
    specimens: dict[str, set[str]] = {}
    for one, part in zip(pictures, parts, strict=True):
        if part == TRAIN:
            specimens.setdefault(one.label.lineage[-1][1], set()).add(one.label.specimen)
    for name, own in sorted(specimens.items()):
        if len(own) == 1:
            findings.add("one_specimen", name, "it teaches the name above it, and is not tested")


def _report(
    pictures: Sequence[Opened], groups: Sequence[int], parts: Sequence[str], findings: Findings
) -> dict[str, Any]:
    return {
        "counts": dict(findings.counts),
        "examples": {code: list(texts) for code, texts in findings.examples.items()},
        "leaks": shortcuts.leaks(pictures, groups, parts),
        "shortcuts": shortcuts.shortcuts(pictures, parts),
    }


def _about(pictures: Sequence[Opened], parts: Sequence[str], recipe: Recipe) -> dict[str, Any]:
    counted = Counter(parts)
    return {
        "format": FORMAT,
        "seed": recipe.seed,
        "authority": recipe.taxonomy.authority if recipe.taxonomy else "",
        "sources": dict(sorted(Counter(one.label.source for one in pictures).items())),
        "counts": {part: counted.get(part, 0) for part in PARTS},
        "held_out": {"genera": recipe.hold_out.genera, "species": recipe.hold_out.species},
        "sighted": sum(one.label.weight < 1 for one in pictures),
    }


def _samples_csv(pictures: Sequence[Opened], groups: Sequence[int], parts: Sequence[str]) -> bytes:
    rows = []
    for one, group, part in zip(pictures, groups, parts, strict=True):
        label = one.label
        rows.append(
            (f"{label.source}/{label.name}", one.sha256, one.picture, label.specimen, f"g{group}",
             label.taxon_id, WRITTEN.get(part, part), label.view, label.caste, label.sex, label.life_stage,
             label.licence, label.creator, label.institution, label.basis, label.weight,
             label.source)
        )  # fmt: skip
    return _csv(SAMPLE_COLUMNS, sorted(rows))


def _taxa_csv(pictures: Sequence[Opened], authority: str) -> bytes:
    lineages = {
        one.label.lineage[:end] for one in pictures for end in range(1, len(one.label.lineage) + 1)
    }
    parents: dict[Step, str] = {
        line[-1]: taxon_id(line[-2]) if len(line) > 1 else "" for line in lineages
    }
    ordered = sorted(lineages, key=lambda line: (len(line), line))
    return _csv(
        TAXON_COLUMNS,
        [
            (taxon_id(line[-1]), line[-1][1], line[-1][0], parents[line[-1]], authority)
            for line in ordered
        ],
    )


def _csv(head: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode()


def _sheet(
    draft: Path,
    about: Mapping[str, Any],
    pictures: Sequence[Opened],
    parts: Sequence[str],
    report: Mapping[str, Any],
) -> str:
    gallery = sheet.Gallery()
    for one, part in zip(pictures, parts, strict=True):
        if part == TRAIN and sheet.may_be_shown(one.label.licence):
            gallery.offer(one, thumbnail(read((draft / one.picture).read_bytes())))
    return sheet.data_sheet(about, pictures, parts, report, gallery)
