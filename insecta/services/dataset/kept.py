"""A snapshot that an earlier call wrote, read back."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

from insecta.errors import Invalid
from insecta.services.dataset.build import MANIFEST, WRITTEN, Snapshot

_PARTS = {written: part for part, written in WRITTEN.items()}


def is_kept(folder: Path) -> bool:
    """Whether a whole snapshot lies there: its manifest is written last."""
    return (folder / MANIFEST).is_file()


def kept(folder: Path) -> Snapshot:
    """The snapshot of a folder, as it was when it was written. Raises Invalid where it is damaged."""
    manifest = (folder / MANIFEST).read_bytes()
    about = json.loads(manifest)
    digests = about.get("files", {})
    tables = {name: _whole(folder, name, digests) for name in ("samples.csv", "report.json")}
    rows = csv.DictReader(io.StringIO(tables["samples.csv"].decode()))
    parts = {row["specimen"]: _PARTS.get(row["part"], row["part"]) for row in rows}
    parts |= about.get("shown_with_others", {})
    report = json.loads(tables["report.json"])
    digest = hashlib.sha256(manifest).hexdigest()
    return Snapshot(folder, digest, about["counts"], report, parts, about.get("held_out_names"))


def _whole(folder: Path, name: str, digests: dict[str, str]) -> bytes:
    try:
        data = (folder / name).read_bytes()
    except FileNotFoundError:
        data = b""
    if hashlib.sha256(data).hexdigest() != digests.get(name):
        raise Invalid(
            f"{folder / name} is not what {MANIFEST} says",
            hint="a snapshot never changes: delete the folder, or name another",
        )
    return data


def kept_of(folder: Path, collections: list[str]) -> Snapshot:
    """The same, of these collections of the catalogue.

    Raises Invalid where it is damaged, or was made from anything else.
    """
    found = kept(folder)
    others = sorted(set(json.loads((folder / MANIFEST).read_bytes())["sources"]) - set(collections))
    if others:
        raise Invalid(
            f"{folder} is a snapshot of {', '.join(others)}", hint="name another folder with --out"
        )
    return found
