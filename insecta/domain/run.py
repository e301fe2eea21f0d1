"""Runs: the ledger of what happened to every picture of a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

State = Literal["pending", "working", "done", "abstained", "rejected", "failed", "duplicate"]
OPEN: tuple[State, ...] = ("pending", "working")
TERMINAL: tuple[State, ...] = ("done", "abstained", "rejected", "failed", "duplicate")
OUTCOMES = ("new", "updated", "equal", "moved", "absent")

ORIGINALS, STAY = "originals", "stay"
INDEX, ANEW, LIVE = "index", "anew", "live"
"""What a run was begun with, as its report keeps it."""


@dataclass(frozen=True, slots=True)
class Run:
    """`counts` by state; finished when none is pending or working."""

    run_id: UUID
    collection_id: UUID
    source: str
    state: str
    planned: bool
    started: datetime
    kind: str = "ingest"
    finished: datetime | None = None
    outcomes: Mapping[str, int] = field(default_factory=dict)
    report: Mapping[str, Any] = field(default_factory=dict)

    @property
    def originals_stay(self) -> bool:
        """Originals are left in their owner's bucket."""
        return self.report.get(ORIGINALS) == STAY

    @property
    def fills_new_index(self) -> bool:
        """Its documents come with a new generation of the index at its end, not shard by shard."""
        return self.report.get(INDEX) == ANEW


@dataclass(frozen=True, slots=True)
class RunItem:
    """One picture of a run under the user's own name. `body` is the source's record of it."""

    run_id: UUID
    item_no: int
    user_name: str
    source_key: str
    state: State
    reason: str | None = None
    attempts: int = 0
    sha256: str | None = None
    outcome: str | None = None
    region_id: UUID | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
