"""`insecta dataset build`: a frozen snapshot of files or of a collection's verified names."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

from tests.cli.conftest import Drawn
from tests.cli.inside import Inside
from tests.services.dataset.drawn import moths, picture, sheet


def samples(snapshot: Path) -> list[dict[str, str]]:
    with (snapshot / "samples.csv").open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def test_files_become_a_snapshot_named_by_its_digest(tmp_path: Path) -> None:
    insecta = Inside(tmp_path / "data")
    pictures = tmp_path / "moths"
    pictures.mkdir()
    labels = tmp_path / "labels"
    labels.mkdir()
    (labels / "one.png").write_bytes(picture(900))
    source = sheet(pictures, moths(pictures, per_species=4))
    out = tmp_path / "snapshot"
    words = ("dataset", "build", "--from", source, "--outside", f"label_only={labels}")
    told = insecta.done(*words, "--hold-out-genera", "2", "--out", out, "--json").json
    manifest = (out / "snapshot.json").read_bytes()
    assert told["digest"] == hashlib.sha256(manifest).hexdigest()
    assert sum(told["counts"].values()) == len(samples(out)) == 8 * 2 * 4 + 1
    assert (out / "datasheet.html").is_file()
    again = insecta.run(*words, "--out", out)
    assert again.code == 1, "a snapshot is never written over"
    assert (out / "snapshot.json").read_bytes() == manifest


def test_a_collection_gives_only_names_that_people_gave(tmp_path: Path) -> None:
    insecta = Inside(tmp_path / "data")
    drawer = tmp_path / "drawer"
    drawer.mkdir()
    rows = [
        {"file": f"a{n}.png", "specimen": f"ANT{n:04}", "family": "Formicidae", "caste": "worker",
         "genus": ("Lasius", "Formica")[n % 2]}
        for n in range(6)
    ]  # fmt: skip
    for n, row in enumerate(rows):
        (drawer / row["file"]).write_bytes(picture(n))
    (drawer / "nameless.png").write_bytes(picture(99))
    rows.append({"file": "nameless.png", "specimen": "ANT0099"})
    insecta.done("ingest", sheet(drawer, rows), "--collection", "ANTS", "--json")
    out = tmp_path / "snapshot"
    told = insecta.done("dataset", "build", "--collection", "ANTS", "--out", out, "--json").json
    assert len(samples(out)) == 6
    assert told["report"]["not_verified"] == 1


def test_what_cannot_be_built_is_told(drawn_once: Drawn, tmp_path: Path) -> None:
    insecta = drawn_once.insecta
    nothing = insecta.run("dataset", "build", "--out", tmp_path / "x")
    assert (nothing.code, "--from SOURCE or --collection CODE" in nothing.err) == (1, True)
    both = insecta.run(
        "dataset",
        "build",
        "--from",
        drawn_once.source,
        "--collection",
        "A",
        "--out",
        tmp_path / "x",
    )
    assert (both.code, "not mixed" in both.err) == (1, True)
    assert not (tmp_path / "x").exists()
