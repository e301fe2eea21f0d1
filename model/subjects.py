"""Which castes, sexes and stages a release has learned each name from (users: 18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from insecta.domain.ranks import RANKS
from model.samples import Sample
from model.tree import Step, Tree, taxon_id

TERMS: Mapping[str, str] = {"caste": "caste", "sex": "sex", "lifeStage": "life_stage"}
"""Darwin Core's term, and the field of a sample that holds it."""

COARSE = RANKS[: RANKS.index("order") + 1]

Seen = dict[str, dict[str, list[str]]]
"""Taxon id → term → values, as release.json has it."""


def seen_subjects(tree: Tree, training: Sequence[Sample], ids: Mapping[Step, str]) -> Seen:
    """What the training pictures at or below each name show, by term.

    A term is told of a name only where every one of its pictures states it: what is not stated may
    have been anything. What is as it is for the name above is left out, since a decision has been
    there before; nothing is told of an order or a coarser name, with which a male is still answered
    where all are workers.
    """
    by_name: dict[Step, list[Sample]] = defaultdict(list)
    for sample in training:
        for step in sample.lineage:
            by_name[step].append(sample)
    whole = {line[-1]: _stated(by_name[line[-1]]) for line in tree.lineages}
    found: Seen = {}
    for line in tree.lineages:
        if line[-1][0] in COARSE:
            continue
        above = whole[line[-2]] if len(line) > 1 and line[-2][0] not in COARSE else {}
        own = {term: of for term, of in whole[line[-1]].items() if above.get(term) != of}
        if own:
            found[ids.get(line[-1], taxon_id(line[-1]))] = own
    return found


def _stated(samples: Sequence[Sample]) -> dict[str, list[str]]:
    values = {term: {getattr(s, field) for s in samples} for term, field in TERMS.items()}
    return {term: sorted(of) for term, of in values.items() if of and "" not in of}
