"""`insecta airflow up` refuses what cannot work before it starts anything (it runs in tests/dags)."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from insecta.errors import BadSettings
from insecta.services.data_folder import locked
from insecta.services.orchestration import airflow_program
from tests.cli.inside import Inside
from tests.dags.airflow_home import BIN


def test_without_its_environment_it_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="make airflow-env"):
        airflow_program(tmp_path)
    if not (BIN / "airflow").is_file():
        ended = Inside(tmp_path / "data").run("airflow", "up")
        assert (ended.code, "make airflow-env" in ended.err) == (1, True)


def test_a_port_and_a_folder_in_use_are_refused(tmp_path: Path) -> None:
    house = Inside(tmp_path / "data")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = house.run("airflow", "up", "--port", port)
        with locked(house.data / "airflow", os.getpid()):
            second = house.run("airflow", "up", "--port", port)
    assert (ended.code, second.code) == (1, 1)
    if (BIN / "airflow").is_file():
        assert port in ended.err
        assert f"in use by process {os.getpid()}" in second.err
