"""`insecta up --prepare`: what children that run on their own need, and nothing more."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from insecta.bootstrap import platform
from insecta.cli.main import main
from insecta.services import promote
from insecta.settings import load


def test_prepares_once_and_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INSECTA_DATA", str(tmp_path / "house"))
    assert main(["up", "--prepare"]) == 0
    house = platform(load())
    house.require_catalogue()
    first = promote.champion(house.catalogue)
    with house.catalogue.reading() as tx:
        assert not tx.leases.live("role:identify")
    assert main(["up", "--prepare"]) == 0
    assert promote.champion(house.catalogue) == first
    house.close()
    assert "schema, release and search indexes are there" in capsys.readouterr().err


def test_prepares_beside_a_running_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSECTA_DATA", str(tmp_path))
    with (tmp_path / "up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert main(["up", "--prepare"]) == 0


@pytest.mark.parametrize(
    ("setting", "value"), [("INSECTA_HOST", "0.0.0.0"), ("INSECTA_ALLOWED_HOSTS", "museum.org")]
)
def test_without_a_key_a_house_that_others_reach_is_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    setting: str,
    value: str,
) -> None:
    monkeypatch.setenv("INSECTA_DATA", str(tmp_path))
    monkeypatch.setenv(setting, value)
    assert main(["up", "--prepare"]) == 1
    assert "insecta keys make" in capsys.readouterr().err
