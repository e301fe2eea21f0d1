"""A frozen training snapshot on disk (docs/model.md): read, verified, and written.

`snapshot.json` names the SHA-256 of every other file, so its own digest names the snapshot. A folder
in which one byte differs is refused.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from insecta.errors import BadPicture, BadSource
from insecta.vision.release_folder import canonical
from insecta.vision.rendition import encode, read
from model.export import write_bytes
from model.samples import Sample
from model.tree import Lineage, Step

FORMAT = "insecta-snapshot-1"
PARTS = ("training", "calibration", "test", "unseen_species", "unseen_genus")
SAMPLE_COLUMNS = (
    "sample_id", "sha256", "picture", "specimen", "group", "taxon_id", "part", "view", "caste", "sex",
    "life_stage", "licence", "creator", "institution", "basis", "weight", "source",
)  # fmt: skip
TAXON_COLUMNS = ("taxon_id", "scientificName", "taxonRank", "parent_id", "authority")
QUALITY = 95


@dataclass(frozen=True)
class Snapshot:
    """`samples` in the order of samples.csv; `ids`: taxon id of each step of a lineage."""

    digest: str
    samples: tuple[Sample, ...]
    ids: Mapping[Step, str]
    about: Mapping[str, Any]

    def part(self, *parts: str) -> list[Sample]:
        """Samples of the named parts, order kept."""
        return [sample for sample in self.samples if sample.part in parts]


def _manifest(folder: Path) -> tuple[dict[str, Any], str]:
    where = folder / "snapshot.json"
    try:
        data = where.read_bytes()
        document = json.loads(data)
    except OSError as error:
        raise BadSource(f"cannot be read: {error.strerror}", where=str(where)) from error
    except ValueError as error:
        raise BadSource(f"is no JSON: {error}", where=str(where)) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise BadSource(f"is not of format {FORMAT}", where=str(where))
    if not isinstance(document.get("files"), dict):
        raise BadSource("names no files", where=str(where))
    return document, hashlib.sha256(data).hexdigest()


def _verified(folder: Path, files: Mapping[str, Any]) -> None:
    """Raises BadSource on the first file that is missing or other than promised."""
    for name, promise in files.items():
        path = folder / name
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise BadSource(
                f"{name!r} leads out of the folder", where=str(folder / "snapshot.json")
            )
        expected = promise["sha256"] if isinstance(promise, dict) else promise
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise BadSource(
                "is not the file that snapshot.json promises",
                where=str(path),
                hint="a snapshot is never edited: build it again",
            )


def _table(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [name for name in columns if name not in (reader.fieldnames or ())]
        if missing:
            raise BadSource(f"lacks the columns {', '.join(missing)}", where=str(path))
        return list(reader)


def _lineages(path: Path) -> tuple[dict[str, Lineage], dict[Step, str]]:
    """Lineage by taxon id, and id by step. Raises BadSource for loops, gaps and homonyms."""
    rows = {row["taxon_id"]: row for row in _table(path, TAXON_COLUMNS)}
    lineages: dict[str, Lineage] = {}

    def lineage(taxon_id: str, below: tuple[str, ...] = ()) -> Lineage:
        if taxon_id not in rows or taxon_id in below:
            wrong = "is its own ancestor" if taxon_id in below else "is not in the table"
            raise BadSource(f"taxon {taxon_id!r} {wrong}", where=str(path))
        if taxon_id not in lineages:
            row = rows[taxon_id]
            above = lineage(row["parent_id"], (*below, taxon_id)) if row["parent_id"] else ()
            lineages[taxon_id] = (*above, (row["taxonRank"], row["scientificName"]))
        return lineages[taxon_id]

    ids: dict[Step, str] = {}
    for taxon_id in rows:
        step = lineage(taxon_id)[-1]
        if step in ids:
            raise BadSource(f"{step[0]} {step[1]!r} has two ids", where=str(path))
        ids[step] = taxon_id
    return lineages, ids


def _sample(
    folder: Path, row: Mapping[str, str], line: int, lineages: Mapping[str, Lineage]
) -> Sample:
    where = f"{folder / 'samples.csv'}, line {line}"
    if row["part"] not in PARTS:
        raise BadSource(f"part {row['part']!r} is none of {', '.join(PARTS)}", where=where)
    if row["taxon_id"] not in lineages:
        raise BadSource(f"taxon {row['taxon_id']!r} is not in taxa.csv", where=where)
    try:
        weight = float(row["weight"] or 1.0)
        pixels = read((folder / row["picture"]).read_bytes())
    except ValueError as error:
        raise BadSource(f"weight {row['weight']!r} is no number", where=where) from error
    except (OSError, BadPicture) as error:
        raise BadSource(f"picture {row['picture']}: {error}", where=where) from error
    return Sample(
        row["sample_id"], row["source"], row["specimen"], lineages[row["taxon_id"]], pixels,
        part=row["part"], group=row["group"], weight=weight, view=row["view"], caste=row["caste"],
        institution=row["institution"], sex=row["sex"], life_stage=row["life_stage"],
        licence=row["licence"], creator=row["creator"],
    )  # fmt: skip


def _no_leak(samples: Sequence[Sample], where: str) -> None:
    """Raises BadSource where a specimen or near-duplicate group is in training and in a test."""
    parts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for sample in samples:
        parts["specimen", sample.specimen].add(sample.part)
        parts["group", sample.group or sample.specimen].add(sample.part)
    for (kind, name), found in parts.items():
        if "training" in found and len(found) > 1:
            raise BadSource(f"{kind} {name!r} is in {' and '.join(sorted(found))}", where=where)


def read_snapshot(folder: Path) -> Snapshot:
    """Read and verify. Raises BadSource naming file, line and misfit."""
    manifest, digest = _manifest(folder)
    _verified(folder, manifest["files"])
    for name in ("samples.csv", "taxa.csv"):
        if name not in manifest["files"]:
            raise BadSource(f"does not list {name}", where=str(folder / "snapshot.json"))
    lineages, ids = _lineages(folder / "taxa.csv")
    rows = _table(folder / "samples.csv", SAMPLE_COLUMNS)
    samples = [_sample(folder, row, n, lineages) for n, row in enumerate(rows, start=2)]
    if not any(sample.part == "training" for sample in samples):
        raise BadSource("no picture is for training", where=str(folder / "samples.csv"))
    _no_leak(samples, str(folder / "samples.csv"))
    about = {key: value for key, value in manifest.items() if key != "files"}
    return Snapshot(digest, tuple(samples), ids, about)


def _csv(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def write_snapshot(
    folder: Path, samples: Sequence[Sample], ids: Mapping[Step, str], about: Mapping[str, Any]
) -> str:
    """Pictures, tables, and snapshot.json last; the snapshot's digest."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pictures").mkdir(exist_ok=True)
    files: dict[str, bytes] = {}
    rows = []
    for number, sample in enumerate(samples):
        name, data = f"pictures/{number:06d}.jpg", encode(sample.pixels, QUALITY)
        files[name] = data
        rows.append(
            (sample.name, hashlib.sha256(data).hexdigest(), name, sample.specimen, sample.group,
             ids[sample.lineage[-1]], sample.part, sample.view, sample.caste, sample.sex, sample.life_stage,
             sample.licence, sample.creator, sample.institution, "", sample.weight, sample.source)
        )  # fmt: skip
    files["samples.csv"] = _csv(SAMPLE_COLUMNS, rows)
    lineages = {s.lineage[:n] for s in samples for n in range(1, len(s.lineage) + 1)}
    ordered = sorted(lineages, key=lambda line: (len(line), line))
    files["taxa.csv"] = _csv(
        TAXON_COLUMNS,
        [
            (ids[line[-1]], line[-1][1], line[-1][0], ids[line[-2]] if len(line) > 1 else "", "")
            for line in ordered
        ],
    )
    for name, data in files.items():
        write_bytes(folder / name, data)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    manifest = canonical({**about, "format": FORMAT, "files": digests})
    write_bytes(folder / "snapshot.json", manifest)
    return hashlib.sha256(manifest).hexdigest()
