"""A collection's report for a period: figures in groups, each with the query that gives it again.

Names and trust are as they stand now, of specimens that came in the period; they are asked of the search
index, so that the address beside each gives the same. Pictures and decisions are counted in the
catalogue, and the address beside each gives its lines. Days are those of UTC.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from insecta.catalogue.reports import Came, Period, Picture
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain import mids
from insecta.domain.collection import Collection, Principal, Role
from insecta.domain.promise import Count
from insecta.domain.ranks import RANKS, depth
from insecta.domain.release import Release
from insecta.domain.review import draw, share_of
from insecta.domain.specimen import DISPUTED, PREDICTED, REVIEWED, VALIDATED, Identification
from insecta.domain.statements import undone
from insecta.errors import Forbidden, Invalid
from insecta.ports import SearchIndex, SearchPage, SearchRequest
from insecta.services.access import named, owns
from insecta.services.blind import BlindLook, blind_looks
from insecta.services.bound import answering
from insecta.services.documents import GetRelease
from insecta.services.find import SPECIMENS, is_lacking, search_alias
from insecta.services.report.digitised import MOST, Digitised, digitised
from insecta.services.report.figure import Figure, Scope, measured
from insecta.services.report.work import Decision, credited_by, decisions, hours
from insecta.services.search_language import parse

MOST_NAMES = 1_000
"""Distinct names that are counted; of more it is said that there are at least so many."""
NONE = "none"
TRUSTS = (VALIDATED, REVIEWED, PREDICTED, DISPUTED)


@dataclass(frozen=True, slots=True)
class Report:
    """`release`: whose names the collection shows; None before the first promotion. `complete` is False
    while a lost index is being filled again: then names and trust are counted too low."""

    collection: str
    title: str
    first: date
    last: date
    made: datetime
    release: Release | None
    complete: bool
    figures: tuple[Figure, ...]


def build(
    catalogue: Catalogue,
    index: SearchIndex,
    principal: Principal,
    code: str,
    first: date | None,
    last: date | None,
    get_release: GetRelease,
) -> Report:
    """By default of this year. For members of the collection. Raises NotFound, Forbidden, Invalid."""
    with catalogue.reading() as tx:
        collection = _collection(tx, principal, code)
        scope = Scope(code, _period(tx, first, last))
        digest = answering(tx, collection)
        release = get_release(digest) if digest else None
        complete = not is_lacking(tx)
        counted = tuple(_of_catalogue(tx, collection, scope, release))
        at = tx.at
    ask = _Asked(catalogue, index, collection)
    found = (*_named(ask, scope), *_backlog(ask, scope), *counted)
    return Report(
        code, collection.title, scope.period.first, scope.period.last, at, release, complete,
        tuple(sorted(found, key=lambda one: GROUPS.index(one.group))),
    )  # fmt: skip


GROUPS = (
    "taken", "day", "station", "named", "species", "rank", "trust", "accuracy", "corrected", "backlog", "work",
    "mids", "lacking", "credit",
)  # fmt: skip
"""In the order of the page."""


def pictures(
    catalogue: Catalogue, principal: Principal, code: str, first: date | None, last: date | None
) -> list[Picture]:
    """What the figures of pictures count. Raises as `build`."""
    with catalogue.reading() as tx:
        collection = _collection(tx, principal, code)
        return list(tx.reports.pictures(collection.collection_id, _period(tx, first, last)))


def made_decisions(
    catalogue: Catalogue, principal: Principal, code: str, first: date | None, last: date | None
) -> list[Decision]:
    """What the figures of people's work count; who decided stays out of it. Raises as `build`."""
    with catalogue.reading() as tx:
        collection = _collection(tx, principal, code)
        return _decisions(tx, _said(tx, collection, _period(tx, first, last)))


def blind(
    catalogue: Catalogue,
    principal: Principal,
    code: str,
    first: date | None,
    last: date | None,
    get_release: GetRelease,
) -> list[BlindLook]:
    """What the measured accuracy counts. Raises as `build`."""
    with catalogue.reading() as tx:
        collection = _collection(tx, principal, code)
        digest = answering(tx, collection)
        said = _said(tx, collection, _period(tx, first, last))
        return _blind(tx, collection, get_release(digest), said) if digest else []


def levels(
    catalogue: Catalogue, principal: Principal, code: str, first: date | None, last: date | None
) -> list[Digitised]:
    """What the shares of MIDS levels count. Raises as `build`."""
    with catalogue.reading() as tx:
        collection = _collection(tx, principal, code)
        return list(digitised(tx, collection.collection_id, _period(tx, first, last)))


def _collection(tx: Transaction, principal: Principal, code: str) -> Collection:
    collection = named(tx, principal, code, Role.VIEWER)
    if not owns(tx, principal, collection.collection_id):
        raise Forbidden("reports are for members of the collection")
    return collection


def _period(tx: Transaction, first: date | None, last: date | None) -> Period:
    """Raises Invalid for one that ends before it begins."""
    today = tx.at.date()
    end = last or max(today, first or today)
    start = first or date(end.year, 1, 1)
    if start > end:
        raise Invalid(f"the period ends on {end}, before it begins on {start}", hint="swap the two")
    return Period(start, end)


class _Asked:
    """Searches among one collection's specimens."""

    def __init__(self, catalogue: Catalogue, index: SearchIndex, collection: Collection) -> None:
        self._catalogue, self._index = catalogue, index
        self._only = frozenset({str(collection.collection_id)})

    def total(self, words: str) -> int:
        return self._ask(words, ()).total

    def counts(self, words: str, *fields: str) -> tuple[int, list[dict[str, int]]]:
        """How many match, and how many of them bear each value of some fields."""
        page = self._ask(words, fields)
        return page.total, [dict(facet.values) for facet in page.facets]

    def _ask(self, words: str, fields: tuple[str, ...]) -> SearchPage:
        request = SearchRequest(
            parse(words), self._only, limit=0, facets=fields, facet_size=MOST_NAMES
        )
        return search_alias(self._catalogue, self._index, SPECIMENS, request)


def _named(ask: _Asked, scope: Scope) -> Iterator[Figure]:
    total, (ranks, trusts) = ask.counts(scope.words(), "rank", "trust")
    yield Figure("taken", "specimens", total, scope.search())
    bearing = sum(ranks.values())
    yield Figure("named", "named", bearing, scope.search(facets=("rank",)), "values", total)
    for one in TRUSTS:
        only = f"trust:{one}"
        number = sum(ask.counts(scope.words(only), "rank")[1][0].values())
        yield Figure("named", one, number, scope.search(only, facets=("rank",)), "values", bearing)
    catalogued = total - ask.total(scope.words("catalogued_name:none"))
    query = scope.search("catalogued_name:none")
    yield Figure("named", "catalogued", catalogued, query, "rest", total)
    yield from _species(ask, scope)
    for rank in sorted(ranks, key=_place):
        yield Figure("rank", rank, ranks[rank], scope.search(f'rank:"{rank}"'), of=total)
    yield Figure("rank", NONE, total - bearing, scope.search("rank:none"), of=total)
    for one in TRUSTS:
        yield Figure("trust", one, trusts.get(one, 0), scope.search(f"trust:{one}"), of=total)
    yield Figure("trust", NONE, total - sum(trusts.values()), scope.search("trust:none"), of=total)


def _place(rank: str) -> int:
    """From coarse to fine; a rank that is not known comes last."""
    return depth(rank) if rank in RANKS else len(RANKS)


def _species(ask: _Asked, scope: Scope) -> Iterator[Figure]:
    """How many species, never without those that a person has verified."""
    for name, only in (("all", ()), *((one, (f"trust:{one}",)) for one in (VALIDATED, REVIEWED))):
        found = len(ask.counts(scope.words(*only), "species")[1][0])
        query = scope.search(*only, facets=("species",))
        yield Figure("species", name, found, query, "distinct", at_least=found >= MOST_NAMES)


def _backlog(ask: _Asked, scope: Scope) -> Iterator[Figure]:
    """What waits now, whenever it came."""
    for name, words in (
        ("to_review", "review_value:0..1"),
        ("disputed", f"trust:{DISPUTED}"),
        ("nameless", "rank:none"),
        ("no_picture", "pictures:0"),
    ):
        found = ask.total(scope.words(words, ever=True))
        yield Figure("backlog", name, found, scope.search(words, ever=True))


def _of_catalogue(
    tx: Transaction, collection: Collection, scope: Scope, release: Release | None
) -> Iterator[Figure]:
    key = collection.collection_id
    yield from _pictures(tx.reports.came(key, scope.period), scope)
    waiting = tx.reports.waiting(key)
    since = tx.reports.first_day(key) or scope.period.first
    all_ = Scope(scope.code, Period(min(since, tx.at.date()), tx.at.date()))
    yield Figure(
        "backlog", "not_looked_at", waiting, all_.rows("pictures", only="waiting"), "lines"
    )
    said = _said(tx, collection, scope.period)
    yield from _work(_decisions(tx, said), said, scope)
    if release is not None:
        yield from _accuracy(_blind(tx, collection, release, said), scope)
    yield from _digitised(list(digitised(tx, key, scope.period)), scope)


def _pictures(came: Sequence[Came], scope: Scope) -> Iterator[Figure]:
    pictures = sum(one.pictures for one in came)
    again = sum(one.retaken for one in came)
    yield Figure("taken", "pictures", pictures, scope.rows("pictures"), "lines")
    yield Figure(
        "taken", "retaken", again, scope.rows("pictures", only="retaken"), "lines", pictures
    )
    days, stations = Counter[str](), Counter[str]()
    for one in came:
        days[one.day] += one.pictures
        stations[one.station or ""] += one.pictures
    for day, number in sorted(days.items()):
        only = Scope(scope.code, Period(date.fromisoformat(day), date.fromisoformat(day)))
        yield Figure("day", day, number, only.rows("pictures"), "lines")
    if set(stations) - {""}:
        for name, number in sorted(stations.items()):
            query = scope.rows("pictures", station=name)
            yield Figure("station", name or NONE, number, query, "lines", pictures)


def _said(tx: Transaction, collection: Collection, period: Period) -> list[Identification]:
    return tx.reports.said(collection.collection_id, period)


def _decisions(tx: Transaction, said: Sequence[Identification]) -> list[Decision]:
    keys = list(dict.fromkeys(one.specimen_id for one in said))
    gone: set[UUID] = set()
    shown: dict[UUID, Identification] = {}
    for statements in tx.identifications.of_specimens(keys).values():
        gone |= undone(statements)
        shown |= {one.identification_id: one for one in statements}
    return decisions(said, shown, frozenset(gone))


def _work(
    made: Sequence[Decision], said: Sequence[Identification], scope: Scope
) -> Iterator[Figure]:
    looked, query = hours(made), scope.rows("seconds")
    applied = sum(not one.examined for one in made)
    yield Figure(
        "work", "decisions", looked.decisions, scope.rows("decisions", only="examined"), "lines"
    )
    yield Figure("work", "applied", applied, scope.rows("decisions", only="applied"), "lines")
    blind = sum(one.blind and one.examined for one in made)
    yield Figure(
        "work", "blind", blind, scope.rows("decisions", only="blind"), "lines", looked.decisions
    )
    if looked.hours is not None and looked.median is not None:
        yield Figure("work", "timed", looked.timed, query, "lines", looked.decisions)
        yield Figure("work", "seconds", looked.median, query, "sum")
        yield Figure("work", "hours", looked.hours, query, "sum")
    credited = credited_by(said)
    yield Figure("work", "people", len(credited), scope.report(), "report")
    for name, orcid, number in credited:
        yield Figure("credit", name, number, scope.report(), "report", note=orcid)
    standing = [one for one in made if one.corrected and not one.undone]
    for name, flag in (("examined", True), ("applied", False)):
        found = sum(one.examined is flag for one in standing)
        asked = scope.rows("decisions", only=f"corrected_{name}")
        yield Figure("corrected", name, found, asked, "lines")


def _blind(
    tx: Transaction, collection: Collection, release: Release, said: Sequence[Identification]
) -> list[BlindLook]:
    """Of the blind share, which was drawn at random; a name taken back since counts no more."""
    share = share_of(collection.rules)
    keys = [one.specimen_id for one in said if one.body.get("blind") and not one.body.get("second")]
    drawn = [key for key in dict.fromkeys(keys) if draw(key) < share]
    return list(blind_looks(tx, release, drawn))


def _accuracy(looks: Sequence[BlindLook], scope: Scope) -> Iterator[Figure]:
    """Nothing is told where nobody looked blind."""
    if not looks:
        return
    query = scope.rows("blind")
    named = [one for one in looks if one.answer is not None]
    yield Figure("accuracy", "looked", len(looks), query, "lines")
    yield Figure("accuracy", "named", len(named), query, "lines", len(looks))
    yield measured("accuracy", "right", _count(named), query)
    ranks = sorted({one.answer.rank for one in named if one.answer}, key=_place)
    for rank in ranks:
        own = [one for one in named if one.answer and one.answer.rank == rank]
        yield measured("accuracy", rank, _count(own), query)


def _count(looks: Iterable[BlindLook]) -> Count:
    """Not those whose person's name is coarser than the machine's: nobody can tell."""
    judged = [one.agrees for one in looks if one.agrees is not None]
    return Count(sum(judged), len(judged))


def _digitised(found: Sequence[Digitised], scope: Scope) -> Iterator[Figure]:
    if not found:
        return
    query, read = scope.rows("levels"), len(found)
    sampled = read >= MOST
    reached = Counter(NONE if one.level is None else str(one.level) for one in found)
    for name in (*map(str, mids.LEVELS), NONE):
        yield Figure("mids", name, reached[name], query, "lines", read, at_least=sampled)
    lacking = Counter(element for one in found for element in one.missing)
    for element in mids.ELEMENTS:
        number = lacking[element.name]
        if number:
            yield Figure(
                "lacking", element.name, number, query, "lines", read, note=str(element.level)
            )
