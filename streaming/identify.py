"""The group `identify`: looks at received pictures with the promoted release."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from insecta.bootstrap import Platform
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.events import GROUPS, Event
from insecta.errors import Unavailable
from insecta.ports import Classifier, ObjectStore
from insecta.services.approve_part import apply_standing, waiting
from insecta.services.bound import GetClassifier, bound_release, newest_for
from insecta.services.diff import Pair
from insecta.services.documents import GetRelease
from insecta.services.identify import identify, reidentifying
from insecta.services.keeping import KeptLease
from insecta.services.promote import champion
from streaming.process import Shell, run_role
from streaming.worker import FIRST_PAUSE, Consumer, run_consumer

log = logging.getLogger(__name__)

ROLE = "identify"
TOPICS = GROUPS[ROLE]
BATCH = 8
"""Pictures per transaction: larger ones make the first answer of a batch wait for the last."""
LOOK_AGAIN = 600.0
"""Seconds between looks for pictures that the release in force has not seen."""
ASK_BOUND = 5.0
"""Seconds between looks at which releases collections are bound to."""


class Champion:
    """The classifier of the newest promotion; a new one is loaded beside the old, then swapped."""

    def __init__(self, catalogue: Catalogue, load: Callable[[str], Classifier]) -> None:
        self._catalogue = catalogue
        self._load = load
        self._number: int | None = None
        self._classifier: Classifier | None = None

    def classifier(self) -> Classifier:
        """Call between batches. Raises BadRelease where the new one does not fit."""
        newest = champion(self._catalogue)
        if self._classifier is None or newest.number != self._number:
            loaded = self._load(newest.release)
            log.info("promotion %d: release %s answers", newest.number, newest.release[:12])
            self._classifier, self._number = loaded, newest.number
        return self._classifier

    @property
    def number(self) -> int | None:
        """Of the promotion whose classifier answers."""
        return self._number


class Reidentification:
    """Pictures that the release in force has not seen, a batch at a time, by one process.

    Begun at the start, at every promotion and where a collection is bound to another release, so that
    what a crash broke off goes on; looked for again now and then.
    """

    def __init__(
        self, catalogue: Catalogue, store: ObjectStore, current: Champion, other: GetClassifier,
        release: GetRelease,
    ) -> None:  # fmt: skip
        self._catalogue = catalogue
        self._store = store
        self._current = current
        self._other = other
        self._release = release
        self._lease = KeptLease(catalogue, "reidentification")
        self._steps: Iterator[int] | None = None
        self._number: int | None = None
        self._looked = -LOOK_AGAIN
        self._bound: set[tuple[str | None, str | None]] = set()
        self._asked = -ASK_BOUND
        """When the releases that collections are bound to were last read."""
        self._fresh = 1
        """Pictures looked at since standing rules were last applied; at the start nobody knows."""
        self._waited: dict[str, Pair] = {}
        """Collections whose rules were applied last, and to which releases."""

    def step(self) -> bool:
        """One batch; whether there may be more. Raises Unavailable, Fault."""
        champion = self._current.classifier()
        if self._is_due():
            if not self._lease.take():
                return False
            self._number, self._looked = self._current.number, time.monotonic()
            self._steps = reidentifying(self._catalogue, self._store, champion, self._other, BATCH)
        if self._steps is None:
            return False
        try:
            self._fresh += next(self._steps)
        except StopIteration:
            self._end()
            self._approve()
            return False
        except BaseException:
            self._end()
            self._looked = -LOOK_AGAIN
            raise
        return True

    def _approve(self) -> None:
        """What curators approve without asking, where something was looked at or another release
        waits: one that answers again after a rollback has seen everything before."""
        waits = waiting(self._catalogue)
        if self._fresh or waits != self._waited:
            apply_standing(self._catalogue, self._release)
        self._fresh, self._waited = 0, waits

    def _is_due(self) -> bool:
        if self._number != self._current.number:
            return True
        waited = time.monotonic() - self._looked > LOOK_AGAIN
        return self._steps is None and (waited or self._is_bound_otherwise())

    def _is_bound_otherwise(self) -> bool:
        """Whether a collection shows, or tries, another release of its own since the last look."""
        if time.monotonic() - self._asked < ASK_BOUND:
            return False
        self._asked = time.monotonic()
        with self._catalogue.reading() as tx:
            now = {(bound_release(one), newest_for(tx, one)) for one in tx.collections.all()}
        before, self._bound = self._bound, now
        return not now <= before

    def _end(self) -> None:
        self._steps = None
        self._lease.close()

    def close(self) -> None:
        self._lease.close()


def run(platform: Platform) -> int:
    """The process `identify`."""
    return run_role(platform, ROLE, loop)


def loop(platform: Platform, shell: Shell) -> None:
    """Work until asked to stop."""
    current = Champion(platform.catalogue, platform.classifier)
    bound = cache(platform.classifier)

    def handle(events: Sequence[Event]) -> None:
        identify(platform.catalogue, platform.store, current.classifier(), events, bound)

    def probe() -> None:
        platform.store.size("probe")
        with platform.catalogue.reading() as tx:
            tx.releases.promotion()

    _load_first(current, shell)
    again = Reidentification(platform.catalogue, platform.store, current, bound, platform.release)
    consumer = Consumer(ROLE, TOPICS, BATCH, handle, probe, again.step)
    try:
        run_consumer(consumer, platform.log(ROLE), shell)
    finally:
        again.close()


def _load_first(current: Champion, shell: Shell) -> None:
    """Have the network ready before the first picture; wait while store or catalogue are down."""
    while not shell.stopping:
        try:
            current.classifier()
        except Unavailable as error:
            log.warning("identify waits for its release: %s", error)
            shell.pause(FIRST_PAUSE)
        else:
            return
