"""What a reviewer looks at next: one specimen at a time, and never one that another has.

Which specimens wait, and in which order, the search index knows; that each still has to be looked
at, and is free, is judged by the catalogue in the transaction that takes it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from insecta.catalogue.reviews import Hold
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Collection, Principal, Role
from insecta.domain.query import AnyOf, Between, Missing, Node, Query
from insecta.domain.ranks import depth
from insecta.domain.review import DISAGREE, SECOND, Worth, share_of
from insecta.domain.statements import names_by_person
from insecta.errors import Conflict, NotFound
from insecta.ports import SearchIndex, SearchRequest
from insecta.services.access import named, require
from insecta.services.documents import (
    GetRelease,
    SpecimenRows,
    read_rows,
    review_worth,
    standing,
)
from insecta.services.find import SPECIMENS, require_filled, search_alias
from insecta.services.show.images import ShownImage
from insecta.services.show.specimens import ShownSpecimen, show_specimen
from insecta.services.training.rights import is_free, ranks_of

PAGE = 50
TELLING = ("scientificName", "genus", "subgenus", "specificEpithet", "infraspecificEpithet",
           "taxonRank", "verbatimIdentification", "family", "subfamily", "tribe", "order",
           "identificationQualifier", "previousIdentifications", "identificationRemarks",
           "higherClassification", "typeStatus", "vernacularName", "storage")  # fmt: skip
"""Terms of a record that give a name away; `storage` too, since drawers and trays are named."""
Draw = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Item:
    """One specimen to look at. `blind`: without any name; `why`, `value`: what the look is worth.

    `second`: somebody has named it, and this is the independent second answer.
    """

    specimen: ShownSpecimen
    blind: bool
    why: str
    value: float
    expires: datetime
    second: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """Specimens that wait in one collection: to be looked at with sight of the name, and blind.

    `ranks`: where the person may decide, from coarse to fine; None: at all; none: they train first.
    """

    collection: str
    sighted: int
    blind: int
    blind_share: float
    ranks: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """`item` is None where nothing waits for this person."""

    item: Item | None
    waiting: Waiting


def waiting_everywhere(
    catalogue: Catalogue, index: SearchIndex, principal: Principal
) -> list[Waiting]:
    """Collections that the principal may review, with what waits in each.

    Raises Unavailable where the index cannot tell that nothing waits.
    """
    with catalogue.reading() as tx:
        may = [one for one in tx.collections.all() if _may_review(principal, one.collection_id)]
        ranks = {one.code: ranks_of(tx, principal, one) for one in may}
    ordered = sorted(may, key=lambda one: one.code)
    found = [_waiting(catalogue, index, one, ranks[one.code]) for one in ordered]
    if not all(one.sighted or one.blind for one in found):
        _require_filled(catalogue)
    return found


def _require_filled(catalogue: Catalogue) -> None:
    with catalogue.reading() as tx:
        require_filled(tx)


def _may_review(principal: Principal, collection: UUID) -> bool:
    role = principal.roles.get(collection)
    return principal.administrator or (role is not None and role >= Role.IDENTIFIER)


def next_item(
    catalogue: Catalogue,
    index: SearchIndex,
    principal: Principal,
    code: str,
    release: GetRelease,
    drawn: Draw = random.random,
) -> Next:
    """What the person has before them already, else the next that is free, taken for them.

    Raises NotFound, Forbidden, and Unavailable where the index cannot tell that nothing waits.
    """
    with catalogue.reading() as tx:
        collection = named(tx, principal, code, Role.IDENTIFIER)
        held = tx.reviews.held_by(principal.principal_id, collection.collection_id)
        ranks = ranks_of(tx, principal, collection)
    found = _shown(catalogue, principal, held, release) if held is not None else None
    if found is None and ranks != frozenset():
        for lane in _lanes(collection, drawn, ranks):
            found = _take(catalogue, index, principal, collection, release, lane)
            if found is not None:
                break
    if found is None:
        _require_filled(catalogue)
    return Next(found, _waiting(catalogue, index, collection, ranks))


def take_again(
    catalogue: Catalogue, principal: Principal, specimen_id: UUID, release: GetRelease
) -> Item:
    """Go back to a specimen one had, or go on looking: as blind as it was; a skip is taken back.

    Raises NotFound for one that one never had, Conflict where another has it now.
    """
    with catalogue.writing() as tx:
        specimen = tx.specimens.get(specimen_id)
        require(tx, principal, specimen.collection_id, Role.VIEWER)
        require(tx, principal, specimen.collection_id, Role.IDENTIFIER)
        had = tx.reviews.of(specimen.specimen_id)
        if had is None:
            raise NotFound("nobody had this specimen in the queue")
        if had.principal_id != principal.principal_id or not tx.reviews.renew(had):
            raise Conflict(
                "somebody else has this specimen before them now", hint="go on with the next one"
            )
        tx.reviews.let_go_others(had)
        tx.reviews.take_back_skip(specimen.specimen_id, principal.principal_id)
        held = tx.reviews.of(specimen.specimen_id)
        rows = read_rows(tx, [specimen.specimen_id], release)[0]
    assert held is not None  # noqa: S101  (renewed above)
    worth = review_worth(rows, standing(rows))
    if worth is not None and principal.principal_id not in names_by_person(rows.identifications):
        held = _as_it_must_be_seen(catalogue, principal, held, worth) or held
    return _shown_anyway(catalogue, principal, held, release)


def take_hidden(
    catalogue: Catalogue, principal: Principal, specimen_id: UUID, release: GetRelease
) -> Item:
    """A specimen of one's own choice without its name, such as one of a pilot's sample.

    Raises NotFound, Forbidden, and Conflict where another has it, or where this person has named it or
    had it before them with its name.
    """
    with catalogue.writing() as tx:
        specimen = tx.specimens.get(specimen_id)
        require(tx, principal, specimen.collection_id, Role.VIEWER)
        require(tx, principal, specimen.collection_id, Role.IDENTIFIER)
        key = specimen.specimen_id
        had = tx.reviews.of(key)
        own = had is not None and had.principal_id == principal.principal_id
        told = names_by_person(tx.identifications.of_specimens([key]).get(key, []))
        if principal.principal_id in told or (own and had is not None and not had.blind):
            raise Conflict(
                "its name was before you already", hint="somebody else can look at it blind"
            )
        held = tx.reviews.take(key, principal.principal_id, blind=True)
        if held is None:
            raise Conflict(
                "somebody else has this specimen before them now", hint="go on with another one"
            )
        tx.reviews.let_go_others(held)
        tx.reviews.take_back_skip(key, principal.principal_id)
    return _shown_anyway(catalogue, principal, held, release)


def skip(catalogue: Catalogue, principal: Principal, specimen_id: UUID) -> None:
    """Leave it to others. Raises NotFound, Forbidden."""
    with catalogue.writing() as tx:
        specimen = tx.specimens.get(specimen_id)
        require(tx, principal, specimen.collection_id, Role.VIEWER)
        require(tx, principal, specimen.collection_id, Role.IDENTIFIER)
        tx.reviews.skip(specimen.specimen_id, principal.principal_id)
        tx.reviews.let_go(specimen.specimen_id, principal.principal_id)


@dataclass(frozen=True, slots=True)
class _Lane:
    """`blind`: those drawn for it, in the order of the drawing; else the others, by value.

    `collection` is one that `access.named` has let the reviewer into.
    """

    collection: UUID
    blind: bool
    drawn: Between
    sort: str
    only: tuple[Node, ...] = ()


def _lane(collection: Collection, *, blind: bool) -> _Lane:
    share = share_of(collection.rules)
    key = collection.collection_id
    if blind:
        return _Lane(key, True, Between("review_draw", None, share), "review_draw:asc")
    return _Lane(key, False, Between("review_draw", share, None), "review_value:desc")


def _lanes(collection: Collection, drawn: Draw, ranks: frozenset[str] | None) -> list[_Lane]:
    """Which lane comes first is left to chance, so that the share is kept on the whole.

    Who may decide at some `ranks` is shown names at these, then what has none.
    """
    blind, sighted = _lane(collection, blind=True), [_lane(collection, blind=False)]
    if ranks is not None:
        bounds: tuple[Node, ...] = (AnyOf("rank", tuple(sorted(ranks))), Missing("rank"))
        sighted = [replace(sighted[0], only=(bound,)) for bound in bounds]
    return [blind, *sighted] if drawn() < share_of(collection.rules) else [*sighted, blind]


def _waiting(
    catalogue: Catalogue,
    index: SearchIndex,
    collection: Collection,
    ranks: frozenset[str] | None,
) -> Waiting:
    sighted, blind = (
        search_alias(
            catalogue, index, SPECIMENS, _request(_lane(collection, blind=one), None, limit=0)
        ).total
        for one in (False, True)
    )
    listed = None if ranks is None else tuple(sorted(ranks, key=depth))
    return Waiting(collection.code, sighted, blind, share_of(collection.rules), listed)


def _request(lane: _Lane, cursor: str | None, limit: int = PAGE) -> SearchRequest:
    scope = frozenset({str(lane.collection)})
    query = Query((lane.drawn, *lane.only))
    return SearchRequest(query, scope, sort=lane.sort, limit=limit, cursor=cursor)


def _candidates(catalogue: Catalogue, index: SearchIndex, lane: _Lane) -> Iterator[list[UUID]]:
    """Pages of specimens that wait as far as the index knows."""
    cursor: str | None = None
    while True:
        page = search_alias(catalogue, index, SPECIMENS, _request(lane, cursor))
        yield [UUID(hit.id) for hit in page.hits]
        cursor = page.next
        if cursor is None:
            return


def _take(
    catalogue: Catalogue,
    index: SearchIndex,
    principal: Principal,
    collection: Collection,
    release: GetRelease,
    lane: _Lane,
) -> Item | None:
    for page in _candidates(catalogue, index, lane):
        with catalogue.reading() as tx:
            free = _free(tx, principal, page)
        for key in free:
            with catalogue.writing() as tx:
                tx.reviews.forget_old()
                held = tx.reviews.take(key, principal.principal_id, blind=lane.blind)
            found = _shown(catalogue, principal, held, release) if held is not None else None
            if found is not None:
                return found
    return None


def _free(tx: Transaction, principal: Principal, keys: Sequence[UUID]) -> list[UUID]:
    busy = tx.reviews.with_others(keys, principal.principal_id)
    aside = tx.reviews.skipped(keys, principal.principal_id)
    return [key for key in keys if key not in busy | aside]


def _shown(
    catalogue: Catalogue, principal: Principal, held: Hold, release: GetRelease
) -> Item | None:
    """The item; None, and let go, where it is not this person's to look at: it has been settled since
    the index was written, or is for somebody else."""
    with catalogue.reading() as tx:
        rows = read_rows(tx, [held.specimen_id], release)
        gone = not rows or rows[0].specimen.deleted_at or rows[0].specimen.merged_into
        found = None if gone else review_worth(rows[0], standing(rows[0]))
        mine = found is not None and _is_for(tx, principal, rows[0], found)
    if found is None or not mine:
        with catalogue.writing() as tx:
            tx.reviews.let_go(held.specimen_id, principal.principal_id)
        return None
    held_rightly = _as_it_must_be_seen(catalogue, principal, held, found)
    if held_rightly is None:
        return None
    held = held_rightly
    return _shown_anyway(catalogue, principal, held, release)


def _as_it_must_be_seen(
    catalogue: Catalogue, principal: Principal, held: Hold, found: Worth
) -> Hold | None:
    """A second answer is given blind; who decides between two sees what they said."""
    blind = {SECOND: True, DISAGREE: False}.get(found.why, held.blind)
    if blind == held.blind:
        return held
    with catalogue.writing() as tx:
        return tx.reviews.take(held.specimen_id, principal.principal_id, blind=blind)


def _is_for(tx: Transaction, principal: Principal, rows: SpecimenRows, found: Worth) -> bool:
    """A second answer is another person's; where two disagree, a curator or expert decides."""
    if found.why not in (SECOND, DISAGREE):
        return True
    if found.why == DISAGREE:
        return is_free(tx, principal, rows.collection)
    return principal.principal_id not in names_by_person(rows.identifications)


def _shown_anyway(
    catalogue: Catalogue, principal: Principal, held: Hold, release: GetRelease
) -> Item:
    """The item even where somebody has spoken, such as the person who goes back to it."""
    with catalogue.reading() as tx:
        rows = read_rows(tx, [held.specimen_id], release)[0]
        found = review_worth(rows, standing(rows))
    second = found is not None and found.why == SECOND
    shown = show_specimen(catalogue, principal, held.specimen_id, release)
    return Item(
        nameless(shown) if held.blind else shown,
        held.blind,
        "" if held.blind or found is None else found.why,
        0.0 if held.blind or found is None else found.value,
        held.expires,
        held.blind and second,
    )


def nameless(shown: ShownSpecimen) -> ShownSpecimen:
    """The specimen without any name: nothing said of it, no answer, no record term that tells one."""
    record = {key: value for key, value in shown.record.items() if key not in TELLING}
    return replace(
        shown,
        scientific_name=None,
        taxon_rank=None,
        catalogued_name=None,
        trust=None,
        shown=None,
        record=record,
        verbatim={},
        former=(),
        images=tuple(_unanswered(image) for image in shown.images),
        identifications=(),
        notes=(),
    )


def _unanswered(image: ShownImage) -> ShownImage:
    """Without the answer, and without a file name, which often holds a name."""
    return replace(image, identification=None, file_name="")


def set_share(catalogue: Catalogue, principal: Principal, code: str, share: float) -> None:
    """The share of a collection that is kept for blind looks. Raises NotFound, Forbidden."""
    with catalogue.writing() as tx:
        collection = named(tx, principal, code, Role.CURATOR)
        rules = {**collection.rules, "blind_share": share}
        tx.collections.change(collection.collection_id, {"rules": rules})
        tx.journal.add(principal, "review.share", code, {"share": share})
