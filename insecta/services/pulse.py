"""Is the platform alive, and how far behind is it: what /readyz and /metrics tell."""

from __future__ import annotations

from dataclasses import dataclass

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.errors import Unavailable

ROLES = ("identify", "index")
"""Roles without which an upload would never be answered or found."""
GROUPS = ("identify", "index")
MOST_COUNTED = 10_000
"""A relay that is further behind than this is told as this far behind."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """`oldest_waiting`: seconds; `lag`: events that each consumer group has yet to do.

    With Kafka the groups' positions are Kafka's own, and `lag` is that of the relay alone.
    """

    images: int
    waiting: int
    oldest_waiting: float
    specimens: int
    lag: dict[str, int]


def missing_roles(catalogue: Catalogue) -> list[str]:
    """Roles that no living worker fills. Raises Unavailable."""
    with catalogue.reading() as tx:
        live = {lease.name for lease in tx.leases.live("role:")}
    return [role for role in ROLES if not any(_fills(name, role) for name in live)]


def _fills(lease: str, role: str) -> bool:
    """Leases are `role:identify`, or `role:identify:2` where several work side by side."""
    return lease.split(":")[1] == role


def _lag(tx: Transaction, *, kafka: bool) -> dict[str, int]:
    if kafka:
        return {"relay": len(tx.outbox.not_relayed(MOST_COUNTED))}
    last = tx.outbox.last()
    return {group: max(0, last - tx.letters.position(group)) for group in GROUPS}


def vitals(catalogue: Catalogue, *, kafka: bool = False) -> Vitals | None:
    """Counts and lags; None while the catalogue does not answer."""
    try:
        with catalogue.reading() as tx:
            oldest = tx.images.oldest_waiting()
            return Vitals(
                tx.images.count(),
                tx.images.waiting(),
                (tx.at - oldest).total_seconds() if oldest else 0.0,
                tx.specimens.count(),
                _lag(tx, kafka=kafka),
            )
    except Unavailable:
        return None
