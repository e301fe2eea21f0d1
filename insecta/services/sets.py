"""Saved sets of specimens (users: 20): frozen when saved, shared by their address.

A set holds which specimens were found, in their order, and what each was called then, so that it can
be cited whatever becomes of the names. Whoever has the address reads it, but of its specimens only
those they may see; a set of which they may see none is not there for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from insecta.catalogue.sets import Member, SavedSet
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Principal
from insecta.domain.sensitive import REGULATED
from insecta.errors import Forbidden, Invalid, NotFound, Unavailable
from insecta.ports import SearchIndex
from insecta.services.access import ANONYMOUS, member_of, visible
from insecta.services.darwin_core.rows import Entry
from insecta.services.documents import (
    GetRelease,
    SpecimenRows,
    public_rows,
    read_rows,
    specimen_document,
    withheld_of,
)
from insecta.services.find import Card, cards, find, is_lacking
from insecta.services.find_numbers import find_numbers

MOST = 10_000
_AT_ONCE = 500
_ORDER = "catalog_number:asc"
"""Of a saved search: by relevance, records may move between two pages while others are written."""


@dataclass(frozen=True, slots=True)
class NewSet:
    """A search (docs/guides/search.md), or a list of catalogue numbers: one of them."""

    title: str
    note: str = ""
    query: str | None = None
    numbers: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """What a specimen was called when the set was saved; `release`: digest of whose name it was."""

    scientific_name: str | None
    taxon_rank: str | None
    trust: str | None
    release: str | None


@dataclass(frozen=True, slots=True)
class ShownSet:
    """`total`: specimens that the reader may see. `releases`: name and version of those whose names
    stood in it. `query` and `missing` numbers are told to its owner (`own`) only: they may name what
    others do not know of.
    """

    id: UUID
    title: str
    note: str
    saved_by: str
    created: datetime
    total: int
    own: bool
    query: str | None
    missing: tuple[str, ...]
    releases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownMember:
    """`card`: the specimen as it is now; None where it was deleted since."""

    place: int
    then: Named
    card: Card | None


@dataclass(frozen=True, slots=True)
class MemberPage:
    items: tuple[ShownMember, ...]
    next: int | None
    total: int


@dataclass(frozen=True, slots=True)
class SetPage:
    items: tuple[ShownSet, ...]
    next: int | None
    total: int


def save(catalogue: Catalogue, index: SearchIndex, principal: Principal, new: NewSet) -> UUID:
    """The new set's id. Raises Invalid, BadQuery, and Forbidden for who has no account.

    Unavailable while the index is being filled again: what it lacks would lack in the set for ever.
    """
    if principal == ANONYMOUS:
        raise Forbidden("a set is kept for somebody with an account")
    title = " ".join(new.title.split())
    if not title:
        raise Invalid("the set has no title", hint="give it one that others understand")
    if (new.query is None) == (new.numbers is None):
        raise Invalid("a set is saved from a search or from numbers, one of them")
    with catalogue.reading() as tx:
        _require_whole_index(tx)
    found, missing = _found(catalogue, index, principal, new)
    specimens = list({card.id: card for card in found}.values())
    if not specimens:
        raise Invalid("there is no specimen in this set", hint="search for something that is found")
    if len(specimens) > MOST:
        raise _too_many(len(specimens))
    members = [Member(place, one.id, _now(one)) for place, one in enumerate(specimens, start=1)]
    query = None if new.query is None else new.query.strip()
    kept = SavedSet(
        uuid4(), principal.principal_id, principal.name, title, new.note.strip(), query, missing
    )
    with catalogue.writing() as tx:
        _require_whole_index(tx)
        tx.sets.add(kept, members)
    return kept.set_id


def _require_whole_index(tx: Transaction) -> None:
    if is_lacking(tx):
        raise Unavailable(
            "the search index is being filled again, so a set would not be whole",
            hint="save it in some minutes",
        )


def _found(
    catalogue: Catalogue, index: SearchIndex, principal: Principal, new: NewSet
) -> tuple[Iterable[Card], tuple[str, ...]]:
    if new.numbers is not None:
        listed = find_numbers(catalogue, index, principal, new.numbers)
        return [card for one in listed.found for card in one.specimens], listed.missing
    return _searched(catalogue, index, principal, new.query or ""), ()


def _searched(
    catalogue: Catalogue, index: SearchIndex, principal: Principal, query: str
) -> Iterator[Card]:
    cursor: str | None = None
    while True:
        page = find(catalogue, index, principal, query, sort=_ORDER, limit=_AT_ONCE, cursor=cursor)
        if page.total > MOST:
            raise _too_many(page.total)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return


def _too_many(number: int) -> Invalid:
    return Invalid(
        f"{number:,} specimens are more than the {MOST:,} of a set", hint="narrow the search down"
    )


def _now(card: Card) -> dict[str, str]:
    """A person's name is of no release, and has no probability."""
    told = {
        "scientificName": card.scientific_name, "taxonRank": card.taxon_rank, "trust": card.trust,
        "release": card.release if card.confidence is not None else None,
    }  # fmt: skip
    return {key: value for key, value in told.items() if value}


def show_sets(
    catalogue: Catalogue, principal: Principal, after: int = 0, limit: int = 60
) -> SetPage:
    """One's own, newest first, without the first `after`."""
    with catalogue.reading() as tx:
        own = tx.sets.of(principal.principal_id, after, limit + 1)
        totals = tx.sets.sizes([one.set_id for one in own], visible(tx, principal))
        total = tx.sets.count(principal.principal_id)
    shown = [_shown(one, totals.get(one.set_id, 0), (), own=True) for one in own[:limit]]
    return SetPage(tuple(shown), after + limit if len(own) > limit else None, total)


def show_set(
    catalogue: Catalogue, principal: Principal, key: UUID, release: GetRelease
) -> ShownSet:
    """Raises NotFound."""
    with catalogue.reading() as tx:
        found, seen, total = _sighted(tx, principal, key)
        digests = tx.sets.releases(key, seen)
    names = tuple(_called(release, digest) for digest in digests)
    return _shown(found, total, names, own=_is_own(found, principal))


def show_members(
    catalogue: Catalogue,
    principal: Principal,
    key: UUID,
    release: GetRelease,
    after: int = 0,
    limit: int = 100,
) -> MemberPage:
    """Each specimen as it is now beside what it was called then, without the first `after`.

    Places count what the reader may see: gaps would tell of the rest. Raises NotFound.
    """
    with catalogue.reading() as tx:
        _, seen, total = _sighted(tx, principal, key)
        members = tx.sets.page(key, seen, after, limit + 1)
        rows = _present(tx, members[:limit], release)
        found = {one.specimen.specimen_id: specimen_document(one).fields for one in rows.values()}
        shown = cards(tx, principal, found)
    present = {key: shown[one.specimen.specimen_id] for key, one in rows.items()}
    own = member_of(principal)
    held = {key for key, one in rows.items() if _is_held_from(own, one)}
    items = [
        ShownMember(
            place,
            Named(None, None, None, None) if one.specimen_id in held else _then(one),
            present.get(one.specimen_id),
        )
        for place, one in enumerate(members[:limit], start=after + 1)
    ]
    return MemberPage(tuple(items), after + limit if len(members) > limit else None, total)


def members_now(
    catalogue: Catalogue, principal: Principal, key: UUID, after: int, limit: int
) -> tuple[list[UUID], int | None]:
    """Specimens that members are now, merges followed, and where the next page begins. Raises NotFound."""
    with catalogue.reading() as tx:
        _, seen, _ = _sighted(tx, principal, key)
        members = tx.sets.page(key, seen, after, limit + 1)
        became = _merged(tx, [one.specimen_id for one in members[:limit]])
    found = [became[one.specimen_id] for one in members[:limit] if one.specimen_id in became]
    return list(dict.fromkeys(found)), after + limit if len(members) > limit else None


def entries(
    catalogue: Catalogue, principal: Principal, key: UUID, release: GetRelease
) -> Iterator[Entry]:
    """Every specimen of the set that is still there, once, for an export. Raises NotFound.

    Of what is withheld others than its members get what strangers are shown.
    """
    own = member_of(principal)
    after = 0
    told: set[UUID] = set()
    while True:
        with catalogue.reading() as tx:
            _, seen, _ = _sighted(tx, principal, key)
            members = tx.sets.page(key, seen, after, _AT_ONCE)
            rows = _present(tx, members, release)
            given = tx.specimens.given_ids(
                "occurrenceID", [one.specimen.specimen_id for one in rows.values()]
            )
        for one in members:
            now = rows.get(one.specimen_id)
            if now is not None and now.specimen.specimen_id not in told:
                told.add(now.specimen.specimen_id)
                whole = own is None or now.specimen.collection_id in own
                seen_rows = now if whole else public_rows(now)
                then = {} if _is_held_from(own, now) else one.named
                yield Entry(seen_rows, given.get(now.specimen.specimen_id), then)
        if len(members) < _AT_ONCE:
            return
        after += len(members)


def remove(catalogue: Catalogue, principal: Principal, key: UUID) -> None:
    """Its address opens nothing from now on. Raises NotFound, and Forbidden for others than its owner."""
    with catalogue.writing() as tx:
        found, _, _ = _sighted(tx, principal, key)
        if not _is_own(found, principal) and not principal.administrator:
            raise Forbidden("only who saved the set may remove it")
        tx.sets.drop(key)
        tx.journal.add(principal, "set.remove", str(key), {})


def citation(one: ShownSet, address: str) -> str:
    """As it may stand in a paper: who saved what and when, and whose names stood in it."""
    specimens = "1 specimen" if one.total == 1 else f"{one.total:,} specimens"
    day = one.created.date().isoformat()
    named = f", machine names by {' and '.join(one.releases)}" if one.releases else ""
    return f"{one.saved_by} ({one.created.year}): {one.title}. {specimens} as of {day}{named}. {address}"


def _sighted(
    tx: Transaction, principal: Principal, key: UUID
) -> tuple[SavedSet, frozenset[UUID] | None, int]:
    found = tx.sets.get(key)
    seen = visible(tx, principal)
    total = tx.sets.sizes([key], seen).get(key, 0)
    if not total and not _is_own(found, principal):
        raise NotFound("there is no such set")
    return found, seen, total


def _present(
    tx: Transaction, members: Sequence[Member], release: GetRelease
) -> dict[UUID, SpecimenRows]:
    """By the id that the set names: rows of what is there now, merges followed."""
    became = _merged(tx, [one.specimen_id for one in members])
    rows = {one.specimen.specimen_id: one for one in read_rows(tx, list(became.values()), release)}
    return {
        key: rows[now]
        for key, now in became.items()
        if now in rows and rows[now].specimen.deleted_at is None
    }


def _merged(tx: Transaction, keys: Sequence[UUID]) -> dict[UUID, UUID]:
    """Where each specimen is now: of a merged one, what it became, in the same collection."""
    became = {}
    for key, one in tx.specimens.find(keys).items():
        try:
            now = one if one.merged_into is None else tx.specimens.get(one.merged_into)
        except NotFound:
            continue
        if now.collection_id == one.collection_id:
            became[key] = now.specimen_id
    return became


def _is_held_from(own: frozenset[UUID] | None, rows: SpecimenRows) -> bool:
    """Whether who has only these collections of their own may not know what a machine calls it."""
    is_own = own is None or rows.specimen.collection_id in own
    return not is_own and withheld_of(rows) == REGULATED


def _then(one: Member) -> Named:
    told = one.named
    return Named(
        told.get("scientificName"), told.get("taxonRank"), told.get("trust"), told.get("release")
    )


def _is_own(found: SavedSet, principal: Principal) -> bool:
    return found.principal_id == principal.principal_id


def _called(release: GetRelease, digest: str) -> str:
    known = release(digest)
    return f"{known.name} {known.version} ({digest[:12]})"


def _shown(found: SavedSet, total: int, releases: tuple[str, ...], *, own: bool) -> ShownSet:
    assert found.created is not None  # noqa: S101  (a row always has its time)
    return ShownSet(
        found.set_id, found.title, found.note, found.saved_by, found.created, total, own,
        found.query if own else None, found.missing if own else (), releases,
    )  # fmt: skip
