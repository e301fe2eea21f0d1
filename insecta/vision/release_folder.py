"""A release on disk, read and verified (docs/release-format.md).

A folder is a release only if release.json is canonical, every file has the digest written there,
labels and tree fit each other, and nothing else is missing. Anything else is BadRelease: a wrong
model never answers silently.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.domain.answer import Abstention
from insecta.domain.decision import NO_RANK
from insecta.domain.learned import CALIBRATED, TRAINED, Learned, from_bytes
from insecta.domain.ranks import RANKS
from insecta.domain.release import DISTANCE, ENERGY, Release, Taxon
from insecta.domain.traits import TERMS, Head
from insecta.errors import BadRelease

FORMAT = "insecta-release-1"
FORMAT_WITH_MEASURE = "insecta-release-2"
"""Of releases that name their measure of novelty: who doesn't know the field would compare another
number with the cuts, without a word."""
MANIFEST = "release.json"
REQUIRED = (
    "model.tflite",
    "taxa.csv",
    "prototypes.npy",
    "golden.png",
    "golden.json",
    "card.md",
    "LICENSE",
)
COLUMNS = (
    "taxon_id", "scientificName", "taxonRank", "parent_id", "leaf", "answerable", "training",
    "testing", "abstention",
)  # fmt: skip
_FIELDS: Mapping[str, type | tuple[type, ...]] = {
    "format": str, "name": str, "version": str, "created": str, "space": str, "licence": str,
    "limit_line": str, "banner": str, "side": int, "dimensions": int, "temperature": (int, float),
    "thresholds": dict, "novelty": dict, "files": dict, "outputs": dict,
}  # fmt: skip
_HINT = "get the release again; a release folder is never edited by hand"


@dataclass(frozen=True, slots=True)
class ReleaseFolder:
    """A verified release: its pure description, and the bytes that the classifier needs.

    `prototypes`: float32 [number of known leaves, dimensions], unit length: class means. `learned`: what
    it learned from, None where the release does not tell: not known.
    """

    release: Release
    model: bytes
    prototypes: NDArray[np.float32]
    golden: Mapping[str, Any]
    golden_png: bytes
    folder: Path
    learned: Learned | None = None


def canonical(document: Mapping[str, Any]) -> bytes:
    """The one spelling of a JSON document: sorted keys, no blanks, UTF-8, a newline at the end."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return (text + "\n").encode()


def default_release() -> Path:
    """The release that ships with Insecta: beside the package in a wheel, or in the repository."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "releases" / "starter", package.parent / "releases" / "starter"):
        if (folder / MANIFEST).is_file():
            return folder
    raise BadRelease(
        "No release is installed", hint="set INSECTA_RELEASE or --release to a release folder"
    )


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise BadRelease(
            f"{folder / name}: cannot be read: {error.strerror}", hint=_HINT
        ) from error


def _manifest(folder: Path) -> tuple[dict[str, Any], str]:
    """Parsed release.json and its digest."""
    data = _read(folder, MANIFEST)
    where = folder / MANIFEST
    try:
        document = json.loads(data)
    except ValueError as error:
        raise BadRelease(f"{where}: is no JSON: {error}", hint=_HINT) from error
    if not isinstance(document, dict) or canonical(document) != data:
        raise BadRelease(f"{where}: is not canonical JSON: it was edited", hint=_HINT)
    for name, kind in _FIELDS.items():
        if not isinstance(document.get(name), kind):
            raise BadRelease(f"{where}: field {name!r} is missing or of a wrong type", hint=_HINT)
    if document["format"] not in (FORMAT, FORMAT_WITH_MEASURE):
        raise BadRelease(
            f"{where}: format {document['format']!r}, this Insecta reads {FORMAT!r} and "
            f"{FORMAT_WITH_MEASURE!r}",
            hint="install the version of Insecta that fits the release",
        )
    return document, hashlib.sha256(data).hexdigest()


def _files(folder: Path, listed: Mapping[str, Any]) -> dict[str, bytes]:
    """All files by name, each of the digest and length that release.json promises."""
    missing = [name for name in REQUIRED if name not in listed]
    if missing:
        raise BadRelease(f"{folder / MANIFEST}: does not list {', '.join(missing)}", hint=_HINT)
    found = {}
    for name, promise in listed.items():
        if Path(name).name != name:
            raise BadRelease(f"{folder / MANIFEST}: {name!r} is no plain file name", hint=_HINT)
        data = _read(folder, name)
        digest = hashlib.sha256(data).hexdigest()
        if promise != {"sha256": digest, "bytes": len(data)}:
            raise BadRelease(
                f"{folder / name}: {len(data)} bytes of digest {digest[:12]}… are not what "
                f"{MANIFEST} promises",
                hint=_HINT,
            )
        found[name] = data
    return found


def _taxon(row: Mapping[str, str], where: str) -> Taxon:
    try:
        taxon = Taxon(
            taxon_id=row["taxon_id"],
            scientific_name=row["scientificName"],
            rank=row["taxonRank"],
            parent_id=row["parent_id"] or None,
            leaf=int(row["leaf"]) if row["leaf"] else None,
            answerable={"true": True, "false": False}[row["answerable"]],
            training=int(row["training"]),
            testing=int(row["testing"]),
        )
    except (KeyError, ValueError) as error:
        raise BadRelease(f"{where}: {error} cannot be read", hint=_HINT) from error
    if taxon.rank != NO_RANK and taxon.rank not in RANKS:
        raise BadRelease(f"{where}: rank {taxon.rank!r} is unknown", hint=_HINT)
    if row["abstention"] and (
        row["abstention"] not in {code.value for code in Abstention} or taxon.leaf is None
    ):
        raise BadRelease(f"{where}: abstention {row['abstention']!r} does not fit", hint=_HINT)
    return taxon


def _taxa(folder: Path, data: bytes) -> tuple[tuple[Taxon, ...], dict[str, str]]:
    """Taxa of taxa.csv, parents before children, and the abstention codes of leaves."""
    reader = csv.DictReader(io.StringIO(data.decode()))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise BadRelease(f"{folder / 'taxa.csv'}: columns are not {', '.join(COLUMNS)}", hint=_HINT)
    taxa: list[Taxon] = []
    outside: dict[str, str] = {}
    known: set[str] = set()
    for line, row in enumerate(reader, start=2):
        where = f"{folder / 'taxa.csv'}, line {line}"
        taxon = _taxon(row, where)
        if taxon.taxon_id in known:
            raise BadRelease(f"{where}: {taxon.taxon_id} appears twice", hint=_HINT)
        if taxon.parent_id is not None and taxon.parent_id not in known:
            raise BadRelease(f"{where}: parent {taxon.parent_id} is not above it", hint=_HINT)
        known.add(taxon.taxon_id)
        taxa.append(taxon)
        if row["abstention"]:
            outside[taxon.taxon_id] = row["abstention"]
    leaves = sorted(t.leaf for t in taxa if t.leaf is not None)
    if leaves != list(range(len(leaves))) or not leaves:
        raise BadRelease(
            f"{folder / 'taxa.csv'}: leaves are not 0 to {len(leaves) - 1}", hint=_HINT
        )
    return tuple(taxa), outside


def _seen(
    folder: Path, manifest: Mapping[str, Any], taxa: tuple[Taxon, ...]
) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The optional field `seen`: castes, sexes and stages of the training pictures, by taxon."""
    stated = manifest.get("seen", {})
    where = f"{folder / MANIFEST}: field 'seen'"
    known = {taxon.taxon_id for taxon in taxa}
    if not isinstance(stated, dict) or not set(stated) <= known:
        raise BadRelease(f"{where} names taxa that taxa.csv lacks", hint=_HINT)
    for terms in stated.values():
        if not isinstance(terms, dict) or not set(terms) <= {"caste", "sex", "lifeStage"}:
            raise BadRelease(f"{where} knows caste, sex and lifeStage only", hint=_HINT)
    return {
        taxon_id: {term: tuple(values) for term, values in terms.items()}
        for taxon_id, terms in stated.items()
    }


def _measure(folder: Path, manifest: Mapping[str, Any]) -> Mapping[str, float]:
    """The field `novelty_measure`, which releases of the second format have and no others."""
    where = f"{folder / MANIFEST}: field 'novelty_measure'"
    stated = manifest.get("novelty_measure")
    if (stated is None) != (manifest["format"] == FORMAT):
        raise BadRelease(f"{where} and format {manifest['format']!r} do not fit", hint=_HINT)
    if stated is None:
        return {DISTANCE: 1.0}
    is_known = isinstance(stated, dict) and stated and set(stated) <= {DISTANCE, ENERGY}
    if not is_known or not all(_is_weight(value) for value in stated.values()):
        raise BadRelease(f"{where} is no weights of {DISTANCE} and {ENERGY}", hint=_HINT)
    return {term: float(weight) for term, weight in stated.items()}


def _require_numbers(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Raises BadRelease for numbers that no decision can be made by."""
    where = f"{folder / MANIFEST}: field"
    temperature = manifest["temperature"]
    if not _is_weight(temperature) or temperature <= 0:
        raise BadRelease(f"{where} 'temperature' is {temperature}, not above 0", hint=_HINT)
    for key, cut in manifest["novelty"].items():
        if not _is_weight(cut):
            raise BadRelease(f"{where} 'novelty': {key} is {cut!r}, no finite number", hint=_HINT)
    for target, ranks in manifest["thresholds"].items():
        if not _is_share(target) or not isinstance(ranks, dict):
            raise BadRelease(f"{where} 'thresholds': {target!r} is no target", hint=_HINT)
        for rank, least in ranks.items():
            if rank not in RANKS or not _is_weight(least) or not 0 <= least <= 1:
                raise BadRelease(
                    f"{where} 'thresholds' at {target}: {rank} {least!r} is no rank with a probability",
                    hint=_HINT,
                )


def _is_share(text: str) -> bool:
    try:
        return 0 < float(text) <= 1
    except ValueError:
        return False


def _is_weight(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _reliability(
    folder: Path, manifest: Mapping[str, Any]
) -> Mapping[str, tuple[tuple[float, int, int], ...]]:
    """The optional field `reliability`: answers of the frozen test by rank and confidence."""
    stated = manifest.get("reliability", {})
    try:
        found = {
            rank: tuple((float(least), int(right), int(cases)) for least, right, cases in bins)
            for rank, bins in stated.items()
        }
    except (AttributeError, TypeError, ValueError) as error:
        raise BadRelease(
            f"{folder / MANIFEST}: field 'reliability' is not rank → [least, right, cases]: {error}",
            hint=_HINT,
        ) from error
    for rank, bins in found.items():
        rises = all(one[0] <= other[0] for one, other in pairwise(bins))
        if rank not in RANKS or not rises or any(not 0 <= b[1] <= b[2] for b in bins):
            raise BadRelease(
                f"{folder / MANIFEST}: field 'reliability' of rank {rank!r} does not fit",
                hint=_HINT,
            )
    return found


def _heads(folder: Path, manifest: Mapping[str, Any]) -> Mapping[str, Head]:
    """The optional field `heads`: what extra outputs of the network say, by term."""
    stated = manifest.get("heads", {})
    where = f"{folder / MANIFEST}: field 'heads'"
    if not isinstance(stated, dict) or not set(stated) <= set(TERMS):
        raise BadRelease(f"{where} knows {', '.join(TERMS)} only", hint=_HINT)
    try:
        found = {
            term: Head(
                tuple(str(value) for value in told["values"]),
                float(told["temperature"]),
                None if told["least"] is None else float(told["least"]),
                {str(value): int(count) for value, count in told["training"].items()},
                int(told["cases"]),
            )
            for term, told in stated.items()
        }
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadRelease(f"{where} cannot be read: {error!r}", hint=_HINT) from error
    for term, head in found.items():
        if len(set(head.values)) != len(head.values) or len(head.values) < 2:
            raise BadRelease(f"{where}: {term} needs two values or more, each once", hint=_HINT)
        if not head.temperature > 0:
            raise BadRelease(f"{where}: temperature of {term} is not above 0", hint=_HINT)
    return found


def _prototypes(folder: Path, data: bytes, dimensions: int) -> NDArray[np.float32]:
    try:
        found = np.load(io.BytesIO(data), allow_pickle=False)
    except ValueError as error:
        raise BadRelease(f"{folder / 'prototypes.npy'}: {error}", hint=_HINT) from error
    if found.ndim != 2 or found.shape[1] != dimensions:
        raise BadRelease(
            f"{folder / 'prototypes.npy'}: shape {found.shape}, expected (n, {dimensions})",
            hint=_HINT,
        )
    if not len(found) or found.dtype.kind != "f" or not np.isfinite(found).all():
        raise BadRelease(
            f"{folder / 'prototypes.npy'}: {len(found)} class means of {found.dtype}, expected one finite "
            "mean at least",
            hint=_HINT,
        )
    return np.asarray(found, dtype=np.float32)


def _learned(folder: Path, files: Mapping[str, bytes]) -> Learned | None:
    """The optional files that tell what the release learned from: both, or neither."""
    if TRAINED not in files and CALIBRATED not in files:
        return None
    found = []
    for name in (TRAINED, CALIBRATED):
        if name not in files:
            raise BadRelease(f"{folder / MANIFEST}: does not list {name}", hint=_HINT)
        try:
            found.append(from_bytes(files[name]))
        except ValueError as error:
            raise BadRelease(f"{folder / name}: {error}", hint=_HINT) from error
    return Learned(*found)


def read_release(folder: Path) -> ReleaseFolder:
    """Read and verify a release folder. Raises BadRelease naming file and misfit."""
    manifest, digest = _manifest(folder)
    _require_numbers(folder, manifest)
    files = _files(folder, manifest["files"])
    taxa, outside = _taxa(folder, files["taxa.csv"])
    release = Release(
        digest=digest,
        name=manifest["name"],
        version=manifest["version"],
        space=manifest["space"],
        side=manifest["side"],
        taxa=taxa,
        thresholds=manifest["thresholds"],
        limit_line=manifest["limit_line"],
        dimensions=manifest["dimensions"],
        novelty=manifest["novelty"],
        measure=_measure(folder, manifest),
        outside=outside,
        banner=manifest["banner"],
        temperature=float(manifest["temperature"]),
        licence=manifest["licence"],
        seen=_seen(folder, manifest, taxa),
        reliability=_reliability(folder, manifest),
        heads=_heads(folder, manifest),
    )
    promised = {name: shape for name, shape in manifest["outputs"].items() if name != "heat"}
    expected = {
        "leaves": [len(release.leaves)], "embedding": [release.dimensions],
        **{term: [len(head.values)] for term, head in release.heads.items()},
    }  # fmt: skip
    if promised != expected:
        raise BadRelease(
            f"{folder / MANIFEST}: outputs {manifest['outputs']} do not fit "
            f"{len(release.leaves)} labels, {release.dimensions} dimensions"
            f"{_and_heads(release)}",
            hint=_HINT,
        )
    return ReleaseFolder(
        release,
        files["model.tflite"],
        _prototypes(folder, files["prototypes.npy"], release.dimensions),
        json.loads(files["golden.json"]),
        files["golden.png"],
        folder,
        _learned(folder, files),
    )


def _and_heads(release: Release) -> str:
    told = ", ".join(f"{term} {len(head.values)}" for term, head in release.heads.items())
    return f" and heads {told}" if told else ""


@cache
def read_default_release() -> ReleaseFolder:
    """The shipped release, read once per process."""
    return read_release(default_release())
