"""Build a snapshot folder: read, label, split, write; the manifest last, and in one rename."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from insecta.errors import Conflict, Invalid, StoreFull
from insecta.services.dataset import sheet, shortcuts, together
from insecta.services.dataset.labelled import Findings, Labelled, Step, taxon_id
from insecta.services.dataset.opened import Opened, agreed, opened, strictest
from insecta.services.dataset.split import (
    CALIBRATION,
    FROZEN,
    LEFT_OUT,
    PARTS,
    TEST,
    TRAIN,
    HoldOut,
    split,
)
from insecta.services.dataset.taxonomy import Taxonomy, resolved
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
    """A snapshot that was written. `digest`: SHA-256 of snapshot.json."""

    folder: Path
    digest: str
    counts: Mapping[str, int]
    report: Mapping[str, Any]
    parts: Mapping[str, str]
    """Specimen → part, of those that are in the snapshot."""
    held_out: Mapping[str, Sequence[str]] | None = None
    """`genera` and `species` that no training saw; None where a snapshot of before does not tell."""


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
) -> tuple[str, Mapping[str, int], Mapping[str, Any], Mapping[str, str], Mapping[str, Any]]:
    fitting = together.recognised(resolved(labels, recipe.taxonomy, findings))
    digests: dict[str, str] = {}

    def keep(one: Opened, jpeg: bytes) -> None:
        path = draft / one.picture
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(jpeg)
        digests[one.picture] = hashlib.sha256(jpeg).hexdigest()

    seen = opened(fitting, keep, findings, recipe.workers,
                  lambda done: progress("opening pictures", done, len(fitting)))  # fmt: skip
    pictures = agreed(seen, findings)
    progress("looking for near-duplicates", 0, len(pictures))
    groups = together.groups(pictures)
    names = [one.label for one in pictures]
    dealt = split(names, groups, recipe.seed, recipe.hold_out, findings)
    parts = dealt.parts
    _no_test_of_what_trained(pictures, parts, findings)
    chosen = [n for n, part in enumerate(parts) if part != LEFT_OUT]
    by_specimen = {pictures[n].label.specimen: parts[n] for n in chosen}
    standing = strictest([pictures[n] for n in chosen])
    chosen = [chosen[n] for n in standing]
    pictures = [pictures[n] for n in chosen]
    groups, parts = [groups[n] for n in chosen], [parts[n] for n in chosen]
    _usable(parts, findings)
    _single(pictures, groups, parts, findings)
    report = _report(pictures, groups, parts, findings)
    _tight(report["leaks"])
    used = {one.picture for one in pictures}
    for name in [name for name in digests if name not in used]:
        (draft / name).unlink()
        del digests[name]
    own = {one.label.specimen for one in pictures}
    about = {
        **_about(pictures, parts, recipe),
        "held_out_names": {"genera": dealt.genera, "species": dealt.species},
        "shown_with_others": {key: by_specimen[key] for key in sorted(by_specimen.keys() - own)},
    }
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
    digest = hashlib.sha256(manifest).hexdigest()
    return digest, about["counts"], report, by_specimen, about["held_out_names"]


def _no_test_of_what_trained(
    pictures: Sequence[Opened], parts: list[str], findings: Findings
) -> None:
    """The same bytes may have trained under another specimen: then they test nobody any more."""
    trained = {one.picture for one in pictures if one.label.role == "training"}
    for place, one in enumerate(pictures):
        if parts[place] in FROZEN and one.picture in trained:
            parts[place] = LEFT_OUT
            text = "left out of the test: the same bytes trained under another specimen"
            findings.add("trained_before", one.label.where, text)


def _usable(parts: Sequence[str], findings: Findings) -> None:
    """Raises Invalid where there is nothing to train with, to fit thresholds to, or to test on."""
    lacking = [part for part in (TRAIN, CALIBRATION, TEST) if part not in parts]
    if lacking:
        told = ", ".join(f"{n} × {code.replace('_', ' ')}" for code, n in findings.counts.items())
        raise Invalid(
            f"no picture is left for {' and '.join(lacking)}",
            hint=f"on the way: {told or 'nothing was found'}; see docs/guides/datasets.md",
        )


def _single(
    pictures: Sequence[Opened], groups: Sequence[int], parts: Sequence[str], findings: Findings
) -> None:
    specimens: dict[str, set[str]] = defaultdict(set)
    alike: dict[str, set[int]] = defaultdict(set)
    for one, group, part in zip(pictures, groups, parts, strict=True):
        name = one.label.lineage[-1][1]
        alike[name].add(group)
        if part == TRAIN:
            specimens[name].add(one.label.specimen)
    for name, own in sorted(specimens.items()):
        if len(own) == 1:
            findings.add("one_specimen", name, "it teaches the name above it, and is not tested")
        elif len(alike[name]) == 1:
            text = f"its {len(own)} specimens look alike or are of one photograph: it is not tested"
            findings.add("one_group", name, text)


def _tight(leaks: Mapping[str, int]) -> None:
    """Raises Invalid where an individual, or its like, is on both sides of a frozen part."""
    if leaks["specimens"] or leaks["groups"]:
        raise Invalid(
            f"{leaks['specimens']} specimens and {leaks['groups']} groups would train and test",
            hint="this is an error of the program: please report it with the sources",
        )


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
    twice = [name for name, number in Counter(row[0] for row in rows).items() if number > 1]
    if twice:
        raise Invalid(
            f"two pictures are both called {twice[0]!r}",
            hint="name the folders or files of the sources apart",
        )
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
