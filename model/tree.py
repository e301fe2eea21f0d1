"""Which names are leaves of a network, and what a label at any rank teaches. Ranks are data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insecta.domain.decision import NO_RANK
from insecta.domain.release import Taxon

Step = tuple[str, str]
"""(rank, name): one step of a lineage, coarse to fine."""
Lineage = tuple[Step, ...]

INSECTA: Step = ("class", "Insecta")
OTHER_INSECT: Lineage = (INSECTA, (NO_RANK, "other insects"))
NOT_AN_INSECT: Lineage = ((NO_RANK, "not an insect"),)
LABEL_ONLY: Lineage = ((NO_RANK, "label only"),)

OUTSIDE: Mapping[Step, str] = {
    OTHER_INSECT[-1]: "outside_scope",
    NOT_AN_INSECT[-1]: "not_an_insect",
    LABEL_ONLY[-1]: "label_only",
}
"""Leaves that are no answer, and the code that they give."""


def taxon_id(step: Step) -> str:
    """Id of a name in releases that have none of an authority, such as `genus:Pheidole`."""
    rank, name = step
    return f"{'outside' if rank == NO_RANK else rank.replace(' ', '-')}:{name.replace(' ', '_')}"


@dataclass(frozen=True)
class Tree:
    """Nodes in reading order (parents first); `leaf_of` gives the output of nodes with a leaf."""

    lineages: tuple[Lineage, ...]
    leaf_of: Mapping[Step, int]

    def deepest(self, lineage: Sequence[Step]) -> int:
        """Place in `lineage` of its deepest node that the tree has, −1 where it has none."""
        nodes = {line[-1] for line in self.lineages}
        return max((n for n, step in enumerate(lineage) if step in nodes), default=-1)

    def leaves_of(self, lineage: Sequence[Step]) -> list[int]:
        """Leaves that a label allows: everything below the deepest node that the tree has.

        A label finer than the tree (a genus too rare for a leaf) allows only that node's own leaf
        ("others"), where it has one.
        """
        depth = self.deepest(lineage)
        if depth < 0:
            raise ValueError(f"{lineage} has no place in the tree")
        node = lineage[depth]
        if depth + 1 < len(lineage) and node in self.leaf_of:
            return [self.leaf_of[node]]
        nodes = {line[-1]: line for line in self.lineages}
        return [leaf for step, leaf in self.leaf_of.items() if node in nodes[step]]

    def taxa(
        self, training: Mapping[Step, int], testing: Mapping[Step, int], answerable: Iterable[Step],
        ids: Mapping[Step, str] | None = None,
    ) -> tuple[Taxon, ...]:  # fmt: skip
        """Taxa with counts of specimens at or below each node; `ids` of an authority where known."""
        may_answer, known = set(answerable), ids or {}

        def id_of(step: Step) -> str:
            return known.get(step, taxon_id(step))

        return tuple(
            Taxon(
                id_of(line[-1]),
                line[-1][1],
                line[-1][0],
                id_of(line[-2]) if len(line) > 1 else None,
                self.leaf_of.get(line[-1]),
                line[-1] in may_answer,
                training.get(line[-1], 0),
                testing.get(line[-1], 0),
            )
            for line in self.lineages
        )


def allowed_leaves(tree: Tree, lineages: Sequence[Lineage]) -> NDArray[np.bool_]:
    """Leaves that each label allows, bool [lineages, leaves]. Raises ValueError as `leaves_of`."""
    allowed = np.zeros((len(lineages), len(tree.leaf_of)), dtype=np.bool_)
    for row, lineage in enumerate(lineages):
        allowed[row, tree.leaves_of(lineage)] = True
    return allowed


def build_tree(training: Sequence[Lineage], least_specimens: int = 2) -> Tree:
    """Tree of what the training labels support, one lineage per independent specimen.

    A name is supported by `least_specimens` at or below it. Leaves: supported names that are some
    specimen's own label and have nothing supported below; "others" of a name that is the own label
    of so many specimens, or below which there are specimens of unsupported names; what is no answer.
    """
    direct = Counter(training)
    counts = Counter(line[:end] for line in training for end in range(1, len(line) + 1))
    supported = {
        line for line, count in counts.items() if count >= least_specimens or line[-1] in OUTSIDE
    }
    parents = {line[:-1] for line in supported}
    leaves: set[Lineage] = {NOT_AN_INSECT, LABEL_ONLY}
    leaves |= {
        line
        for line in supported & set(direct)
        if line not in parents or direct[line] >= least_specimens
    }
    for line in counts:
        if line not in supported and (above := _supported_above(line, supported)):
            leaves.add(above)
    nodes = sorted({line[:end] for line in leaves for end in range(1, len(line) + 1)}, key=_reading)
    ordered = [line for line in nodes if line in leaves]
    return Tree(tuple(nodes), {line[-1]: n for n, line in enumerate(ordered)})


def _supported_above(line: Lineage, supported: set[Lineage]) -> Lineage | None:
    return next((line[:n] for n in range(len(line) - 1, 0, -1) if line[:n] in supported), None)


def _reading(lineage: Lineage) -> tuple[bool, list[tuple[bool, str]]]:
    """Names first, leaves that are no names last, alphabetical within a parent."""
    return lineage[0][0] == NO_RANK, [(rank == NO_RANK, name) for rank, name in lineage]


def allowed_by_level(tree: Tree, lineage: Lineage, levels: int) -> NDArray[np.bool_]:
    """bool [levels, leaves]: leaves that the label allows, then those that its parent's label would,
    and so on; all leaves where a lineage is that short, which costs nothing in the loss."""
    allowed = np.ones((levels, len(tree.leaf_of)), dtype=np.bool_)
    found: list[frozenset[int]] = []
    for end in range(len(lineage), 0, -1):
        leaves = frozenset(tree.leaves_of(lineage[:end]))
        if leaves not in found:
            found.append(leaves)
    for level, leaves in enumerate(found[:levels]):
        allowed[level] = False
        allowed[level, sorted(leaves)] = True
    return allowed
