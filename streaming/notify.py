"""The group `notify`: tells other programs by signed webhooks (browsers are told by the API).

Noting what is to be told and telling it are two steps: the consumer writes deliveries, a thread
sends those that are due. A slow subscriber holds one of a few senders, and nothing else.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from insecta.bootstrap import Platform
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.events import GROUPS, Event
from insecta.services.webhooks import Post, deliver, fan_out
from streaming.beside import Beside
from streaming.process import Shell, run_role
from streaming.webhook_post import post
from streaming.worker import Consumer, run_consumer

ROLE = "notify"
BATCH = 200
REST = 0.5
"""Seconds: subscribers are told by the half second; the API itself wakes who looks at a page."""
SENDERS = 8
LOOK = 30.0
"""Seconds after which the sender looks again unasked."""
SWEEP_EVERY = 3_600.0

log = logging.getLogger(__name__)


def run(platform: Platform) -> int:
    """The process `notify`."""
    return run_role(platform, ROLE, loop)


def loop(platform: Platform, shell: Shell) -> None:
    """Work until asked to stop."""
    sender = Sender(platform.catalogue, partial(post, inside=platform.settings.inside_hosts))

    def handle(events: Sequence[Event]) -> None:
        if fan_out(platform.catalogue, events):
            sender.wake()

    def probe() -> None:
        with platform.catalogue.reading() as tx:
            tx.webhooks.live()

    sender.start()
    try:
        consumer = Consumer(ROLE, GROUPS[ROLE], BATCH, handle, probe, rest=REST)
        run_consumer(consumer, platform.log(ROLE), shell)
    finally:
        sender.stop()


class Sender(Beside):
    """Sends what is due, one thread at most for a subscriber; of several processes one leads.

    Two that send for a moment repeat a delivery under the same id, which receivers know it by.
    """

    NAME = "webhooks"
    TROUBLE = "webhooks wait"

    def __init__(self, catalogue: Catalogue, post: Post) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._post = post
        self._pool = ThreadPoolExecutor(SENDERS, thread_name_prefix="webhook")
        self._busy: dict[UUID, Future[int]] = {}
        self._swept = time.monotonic()

    def stop(self) -> None:
        """What is being sent is finished; the rest stays due."""
        super().stop()
        self._pool.shutdown(cancel_futures=True)

    def turn(self) -> float:
        rest = self._send()
        if time.monotonic() - self._swept > SWEEP_EVERY:
            self._swept = time.monotonic()
            with self._catalogue.writing() as tx:
                tx.webhooks.sweep()
        return rest

    def _send(self) -> float:
        """Give every idle subscriber with something due to a sender; seconds until the next look."""
        with self._catalogue.reading() as tx:
            next_due = tx.webhooks.next_due()
            live = tx.webhooks.live() if next_due is not None else []
        if next_due is None:
            return LOOK
        left = (next_due - datetime.now(UTC)).total_seconds()
        if left > 0:
            return min(left, LOOK)
        self._busy = {key: one for key, one in self._busy.items() if not one.done()}
        for webhook in live:
            if webhook.webhook_id not in self._busy:
                sent = self._pool.submit(deliver, self._catalogue, webhook, self._post)
                self._busy[webhook.webhook_id] = sent
                sent.add_done_callback(self._sent)
        return LOOK

    def _sent(self, done: Future[int]) -> None:
        """More may be due; what a sender could not bear is told."""
        if not done.cancelled() and done.exception() is not None:
            log.error("a webhook was not sent: %s", done.exception())
            time.sleep(0.2)
        self.wake()
