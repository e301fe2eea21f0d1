"""From leaf probabilities to a defended answer: pure functions, no picture, no network.

Probabilities are summed up the tree; the answer is the deepest name on the best path whose
calibrated probability meets the threshold that the release measured for the target (contract:
Answers). docs/decision-cases.json holds the TypeScript copy of this module equal to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest

from insecta.domain.answer import (
    Abstention,
    Answer,
    Candidate,
    Limit,
    Quality,
    Scores,
    Subject,
)
from insecta.domain.ranks import depth
from insecta.domain.release import Release, Taxon
from insecta.domain.traits import fused_traits, suggested

NO_RANK = "none"
"""Rank of leaves that are no names (`not an insect`, `label only`, other insects)."""

LABEL_VIEW = "label"
"""View of pictures that show a label: they say nothing about the insect."""

UNKNOWN_SUBJECT = Subject()

NOT_LISTED = "not on the taxon list"
"""Note of `unknown_taxon` where the release knows the name, and the collection does not expect it."""

BEST_PER_RANK = 5
_WORTH_KEEPING = 0.001
_OUTSIDE = 0.5
"""Probability from which leaves that are no answer take the picture; a release may measure its
own (`novelty["outside"]`)."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """No picture can tell what is below `taxon_id` (users: 4), whatever the score.

    `view`: the ceiling holds for this view only, None for all; a picture whose view nobody stated may
    be of it. `needs_view`: the view that would help, None where none does. `reason` is shown, with its
    reference.
    """

    taxon_id: str
    reason: str
    view: str | None = None
    needs_view: str | None = None


def candidates_from(release: Release, leaves: Sequence[float]) -> tuple[Candidate, ...]:
    """Sum leaf probabilities up the tree and keep what is worth keeping, best first.

    `leaves`: calibrated probabilities in the release's leaf order, summing to 1. Kept are the best
    five at each rank, everything from 0.1 %, every ancestor of what is kept, and all leaves that
    are no names. A parent is never below its child. Raises ValueError for another length.
    """
    if len(leaves) != len(release.leaf_paths):
        raise ValueError(f"{len(leaves)} scores for {len(release.leaf_paths)} leaves")
    sums = dict.fromkeys(release.paths, 0.0)
    for path, probability in zip(release.leaf_paths, leaves, strict=True):
        for taxon_id in path:
            sums[taxon_id] += float(probability)
    kept: set[str] = set()
    for taxon_id in _worth_keeping(release, sums):
        kept.update(release.paths[taxon_id])
    found = [_candidate(release.by_id[i], min(1.0, sums[i])) for i in kept]
    return tuple(sorted(found, key=_best_first))


def _candidate(taxon: Taxon, confidence: float) -> Candidate:
    return Candidate(taxon.taxon_id, taxon.scientific_name, taxon.rank, confidence)


def _best_first(candidate: Candidate) -> tuple[int, float, str]:
    """Coarse ranks first, then the most probable, ties by id; leaves that are no names last."""
    place = 99 if candidate.rank == NO_RANK else depth(candidate.rank)
    return place, -candidate.confidence, candidate.taxon_id


def _worth_keeping(release: Release, sums: Mapping[str, float]) -> Iterator[str]:
    """Where five or more of a rank are worth it by their probability, the best five are among them."""
    for rank, ids in release.by_rank.items():
        if rank == NO_RANK:
            yield from ids
            continue
        likely = [i for i in ids if sums[i] >= _WORTH_KEEPING]
        if len(likely) < BEST_PER_RANK:
            likely = nsmallest(BEST_PER_RANK, ids, key=lambda i: (-sums[i], i))
        yield from likely


def best_path(release: Release, scores: Scores) -> list[Candidate]:
    """Names from the most probable root downwards, always to the most probable child."""
    children: dict[str | None, list[Candidate]] = defaultdict(list)
    for candidate in scores.candidates:
        if candidate.rank != NO_RANK:
            children[release.by_id[candidate.taxon_id].parent_id].append(candidate)
    path: list[Candidate] = []
    here: str | None = None
    while children[here]:
        best = min(children[here], key=lambda c: (-c.confidence, c.taxon_id))
        path.append(best)
        here = best.taxon_id
    return path


def thresholds_for(release: Release, target: float) -> Mapping[str, float]:
    """Least probability per rank for a target: those of the nearest measured target not below it.

    Empty where the release never measured one as high: then nothing is promised.
    """
    measured = sorted((float(key), key) for key in release.thresholds)
    for value, key in measured:
        if value >= target - 1e-9:
            return release.thresholds[key]
    return {}


def _outside(release: Release, scores: Scores) -> Abstention | None:
    """Code of the leaves that are no answer, where together they hold the picture.

    The most probable of them gives the code; at a tie the first in precedence.
    """
    held: dict[str, float] = defaultdict(float)
    total = 0.0
    for candidate in scores.candidates:
        code = release.outside.get(candidate.taxon_id)
        if code is not None:
            held[code] += candidate.confidence
            total += candidate.confidence
    if not held or total < release.novelty.get("outside", _OUTSIDE):
        return None
    return max((code for code in Abstention if code in held), key=lambda code: held[code])


def _abstention(release: Release, scores: Scores, subject: Subject) -> Abstention | None:
    """The first reason, in the contract's order, that forbids any answer."""
    found = {_outside(release, scores)}
    if scores.quality.faults:
        found.add(Abstention.POOR_PICTURE)
    if scores.view == LABEL_VIEW:
        found.add(Abstention.LABEL_ONLY)
    if scores.individuals is not None and scores.individuals > 1:
        found.add(Abstention.SEVERAL_SPECIMENS)
    if subject.damaged:
        found.add(Abstention.DAMAGED)
    if _above_cut(release, scores, "cut"):
        found.add(Abstention.UNLIKE_TRAINING)
    return next((code for code in Abstention if code in found), None)


def _above_cut(release: Release, scores: Scores, name: str) -> bool:
    cut = release.novelty.get(name)
    return cut is not None and scores.novelty is not None and scores.novelty > cut


def _on_list(
    release: Release, taxon_list: Collection[str] | None, listed_above: Collection[str]
) -> frozenset[str] | None:
    """Listed taxa, their ancestors and what is below them; None where there is no list."""
    if taxon_list is None:
        return None
    listed = frozenset(taxon_list)
    upwards = [i for i in listed.union(listed_above) if i in release.by_id]
    above = {t.taxon_id for i in upwards for t in release.lineage(i)}
    below = {
        taxon.taxon_id
        for taxon in release.taxa
        if any(t.taxon_id in listed for t in release.lineage(taxon.taxon_id))
    }
    return frozenset(above | below)


@dataclass(frozen=True, slots=True)
class _Cap:
    """Names of a path behind the first `kept` may not be answered, and why."""

    kept: int
    limit: Limit
    reason: str
    needs_view: str | None = None


_LIMITS = tuple(Limit)


def _capped(
    release: Release,
    path: Sequence[Candidate],
    views: Sequence[str | None],
    ceilings: Sequence[Ceiling],
    subject: Subject,
) -> _Cap | None:
    """What cuts the path shortest; among equals the first limit of the contract's list."""
    ceiling = _ceiling_cap(path, views, ceilings)
    caps = [*([ceiling] if ceiling else []), *_unseen_caps(release, path, subject)]
    cutting = [cap for cap in caps if cap.kept < len(path)]
    return min(cutting, key=lambda cap: (cap.kept, _LIMITS.index(cap.limit)), default=None)


def _ceiling_cap(
    path: Sequence[Candidate], views: Sequence[str | None], ceilings: Sequence[Ceiling]
) -> _Cap | None:
    """How deep the view that may go deepest may go: two views that cannot tell cannot tell together."""
    found: list[_Cap] = []
    for view in views:
        caps = list(_view_caps(path, view, views, ceilings))
        if not caps:
            return None
        found.append(min(caps, key=lambda cap: (cap.kept, _LIMITS.index(cap.limit))))
    return max(found, key=lambda cap: (cap.kept, -_LIMITS.index(cap.limit)), default=None)


def _view_caps(
    path: Sequence[Candidate],
    view: str | None,
    views: Sequence[str | None],
    ceilings: Sequence[Ceiling],
) -> Iterator[_Cap]:
    """Ceilings of one view; of a view that nobody stated all, since it may be any of theirs."""
    places = {c.taxon_id: n for n, c in enumerate(path)}
    for ceiling in ceilings:
        if ceiling.taxon_id in places and (view is None or ceiling.view in (None, view)):
            is_there = ceiling.view is not None and ceiling.needs_view in views
            needs = None if is_there else ceiling.needs_view
            limit = Limit.NEEDS_OTHER_VIEW if needs else Limit.NOT_SEPARABLE
            yield _Cap(places[ceiling.taxon_id] + 1, limit, ceiling.reason, needs)


def _unseen_caps(release: Release, path: Sequence[Candidate], subject: Subject) -> Iterator[_Cap]:
    """A male is not named by classes that have seen workers only (users: 18)."""
    stated = {"caste": subject.caste, "sex": subject.sex, "lifeStage": subject.life_stage}
    for place, candidate in enumerate(path):
        for term, values in release.seen.get(candidate.taxon_id, {}).items():
            value = stated.get(term)
            if value is not None and value not in values:
                reason = f"{term} {value} is not among the training pictures"
                yield _Cap(place, Limit.CASTE_OR_STAGE_UNSEEN, reason)
                return


def _near_enough(
    release: Release, scores: Scores, path: Sequence[Candidate]
) -> Sequence[Candidate]:
    """The path down to the first rank whose own novelty cut the picture is above."""
    for place, candidate in enumerate(path):
        if _above_cut(release, scores, f"cut:{candidate.rank}"):
            return path[:place]
    return path


def _deepest(
    release: Release,
    path: Sequence[Candidate],
    thresholds: Mapping[str, float],
    least_testing: int,
) -> Candidate | None:
    for candidate in reversed(path):
        threshold = thresholds.get(candidate.rank)
        taxon = release.by_id[candidate.taxon_id]
        if threshold is None or not taxon.answerable:
            continue
        if is_below_genus(taxon.rank) and taxon.testing < least_testing:
            continue
        if candidate.confidence >= threshold:
            return candidate
    return None


def is_below_genus(rank: str) -> bool:
    """Whether a rank is finer than the genus; leaves that are no names are not."""
    return rank != NO_RANK and depth(rank) > depth("genus")


def decide(
    release: Release,
    scores: Scores,
    target: float = 0.95,
    taxon_list: Collection[str] | None = None,
    ceilings: Sequence[Ceiling] = (),
    subject: Subject = UNKNOWN_SUBJECT,
    least_testing: int = 0,
    listed_above: Collection[str] = (),
) -> Answer:
    """The deepest name that meets `target` (a precision), or the reason why there is none.

    `taxon_list`: taxon ids a collection expects; the answer stays on the list, and no probability
    is moved to it. `listed_above`: more of them, below which nothing is expected. `least_testing`: names below the genus that fewer test specimens have checked
    are answered at a coarser rank (users: 7). A higher target never gives a deeper answer.
    """
    allowed = _on_list(release, taxon_list, listed_above)
    answer = _decided(release, scores, target, allowed, ceilings, subject, least_testing)
    if not scores.traits or answer.abstention not in _STILL_TELLING:
        return answer
    return replace(answer, suggested=suggested(release.heads, scores.traits))


_STILL_TELLING = (None, Abstention.UNKNOWN_TAXON, Abstention.UNDECIDED)
"""Without one of these it is not even sure that there is one insect to speak of."""


def _decided(
    release: Release,
    scores: Scores,
    target: float,
    allowed: Collection[str] | None,
    ceilings: Sequence[Ceiling],
    subject: Subject,
    least_testing: int,
) -> Answer:
    shown = tuple(c for c in scores.candidates if c.rank != NO_RANK)
    refused = _abstention(release, scores, subject)
    if refused is not None:
        note = ", ".join(scores.quality.faults) if refused is Abstention.POOR_PICTURE else ""
        return Answer(None, refused, None, shown, note)
    full = best_path(release, scores)
    cap = _capped(release, full, scores.views, ceilings, subject)
    if cap is not None and cap.kept == 0:
        return Answer(None, Abstention.UNLIKE_TRAINING, None, shown, cap.reason)
    free: Sequence[Candidate] = full[: cap.kept] if cap else full
    path = free if allowed is None else [c for c in free if c.taxon_id in allowed]
    thresholds = thresholds_for(release, target)
    answer = _deepest(release, _near_enough(release, scores, path), thresholds, least_testing)
    if answer is not None:
        return _limited(answer, full, cap, shown)
    if allowed is not None and (
        not path
        or _deepest(release, _near_enough(release, scores, free), thresholds, least_testing)
    ):
        return Answer(None, Abstention.UNKNOWN_TAXON, None, shown, NOT_LISTED)
    is_strange = _deepest(release, path, thresholds, least_testing) is not None
    return Answer(
        None, Abstention.UNKNOWN_TAXON if is_strange else Abstention.UNDECIDED, None, shown
    )


def _limited(
    answer: Candidate, full: Sequence[Candidate], cap: _Cap | None, shown: tuple[Candidate, ...]
) -> Answer:
    """The answer with the reason why it is no finer: the cap that it stands at, or doubt."""
    if answer.taxon_id == full[-1].taxon_id:
        return Answer(answer, None, None, shown)
    if cap is not None and answer.taxon_id == full[cap.kept - 1].taxon_id:
        return Answer(answer, None, cap.limit, shown, cap.reason, cap.needs_view)
    return Answer(answer, None, Limit.UNDECIDED_BELOW, shown)


def fuse(views: Sequence[Scores]) -> Scores:
    """Scores of one specimen from several views: the mean over the usable ones.

    Pictures of labels, and views with a quality fault, are left out where there is any other. A
    mean keeps sums consistent and does not claim independence of pictures of the same specimen;
    several individuals are there only if every view that was counted shows several. Which views they
    were stays known, because ceilings hold by view. Raises ValueError for none, or for scores of
    different releases.
    """
    if not views:
        raise ValueError("no scores to fuse")
    if len({scores.release for scores in views}) != 1:
        raise ValueError("scores of different releases cannot be fused")
    telling = [scores for scores in views if scores.view != LABEL_VIEW] or list(views)
    usable = [scores for scores in telling if not scores.quality.faults] or telling
    if len(usable) == 1:
        return usable[0]
    number = len(usable)
    sums: dict[str, float] = defaultdict(float)
    names: dict[str, Candidate] = {}
    for scores in usable:
        for candidate in scores.candidates:
            names.setdefault(candidate.taxon_id, candidate)
            sums[candidate.taxon_id] += candidate.confidence / number
    fused = [
        Candidate(c.taxon_id, c.scientific_name, c.rank, min(1.0, sums[i]))
        for i, c in names.items()
    ]
    seen = tuple(dict.fromkeys(scores.view for scores in usable))
    counted = [scores.individuals for scores in usable if scores.individuals is not None]
    return Scores(
        usable[0].release,
        tuple(sorted(fused, key=_best_first)),
        _fused_quality([scores.quality for scores in usable]),
        _mean([scores.novelty for scores in usable if scores.novelty is not None]),
        seen[0] if len(seen) == 1 else None,
        min(counted, default=None),
        fused_traits([scores.traits for scores in usable]),
        seen,
    )


def _mean(values: Sequence[float]) -> float | None:
    """Added in order: `sum` compensates rounding since Python 3.12, and other languages don't."""
    total = 0.0
    for value in values:
        total += value
    return total / len(values) if values else None


def _fused_quality(qualities: Sequence[Quality]) -> Quality:
    """The sharpest view's measures; faults only where all views have them."""
    common = set(qualities[0].faults).intersection(*(set(q.faults) for q in qualities))
    best = max(qualities, key=lambda q: q.sharpness)
    faults = tuple(f for f in best.faults if f in common) or (
        best.faults if all(q.faults for q in qualities) else ()
    )
    return Quality(best.sharpness, best.exposure, best.ink, faults)
