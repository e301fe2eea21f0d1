"""Specimens that look like one and bear the same machine's name: what one decision may be applied to.

Left out are types, what a person has spoken of, what another reviewer has before them, and what is
kept for blind looks (users: 5, 19); how many of each is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Principal, Role
from insecta.domain.query import AnyOf, Missing, Node, Query
from insecta.domain.review import DISAGREE, SECOND, draw, share_of
from insecta.domain.specimen import PREDICTED
from insecta.errors import Conflict
from insecta.ports import SearchIndex, SearchRequest
from insecta.services.access import require
from insecta.services.determine import is_type
from insecta.services.documents import (
    GetRelease,
    SpecimenRows,
    Standing,
    read_rows,
    review_worth,
    specimen_document,
    standing,
)
from insecta.services.find import Card, cards, require_filled, search_alias
from insecta.services.index import images_alias

ASKED = 400
"""Pictures asked of the index for each of the specimen's own."""
SHOWN = 200
TYPE, SPOKEN, WITH_OTHERS, BLIND = "type", "spoken", "with_others", "blind"
KEPT_OUT = (TYPE, SPOKEN, WITH_OTHERS, BLIND)
ONCE_MORE = (SECOND, DISAGREE)
"""A person has spoken already."""


@dataclass(frozen=True, slots=True)
class LooksAlike:
    """A specimen by its most similar picture of the same view; cosine similarity."""

    card: Card
    image_id: UUID
    similarity: float


@dataclass(frozen=True, slots=True)
class Group:
    """Most similar first. `kept_out`: how many others there are, by why they are left out."""

    items: tuple[LooksAlike, ...]
    kept_out: Mapping[str, int]


def look_alikes(
    catalogue: Catalogue,
    index: SearchIndex,
    principal: Principal,
    specimen_id: UUID,
    release: GetRelease,
) -> Group:
    """The group of a specimen that the person has before them, sighted.

    Raises NotFound, Conflict, and Unavailable where the index cannot tell that there is no group.
    """
    with catalogue.reading() as tx:
        specimen = tx.specimens.get(specimen_id)
        require(tx, principal, specimen.collection_id, Role.VIEWER)
        require(tx, principal, specimen.collection_id, Role.IDENTIFIER)
        held = tx.reviews.of(specimen.specimen_id)
        if held is not None and held.blind and held.principal_id == principal.principal_id:
            raise Conflict(
                "this one is looked at blind, and a group would tell the machine's name",
                hint="decide about it alone",
            )
        rows = read_rows(tx, [specimen.specimen_id], release)[0]
        space = rows.shown.space if rows.shown else None
        if space is None:
            return Group((), {})
        rows = read_rows(tx, [specimen.specimen_id], release, [space])[0]
    near = _near(catalogue, index, rows, space, standing(rows))
    with catalogue.reading() as tx:
        if not near:
            require_filled(tx, images_alias(space))
        others = {one.specimen.specimen_id: one for one in read_rows(tx, list(near), release)}
        out = kept_out(tx, principal, list(others.values()))
        fields = {
            key: specimen_document(one).fields for key, one in others.items() if key not in out
        }
        shown = cards(tx, principal, fields)
    found = [LooksAlike(shown[key], near[key][0], round(near[key][1], 6)) for key in shown]
    ordered = sorted(found, key=lambda one: (-one.similarity, str(one.card.id)))
    return Group(tuple(ordered[:SHOWN]), Counter(out.values()))


def kept_out(
    tx: Transaction, principal: Principal, rows: Sequence[SpecimenRows]
) -> dict[UUID, str]:
    """Those that nothing may be applied to unseen, each with why."""
    keys = [one.specimen.specimen_id for one in rows]
    busy = tx.reviews.with_others(keys, principal.principal_id)
    return {one.specimen.specimen_id: why for one in rows if (why := _why(one, busy)) is not None}


def _why(rows: SpecimenRows, busy: set[UUID]) -> str | None:
    specimen = rows.specimen
    if is_type(specimen):
        return TYPE
    worth = review_worth(rows, standing(rows))
    if specimen.deleted_at or specimen.merged_into or worth is None or worth.why in ONCE_MORE:
        return SPOKEN
    if draw(specimen.specimen_id) < share_of(rows.collection.rules):
        return BLIND
    return WITH_OTHERS if specimen.specimen_id in busy else None


def _near(
    catalogue: Catalogue, index: SearchIndex, rows: SpecimenRows, space: str, now: Standing
) -> dict[UUID, tuple[UUID, float]]:
    """Specimen → (picture, cosine) of those with the same name and view, in the same collection."""
    best: dict[UUID, tuple[UUID, float]] = {}
    views = {region.region_id: image.view for region, image in rows.images}
    scope = frozenset({str(rows.specimen.collection_id)})
    for region, vector in rows.vectors.get(space, {}).items():
        nodes = tuple(_like(now, views.get(region)))
        request = SearchRequest(Query(nodes), scope, limit=ASKED, vector=vector)
        for hit in search_alias(catalogue, index, images_alias(space), request).hits:
            key = UUID(hit.fields["specimen_id"])
            if key == rows.specimen.specimen_id:
                continue
            if key not in best or hit.score > best[key][1]:
                best[key] = (UUID(hit.fields["image_id"]), hit.score)
    return best


def _like(now: Standing, view: str | None) -> Iterator[Node]:
    answer = now.answer.answer if now.answer else None
    yield AnyOf("trust", (PREDICTED,))
    yield (
        AnyOf("scientific_name", (answer.scientific_name,))
        if answer
        else Missing("scientific_name")
    )
    if view:
        yield AnyOf("view", (view,))
