"""From leaf probabilities to a defended answer: pure functions, no picture, no network.

Probabilities are summed up the tree; the answer is the deepest name on the best path whose
calibrated probability meets the threshold that the release measured for the target (contract:
Answers). docs/decision-cases.json holds the TypeScript copy of this module equal to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from insecta.domain.answer import Abstention, Answer, Candidate, Limit, Quality, Scores
from insecta.domain.ranks import depth
from insecta.domain.release import Release, Taxon

NO_RANK = "none"
"""Rank of leaves that are no names (`not an insect`, `label only`, other insects)."""

BEST_PER_RANK = 5
_WORTH_KEEPING = 0.001
_OUTSIDE = 0.5
"""Probability from which leaves that are no answer take the picture; a release may measure its
own (`novelty["outside"]`)."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """No picture can tell what is below `taxon_id` (users: 4), whatever the score.

    `view`: the ceiling holds for this view only, None for all. `needs_view`: the view that would
    help, None where none does. `reason` is shown, with its reference.
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
    sums: dict[str, float] = defaultdict(float)
    for path, probability in zip(release.leaf_paths, leaves, strict=True):
        for taxon_id in path:
            sums[taxon_id] += float(probability)
    kept: set[str] = set()
    for taxon_id in _worth_keeping(release, sums):
        kept.update(t.taxon_id for t in release.lineage(taxon_id))
    found = [_candidate(release.by_id[i], min(1.0, sums[i])) for i in kept]
    return tuple(sorted(found, key=_best_first))


def _candidate(taxon: Taxon, confidence: float) -> Candidate:
    return Candidate(taxon.taxon_id, taxon.scientific_name, taxon.rank, confidence)


def _best_first(candidate: Candidate) -> tuple[int, float, str]:
    """Coarse ranks first, then the most probable, ties by id; leaves that are no names last."""
    place = 99 if candidate.rank == NO_RANK else depth(candidate.rank)
    return place, -candidate.confidence, candidate.taxon_id


def _worth_keeping(release: Release, sums: Mapping[str, float]) -> list[str]:
    by_rank: dict[str, list[str]] = defaultdict(list)
    for taxon_id in sums:
        by_rank[release.by_id[taxon_id].rank].append(taxon_id)
    kept: list[str] = []
    for rank, ids in by_rank.items():
        ids.sort(key=lambda i: (-sums[i], i))
        best = len(ids) if rank == NO_RANK else BEST_PER_RANK
        kept += [i for n, i in enumerate(ids) if n < best or sums[i] >= _WORTH_KEEPING]
    return kept


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
    for candidate in scores.candidates:
        code = release.outside.get(candidate.taxon_id)
        if code is not None:
            held[code] += candidate.confidence
    if not held or sum(held.values()) < release.novelty.get("outside", _OUTSIDE):
        return None
    return max((code for code in Abstention if code in held), key=lambda code: held[code])


def _abstention(release: Release, scores: Scores) -> Abstention | None:
    """Reasons that forbid any answer, in the contract's order of precedence."""
    if scores.quality.faults:
        return Abstention.POOR_PICTURE
    outside = _outside(release, scores)
    if outside is not None:
        return outside
    cut = release.novelty.get("cut")
    if cut is not None and scores.novelty is not None and scores.novelty > cut:
        return Abstention.UNLIKE_TRAINING
    return None


def _on_list(release: Release, taxon_list: Collection[str] | None) -> frozenset[str] | None:
    """Listed taxa, their ancestors and what is below them; None where there is no list."""
    if taxon_list is None:
        return None
    listed = frozenset(taxon_list)
    above = {t.taxon_id for i in listed if i in release.by_id for t in release.lineage(i)}
    below = {
        taxon.taxon_id
        for taxon in release.taxa
        if any(t.taxon_id in listed for t in release.lineage(taxon.taxon_id))
    }
    return frozenset(above | below)


def _capped(
    path: Sequence[Candidate], view: str | None, ceilings: Sequence[Ceiling]
) -> tuple[list[Candidate], Ceiling | None]:
    """The path down to the first ceiling, and that ceiling if something was below it."""
    places = {c.taxon_id: n for n, c in enumerate(path)}
    hit = [
        (places[c.taxon_id], c)
        for c in ceilings
        if c.taxon_id in places and (c.view is None or c.view == view)
    ]
    if not hit:
        return list(path), None
    place, ceiling = min(hit, key=lambda pair: pair[0])
    capped = list(path[: place + 1])
    return capped, ceiling if place + 1 < len(path) else None


def _deepest(
    release: Release, path: Sequence[Candidate], thresholds: Mapping[str, float]
) -> Candidate | None:
    for candidate in reversed(path):
        threshold = thresholds.get(candidate.rank)
        if threshold is None or not release.by_id[candidate.taxon_id].answerable:
            continue
        if candidate.confidence >= threshold:
            return candidate
    return None


def _limit(answer: Candidate, path: Sequence[Candidate], ceiling: Ceiling | None) -> Limit | None:
    if ceiling is not None and answer.taxon_id == ceiling.taxon_id:
        return Limit.NEEDS_OTHER_VIEW if ceiling.needs_view else Limit.NOT_SEPARABLE
    return None if answer.taxon_id == path[-1].taxon_id else Limit.UNDECIDED_BELOW


def decide(
    release: Release,
    scores: Scores,
    target: float = 0.95,
    taxon_list: Collection[str] | None = None,
    ceilings: Sequence[Ceiling] = (),
) -> Answer:
    """The deepest name that meets `target` (a precision), or the reason why there is none.

    `taxon_list`: taxon ids a collection expects; the answer stays on the list, and no probability
    is moved to it. A higher target never gives a deeper answer.
    """
    shown = tuple(c for c in scores.candidates if c.rank != NO_RANK)
    abstention = _abstention(release, scores)
    if abstention is not None:
        note = ", ".join(scores.quality.faults) if scores.quality.faults else ""
        return Answer(None, abstention, None, shown, note)
    full = best_path(release, scores)
    path, ceiling = _capped(full, scores.view, ceilings)
    allowed = _on_list(release, taxon_list)
    if allowed is not None:
        path = [c for c in path if c.taxon_id in allowed]
        if not path:
            return Answer(None, Abstention.UNKNOWN_TAXON, None, shown, "not on the taxon list")
    answer = _deepest(release, path, thresholds_for(release, target))
    if answer is None:
        return Answer(None, Abstention.UNDECIDED, None, shown)
    limit = _limit(answer, full, ceiling)
    shown_reason = limit in {Limit.NOT_SEPARABLE, Limit.NEEDS_OTHER_VIEW} and ceiling is not None
    return Answer(answer, None, limit, shown, ceiling.reason if shown_reason and ceiling else "")


def fuse(views: Sequence[Scores]) -> Scores:
    """Scores of one specimen from several views: the mean over the usable ones.

    Views with a quality fault are left out where another is without. A mean keeps sums consistent
    and does not claim independence of pictures of the same specimen. Raises ValueError for none,
    or for scores of different releases.
    """
    if not views:
        raise ValueError("no scores to fuse")
    if len({scores.release for scores in views}) != 1:
        raise ValueError("scores of different releases cannot be fused")
    if len(views) == 1:
        return views[0]
    usable = [scores for scores in views if not scores.quality.faults] or list(views)
    sums: dict[str, float] = defaultdict(float)
    names: dict[str, Candidate] = {}
    for scores in usable:
        for candidate in scores.candidates:
            names.setdefault(candidate.taxon_id, candidate)
            sums[candidate.taxon_id] += candidate.confidence / len(usable)
    fused = [
        Candidate(c.taxon_id, c.scientific_name, c.rank, min(1.0, sums[i]))
        for i, c in names.items()
    ]
    novelties = [scores.novelty for scores in usable if scores.novelty is not None]
    seen = {scores.view for scores in usable}
    return Scores(
        usable[0].release,
        tuple(sorted(fused, key=_best_first)),
        _fused_quality([scores.quality for scores in usable]),
        sum(novelties) / len(novelties) if novelties else None,
        seen.pop() if len(seen) == 1 else None,
    )


def _fused_quality(qualities: Sequence[Quality]) -> Quality:
    """The sharpest view's measures; faults only where all views have them."""
    common = set(qualities[0].faults).intersection(*(set(q.faults) for q in qualities))
    best = max(qualities, key=lambda q: q.sharpness)
    faults = tuple(f for f in best.faults if f in common) or (
        best.faults if all(q.faults for q in qualities) else ()
    )
    return Quality(best.sharpness, best.exposure, best.ink, faults)
