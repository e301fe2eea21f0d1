"""The fields of the two kinds of search documents: one table, from which every adapter maps.

Kinds: `text` (space-separated terms), `keyword` (found whatever its case and accents, counted and
shown as stored, may hold a list), `date` (ISO 8601 day), `number`, `flag`. A field that is not
listed here is kept with the document and not indexed.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal

from insecta.domain.grid import SIZES

Kind = Literal["text", "keyword", "date", "number", "flag"]

SPECIMENS: dict[str, Kind] = {
    "text": "text",
    "collection_id": "keyword",
    "collection": "keyword",
    "catalog_number": "keyword",
    "number_normal": "keyword",
    "scientific_name": "keyword",
    "rank": "keyword",
    "order": "keyword",
    "family": "keyword",
    "subfamily": "keyword",
    "tribe": "keyword",
    "genus": "keyword",
    "species": "keyword",
    "trust": "keyword",
    "abstention": "keyword",
    "limit": "keyword",
    "confidence": "number",
    "catalogued_name": "keyword",
    "catalogued_genus": "keyword",
    "identified_by": "keyword",
    "date_identified": "date",
    "release": "keyword",
    "newest_release": "keyword",
    "country": "keyword",
    "country_code": "keyword",
    "state_province": "keyword",
    "latitude": "number",
    "longitude": "number",
    "event_start": "date",
    "event_end": "date",
    "recorded_by": "keyword",
    "sampling_protocol": "keyword",
    "preparations": "keyword",
    "type_status": "keyword",
    "caste": "keyword",
    "sex": "keyword",
    "life_stage": "keyword",
    "storage": "keyword",
    "basis_of_record": "keyword",
    "licence": "keyword",
    "run": "keyword",
    "view": "keyword",
    "images": "number",
    "note": "keyword",
    "created": "date",
    "review_value": "number",
    "review_draw": "number",
    **dict.fromkeys(SIZES, "keyword"),
    # The embedded index keeps fields by their place in this table: new ones come last.
    "determiner": "keyword",
    "determination": "keyword",
    "determined_start": "date",
    "determined_end": "date",
    "digitiser": "keyword",
    "number_series": "keyword",
    "number_value": "number",
    "withheld": "keyword",
    "pictures": "number",
}

IMAGES: dict[str, Kind] = {
    "collection_id": "keyword",
    "collection": "keyword",
    "specimen_id": "keyword",
    "image_id": "keyword",
    "view": "keyword",
    "scientific_name": "keyword",
    "genus": "keyword",
    "trust": "keyword",
    "fault": "keyword",
    "licence": "keyword",
    "verified": "keyword",
}

FACETS: tuple[str, ...] = (
    "order", "family", "subfamily", "genus", "species", "rank", "trust", "abstention", "limit",
    "country", "state_province", "collection", "caste", "sex", "type_status", "view", "licence",
    "recorded_by", "catalogued_genus", "release", "run", "note", "determiner", "determination",
    "digitiser", "storage", "sampling_protocol", "preparations",
)  # fmt: skip

MEMBERS: frozenset[str] = frozenset({"run", "withheld", "pictures", "review_value", "review_draw"})
"""Fields that tell of a collection's workings: searched and counted among its members' own only."""

#: A name for two fields: a document matches where its days from the first to the second overlap
#: the range asked for; where one of the two is empty the other stands for both.
INTERVALS: dict[str, tuple[str, str]] = {
    "date": ("event_start", "event_end"),
    "determined": ("determined_start", "determined_end"),
}

#: Longer keyword values are found, counted and sorted by their beginning.
MAX_KEYWORD = 256

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?\Z", re.ASCII)


def fields_of(alias: str) -> dict[str, Kind]:
    """Field table behind an alias or generation name (`images…`, else specimens)."""
    return IMAGES if alias.startswith("images") else SPECIMENS


def indexed(table: Mapping[str, Kind], fields: Mapping[str, Any]) -> dict[str, Any]:
    """What both engines index of a document: only listed fields that hold something.

    Keywords and flags become tuples of distinct strings, numbers floats, days `YYYY-MM-DD`,
    texts one string. Raises ValueError naming the field.
    """
    found: dict[str, Any] = {}
    for name, value in fields.items():
        kind = table.get(name)
        if kind is None or value is None or value == "":
            continue
        if kind == "keyword" and type(value) is str and len(value) <= MAX_KEYWORD:
            ready: Any = (_storable(value),)  # by far the most frequent case
        else:
            ready = _INDEXED[kind](name, value)
        if ready not in ((), ("",)):
            found[name] = ready
    return found


def _keywords(name: str, value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, (list, tuple, set, frozenset)) else (value,)
    kept: dict[str, None] = {}
    for one in values:
        if isinstance(one, bool):
            kept["true" if one else "false"] = None
        elif isinstance(one, (str, int)):
            kept[_storable(str(one))[:MAX_KEYWORD]] = None
        elif one is not None:
            raise ValueError(f"{name} holds {type(one).__name__}, not text")
    kept.pop("", None)
    return tuple(kept)


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{name} holds {value!r}, not a number")  # noqa: TRY004
    if not math.isfinite(value):
        raise ValueError(f"{name} is not a finite number")
    return float(value)


def _day(name: str, value: Any) -> str:
    match = _DAY.match(value) if isinstance(value, str) else None
    try:
        day = date.fromisoformat(match[1]) if match else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError(f"{name} holds {value!r}, not a day written YYYY-MM-DD")
    return day.isoformat()


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} holds {type(value).__name__}, not text")  # noqa: TRY004
    return _storable(value)


def _storable(text: str) -> str:
    """Without lone surrogates, which no engine can store."""
    return text if text.isascii() else text.encode("utf-8", "ignore").decode("utf-8")


_INDEXED: dict[Kind, Any] = {
    "keyword": _keywords,
    "flag": _keywords,
    "number": _number,
    "date": _day,
    "text": _text,
}


def interval(ends: tuple[str, str], ready: Mapping[str, Any]) -> tuple[str, str] | None:
    """First and last day of an interval of INTERVALS in what `indexed` gave, if any is known."""
    low = ready.get(ends[0], ready.get(ends[1]))
    high = ready.get(ends[1], ready.get(ends[0]))
    return (low, high) if low is not None and high is not None else None


def digest(versions: Iterable[tuple[str, int]]) -> str:
    """SHA-256 over (id, version) pairs that come sorted by id: equal where two indexes agree."""
    state = hashlib.sha256()
    for name, version in versions:
        state.update(f"{name}\t{version}\n".encode())
    return state.hexdigest()
