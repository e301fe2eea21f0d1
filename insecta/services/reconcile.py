"""Catalogue, object store, event log and search index compared; with `repair`, mended.

Everything is walked in key order, page by page: memory stays flat, and workers go on meanwhile.
What an event on its way will still do is not wrong. The catalogue is the record: the others are
made to agree with it, and only originals can be lost for good.
"""

from __future__ import annotations

from collections.abc import Iterator

from insecta.services.audit import documents, objects, work
from insecta.services.audit.finding import Finding, House


def reconcile(house: House, *, repair: bool) -> Iterator[Finding]:
    """What does not agree, as it is found; repaired things are mended before they are told.

    In this order, since each may give the next something to do: a rendition made again lets its
    picture be asked for again. Raises Unavailable while one of the four is down.
    """
    yield from objects.check(house, repair=repair)
    yield from work.check(house, repair=repair)
    yield from documents.check(house, repair=repair)
