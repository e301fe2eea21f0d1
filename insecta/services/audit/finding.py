"""What an audit compares, and what it says about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from insecta.catalogue.unit_of_work import Catalogue
from insecta.ports import ObjectStore, SearchIndex
from insecta.services.documents import GetRelease
from insecta.services.log_care import LogCare

PAGE = 500
Kind = Literal[
    "original_missing",
    "rendition_missing",
    "orphan_object",
    "not_looked_at",
    "run_item_open",
    "document_missing",
    "document_stale",
    "document_orphaned",
    "index_missing",
]
State = Literal["wrong", "repaired", "noted"]
"""`noted`: worth telling, but not wrong (yet)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not agree; `thing` is its key or id."""

    kind: Kind
    thing: str
    text: str
    state: State = "wrong"


@dataclass(frozen=True, slots=True)
class House:
    """All that is compared.

    `handled` is None where consumers read the outbox, so that what they still have to do is known
    exactly. Elsewhere events that were handed over before this moment have done what they could:
    only younger ones count as on their way.
    """

    catalogue: Catalogue
    store: ObjectStore
    index: SearchIndex
    release: GetRelease
    care: LogCare
    handled: datetime | None = None
