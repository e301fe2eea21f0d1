"""Fixtures that every folder of tests shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import ledger

pytest_plugins = ["tests.servers"]

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure() -> None:
    ledger.install_if_wished()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pictures and metadata beside the checkout; skips where it is absent."""
    folder = Path(os.environ.get("INSECTA_SHARED", ROOT.parent / "shared"))
    if not (folder / "data" / "README.md").is_file():
        pytest.skip(f"no folder {folder}: real pictures and metadata are not part of the project")
    return folder
