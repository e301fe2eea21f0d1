"""How the name of a release's taxon is shown and exported (users: 3).

Genera and what is below them stand in italics; informal groups and complexes are no names under
the ICZN, so they are shown as "*Camponotus*, maculatus group" and exported as their genus.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from insecta.domain.ranks import depth
from insecta.domain.release import Release, Taxon

INFORMAL = {"species group": "group", "species complex": "complex"}
"""Rank → the word that says so."""
_LATIN = re.compile(
    r"[A-ZÀ-Þ][a-zß-ÿ]+(?:-[a-zß-ÿ]+)?(?: \([A-ZÀ-Þ][a-zß-ÿ]+\))?"
    r"(?: (?:[a-zß-ÿ]-)?[a-zß-ÿ]{2,}(?:-[a-zß-ÿ]+)?){0,2}"
)
_SAYS_SO = re.compile(r"\b(?:group|complex|aggregate|agg\.)$")
_GENUS = depth("genus")
_NO_RANK = "none"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a name, to be set in italics or not."""

    text: str
    italic: bool


@dataclass(frozen=True, slots=True)
class Exported:
    """Terms of Darwin Core for an answer. `verbatim_identification` is empty for plain names."""

    scientific_name: str
    taxon_rank: str
    verbatim_identification: str = ""


def shown_name(release: Release, taxon_id: str) -> tuple[Span, ...]:
    """The name in pieces; joined they are its text."""
    taxon = release.by_id[taxon_id]
    genus = _genus_above(release, taxon)
    if taxon.rank in INFORMAL:
        group = _group_name(taxon, genus)
        if genus is None:
            return (Span(group, False),)
        return (Span(genus.scientific_name, True), Span(f", {group}", False))
    return _italic(taxon, genus)


def _italic(taxon: Taxon, genus: Taxon | None) -> tuple[Span, ...]:
    name = taxon.scientific_name
    if taxon.rank == _NO_RANK or depth(taxon.rank) < _GENUS:
        return (Span(name, False),)
    first, _, rest = name.partition(" ")
    if _LATIN.fullmatch(name) and (taxon.rank == "genus" or rest):
        return (Span(name, True),)
    if genus is not None and first == genus.scientific_name and rest:
        return (Span(first, True), Span(f" {rest}", False))
    return (Span(name, False),)


def _genus_above(release: Release, taxon: Taxon) -> Taxon | None:
    above = [one for one in release.lineage(taxon.taxon_id)[:-1] if one.rank == "genus"]
    return above[-1] if above else None


def _group_name(taxon: Taxon, genus: Taxon | None) -> str:
    """`Thera variata/britannica` of rank species complex → `variata/britannica complex`."""
    name = taxon.scientific_name
    if genus is not None:
        name = name.removeprefix(genus.scientific_name).lstrip(" ,") or name
    return name if _SAYS_SO.search(name) else f"{name} {INFORMAL[taxon.rank]}"


def exported_name(release: Release, taxon_id: str) -> Exported:
    """What Darwin Core may say: an informal group becomes its genus, or the next name above."""
    taxon = release.by_id[taxon_id]
    if taxon.rank not in INFORMAL:
        return Exported(taxon.scientific_name, taxon.rank)
    lineage = release.lineage(taxon_id)[:-1]
    genus = _genus_above(release, taxon)
    formal = [one for one in lineage if one.rank not in INFORMAL]
    above = genus or (formal[-1] if formal else None)
    verbatim = "".join(span.text for span in shown_name(release, taxon_id))
    if above is None:
        return Exported("", "", verbatim)
    return Exported(above.scientific_name, above.rank, verbatim)
