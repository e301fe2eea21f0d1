"""`python -m tests.api.server DATA`: the real API process on a free port, with the scripted network."""

from __future__ import annotations

import sys
from pathlib import Path

from api.serve import run
from insecta.settings import Settings
from tests.api.conftest import made

if __name__ == "__main__":
    sys.exit(run(made(Settings(data=Path(sys.argv[1]), port=0))))
