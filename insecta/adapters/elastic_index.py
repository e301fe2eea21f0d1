"""The search index on Elasticsearch 9: the same answers as the embedded one.

One index per generation, named prefix + generation; aliases carry the prefix too. A document holds

    id, version, deleted       what `refresh` sums up; deleted ones are filtered out
    stored                     its fields as the caller gave them (JSON text, not indexed)
    text                       our own terms; the engine only splits on spaces
    by.FIELD                   folded keywords, numbers and days: filters, ranges, orders
    shown.FIELD                keywords as stored: facets, and the exact collection filter
    vector                     unit length, cosine

Documents are written through an alias of each index alone, and only to an alias: a server that was
emptied behind our back refuses, where it would else make an index of its own guessing.

Every index has one shard: counts, facets and orders are exact, and a collection of ten million
specimens fits. Only features of the published core jars are used (no scripts, no extra analysers).
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np

from insecta.domain.documents import INTERVALS, Kind, digest, fields_of, indexed, interval
from insecta.domain.query import AnyOf, Between, Code, Missing, Node, Phrase, Prefix, Word
from insecta.domain.text import fold
from insecta.errors import (
    BadQuery,
    BadSettings,
    Fault,
    InsectaError,
    Invalid,
    NotFound,
    Unavailable,
)
from insecta.ports import Document, Facet, Generation, Hit, SearchPage, SearchRequest, Summary
from insecta.services.search_request import (
    Order,
    check,
    read_cursor,
    stored_json,
    unit,
    write_cursor,
)

MAJOR = 9
BATCH = 500  # documents in one bulk request
SECONDS = 20  # for one request: a worker that waits longer than a minute counts as hung
WRITING = "-writing"  # ends the alias that documents of an index are written through
TRIES = 6  # of an item the server was too busy for: 0.1 s doubling, about 3 s in all
PAGE = 5_000  # documents a request when an index is summed up
_HINT = f"Insecta needs Elasticsearch {MAJOR}; check INSECTA_SEARCH_INDEX_URL"
MAY_PASS = frozenset({429, 502, 503, 504})


def open_index(url: str) -> ElasticIndex:
    """The index at `elasticsearch://HOST:PORT[/PREFIX]`. Raises BadSettings, Unavailable."""
    return ElasticIndex(url)


class ElasticIndex:
    """A SearchIndex at `elasticsearch://[USER:PASSWORD@]HOST:PORT[/PREFIX][?tls=true&ca=FILE]`.

    Safe to share between threads; close it when done.
    """

    def __init__(self, url: str) -> None:
        """Connect and look at the server's version. Raises Unavailable, BadSettings."""
        from elasticsearch import Elasticsearch

        place = _place(url)
        self._address, self._prefix = place.address, place.prefix
        trust: dict[str, Any] = {"ca_certs": place.authority} if place.authority else {}
        self._client = Elasticsearch(
            f"{'https' if place.tls else 'http'}://{place.address}",
            basic_auth=place.account,
            request_timeout=SECONDS,
            max_retries=3,
            retry_on_timeout=False,
            retry_on_status=sorted(MAY_PASS),
            **trust,
        )
        self._known: dict[str, Generation] = {}
        try:
            self._check_version()
        except BaseException:
            self._client.close()
            raise

    def close(self) -> None:
        self._client.close()

    def open(self, generation: Generation) -> None:
        """Make an empty generation ready; an existing one stays as it is."""
        name = self._prefix + generation.name
        if name != name.lower():
            raise Invalid(f"generation {generation.name} must be written in lower case")
        with self._errors():
            # Nothing but this program makes indexes under our prefix.
            self._client.indices.put_index_template(
                name=self._prefix.rstrip("-") or "insecta",
                index_patterns=[f"{self._prefix}*"],
                allow_auto_create=False,
                priority=500 + len(self._prefix),
            )
            if self._client.indices.exists(index=name):
                self._client.indices.put_alias(index=name, name=name + WRITING)
                # Fields that a newer program added; documents bear them when they are written next.
                made = _mapping(generation)["properties"]
                self._client.indices.put_mapping(index=name, properties=made)
            else:
                answer = self._client.options(ignore_status=400).indices.create(
                    index=name,
                    settings=_SETTINGS,
                    mappings=_mapping(generation),
                    aliases={name + WRITING: {}},
                )
                kind = answer.get("error", {}).get("type", "resource_already_exists_exception")
                if kind != "resource_already_exists_exception":
                    raise Fault(f"Elasticsearch refuses index {name}: {answer['error']}")

    def write(self, generations: Sequence[str], documents: Sequence[Document]) -> None:
        """Upsert where the version is not older; every item's answer is looked at."""
        for name in generations:
            if name not in self._known or not documents:
                self._known[name] = self._generation(name)
            items = _items(self._known[name], documents)
            for start in range(0, len(items), BATCH):
                self._bulk(self._prefix + name, items[start : start + BATCH])

    def search(self, alias: str, request: SearchRequest) -> SearchPage:
        """Answer from the generation an alias points at."""
        order = check(alias, request)
        if request.vector is not None:
            return self._nearest(alias, request)
        filters, scoring = _query(request)
        body: dict[str, Any] = {
            "query": {"bool": {"filter": filters, "must": scoring}},
            "sort": _sort(order),
            "size": request.limit + 1 if request.limit else 0,
            "track_total_hits": True,
            "source_includes": ["stored", "version"],
            "aggs": _aggregations(request),
        }
        if request.cursor is not None:
            body["search_after"] = list(read_cursor(request.cursor, order))
        with self._errors(cursor=request.cursor is not None):
            answer = self._client.search(index=self._prefix + alias, **body)
        found = answer["hits"]["hits"]
        hits = tuple(_hit(each, each["_score"] or 0.0) for each in found[: request.limit])
        following = None
        if request.limit and len(found) > request.limit:
            following = write_cursor(order, found[request.limit - 1]["sort"][0], hits[-1].id)
        total = int(answer["hits"]["total"]["value"])
        return SearchPage(hits, total, following, _facets(answer, request))

    def refresh(self, generation: str) -> Summary:
        """Make everything written visible, and say what is there."""
        with self._errors():
            self._client.indices.refresh(index=self._prefix + generation)
            versions = list(self._versions(self._prefix + generation))
        return Summary(len(versions), digest(versions))

    def point(self, alias: str, generation: str | None, drop: str | None = None) -> None:
        """Move an alias and remove a generation in one request, which is atomic."""
        pointed = self._pointed(alias)
        actions: list[dict[str, Any]] = [
            {"remove": {"index": index, "alias": self._prefix + alias, "must_exist": True}}
            for index in pointed - {self._prefix + (each or "") for each in (generation, drop)}
        ]
        if generation is not None:
            made = {"index": self._prefix + generation, "alias": self._prefix + alias}
            actions.append({"add": made})
        if drop is not None:
            self._check_unused(drop, None if drop == generation else alias)
            actions.append({"remove_index": {"index": self._prefix + drop}})
        with self._errors():
            if generation is not None:
                self._client.indices.put_settings(index=self._prefix + generation, settings=_LIVE)
            if actions:
                self._client.indices.update_aliases(actions=actions)

    def _pointed(self, alias: str) -> set[str]:
        """Indexes that an alias points at: one, or none before the first rebuild."""
        with self._errors():
            answer = self._client.options(ignore_status=404).indices.get_alias(
                index=f"{self._prefix}*", name=self._prefix + alias
            )
        return {
            index
            for index, found in answer.items()
            if isinstance(found, dict) and "aliases" in found
        }

    def _nearest(self, alias: str, request: SearchRequest) -> SearchPage:
        dimensions = self._generation(alias).dimensions
        if request.vector is None:
            raise TypeError("a search by picture needs a vector")
        try:
            wanted = unit(request.vector, dimensions)
        except ValueError as error:
            raise BadQuery(str(error)) from error
        filters, scoring = _query(request)
        among: list[dict[str, Any]] = [*filters, *scoring, {"exists": {"field": "vector"}}]
        with self._errors():
            counted = self._client.search(
                index=self._prefix + alias,
                query={"bool": {"filter": among}},
                size=0,
                track_total_hits=True,
                aggs=_aggregations(request),
            )
            found: list[dict[str, Any]] = []
            if request.limit:
                near = {
                    "field": "vector",
                    "query_vector": [float(each) for each in wanted],
                    "k": request.limit,
                    "num_candidates": min(10_000, max(200, 4 * request.limit)),
                    "filter": among,
                    "rescore_vector": {"oversample": 2.0},
                }
                answer = self._client.search(
                    index=self._prefix + alias,
                    knn=near,
                    size=request.limit,
                    source_includes=["stored", "version"],
                )
                found = answer["hits"]["hits"]
        # The engine's score is (1 + cosine) / 2.
        hits = sorted(
            (_hit(each, 2 * each["_score"] - 1) for each in found),
            key=lambda hit: (-hit.score, hit.id),
        )
        total = int(counted["hits"]["total"]["value"])
        return SearchPage(tuple(hits), total, None, _facets(counted, request))

    def _bulk(self, index: str, items: Sequence[_Item]) -> None:
        """Write items of one index; those the server was too busy for again, more slowly."""
        waiting = list(items)
        for attempt in range(TRIES):
            if attempt:
                time.sleep(0.05 * 2**attempt)
            target = index + WRITING
            operations = [each for item in waiting for each in (item.action(target), item.body)]
            with self._errors():
                answer = self._client.bulk(operations=operations, require_alias=True)
            waiting = _left_over(index, waiting, answer["items"])
            if not waiting:
                return
        raise Unavailable(f"Elasticsearch was too busy for {len(waiting)} documents of {index}")

    def _generation(self, name: str) -> Generation:
        """What an index, or the one behind an alias, was made for. Raises NotFound."""
        with self._errors():
            answer = self._client.indices.get_mapping(index=self._prefix + name)
        made = next(iter(answer.values()))["mappings"]["_meta"]
        return Generation(made["name"], made["kind"], made["dimensions"])

    def _versions(self, index: str) -> Iterator[tuple[str, int]]:
        """(id, version) of every document that is not deleted, by id, in one frozen view."""
        view = self._client.open_point_in_time(index=index, keep_alive="1m")["id"]
        after: list[Any] | None = None
        try:
            while True:
                answer = self._client.search(
                    pit={"id": view, "keep_alive": "1m"},
                    query={"term": {"deleted": False}},
                    sort=[{"id": {"order": "asc"}}],
                    size=PAGE,
                    source=False,
                    docvalue_fields=[{"field": "version"}],
                    track_total_hits=False,
                    search_after=after,
                )
                for hit in answer["hits"]["hits"]:
                    yield hit["_id"], int(hit["fields"]["version"][0])
                if len(answer["hits"]["hits"]) < PAGE:
                    return
                after = answer["hits"]["hits"][-1]["sort"]
        finally:
            self._client.options(ignore_status=404).close_point_in_time(id=view)

    def _check_unused(self, generation: str, moving: str | None) -> None:
        """Raise Invalid where an alias other than the moving one points at a generation."""
        index = self._prefix + generation
        with self._errors():
            answer = self._client.indices.get_alias(index=index)
        others = set(answer[index]["aliases"]) - {index + WRITING}
        if moving is None or others - {self._prefix + moving}:
            raise Invalid("an alias still points at the generation to drop", hint="move it first")

    def _check_version(self) -> None:
        with self._errors():
            answer = self._client.nodes.info(node_id="_local", filter_path="nodes.*.version")
        versions = [str(node.get("version")) for node in answer.get("nodes", {}).values()]
        if not versions or not versions[0].startswith(f"{MAJOR}."):
            said = versions[0] if versions else "of unknown version"
            raise BadSettings(f"{self._address} is Elasticsearch {said}", hint=_HINT)

    @contextmanager
    def _errors(self, *, cursor: bool = False) -> Iterator[None]:
        from elasticsearch import ApiError, TransportError, UnsupportedProductError

        try:
            yield
        except UnsupportedProductError as error:
            raise BadSettings(f"{self._address} is not Elasticsearch", hint=_HINT) from error
        except TransportError as error:
            raise Unavailable(f"Elasticsearch at {self._address}: {error}") from error
        except ApiError as error:
            raise self._translated(error.status_code, error, cursor=cursor) from error

    def _translated(self, status: int, error: Exception, *, cursor: bool) -> InsectaError:
        if status in MAY_PASS:
            return Unavailable(f"Elasticsearch at {self._address} is busy: {error}")
        if status == 404:
            return NotFound(f"no such search index: {error}", hint="run `insecta index rebuild`")
        if status == 400 and cursor:
            return BadQuery("this cursor does not belong to this search")
        return Fault(f"Elasticsearch at {self._address}: {error}")


@dataclass(frozen=True, slots=True)
class _Place:
    address: str
    prefix: str
    account: tuple[str, str] | None
    tls: bool
    authority: str | None


def _place(url: str) -> _Place:
    """What a URL says. Raises BadSettings, without repeating what may hold a password."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 9200
    except ValueError:
        parts, host, port = urlsplit(""), "", 0
    prefix, options = parts.path.strip("/") or "insecta-", parse_qs(parts.query)
    if not host or not _PREFIX.match(prefix) or not set(options) <= {"tls", "ca"}:
        raise BadSettings(
            "INSECTA_SEARCH_INDEX_URL cannot be read",
            hint="write elasticsearch://[USER:PASSWORD@]HOST:PORT[/prefix-][?tls=true&ca=FILE]",
        )
    account = None
    if parts.username is not None:
        account = unquote(parts.username), unquote(parts.password or "")
    authority = options.get("ca", [None])[0]
    tls = options.get("tls") == ["true"] or authority is not None
    return _Place(f"{host}:{port}", prefix, account, tls, authority)


_PREFIX = re.compile(r"[a-z0-9][a-z0-9_.-]*\Z")

_SETTINGS = {"number_of_shards": 1, "auto_expand_replicas": "0-1", "refresh_interval": "-1"}
_LIVE = {"refresh_interval": "1s"}
"""While a generation is filled nobody searches it, so it becomes visible when it is summed up."""

_FILTERED: dict[Kind, dict[str, Any]] = {
    "keyword": {"type": "keyword"},
    "flag": {"type": "keyword"},
    "number": {"type": "double"},
    "date": {"type": "date", "format": "strict_date"},
}


def _mapping(generation: Generation) -> dict[str, Any]:
    table = fields_of(generation.kind)
    by = {name: _FILTERED[kind] for name, kind in table.items() if kind in _FILTERED}
    for name, ends in INTERVALS.items():
        if ends[0] in table:
            by |= {f"{name}_from": _FILTERED["date"], f"{name}_to": _FILTERED["date"]}
    shown: dict[str, Any] = {
        name: {"type": "keyword", "index": name == "collection_id"}
        for name, kind in table.items()
        if kind in ("keyword", "flag")
    }
    properties: dict[str, Any] = {
        "id": {"type": "keyword"},
        "version": {"type": "long"},
        "deleted": {"type": "boolean"},
        "stored": {"type": "keyword", "index": False, "doc_values": False},
        "by": {"properties": by},
        "shown": {"properties": shown},
    }
    if "text" in table:
        properties["text"] = {"type": "text", "analyzer": "whitespace"}
    if generation.dimensions:
        properties["vector"] = {
            "type": "dense_vector",
            "dims": generation.dimensions,
            "similarity": "cosine",
            "index_options": {"type": "int8_hnsw"},
        }
    made = {"name": generation.name, "kind": generation.kind, "dimensions": generation.dimensions}
    return {"dynamic": "strict", "_meta": made, "properties": properties}


@dataclass(frozen=True, slots=True)
class _Item:
    id: str
    version: int
    body: dict[str, Any]

    def action(self, index: str) -> dict[str, Any]:
        return {
            "index": {
                "_index": index,
                "_id": self.id,
                "version": self.version,
                "version_type": "external_gte",
            }
        }


def _items(generation: Generation, documents: Sequence[Document]) -> list[_Item]:
    items: list[_Item] = []
    bad: list[str] = []
    for document in documents:
        try:
            body = _body(generation, document)
            items.append(_Item(document.id, document.version, body))
        except (ValueError, TypeError) as error:
            bad.append(f"{document.id}: {error}")
    if bad:
        raise Invalid(f"documents that cannot be indexed: {'; '.join(bad)}")
    return items


def _body(generation: Generation, document: Document) -> dict[str, Any]:
    table = fields_of(generation.kind)
    head = {"id": document.id, "version": document.version, "deleted": document.deleted}
    if document.deleted:
        return head
    ready = indexed(table, document.fields)
    shown = {name: value for name, value in ready.items() if table[name] in ("keyword", "flag")}
    by = {name: value for name, value in ready.items() if table[name] in ("number", "date")}
    by |= {name: sorted({fold(each) for each in values}) for name, values in shown.items()}
    for name, ends in INTERVALS.items():
        days = interval(ends, ready)
        if days is not None:
            by |= {f"{name}_from": days[0], f"{name}_to": days[1]}
    body = head | {"by": by, "shown": shown, "stored": stored_json(document.fields)}
    if "text" in ready:
        body["text"] = ready["text"]
    if document.vector is not None:
        rounded = unit(document.vector, generation.dimensions).astype(np.float16)
        body["vector"] = [float(each) for each in rounded]
    return body


def _left_over(
    index: str, items: Sequence[_Item], answers: Sequence[Mapping[str, Any]]
) -> list[_Item]:
    """Items to send again. 409 is success: a newer version is there. Raises Invalid, NotFound."""
    again: list[_Item] = []
    refused: list[str] = []
    for item, answer in zip(items, answers, strict=True):
        status, error = answer["index"]["status"], answer["index"].get("error", {})
        if status in MAY_PASS:
            again.append(item)
        elif status == 404:
            raise NotFound(f"there is no index generation {index}", hint="open it first")
        elif status >= 400 and status != 409:
            refused.append(f"{item.id}: {error.get('reason', status)}")
    if refused:
        raise Invalid(f"documents that cannot be indexed: {'; '.join(refused)}")
    return again


def _query(request: SearchRequest) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Clauses that filter, and clauses of text, which also score."""
    filters: list[dict[str, Any]] = [{"term": {"deleted": False}}]
    scoring: list[dict[str, Any]] = []
    if request.visible is not None:
        filters.append({"terms": {"shown.collection_id": sorted(request.visible)}})
    for node in request.query.nodes:
        if node.field == "text":
            scoring += _text_clauses(node)
        else:
            filters.append(_clause(node))
    return filters, scoring


def _text_clauses(node: Node) -> list[dict[str, Any]]:
    if isinstance(node, Word):
        return [{"term": {"text": term}} for term in node.terms]
    if isinstance(node, Code):
        every = [{"term": {"text": term}} for term in node.terms]
        either = [{"bool": {"must": every}}, {"term": {"text": node.number}}]
        return [{"bool": {"should": either, "minimum_should_match": 1}}]
    if isinstance(node, Phrase):
        return [{"match_phrase": {"text": " ".join(node.terms)}}]
    if isinstance(node, Prefix):
        return [{"prefix": {"text": node.start}}]
    raise TypeError(f"{node} is not about text")


def _clause(node: Node) -> dict[str, Any]:
    field = f"by.{node.field}"
    if isinstance(node, AnyOf):
        return {"terms": {field: sorted({fold(value) for value in node.values})}}
    if isinstance(node, Prefix):
        return {"prefix": {field: fold(node.start)}}
    low, high = field, field
    if node.field in INTERVALS:
        low, high = f"{field}_from", f"{field}_to"
    if isinstance(node, Missing):
        return {"bool": {"must_not": {"exists": {"field": low}}}}
    if isinstance(node, Between):
        ends: list[dict[str, Any]] = [{"exists": {"field": low}}]
        if node.low is not None:
            ends.append({"range": {high: {"gte": node.low}}})
        if node.high is not None:
            ends.append({"range": {low: {"lte": node.high}}})
        return {"bool": {"filter": ends}}
    raise TypeError(f"{node} is about text")


def _sort(order: Order) -> list[dict[str, Any]]:
    if order.field is None:
        return [{"_score": "desc"}, {"id": "asc"}]
    direction = "desc" if order.descending else "asc"
    return [{f"by.{order.field}": {"order": direction, "missing": "_last"}}, {"id": "asc"}]


def _aggregations(request: SearchRequest) -> dict[str, Any] | None:
    ties = [{"_count": "desc"}, {"_key": "asc"}]
    return {
        name: {"terms": {"field": f"shown.{name}", "size": request.facet_size, "order": ties}}
        for name in request.facets
    } or None


def _facets(answer: Any, request: SearchRequest) -> tuple[Facet, ...]:
    return tuple(
        Facet(
            name,
            tuple(
                (bucket["key"], bucket["doc_count"])
                for bucket in answer["aggregations"][name]["buckets"]
            ),
        )
        for name in request.facets
    )


def _hit(found: Mapping[str, Any], score: float) -> Hit:
    source = found["_source"]
    return Hit(found["_id"], score, json.loads(source["stored"]), int(source["version"]))
