"""What both search engines ask of a request before they run it, and how cursors are written."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.domain.documents import INTERVALS, Kind, fields_of
from insecta.domain.query import AnyOf, Between, Code, Node, Phrase, Prefix, Word
from insecta.errors import BadQuery
from insecta.ports import SearchRequest
from insecta.services.search_language import field_named

MAX_LIMIT = 1_000
MAX_FACET_SIZE = 1_000


@dataclass(frozen=True, slots=True)
class Order:
    """A declared sort; `field` is None for relevance. Ties always go by id, ascending.

    Keywords are compared folded; of several values the smallest counts ascending, the largest
    descending; documents without a value come last both ways.
    """

    field: str | None
    descending: bool = True

    def __str__(self) -> str:
        if self.field is None:
            return "relevance"
        return f"{self.field}:{'desc' if self.descending else 'asc'}"


def order_of(sort: str, table: Mapping[str, Kind]) -> Order:
    """Read `relevance`, `field:asc` or `field:desc`. Raises BadQuery."""
    if sort == "relevance":
        return Order(None)
    name, _, direction = sort.partition(":")
    if direction not in ("asc", "desc"):
        raise BadQuery(f"cannot sort by {sort!r}", hint="write relevance, field:asc or field:desc")
    field = field_named(name, table)
    if table.get(field) == "text":
        raise BadQuery(f"cannot sort by {field}", hint="text has no order; sort by relevance")
    if field in INTERVALS:
        field = INTERVALS[field][1 if direction == "desc" else 0]
    return Order(field, direction == "desc")


def check(alias: str, request: SearchRequest) -> Order:
    """Refuse what the alias's documents cannot answer; give the order. Raises BadQuery."""
    table = fields_of(alias)
    for node in request.query.nodes:
        _check_node(node, table)
    for facet in request.facets:
        if table.get(facet) not in ("keyword", "flag"):
            raise BadQuery(f"{facet} is not a facet of {alias}")
    if not 0 <= request.limit <= MAX_LIMIT:
        raise BadQuery(f"limit is {request.limit}", hint=f"ask for 0 to {MAX_LIMIT:,} a page")
    if not 0 < request.facet_size <= MAX_FACET_SIZE:
        raise BadQuery(f"facet size is {request.facet_size}", hint=f"1 to {MAX_FACET_SIZE:,}")
    if request.vector is not None and request.cursor is not None:
        raise BadQuery("a search by picture has one page", hint="raise its limit instead")
    return order_of(request.sort, table)


def _check_node(node: Node, table: Mapping[str, Kind]) -> None:
    ends = INTERVALS.get(node.field)
    kind = table.get(ends[0] if ends else node.field)
    if kind is None:
        raise BadQuery(f"there is no field {node.field} to search here")
    if isinstance(node, Word | Code | Phrase):
        fits = kind == "text" and bool(node.terms)
    elif isinstance(node, Prefix):
        fits = kind in ("text", "keyword") and bool(node.start)
    elif isinstance(node, AnyOf):
        fits = kind in ("keyword", "flag")
    elif isinstance(node, Between):
        fits = _ends_fit(kind, node)
    else:
        fits = kind != "text"
    if not fits:
        raise BadQuery(f"{type(node).__name__} does not fit the {kind} field {node.field}")


def _ends_fit(kind: Kind, node: Between) -> bool:
    ends = [end for end in (node.low, node.high) if end is not None]
    if kind == "number":
        return all(isinstance(end, (int, float)) for end in ends)
    return kind == "date" and all(isinstance(end, str) and _is_day(end) for end in ends)


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def write_cursor(order: Order, key: Any, last_id: str) -> str:
    """The place after a document: its sort key (JSON) and its id, with a check sum."""
    raw = _compact([str(order), key, last_id]).encode()
    return base64.urlsafe_b64encode(zlib.crc32(raw).to_bytes(4) + raw).decode().rstrip("=")


def read_cursor(cursor: str, order: Order) -> tuple[Any, str]:
    """Sort key and id of a cursor of the same order. Raises BadQuery."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        sound = zlib.crc32(raw[4:]).to_bytes(4) == raw[:4]
        sort, key, last_id = json.loads(raw[4:]) if sound else ("", None, "")
    except (binascii.Error, ValueError, TypeError):
        sort, key, last_id = "", None, ""
    if sort != str(order) or not isinstance(last_id, str):
        raise BadQuery(
            "this cursor does not belong to this search",
            hint="start again without a cursor, with the sort it was made for",
        )
    return key, last_id


_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def stored_json(fields: Any) -> str:
    """Fields as engines keep them: compact JSON, without lone surrogates."""
    text = _compact(fields)
    return text if text.isascii() else text.encode("utf-8", "ignore").decode("utf-8")


def unit(vector: NDArray[np.float32], dimensions: int | None) -> NDArray[np.float32]:
    """The vector, checked and made unit length. Raises ValueError."""
    if vector.shape != (dimensions,):
        raise ValueError(f"a vector of shape {vector.shape}, the generation has ({dimensions},)")
    length = float(np.linalg.norm(vector.astype(np.float64)))
    if not np.isfinite(length) or length == 0:
        raise ValueError("a vector without direction (zero, or not finite)")
    return (vector / np.float64(length)).astype(np.float32)
