"""What a release learned from, as short digests: enough to leave it out of a test, and no list of names.

A digest is of a specimen's key or of a picture's pixels: whoever has or guesses one can tell whether it is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

TRAINED, CALIBRATED = "trained.bin", "calibrated.bin"
"""Files of a release: the digests, sorted, one after the other."""
WIDTH = 8
"""Bytes of a digest: of a million, two differ by chance all but surely."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Digests of what the network was `trained` on, and of what its numbers were `calibrated` on."""

    trained: frozenset[bytes]
    calibrated: frozenset[bytes]

    @property
    def everything(self) -> frozenset[bytes]:
        """What tests nothing of this release."""
        return self.trained | self.calibrated

    def with_(self, other: Learned) -> Learned:
        """What either learned from."""
        return Learned(self.trained | other.trained, self.calibrated | other.calibrated)


def specimen_digest(key: str) -> bytes:
    """Of a specimen's key, as snapshots and evaluations spell it."""
    return hashlib.sha256(b"specimen\n" + key.encode()).digest()[:WIDTH]


def picture_digest(shape: tuple[int, ...], pixels: bytes) -> bytes:
    """Of a rendition's size and pixels."""
    size = "x".join(str(side) for side in shape)
    return hashlib.sha256(f"picture {size}\n".encode() + pixels).digest()[:WIDTH]


def to_bytes(digests: Iterable[bytes]) -> bytes:
    """A file's content."""
    return b"".join(sorted(set(digests)))


def from_bytes(data: bytes) -> frozenset[bytes]:
    """The digests of a file. Raises ValueError where it is none."""
    digests = [data[n : n + WIDTH] for n in range(0, len(data), WIDTH)]
    if len(data) % WIDTH or digests != sorted(set(digests)):
        raise ValueError(f"{len(data)} bytes are no sorted digests of {WIDTH} bytes")
    return frozenset(digests)
