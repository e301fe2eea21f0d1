"""Log lines that a collector can read."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from insecta.cli.logs import JsonLines
from insecta.errors import BadSettings
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
