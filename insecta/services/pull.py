"""Known public networks, fetched by their digest and wrapped as releases that promise nothing.

Nothing about them was measured here, so they have no thresholds: they give candidates, never an answer,
until somebody calibrates them on own specimens (`insecta model calibrate`).
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from insecta.domain.answer import Abstention
from insecta.domain.name import parse
from insecta.domain.release import Release, Taxon
from insecta.errors import BadRelease, Conflict, NotFound, Unavailable
from insecta.services.pulled_genera import ABOVE
from insecta.vision.classifier import calibrated, unit
from insecta.vision.decode import decode
from insecta.vision.preprocess import PREPROCESSING, prepare
from insecta.vision.release_folder import (
    COLUMNS,
    FORMAT,
    MANIFEST,
    canonical,
    default_release,
    read_release,
)
from insecta.vision.signature import with_signature

LARGEST = 64 * 1024 * 1024
_LABEL = re.compile(r"(?P<name>[A-Z][a-z]+(?: [a-z-]+){1,2})(?: \(.*\))?")


@dataclass(frozen=True, slots=True)
class Source:
    """A file and what it must be."""

    name: str
    address: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Known:
    """A public network: quantised, uint8 [n, side, side, 3] in, as (x − 128) / 128."""

    title: str
    model: Source
    labels: Source
    side: int
    logits: str
    features: str
    dimensions: int
    licence: str
    limit_line: str
    terms: str


_CORAL = "https://raw.githubusercontent.com/google-coral/test_data/master/"
KNOWN = {
    "inat-insects": Known(
        "MobileNetV2 of 1,021 insect taxa (iNaturalist 2017)",
        Source(
            "mobilenet_v2_1.0_224_inat_insect_quant.tflite",
            _CORAL + "mobilenet_v2_1.0_224_inat_insect_quant.tflite",
            "0ebaeb474dccf56b8b818b014f0d6a8e22b35a45b491a659f0b5405c9c838282",
        ),
        Source(
            "inat_insect_labels.txt",
            _CORAL + "inat_insect_labels.txt",
            "e5e03664a8a70eafc3308268eb8cd6aa28652912735bfdd45e436ae9617155bc",
        ),
        224,
        "Logits/MatMul;Logits/BiasAdd",
        "AvgPool/AvgPool",
        256,
        "Apache-2.0",
        "A public network of 1,021 insect taxa, nine of them ants, trained on field photographs. "
        "Nothing was measured here: it lists candidates and never gives an answer. It knows nothing "
        "of museum views.",
        "Network and labels: google-coral/test_data, Apache License 2.0,\n"
        "https://www.apache.org/licenses/LICENSE-2.0\n",
    )
}


def pull(
    name: str,
    out: Path,
    mirror: Path | None = None,
    progress: Callable[[str, int], None] = lambda what, done: None,
) -> Release:
    """Fetch a known network and write it as a release folder.

    `mirror`: a folder that holds the files, in place of their address. Raises NotFound for unknown
    names, BadRelease for other bytes than pinned, Unavailable where the address does not answer,
    Conflict where `out` exists.
    """
    if name not in KNOWN:
        raise NotFound(f"no public release {name!r} is known", hint=f"known: {', '.join(KNOWN)}")
    if out.exists():
        raise Conflict(f"{out} is there already", hint="name a new folder")
    known = KNOWN[name]
    model = _fetched(known.model, mirror, progress)
    labels = _fetched(known.labels, mirror, progress).decode().splitlines()
    draft = out.with_name(out.name + ".partial")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(parents=True)
        _write(name, known, model, labels, draft)
        release = read_release(draft).release
        draft.rename(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return release


def _fetched(source: Source, mirror: Path | None, progress: Callable[[str, int], None]) -> bytes:
    if mirror is not None:
        path = mirror / source.name
        if not path.is_file():
            raise NotFound(f"{path} is not there", hint=f"it is found at {source.address}")
        data = path.read_bytes()
    else:
        data = _downloaded(source, progress)
    digest = hashlib.sha256(data).hexdigest()
    if digest != source.sha256:
        raise BadRelease(
            f"{source.name}: digest {digest[:12]}… is not the pinned {source.sha256[:12]}…",
            hint="nothing was written; the file at its address has changed, or was damaged",
        )
    return data


def _downloaded(source: Source, progress: Callable[[str, int], None]) -> bytes:
    """Proxies and certificates are those of the environment."""
    parts: list[bytes] = []
    done = 0
    try:
        with urllib.request.urlopen(source.address, timeout=60) as answer:  # noqa: S310  a constant
            while part := answer.read(1 << 16):
                parts.append(part)
                done += len(part)
                if done > LARGEST:
                    raise BadRelease(f"{source.name}: larger than {LARGEST >> 20} MiB")
                progress(source.name, done)
    except (urllib.error.URLError, OSError) as error:
        raise Unavailable(
            f"{source.address}: {error}",
            hint="get the files where there is a network, and give their folder as --mirror",
        ) from error
    return b"".join(parts)


def taxa_of(labels: Sequence[str]) -> tuple[Taxon, ...]:
    """Insecta, orders and families where they are known, genera, species and subspecies; `background`
    is no insect. Raises BadRelease."""
    root = "class:Insecta"
    made: dict[str, Taxon] = {root: Taxon(root, "Insecta", "class", None, answerable=False)}
    for place, label in enumerate(labels):
        if label.strip() == "background":
            made["outside:background"] = Taxon(
                "outside:background", "no insect", "none", None, place
            )
            continue
        found = _LABEL.fullmatch(label.strip())
        parsed = parse(found["name"]) if found else None
        if parsed is None or parsed.scientific_name is None or parsed.genus is None:
            raise BadRelease(f"label {place + 1}, {label!r}, is no name")
        steps = [
            *ABOVE.get(parsed.genus, ()),
            ("genus", parsed.genus),
            ("species", f"{parsed.genus} {parsed.specific_epithet}"),
        ]
        if parsed.rank == "subspecies":
            steps.append(("subspecies", parsed.scientific_name))
        above = root
        for rank, name in steps:
            key = f"{rank}:{name.replace(' ', '_')}"
            made.setdefault(key, Taxon(key, name, rank, above))
            above = key
        if made[above].leaf is not None:
            raise BadRelease(f"label {place + 1}, {label!r}, appears twice")
        last = made[above]
        made[above] = Taxon(last.taxon_id, last.scientific_name, last.rank, last.parent_id, place)
    return tuple(sorted(made.values(), key=lambda t: _depth(t, made)))


def _depth(taxon: Taxon, made: dict[str, Taxon]) -> tuple[int, str]:
    """Parents first."""
    depth, parent = 0, taxon.parent_id
    while parent is not None:
        depth, parent = depth + 1, made[parent].parent_id
    return depth, taxon.taxon_id


def _write(name: str, known: Known, model: bytes, labels: Sequence[str], folder: Path) -> None:
    signed = with_signature(model, known.logits, known.features, known.dimensions)
    taxa = taxa_of(labels)
    vectors = io.BytesIO()
    np.save(vectors, np.zeros((1, known.dimensions), np.float16), allow_pickle=False)
    drawn = (default_release() / "golden.png").read_bytes()
    files = {
        "model.tflite": signed,
        "taxa.csv": _taxa_csv(taxa),
        "prototypes.npy": vectors.getvalue(),
        "golden.png": drawn,
        "golden.json": canonical(_golden(signed, drawn, known.side)),
        "card.md": _card(known, taxa).encode(),
        "LICENSE": known.terms.encode(),
    }
    for file, data in files.items():
        (folder / file).write_bytes(data)
    space = hashlib.sha256(f"{known.model.sha256} {known.features} {PREPROCESSING}".encode())
    manifest = {
        "format": FORMAT, "name": name, "version": known.model.sha256[:12], "created": "2017-01-01",
        "side": known.side, "dimensions": known.dimensions, "space": space.hexdigest(),
        "preprocessing": PREPROCESSING, "licence": known.licence, "limit_line": known.limit_line,
        "banner": "", "thresholds": {}, "novelty": {}, "temperature": 1.0, "calibration": "none measured",
        "outputs": {"leaves": [len(labels)], "embedding": [known.dimensions]},
        "source": known.model.address,
        "files": {
            file: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
            for file, data in files.items()
        },
    }  # fmt: skip
    (folder / MANIFEST).write_bytes(canonical(manifest))


def _golden(model: bytes, drawn: bytes, side: int) -> dict[str, object]:
    from ai_edge_litert.interpreter import Interpreter

    picture = prepare(decode(drawn).pixels, side)
    runner = Interpreter(model_content=model).get_signature_runner("serving_default")
    found = runner(pictures=picture[np.newaxis])
    return {
        "leaves": [round(float(p), 5) for p in calibrated(found["leaves"], 1.0)[0]],
        "embedding": [round(float(v), 5) for v in unit(found["embedding"])[0]],
    }


def _taxa_csv(taxa: Sequence[Taxon]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for taxon in taxa:
        code = Abstention.NOT_AN_INSECT.value if taxon.rank == "none" else ""
        leaf = "" if taxon.leaf is None else taxon.leaf
        writer.writerow(
            (taxon.taxon_id, taxon.scientific_name, taxon.rank, taxon.parent_id or "", leaf,
             str(taxon.answerable).lower(), taxon.training, taxon.testing, code)
        )  # fmt: skip
    return out.getvalue().encode()


def _card(known: Known, taxa: Sequence[Taxon]) -> str:
    names = sum(taxon.leaf is not None and taxon.rank != "none" for taxon in taxa)
    return f"""{known.limit_line}

# {known.title}

- {names:,} names, from {known.model.address}
  (SHA-256 {known.model.sha256}), {known.licence}.
- Calibration: none measured. There are no thresholds, so no name is ever an answer.
- To let it answer, calibrate it on your own labelled specimens (`insecta model calibrate`), or train on it as a
  backbone: docs/model.md.
- Its embedding is the mean of each five of its 1,280 pooled features.
"""
