"""A pasted or scanned list of catalogue numbers: found, not found, repeated (users: 20)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.catalogue_number import normal_form
from insecta.domain.collection import Principal
from insecta.domain.query import AnyOf, Query
from insecta.domain.text import fold
from insecta.errors import Invalid
from insecta.ports import Hit, SearchIndex, SearchRequest
from insecta.services.access import visible
from insecta.services.find import SPECIMENS, Card, cards, search_alias

MOST = 10_000
AT_ONCE = 500
"""Numbers asked for in one search."""
PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number as it was given, and the specimens that bear it: one in each collection, or more letters."""

    number: str
    specimens: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class NumbersFound:
    """Every distinct number is in `found` or in `missing`, in the order given; `repeated` ones came more than once."""

    found: tuple[Numbered, ...]
    missing: tuple[str, ...]
    repeated: tuple[str, ...]


def find_numbers(
    catalogue: Catalogue, index: SearchIndex, principal: Principal, numbers: Sequence[str]
) -> NumbersFound:
    """Specimens of up to 10,000 numbers, however case and separators are written. Raises Invalid."""
    if len(numbers) > MOST:
        raise Invalid(f"{len(numbers):,} numbers at once", hint=f"send at most {MOST:,}")
    given = [one.strip() for one in numbers if one.strip()]
    times = Counter(_key(one) for one in given)
    first = {_key(one): one for one in reversed(given)}
    with catalogue.reading() as tx:
        seen = visible(tx, principal)
    visible_ids = None if seen is None else frozenset(map(str, seen))
    borne: dict[str, list[Card]] = {}
    keys = list(first)
    for start in range(0, len(keys), AT_ONCE):
        chunk = keys[start : start + AT_ONCE]
        hits = {UUID(hit.id): hit.fields for hit in _hits(catalogue, index, visible_ids, chunk)}
        with catalogue.reading() as tx:
            found = cards(tx, principal, hits)
        for key, card in found.items():
            borne.setdefault(fold(str(hits[key]["number_normal"])), []).append(card)
    return NumbersFound(
        tuple(Numbered(first[key], tuple(borne[key])) for key in times if key in borne),
        tuple(first[key] for key in times if key not in borne),
        tuple(first[key] for key, n in times.items() if n > 1),
    )


def _key(number: str) -> str:
    """How both engines compare a number."""
    return fold(normal_form(number))


def _hits(
    catalogue: Catalogue, index: SearchIndex, seen: frozenset[str] | None, keys: Sequence[str]
) -> Iterator[Hit]:
    wanted = tuple(key for key in keys if key)
    if not wanted:
        return
    cursor: str | None = None
    while True:
        request = SearchRequest(
            Query((AnyOf("number_normal", wanted),)),
            seen,
            sort="catalog_number:asc",
            limit=PAGE,
            cursor=cursor,
        )
        page = search_alias(catalogue, index, SPECIMENS, request)
        yield from page.hits
        cursor = page.next
        if cursor is None:
            return
