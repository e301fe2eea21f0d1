"""The API's description as committed: `python -m api.openapi > docs/openapi.json`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from api.app import create_app
from insecta.bootstrap import platform
from insecta.settings import Settings


def description() -> dict[str, Any]:
    """OpenAPI 3.1 of all routes; nothing is opened."""
    with TemporaryDirectory() as folder:
        return create_app(platform(Settings(data=Path(folder)))).openapi()


def text() -> str:
    return json.dumps(description(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
