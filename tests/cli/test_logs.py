"""Log lines that a collector can read."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from insecta.cli.logs import JsonLines, configure
from insecta.domain.events import ImageReceived
from insecta.errors import BadSettings
from insecta.picture_log import PICTURES, about_event
from insecta.settings import load


def record(message: str, *args: object, exc_info: object = None) -> logging.LogRecord:
    return logging.LogRecord("a.b", logging.ERROR, "f", 1, message, args, exc_info)  # type: ignore[arg-type]


def test_a_record_is_one_json_line_whatever_it_holds() -> None:
    line = JsonLines("index").format(record("two\nlines of %s", "Müller"))
    assert "\n" not in line
    found = json.loads(line)
    assert found["message"] == "two\nlines of Müller"
    assert (found["process"], found["level"], found["logger"]) == ("index", "ERROR", "a.b")
    assert found["time"].endswith("+00:00")


def test_an_error_comes_with_its_trace() -> None:
    try:
        int("deep")
    except ValueError:
        line = JsonLines("index").format(record("no", exc_info=sys.exc_info()))
    assert "'deep'" in json.loads(line)["error"]


def test_an_unknown_level_is_refused_where_settings_are_read() -> None:
    assert load(log_level="warning").log_level == "WARNING"
    with pytest.raises(BadSettings, match=r"INSECTA_LOG_LEVEL.*'chatty' is none of DEBUG"):
        load(log_level="chatty")


def test_a_line_says_what_it_is_about() -> None:
    event = ImageReceived(
        id=uuid4(),
        time=datetime.now(UTC),
        specimen_id=uuid4(),
        image_id=uuid4(),
        region_id=uuid4(),
        sha256="ab" * 32,
        run_id=uuid4(),
    )
    told = record("identify: done")
    vars(told).update(about_event(event))
    found = json.loads(JsonLines("identify").format(told))
    assert found["sha256"] == "ab" * 32
    assert (found["run"], found["image"]) == (str(event.run_id), str(event.image_id))
    assert "trace" not in found


@pytest.mark.parametrize(
    ("level", "as_json", "told"),
    [("INFO", True, True), ("INFO", False, False), ("DEBUG", False, True)],
)
def test_lines_for_each_picture_are_for_collectors(level: str, as_json: bool, told: bool) -> None:
    root = logging.getLogger()
    before, handlers, former = PICTURES.level, root.handlers[:], root.level
    try:
        configure("api", level, as_json=as_json)
        assert PICTURES.isEnabledFor(logging.INFO) is told
    finally:
        root.handlers[:] = handlers
        root.setLevel(former)
        PICTURES.setLevel(before)
