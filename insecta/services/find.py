"""Search as a principal may: specimens as cards, by words or by a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Principal, Role
from insecta.domain.documents import MEMBERS
from insecta.domain.documents import SPECIMENS as FIELDS
from insecta.domain.specimen import Image
from insecta.errors import NotFound, Unavailable
from insecta.ports import Classifier, Facet, SearchIndex, SearchPage, SearchRequest
from insecta.services.access import member_of, named, scope_of, visible
from insecta.services.bound import answering
from insecta.services.documents import GetRelease, read_rows, specimen_document
from insecta.services.index import alias_of, images_alias
from insecta.services.search_language import field_named, parse
from insecta.services.show.images import may_see
from insecta.vision.decode import Picture
from insecta.vision.preprocess import prepare
from insecta.vision.region import WHOLE

SPECIMENS = "specimens"
"""The alias of the index that answers searches by words."""
SPARE = 4
"""Neighbours asked for per one shown: several pictures are of one specimen, some are withheld."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a result shows of a specimen; `thumbnail` is a picture the principal may see.

    `basis_of_record`: a specimen, or the observation of a living insect (users: 25). `release`: digest
    of the release that has seen it.
    `thumbnail_region`: the part of it that shows the specimen; None where all of it does.
    """

    id: UUID
    catalog_number: str | None
    collection: str
    scientific_name: str | None
    taxon_rank: str | None
    confidence: float | None
    trust: str | None
    abstention: str | None
    limit: str | None
    catalogued_name: str | None
    country: str | None
    event_start: str | None
    event_end: str | None
    images: int
    thumbnail: UUID | None
    basis_of_record: str | None
    release: str | None
    thumbnail_region: UUID | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of specimens; `total` is exact for what the index holds.

    `complete` is False while an index that its server lost is being filled again.
    """

    items: tuple[Card, ...]
    total: int
    next: str | None
    facets: tuple[Facet, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A specimen by its most similar picture; `similarity` is the cosine, at most 1."""

    card: Card
    image_id: UUID
    view: str | None
    similarity: float


def find(
    catalogue: Catalogue,
    index: SearchIndex,
    principal: Principal,
    text: str,
    *,
    facets: Sequence[str] = (),
    sort: str = "relevance",
    limit: int = 20,
    cursor: str | None = None,
) -> Found:
    """Specimens that match (docs/guides/search.md). Raises BadQuery, Unavailable."""
    query = parse(text)
    with catalogue.reading() as tx:
        scope = scope_of(tx, principal, query, _field(sort))
        complete = not is_lacking(tx)
    wanted = tuple(dict.fromkeys(facets))
    own = member_of(principal)
    inside = tuple(one for one in wanted if own is not None and one in MEMBERS)
    request = SearchRequest(
        query,
        scope,
        sort=sort,
        limit=limit,
        cursor=cursor,
        facets=tuple(one for one in wanted if one not in inside),
    )
    page = search_alias(catalogue, index, SPECIMENS, request)
    counted = {one.field: one for one in page.facets}
    if inside:
        counts = SearchRequest(query, frozenset(map(str, own or ())), limit=0, facets=inside)
        counted |= {f.field: f for f in search_alias(catalogue, index, SPECIMENS, counts).facets}
    with catalogue.reading() as tx:
        shown = cards(tx, principal, {UUID(hit.id): hit.fields for hit in page.hits})
    told = tuple(counted[one] for one in wanted if one in counted)
    return Found(tuple(shown.values()), page.total, page.next, told, complete)


def _field(sort: str) -> str:
    """Our spelling of the field that a search is ordered by."""
    name = sort.partition(":")[0]
    return name if name == "relevance" else field_named(name, FIELDS)


def is_lacking(tx: Transaction) -> bool:
    """Whether the index of specimens was lost, and not every document is written again."""
    live = tx.generations.live("specimens")
    return live is not None and live.lacking


def search_alias(
    catalogue: Catalogue, index: SearchIndex, alias: str, request: SearchRequest
) -> SearchPage:
    """Before anything was indexed there is no index, and nothing to find.

    Raises Unavailable where the server lost the index: nothing found would be a lie.
    """
    try:
        return index.search(alias, request)
    except NotFound:
        with catalogue.reading() as tx:
            if is_known(tx, alias):
                raise Unavailable(
                    "the search index was lost; it is being made again from the catalogue",
                    hint="try again in a minute",
                ) from None
    return SearchPage((), 0, None, tuple(Facet(field, ()) for field in request.facets))


def require_filled(tx: Transaction, alias: str = SPECIMENS) -> None:
    """Before somebody is told that there is nothing. Raises Unavailable while the index is filled again."""
    if any(one.lacking and alias_of(one) == alias for one in tx.generations.written()):
        raise Unavailable(
            "the search index was lost and is being filled again: there may be more than it holds now",
            hint="try again in some minutes",
        )


def is_known(tx: Transaction, alias: str) -> bool:
    """Whether the catalogue knows an index behind the alias."""
    return any(one.state == "live" and alias_of(one) == alias for one in tx.generations.written())


def cards(
    tx: Transaction, principal: Principal, documents: Mapping[UUID, Mapping[str, Any]]
) -> dict[UUID, Card]:
    """Documents as a result shows them, with pictures that the principal may see."""
    pictures: dict[UUID, dict[UUID, Image]] = {}
    parts: dict[UUID, dict[UUID, UUID]] = {}
    for specimen_id, region, image in tx.images.regions_of(list(documents)):
        if may_see(tx, principal, image):
            pictures.setdefault(specimen_id, {})[image.image_id] = image
            if region.box != WHOLE:
                parts.setdefault(specimen_id, {})[image.image_id] = region.region_id
    return {
        key: _card(key, fields, pictures.get(key, {}), parts.get(key, {}))
        for key, fields in documents.items()
    }


def _card(
    key: UUID,
    fields: Mapping[str, Any],
    pictures: Mapping[UUID, Image],
    parts: Mapping[UUID, UUID],
) -> Card:
    telling = [image for image in pictures.values() if image.view != "label"]
    first = next(iter(telling or pictures.values()), None)
    return Card(
        key,
        fields.get("catalog_number"),
        str(fields.get("collection", "")),
        fields.get("scientific_name"),
        fields.get("rank"),
        fields.get("confidence"),
        fields.get("trust"),
        fields.get("abstention"),
        fields.get("limit"),
        fields.get("catalogued_name"),
        fields.get("country"),
        fields.get("event_start"),
        fields.get("event_end"),
        len(pictures),
        first.image_id if first else None,
        fields.get("basis_of_record"),
        fields.get("release"),
        parts.get(first.image_id) if first else None,
    )


def release_to_compare(catalogue: Catalogue, principal: Principal, code: str | None) -> str:
    """Digest of the release whose space a search by picture uses.

    That which answers for the collection named, else the promoted one. Raises NotFound.
    """
    with catalogue.reading() as tx:
        if code is None:
            newest = tx.releases.promotion()
            found = newest.release if newest else None
        else:
            found = answering(tx, named(tx, principal, code, Role.VIEWER))
    if found is None:
        raise NotFound("no release answers yet")
    return found


def vector_of(classifier: Classifier, picture: Picture) -> NDArray[np.float32]:
    """Unit vector of an uploaded picture, which is kept nowhere."""
    prepared = prepare(picture.pixels, classifier.release.side)
    return classifier.see(prepared[np.newaxis])[0].embedding


def find_similar(
    catalogue: Catalogue,
    index: SearchIndex,
    principal: Principal,
    release: GetRelease,
    space: str,
    vector: NDArray[np.float32],
    limit: int,
) -> tuple[Neighbour, ...]:
    """Specimens whose pictures look most alike in one embedding space, one picture of each."""
    with catalogue.reading() as tx:
        seen = visible(tx, principal)
    request = SearchRequest(
        parse(""),
        None if seen is None else frozenset(map(str, seen)),
        limit=limit * SPARE,
        vector=vector,
    )
    hits = search_alias(catalogue, index, images_alias(space), request).hits
    with catalogue.reading() as tx:
        shown = tx.images.find([UUID(hit.fields["image_id"]) for hit in hits])
        best: dict[UUID, tuple[UUID, float]] = {}
        for hit in hits:
            image = shown.get(UUID(hit.fields["image_id"]))
            if image is not None and image.deleted_at is None and may_see(tx, principal, image):
                best.setdefault(UUID(hit.fields["specimen_id"]), (image.image_id, hit.score))
        chosen = dict(list(best.items())[:limit])
        found = [specimen_document(rows) for rows in read_rows(tx, list(chosen), release)]
        living = {UUID(one.id): one.fields for one in found if not one.deleted}
        neighbours = cards(tx, principal, living)
    return tuple(
        Neighbour(neighbours[key], image_id, shown[image_id].view, score)
        for key, (image_id, score) in chosen.items()
        if key in neighbours
    )
