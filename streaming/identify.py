"""The group `identify`: looks at received pictures with the promoted release."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import cache

from insecta.bootstrap import Platform
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.events import Event, ImageReceived, ReleasePromoted
from insecta.errors import Unavailable
from insecta.ports import Classifier
from insecta.services.identify import identify
from insecta.services.promote import champion
from streaming.process import Shell, run_role
from streaming.worker import LONGEST_PAUSE, Consumer, run_consumer

log = logging.getLogger(__name__)

ROLE = "identify"
TOPICS = (ImageReceived.topic, ReleasePromoted.topic)
BATCH = 8
"""Pictures per transaction: larger ones make the first answer of a batch wait for the last."""


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
    consumer = Consumer(ROLE, TOPICS, BATCH, handle, probe)
    run_consumer(consumer, platform.log(ROLE), shell)


def _load_first(current: Champion, shell: Shell) -> None:
    """Have the network ready before the first picture; wait while store or catalogue are down."""
    while not shell.stopping:
        try:
            current.classifier()
        except Unavailable as error:
            log.warning("identify waits for its release: %s", error)
            shell.pause(LONGEST_PAUSE / 10)
        else:
            return
