"""The fields of the two kinds of search documents: one table, from which every adapter maps.

Kinds: `text` (space-separated terms), `keyword` (exact, facetable, may hold a list), `date`
(ISO 8601 day), `number`, `flag`. A field that is not listed here is not indexed.
"""

from __future__ import annotations

from typing import Literal

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
}

FACETS: tuple[str, ...] = (
    "order", "family", "subfamily", "genus", "species", "rank", "trust", "abstention", "limit",
    "country", "state_province", "collection", "caste", "sex", "type_status", "view", "licence",
    "recorded_by", "catalogued_genus", "release", "run", "note",
)  # fmt: skip
