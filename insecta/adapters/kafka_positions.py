"""How far a consumer is in each partition, when deliveries are finished in any order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Partition:
    topic: str
    number: int


@dataclass(frozen=True, slots=True)
class Position:
    """Where one delivery came from."""

    partition: Partition
    offset: int


@dataclass(slots=True)
class _Progress:
    next: int
    open: set[int] = field(default_factory=set)


class Positions:
    """Offsets handed out and not finished yet; what is committed never passes one of them."""

    def __init__(self) -> None:
        self._rows: dict[Partition, _Progress] = {}

    def given(self, position: Position) -> None:
        """This offset was read; it counts as open until `done`."""
        row = self._rows.setdefault(position.partition, _Progress(position.offset))
        row.open.add(position.offset)
        row.next = max(row.next, position.offset + 1)

    def done(self, positions: Iterable[Position]) -> dict[Partition, int]:
        """Finish these; returns the offset to commit for each of their partitions.

        Partitions that were given to another consumer meanwhile are passed over: `lost` tells them.
        """
        touched = {}
        for position in positions:
            row = self._rows.get(position.partition)
            if row is not None and position.offset < row.next:
                row.open.discard(position.offset)
                touched[position.partition] = row
        return {partition: min(row.open, default=row.next) for partition, row in touched.items()}

    def lost(self, positions: Iterable[Position]) -> list[Partition]:
        """Partitions of these that are no longer ours, so that nothing in them is ours to finish."""
        return sorted(
            {
                position.partition
                for position in positions
                if (row := self._rows.get(position.partition)) is None
                or position.offset >= row.next
            }
        )

    def forget(self, partitions: Iterable[Partition]) -> None:
        """These were taken away; if they come back, reading begins after the last commit."""
        for partition in partitions:
            self._rows.pop(partition, None)
