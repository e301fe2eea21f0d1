"""Drawn mutations that provably change nothing, each with the reason; they count as survivors."""

from __future__ import annotations

EQUIVALENT: dict[tuple[str, str], str] = {}
"""(path, name of the place) → why no test can notice."""
