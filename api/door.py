"""What one API process holds for its whole life."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import anyio
import numpy as np
from numpy.typing import NDArray

from api.heartbeat import Heartbeat
from api.metrics import Metrics
from insecta.bootstrap import Platform
from insecta.ports import Classifier
from insecta.services import promote
from insecta.services.find import vector_of
from insecta.settings import Settings

AT_ONCE = 4
"""Uploads that are decoded and stored at the same time; others wait with their bytes on disk."""


@dataclass
class Door:
    """The platform, and what this door adds: waking up, figures, and one classifier."""

    platform: Platform
    heartbeat: Heartbeat
    metrics: Metrics
    intake: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(AT_ONCE))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _classifier: Classifier | None = None

    @property
    def settings(self) -> Settings:
        return self.platform.settings

    def see(self, data: bytes) -> tuple[str, NDArray[np.float32]]:
        """Embedding space and vector of a picture, by the release in force. Raises BadPicture."""
        with self._lock:
            wanted = promote.champion(self.platform.catalogue).release
            if self._classifier is None or self._classifier.release.digest != wanted:
                self._classifier = self.platform.classifier(wanted)
            vector = vector_of(self._classifier, data, self.settings.max_pixels_public)
            return self._classifier.release.space, vector
