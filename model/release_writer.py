"""Write a release folder (docs/release-format.md) and read it back as proof."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.domain.learned import Learned
from insecta.domain.release import Taxon
from insecta.errors import BadRelease
from insecta.vision.classifier import calibrated, unit
from insecta.vision.decode import decode
from insecta.vision.preprocess import prepare
from insecta.vision.release_folder import COLUMNS, MANIFEST, canonical, read_release
from model.export import write_bytes
from model.golden import golden_png
from model.learned import files as learned_files

ONE = "model-1.tflite"
"""The network for exactly one picture, which browsers and phones load."""


def run_outputs(
    model: bytes, pictures: NDArray[np.uint8], threads: int = 2
) -> dict[str, NDArray[np.float32]]:
    """Outputs of LiteRT bytes by name, before calibration; without the heat map, which is large."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=model, num_threads=threads)
    runner = interpreter.get_signature_runner("serving_default")
    found = [runner(pictures=pictures[n : n + 16]) for n in range(0, len(pictures), 16)]
    names = [name for name in found[0] if name != "heat"]
    return {name: np.concatenate([part[name] for part in found]) for name in names}


def run_network(
    model: bytes, pictures: NDArray[np.uint8], threads: int = 2
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Logits [n, leaves] and embeddings [n, dimensions] of LiteRT bytes, before calibration."""
    outputs = run_outputs(model, pictures, threads)
    return outputs["leaves"], outputs["embedding"]


def taxa_csv(taxa: Sequence[Taxon], outside: Mapping[str, str]) -> bytes:
    """taxa.csv: parents before children."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for taxon in taxa:
        writer.writerow(
            [
                taxon.taxon_id, taxon.scientific_name, taxon.rank, taxon.parent_id or "",
                "" if taxon.leaf is None else taxon.leaf, str(taxon.answerable).lower(),
                taxon.training, taxon.testing, outside.get(taxon.taxon_id, ""),
            ]
        )  # fmt: skip
    return out.getvalue().encode()


def _golden(model: bytes, side: int, temperature: float) -> tuple[bytes, bytes]:
    """golden.png and golden.json: what this network says about the drawn picture."""
    drawn = golden_png()
    picture = prepare(decode(drawn).pixels, side)
    logits, embedding = run_network(model, picture[np.newaxis])
    expected = {
        "leaves": [round(float(p), 5) for p in calibrated(logits, temperature)[0]],
        "embedding": [round(float(v), 5) for v in unit(embedding)[0]],
    }
    return drawn, canonical(expected)


def write_release(
    folder: Path,
    description: Mapping[str, Any],
    model: bytes,
    taxa: Sequence[Taxon],
    outside: Mapping[str, str],
    prototypes: NDArray[np.float32],
    texts: Mapping[str, str],
    more: Mapping[str, bytes] | None = None,
    learned: Learned | None = None,
) -> str:
    """Write all files, release.json last, and read the folder back. Returns the digest.

    `description`: release.json without `files`. `texts`: card.md and LICENSE. `more`: files that a
    reader may do without, such as the network for one picture. `learned`: what the release learned from,
    None where nobody knows. A killed run leaves a folder without a fitting release.json, which nothing
    accepts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    drawn, expected = _golden(model, int(description["side"]), float(description["temperature"]))
    vectors = io.BytesIO()
    np.save(vectors, prototypes.astype(np.float16), allow_pickle=False)
    files = {
        "model.tflite": model,
        "taxa.csv": taxa_csv(taxa, outside),
        "prototypes.npy": vectors.getvalue(),
        "golden.png": drawn,
        "golden.json": expected,
        **{name: text.encode() for name, text in texts.items()},
        **(more or {}),
        **(learned_files(learned) if learned else {}),
    }
    for name, data in files.items():
        write_bytes(folder / name, data)
    manifest = dict(description)
    manifest["files"] = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in files.items()
    }
    write_bytes(folder / MANIFEST, canonical(json.loads(json.dumps(manifest))))
    try:
        return read_release(folder).release.digest
    except BadRelease:
        (folder / MANIFEST).unlink()
        raise
