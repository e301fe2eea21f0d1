"""Specimens of the catalogue against documents of the live index, walked together by id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from insecta.catalogue.audits import Standing
from insecta.domain.query import Query
from insecta.errors import NotFound
from insecta.ports import Document, Hit, SearchRequest
from insecta.services import index
from insecta.services.audit.finding import PAGE, Finding, House, Kind

ALIAS = "specimens"
Suspect = tuple[Kind, UUID, int | None]
"""What seems wrong, the specimen, and the document's version if there is one."""
_TEXT = {
    "document_missing": "has no document in the live index",
    "document_stale": "its document shows another version",
    "document_orphaned": "is found, though no living specimen has this id",
}


def check(house: House, *, repair: bool) -> Iterator[Finding]:
    """Documents that are missing, show another version, or belong to nothing."""
    if _is_there(house):
        yield from _compare(house, repair=repair)
    else:
        yield _no_index(house, repair=repair)


def _is_there(house: House) -> bool:
    with house.catalogue.reading() as tx:
        live = tx.generations.live("specimens")
    if live is None:
        return False
    try:
        house.index.refresh(live.name)
        house.index.search(ALIAS, SearchRequest(Query(()), None, limit=0))
    except NotFound:
        return False
    return True


def _no_index(house: House, *, repair: bool) -> Finding:
    if not repair:
        return Finding("index_missing", ALIAS, "run `insecta index rebuild`")
    count, name = index.rebuild(house.catalogue, house.index, house.release)
    return Finding("index_missing", name, f"rebuilt with {count} documents", "repaired")


def _compare(house: House, *, repair: bool) -> Iterator[Finding]:
    suspects: list[Suspect] = []
    for suspect in _suspects(house):
        suspects.append(suspect)
        if len(suspects) == PAGE:
            yield from _judge(house, suspects, repair=repair)
            suspects = []
    yield from _judge(house, suspects, repair=repair)


def _suspects(house: House) -> Iterator[Suspect]:
    documents = _documents(house)
    hit = next(documents, None)
    for row in _rows(house):
        key = str(row.specimen_id)
        while hit is not None and hit.id < key:
            yield "document_orphaned", UUID(hit.id), hit.version
            hit = next(documents, None)
        found = hit if hit is not None and hit.id == key else None
        if row.living and found is None:
            yield "document_missing", row.specimen_id, None
        elif found is not None and not row.living:
            yield "document_orphaned", row.specimen_id, found.version
        elif found is not None and found.version != row.version:
            yield "document_stale", row.specimen_id, found.version
        if found is not None:
            hit = next(documents, None)
    while hit is not None:
        yield "document_orphaned", UUID(hit.id), hit.version
        hit = next(documents, None)


def _rows(house: House) -> Iterator[Standing]:
    after: UUID | None = None
    while True:
        with house.catalogue.reading() as tx:
            page = tx.audits.versions(after, PAGE)
        if not page:
            return
        yield from page
        after = page[-1].specimen_id


def _documents(house: House) -> Iterator[Hit]:
    """Every living document by id: no words, so every score is equal and ids decide."""
    cursor: str | None = None
    while True:
        page = house.index.search(ALIAS, SearchRequest(Query(()), None, limit=PAGE, cursor=cursor))
        yield from page.hits
        if page.next is None:
            return
        cursor = page.next


def _judge(house: House, suspects: Sequence[Suspect], *, repair: bool) -> Iterator[Finding]:
    """Look again in one snapshot: what an event will still mend is not wrong."""
    keys = [key for _, key, _ in suspects]
    with house.catalogue.reading() as tx:
        coming = " ".join(tx.audits.on_their_way(index.GROUP, keys, house.handled)) if keys else ""
        rows = tx.audits.versions_of(keys)
    wrong = [one for one in suspects if str(one[1]) not in coming]
    if repair and wrong:
        _rewrite(house, wrong, rows)
    for kind, key, _ in wrong:
        text = "written again" if repair else _TEXT[kind]
        yield Finding(kind, str(key), text, "repaired" if repair else "wrong")


def _rewrite(house: House, wrong: Sequence[Suspect], rows: dict[UUID, Standing]) -> None:
    ahead = [
        (key, shown)
        for _, key, shown in wrong
        if key in rows and shown is not None and shown > rows[key].version
    ]
    if ahead:
        with house.catalogue.writing() as tx:
            for key, shown in ahead:
                tx.audits.lift(key, shown)
    index.write(house.catalogue, house.index, house.release, [k for _, k, _ in wrong if k in rows])
    gone = [
        Document(str(key), shown or 0, {}, deleted=True)
        for _, key, shown in wrong
        if key not in rows
    ]
    if gone:
        with house.catalogue.reading() as tx:
            names = [one.name for one in tx.generations.written() if one.kind == "specimens"]
        house.index.write(names, gone)
