"""Real worker processes for tests: `python -m tests.streaming.children KIND URL LEDGER`.

Every handled event becomes one line of the ledger, written before the commit.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from insecta.adapters.table_log import TableLog
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.events import Event, SpecimenChanged
from insecta.services.supervise import follow_parent
from streaming.process import Shell
from streaming.worker import Consumer, run_consumer

GROUP = "index"
BATCH = 10
STUCK_AT = 25
"""Number of the event, in the middle of the third batch, at which `stuck` hangs for ever."""


def main(kind: str, url: str, ledger: Path) -> int:
    logging.basicConfig(level="WARNING", stream=sys.stderr)
    follow_parent()
    catalogue = Catalogue(url)
    consumer = Consumer(
        GROUP, (SpecimenChanged.topic,), BATCH, _handler(kind, ledger), probe=lambda: None
    )

    def loop(shell: Shell) -> None:
        run_consumer(consumer, TableLog(catalogue, GROUP), shell)

    stalled = 1.0 if kind == "stalls" else 60.0
    code = Shell(catalogue, GROUP, stalled).run(loop)
    catalogue.close()
    return code


def _handler(kind: str, ledger: Path) -> Callable[[Sequence[Event]], None]:
    book = os.open(ledger, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    seen = 0

    def handle(events: Sequence[Event]) -> None:
        nonlocal seen
        if kind == "breaks":
            raise RuntimeError("nobody thought of this")
        for event in events:
            os.write(book, f"{event.id}\n".encode())
            seen += 1
            if kind in {"stuck", "stalls"} and seen == STUCK_AT:
                time.sleep(3600)
        if kind == "slow":
            time.sleep(0.3)

    return handle


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
