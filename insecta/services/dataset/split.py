"""Which part each picture belongs to: by group, so that nothing leaks, and by seed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from insecta.domain.decision import NO_RANK
from insecta.services.dataset.labelled import Findings, Labelled, Step

TRAIN, CALIBRATION, TEST = "train", "calibration", "test"
UNSEEN_SPECIES, UNSEEN_GENUS = "unseen_species", "unseen_genus"
PARTS = (TRAIN, CALIBRATION, TEST, UNSEEN_SPECIES, UNSEEN_GENUS)
FROZEN = frozenset({TEST, UNSEEN_SPECIES, UNSEEN_GENUS})
"""Parts that no training ever sees."""
LEFT_OUT = ""
_CYCLE = (TRAIN, TEST, TRAIN, CALIBRATION, TRAIN)
"""60 % training, 20 % calibration, 20 % test; one specimen trains, the second tests or calibrates."""
_SHARE_HELD_OUT = 4
"""At most one in four genera (species) is held out."""


@dataclass(frozen=True, slots=True)
class HoldOut:
    """How many genera, and species of other genera, no training may see."""

    genera: int = 0
    species: int = 0


def parts_of(
    labels: Sequence[Labelled],
    groups: Sequence[int],
    seed: int,
    hold_out: HoldOut,
    findings: Findings,
) -> list[str]:
    """Part of each picture; LEFT_OUT where it would leak.

    Roles that the catalogue has fixed are kept. A group of several roles, or one whose names were
    given in sight of the machine's, never tests.
    """
    random = np.random.default_rng(seed)
    genera, species = _held_out(labels, hold_out, random, findings)
    members: dict[int, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        members[group].append(place)
    parts = [""] * len(labels)
    strata: dict[tuple[str, Step], list[int]] = defaultdict(list)
    for group, places in sorted(members.items()):
        own = [labels[place] for place in places]
        fixed = _fixed(own, genera, species)
        if fixed is not None:
            for place in places:
                parts[place] = fixed
            _keep_roles(places, labels, parts, fixed, findings)
            continue
        finest = max(own, key=lambda one: len(one.lineage))
        strata[finest.source, finest.lineage[-1]].append(group)
    _deal(strata, members, labels, random, parts)
    return parts


def _fixed(own: Sequence[Labelled], genera: set[str], species: set[str]) -> str | None:
    """The part that roles and held-out names give a group; None where it is free."""
    roles = {one.role for one in own if one.role}
    if "frozen" in roles:
        earlier = [one.part for one in own if one.part in FROZEN]
        return earlier[0] if earlier else TEST
    if any(dict(one.lineage).get("genus") in genera for one in own):
        return LEFT_OUT if "training" in roles else UNSEEN_GENUS
    if any(dict(one.lineage).get("species") in species for one in own):
        return LEFT_OUT if "training" in roles else UNSEEN_SPECIES
    return None


def _keep_roles(
    places: Sequence[int],
    labels: Sequence[Labelled],
    parts: list[str],
    fixed: str,
    findings: Findings,
) -> None:
    """What once trained never tests; what looks like a frozen specimen never trains."""
    if fixed not in FROZEN:
        return
    for place in places:
        one = labels[place]
        if one.role == "training":
            parts[place] = LEFT_OUT
            findings.add("looks_like_frozen", one.where, "left out: its like is in a frozen test")
        elif not one.blind and one.role != "frozen":
            parts[place] = LEFT_OUT
            findings.add("sighted_in_test", one.where, "left out: named in sight of the machine")


def _deal(
    strata: Mapping[tuple[str, Step], list[int]],
    members: Mapping[int, list[int]],
    labels: Sequence[Labelled],
    random: np.random.Generator,
    parts: list[str],
) -> None:
    for key in sorted(strata):
        order = random.permutation(strata[key]).tolist()
        swapped = bool(random.integers(2))
        for place, group in enumerate(order):
            part = _CYCLE[place % len(_CYCLE)]
            if swapped and part != TRAIN:
                part = CALIBRATION if part == TEST else TEST
            own = [labels[n] for n in members[group]]
            if part == TEST and any(not one.blind or one.role == "training" for one in own):
                part = TRAIN
            for n in members[group]:
                parts[n] = part


def _held_out(
    labels: Sequence[Labelled], wanted: HoldOut, random: np.random.Generator, findings: Findings
) -> tuple[set[str], set[str]]:
    """Genera and species drawn by seed, and those that earlier snapshots held out."""
    genera = {one.lineage_genus for one in map(_Names, labels)} - {""}
    earlier = {_Names(one).lineage_genus for one in labels if one.part == UNSEEN_GENUS} - {""}
    fresh = _drawn(sorted(genera - earlier), wanted.genera - len(earlier), random)
    if len(fresh) + len(earlier) < wanted.genera:
        findings.add("too_few_genera", "split", f"{len(fresh)} of {wanted.genera} genera held out")
    held = set(fresh) | earlier
    species: dict[str, set[str]] = defaultdict(set)
    for one in map(_Names, labels):
        if one.lineage_species and one.lineage_genus not in held:
            species[one.lineage_genus].add(one.lineage_species)
    former = {_Names(one).lineage_species for one in labels if one.part == UNSEEN_SPECIES} - {""}
    eligible = sorted(s for own in species.values() if len(own) > 1 for s in own if s not in former)
    # One species of a genus at most, so that the genus stays known by another.
    chosen: set[str] = set()
    taken: Counter[str] = Counter()
    for name in random.permutation(eligible).tolist() if eligible else []:
        genus = next(genus for genus, own in species.items() if name in own)
        limit = min(wanted.species - len(former), len(eligible) // _SHARE_HELD_OUT)
        if len(chosen) < limit and not taken[genus]:
            chosen.add(name)
            taken[genus] += 1
    if len(chosen) + len(former) < wanted.species:
        findings.add("too_few_species", "split", f"{len(chosen)} of {wanted.species} held out")
    return held, chosen | former


def _drawn(names: Sequence[str], count: int, random: np.random.Generator) -> list[str]:
    most = max(0, min(count, len(names) // _SHARE_HELD_OUT))
    return random.permutation(list(names)).tolist()[:most] if most else []


class _Names:
    """Genus and species of a label, empty where it has none."""

    def __init__(self, label: Labelled) -> None:
        by_rank = dict(label.lineage) if label.lineage[-1][0] != NO_RANK else {}
        self.lineage_genus = by_rank.get("genus", "")
        self.lineage_species = by_rank.get("species", "")
