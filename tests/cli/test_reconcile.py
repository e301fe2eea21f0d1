"""`insecta reconcile` as a person and as a timer run it, on the embedded set."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from insecta.bootstrap import Platform, platform
from insecta.catalogue.schema import migrate
from insecta.cli.main import main
from insecta.domain.identity import blob_key
from insecta.services.audit.objects import ASIDE
from insecta.settings import load

ORPHAN = blob_key("a" * 64)


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Platform:
    """A platform with a catalogue, an index, and one object of two days ago that no row names."""
    monkeypatch.setenv("INSECTA_DATA", str(tmp_path))
    made = platform(load())
    migrate(made.catalogue)
    made.store.put(ORPHAN, [b"nobody's"])
    old = time.time() - 48 * 3600
    os.utime(tmp_path / "objects" / ORPHAN, (old, old))
    return made


def test_wrong_then_repaired_then_whole(
    opened: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reconcile", "--json"]) == 1
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["kind"], one["state"], one["thing"]) for one in found] == [
        ("orphan_object", "wrong", ORPHAN),
        ("index_missing", "wrong", "specimens"),
    ]
    assert main(["reconcile", "--repair"]) == 0
    told = capsys.readouterr()
    assert ORPHAN in told.out
    assert "1 orphan object repaired" in told.err
    assert opened.store.size(ASIDE + ORPHAN) == 8
    assert main(["reconcile"]) == 0
    assert "agree" in capsys.readouterr().err


def test_nothing_yet_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INSECTA_DATA", str(tmp_path / "none"))
    assert main(["reconcile"]) == 1
    assert "begin with" in capsys.readouterr().err
