"""`insecta doctor` finds what is wrong, says what to do, and shows no secret."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from insecta.catalogue.schema import downgrade, migrate
from insecta.catalogue.unit_of_work import Catalogue
from insecta.cli.checks import Finding, masked
from insecta.cli.main import main
from insecta.services.data_folder import locked

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INSECTA_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("INSECTA_PORT", "0")
    return tmp_path / "data"


def report(capture: Capture, *before: str) -> tuple[int, dict[str, Finding]]:
    code = main([*before, "doctor", "--json"])
    lines = [json.loads(line) for line in capture.readouterr().out.splitlines()]
    return code, {line["check"]: Finding(**line) for line in lines}


def test_a_bare_machine_is_well_and_nothing_is_made(capsys: Capture, data: Path) -> None:
    code, found = report(capsys)
    assert {name for name, one in found.items() if one.status == "fail"} == set()
    assert code == 0
    assert found["catalogue"].detail.startswith("none yet")
    assert not (data / "catalogue.db").exists()


def test_settings_are_told_with_their_source_and_without_secrets(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "house.env"
    file.write_text("INSECTA_S3_SECRET_KEY=hush-hush\nINSECTA_TARGET=0.9\n")
    monkeypatch.setenv("INSECTA_S3_REGION", "eu-west-1")
    main(["--env-file", str(file), "doctor"])
    shown = capsys.readouterr().out
    assert "hush-hush" not in shown
    assert f"INSECTA_TARGET: 0.9 — {file}" in shown
    assert "INSECTA_S3_REGION: eu-west-1 — environment" in shown
    assert "INSECTA_HOST: 127.0.0.1 — default" in shown


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        (
            "catalogue_url",
            "postgresql://me:secret@db:5432/x?a=1",
            "postgresql://me:•••@db:5432/x?a=1",
        ),
        ("catalogue_url", "postgresql://db/x", "postgresql://db/x"),
        ("s3_access_key", "AKIA", "•••"),
        ("s3_access_key", "", ""),
        ("host", "127.0.0.1", "127.0.0.1"),
    ],
)
def test_passwords_inside_addresses_are_masked(name: str, value: str, shown: str) -> None:
    assert masked(name, value) == shown


def test_servers_that_do_not_answer_fail_each_with_a_line_of_its_own(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: refuses at once
        port = closed.getsockname()[1]
        monkeypatch.setenv("INSECTA_CATALOGUE_URL", f"postgresql://me:pw@127.0.0.1:{port}/x")
        monkeypatch.setenv("INSECTA_SEARCH_INDEX_URL", f"elasticsearch://127.0.0.1:{port}")
        code, found = report(capsys)
    assert code == 1
    assert found["catalogue"].status == found["search index"].status == "fail"
    assert found["object store"].status == "ok"


def test_a_schema_of_another_program_is_told(capsys: Capture, data: Path) -> None:
    data.mkdir()
    catalogue = Catalogue(f"sqlite:///{data / 'catalogue.db'}")
    migrate(catalogue)
    downgrade(catalogue, "base")
    catalogue.close()
    code, found = report(capsys)
    assert (code, found["catalogue"].status) == (0, "warn")
    assert found["catalogue"].hint == "`insecta up` migrates"


def test_a_port_in_use_and_a_missing_release_fail(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSECTA_RELEASE", str(tmp_path / "nothing"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("INSECTA_PORT", str(taken.getsockname()[1]))
        code, found = report(capsys)
    assert code == 1
    assert found["port"].status == found["first release"].status == "fail"
    assert "INSECTA_PORT" in found["port"].hint


def test_a_running_platform_without_workers_is_a_warning(capsys: Capture, data: Path) -> None:
    data.mkdir()
    catalogue = Catalogue(f"sqlite:///{data / 'catalogue.db'}")
    migrate(catalogue)
    catalogue.close()
    with locked(data, 4711):
        _, found = report(capsys)
    assert found["platform"].status == "warn"
    assert "4711" in found["platform"].detail
