"""A thread beside a worker's loop, for what goes on while no event comes."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from typing import ClassVar

from insecta.errors import InsectaError

log = logging.getLogger(__name__)

AFTER_THE_UNKNOWN = 30.0
"""Seconds of rest after an error that nobody foresaw."""


class Beside(ABC):
    """Takes turns until stopped, and rests between them.

    `NAME`: of the thread. `TROUBLE`: what the log says of a turn that raised an InsectaError; it
    is taken again after `AFTER_TROUBLE` seconds.
    """

    NAME: ClassVar[str]
    TROUBLE: ClassVar[str]
    AFTER_TROUBLE: ClassVar[float] = 1.0

    def __init__(self) -> None:
        self._woken = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self.NAME, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """The next turn comes at once."""
        self._woken.set()

    def stop(self) -> None:
        """Returns when the turn in hand has ended."""
        self._over.set()
        self._woken.set()
        self._thread.join()

    @abstractmethod
    def turn(self) -> float:
        """A piece of work; seconds until the next one, unless woken. A long one minds `is_over`."""

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    def _run(self) -> None:
        while not self._over.is_set():
            self._woken.clear()
            try:
                rest = self.turn()
            except InsectaError as error:
                log.warning("%s: %s", self.TROUBLE, error)
                rest = self.AFTER_TROUBLE
            except Exception:  # nobody would see that the thread is gone
                log.exception("%s", self.TROUBLE)
                rest = max(self.AFTER_TROUBLE, AFTER_THE_UNKNOWN)
            if not self._over.is_set():
                self._woken.wait(rest)
