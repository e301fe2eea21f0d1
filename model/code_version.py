"""Which code made a training or a release: part of its lineage."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import insecta

HERE = Path(__file__).parent


@cache
def code_version() -> str:
    """`0.1.0+1f2e3d4c5b6a`: Insecta's version, and the beginning of the SHA-256 over names and bytes of
    everything in `model/` that trains, calibrates and exports."""
    digest = hashlib.sha256()
    for path in sorted([*HERE.glob("*.py"), *HERE.glob("presets/*.json")]):
        body = path.read_bytes()
        digest.update(f"{path.relative_to(HERE).as_posix()} {len(body)}\n".encode() + body)
    return f"{insecta.__version__}+{digest.hexdigest()[:12]}"
