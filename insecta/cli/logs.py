"""Logs of a process on standard error: lines for people, or one JSON object each for collectors."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from insecta.picture_log import ABOUT, PICTURES

TALKATIVE = ("alembic", "boto3", "botocore", "elastic_transport", "kafka", "urllib3")
"""Libraries that log every request or connection as information."""


class JsonLines(logging.Formatter):
    """`time` (UTC), `process`, `level`, `logger`, `message`, and `error` with its stack.

    What a line is about stands beside it where it is known: `event`, `specimen`, `image`, `sha256`
    (digest of the picture's bytes), `run`, `release`, `trace`.
    """

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "process": self._process,
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        for name, value in vars(record).items():
            if name.startswith(ABOUT):
                line[name.removeprefix(ABOUT)] = value
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(process: str, level: str, *, as_json: bool) -> None:
    """Set up the logs of this process. `level` as in INSECTA_LOG_LEVEL."""
    handler = logging.StreamHandler(sys.stderr)
    plain = logging.Formatter(f"%(asctime)s {process} %(levelname)s %(message)s")
    handler.setFormatter(JsonLines(process) if as_json else plain)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    if not as_json and level != "DEBUG":
        PICTURES.setLevel(logging.WARNING)
    for driver in TALKATIVE:
        logging.getLogger(driver).setLevel(logging.WARNING)
