"""Cases of decisions: written ones for every code and edge, and drawn ones by seed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from insecta.domain.decision import NO_RANK
from insecta.domain.release import Release

Json = dict[str, Any]
_VIEWS = (None, "head", "profile", "dorsal", "label")
_TARGETS = (0.95, 0.95, 0.95, 0.8, 0.9, 0.99, 0.999)
_CASTES = (None, None, "worker", "queen", "male", "soldier")
NOBODY: Mapping[str, Any] = {"caste": None, "sex": None, "lifeStage": None, "damaged": False}


def a_view(leaves: Mapping[int, float], **changes: Any) -> Json:
    """A good picture in which leaves have these probabilities."""
    body: Json = {
        "leaves": {str(leaf): value for leaf, value in leaves.items()}, "faults": [],
        "sharpness": 100.0, "novelty": 0.1, "view": None, "individuals": None,
    }  # fmt: skip
    return {**body, **changes}


def usual(release: Release) -> float:
    """How strange a picture is that a release knows well: below every cut, of distances (above 0) or of
    energies (below 0)."""
    least = min(_cuts(release).values(), default=0.5)
    return 0.1 if least > 0 else 2 * least


def _cuts(release: Release) -> dict[str, float]:
    return {key: cut for key, cut in release.novelty.items() if key.startswith("cut")}


def an_input(release: str, views: Sequence[Json], **changes: Any) -> Json:
    """The input of a case: usual target, no list, no ceilings, nothing known of the individual."""
    body: Json = {
        "release": release, "views": list(views), "target": 0.95, "taxonList": None,
        "listedAbove": [], "ceilings": [], "subject": dict(NOBODY), "leastTesting": 0,
    }  # fmt: skip
    return {**body, **changes}


def edges(name: str, release: Release) -> Iterator[tuple[str, Json]]:
    """For each leaf: exactly at its threshold, one step below, a tie with its neighbour."""
    known = usual(release)
    for taxon in release.leaves:
        leaf = taxon.leaf or 0
        other = (leaf + 1) % len(release.leaves)
        least = release.thresholds["0.95"].get(taxon.rank, 0.5)
        below = math.nextafter(least, 0)
        for word, value in (("at", least), ("just below", below), ("half", 0.5)):
            view = a_view({leaf: value, other: 1 - value}, novelty=known)
            yield f"{taxon.taxon_id} {word} its threshold", an_input(name, [view])
    outside = release.novelty.get("outside", 0.5)
    last = next((t.leaf or 0 for t in release.leaves if t.taxon_id in release.outside), 0)
    for value in (outside, math.nextafter(outside, 0)):
        view = a_view({last: value, 0: 1 - value}, novelty=known)
        yield f"no name holds {value}", an_input(name, [view])
    for key, cut in _cuts(release).items():
        for value in (
            cut,
            math.nextafter(cut, math.inf),
            math.nextafter(cut, -math.inf),
            cut * 0.9,
        ):
            view = a_view({leaf: 1.0}, novelty=value)
            yield f"novelty {value} at {key}", an_input(name, [view])
    for target in (0.5, 0.8, 0.8 + 1e-10, 0.8 + 1e-8, 0.9, 0.95, 0.99, 0.999):
        view = a_view({3 % len(release.leaves): 0.97, 0: 0.03}, novelty=known)
        yield f"target {target}", an_input(name, [view], target=target)


_COMPLEX, _ABOVE = "complex:caespitum", "genus:Tetramorium"
_BELOW = 7
"""A leaf below both, of the invented releases."""
_SEEN_TOGETHER: tuple[tuple[str | None, ...], ...] = (
    ("dorsal",), (None,), (None, None), ("dorsal", "dorsal"), ("dorsal", "head"), ("head", "dorsal"),
    ("dorsal", None), ("dorsal", "profile"), ("dorsal", "head", "profile"), ("dorsal", "head", None),
    ("dorsal", "label"), ("profile", "label"), ("profile",),
)  # fmt: skip


def ceilings_of_views(name: str) -> Iterator[tuple[str, Json]]:
    """One specimen in several views, below ceilings that hold for one view each."""
    dorsal, head = _ceiling(_COMPLEX, "dorsal"), _ceiling(_COMPLEX, "head")
    sets = {
        "one view": [dorsal],
        "two views": [dorsal, head],
        "two views, one higher": [dorsal, _ceiling(_ABOVE, "head")],
        "two of one view": [dorsal, _ceiling(_ABOVE, "dorsal")],
        "views that ask for each other": [
            _ceiling(_COMPLEX, "dorsal", "head"),
            _ceiling(_COMPLEX, "head", "dorsal"),
        ],
        "a view that asks for a third": [_ceiling(_COMPLEX, "dorsal", "profile"), head],
        "all views and one": [_ceiling(_ABOVE, None), dorsal],
    }
    leaves = {_BELOW: 0.97, _BELOW + 1: 0.03}
    for text, ceilings in sets.items():
        for views in _SEEN_TOGETHER:
            pictures = [a_view(leaves, view=view, novelty=None) for view in views]
            told = ", ".join(view or "not stated" for view in views)
            yield f"ceilings of {text}, seen {told}", an_input(name, pictures, ceilings=ceilings)
    faulty = a_view(leaves, view="profile", novelty=None, faults=["blurred"])
    pictures = [a_view(leaves, view="dorsal", novelty=None), faulty]
    yield "a blurred view lifts no ceiling", an_input(name, pictures, ceilings=[dorsal])


def _ceiling(taxon_id: str, view: str | None, needs_view: str | None = None) -> Json:
    reason = f"alike in {view or 'every'} view"
    return {"taxonId": taxon_id, "reason": reason, "view": view, "needsView": needs_view}


def drawn(name: str, release: Release, count: int, random: Random) -> Iterator[tuple[str, Json]]:
    """`count` cases by seed: one to four views, and now and then everything else."""
    for number in range(count):
        views = [_view(release, random) for _ in range(random.choice((1, 1, 1, 2, 3, 4)))]
        target, listed = random.choice(_TARGETS), _list(release, random)
        above = [one for one in listed or () if number % 2 and release.by_id[one].rank == "genus"]
        given = an_input(
            name,
            views,
            target=target,
            taxonList=None if listed is None else [one for one in listed if one not in above],
            listedAbove=above,
            ceilings=_ceilings(release, random),
            subject=_subject(random),
            leastTesting=random.choice((0, 0, 0, 10, 30)),
        )
        yield f"drawn {number + 1}", given


def _view(release: Release, random: Random) -> Json:
    least, most = _strangeness(release)
    faults = random.choice(([],) * 9 + (["blurred"], ["dark", "blank"]))
    return a_view(
        _leaves(release, random),
        faults=list(faults),
        sharpness=round(random.uniform(1, 300), 3),
        novelty=random.choice((None, *(round(random.uniform(least, most), 6) for _ in range(7)))),
        view=random.choice(_VIEWS),
        individuals=random.choice((None, None, 1, 1, 1, 1, 2)),
    )


def _strangeness(release: Release) -> tuple[float, float]:
    """From what a release knows well to somewhat beyond its cut."""
    cut, known = release.novelty.get("cut", 0.5), usual(release)
    return (0.0, cut * 1.15) if known > 0 else (known, cut * 0.85)


def _leaves(release: Release, random: Random) -> dict[int, float]:
    """One leaf, some of its relatives and a few others, summing to 1 as six digits allow."""
    names = [t.leaf or 0 for t in release.leaves if t.rank != NO_RANK]
    every = list(range(len(release.leaves)))
    first = random.choice(every if random.random() < 0.15 else names)
    root = release.leaf_paths[first]
    near = [n for n in names if n != first and len(set(root) & set(release.leaf_paths[n])) > 3]
    chosen = [first, *random.sample(near, min(len(near), random.randint(0, 3)))]
    chosen += random.sample(every, min(len(every), random.randint(1, 6)))
    shares = [random.random() ** 3 for _ in dict.fromkeys(chosen)]
    shares[0] += random.choice((0.2, 2.0, 10.0))
    total = math.fsum(shares)
    found = {n: round(s / total, 6) for n, s in zip(dict.fromkeys(chosen), shares, strict=True)}
    found[first] = round(found[first] + 1 - math.fsum(found.values()), 6)
    return found


def _list(release: Release, random: Random) -> list[str] | None:
    if random.random() < 0.75:
        return None
    ids = [taxon.taxon_id for taxon in release.taxa]
    return sorted(random.sample(ids, random.randint(0, min(6, len(ids)))))


def _ceilings(release: Release, random: Random) -> list[Json]:
    if random.random() < 0.6:
        return []
    named = [t.taxon_id for t in release.taxa if t.leaf is None and t.rank != NO_RANK]
    return [
        {
            "taxonId": random.choice(named),
            "reason": f"reference {number + 1}",
            "view": random.choice((None, None, "head", "profile")),
            "needsView": random.choice((None, "dorsal")),
        }
        for number in range(random.randint(1, 2))
    ]


def _subject(random: Random) -> Json:
    if random.random() < 0.5:
        return dict(NOBODY)
    return {
        "caste": random.choice(_CASTES),
        "sex": random.choice((None, "female", "male")),
        "lifeStage": random.choice((None, "adult", "adult", "larva")),
        "damaged": random.random() < 0.1,
    }
