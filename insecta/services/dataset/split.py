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
Stratum = tuple[str, Step]
"""Source and name: each is dealt by itself."""
_SHARE_HELD_OUT = 4
"""At most one in four genera (species) is held out."""


@dataclass(frozen=True, slots=True)
class HoldOut:
    """How many genera, and species of other genera, no training may see.

    `held_genera`, `held_species`: names that earlier snapshots held out. `untold`: some of those did
    not say which; then a name is held out that more specimens of theirs bear than trained.
    """

    genera: int = 0
    species: int = 0
    held_genera: frozenset[str] = frozenset()
    held_species: frozenset[str] = frozenset()
    untold: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """`parts`: of each picture; `genera`, `species`: names that no training sees, sorted."""

    parts: list[str]
    genera: tuple[str, ...]
    species: tuple[str, ...]


def split(
    labels: Sequence[Labelled],
    groups: Sequence[int],
    seed: int,
    hold_out: HoldOut,
    findings: Findings,
) -> Split:
    """Part of each picture; LEFT_OUT where it would leak.

    Roles that the catalogue has fixed are kept. A group of several roles, or one whose names were
    given in sight of the machine's, never tests; nor does the latter calibrate: what is promised is
    fitted there.
    """
    random = np.random.default_rng(seed)
    genera, species = _held_out(labels, hold_out, random, findings)
    members: dict[int, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        members[group].append(place)
    parts = [""] * len(labels)
    strata: dict[Stratum, list[int]] = defaultdict(list)
    placed: Counter[Stratum] = Counter()
    for group, places in sorted(members.items()):
        own = [labels[place] for place in places]
        fixed = _fixed(own, genera, species)
        if fixed is None:
            strata[_stratum(own)].append(group)
            continue
        placed[_stratum(own)] += 1
        for place in places:
            parts[place] = fixed
        _keep_roles(places, labels, parts, fixed, findings)
    _deal(strata, placed, members, labels, random, parts)
    _fill(members, labels, parts)
    return Split(parts, tuple(sorted(genera)), tuple(sorted(species)))


def _stratum(own: Sequence[Labelled]) -> Stratum:
    finest = max(own, key=lambda one: len(one.lineage))
    return finest.source, finest.lineage[-1]


def _fixed(own: Sequence[Labelled], genera: set[str], species: set[str]) -> str | None:
    """The part that roles and held-out names give a group; None where it is free.

    A frozen specimen tests what its present name asks: whether the network knows it, or knows that
    it does not. What calibrated still does, so that no release learns what the one before was
    calibrated by.
    """
    roles = {one.role for one in own if one.role}
    if "frozen" in roles:
        return _unseen([one for one in own if one.role == "frozen"], genera, species) or TEST
    unseen = _unseen(own, genera, species)
    if unseen or not roles:
        return LEFT_OUT if roles else unseen
    calibrated = {one.part for one in own if one.role} == {CALIBRATION}
    return CALIBRATION if calibrated and _may(own, CALIBRATION) else TRAIN


def _unseen(own: Sequence[Labelled], genera: set[str], species: set[str]) -> str | None:
    names = [_Names(one) for one in own]
    if any(one.lineage_genus in genera for one in names):
        return UNSEEN_GENUS
    return UNSEEN_SPECIES if any(one.lineage_species in species for one in names) else None


def _keep_roles(
    places: Sequence[int],
    labels: Sequence[Labelled],
    parts: list[str],
    fixed: str,
    findings: Findings,
) -> None:
    """What once trained never tests; what looks like a frozen specimen never trains."""
    if fixed in (TRAIN, CALIBRATION):
        return
    for place in places:
        one = labels[place]
        if fixed == LEFT_OUT:
            text = "left out: its name is held out, and it or its like once trained"
            findings.add("held_out_but_trained", one.where, text)
        elif one.role == "training":
            parts[place] = LEFT_OUT
            findings.add("looks_like_frozen", one.where, "left out: its like is in a frozen test")
        elif not one.blind:
            parts[place] = LEFT_OUT
            findings.add("sighted_in_test", one.where, "left out: named in sight of the machine")


def _deal(
    strata: Mapping[Stratum, list[int]],
    placed: Mapping[Stratum, int],
    members: Mapping[int, list[int]],
    labels: Sequence[Labelled],
    random: np.random.Generator,
    parts: list[str],
) -> None:
    """Groups of each name take turns, after those that earlier snapshots placed."""
    for key in sorted(strata):
        order = random.permutation(strata[key]).tolist()
        swapped = bool(random.integers(2))
        for place, group in enumerate(order, start=placed[key]):
            part = _CYCLE[place % len(_CYCLE)]
            if swapped and part != TRAIN:
                part = CALIBRATION if part == TEST else TEST
            own = [labels[n] for n in members[group]]
            if part != TRAIN and not _may(own, part):
                part = TRAIN
            for n in members[group]:
                parts[n] = part


def _may(own: Sequence[Labelled], part: str) -> bool:
    """Whether a group may test, or calibrate: all of it named blind, and none of a test trained."""
    return all(one.blind and (part != TEST or one.role != "training") for one in own)


def _fill(members: Mapping[int, list[int]], labels: Sequence[Labelled], parts: list[str]) -> None:
    """In a small set chance may leave calibration or test empty: then another part gives a group.

    It is of the name that has most groups there. A frozen test gives nothing.
    """
    for lacking, other in ((CALIBRATION, TEST), (CALIBRATION, TRAIN), (TEST, CALIBRATION)):
        full = [group for group, own in members.items() if any(parts[n] == other for n in own)]
        if lacking in parts or len(full) < 2:
            continue
        groups = {group: [labels[n] for n in members[group]] for group in full}
        sizes = Counter(_stratum(own) for own in groups.values())
        givers = [
            group
            for group, own in groups.items()
            if _may(own, lacking) and not any(one.role == "frozen" for one in own)
        ]
        if givers:
            most = max(givers, key=lambda group: sizes[_stratum(groups[group])])
            for n in members[most]:
                parts[n] = lacking


def _held_out(
    labels: Sequence[Labelled], wanted: HoldOut, random: np.random.Generator, findings: Findings
) -> tuple[set[str], set[str]]:
    """Genera and species drawn by seed, and those that earlier snapshots held out.

    Drawn are only names that no earlier snapshot has put to use.
    """
    names = [_Names(one) for one in labels]
    genera = {one.lineage_genus for one in names} - {""}
    used = {one.lineage_genus for one in names if one.label.role}
    earlier = _held_before(names, UNSEEN_GENUS, wanted) & genera
    fresh = _drawn(sorted(genera - earlier - used), wanted.genera - len(earlier), random)
    if len(fresh) + len(earlier) < wanted.genera:
        findings.add("too_few_genera", "split", f"{len(fresh)} of {wanted.genera} genera held out")
    held = set(fresh) | earlier
    species: dict[str, set[str]] = defaultdict(set)
    for one in names:
        if one.lineage_species and one.lineage_genus not in held:
            species[one.lineage_genus].add(one.lineage_species)
    former = _held_before(names, UNSEEN_SPECIES, wanted) & {
        s for own in species.values() for s in own
    }
    known = {one.lineage_species for one in names if one.label.role} | former
    genus_of = {
        name: genus for genus, own in species.items() if len(own) > 1 for name in own - known
    }
    # One species of a genus at most, so that the genus stays known by another.
    chosen: set[str] = set()
    taken = {genus for genus, own in species.items() if own & former}
    limit = min(wanted.species - len(former), len(genus_of) // _SHARE_HELD_OUT)
    for name in random.permutation(sorted(genus_of)).tolist() if genus_of else []:
        if len(chosen) < limit and genus_of[name] not in taken:
            chosen.add(name)
            taken.add(genus_of[name])
    if len(chosen) + len(former) < wanted.species:
        findings.add("too_few_species", "split", f"{len(chosen)} of {wanted.species} held out")
    return held, chosen | former


def _held_before(names: Sequence[_Names], part: str, wanted: HoldOut) -> set[str]:
    """Names that earlier snapshots held out: as they told it, else as most of their specimens say."""
    of_genera = part == UNSEEN_GENUS
    told = set(wanted.held_genera if of_genera else wanted.held_species)
    if not wanted.untold:
        return told
    votes: Counter[str] = Counter()
    for one in names:
        name = one.lineage_genus if of_genera else one.lineage_species
        if one.label.part == part:
            votes[name] += 1
        elif one.label.role == "training":
            votes[name] -= 1
    return told | {name for name, number in votes.items() if name and number > 0}


def _drawn(names: Sequence[str], count: int, random: np.random.Generator) -> list[str]:
    most = max(0, min(count, len(names) // _SHARE_HELD_OUT))
    return random.permutation(list(names)).tolist()[:most] if most else []


class _Names:
    """Genus and species of a label, empty where it has none."""

    def __init__(self, label: Labelled) -> None:
        by_rank = dict(label.lineage) if label.lineage[-1][0] != NO_RANK else {}
        self.label = label
        self.lineage_genus = by_rank.get("genus", "")
        self.lineage_species = by_rank.get("species", "")
