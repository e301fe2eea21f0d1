"""`insecta up` refuses what cannot work, before it starts anything."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from insecta.cli.main import main
from insecta.cli.up import child_environment
from insecta.errors import BadSettings, Conflict
from insecta.services import data_folder
from insecta.settings import load

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INSECTA_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("INSECTA_PORT", "0")
    return tmp_path / "data"


HOLDER = """
import os, sys
from pathlib import Path
from insecta.services.data_folder import locked
with locked(Path(sys.argv[1]), os.getpid()):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_up_names_the_first_and_the_folder_is_free_after_a_kill(
    data: Path, capsys: Capture
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"held\n"
        assert main(["up"]) == 1
        told = capsys.readouterr().err
        assert f"{data} is in use by process {first.pid}" in told
        assert "INSECTA_DATA" in told
        first.kill()
        first.wait()
    assert data_folder.holder(data) is None
    with data_folder.locked(data, os.getpid()):
        assert data_folder.holder(data) == str(os.getpid())


def test_a_port_in_use_is_told(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("INSECTA_PORT", str(port))
        assert main(["up"]) == 1
    assert f"127.0.0.1 port {port}" in capsys.readouterr().err


def test_others_may_not_reach_a_platform_without_keys(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("INSECTA_HOST", "0.0.0.0")
    assert main(["up"]) == 1
    assert "insecta keys make" in capsys.readouterr().err


def test_sqlite_on_a_network_disk_is_refused_with_a_way_out(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No such disk is at hand: only the kind that the system reports is replaced."""
    monkeypatch.setattr(data_folder, "file_system", lambda _path: "nfs4")
    with pytest.raises(BadSettings, match=r"network file system \(nfs4\).*INSECTA_CATALOGUE_URL"):
        data_folder.require_local(data)


def test_a_local_disk_is_recognised(tmp_path: Path) -> None:
    kind = data_folder.file_system(tmp_path / "not" / "yet" / "there")
    assert kind
    data_folder.require_local(tmp_path)


def test_children_get_every_setting_as_it_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "house.env"
    file.write_text("INSECTA_TARGET=0.9\nINSECTA_JSON_LOGS=true\nINSECTA_S3_SECRET_KEY=k\n")
    settings = load(file)
    for name, value in child_environment(settings).items():
        if name.startswith("INSECTA_"):
            monkeypatch.setenv(name, value)
    assert load() == settings


def test_a_locked_folder_is_told_as_a_conflict(data: Path) -> None:
    with (
        data_folder.locked(data, 4711),
        pytest.raises(Conflict, match="in use by process 4711"),
        data_folder.locked(data, 4712),
    ):
        pass
