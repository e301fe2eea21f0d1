"""What one API process holds for its whole life."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from uuid import UUID

import anyio
import numpy as np
from numpy.typing import NDArray

from api.heartbeat import Heartbeat
from api.launch import Launches
from api.metrics import Metrics
from api.strangers import Begun, Turns
from insecta.bootstrap import Platform
from insecta.catalogue.unit_of_work import Transaction
from insecta.domain.collection import Collection
from insecta.domain.promise import Count
from insecta.domain.release import Release
from insecta.ports import Classifier
from insecta.services.admit import Decode
from insecta.services.blind import checked_here
from insecta.services.find import vector_of
from insecta.services.region_pixels import ShownPixels
from insecta.settings import Settings

AT_ONCE = 4
"""Uploads that are decoded and stored at the same time; others wait with their bytes on disk."""

CHECKED_FOR, MOST_CHECKED = 60.0, 1_000
"""Seconds for which callers without a key are told the same count, and for how many collections."""

KEPT = 2
"""Networks kept in memory for searches by picture and heat maps."""


@dataclass
class Door:
    """The platform, and what this door adds: waking up, figures, and few classifiers."""

    platform: Platform
    heartbeat: Heartbeat
    metrics: Metrics
    decode: Decode
    turns: Turns = field(default_factory=Turns)
    begun: Begun = field(default_factory=Begun)
    looks: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(AT_ONCE))
    """Pictures of callers without a key that are being sent and looked at for a search."""
    launches: Launches = field(default_factory=Launches)
    intake: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(AT_ONCE))
    parts: ShownPixels = field(init=False)
    """Parts of pictures of many specimens, one large copy at a time."""
    _checked: dict[tuple[str, UUID], tuple[float, Count | None]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _classifiers: OrderedDict[str, Classifier] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self.parts = ShownPixels(self.platform.store)

    @property
    def settings(self) -> Settings:
        return self.platform.settings

    def checked_here(
        self, tx: Transaction, release: Release, collection: Collection
    ) -> Count | None:
        """As services/blind tells it, at most a minute old: it reads thousands of specimens."""
        key, now = (release.digest, collection.collection_id), time.monotonic()
        kept = self._checked.get(key)
        if kept is None or now - kept[0] > CHECKED_FOR:
            if len(self._checked) >= MOST_CHECKED:
                self._checked.clear()
            kept = self._checked[key] = (now, checked_here(tx, release, collection))
        return kept[1]

    def see(self, data: bytes, release: str) -> tuple[str, NDArray[np.float32]]:
        """Embedding space and vector of a picture, by a release's digest. Raises BadPicture."""
        picture = self.decode(data, max_pixels=self.settings.max_pixels_public)
        with self._lock:
            classifier = self._classifier(release)
            return classifier.release.space, vector_of(classifier, picture)

    def heat(
        self, release: str, picture: NDArray[np.uint8], taxon_id: str
    ) -> NDArray[np.float32] | None:
        """Where a release's network looks in what it is shown, for a name (ports.Classifier.heat)."""
        with self._lock:
            return self._classifier(release).heat(picture, taxon_id)

    def _classifier(self, release: str) -> Classifier:
        """One of the few networks in memory; the lock is held."""
        if release not in self._classifiers:
            self._classifiers[release] = self.platform.classifier(release)
        self._classifiers.move_to_end(release)
        while len(self._classifiers) > KEPT:
            self._classifiers.popitem(last=False)
        return self._classifiers[release]
