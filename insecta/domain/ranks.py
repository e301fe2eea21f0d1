"""Ranks, coarse to fine. A taxonomy may use any of them; one missing in a branch is no error."""

from __future__ import annotations

RANKS: tuple[str, ...] = (
    "kingdom", "phylum", "class", "order", "superfamily", "epifamily", "family", "subfamily", "tribe", "genus",
    "subgenus", "species group", "species complex", "species", "subspecies",
)  # fmt: skip
FINEST = ("species", "species complex", "subspecies", "species group")
"""Ranks that a picture's finest name may have; evaluations count them together as `species`."""
_DEPTH = {rank: depth for depth, rank in enumerate(RANKS)}


def depth(rank: str) -> int:
    """Place of a rank from coarse (0) to fine; an unknown rank raises KeyError."""
    return _DEPTH[rank]
