"""Snapshots from files: labels at their true rank, nothing leaks, bad input is told."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from insecta.errors import BadSource, Conflict, Invalid, StoreFull
from insecta.services.dataset import from_sources
from insecta.services.dataset.build import Recipe, Snapshot, build
from insecta.services.dataset.labelled import Findings, Labelled
from insecta.services.dataset.opened import Opened
from insecta.services.dataset.shortcuts import leaks
from insecta.services.dataset.split import TEST, TRAIN, HoldOut
from insecta.services.dataset.taxonomy import read_taxonomy, resolved
from insecta.services.sources.record import ReadOptions
from tests.services.dataset.drawn import CC, moths, picture, sheet


def labels(source: Path, findings: Findings) -> list[Labelled]:
    return list(from_sources.labels(source, ReadOptions(), findings))


def made(source: Path, out: Path, **recipe: Any) -> Snapshot:
    findings = Findings()
    return build(labels(source, findings), out, Recipe(**recipe), findings)


def samples(snapshot: Snapshot) -> list[dict[str, str]]:
    with (snapshot.folder / "samples.csv").open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def test_a_snapshot_is_named_by_its_digest_and_the_seed_alone_decides(tmp_path: Path) -> None:
    pictures = tmp_path / "p"
    pictures.mkdir()
    source = sheet(pictures, moths(pictures))
    one = made(source, tmp_path / "one", seed=3, hold_out=HoldOut(2, 2))
    two = made(source, tmp_path / "two", seed=3, hold_out=HoldOut(2, 2), workers=3)
    other = made(source, tmp_path / "other", seed=4, hold_out=HoldOut(2, 2))
    assert one.digest == two.digest != other.digest
    manifest = (one.folder / "snapshot.json").read_bytes()
    assert hashlib.sha256(manifest).hexdigest() == one.digest
    files = json.loads(manifest)["files"]
    present = {
        str(path.relative_to(one.folder)) for path in one.folder.rglob("*") if path.is_file()
    }
    assert present == {*files, "snapshot.json"}
    for name, digest in files.items():
        assert hashlib.sha256((one.folder / name).read_bytes()).hexdigest() == digest


def test_a_leak_is_counted_by_what_leaks(tmp_path: Path) -> None:
    pictures = tmp_path / "p"
    pictures.mkdir()
    read = labels(sheet(pictures, moths(pictures, per_species=1)[:3]), Findings())
    seen = [
        Opened(one, digest, 0, 96, 80, np.zeros(70, np.float32))
        for one, digest in zip(read, ("aa", "bb", "aa"), strict=True)
    ]
    apart = {"specimens": 0, "groups": 0, "digests": 0}
    assert leaks(seen, [1, 2, 3], [TRAIN, TEST, TRAIN]) == apart
    assert leaks(seen, [1, 2, 2], [TRAIN, TEST, TRAIN]) == {**apart, "groups": 1}
    assert leaks(seen, [1, 2, 3], [TRAIN, TRAIN, TEST]) == {**apart, "digests": 1}


def test_held_out_names_and_specimens_and_near_duplicates_never_train(tmp_path: Path) -> None:
    pictures = tmp_path / "p"
    pictures.mkdir()
    rows = moths(pictures)
    (pictures / "again.png").write_bytes(picture(51) + b"\0")
    rows.append({**rows[7], "file": "again.png"})
    for n in (2, 3, 4):
        rows[n]["specimen"] = "CASENT0001"
    snapshot = made(sheet(pictures, rows), tmp_path / "out", hold_out=HoldOut(2, 2))
    found = samples(snapshot)
    genera: dict[str, set[str]] = defaultdict(set)
    parts: dict[str, set[str]] = defaultdict(set)
    for row in found:
        genera[row["taxon_id"].removeprefix("species:").split("_")[0]].add(row["part"])
        parts[row["specimen"]].add(row["part"])
        parts[row["group"]].add(row["part"])
        parts[row["taxon_id"]] |= {row["part"]} & {"unseen_species", "training"}
    assert sum(seen == {"unseen_genus"} for seen in genera.values()) == 2
    assert all(seen == {"unseen_genus"} for seen in genera.values() if "unseen_genus" in seen)
    assert sum(row["part"] == "unseen_species" for row in found) == 12
    assert all(len(seen) == 1 for name, seen in parts.items() if not name.startswith("species"))
    assert not [n for n, seen in parts.items() if seen == {"unseen_species", "training"}]
    assert set(snapshot.report["leaks"].values()) == {0}
    twins = [row["group"] for row in found if row["sample_id"].endswith(("m51.png", "again.png"))]
    assert len(twins) == 2
    assert len(set(twins)) == 1
    assert snapshot.counts["train"] > snapshot.counts["test"] > 0 < snapshot.counts["calibration"]


def test_labels_keep_their_true_rank(tmp_path: Path) -> None:
    pictures = tmp_path / "p"
    pictures.mkdir()
    rows = moths(pictures)
    family = {"order": "Hymenoptera", "family": "Formicidae"}
    stated = {
        "family": {**family},
        "genus": {**family, "genus": "Camponotus"},
        "genus ": {**family, "genus": "Camponotus", "species": "Camponotus cf. maculatus"},
        "genus  ": {**family, "genus": "Camponotus", "species": "Camponotus sp. MY01"},
        "species group": {**family, "genus": "Camponotus", "species": "Camponotus maculatus group"},
        "species complex": {"genus": "Thera", "species": "Thera variata_-_britannica"},
        "subspecies": {"genus": "Formica", "species": "Formica rufa rufa"},
    }
    for n, cells in enumerate(stated.values()):
        (pictures / f"x{n}.png").write_bytes(picture(9000 + n))
        rows.append({"file": f"x{n}.png", **cells})
    snapshot = made(sheet(pictures, rows), tmp_path / "out")
    with (snapshot.folder / "taxa.csv").open(encoding="utf-8", newline="") as table:
        ranks = {row["taxon_id"]: row["taxonRank"] for row in csv.DictReader(table)}
        parents = set(ranks)
    found = {
        row["sample_id"].rpartition("/")[2]: ranks[row["taxon_id"]] for row in samples(snapshot)
    }
    for n, rank in enumerate(stated):
        assert found[f"x{n}.png"] == rank.strip()
    assert {"family:Formicidae", "genus:Camponotus"} <= parents


def test_folders_are_labels_and_what_disagrees_is_told(tmp_path: Path) -> None:
    root = tmp_path / "classes"
    for folder, count in (("Lasius niger", 5), ("Formicidae/Formica", 5), ("Empty class", 0)):
        (root / folder).mkdir(parents=True)
        for n in range(count):
            (root / folder / f"{n}.png").write_bytes(picture(hash(folder) % 9999 + n))
    (root / "Formicidae" / "Formica" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nno picture")
    (root / "Lasius niger" / "copy.png").write_bytes(picture(1))
    (root / "Formicidae" / "Formica" / "copy.png").write_bytes(picture(1))
    (root / "loose.png").write_bytes(picture(2))
    snapshot = made(root, tmp_path / "out")
    counts, examples = snapshot.report["counts"], snapshot.report["examples"]
    for code, text in (
        ("empty_class", "Empty class"),
        ("broken_picture", "broken.png"),
        ("two_labels", "Formica and Lasius niger"),
        ("no_label", "loose.png"),
    ):
        assert counts[code] == 1
        assert text in examples[code][0]
    assert {row["taxon_id"] for row in samples(snapshot)} == {"species:Lasius_niger", "genus:Formica"}  # fmt: skip


def test_a_label_at_another_rank_than_its_folder_is_taken_at_the_finer_one(tmp_path: Path) -> None:
    root = tmp_path / "classes"
    rows = []
    for folder, species, count in (
        ("Lasius", "Lasius niger", 5), ("Formica", "Formica rufa", 5), ("Formica", "Lasius niger", 1),
        ("Pictures", "Lasius niger", 2),
    ):  # fmt: skip
        (root / folder).mkdir(parents=True, exist_ok=True)
        for n in range(count):
            name = f"{folder}/{species.split()[1]}{n}.png"
            (root / name).write_bytes(picture(7000 + len(rows)))
            rows.append({"file": name, "species": species})
    snapshot = made(sheet(root, rows), tmp_path / "out")
    counts, examples = snapshot.report["counts"], snapshot.report["examples"]
    assert (counts["label_at_another_rank"], counts["label_disagrees"]) == (10, 1)
    assert "folder 'Formica', record 'Lasius niger'" in examples["label_disagrees"][0]
    assert {row["taxon_id"] for row in samples(snapshot)} == {"species:Lasius_niger", "species:Formica_rufa"}  # fmt: skip


def test_a_class_with_one_picture_is_told_and_not_tested(tmp_path: Path) -> None:
    pictures = tmp_path / "p"
    pictures.mkdir()
    rows = moths(pictures, 5)
    (pictures / "only.png").write_bytes(picture(8000))
    rows.append({"file": "only.png", "order": "Lepidoptera", "species": "Agrotis sola"})
    snapshot = made(sheet(pictures, rows), tmp_path / "out")
    assert snapshot.report["counts"]["one_specimen"] == 1
    assert "Agrotis sola" in snapshot.report["examples"]["one_specimen"][0]
    alone = [row for row in samples(snapshot) if row["taxon_id"] == "species:Agrotis_sola"]
    assert [row["part"] for row in alone] == ["training"]


def test_a_taxonomy_decides_which_names_there_are(tmp_path: Path) -> None:
    pictures = tmp_path / "p"
    pictures.mkdir()
    rows = []
    for n, name in enumerate(["Lasius niger"] * 5 + ["Formica nigra"] * 3 + ["Lasius imaginarius"]):
        (pictures / f"{n}.png").write_bytes(picture(n))
        rows.append({"file": f"{n}.png", "species": name, "genus": name.split()[0]})
    checklist = tmp_path / "checklist.csv"
    checklist.write_text(
        "taxonID,scientificName,taxonRank,parentNameUsageID,acceptedNameUsageID\n"
        "1,Formicidae,family,,\n2,Lasius,genus,1,\n3,Lasius niger (Linnaeus 1758),species,2,\n"
        "4,Formica nigra Linnaeus 1758,species,,3\n",
        encoding="utf-8",
    )
    taxonomy = read_taxonomy(checklist, [("order", "Hymenoptera")])
    snapshot = made(sheet(pictures, rows), tmp_path / "out", taxonomy=taxonomy)
    assert {row["taxon_id"] for row in samples(snapshot)} == {"species:Lasius_niger"}
    assert snapshot.report["counts"]["synonym"] == 3
    assert snapshot.report["examples"]["unresolved_name"] == [
        "labels.csv row 10: species 'Lasius imaginarius' is not in the taxonomy"
    ]
    taxa = (snapshot.folder / "taxa.csv").read_text(encoding="utf-8")
    assert "genus:Lasius,Lasius,genus,family:Formicidae,checklist.csv" in taxa
    assert "order:Hymenoptera" in taxa


def test_a_taxonomy_with_one_column_per_rank(tmp_path: Path) -> None:
    valid = tmp_path / "valids.txt"
    valid.write_text(
        "Subfamily\tGenus\tSpecies\tsubspecies\nFormicinae\tLasius\tniger\t\n"
        "Formicinae\tLasius\tniger\tniger\n",
        encoding="utf-8",
    )
    taxonomy = read_taxonomy(valid, [("family", "Formicidae")])
    line = taxonomy.resolve(("subspecies", "Lasius niger niger"))
    assert line is not None
    assert [name for _, name in line] == [
        "Formicidae", "Formicinae", "Lasius", "Lasius niger", "Lasius niger niger",
    ]  # fmt: skip
    (tmp_path / "odd.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(BadSource, match=r"odd\.csv: no column is a rank"):
        read_taxonomy(tmp_path / "odd.csv")


def test_two_families_of_one_genus_are_no_tree(tmp_path: Path) -> None:
    pictures = tmp_path / "p"
    pictures.mkdir()
    rows = [{**row, "family": "Noctuidae"} for row in moths(pictures)]
    rows[3]["family"] = "Geometridae"
    snapshot = made(sheet(pictures, rows), tmp_path / "out")
    assert snapshot.report["counts"]["two_parents"] == 1
    assert "labels.csv row 5" in snapshot.report["examples"]["two_parents"][0]


def test_a_genus_has_one_place_whatever_its_species_say(tmp_path: Path) -> None:
    """Two tribes of one genus, each by another species: no species contradicts itself."""
    digests = set()
    for place in range(2):
        pictures = tmp_path / f"p{place}"
        pictures.mkdir()
        rows = moths(pictures)
        for row in rows:
            row["family"] = "Noctuidae" if row["species"].endswith("alba") else "Geometridae"
        rows[0]["family"] = "Geometridae"
        source = sheet(pictures, rows)
        snapshot = made(source, tmp_path / f"out{place}")
        digests.add(snapshot.digest)
        assert snapshot.report["counts"]["two_parents"] == 7 * 6 + 5
        assert "lies in family" in snapshot.report["examples"]["two_parents"][0]
        with (snapshot.folder / "taxa.csv").open(encoding="utf-8", newline="") as table:
            ids = [row["taxon_id"] for row in csv.DictReader(table)]
        assert len(ids) == len(set(ids))
    assert len(digests) == 1


def test_what_one_label_tells_of_a_genus_holds_for_all_of_it(tmp_path: Path) -> None:
    line = (("genus", "Agrotis"), ("species", "Agrotis alba"))
    stated = [
        (("tribe", "Agrotini"), ("species", "Agrotis alba")),
        line,
        (("genus", "Agrotis"), ("species", "Agrotis nigra")),
        (("family", "Noctuidae"), ("tribe", "Agrotini")),
    ]
    labels = [
        Labelled(str(n), f"row {n}", "moths", bytes, str(n), own) for n, own in enumerate(stated)
    ]
    whole = (("family", "Noctuidae"), ("tribe", "Agrotini"))
    found = [one.lineage for one in resolved(labels, None, Findings())]
    assert found == [(*whole, *line), (*whole, *line), (*whole, *stated[2]), whole]


def test_homonyms_of_a_taxonomy_are_no_tree(tmp_path: Path) -> None:
    checklist = tmp_path / "checklist.csv"
    checklist.write_text(
        "taxonID,scientificName,taxonRank,parentNameUsageID\n1,Noctuidae,family,\n"
        "2,Geometridae,family,\n3,Agrotis,genus,1\n4,Agrotis,genus,2\n"
        "5,Agrotis alba,species,3\n6,Agrotis nigra,species,4\n",
        encoding="utf-8",
    )
    names = ["Agrotis alba", "Agrotis alba", "Agrotis nigra"]
    labels = [
        Labelled(str(n), f"row {n}", "moths", bytes, str(n), (("species", name),))
        for n, name in enumerate(names)
    ]
    findings = Findings()
    kept = resolved(labels, read_taxonomy(checklist), findings)
    assert [one.where for one in kept] == ["row 0", "row 1"]
    assert findings.examples["two_parents"] == [
        "row 2: 'Agrotis' lies in Geometridae here and in Noctuidae elsewhere"
    ]


def test_ranks_at_which_no_answer_stops_are_told(tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    cells = ["Symphyta,suborder,", "Formica rufa nigra,variety,Formicina", "Formica,genus,"]
    for n in range(3):
        (tmp_path / f"{n}.png").write_bytes(picture(n))
    lines = [
        "file,scientificName,taxonRank,subtribe",
        *(f"{n}.png,{c}" for n, c in enumerate(cells)),
    ]
    source.write_text("\n".join(lines), encoding="utf-8")
    findings = Findings()
    assert [one.lineage[-1] for one in labels(source, findings)] == [
        ("subspecies", name := "Formica rufa nigra"), ("genus", "Formica"),
    ]  # fmt: skip
    assert findings.examples["rank_not_used"] == [
        "list.csv row 2: suborder 'Symphyta': no answer stops there; it teaches what is above it",
        "list.csv row 3: subtribe 'Formicina': no answer stops there",
        f"list.csv row 3: variety {name!r}: no answer stops there; it teaches subspecies {name!r}",
    ]
    checklist = tmp_path / "checklist.csv"
    checklist.write_text(
        "taxonID,scientificName,taxonRank,parentNameUsageID\n1,Formicidae,family,\n"
        "2,Formicina,subtribe,1\n3,Formica,genus,2\n",
        encoding="utf-8",
    )
    by_column = tmp_path / "valids.txt"
    by_column.write_text("family\tsubtribe\tgenus\nFormicidae\tFormicina\tFormica\n")
    for path in (checklist, by_column):
        findings = Findings()
        one = Labelled("0", "row 0", "ants", bytes, "0", (("genus", "Formica"),))
        kept = resolved([one], read_taxonomy(path), findings)
        assert kept[0].lineage == (("family", "Formicidae"), ("genus", "Formica"))
        assert findings.examples["rank_not_used"] == [
            f"{path.name}: subtribe: 1 names; what lies below them is placed in what is above them"
        ]


def test_the_data_sheet_shows_only_what_its_licence_allows(tmp_path: Path) -> None:
    pictures = tmp_path / "p"
    pictures.mkdir()
    rows = moths(pictures)
    page = (made(sheet(pictures, rows), tmp_path / "out").folder / "datasheet.html").read_text()
    shown = {row["genus"] for row in rows if row["license"] == CC}
    assert "Person 1, https://creativecommons.org/licenses/by/4.0/" in page
    captions = page.split("<figcaption>")[1:]
    assert captions
    assert {text.split()[0] for text in captions} <= shown
    assert "48 of 96 training pictures are not shown (licence)" in page
    assert "<script" not in page
    assert "http" not in page.replace(CC, "").replace("http-equiv", "")


def test_colours_and_institutions_that_tell_the_label_are_told(tmp_path: Path) -> None:
    """A planted shortcut is found, and none where there is none."""
    for planted in (False, True):
        pictures = tmp_path / f"p{planted}"
        pictures.mkdir()
        rows = []
        for n in range(120):
            genus = ("Lasius", "Formica")[n % 2]
            tint = ((90, -30, -30), (-30, -30, 90))[n % 2] if planted else (0, 0, 0)
            (pictures / f"{n}.png").write_bytes(picture(n, tint))
            house = f"House {n % 2}" if planted else f"House {n % 5}"
            rows.append({"file": f"{n}.png", "genus": genus, "institution": house})
        report = made(sheet(pictures, rows), tmp_path / f"out{planted}").report["shortcuts"]
        for name in ("colours", "institution"):
            assert report[name]["tells"] is planted, (planted, name, report[name])
        assert not report["view"]["tells"]


def test_nothing_to_train_with_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    pictures = tmp_path / "p"
    pictures.mkdir()
    (pictures / "0.png").write_bytes(picture(0))
    source = sheet(pictures, [{"file": "0.png", "genus": "Lasius"}])
    with pytest.raises(Invalid, match="no picture is left for calibration and test"):
        made(source, tmp_path / "out")
    assert not list(tmp_path.glob("out*"))
    (tmp_path / "there").mkdir()
    with pytest.raises(Conflict, match="there already"):
        made(source, tmp_path / "there")


def test_a_full_disk_is_told_and_what_was_begun_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = tmp_path / "p"
    pictures.mkdir()
    source = sheet(pictures, moths(pictures, 3))
    room = [20]
    write = Path.write_bytes

    def limited(path: Path, data: bytes) -> int:
        room[0] -= 1
        if room[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", limited)
    with pytest.raises(StoreFull, match="no room left"):
        made(source, tmp_path / "out")
    assert not list(tmp_path.glob("out*"))


def test_pictures_without_a_name_are_a_class_of_their_own(tmp_path: Path) -> None:
    pictures, cards = tmp_path / "p", tmp_path / "cards"
    pictures.mkdir()
    cards.mkdir()
    for n in range(6):
        (cards / f"{n}.png").write_bytes(picture(500 + n))
    findings = Findings()
    all_labels = labels(sheet(pictures, moths(pictures, 3)), findings)
    all_labels += from_sources.outside(cards, "label_only", findings)
    snapshot = build(all_labels, tmp_path / "out", Recipe(), findings)
    assert "outside:label_only,label only,none,," in (snapshot.folder / "taxa.csv").read_text()
    with pytest.raises(BadSource, match="'insects' is no class"):
        list(from_sources.outside(cards, "insects", findings))
