"""Names to choose from while somebody types, and one taxon with its place in the tree.

Suggestions come from the release that answers and from names that visible specimens bear, so that
a typing error finds the name meant and a private collection's names stay its own.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Principal
from insecta.domain.query import Query
from insecta.domain.release import Release, Taxon
from insecta.domain.text import fold
from insecta.errors import NotFound
from insecta.ports import SearchIndex, SearchRequest
from insecta.services.access import visible
from insecta.services.documents import GetRelease

MOST = 20
NAMES_OF_RECORDS = ("species", "genus", "subfamily", "family")
CLOSE = 0.75


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`specimens`: how many visible ones bear the name, where it is theirs."""

    scientific_name: str
    taxon_rank: str
    taxon_id: str | None
    specimens: int


@dataclass(frozen=True, slots=True)
class ShownTaxon:
    """A node of the answering release; `lineage` from the root to its parent."""

    taxon_id: str
    scientific_name: str
    taxon_rank: str
    parent_id: str | None
    answerable: bool
    training: int
    testing: int
    lineage: tuple[Taxon, ...]
    children: tuple[Taxon, ...]
    release: str


def suggest(
    catalogue: Catalogue, index: SearchIndex, principal: Principal, release: GetRelease, text: str
) -> tuple[Suggestion, ...]:
    """Names that begin so, then those that hold a word that does; where none, spelt nearly so."""
    wanted = fold(text.strip())
    if not wanted:
        return ()
    known = _known(catalogue, index, principal, release)
    names = {fold(one.scientific_name): one for one in known}
    starts = [name for name in names if name.startswith(wanted)]
    inside = [name for name in names if f" {wanted}" in name]
    chosen = list(dict.fromkeys([*_by_use(starts, names), *_by_use(inside, names)]))
    if not chosen:
        chosen = difflib.get_close_matches(wanted, names, n=5, cutoff=CLOSE)
    return tuple(names[name] for name in chosen[:MOST])


def _by_use(found: Iterable[str], names: dict[str, Suggestion]) -> list[str]:
    return sorted(found, key=lambda name: (-names[name].specimens, name))


def _known(
    catalogue: Catalogue, index: SearchIndex, principal: Principal, release: GetRelease
) -> list[Suggestion]:
    with catalogue.reading() as tx:
        seen = visible(tx, principal)
        newest = tx.releases.promotion()
    borne = _borne(index, None if seen is None else frozenset(map(str, seen)))
    taxa = _named(release(newest.release)) if newest else []
    found = [
        Suggestion(t.scientific_name, t.rank, t.taxon_id, borne.pop((t.rank, t.scientific_name), 0))
        for t in taxa
    ]
    return found + [Suggestion(name, rank, None, n) for (rank, name), n in borne.items()]


def _borne(index: SearchIndex, seen: frozenset[str] | None) -> dict[tuple[str, str], int]:
    request = SearchRequest(Query(), seen, limit=0, facets=NAMES_OF_RECORDS, facet_size=1_000)
    try:
        facets = index.search("specimens", request).facets
    except NotFound:
        return {}
    return {(facet.field, name): n for facet in facets for name, n in facet.values}


def _named(release: Release) -> list[Taxon]:
    return [taxon for taxon in release.taxa if taxon.rank != "none"]


def show_taxon(catalogue: Catalogue, release: GetRelease, taxon_id: str) -> ShownTaxon:
    """A taxon of the answering release. Raises NotFound."""
    with catalogue.reading() as tx:
        newest = tx.releases.promotion()
    current = release(newest.release) if newest else None
    taxon = current.by_id.get(taxon_id) if current else None
    if taxon is None or current is None:
        raise NotFound("there is no such taxon")
    return ShownTaxon(
        taxon.taxon_id,
        taxon.scientific_name,
        taxon.rank,
        taxon.parent_id,
        taxon.answerable,
        taxon.training,
        taxon.testing,
        tuple(current.lineage(taxon_id)[:-1]),
        tuple(one for one in _named(current) if one.parent_id == taxon_id),
        current.digest,
    )
