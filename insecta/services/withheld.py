"""What strangers are shown of a specimen, and who says which taxa are withheld (users: 13)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.catalogue.versions import raise_collection
from insecta.domain.collection import Principal, Role
from insecta.domain.licence import is_shareable
from insecta.domain.sensitive import (
    NAMELESS,
    REGULATED,
    SENSITIVE,
    Why,
    generalised,
    has_lists,
    names_given,
    shows_label,
    withheld,
)
from insecta.domain.specimen import Identification, Image
from insecta.errors import Invalid
from insecta.services.access import named
from insecta.services.versions import write_collection_again

if TYPE_CHECKING:
    from insecta.services.documents import SpecimenRows

MOST_NAMES = 5_000
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Lists:
    """Names of taxa, in order."""

    sensitive: tuple[str, ...] = ()
    regulated: tuple[str, ...] = ()


def lists_of(catalogue: Catalogue, principal: Principal, code: str) -> Lists:
    """What a collection withholds. For curators. Raises NotFound, Forbidden."""
    with catalogue.reading() as tx:
        rules = named(tx, principal, code, Role.CURATOR).rules
    return Lists(tuple(rules.get(SENSITIVE, ())), tuple(rules.get(REGULATED, ())))


def set_lists(
    catalogue: Catalogue,
    principal: Principal,
    code: str,
    sensitive: Sequence[str] | None = None,
    regulated: Sequence[str] | None = None,
) -> Lists:
    """Replace one or both lists; None leaves a list as it is. Raises NotFound, Forbidden, Invalid.

    What is read of one specimen obeys at once; the index as soon as its documents are written again.
    """
    given = {SENSITIVE: sensitive, REGULATED: regulated}
    values = {rule: _checked(names) for rule, names in given.items() if names is not None}
    with catalogue.writing() as tx:
        collection = named(tx, principal, code, Role.CURATOR)
        rules = {**collection.rules, **values}
        kept = {name: rule for name, rule in rules.items() if name not in given or rule}
        tx.collections.change(collection.collection_id, {"rules": kept})
        raise_collection(tx.connection, collection.collection_id)
        tx.journal.add(principal, "collection.withhold", code, values)
    write_collection_again(catalogue, collection.collection_id)
    return Lists(tuple(kept.get(SENSITIVE, ())), tuple(kept.get(REGULATED, ())))


def _checked(names: Sequence[str]) -> list[str]:
    plain = [" ".join(name.split()) for name in names]
    wanted = list(dict.fromkeys(name for name in plain if name))
    if len(wanted) > MOST_NAMES:
        raise Invalid(
            f"{len(wanted):,} names", hint=f"list at most {MOST_NAMES:,}: genera, not species"
        )
    for place, name in enumerate(wanted, start=1):
        if not name[0].isupper() or len(name) > LONGEST_NAME:
            raise Invalid(
                f"name {place}, {name[:60]!r}, is no name of a taxon",
                hint="begin with its genus or family, such as Parnassius apollo",
            )
    return wanted


def why_withheld(rows: SpecimenRows, more: Iterable[str] = ()) -> Why | None:
    """Why the public is told less of a specimen. `more`: names of it that no statement bears."""
    rules = rows.collection.rules
    if not has_lists(rules):
        return None
    names = names_given(rows.specimen, rows.identifications) | set(more)
    return withheld(rules, names, rows.identifications)


def as_strangers_see(rows: SpecimenRows, why: Why | None) -> SpecimenRows:
    """The rows without what only members may know: source cells, history, pictures under no licence.

    Of a withheld specimen also without place, day, collector, labels and file names; of one on hold
    without what a machine calls it.
    """
    images = tuple(pair for pair in rows.images if is_shareable(pair[1].licence))
    specimen = replace(rows.specimen, verbatim={}, former=())
    if why is None:
        return replace(rows, specimen=specimen, images=images)
    specimen = replace(specimen, record=generalised(specimen.record), problems=())
    told = tuple(
        (region, _nameless(image))
        for region, image in images
        if image.image_id not in rows.labelled
        and not shows_label(image, (), _of(rows.identifications, region.region_id))
    )
    seen = replace(rows, specimen=specimen, images=told)
    if why == REGULATED:
        statements = tuple(map(_unnamed, rows.identifications))
        seen = replace(seen, identifications=statements, shown=None, scores=())
    return seen


def _of(statements: Iterable[Identification], region: object) -> list[Identification]:
    return [one for one in statements if one.region_id == region]


def _nameless(image: Image) -> Image:
    notes = tuple({"code": str(one["code"]), "text": ""} for one in image.notes)
    return replace(image, user_name=NAMELESS, notes=notes)


def _unnamed(one: Identification) -> Identification:
    if one.kind != "machine":
        return one
    return replace(one, scientific_name=None, taxon_rank=None, verbatim=None, body={})


def why_image_withheld(tx: Transaction, image: Image) -> tuple[Why | None, bool]:
    """Why the public is told less of what a picture shows, and whether a label can be read in it."""
    rules = tx.collections.by_id(image.collection_id).rules
    if not has_lists(rules):
        return None, False
    regions = tx.images.regions_in(image.image_id)
    owners = tx.images.specimens_of([one.region_id for one in regions])
    keys = sorted({key for shown in owners.values() for key in shown})
    statements = tx.identifications.of_specimens(keys)
    found: set[Why] = set()
    for key, specimen in tx.specimens.find(keys).items():
        said = statements.get(key, [])
        why = withheld(rules, names_given(specimen, said), said)
        found |= {why} if why else set()
    here = {one.region_id for one in regions}
    on_it = [one for said in statements.values() for one in said if one.region_id in here]
    label = shows_label(image, [one.kind for one in regions], on_it)
    # Of a picture of many, one on hold keeps the answers back, and one sensitive is enough for labels.
    return ("regulated" if "regulated" in found else min(found, default=None)), label
