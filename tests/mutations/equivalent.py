"""Drawn mutations that provably change nothing, each with the reason; they count as survivors."""

from __future__ import annotations

EQUIVALENT: dict[tuple[str, str], str] = {
    (
        "insecta/services/bulk/manifest.py",
        (
            "constant: data = gzip.compress(_lines(rows), compresslevel=1, mtime=0)"
            " → data = gzip.compress(_lines(rows), compresslevel=1, mtime=1)"
        ),
    ): "any fixed time makes the same source the same bytes, and nothing reads it",
    (
        "insecta/services/decision_cases/numbers.py",
        (
            "constant: means = np.asarray([[random.gauss(0, 1) for _ in range(6)] for _ in range(4)],"
            " np.float32) → means = np.asarray([[random.gauss(0, 2) for _ in range(6)]"
            " for _ in range(4)], np.float32)"
        ),
    ): "doubling is exact, and the next line makes the means unit length",
}
"""(path, name of the place) → why no test can notice."""
