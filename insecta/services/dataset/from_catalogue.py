"""Labels from the catalogue: verified identifications only, licence and consent respected (users: 5).

Verified are museum determinations, names by an expert, and names by people; those given in sight of
the machine's count half, and neither calibrate nor test. A specimen's role (training or frozen) is
fixed for ever by the first snapshot that holds it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from insecta.catalogue.snapshots import FROZEN, TRAINING, Role
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Collection, Principal
from insecta.domain.collection import Role as Right
from insecta.domain.decision import LABEL_VIEW
from insecta.domain.identity import VISITORS, rendition_key
from insecta.domain.licence import is_shareable
from insecta.domain.name import parse
from insecta.domain.ranks import RANKS
from insecta.domain.specimen import Identification, Image, Region, Specimen
from insecta.errors import Conflict
from insecta.ports import ObjectStore
from insecta.services.access import named
from insecta.services.dataset.build import Snapshot
from insecta.services.dataset.from_sources import of_name
from insecta.services.dataset.labelled import (
    SIGHTED_WEIGHT,
    Findings,
    Labelled,
    Lineage,
    Step,
    in_rank_order,
)
from insecta.services.dataset.split import FROZEN as FROZEN_PARTS
from insecta.services.dataset.split import UNSEEN_GENUS, UNSEEN_SPECIES, HoldOut
from insecta.services.verified import REVIEWED, Verified, verified
from insecta.vision.region import box_of

CONSENT = "training"
"""Rule of a collection: `false` keeps its pictures out of every snapshot, `licensed` those without
a licence."""
_WHY = {
    "disputed": "left out until it is settled",
    "not_verified": "no museum determination and no name by a person",
}
_BEFORE = {
    FROZEN: ("frozen_before", "showed a frozen specimen: it trains nothing"),
    TRAINING: ("trained_before", "showed a specimen of training: it tests nothing"),
}
_HELD_OUT = "held_out"
_UNSEEN = (UNSEEN_SPECIES, UNSEEN_GENUS)
_PAGE = 200
_RECORD_RANKS = ("order", "family", "subfamily", "tribe")


def labels(
    catalogue: Catalogue,
    store: ObjectStore,
    principal: Principal,
    codes: Sequence[str],
    findings: Findings,
) -> Iterator[Labelled]:
    """A label per picture of every verified specimen. Raises NotFound for unknown collections."""
    with catalogue.reading() as tx:
        wanted = {
            one.collection_id: one
            for one in (named(tx, principal, code, Right.CURATOR) for code in codes)
        }
    after: UUID | None = None
    while True:
        with catalogue.reading() as tx:
            page = tx.specimens.page(after, _PAGE)
            if not page:
                return
            found = list(_page(tx, store, wanted, page, findings))
        yield from found
        after = page[-1]


def held_out_before(
    catalogue: Catalogue, principal: Principal, codes: Sequence[str], wanted: HoldOut
) -> HoldOut:
    """The same, with the names that earlier snapshots of these collections held out."""
    with catalogue.reading() as tx:
        keys = [named(tx, principal, code, Right.CURATOR).collection_id for code in codes]
        told = [one.body.get(_HELD_OUT) for one in tx.snapshots.with_parts(keys, _UNSEEN)]
    known = [names for names in told if names is not None]
    return replace(
        wanted,
        held_genera=frozenset(name for names in known for name in names["genera"]),
        held_species=frozenset(name for names in known for name in names["species"]),
        untold=len(known) < len(told),
    )


def _page(
    tx: Transaction,
    store: ObjectStore,
    wanted: dict[UUID, Collection],
    page: Sequence[UUID],
    findings: Findings,
) -> Iterator[Labelled]:
    specimens = {
        key: one
        for key, one in tx.specimens.find(page).items()
        if one.collection_id in wanted and one.deleted_at is None and one.merged_into is None
    }
    statements = tx.identifications.of_specimens(list(specimens))
    roles = tx.snapshots.roles(list(specimens))
    regions: dict[UUID, list[tuple[Region, Image]]] = {}
    for key, region, image in tx.images.regions_of(list(specimens)):
        regions.setdefault(key, []).append((region, image))
    before = _roles_before(tx, [region for found in regions.values() for region, _ in found])
    for key, specimen in sorted(specimens.items()):
        where = specimen.catalog_number or str(key)
        believed = verified(statements.get(key, ()), specimen.record)
        if isinstance(believed, str):
            findings.add(believed, where, _WHY[believed])
            continue
        line = _lineage(specimen, believed.statement)
        if not line:
            findings.add("no_certain_name", where, believed.statement.scientific_name or "")
            continue
        collection = wanted[specimen.collection_id]
        own = roles.get(key)
        for region, image in regions.get(key, ()):
            once = before.get(region.region_id, set())
            other = TRAINING if own is not None and own.role == FROZEN else FROZEN
            if other in once:
                code, text = _BEFORE[other]
                findings.add(code, where, f"{image.user_name} {text}")
            elif _usable(collection, image, where, findings):
                role = own or (Role(key, TRAINING, "") if TRAINING in once else None)
                yield _labelled(store, collection, specimen, (region, image), line, believed, role)


def _roles_before(tx: Transaction, regions: Sequence[Region]) -> dict[UUID, set[str]]:
    """Roles of all specimens that regions ever showed: moved, a picture still is what it was.

    A region that was drawn anew also is what the removed ones were that lie half in it, or it in them.
    """
    earlier = tx.images.drawn_before(sorted({one.image_id for one in regions}))
    like = {
        one.region_id: [
            one.region_id,
            *(gone.region_id for gone in earlier.get(one.image_id, ()) if _overlap(one, gone)),
        ]
        for one in regions
    }
    shown = tx.images.ever_shown(sorted({key for keys in like.values() for key in keys}))
    roles = tx.snapshots.roles(sorted({one for ids in shown.values() for one in ids}))
    return {
        region: {roles[one].role for key in keys for one in shown.get(key, ()) if one in roles}
        for region, keys in like.items()
    }


def _overlap(one: Region, other: Region) -> bool:
    """Whether half of the smaller box lies in the larger."""
    ax, ay, aw, ah = box_of(one.box)
    bx, by, bw, bh = box_of(other.box)
    wide = min(ax + aw, bx + bw) - max(ax, bx)
    high = min(ay + ah, by + bh) - max(ay, by)
    return wide > 0 and high > 0 and wide * high >= min(aw * ah, bw * bh) / 2


def _lineage(specimen: Specimen, statement: Identification) -> Lineage:
    parsed = parse(statement.scientific_name or "", statement.taxon_rank)
    steps: list[Step] = [
        (rank, str(specimen.record[rank])) for rank in _RECORD_RANKS if specimen.record.get(rank)
    ]
    steps += [
        (rank, str(name).strip())
        for rank, name in _higher(specimen).items()
        if rank not in dict(steps)
    ]
    own = of_name(parsed)
    if not own and statement.scientific_name and statement.taxon_rank in RANKS:
        own = [(statement.taxon_rank, statement.scientific_name)]
    return in_rank_order([*steps, *own]) if own else ()


def _higher(specimen: Specimen) -> dict[str, str]:
    """Higher ranks as the source's own columns state them."""
    cells = {key.casefold(): str(cell) for key, cell in specimen.verbatim.items()}
    return {rank: cells[rank] for rank in _RECORD_RANKS if cells.get(rank)}


def _usable(collection: Collection, image: Image, where: str, findings: Findings) -> bool:
    rule = collection.rules.get(CONSENT, True)
    if collection.code == VISITORS or rule is False:
        findings.add("no_consent", where, f"collection {collection.code} is not for training")
        return False
    if rule == "licensed" and not is_shareable(image.licence):
        findings.add("no_licence", where, image.user_name)
        return False
    if image.view == LABEL_VIEW:
        return False
    return image.deleted_at is None


def _labelled(
    store: ObjectStore,
    collection: Collection,
    specimen: Specimen,
    shown: tuple[Region, Image],
    line: Lineage,
    believed: Verified,
    role: Role | None,
) -> Labelled:
    region, image = shown
    record = specimen.record
    sighted = believed.basis == REVIEWED and not believed.blind
    return Labelled(
        name=str(region.region_id),
        where=f"{specimen.catalog_number or specimen.specimen_id}: {image.user_name}",
        source=collection.code,
        read=_Rendition(store, image.sha256),
        specimen=str(specimen.specimen_id),
        lineage=line,
        view=image.view or "",
        caste=str(record.get("caste") or ""),
        sex=str(record.get("sex") or ""),
        life_stage=str(record.get("lifeStage") or ""),
        licence=image.licence or "",
        creator=image.creator or "",
        institution=str(record.get("institutionCode") or collection.code),
        basis=believed.basis,
        weight=SIGHTED_WEIGHT if sighted else 1.0,
        blind=believed.blind,
        role=role.role if role else "",
        part=role.part if role else "",
        sha256=image.sha256,
        box=region.box,
        ids=(specimen.material_entity_id,) if specimen.material_entity_id else (),
        number=specimen.number_normal or "",
        letter=str(specimen.specimen_id),
    )


class _Rendition:
    """Reads a stored rendition: what every release looks at, and a hundredth of the original."""

    def __init__(self, store: ObjectStore, sha256: str) -> None:
        self._store, self._sha256 = store, sha256

    def __call__(self) -> bytes:
        return self._store.read(rendition_key(self._sha256))


def record(catalogue: Catalogue, made: Snapshot) -> None:
    """Remember the snapshot and fix the roles of its specimens; once or several times.

    Raises Conflict where another snapshot has meanwhile given a specimen the other role: nothing may
    learn from the folder then, and it is taken away.
    """
    members = [
        Role(UUID(specimen), FROZEN if part in FROZEN_PARTS else TRAINING, part)
        for specimen, part in sorted(made.parts.items())
    ]
    body: dict[str, Any] = {"counts": dict(made.counts), "findings": dict(made.report["counts"])}
    if made.held_out is not None:
        body[_HELD_OUT] = {kind: list(names) for kind, names in made.held_out.items()}
    try:
        with catalogue.writing() as tx:
            tx.snapshots.add(made.digest, made.folder.name, body)
            tx.snapshots.hold(made.digest, members)
    except IntegrityError as error:
        shutil.rmtree(made.folder)
        raise Conflict(
            "a specimen of this snapshot was meanwhile frozen, or trained, by another",
            hint="build it again: its folder was taken away",
        ) from error
