"""A station: watches its folder, tells what it saw, and keeps its state where the API can show it.

The state is the body of the lease `station:<name>`, renewed every 3 s: a station whose process is
gone is told as such after 10 s, and one name is one station.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from insecta.catalogue.leases import RENEW, TAKE_OVER
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Principal, Role
from insecta.errors import Conflict, InsectaError, NotFound, Unavailable
from insecta.services.access import named
from insecta.services.keeping import is_gone, new_owner
from insecta.services.watch.folder import HotFolder
from insecta.services.watch.shot import Bench, Shot, mark_wrong, next_number, take

PREFIX = "station:"
SHOWN = 20
LOOK = 0.5
"""Seconds between looks at the folder."""
Tell = Callable[[Shot], None]


@dataclass
class Station:
    """Belongs to one thread."""

    name: str
    bench: Bench
    folder: HotFolder
    tell: Tell = lambda shot: None
    _shots: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=SHOWN))
    _times: deque[datetime] = field(default_factory=deque)
    _expected: str | None = None
    _problem: str | None = None
    _renewed: float = 0.0

    def __post_init__(self) -> None:
        self._owner = new_owner()

    def run(self, stopping: Callable[[], bool]) -> None:
        """Watch until told to stop. Raises Conflict where the name is taken."""
        try:
            while not stopping():
                self.look()
                time.sleep(LOOK)
        finally:
            self._leave()

    def look(self) -> list[Shot]:
        """One look at the folder: deal with what is whole, then say so."""
        dealt: list[Shot] = []
        try:
            for name in self.folder.whole(time.monotonic()):
                shot = self._deal(name)
                if shot is not None:
                    dealt.append(shot)
            self._problem = "the folder cannot be read" if self.folder.gone else None
        except Unavailable as error:
            self._problem = str(error)
        if dealt or time.monotonic() - self._renewed > RENEW.total_seconds():
            self._show()
        return dealt

    def _deal(self, name: str) -> Shot | None:
        data = self.folder.read(name)
        if data is None:
            return None
        shot = take(self.bench, name, data)
        if shot.image_id is not None and not shot.is_good:
            mark_wrong(self.bench, shot)
        self.folder.done(name)
        self._remember(shot)
        self.tell(shot)
        return shot

    def _remember(self, shot: Shot) -> None:
        now = datetime.now(UTC)
        self._times.append(now)
        while self._times and now - self._times[0] > timedelta(hours=1):
            self._times.popleft()
        if shot.number is not None and shot.held is None:
            self._expected = next_number(shot.number)
        self._shots.appendleft({"time": now.isoformat(), **as_json(shot)})

    def _show(self) -> None:
        body = {
            "collection": self.bench.collection.code,
            "folder": str(self.folder.folder),
            "expected": self._expected,
            "lastHour": len(self._times),
            "problem": self._problem,
            "shots": list(self._shots),
        }
        try:
            with self.bench.catalogue.writing() as tx:
                self._free_from_the_dead(tx)
                lease = tx.leases.take(PREFIX + self.name, self._owner, body)
        except Unavailable as error:
            self._problem = str(error)
            return
        if lease is None:
            raise Conflict(
                f"another process watches as station {self.name}", hint="give --station NAME"
            )
        self._renewed = time.monotonic()

    def _free_from_the_dead(self, tx: Transaction) -> None:
        found = tx.leases.get(PREFIX + self.name)
        if found is not None and found.owner != self._owner and is_gone(found.owner):
            tx.leases.release(found)

    def _leave(self) -> None:
        try:
            with self.bench.catalogue.writing() as tx:
                found = tx.leases.get(PREFIX + self.name)
                if found is not None and found.owner == self._owner:
                    tx.leases.release(found)
        except InsectaError:
            return  # it expires by itself


def as_json(shot: Shot) -> dict[str, Any]:
    return {
        "file": shot.file,
        "number": shot.number,
        "barcode": shot.barcode,
        "sharp": shot.sharp,
        "faults": list(shot.faults),
        "view": shot.view,
        "already": shot.already,
        "held": shot.held,
        "imageId": str(shot.image_id) if shot.image_id else None,
        "superseded": str(shot.superseded) if shot.superseded else None,
        "good": shot.is_good,
    }


@dataclass(frozen=True, slots=True)
class ShownStation:
    """`seen`: when it was last heard of; `live`: within the last 10 s."""

    name: str
    live: bool
    seen: datetime
    body: Mapping[str, Any]


def stations(catalogue: Catalogue, principal: Principal) -> list[ShownStation]:
    """Stations of collections that the principal may add to, those that stopped included."""
    with catalogue.reading() as tx:
        found = [
            ShownStation(
                one.name.removeprefix(PREFIX),
                one.expires > tx.at,
                one.expires - TAKE_OVER,
                one.body,
            )
            for one in tx.leases.named(PREFIX)
        ]
        return [one for one in found if _may_know(tx, principal, one)]


def _may_know(tx: Transaction, principal: Principal, station: ShownStation) -> bool:
    try:
        named(tx, principal, str(station.body.get("collection")), Role.CONTRIBUTOR)
    except InsectaError:
        return False
    return True


def station(catalogue: Catalogue, principal: Principal, name: str) -> ShownStation:
    """Raises NotFound."""
    for one in stations(catalogue, principal):
        if one.name == name:
            return one
    raise NotFound("there is no such station")
