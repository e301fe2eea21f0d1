"""Is the platform alive, and how far behind is it: what /readyz and /metrics tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from insecta import meters
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.query import Query
from insecta.errors import InsectaError, NotFound, Unavailable
from insecta.ports import SearchIndex, SearchRequest
from insecta.services.log_care import Backlog, LogCare

ROLES = ("identify", "index", "notify")
"""Roles without which an upload would never be answered, found or told of."""
RELAY = "relay"
ROLE = "role:"
"""Begins the names of the leases that workers hold."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """`oldest_waiting`: seconds. `documents`: found in the live index, None while it is down.

    `backlogs`: of each consumer group as far as the event log answers, and of the relay. `lacking`:
    live indexes that are being filled again.
    """

    images: int
    waiting: int
    oldest_waiting: float
    specimens: int
    lacking: int
    documents: int | None = None
    backlogs: dict[str, Backlog] = field(default_factory=dict)

    @property
    def gap(self) -> int | None:
        """Specimens accepted and neither found nor put aside: 0 once all is done."""
        if self.documents is None or "index" not in self.backlogs:
            return None
        return self.specimens - self.documents - self.backlogs["index"].dead


def missing_roles(catalogue: Catalogue, *, kafka: bool = False) -> list[str]:
    """Roles that no living worker fills; with Kafka, the relay's too. Raises Unavailable."""
    with catalogue.reading() as tx:
        live = {lease.name for lease in tx.leases.live(ROLE)}
    wanted = (*ROLES, RELAY) if kafka else ROLES
    return [role for role in wanted if not any(_fills(name, role) for name in live)]


def _fills(lease: str, role: str) -> bool:
    """Leases are `role:identify`, or `role:identify:2` where several work side by side."""
    return lease.split(":")[1] == role


def vitals(
    catalogue: Catalogue,
    care: Callable[[], LogCare],
    index: Callable[[], SearchIndex],
    *,
    kafka: bool = False,
) -> Vitals | None:
    """Counts and backlogs; None while the catalogue does not answer."""
    documents, backlogs = _documents(index), _backlogs(care)
    try:
        with catalogue.reading() as tx:
            oldest = tx.images.oldest_waiting()
            if kafka:
                dead = tx.letters.buried().get(RELAY, 0)
                backlogs[RELAY] = Backlog(tx.outbox.count_not_relayed(), dead)
            return Vitals(
                tx.images.count(),
                tx.images.waiting(),
                (tx.at - oldest).total_seconds() if oldest else 0.0,
                tx.specimens.count(),
                sum(one.lacking for one in tx.generations.written()),
                documents,
                backlogs,
            )
    except Unavailable:
        return None


def _documents(index: Callable[[], SearchIndex]) -> int | None:
    try:
        return index().search("specimens", SearchRequest(Query(()), None, limit=0)).total
    except NotFound:
        return 0
    except InsectaError:  # figures are for those who look what is wrong: they always come
        return None


def _backlogs(care: Callable[[], LogCare]) -> dict[str, Backlog]:
    try:
        return care().backlogs()
    except InsectaError:
        return {}


def measured(catalogue: Catalogue) -> dict[str, Sequence[meters.Sample]]:
    """What every living worker has told of its own work: worker → samples."""
    try:
        with catalogue.reading() as tx:
            live = tx.leases.live(ROLE)
    except Unavailable:
        return {}
    return {one.name.removeprefix(ROLE): (one.body or {}).get("meters", ()) for one in live}
