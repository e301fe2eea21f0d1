"""Die before or after the n-th durable step: no hooks in the product, its ports are the steps.

A durable step is a commit of the catalogue, a write or removal of an object, a write to the search
index, a hand-over to Kafka. All are counted on the main thread of a forked child, which kills
itself (SIGKILL) at the step it was told; run with ever higher numbers until a child comes through,
every step there is has been tried, and one that is added later is tried by itself.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from insecta.adapters.folder_store import FolderStore
from insecta.adapters.kafka_sender import KafkaSender
from insecta.adapters.sqlite_index import SqliteIndex
from insecta.catalogue.unit_of_work import Catalogue, Transaction

When = Literal["before", "after"]
THROUGH, FAILED = 0, 3


@dataclass
class Point:
    """The `number`-th step of a child's life, and on which side of it the child dies."""

    number: int
    when: When
    seen: int = 0

    def around(self, act: Callable[[], Any]) -> Any:
        if threading.current_thread() is not threading.main_thread():
            return act()
        self.seen += 1
        here = self.seen == self.number
        if here and self.when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = act()
        if here and self.when == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return result


def dies_at(point: Point, life: Callable[[], None]) -> int:
    """Live in a forked child; its exit code, negative for a signal. THROUGH: the point was never met."""
    return ended(begun(point, life))


def begun(point: Point, life: Callable[[], None]) -> int:
    """The same, as it begins; the child's process id, for `ended`."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        code = FAILED
        try:
            _arm(point)
            life()
            code = THROUGH
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return child


def ended(child: int) -> int:
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _arm(point: Point) -> None:
    for owner, name in (
        (FolderStore, "put"),
        (FolderStore, "delete"),
        (SqliteIndex, "write"),
        (KafkaSender, "send"),
    ):
        _wrap(point, owner, name)
    plain = Catalogue.writing

    @contextmanager
    def writing(self: Catalogue) -> Iterator[Transaction]:
        open_one = plain(self)
        transaction = open_one.__enter__()
        try:
            yield transaction
        except BaseException:
            if not open_one.__exit__(*sys.exc_info()):
                raise
        else:
            point.around(lambda: open_one.__exit__(None, None, None))

    Catalogue.writing = writing  # type: ignore[method-assign]


def _wrap(point: Point, owner: type, name: str) -> None:
    plain = getattr(owner, name)

    def wrapped(*args: Any, **more: Any) -> Any:
        return point.around(lambda: plain(*args, **more))

    setattr(owner, name, wrapped)
