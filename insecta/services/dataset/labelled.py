"""A picture with its label at the label's true rank, before anybody has opened it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from insecta.domain.decision import NO_RANK
from insecta.domain.ranks import depth
from insecta.vision.region import WHOLE

Step = tuple[str, str]
"""(rank, name): one step of a lineage."""
Lineage = tuple[Step, ...]
"""Coarse to fine; it ends at the label."""

SOURCE = "as the source states"
"""Basis of labels that no catalogue vouches for."""
SIGHTED_WEIGHT = 0.5
"""A name accepted with the machine's in sight counts half (users: 5)."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One picture and what is known of it. `read` gives its bytes.

    `specimen`: pictures of one specimen share it. `role`: `training` or `frozen` where the
    catalogue has fixed it. `blind`: the name was given without sight of the machine's. `ids`,
    `number`, `letter`: identifiers and catalogue number of its pin, and which individual on it it is.
    """

    name: str
    where: str
    source: str
    read: Callable[[], bytes]
    specimen: str
    lineage: Lineage
    view: str = ""
    caste: str = ""
    sex: str = ""
    life_stage: str = ""
    licence: str = ""
    creator: str = ""
    institution: str = ""
    basis: str = SOURCE
    weight: float = 1.0
    blind: bool = True
    role: str = ""
    part: str = ""
    """Where an earlier snapshot put a frozen specimen."""
    sha256: str = ""
    """Of the original, where `read` gives the stored rendition."""
    box: str = WHOLE
    ids: tuple[str, ...] = ()
    number: str = ""
    letter: str = ""

    @property
    def taxon_id(self) -> str:
        return taxon_id(self.lineage[-1])


def taxon_id(step: Step) -> str:
    """Id of a name, such as `genus:Pheidole` or `outside:label_only`."""
    rank, name = step
    return f"{'outside' if rank == NO_RANK else rank.replace(' ', '-')}:{name.replace(' ', '_')}"


@dataclass
class Findings:
    """What was met on the way, by code: how often, and the first few with file or row."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, code: str, where: str, text: str) -> None:
        self.counts[code] += 1
        if len(self.examples[code]) < 10:
            self.examples[code].append(f"{where}: {text}")


def in_rank_order(lineage: Sequence[Step]) -> Lineage:
    """Steps from coarse to fine, each rank once (the last one given wins)."""
    by_rank = dict(lineage)
    return tuple(sorted(by_rank.items(), key=lambda step: depth(step[0])))
