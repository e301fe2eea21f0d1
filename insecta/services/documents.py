"""From rows to search documents: one snapshot, one pure function.

Live indexing, rebuild and reconcile all come through here, so that they cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from insecta.catalogue.ceilings import CeilingRow
from insecta.catalogue.identifications import Part
from insecta.catalogue.unit_of_work import Transaction
from insecta.domain.answer import Answer, Candidate, Scores
from insecta.domain.catalogue_number import in_series
from insecta.domain.collection import Collection
from insecta.domain.documents import IMAGES
from insecta.domain.event_date import span_of
from insecta.domain.grid import cells
from insecta.domain.licence import is_shareable
from insecta.domain.release import Release
from insecta.domain.review import Worth, draw, worth
from insecta.domain.sensitive import REGULATED, Why, has_lists
from insecta.domain.specimen import (
    DISPUTED,
    PREDICTED,
    REVIEWED,
    Identification,
    Image,
    Region,
    Specimen,
)
from insecta.domain.statements import ACCEPT, CORRECT, act_of, said, undone
from insecta.domain.text import fold, searchable, terms
from insecta.domain.training import rule_of
from insecta.ports import Document
from insecta.services.answers import scores_from_json, shown_answer
from insecta.services.bound import answering, newest_for
from insecta.services.ceilings import of_release
from insecta.services.verified import verified
from insecta.services.withheld import as_strangers_see, why_withheld

GetRelease = Callable[[str], Release]
RECORD_FIELDS = {
    "country": "country",
    "country_code": "countryCode",
    "state_province": "stateProvince",
    "latitude": "decimalLatitude",
    "longitude": "decimalLongitude",
    "event_start": "eventStart",
    "event_end": "eventEnd",
    "recorded_by": "recordedBy",
    "sampling_protocol": "samplingProtocol",
    "preparations": "preparations",
    "type_status": "typeStatus",
    "caste": "caste",
    "sex": "sex",
    "life_stage": "lifeStage",
    "storage": "storage",
    "catalogued_name": "scientificName",
}
"""Field of the document → term of the specimen's record."""
_LATIN = re.compile(r"[A-Z][a-z-]+(?: [a-z-]{2,}|$)")
VERIFIED = "yes"
"""Of pictures whose specimen bears a name to believe (services/verified)."""
RANK_FIELDS = ("order", "family", "subfamily", "tribe", "genus", "species")


@dataclass(frozen=True, slots=True)
class SpecimenRows:
    """All that one specimen's document shows, as one snapshot held it."""

    specimen: Specimen
    collection: Collection
    images: tuple[tuple[Region, Image], ...] = ()
    identifications: tuple[Identification, ...] = ()
    scores: tuple[Scores, ...] = ()
    shown: Release | None = None
    newest: str | None = None
    runs: tuple[str, ...] = ()
    vectors: Mapping[str, Mapping[UUID, NDArray[np.float32]]] = field(default_factory=dict)
    """By embedding space and region."""
    removed: tuple[tuple[UUID, int], ...] = ()
    """Deleted regions with the version of their image."""
    ceilings: tuple[CeilingRow, ...] = ()
    labelled: frozenset[UUID] = frozenset()
    """Its pictures in which a label was found; asked where its collection withholds taxa."""


def read_rows(
    tx: Transaction, ids: Sequence[UUID], release: GetRelease, spaces: Sequence[str] = ()
) -> list[SpecimenRows]:
    """The present rows of specimens that still have one, deleted ones included.

    `spaces`: embedding spaces whose vectors are wanted.
    """
    specimens = tx.specimens.find(ids)
    regions: dict[UUID, list[tuple[Region, Image]]] = {}
    for specimen_id, region, image in tx.images.regions_of(list(specimens)):
        regions.setdefault(specimen_id, []).append((region, image))
    statements = tx.identifications.of_specimens(list(specimens))
    runs = tx.runs.runs_of_regions([r.region_id for pairs in regions.values() for r, _ in pairs])
    removed: dict[UUID, list[tuple[UUID, int]]] = {}
    for specimen_id, region_id, version in tx.images.removed_from(list(specimens)):
        removed.setdefault(specimen_id, []).append((region_id, version))
    seen = _Seen(tx, _Shown(tx, release), specimens, regions, spaces)
    ceilings = tuple(tx.ceilings.holding())
    labelled = _labelled(tx, seen.shown, specimens, regions)
    return [
        SpecimenRows(
            specimen,
            seen.shown.collection(specimen),
            tuple(regions.get(key, ())),
            tuple(statements.get(key, ())),
            seen.scores(specimen),
            seen.shown.release(specimen),
            seen.shown.newest(seen.shown.collection(specimen)),
            _named(runs, regions.get(key, ())),
            seen.vectors(specimen),
            tuple(removed.get(key, ())),
            ceilings,
            labelled,
        )
        for key, specimen in sorted(specimens.items())
    ]


def _labelled(
    tx: Transaction,
    shown: _Shown,
    specimens: Mapping[UUID, Specimen],
    regions: Mapping[UUID, Sequence[tuple[Region, Image]]],
) -> frozenset[UUID]:
    asked = [key for key, one in specimens.items() if has_lists(shown.collection(one).rules)]
    pictures = {image.image_id for key in asked for _, image in regions.get(key, ())}
    return frozenset(tx.images.with_labels(sorted(pictures)) if pictures else ())


def _named(
    runs: Mapping[UUID, set[UUID]], pairs: Sequence[tuple[Region, Image]]
) -> tuple[str, ...]:
    found = {str(run) for region, _ in pairs for run in runs.get(region.region_id, ())}
    return tuple(sorted(found))


class _Seen:
    """Scores and vectors of all the specimens' regions, one query for each release and space."""

    def __init__(
        self,
        tx: Transaction,
        shown: _Shown,
        specimens: Mapping[UUID, Specimen],
        regions: Mapping[UUID, Sequence[tuple[Region, Image]]],
        spaces: Sequence[str],
    ) -> None:
        self.shown = shown
        self._regions = regions
        wanted: dict[str, set[Part]] = {}
        for key, specimen in specimens.items():
            release = shown.release(specimen)
            if release is not None:
                wanted.setdefault(release.digest, set()).update(self._parts(key).values())
        every = {part for key in specimens for part in self._parts(key).values()}
        self._scores = {
            digest: tx.identifications.scores(digest, sorted(parts))
            for digest, parts in wanted.items()
        }
        self._vectors = {
            space: tx.identifications.embeddings(space, sorted(every)) for space in spaces
        }

    def _parts(self, specimen: UUID) -> dict[UUID, Part]:
        pairs = self._regions.get(specimen, ())
        return {region.region_id: (image.sha256, region.box) for region, image in pairs}

    def scores(self, specimen: Specimen) -> tuple[Scores, ...]:
        """What the release that answers saw in the specimen's regions, in their order."""
        release = self.shown.release(specimen)
        known = self._scores[release.digest] if release is not None else {}
        return tuple(
            _of_view(scores_from_json(known[image.sha256, region.box]), image.view)
            for region, image in self._regions.get(specimen.specimen_id, ())
            if (image.sha256, region.box) in known and not image.is_superseded
        )

    def vectors(self, specimen: Specimen) -> dict[str, dict[UUID, NDArray[np.float32]]]:
        parts = self._parts(specimen.specimen_id)
        return {
            space: {key: known[part] for key, part in parts.items() if part in known}
            for space, known in self._vectors.items()
        }


class _Shown:
    """The collection, and the release whose answers it shows: looked up once per snapshot."""

    def __init__(self, tx: Transaction, release: GetRelease) -> None:
        self._collections = {c.collection_id: c for c in tx.collections.all()}
        self._tx = tx
        self._release = release
        self._answering: dict[UUID, str | None] = {}
        self._newest: dict[UUID, str | None] = {}

    def collection(self, specimen: Specimen) -> Collection:
        return self._collections[specimen.collection_id]

    def release(self, specimen: Specimen) -> Release | None:
        key = specimen.collection_id
        if key not in self._answering:
            self._answering[key] = answering(self._tx, self._collections[key])
        digest = specimen.shown_release or self._answering[key]
        return self._release(digest) if digest else None

    def newest(self, collection: Collection) -> str | None:
        key = collection.collection_id
        if key not in self._newest:
            self._newest[key] = newest_for(self._tx, collection)
        return self._newest[key]


def _of_view(scores: Scores, view: str | None) -> Scores:
    return replace(scores, view=view)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a specimen is called now, by whom, and how far that can be trusted."""

    name: str | None
    rank: str | None
    trust: str | None
    confidence: float | None = None
    identified_by: str | None = None
    date_identified: str | None = None
    answer: Answer | None = None
    lineage: Mapping[str, str] = field(default_factory=dict)


def _answer(rows: SpecimenRows) -> Answer | None:
    if rows.shown is None or not rows.scores:
        return None
    ceilings = of_release(rows.ceilings, rows.shown)
    return shown_answer(rows.shown, rows.scores, rows.collection, rows.specimen.record, ceilings)


def standing(rows: SpecimenRows) -> Standing:
    """A person's latest identification that stands, else the shown release's fused answer."""
    answer = _answer(rows)
    people = said(rows.identifications)
    if people.named is not None:
        last = people.named
        return Standing(
            last.scientific_name,
            last.taxon_rank,
            DISPUTED if people.disputed else last.trust,
            identified_by=last.identified_by,
            date_identified=last.date_identified,
            answer=answer,
            lineage=lineage_of(rows.shown, last.scientific_name, last.taxon_rank),
        )
    trust = DISPUTED if people.disputed else PREDICTED
    if answer is None or answer.answer is None or rows.shown is None:
        return Standing(None, None, trust if answer or people.disputed else None, answer=answer)
    name: Candidate = answer.answer
    lineage = {t.rank: t.scientific_name for t in rows.shown.lineage(name.taxon_id)}
    if people.refused & set(lineage.values()):
        return Standing(None, None, REVIEWED, answer=answer)
    return Standing(
        name.scientific_name,
        name.rank,
        trust,
        name.confidence,
        f"{rows.shown.name} {rows.shown.version}",
        answer=answer,
        lineage=lineage,
    )


def lineage_of(release: Release | None, name: str | None, rank: str | None) -> dict[str, str]:
    """The names above a person's: as the shown release knows them, else what the name itself says."""
    taxon = release.named(name, rank) if release is not None and name and rank else None
    if release is None or taxon is None:
        return _own_lineage(name, rank)
    return {t.rank: t.scientific_name for t in release.lineage(taxon.taxon_id)}


def _own_lineage(name: str | None, rank: str | None) -> dict[str, str]:
    """What a name itself says of its place: `Lasius niger` lies in the genus `Lasius`."""
    if not name or not rank:
        return {}
    lineage = {rank: name}
    if rank in ("species", "subspecies"):
        lineage["genus"] = name.split()[0]
    return lineage


def withheld_of(rows: SpecimenRows) -> Why | None:
    """Why the public is told less of a specimen, by every name that it was given or shows."""
    if not has_lists(rows.collection.rules):
        return None
    ranked = [(one.scientific_name, one.taxon_rank) for one in rows.identifications]
    above = [lineage_of(rows.shown, *one).values() for one in dict.fromkeys(ranked)]
    return why_withheld(rows, [*standing(rows).lineage.values(), *chain.from_iterable(above)])


def public_rows(rows: SpecimenRows) -> SpecimenRows:
    """What strangers are shown of a specimen."""
    return as_strangers_see(rows, withheld_of(rows))


def indexed_rows(rows: SpecimenRows) -> SpecimenRows:
    """What is searched. Members search what strangers do where strangers search, too: one document
    serves both, so it holds nothing that only members may know (decision 135)."""
    return public_rows(rows) if rows.collection.public else rows


def specimen_document(whole: SpecimenRows) -> Document:
    """The specimen's document at its present version."""
    if whole.specimen.deleted_at is not None or whole.specimen.merged_into is not None:
        return Document(str(whole.specimen.specimen_id), whole.specimen.version, {}, deleted=True)
    rows = indexed_rows(whole)
    specimen = rows.specimen
    now = standing(rows)
    record = specimen.record
    owners_name = str(record.get("scientificName") or "")
    pictures = {image.image_id: image for _, image in rows.images}
    fields = {
        "collection_id": str(specimen.collection_id),
        "collection": rows.collection.code,
        "catalog_number": specimen.catalog_number,
        "number_normal": specimen.number_normal,
        "scientific_name": now.name,
        "rank": now.rank,
        "trust": now.trust,
        "abstention": now.answer.abstention if now.answer else None,
        "limit": now.answer.limit if now.answer else None,
        "confidence": now.confidence,
        "identified_by": now.identified_by,
        "catalogued_genus": record.get("genus") or _genus_in(owners_name, record.get("taxonRank")),
        "date_identified": _day(now.date_identified),
        "digitiser": sorted(
            # Who took a picture that only members see is not told to others.
            {
                image.creator
                for image in pictures.values()
                if image.creator and is_shareable(image.licence)
            }
        ),
        "release": rows.shown.digest if rows.shown and rows.scores else None,
        "newest_release": rows.newest if rows.scores else None,
        "run": list(rows.runs),
        "view": sorted({image.view for image in pictures.values() if image.view}),
        "licence": sorted({image.licence or "none" for image in pictures.values()}),
        "images": len(pictures),
        "note": _notes(specimen, rows),
        "basis_of_record": specimen.basis_of_record,
        "created": _day(specimen.created.isoformat() if specimen.created else None),
    }
    fields |= {name: now.lineage.get(name) for name in RANK_FIELDS}
    fields |= {name: record.get(term) for name, term in RECORD_FIELDS.items()}
    fields |= cells(fields["latitude"], fields["longitude"])
    fields |= _determined(rows)
    fields |= _in_series(specimen)
    fields |= _kept_back(whole)
    fields |= _review(whole, now if rows.shown is whole.shown else standing(whole))
    fields["text"] = searchable(
        specimen.catalog_number,
        _written_otherwise(specimen),
        specimen.letter,
        now.name,
        *now.lineage.values(),
        *(str(value) for value in record.values() if isinstance(value, str)),
        *(image.user_name for image in pictures.values()),
        rows.collection.code,
    )
    kept = {name: value for name, value in fields.items() if value not in (None, "", [])}
    return Document(str(specimen.specimen_id), specimen.version, kept)


def _determined(rows: SpecimenRows) -> dict[str, object]:
    """Who determined it, the museum's name and people's that stand; when, the last of it.

    A machine's name is no determination.
    """
    gone = undone(rows.identifications)
    found = [
        one
        for one in rows.identifications
        if one.identification_id not in gone
        and one.scientific_name
        and (one.kind == "catalogue" or (one.kind == "person" and act_of(one) in (ACCEPT, CORRECT)))
    ]
    spans = sorted(span for one in found if (span := span_of(one.date_identified or "")))
    start, end = spans[-1] if spans else (None, None)
    return {
        "determination": sorted({_DETERMINED[one.kind] for one in found}),
        "determiner": sorted({one.identified_by for one in found if one.identified_by}),
        "determined_start": start,
        "determined_end": end,
    }


_DETERMINED = {"catalogue": "museum", "person": "person"}


def _in_series(specimen: Specimen) -> dict[str, object]:
    found = in_series(specimen.catalog_number or "")
    if found is None:
        return {}
    return {"number_series": found.series, "number_value": float(found.value)}


def review_worth(rows: SpecimenRows, now: Standing) -> Worth | None:
    """What a person's look is worth; None where nobody has to look."""
    given = now.answer.answer if now.answer else None
    named = {}
    if given is not None and rows.shown is not None:
        named = {t.rank: t.scientific_name for t in rows.shown.lineage(given.taxon_id)}
    two = rule_of(rows.collection.rules).two
    return worth(rows.identifications, now.answer, named, _catalogued(rows), two)


def _catalogued(rows: SpecimenRows) -> dict[str, str]:
    """The museum's own name by rank: as the release knows it, else as the record and a Latin name
    say themselves ("Kind D1" tells no genus).
    """
    record = rows.specimen.record
    name, rank = str(record.get("scientificName") or ""), str(record.get("taxonRank") or "")
    if not name or not rank:
        return {}
    if rows.shown is not None and rows.shown.named(name, rank) is not None:
        return lineage_of(rows.shown, name, rank)
    own = {field: str(record[field]) for field in RANK_FIELDS if record.get(field)}
    return {**(_own_lineage(name, rank) if _LATIN.match(name) else {}), **own, rank: name}


def _kept_back(rows: SpecimenRows) -> dict[str, object]:
    """What members search for: whether strangers are told less, and all pictures that there are."""
    pictures = {image.image_id: image for _, image in rows.images}
    why = withheld_of(rows)
    hidden = not all(is_shareable(image.licence) for image in pictures.values())
    return {
        "withheld": [*([why] if why else []), *(["pictures"] if hidden else [])],
        "pictures": len(pictures),
    }


def _review(rows: SpecimenRows, now: Standing) -> dict[str, float]:
    found = review_worth(rows, now) if rows.images else None
    if found is None:
        return {}
    # What is on hold waits for a person before anything else does.
    value = 1.0 if withheld_of(rows) == REGULATED else found.value
    return {"review_value": value, "review_draw": draw(rows.specimen.specimen_id)}


def _written_otherwise(specimen: Specimen) -> str | None:
    """The number in its normal form, where that is not a term of the number itself."""
    normal = specimen.number_normal
    if not normal or fold(normal) in terms(specimen.catalog_number or ""):
        return None
    return normal


def _genus_in(name: str, rank: object) -> str | None:
    """The genus that a name of genus rank or below begins with."""
    below = rank in (
        "genus",
        "subgenus",
        "species group",
        "species complex",
        "species",
        "subspecies",
    )
    return name.split(" ")[0] if name and below else None


def _notes(specimen: Specimen, rows: SpecimenRows) -> list[str]:
    """Codes of what a person should look at."""
    codes = {str(problem["code"]) for problem in specimen.problems}
    codes |= {str(note["code"]) for _, image in rows.images for note in image.notes}
    if not rows.images:
        codes.add("no_picture")
    return sorted(codes)


def _day(text: str | None) -> str | None:
    """The day of an ISO 8601 time or date; a coarser date has none."""
    return text[:10] if text and len(text) >= 10 else None


def _is_verified(rows: SpecimenRows) -> bool:
    truth = verified(rows.identifications, rows.specimen.record)
    return not isinstance(truth, str) and bool(truth.statement.scientific_name)


def image_documents(rows: SpecimenRows, space: str) -> list[Document]:
    """One document per region that has a vector in the space, and one per deleted region."""
    told = indexed_rows(rows)
    now, specimen = standing(told), rows.specimen
    gone = specimen.deleted_at is not None or specimen.merged_into is not None
    found = [
        Document(str(region_id), version, {}, deleted=True) for region_id, version in rows.removed
    ]
    vectors = rows.vectors.get(space, {})
    for region, image in rows.images:
        vector = vectors.get(region.region_id)
        if vector is None:
            continue
        fields = {
            "collection_id": str(specimen.collection_id),
            "collection": rows.collection.code,
            "specimen_id": str(specimen.specimen_id),
            "image_id": str(image.image_id),
            "view": image.view,
            "scientific_name": now.name,
            "genus": now.lineage.get("genus"),
            "trust": now.trust,
            "licence": image.licence or "none",
            "verified": VERIFIED if _is_verified(told) else None,
        }
        kept = {name: value for name, value in fields.items() if value and name in IMAGES}
        found.append(
            Document(
                str(region.region_id), image.version, {} if gone else kept, vector, deleted=gone
            )
        )
    return found
