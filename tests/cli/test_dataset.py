"""`insecta dataset build`: a frozen snapshot of files or of a collection's verified names."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select

from insecta.catalogue.snapshots import Snapshots
from insecta.catalogue.tables import learning_roles, snapshot_specimens, snapshots
from insecta.errors import Unavailable
from insecta.services.dataset.build import WRITTEN
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


def ingested(
    insecta: Inside,
    drawer: Path,
    number: int = 6,
    genera: tuple[str, ...] = ("Lasius", "Formica"),
) -> None:
    """Ants of some genera with the museum's names, and one without a name, in collection ANTS."""
    drawer.mkdir()
    rows = [
        {"file": f"a{n}.png", "specimen": f"ANT{n:04}", "family": "Formicidae", "caste": "worker",
         "genus": genera[n % len(genera)]}
        for n in range(number)
    ]  # fmt: skip
    for n, row in enumerate(rows):
        (drawer / row["file"]).write_bytes(picture(n))
    (drawer / "nameless.png").write_bytes(picture(99))
    rows.append({"file": "nameless.png", "specimen": "ANT0099"})
    insecta.done("ingest", sheet(drawer, rows), "--collection", "ANTS", "--json")


def test_a_collection_gives_only_names_that_people_gave(tmp_path: Path) -> None:
    insecta = Inside(tmp_path / "data")
    ingested(insecta, tmp_path / "drawer")
    out = tmp_path / "snapshot"
    told = insecta.done("dataset", "build", "--collection", "ANTS", "--out", out, "--json").json
    assert len(samples(out)) == 6
    assert told["report"]["not_verified"] == 1


def test_what_a_snapshot_held_out_stays_held_out_in_the_next(tmp_path: Path) -> None:
    insecta = Inside(tmp_path / "data")
    ingested(insecta, tmp_path / "drawer", 16, ("Lasius", "Formica", "Myrmica", "Messor"))
    words = ("dataset", "build", "--collection", "ANTS", "--json", "--out")
    insecta.done(*words, tmp_path / "one", "--hold-out-genera", "1")
    insecta.done(*words, tmp_path / "two")
    first, second = (
        json.loads((tmp_path / name / "snapshot.json").read_text())["held_out_names"]
        for name in ("one", "two")
    )
    assert len(first["genera"]) == 1
    assert second == first
    assert {
        one["part"] for one in samples(tmp_path / "two") if first["genera"][0] in one["taxon_id"]
    } == {"unseen_genus"}


def roles(insecta: Inside) -> dict[str, str]:
    """What each specimen is for, as the catalogue holds it of the newest snapshot."""
    opened = insecta.opened()
    try:
        with opened.catalogue.reading() as tx:
            rows = tx.connection.execute(select(snapshot_specimens)).all()
    finally:
        opened.close()
    return {str(row.specimen_id): row.part for row in rows}


def test_a_build_that_broke_off_before_its_rows_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    insecta = Inside(tmp_path / "data")
    ingested(insecta, tmp_path / "drawer")
    out = tmp_path / "snapshot"
    words = ("dataset", "build", "--collection", "ANTS", "--out", out, "--keep", "--json")
    with monkeypatch.context() as broken:
        broken.setattr(Snapshots, "add", _away)
        assert insecta.run(*words).code != 0
    assert (out / "snapshot.json").is_file()
    assert roles(insecta) == {}
    for _ in range(2):
        told = insecta.done(*words).json
        parts = {row["specimen"]: row["part"] for row in samples(out)}
        spelled = {key: WRITTEN.get(part, part) for key, part in roles(insecta).items()}
        assert spelled == parts
        assert set(roles(insecta).values()) >= {"train", "test"}
        assert told["digest"] == hashlib.sha256((out / "snapshot.json").read_bytes()).hexdigest()


def test_a_kept_snapshot_that_contradicts_the_catalogue_is_built_again(tmp_path: Path) -> None:
    insecta = Inside(tmp_path / "data")
    ingested(insecta, tmp_path / "drawer")
    out = tmp_path / "snapshot"
    words = ("dataset", "build", "--collection", "ANTS", "--out", out, "--keep", "--json")
    insecta.done(*words)
    trained = min(key for key, part in roles(insecta).items() if part == "train")
    opened = insecta.opened()
    with opened.catalogue.writing() as tx:  # as if another snapshot had come first
        for table in (snapshot_specimens, snapshots, learning_roles):
            tx.connection.execute(delete(table))
        row = {"specimen_id": UUID(trained), "role": "frozen", "part": "test", "since": tx.at}
        tx.connection.execute(insert(learning_roles).values(row))
    opened.close()
    refused = insecta.run(*words)
    assert (refused.code, "build it again" in refused.err) == (1, True)
    assert roles(insecta) == {}
    assert not out.exists()
    insecta.done(*words)
    assert roles(insecta)[trained] == "test"


def test_a_snapshot_of_something_else_is_not_kept_for_a_collection(tmp_path: Path) -> None:
    insecta = Inside(tmp_path / "data")
    ingested(insecta, tmp_path / "drawer")
    out = tmp_path / "snapshot"
    insecta.done("dataset", "build", "--collection", "ANTS", "--out", out)
    words = ("dataset", "build", "--out", out, "--keep", "--collection")
    other = insecta.run(*words, "MOTHS")
    assert (other.code, "is a snapshot of ANTS" in other.err) == (1, True)
    (out / "samples.csv").write_text("changed")
    damaged = insecta.run(*words, "ANTS")
    assert (damaged.code, "is not what snapshot.json says" in damaged.err) == (1, True)


def _away(*_: object) -> None:
    raise Unavailable("the catalogue is away")


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
