"""Which tests run through which lines: a pytest plugin for one quiet run before the mutations.

`python -m pytest -p tests.mutations.reach …` with INSECTA_REACH naming a JSON file
`{"root": folder, "lines": {path: [numbers]}}`; beside it, as `.found`, one JSON line a test is
written: `{"test", "passed", "seconds", "lines": [[path, number], …]}`. Number 0 stands for the file
as a whole: some function of it ran, which is what can be told of lines that run at import.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

VARIABLE = "INSECTA_REACH"
WHOLE_FILE = 0


class Watch:
    """Notes lines as they run, in every thread; other files cost one look at each function."""

    def __init__(self, root: Path, lines: dict[str, list[int]]) -> None:
        self._lines = {str(root / path): (path, frozenset(of)) for path, of in lines.items()}
        self._codes: dict[CodeType, bool] = {}
        self.seen: set[tuple[str, int]] = set()

    def start(self) -> None:
        self.seen.clear()
        threading.settrace(self._enter)
        sys.settrace(self._enter)

    def stop(self) -> None:
        sys.settrace(None)
        threading.settrace(None)

    def _enter(self, frame: FrameType, _event: str, _arg: Any) -> Any:
        code = frame.f_code
        known = self._lines.get(code.co_filename)
        if known is None:
            return None
        path, wanted = known
        if code.co_name != "<module>":
            self.seen.add((path, WHOLE_FILE))
        if code not in self._codes:
            held = {line for *_, line in code.co_lines() if line is not None}
            self._codes[code] = bool(held & wanted)
        return self._line if self._codes[code] else None

    def _line(self, frame: FrameType, event: str, _arg: Any) -> Any:
        if event == "line":
            path, wanted = self._lines[frame.f_code.co_filename]
            if frame.f_lineno in wanted:
                self.seen.add((path, frame.f_lineno))
        return self._line


class Plugin:
    def __init__(self, file: Path) -> None:
        asked = json.loads(file.read_text(encoding="utf-8"))
        self._watch = Watch(Path(asked["root"]), asked["lines"])
        self._out = file.with_suffix(".found")
        self._failed: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self._failed.add(report.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        began = time.monotonic()
        self._watch.start()
        try:
            return (yield)
        finally:
            self._watch.stop()
            told = {
                "test": item.nodeid,
                "passed": item.nodeid not in self._failed,
                "seconds": round(time.monotonic() - began, 3),
                "lines": sorted(self._watch.seen),
            }
            with self._out.open("a", encoding="utf-8") as out:
                out.write(json.dumps(told, ensure_ascii=False) + "\n")


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get(VARIABLE):
        config.pluginmanager.register(Plugin(Path(os.environ[VARIABLE])))
