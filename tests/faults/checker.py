"""Lost, doubled, wrong: the client's ledger against rows, bytes and documents, read raw.

Shares no code with reconcile, and none with what builds documents: for specimens of one picture
every field is derived here, from the rows and the release's own files. For those of several
pictures the name is that of the decision's pure functions over the stored scores.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from insecta.domain.decision import decide, fuse
from insecta.domain.release import Release
from insecta.services.answers import answer_to_json, scores_from_json
from insecta.vision.release_folder import read_release
from tests.faults.house import Raw, Row, by
from tests.faults.ledger import Entry, Ledger

ROOT = Path(__file__).resolve().parents[2]
RANKS = ("order", "family", "subfamily", "tribe", "genus", "species")
DERIVED_ELSEWHERE = {"text"}
HOPELESS = ("poor_picture", "label_only", "not_an_insect", "damaged")
"""Reasons for no name that a person who sees the same picture would give, too."""


@dataclass
class Verdict:
    """`expected`: uploads that were acknowledged. The three lists name every fault."""

    expected: int
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.violations)

    def __str__(self) -> str:
        first = [*self.lost, *self.doubled, *self.violations][:8]
        return "\n".join(
            [
                (
                    f"lost {len(self.lost)}, doubled {len(self.doubled)}, violations"
                    f" {len(self.violations)} of {self.expected} uploads"
                ),
                *first,
            ]
        )


@dataclass(frozen=True)
class ReleaseFiles:
    """A release as its folder says it is; `known` is for decisions over several pictures."""

    digest: str
    label: str
    taxa: dict[str, Row]
    known: Release

    @property
    def vectors(self) -> str:
        """The alias of the vectors of its space."""
        return f"images-{self.known.space[:16]}"

    def lineage(self, taxon: str) -> dict[str, str]:
        found: dict[str, str] = {}
        while taxon:
            row = self.taxa[taxon]
            found[row["taxonRank"]] = row["scientificName"]
            taxon = row["parent_id"]
        return found


def release_files(folder: Path) -> ReleaseFiles:
    known = read_release(folder).release
    about = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    with (folder / "taxa.csv").open(encoding="utf-8") as file:
        taxa = {row["taxon_id"]: row for row in csv.DictReader(file)}
    return ReleaseFiles(known.digest, f"{about['name']} {about['version']}", taxa, known)


def settled(raw: Raw, entries: list[Entry], release: ReleaseFiles) -> str:
    """What is still to come before the checker may judge; empty when all is quiet."""
    waiting = raw.rows("SELECT count(*) AS n FROM images WHERE waiting")[0]["n"]
    if waiting:
        return f"{waiting} pictures wait"
    documents = raw.documents("specimens")
    versions = raw.rows("SELECT specimen_id, version FROM specimens")
    stale = [r for r in versions if documents.get(r["specimen_id"], (0,))[0] != r["version"]]
    if stale:
        return f"{len(stale)} documents are behind"
    vectors = raw.documents(release.vectors)
    regions = raw.rows(
        "SELECT r.region_id, i.version FROM regions r JOIN images i USING (image_id)"
    )
    behind = [r for r in regions if vectors.get(str(r["region_id"]), (0,))[0] != r["version"]]
    return f"{len(behind)} vectors are behind" if behind else ""


def check(raw: Raw, ledger: Ledger, release: ReleaseFiles) -> Verdict:
    """Every acknowledged upload is there once, answered once, found once, field by field."""
    verdict = Verdict(len(ledger), violations=list(ledger.faults))
    house = _House(raw)
    for entry in ledger.entries.values():
        _bytes(raw, entry, verdict)
        _rows(house, entry, release, verdict)
    _nothing_else(house, ledger, verdict)
    _documents(house, release, verdict)
    _vectors(house, raw, release, verdict)
    return verdict


class _House:
    """All rows, read once."""

    def __init__(self, raw: Raw) -> None:
        self.images = by(raw.rows("SELECT * FROM images"), "image_id")
        self.blobs = by(raw.rows("SELECT * FROM blobs"), "sha256")
        self.regions = by(raw.rows("SELECT * FROM regions"), "image_id")
        self.shows = by(raw.rows("SELECT * FROM region_specimens"), "region_id")
        self.specimens = by(raw.rows("SELECT * FROM specimens"), "specimen_id")
        self.statements = by(raw.rows("SELECT * FROM identifications"), "region_id")
        self.scores = by(raw.rows("SELECT * FROM scores"), "sha256")
        self.letters = raw.rows("SELECT * FROM dead_letters WHERE replayed IS NULL")
        self.collections = by(raw.rows("SELECT * FROM collections"), "collection_id")
        self.documents = raw.documents("specimens")

    def pictures_of(self, specimen: str) -> list[tuple[Row, Row]]:
        """(image, region) of a specimen."""
        return [
            (self.images[image][0], region)
            for image, regions in self.regions.items()
            for region in regions
            if any(s["specimen_id"] == specimen for s in self.shows[region["region_id"]])
        ]


def _bytes(raw: Raw, entry: Entry, verdict: Verdict) -> None:
    found = raw.digest(f"blobs/{entry.sha256[:2]}/{entry.sha256}")
    if found is None:
        verdict.lost.append(f"upload {entry.number}: its bytes are gone")
    elif found != entry.sha256:
        verdict.violations.append(f"upload {entry.number}: its bytes are others")
    if raw.digest(f"renditions/{entry.sha256[:2]}/{entry.sha256}.jpg") is None:
        verdict.lost.append(f"upload {entry.number}: its rendition is gone")


def _rows(house: _House, entry: Entry, release: ReleaseFiles, verdict: Verdict) -> None:
    images = house.images.get(entry.image, [])
    if not images:
        verdict.lost.append(f"upload {entry.number}: no row of image {entry.image}")
        return
    regions = house.regions.get(entry.image, [])
    if len(images) != 1 or len(regions) != 1:
        verdict.doubled.append(
            f"upload {entry.number}: {len(images)} images, {len(regions)} regions"
        )
        return
    (region,), (image,) = regions, images
    if image["sha256"] != entry.sha256 or house.blobs[entry.sha256][0]["bytes"] != entry.size:
        verdict.violations.append(f"upload {entry.number}: image {entry.image} has other bytes")
    shows = [row["specimen_id"] for row in house.shows.get(region["region_id"], [])]
    if shows != [entry.specimen]:
        verdict.violations.append(f"upload {entry.number}: shows {shows}, told {entry.specimen}")
    of_release = Counter(s["release"] for s in house.statements.get(region["region_id"], []))
    if image["waiting"] or not of_release[release.digest]:
        verdict.lost.append(f"upload {entry.number}: in no final state")
    if any(n > 1 for n in of_release.values()):
        verdict.doubled.append(f"upload {entry.number}: answered {dict(of_release)}")
    if set(of_release) - {row["release"] for row in house.scores.get(entry.sha256, [])}:
        verdict.violations.append(f"upload {entry.number}: answered without scores")


def _nothing_else(house: _House, ledger: Ledger, verdict: Verdict) -> None:
    """No picture that nobody sent; one that was sent and not acknowledged yet may be there."""
    told = {entry.image for entry in ledger.entries.values()}
    of_number = Counter(entry.image for entry in ledger.entries.values())
    verdict.doubled += [
        f"image {key} stands for {n} uploads" for key, n in of_number.items() if n > 1
    ]
    verdict.violations += [f"image {key} was never sent" for key in house.images if key not in told]
    verdict.violations += [
        f"dead letter of {row['group']}: {row['reason']}" for row in house.letters
    ]
    for key in set(house.documents) - set(house.specimens):
        verdict.violations.append(f"document {key} has no specimen")


def _vectors(house: _House, raw: Raw, release: ReleaseFiles, verdict: Verdict) -> None:
    """Every region can be found by what it looks like, once, at the version of its picture."""
    documents = raw.documents(release.vectors)
    for image, regions in house.regions.items():
        for region in regions:
            found = documents.pop(region["region_id"], None)
            if found is None:
                verdict.lost.append(f"region {region['region_id']} has no vector")
            elif found[0] != house.images[image][0]["version"]:
                verdict.violations.append(f"vector {region['region_id']} has version {found[0]}")
    verdict.violations += [f"vector {key} has no region" for key in documents]


def _documents(house: _House, release: ReleaseFiles, verdict: Verdict) -> None:
    pictures: dict[str, list[tuple[Row, Row]]] = {}
    for image, regions in house.regions.items():
        for region in regions:
            for row in house.shows.get(region["region_id"], []):
                pictures.setdefault(row["specimen_id"], []).append((house.images[image][0], region))
    for key, (specimen,) in house.specimens.items():
        found = house.documents.get(key)
        if found is None:
            verdict.lost.append(f"specimen {key} is not in the index")
            continue
        version, fields = found
        if version != specimen["version"]:
            verdict.violations.append(
                f"document {key}: version {version}, row {specimen['version']}"
            )
        expected = _expected(house, specimen, pictures.get(key, []), release)
        _compare(key, expected, fields, verdict)


def _compare(key: str, expected: Row, fields: Row, verdict: Verdict) -> None:
    words = set(str(fields.get("text", "")).split())
    for name in sorted((set(expected) | set(fields)) - DERIVED_ELSEWHERE):
        if _plain(expected.get(name)) != _plain(fields.get(name)):
            verdict.violations.append(
                f"document {key}: {name} is {fields.get(name)!r}, rows say {expected.get(name)!r}"
            )
    missing = set(expected["text"]) - words
    if missing:
        verdict.violations.append(f"document {key}: is not found by {sorted(missing)}")


def _plain(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else value


def _expected(
    house: _House, specimen: Row, pictures: list[tuple[Row, Row]], release: ReleaseFiles
) -> Row:
    collection = house.collections[specimen["collection_id"]][0]
    answer = _answer(house, pictures, release, collection)
    name = answer["answer"]
    expected: Row = {
        "collection_id": specimen["collection_id"],
        "collection": collection["code"],
        "catalog_number": specimen["catalog_number"],
        "number_normal": specimen["number_normal"],
        "trust": "PredictedByMachine",
        "abstention": answer["abstention"],
        "limit": answer["limit"],
        "release": release.digest,
        "newest_release": release.digest,
        "licence": ["none"],
        "images": len(pictures),
        "pictures": len(pictures),
        "withheld": ["pictures"],
        "basis_of_record": "PreservedSpecimen",
        "created": specimen["created"][:10],
        "review_draw": _drawn(specimen["specimen_id"]),
        "review_value": _worth_a_look(answer),
        **_series(specimen["catalog_number"]),
    }
    lineage: dict[str, str] = {}
    if name:
        lineage = release.lineage(name["taxon_id"])
        expected |= {
            "scientific_name": name["scientific_name"],
            "rank": name["rank"],
            "confidence": name["confidence"],
            "identified_by": release.label,
        }
        expected |= {rank: lineage[rank] for rank in RANKS if rank in lineage}
    words = [collection["code"], *lineage.values(), *(image["user_name"] for image, _ in pictures)]
    expected["text"] = [w for text in words for w in re.findall(r"[a-z0-9]+", text.lower())]
    return {key: value for key, value in expected.items() if value not in (None, "")}


def _series(number: str | None) -> Row:
    """The numbers of these uploads are letters, a hyphen and digits."""
    if not number:
        return {}
    letters, digits = number.split("-")
    return {"number_series": letters, "number_value": float(digits)}


def _drawn(specimen: str) -> float:
    """A number from 0 to 1 that the id alone decides."""
    return int(hashlib.sha256(UUID(specimen).bytes).hexdigest()[:8], 16) / 16**8


def _worth_a_look(answer: Row) -> float:
    """Nobody has spoken, and no museum has named these: what the machine's answer leaves open."""
    if answer["answer"]:
        return max(0.0, 1 - answer["answer"]["confidence"])
    return 0.05 if answer["abstention"] in HOPELESS else 0.5


def _answer(
    house: _House, pictures: list[tuple[Row, Row]], release: ReleaseFiles, collection: Row
) -> Row:
    """The stored statement of one picture; of several, the fused decision over stored scores."""
    if len(pictures) == 1:
        (_, region) = pictures[0]
        (statement,) = [
            one for one in house.statements[region["region_id"]] if one["release"] == release.digest
        ]
        return dict(json.loads(statement["body"]))
    views = []
    for image, _region in sorted(pictures, key=lambda p: (p[0]["user_name"], p[1]["region_id"])):
        (row,) = [s for s in house.scores[image["sha256"]] if s["release"] == release.digest]
        views.append(scores_from_json(json.loads(row["body"])))
    answer = decide(release.known, fuse(views), collection["target"])
    return dict(json.loads(json.dumps(answer_to_json(answer, collection["target"]))))
